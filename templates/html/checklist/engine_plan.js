"use strict";
// A plan made ready for checking: steps by their places, relations as edges, people by their initials.

const EnginePlan = (() => {
  const AROUND = 12 * 3600;
  const PLACE_RULE = "house.place-";
  /** @type {WeakMap<RunbookPlan, IndexedPlan>} */
  const known = new WeakMap();

  /** A function of a case that is asked once for each. @template T @param {(theCase: CheckCase) => T} ask
   * @returns {(theCase: CheckCase) => T} */
  function once(ask) {
    /** @type {WeakMap<CheckCase, {found: T}>} */
    const answers = new WeakMap();
    return (theCase) => {
      let answer = answers.get(theCase);
      if (!answer) answers.set(theCase, (answer = { found: ask(theCase) }));
      return answer.found;
    };
  }

  /** One more of the values of a key. @template K, V @param {Map<K, V[]>} map @param {K} key @param {V} value */
  function put(map, key, value) {
    const known = map.get(key);
    if (known) known.push(value);
    else map.set(key, [value]);
  }

  /** The key of an edge. @param {number} first @param {number} then */
  function pair(first, then) {
    return `${first} ${then}`;
  }

  /** @param {RunbookPlan} plan @returns {IndexedPlan} */
  function indexPlan(plan) {
    let found = known.get(plan);
    if (!found) known.set(plan, (found = made(plan)));
    return found;
  }

  /** @param {RunbookPlan} plan @returns {IndexedPlan} */
  function made(plan) {
    const index = new Map(plan.steps.map((step, at) => [step.id, at]));
    const staff = new Map(plan.staff.map((person) => [EngineWords.initials(person.initials), person]));
    const windows = plan.windows.map(
      (each) => /** @type {[number, number]} */ ([EngineTimes.instant(each.start), EngineTimes.instant(each.end)]),
    );
    return {
      plan,
      zone: EngineTimes.zoneOf(plan),
      steps: plan.steps,
      index,
      ...edgesOf(plan, index),
      held: heldOf(plan, index),
      staff,
      allowed: plan.steps.map((step) => signersOf(step, staff)),
      witnesses: new Set((plan.witnesses || []).map(EngineWords.initials)),
      windows,
      within: plan.steps.map((step) => chainOf(plan, step.window).map((number) => seconds(windows, number, step))),
      watches: plan.tolerances ? 60 * plan.tolerances.watches : 0,
      decided: 60 * (plan.tolerances?.decided ?? Infinity),
      tolerant: Boolean(plan.tolerances),
      pauses: pausesOf(plan, index),
    };
  }

  /** The first and the last second of a window, that of the minute of its end; a step about people has room around.
   * @param {[number, number][]} windows @param {number} number @param {PlanStep} step @returns {[number, number]} */
  function seconds(windows, number, step) {
    const room = step.event && step.event.startsWith("people.") ? AROUND : 0;
    return [windows[number - 1][0] - room, windows[number - 1][1] + 59 + room];
  }

  /** The numbers of a step's window and of those that continue it. @param {RunbookPlan} plan
   * @param {number | null} number */
  function chainOf(plan, number) {
    if (!number) return [];
    const later = plan.windows.map((window, at) => (window.continues === number ? at + 1 : 0));
    return [number, ...later.filter(Boolean)];
  }

  /** Order and waits, in seconds, and the rule of each. @param {RunbookPlan} plan @param {Map<string, number>} index */
  function edgesOf(plan, index) {
    /** @type {Map<number, Map<number, number>>} */
    const edges = new Map();
    /** @type {Map<string, PlanRule>} */
    const rules = new Map();
    for (const rule of plan.rules) {
      if (!["order", "wait"].includes(rule.kind) || rule.severity === "warning") continue;
      const asked = rule.kind === "wait" ? 60 * (rule.minutes || 0) : 0;
      for (const [first, then] of ends(rule, index)) {
        if (rule.id.startsWith(PLACE_RULE) && rules.has(pair(first, then))) continue;
        const later = edges.get(first) || new Map();
        if (first === then || asked < (later.get(then) ?? -1)) continue;
        edges.set(first, later.set(then, asked));
        rules.set(pair(first, then), rule);
      }
    }
    const sorted = [...edges].sort((a, b) => a[0] - b[0]);
    return { edges: new Map(sorted.map(([first, later]) => [first, byKey(later)])), rules };
  }

  /** @param {Map<number, number>} map */
  function byKey(map) {
    return new Map([...map].sort((a, b) => a[0] - b[0]));
  }

  /** Each first step of a rule with each of those that follow. @param {PlanRule} rule @param {Map<string, number>} index */
  function ends(rule, index) {
    const thens = places(index, rule.then);
    return places(index, rule.first).flatMap((first) => thens.map((then) => /** @type {[number, number]} */ ([first, then])));
  }

  /** @param {Map<string, number>} index @param {string[]} ids */
  function places(index, ids) {
    return ids.map((id) => /** @type {number} */ (index.get(id)));
  }

  /** The ends of what follows at once, of what is held still, and of an order that is exact. @param {RunbookPlan} plan
   * @param {Map<string, number>} index */
  function heldOf(plan, index) {
    const rules = plan.rules.filter(
      (rule) => rule.kind === "adjacent" || rule.kind === "closed" || (rule.kind === "order" && rule.exact),
    );
    return new Set(rules.flatMap((rule) => ends(rule, index).map(([first, then]) => pair(first, then))));
  }

  /** @param {PlanStep} step @param {IndexedPlan["staff"]} staff */
  function signersOf(step, staff) {
    const able = [...staff].filter(([, person]) => !step.roles.length || person.roles.some((role) => step.roles.includes(role)));
    return new Set(able.map(([initials]) => initials));
  }

  /** The rules of time that only warn. @param {RunbookPlan} plan @param {Map<string, number>} index @returns {Pause[]} */
  function pausesOf(plan, index) {
    const soft = plan.rules.filter((rule) => rule.kind === "not-later" || (rule.kind === "wait" && rule.severity === "warning"));
    return soft.flatMap((rule) =>
      ends(rule, index)
        .sort((a, b) => a[1] - b[1] || a[0] - b[0])
        .map(([first, then]) => ({ rule, first, then, seconds: 60 * (rule.minutes || 0), atMost: rule.kind === "not-later" })),
    );
  }

  /**
   * For each step that took place those that must come later, and after how many seconds: the longest chain counts.
   * @param {IndexedPlan} indexed @param {Set<number>} happened @returns {Edges}
   */
  function closure(indexed, happened) {
    /** @type {Edges} */
    const reached = new Map();
    for (const first of [...happened].sort((a, b) => b - a)) {
      /** @type {Map<number, number>} */
      const later = new Map();
      for (const [then, asked] of indexed.edges.get(first) || []) {
        if (!happened.has(then) || (later.get(then) ?? -1) >= asked) continue;
        later.set(then, Math.max(asked, later.get(then) || 0));
        for (const [further, more] of reached.get(then) || []) {
          later.set(further, Math.max(asked + more, later.get(further) || 0));
        }
      }
      reached.set(first, later);
    }
    return reached;
  }

  /** Who may witness what somebody signed. @param {IndexedPlan} indexed @param {string} by */
  function mayWitness(indexed, by) {
    const named = [...indexed.witnesses].filter((one) => one !== by);
    if (named.length || namesWitnesses(indexed)) return new Set(named);
    return new Set([...indexed.staff.keys()].filter((one) => one !== by));
  }

  /** Whether nobody else may witness. @param {IndexedPlan} indexed */
  function namesWitnesses(indexed) {
    return Boolean(indexed.plan.house && indexed.plan.house.names_witnesses);
  }

  /** @param {PlanStep} step */
  function isRelease(step) {
    return step.gate === "release" || step.gate === "spoken-release";
  }

  /** The steps that an earlier plan had done, and that the pages of this one do not have.
   * @param {IndexedPlan} indexed @returns {Set<number>} */
  function behind(indexed) {
    const { plan, steps } = indexed;
    /** @param {number} number */
    const over = (number) => chainOf(plan, number).every((each) => plan.windows[each - 1].done);
    const firsts = new Map();
    let last = -1;
    steps.forEach((step, at) => {
      if (step.window === null || !plan.windows[step.window - 1].done) return;
      if (!firsts.has(step.window)) firsts.set(step.window, at);
      last = over(step.window) ? at : Math.max(last, firsts.get(step.window));
    });
    const course = steps.flatMap((step, at) => (step.window === null ? at < last : over(step.window)) ? [at] : []);
    const found = new Set(course.filter((at) => !isRelease(steps[at])));
    const left = new Set(steps.filter((step, at) => !found.has(at) && !isRelease(step)).map((step) => step.phase));
    const gone = plan.phases.filter((phase) => phase.back_from?.length && !phase.back_from.some((one) => left.has(one)));
    const ways = new Set(gone.map((phase) => phase.id));
    steps.forEach((step, at) => ways.has(step.phase) && found.add(at));
    return found;
  }

  return { behind, chainOf, closure, indexPlan, isRelease, mayWitness, namesWitnesses, once, pair, places, put };
})();
