"use strict";
// Times that somebody saw, such as that of the last sync, before the step can have begun of which they are evidence.

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
    for (const line of theCase.lines.values()) {
      const { evidence } = line.step;
      const after = evidence?.type === "datetime" ? evidence.expect?.after : null;
      if (!after || !EngineRecord.tookPlace(line) || line.contested || !line.entry.value) continue;
      const index = /** @type {number} */ (theCase.indexed.index.get(after));
      const moment = EngineTimes.read(theCase.indexed.zone, line.entry.value);
      const beginning = begun(theCase, index, blamed);
      if (typeof moment === "string" || !beginning) continue;
      if (moment.late < beginning.at - theCase.indexed.watches) found.set(line.index, beginning.by);
    }
    return found;
  }

  return { begun, tooEarly };
})();
