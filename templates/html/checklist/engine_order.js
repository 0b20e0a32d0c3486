"use strict";
// ORD and GAP: times that cannot all be true, one explanation for each, and the pauses that only warn.

const EngineOrder = (() => {
  const MANY = 1000;
  const MOST = 20_000;
  const SHOWN = 10;
  const { at, brokenPairs, byTwoWatches, coverOf, future, longBefore, outliers, without } = EnginePairs;
  const { pair, places } = EnginePlan;

  /** The entries to blame, in the plan's order: all others can be right. */
  const culpritsOf = EnginePlan.once((theCase) => {
    const pairs = brokenPairs(theCase);
    if (!pairs.size) return [];
    /** @type {Map<number, Slip>} */
    const slips = new Map();
    const touched = new Set([...pairs].flatMap(([first, later]) => [first, ...later]));
    const joints = EngineSlips.jointSlips(theCase);
    const keys = joints.filter(({ mended }) => [...mended.keys()].some((index) => touched.has(index))).map(({ shift }) => shift.key);
    for (const { shift, mended } of joints.filter((joint) => keys.includes(joint.shift.key))) {
      for (const index of mended.keys()) slips.set(index, { key: shift.key });
    }
    const left = without(pairs, new Set(slips.keys()));
    const early = tooSoon(theCase, left);
    const soon = new Set(early.flatMap(({ entries }) => [...entries]));
    const rest = without(left, soon);
    const exchanged = EngineSlips.exchangedLines(theCase, rest, new Set([...slips.keys(), ...soon]));
    const lines = new Set(exchanged.flat());
    const chosen = new Set([...coverOf(theCase, without(rest, lines)), ...slips.keys()]);
    const blamed = new Set([...chosen, ...lines]);
    /** @type {Map<number, Set<number>>} */
    const partners = new Map();
    for (const [first, later] of pairs) {
      for (const then of later) {
        for (const [one, other] of [[first, then], [then, first]]) partners.set(one, (partners.get(one) || new Set()).add(other));
      }
    }
    const allOf = (/** @type {number} */ index) => [...(partners.get(index) || [])].sort((a, b) => a - b);
    const told = [...chosen].map((index) => culprit(theCase, index, allOf(index), blamed, slips.get(index) || null));
    /** @type {Culprit[]} */
    const waited = early.flatMap(({ first, then, entries }) => [...entries].map((index) => ({
      index, first, then, partners: allOf(index), reversed: false, slip: null, joint: true, wait: pair(first, then),
    })));
    /** @type {Culprit[]} */
    const turned = exchanged.flatMap(([first, then]) => [first, then].map((index) => ({
      index, first, then, partners: allOf(index), reversed: true, slip: null, joint: true, exchanged: pair(first, then),
    })));
    return [...told, ...waited, ...turned].sort((a, b) => a.index - b.index);
  });

  /** The waits of the plan that were too short, where each explains several entries: a night that was begun too soon.
   * @param {CheckCase} theCase @param {Pairs} pairs */
  function tooSoon(theCase, pairs) {
    /** @type {{first: number, then: number, entries: Set<number>}[]} */
    const found = [];
    if ([...pairs.values()].reduce((sum, later) => sum + later.length, 0) > MOST) return found;
    let left = pairs;
    for (const [first, then] of brokenWaits(theCase, pairs)) {
      const crossing = crossingOf(theCase, left, first, then);
      const ends = [...crossing].flatMap(([one, later]) => later.map((after) => /** @type {[number, number]} */ ([one, after])));
      if (ends.some(([one, after]) => isBackwards(theCase, one, after))) continue;
      const [befores, afters] = [new Set(crossing.keys()), new Set(ends.map(([, after]) => after))];
      const out = outliers(theCase);
      const isNight = afters.size > 1 && [...afters].every((index) => out.has(index));
      if (!isNight && coverOf(theCase, crossing).size < 2) continue; // a single wrong time may be all of it
      if (isDisordered(theCase, left, new Set([...befores, ...afters]))) continue;
      const isLate = [...befores].every((index) => out.has(index)) && ![...afters].every((index) => out.has(index));
      const entries = isLate ? befores : withItsNight(theCase, left, afters);
      found.push({ first, then, entries });
      left = without(left, entries);
    }
    return found;
  }

  /** The pairs that a wait of the plan names, and of which the second was signed too soon: for each of these the last of
   * the first ones comes first. @param {CheckCase} theCase @param {Pairs} pairs */
  function brokenWaits(theCase, pairs) {
    const waits = [...pairs].flatMap(([first, later]) =>
      later.filter((then) => theCase.indexed.edges.get(first)?.get(then)).map((then) => /** @type {[number, number]} */ ([first, then])));
    return waits.sort((a, b) => a[1] - b[1] || at(theCase, b[0]).early - at(theCase, a[0]).early || a[0] - b[0]);
  }

  /** The contradictions between what comes before a wait and what comes after it.
   * @param {CheckCase} theCase @param {Pairs} pairs @param {number} first @param {number} then @returns {Pairs} */
  function crossingOf(theCase, pairs, first, then) {
    if (!pairs.get(first)?.includes(then)) return new Map();
    const afters = new Set([then, ...(theCase.later.get(then) || new Map()).keys()]);
    const found = [first, ...(theCase.earlier.get(first) || [])].map((one) =>
      /** @type {[number, number[]]} */ ([one, (pairs.get(one) || []).filter((after) => afters.has(after))]));
    return new Map(found.filter(([, later]) => later.length));
  }

  /** Whether one of them contradicts another entry of its own window: then it is that time which is wrong.
   * @param {CheckCase} theCase @param {Pairs} pairs @param {Set<number>} indexes */
  function isDisordered({ indexed }, pairs, indexes) {
    return [...pairs].some(([first, later]) => later.some((then) =>
      indexed.steps[first].window === indexed.steps[then].window && (indexes.has(first) || indexes.has(then))));
  }

  /** With them what of the same windows was signed too soon for something else.
   * @param {CheckCase} theCase @param {Pairs} pairs @param {Set<number>} afters */
  function withItsNight({ indexed }, pairs, afters) {
    /** @type {Set<number | null>} */
    const windows = new Set([...afters].map((index) => indexed.steps[index].window).filter((one) => one !== null));
    const others = [...pairs.values()].flat().filter((index) => windows.has(indexed.steps[index].window));
    return new Set([...afters, ...others]);
  }

  /** @param {CheckCase} theCase @param {number} index @param {number[]} partners @param {Set<number>} chosen
   * @param {Slip | null} slip @returns {Culprit} */
  function culprit(theCase, index, partners, chosen, slip) {
    const right = partners.filter((partner) => !chosen.has(partner));
    const innocent = right.length ? right : partners;
    if (!innocent.length) return { index, first: index, then: index, partners: [], reversed: false, slip, joint: true };
    const shown = innocent.map((one) => (one < index ? [one, index] : [index, one]));
    const [first, then] = shown.reduce((best, one) => (isMoreTelling(theCase, one, best) ? one : best));
    const own = slip || (chosen.size <= MANY ? EngineSlips.likelySlip(theCase, index, chosen) : null);
    return { index, first, then, partners, reversed: isBackwards(theCase, first, then), slip: own, joint: slip !== null };
  }

  /** A rule, best one in its own words; backwards; near each other.
   * @param {CheckCase} theCase @param {number[]} one @param {number[]} other */
  function isMoreTelling(theCase, one, other) {
    const [mine, theirs] = [one, other].map(([first, then]) => {
      const rule = theCase.indexed.rules.get(pair(first, then));
      const own = rule !== undefined && !rule.id.startsWith("house.place-");
      return [Number(rule !== undefined), Number(isBackwards(theCase, first, then)), Number(own), first - then];
    });
    const differs = mine.findIndex((value, place) => value !== theirs[place]);
    return differs >= 0 && mine[differs] > theirs[differs];
  }

  /** @param {CheckCase} theCase @param {number} first @param {number} then */
  function isBackwards(theCase, first, then) {
    return at(theCase, then).late < at(theCase, first).early;
  }

  /** The entries whose times are explained already: other families leave them out. */
  const explained = EnginePlan.once((theCase) => {
    const culprits = culpritsOf(theCase);
    const either = culprits.filter((one) => one.partners.length === 1 && !one.joint).map((one) => one.partners[0]);
    const overtaken = culprits.flatMap((one) =>
      one.wait ? one.partners.filter((partner) => isBackwards(theCase, partner, one.index)) : []);
    const blamed = new Set(culprits.map((one) => one.index));
    const joints = EngineSlips.jointSlips(theCase).filter(({ mended }) => [...mended.keys()].some((index) => blamed.has(index)));
    const timed = joints.flatMap((joint) => [...joint.throughout]);
    return new Set([...blamed, ...either, ...overtaken, ...timed, ...future(theCase), ...longBefore(theCase)]);
  });

  /** The entries of a night that was begun before its wait was over. @param {CheckCase} theCase */
  function cameTooSoon(theCase) {
    return new Set(culpritsOf(theCase).filter((one) => one.wait).map((one) => one.index));
  }

  /** @param {CheckCase} theCase @returns {EngineFinding[]} */
  function check(theCase) {
    const reported = new Set([...future(theCase), ...longBefore(theCase)]);
    /** @type {Map<string | number, Culprit[]>} */
    const groups = new Map();
    for (const one of culpritsOf(theCase)) {
      const key = one.wait || one.exchanged || one.slip?.key || one.index;
      if (!reported.has(one.index)) EnginePlan.put(groups, key, one);
    }
    const shown = [...groups.values()].filter((group) => group.some((one) => one.partners.length));
    return [...shown.map((group) => findingOf(theCase, group)), ...twoWatches(theCase), ...pauses(theCase)];
  }

  /** One finding a cause. @param {CheckCase} theCase @param {Culprit[]} group @returns {EngineFinding} */
  function findingOf(theCase, group) {
    const shown = group.filter((one) => one.partners.length);
    const isLead = (/** @type {Culprit} */ one) => one.reversed || Boolean(one.wait && [one.first, one.then].includes(one.index));
    const lead = shown.find(isLead) || shown[0];
    const code = group.some((one) => one.reversed) ? "ORD001" : "GAP001";
    const others = group.flatMap((one) => [one.index, ...one.partners.filter((partner) => isRuled(theCase, one.index, partner))]);
    const pairShown = [lead.index, lead.then === lead.index ? lead.first : lead.then];
    const asked = theCase.later.get(lead.first)?.get(lead.then) || 0;
    return between(theCase, code, lead.first, lead.then, [...pairShown, ...others], code === "GAP001" ? asked : null);
  }

  /** @param {CheckCase} theCase @param {number} one @param {number} other */
  function isRuled({ indexed }, one, other) {
    return indexed.rules.has(pair(one, other)) || indexed.rules.has(pair(other, one));
  }

  /** A finding of two steps, in minutes. @param {CheckCase} theCase @param {string} code @param {number} first
   * @param {number} then @param {number[]} steps @param {number | null} asked @returns {EngineFinding} */
  function between(theCase, code, first, then, steps, asked) {
    const { indexed } = theCase;
    const [one, other] = [at(theCase, first), at(theCase, then)];
    /** @type {EngineFinding["detail"]} */
    const detail = {
      first: indexed.steps[first].id, first_at: EngineTimes.shown(one),
      then: indexed.steps[then].id, then_at: EngineTimes.shown(other),
    };
    if (asked !== null) {
      Object.assign(detail, { asked: asked / 60, passed: Math.floor(Math.max(0, other.late - one.early) / 60) });
    }
    return { code, steps: [...new Set(steps)].map((index) => indexed.steps[index].id), detail };
  }

  /** What lies a little before another person's entry that it follows. @param {CheckCase} theCase
   * @returns {EngineFinding[]} */
  function twoWatches(theCase) {
    const told = explained(theCase);
    const pairs = byTwoWatches(theCase).filter((ends) => !ends.some((index) => told.has(index)));
    if (!pairs.length) return [];
    const direct = pairs.filter(([first, then]) => theCase.indexed.rules.has(pair(first, then)));
    const ruled = new Set(direct.map(([, then]) => then));
    const shown = [...direct, ...pairs.filter(([, then]) => !ruled.has(then))].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const found = shown.map(([first, then]) => between(theCase, "ORD002", first, then, [then, first], null));
    const steps = [...new Set(found.flatMap((one) => one.steps))];
    return [{ code: "ORD002", steps, detail: { count: found.length, pairs: found.slice(0, SHOWN).map((one) => one.detail) } }];
  }

  /** One finding for each rule of time that only warns. @param {CheckCase} theCase @returns {EngineFinding[]} */
  function pauses(theCase) {
    const { indexed } = theCase;
    const blamed = explained(theCase);
    const tooSoon = culpritsOf(theCase).filter((one) => one.partners.length && !one.reversed); // whichever end is blamed
    const early = new Set(tooSoon.map((one) => one.then));
    /** @type {Map<string, Pause[]>} */
    const broken = new Map();
    for (const pause of indexed.pauses) {
      const told = pause.atMost ? [] : faultsOf(indexed, pause.rule.first);
      const known = told.some((index) => early.has(index)) || [pause.first, pause.then, ...told].some((index) => blamed.has(index));
      if (isBroken(theCase, pause) && !known) {
        EnginePlan.put(broken, pause.rule.id, pause);
      }
    }
    return [...broken.values()].map((found) => pauseFinding(theCase, found));
  }

  /** The steps whose fault it is as an error that a wait that begins so was too short.
   * @param {IndexedPlan} indexed @param {string[]} first */
  function faultsOf(indexed, first) {
    const rules = indexed.plan.rules.filter((rule) => rule.kind === "wait" && rule.severity !== "warning");
    return rules.filter((rule) => String(rule.first) === String(first)).flatMap((rule) => places(indexed.index, rule.then));
  }

  /** Whatever the second. @param {CheckCase} theCase @param {Pause} pause */
  function isBroken({ moments }, pause) {
    const [first, then] = [moments.get(pause.first), moments.get(pause.then)];
    if (!first || !then) return false;
    return pause.atMost ? first.late + pause.seconds < then.early : then.late < first.early + pause.seconds;
  }

  /** @param {CheckCase} theCase @param {Pause[]} broken @returns {EngineFinding} */
  function pauseFinding(theCase, broken) {
    const begun = broken.reduce((best, one) => (at(theCase, one.then).early < at(theCase, best.then).early ? one : best));
    const same = broken.filter((one) => one.then === begun.then);
    const lead = same.reduce((best, one) => (at(theCase, one.first).late > at(theCase, best.first).late ? one : best));
    const steps = [lead.then, lead.first, ...broken.map((one) => one.then)];
    return between(theCase, lead.atMost ? "GAP003" : "GAP002", lead.first, lead.then, steps, lead.seconds);
  }

  return { cameTooSoon, check, explained };
})();
