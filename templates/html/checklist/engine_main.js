"use strict";
// The engine of the checklist: what verify decides on a record by its plan's own rules. It knows no page and no clock.

const Engine = (() => {
  const FAMILIES = () => [EngineStates, EngineTiming, EngineOrder, EngineWindows, EngineHands, EngineEvidence, EngineLeave];
  const NOTES = ["DOC006", "SGN015", "STA020", "STA021"]; // told afterwards: no mistake that is about to be made
  const ONCE = ["ORD006", "WIN005", "TIM010"]; // of a way back or a window as a whole: told once, and not at each of its steps

  /**
   * What verify finds in a record, of the codes that the page decides. `now` (seconds since 1970) bounds the times;
   * with `soFar`, what is not due by then is left open.
   * @param {RunbookPlan} plan @param {RunbookRecord} record @param {EngineOptions} options @returns {EngineFinding[]}
   */
  function findings(plan, record, options = {}) {
    const theCase = EngineRecord.layBeside(plan, record, options);
    theCase.open = openSteps(theCase.indexed, options);
    theCase.underWay = options.soFar !== undefined && options.soFar !== null;
    return [...theCase.told, ...FAMILIES().flatMap((family) => family.check(theCase))];
  }

  /** The steps that are not due. @param {IndexedPlan} indexed @param {EngineOptions} options @returns {Set<number>} */
  function openSteps(indexed, { soFar }) {
    if (soFar === undefined || soFar === null) return new Set();
    const minute = Math.floor(soFar / 60) * 60;
    const open = indexed.steps.map((step, index) => (minute <= dueAt(indexed, step) ? index : -1));
    return new Set(open.filter((index) => index >= 0));
  }

  /** When a step is due: the end of its last window, or what it is planned by; else the deadline, or never.
   * @param {IndexedPlan} indexed @param {PlanStep} step */
  function dueAt(indexed, step) {
    const { plan, windows, zone } = indexed;
    const chain = EnginePlan.chainOf(plan, step.window);
    if (chain.length) return windows[chain[chain.length - 1] - 1][1];
    if (step.planned_by) return EngineTimes.instant(step.planned_by);
    const last = plan.deadline ? EngineTimes.read(zone, `${plan.deadline} 23:59`) : "";
    if (typeof last === "string") return Infinity;
    const ends = plan.windows.map((_, at) => EnginePlan.chainOf(plan, at + 1).map((number) => windows[number - 1][1]).pop() || 0);
    return Math.max(...ends) > last.early ? Infinity : last.early;
  }

  /** Whether the engine reads all of a record as verify does; else what it leaves to verify.
   * @param {RunbookPlan} plan @param {RunbookRecord} record */
  function unread(plan, record) {
    return EngineRecord.foreign(EnginePlan.indexPlan(plan), record);
  }

  /**
   * What a new entry would add: what verify would find with it and does not without it, and what it would find once the
   * steps that belong before or between are signed (`detail.ahead`). Nothing that is only not yet signed is told; of what
   * was found of other steps already, only those that are new.
   * @param {RunbookPlan} plan @param {RunbookRecord} record @param {Partial<RecordEntry>} entry
   * @param {EngineOptions} options @returns {EngineFinding[]}
   */
  function before(plan, record, entry, options = {}) {
    const after = { ...record, entries: [...record.entries, entry] };
    const early = { ...options, soFar: -Infinity };
    /** @param {EngineFinding} one */
    const key = (one) => `${one.code} ${[...one.steps].sort()}`;
    const told = findings(plan, record, early);
    const known = new Set(told.map(key));
    const found = findings(plan, after, early).filter((one) => !known.has(key(one)) && !NOTES.includes(one.code));
    const added = found.flatMap((one) => grown(told, one));
    const ahead = EngineAhead.check(EngineRecord.layBeside(plan, record, options), EngineRecord.tidy(entry));
    const firsts = new Set(added.map((one) => one.code + one.detail.first));
    return [...added, ...ahead.filter((one) => !firsts.has(one.code + one.detail.first))];
  }

  /** A finding with the steps that none of those told before has; none where that is no mistake of its own.
   * @param {EngineFinding[]} told @param {EngineFinding} one @returns {EngineFinding[]} */
  function grown(told, one) {
    const same = told.filter((each) => each.code === one.code && each.detail.way === one.detail.way);
    const smaller = same.find((each) => each.steps.length > 0 && each.steps.every((step) => one.steps.includes(step)));
    if (!smaller) return [one];
    return ONCE.includes(one.code) ? [] : [{ ...one, steps: one.steps.filter((step) => !smaller.steps.includes(step)) }];
  }

  /**
   * What may be done now (seconds since 1970), what waits and until when, what is shut and by what, whether the change
   * was stopped, and the window that is open or comes next.
   * @param {RunbookPlan} plan @param {RunbookRecord} record @param {number} now
   */
  function next(plan, record, now) {
    return EngineAhead.next(EngineRecord.layBeside(plan, record, { now }), now);
  }

  return { before, findings, next, unread };
})();
