"use strict";
// WIN: was everything signed within its window? ADJ: did anything come between, or happen while the site was held still?

const EngineWindows = (() => {
  const { at } = EnginePairs;
  const { places } = EnginePlan;

  /** @param {CheckCase} theCase @returns {EngineFinding[]} */
  function check(theCase) {
    const tooSoon = EngineOrder.cameTooSoon(theCase);
    let blamed = new Set([...EngineOrder.explained(theCase)].filter((index) => !tooSoon.has(index)));
    /** @type {EngineFinding[]} */
    const found = [];
    /** @type {Map<string, number[]>} */
    const bySlip = new Map();
    for (const { shift, mended } of EngineSlips.jointSlips(theCase)) {
      for (const index of mended.keys()) EnginePlan.put(bySlip, shift.key, index);
    }
    for (const indexes of bySlip.values()) {
      if (!indexes.some((index) => blamed.has(index))) found.push(...sameSlip(theCase, indexes.sort((a, b) => a - b)));
      blamed = new Set([...blamed, ...indexes]);
    }
    const others = [...theCase.moments.keys()].filter((index) => !blamed.has(index));
    return [...found, ...halvesTogether(theCase, bySide(theCase, others), blamed), ...adjacency(theCase)];
  }

  /** One finding where the other half of the day explains several sides: before midnight and after it.
   * @param {CheckCase} theCase @param {number[][]} sides @param {Set<number>} blamed @returns {EngineFinding[]} */
  function halvesTogether(theCase, sides, blamed) {
    const told = sides.map((indexes) => ({ found: finding(theCase, indexes), isHalf: isHalf(theCase, indexes, blamed) }));
    const halves = told.filter((one) => one.isHalf).map((one) => one.found);
    if (halves.length < 2) return told.map((one) => one.found);
    const together = { ...halves[0], steps: halves.flatMap((one) => one.steps) };
    return [together, ...told.filter((one) => !one.isHalf).map((one) => one.found)];
  }

  /** Whether the other half of the day explains all of them; that of the worst lies in the window itself, whatever people
   * may sign around it. @param {CheckCase} theCase @param {number[]} indexes @param {Set<number>} blamed */
  function isHalf(theCase, indexes, blamed) {
    const all = new Set([...blamed, ...indexes]);
    if (!indexes.every((index) => EngineSlips.likelySlip(theCase, index, all)?.key === "half")) return false;
    const { plan, steps, windows } = theCase.indexed;
    const worst = worstOf(theCase, indexes);
    const { readings } = EngineSlips.otherHalf(theCase, worst);
    const spans = EnginePlan.chainOf(plan, steps[worst].window || 1).map((number) => windows[number - 1]);
    return spans.some(([start, end]) => start <= readings[0] && readings[0] <= end + 59);
  }

  /** The steps outside their windows, by window and side. @param {CheckCase} theCase @param {number[]} indexes */
  function bySide(theCase, indexes) {
    /** @type {Map<string, number[]>} */
    const outside = new Map();
    for (const index of indexes) {
      const side = sideOf(theCase.indexed, index, at(theCase, index));
      if (side) EnginePlan.put(outside, side.key, index);
    }
    return [...outside].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, found]) => found);
  }

  /** On which side of its windows a moment lies; null where it can lie in one of them.
   * @param {IndexedPlan} indexed @param {number} index @param {Moment} moment */
  function sideOf(indexed, index, moment) {
    if (EngineTimes.inside(indexed.within[index], moment)) return null;
    const chain = EnginePlan.chainOf(indexed.plan, indexed.steps[index].window);
    const ended = chain.filter((number) => indexed.windows[number - 1][1] + 59 < moment.early);
    const number = ended.length ? ended[ended.length - 1] : chain[0];
    const all = indexed.windows.map(([start, end]) => /** @type {[number, number]} */ ([start, end + 59]));
    const code = EngineTimes.inside(all, moment) ? "WIN003" : ended.length ? "WIN002" : "WIN001";
    return { number, code, key: `${String(number).padStart(4, "0")} ${code}` };
  }

  /** One slip that put several entries outside their windows: told of the first side.
   * @param {CheckCase} theCase @param {number[]} indexes */
  function sameSlip(theCase, indexes) {
    const [first] = bySide(theCase, indexes);
    if (!first) return [];
    const found = finding(theCase, first);
    const ids = indexes.map((index) => theCase.indexed.steps[index].id);
    return [{ ...found, steps: [...new Set([...found.steps, ...ids])] }];
  }

  /** The one farthest from its window. @param {CheckCase} theCase @param {number[]} indexes */
  function worstOf(theCase, indexes) {
    const side = sideOf(theCase.indexed, indexes[0], at(theCase, indexes[0]));
    const sign = side?.code === "WIN001" ? 1 : -1;
    return indexes.reduce((best, one) => (sign * (at(theCase, one).early - at(theCase, best).early) < 0 ? one : best));
  }

  /** @param {CheckCase} theCase @param {number[]} indexes @returns {EngineFinding} */
  function finding(theCase, indexes) {
    const { indexed } = theCase;
    const side = /** @type {{number: number, code: string}} */ (sideOf(indexed, indexes[0], at(theCase, indexes[0])));
    const worst = worstOf(theCase, indexes);
    const steps = [worst, ...indexes.filter((index) => index !== worst)].map((index) => indexed.steps[index].id);
    return { code: side.code, steps, detail: detailOf(indexed, side.number, at(theCase, worst)) };
  }

  /** @param {IndexedPlan} indexed @param {number} number @param {Moment} moment */
  function detailOf(indexed, number, moment) {
    const [start, end] = indexed.windows[number - 1].map((each) => EngineTimes.wallText(EngineTimes.wallAt(indexed.zone, each)));
    return { window: number, start, end, at: EngineTimes.shown(moment) };
  }

  /** One finding for each set of entries; those blamed for a wrong order prove nothing here.
   * @param {CheckCase} theCase @returns {EngineFinding[]} */
  function adjacency(theCase) {
    const { indexed, moments } = theCase;
    const blamed = EngineOrder.explained(theCase);
    /** @type {Map<string, EngineFinding>} */
    const found = new Map();
    for (const rule of indexed.plan.rules) {
      const span = rule.kind === "adjacent" || rule.kind === "closed" ? spanOf(theCase, rule, blamed) : null;
      if (!span) continue;
      const between = [...moments].filter(([index, moment]) => {
        const inside = at(theCase, span.last).late < moment.early && moment.late < at(theCase, span.soonest).early;
        return inside && !blamed.has(index) && isAsked(indexed, rule, index);
      }).map(([index]) => index).sort((a, b) => a - b);
      const key = String(between);
      if (between.length && !found.has(key)) found.set(key, adjacent(theCase, rule, span, between));
    }
    return [...found.values()];
  }

  /** Whether a step must not lie between the ends of a rule. @param {IndexedPlan} indexed @param {PlanRule} rule
   * @param {number} index */
  function isAsked(indexed, rule, index) {
    const { id } = indexed.steps[index];
    if (rule.first.includes(id) || rule.then.includes(id)) return false;
    if (rule.kind === "adjacent" && !EngineCourse.courseOf(indexed).work.has(index)) return false;
    return rule.steps.includes(id) === (rule.kind === "closed");
  }

  /** The last of the rule's first steps and the soonest of those that end it; null where one of them has no time.
   * @param {CheckCase} theCase @param {PlanRule} rule @param {Set<number>} blamed */
  function spanOf(theCase, rule, blamed) {
    const [first, then] = [places(theCase.indexed.index, rule.first), places(theCase.indexed.index, rule.then)];
    const known = [...first, ...then].every((index) => theCase.moments.has(index) && !blamed.has(index));
    if (!first.length || !then.length || !known) return null;
    return {
      last: first.reduce((best, one) => (at(theCase, one).late > at(theCase, best).late ? one : best)),
      soonest: then.reduce((best, one) => (at(theCase, one).early < at(theCase, best).early ? one : best)),
    };
  }

  /** @param {CheckCase} theCase @param {PlanRule} rule @param {{last: number, soonest: number}} span
   * @param {number[]} between @returns {EngineFinding} */
  function adjacent(theCase, rule, { last, soonest }, between) {
    const [first, then, ...others] = [last, soonest, ...between].map((index) => theCase.indexed.steps[index].id);
    const [at_, first_at, then_at] = [between[0], last, soonest].map((index) => EngineTimes.shown(at(theCase, index)));
    const detail = { between: others, at: at_, first, first_at, then, then_at };
    return { code: rule.kind === "adjacent" ? "ADJ001" : "ADJ002", steps: [...others, first, then], detail };
  }

  return { check, detailOf, isAsked, sideOf };
})();
