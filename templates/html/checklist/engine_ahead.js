"use strict";
// What a step has to wait for, before anybody signs it: what verify would find once the rest of the record is there.

const EngineAhead = (() => {
  const { places } = EnginePlan;

  /** Whether a step is settled: done, or left out where that may be. @param {CheckCase} theCase @param {number} index */
  function isSettled(theCase, index) {
    const line = theCase.lines.get(index);
    const { required, na_allowed } = theCase.indexed.steps[index];
    if (!line) return !required || (EngineStates.notAsked(theCase).has(index) && !EngineEnd.isAsked(theCase, index));
    if (line.contested) return false;
    const left = line.entry.state === "na" ? na_allowed : line.entry.state === "skipped" || line.entry.state === "failed";
    return line.entry.state === "done" || (left && (na_allowed || !required)) || (!required && !line.entry.state);
  }

  /** The steps that must come before this one and are not settled; of a change that was stopped, the people who close its
   * night wait for nothing of its work. @param {CheckCase} theCase @param {number} index */
  function unsettled(theCase, index) {
    const { edges } = theCase.indexed;
    const before = [...edges].filter(([, later]) => later.has(index)).map(([first]) => first);
    const closes = EngineEnd.closes(theCase, index);
    return before.filter((first) => !isSettled(theCase, first) && (!closes || EngineEnd.closes(theCase, first)));
  }

  /** The rules of what follows at once or is held still that signing a step now would break.
   * @param {CheckCase} theCase @param {number} index */
  function heldBy(theCase, index) {
    const { indexed, lines } = theCase;
    if (EngineEnd.closes(theCase, index)) return [];
    /** @param {string[]} ids */
    const done = (ids) => places(indexed.index, ids).map((each) => EngineRecord.isDone(lines.get(each)));
    return indexed.plan.rules.filter((rule) => {
      if (rule.kind !== "adjacent" && rule.kind !== "closed") return false;
      const begun = rule.first.length > 0 && done(rule.first).every(Boolean);
      return begun && !done(rule.then).some(Boolean) && EngineWindows.isAsked(indexed, rule, index);
    });
  }

  /** What is not yet wrong and will be. @param {CheckCase} theCase the record without the entry
   * @param {RecordEntry} entry @returns {EngineFinding[]} */
  function check(theCase, entry) {
    const { indexed } = theCase;
    const index = indexed.index.get(entry.step);
    if (index === undefined || entry.state !== "done") return [];
    const missing = unsettled(theCase, index).map((first) => indexed.steps[first].id);
    const order = missing.map((first) => ({
      code: "ORD001", steps: [entry.step, first], detail: { ahead: true, first, then: entry.step, then_at: entry.at },
    }));
    const held = heldBy(theCase, index).map((rule) => ({
      code: rule.kind === "adjacent" ? "ADJ001" : "ADJ002",
      steps: [entry.step, ...rule.first, ...rule.then],
      detail: { ahead: true, between: [entry.step], at: entry.at, first: rule.first[0], then: rule.then[0] },
    }));
    return [...order, ...held];
  }

  /** When the waits before a step are over, seconds since 1970: those that fail a record, and those that only warn.
   * @param {CheckCase} theCase @param {number} index */
  function waitsOf({ indexed, moments, later }, index) {
    /** @param {number} first @param {number} seconds */
    const over = (first, seconds) => (moments.has(first) ? Number(moments.get(first)?.early) + seconds : -Infinity);
    const hard = [...later].flatMap(([first, thens]) => [...(indexed.edges.get(first) || [])]
      .filter(([then, wait]) => then === index && wait && thens).map(([, wait]) => over(first, wait)));
    const soft = indexed.pauses.filter((pause) => pause.then === index && !pause.atMost);
    return { hard: Math.max(-Infinity, ...hard), soft: Math.max(-Infinity, ...soft.map((pause) => over(pause.first, pause.seconds))) };
  }

  /** @param {CheckCase} theCase @param {number} now */
  function next(theCase, now) {
    const { indexed } = theCase;
    const { zone } = indexed;
    /** @type {string[]} */
    const steps = [];
    /** @type {{step: string, until: string, seconds: number, warns: boolean}[]} */
    const waits = [];
    const shut = EngineGates.shut(theCase, now);
    indexed.steps.forEach((step, index) => {
      if (shut.has(index) || isOver(theCase, index) || unsettled(theCase, index).length || heldBy(theCase, index).length) return;
      const { hard, soft } = waitsOf(theCase, index);
      const until = Math.max(hard, soft);
      if (until > now) waits.push({ step: step.id, until: EngineTimes.written(zone, until), seconds: until - now, warns: hard <= now });
      if (hard > now || !isOpenAt(indexed, index, now)) return;
      steps.push(step.id);
    });
    const closed = [...shut].filter(([index]) => !isBegun(theCase, index))
      .map(([index, code]) => ({ step: indexed.steps[index].id, code }));
    /** @param {number[]} indexes */
    const ids = (indexes) => indexes.map((index) => indexed.steps[index].id);
    const left = EngineEnd.left(theCase);
    const way = EngineEnd.wayEnded(theCase);
    return {
      steps, waits, passed: ids(passed(theCase)), shut: closed, stopped: left !== null, left: ids(left || []), ended: way ? way.id : null,
      window: windowAt(indexed, now),
    };
  }

  /** The steps that nobody has to do and nobody did, for which it is too late: what comes behind them was begun.
   * @param {CheckCase} theCase */
  function passed(theCase) {
    const { steps, edges } = theCase.indexed;
    /** @param {number} index */
    const isPassed = (index) => [...(edges.get(index)?.keys() || [])].some((then) => isBegun(theCase, then));
    return [...steps.keys()].filter((index) => !steps[index].required && !isBegun(theCase, index) && isPassed(index));
  }

  /** @param {CheckCase} theCase @param {number} index */
  function isBegun(theCase, index) {
    return EngineCourse.wasBegun(theCase.lines.get(index));
  }

  /** Whether nothing is left to do at a step. @param {CheckCase} theCase @param {number} index */
  function isOver(theCase, index) {
    const line = theCase.lines.get(index);
    if (EngineStates.notAsked(theCase).has(index) && !EngineEnd.isAsked(theCase, index)) return true;
    return line !== undefined && line.entry.state !== "" && isSettled(theCase, index);
  }

  /** @param {IndexedPlan} indexed @param {number} index @param {number} now */
  function isOpenAt(indexed, index, now) {
    return !indexed.within[index].length || indexed.within[index].some(([start, end]) => start <= now && now <= end);
  }

  /** The window that is open, else the next one, else the last. @param {IndexedPlan} indexed @param {number} now */
  function windowAt({ windows, zone }, now) {
    if (!windows.length) return null;
    const found = windows.findIndex(([, end]) => now <= end + 59);
    const place = found < 0 ? windows.length - 1 : found;
    const [start, end] = windows[place];
    const state = now < start ? "before" : now <= end + 59 ? "open" : "over";
    const [opens, closes] = [start, end].map((each) => EngineTimes.written(zone, each));
    return { number: place + 1, state, start: opens, end: closes, seconds: (state === "before" ? start : end) - now };
  }

  return { check, next };
})();
