"use strict";
// Day and month changed places in the dates of a record: what a spreadsheet makes of 05/12 where the month comes first.

const EngineExchanged = (() => {
  const MANY = 5; // times of a window; of fewer, each has its own slip told
  const SHARE = 50; // percent of the times of a window that may be exchanged

  /** Without the dates in which day and month may have changed places, where they look so.
   * @param {CheckCase} theCase @returns {CheckCase} */
  function without(theCase) {
    /** @type {Map<number, Moment>} */
    const others = new Map();
    for (const [index, moment] of theCase.moments) {
      const other = EngineTimes.swapped(theCase.indexed.zone, moment);
      if (other) others.set(index, other);
    }
    if (!areExchanged(theCase, others)) return theCase;
    const gone = new Set([...others.keys()].filter((index) => !isRight(theCase, index)));
    const moments = new Map([...theCase.moments].filter(([index]) => !gone.has(index)));
    const faults = new Map(theCase.faults);
    for (const index of gone) faults.set(index, "exchanged");
    const beside = [...theCase.lines.values()].filter((line) => !line.contested && hasAnother(theCase, line));
    return { ...theCase, moments, faults, exchanged: new Set(beside.map((line) => line.index)) };
  }

  /** Whether times of a window lie outside as they stand, and inside as `others`: half of them.
   * @param {CheckCase} theCase @param {Map<number, Moment>} others */
  function areExchanged(theCase, others) {
    /** @type {Map<number, number[]>} */
    const nights = new Map();
    for (const index of others.keys()) {
      const { window } = theCase.indexed.steps[index];
      if (window !== null) EnginePlan.put(nights, window, index);
    }
    return [...nights.values()].some((windowed) => {
      const fit = windowed.filter((index) => !isRight(theCase, index) && isFitting(theCase, index));
      return fit.length >= MANY && 100 * fit.length >= SHARE * windowed.length;
    });
  }

  /** Whether a step of a window lies in it with day and month in each other's place.
   * @param {CheckCase} theCase @param {number} index */
  function isFitting(theCase, index) {
    const { indexed, lines } = theCase;
    const found = EngineTimes.read(indexed.zone, lines.get(index)?.entry.at || "");
    const other = typeof found === "string" ? null : EngineTimes.swapped(indexed.zone, found);
    return other !== null && indexed.within[index].length > 0 && EngineTimes.inside(indexed.within[index], other);
  }

  /** Whether the time of a step of a window lies in it as it stands. @param {CheckCase} theCase @param {number} index */
  function isRight({ indexed, moments }, index) {
    const windows = indexed.within[index];
    return windows.length > 0 && EngineTimes.inside(windows, /** @type {Moment} */ (moments.get(index)));
  }

  /** Whether another date of a step may be exchanged: its evidence, or that of what was left out.
   * @param {CheckCase} theCase @param {RecordLine} line */
  function hasAnother({ indexed }, line) {
    const type = line.step.evidence?.type;
    if (!EngineRecord.tookPlace(line)) return mayBe(indexed, line.entry.at);
    if (type === "datetime") return mayBe(indexed, line.entry.value);
    return type === "date" && mayBe(indexed, `${line.entry.value.trim()} 00:00`);
  }

  /** Whether a text is a time that would be another one with day and month in each other's place.
   * @param {IndexedPlan} indexed @param {string} text */
  function mayBe(indexed, text) {
    const found = EngineTimes.read(indexed.zone, text);
    return typeof found !== "string" && EngineTimes.swapped(indexed.zone, found) !== null;
  }

  return { isFitting, mayBe, without };
})();
