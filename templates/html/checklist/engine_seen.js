"use strict";
// Times that somebody saw, such as that of the last sync, and that the signatures around them contradict.

const EngineSeen = (() => {
  const { at } = EnginePairs;

  /** The earliest that a step can have begun, and the step whose signature shows it, or itself: when the last one before
   * it was signed, and not before its window. Null where its time is not known, or blamed.
   * @param {CheckCase} theCase @param {number} index @param {Set<number>} blamed */
  function begun(theCase, index, blamed) {
    const { indexed, moments } = theCase;
    if (!moments.has(index) || blamed.has(index)) return null;
    const signed = at(theCase, index).early;
    if (!indexed.tolerant) return { at: signed, by: index };
    const before = (theCase.earlier.get(index) || []).filter((one) => moments.has(one) && !blamed.has(one));
    const signedBefore = before.filter((one) => at(theCase, one).early <= signed);
    const last = signedBefore.sort((a, b) => at(theCase, b).early - at(theCase, a).early || b - a)[0];
    const opened = indexed.within[index].map(([start]) => start).filter((start) => start <= signed);
    const opens = opened.length ? opened[opened.length - 1] : -Infinity;
    if (last !== undefined && at(theCase, last).early >= opens) return { at: at(theCase, last).early, by: last };
    return { at: opened.length ? opens : signed, by: index };
  }

  /** The steps whose evidence is a time before what it has to follow, whatever the second; each with the step whose
   * signature shows it, or that it has to follow. @param {CheckCase} theCase @param {Set<number>} [blamed] */
  function tooEarly(theCase, blamed = new Set()) {
    /** @type {Map<number, number>} */
    const found = new Map();
    for (const [line, moment] of seen(theCase)) {
      const after = line.step.evidence?.expect?.after;
      const beginning = after ? begun(theCase, /** @type {number} */ (theCase.indexed.index.get(after)), blamed) : null;
      if (beginning && moment.late < beginning.at - theCase.indexed.watches) found.set(line.index, beginning.by);
    }
    return found;
  }

  /** The steps whose evidence is a time behind their signature, whatever the second.
   * @param {CheckCase} theCase @param {Set<number>} [blamed] */
  function tooLate(theCase, blamed = new Set()) {
    const known = seen(theCase).filter(([line]) => !blamed.has(line.index) && theCase.moments.has(line.index));
    const late = known.filter(([line, moment]) => moment.early > at(theCase, line.index).late + theCase.indexed.watches);
    return late.map(([line]) => line.index);
  }

  /** The steps that took place, and whose evidence is a time; not by the plans of earlier versions.
   * @param {CheckCase} theCase */
  function seen(theCase) {
    /** @type {[RecordLine, Moment][]} */
    const found = [];
    for (const line of theCase.indexed.tolerant ? theCase.lines.values() : []) {
      const asked = line.step.evidence?.type === "datetime" && EngineRecord.tookPlace(line) && !line.contested;
      const moment = asked && line.entry.value ? EngineTimes.read(theCase.indexed.zone, line.entry.value) : "";
      if (typeof moment !== "string") found.push([line, moment]);
    }
    return found;
  }

  /** How many times that somebody saw signatures contradict. @param {CheckCase} theCase @param {Set<number>} [blamed] */
  function otherwise(theCase, blamed) {
    return tooEarly(theCase, blamed).size + tooLate(theCase, blamed).length;
  }

  return { begun, otherwise, tooEarly, tooLate };
})();
