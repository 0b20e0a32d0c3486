"use strict";
// The pairs of entries of which the later step is signed too early, and the smallest set that must be wrong.

const EnginePairs = (() => {
  const YEAR = 366 * 86400;

  /** The first second at which something of the change can have been signed. @param {CheckCase} theCase */
  function oldest(theCase) {
    const { windows } = theCase.indexed;
    return windows.length ? windows[0][0] - YEAR : -Infinity;
  }

  /** The time of a step that did not take place. @param {CheckCase} theCase @param {RecordLine} line */
  function unlooked(theCase, line) {
    const looked = EngineRecord.tookPlace(line) || theCase.exchanged.has(line.index);
    if (looked || !line.entry.at || !theCase.indexed.tolerant) return undefined;
    const found = EngineTimes.read(theCase.indexed.zone, line.entry.at);
    return typeof found === "string" ? undefined : found;
  }

  /** Steps signed after the moment of checking. */
  const future = EnginePlan.once((theCase) => {
    /** @type {Set<number>} */
    const found = new Set();
    for (const line of theCase.now === null ? [] : theCase.lines.values()) {
      const moment = theCase.moments.get(line.index) || unlooked(theCase, line);
      if (moment && moment.early > Number(theCase.now)) found.add(line.index);
    }
    return found;
  });

  /** Steps signed more than a year before the first window. */
  const longBefore = EnginePlan.once((theCase) => {
    const start = oldest(theCase);
    return new Set([...theCase.moments].filter(([, moment]) => moment.late < start).map(([index]) => index));
  });

  /** A time, that of the entry or another, lies within a window of the step, and not ahead or long before.
   * @param {CheckCase} theCase @param {number} index @param {Moment} [other] */
  function possible(theCase, index, other) {
    const moment = other || at(theCase, index);
    if (!EngineTimes.inside(theCase.indexed.within[index], moment)) return false;
    return (theCase.now === null || moment.early <= theCase.now) && moment.late >= oldest(theCase);
  }

  /** @param {CheckCase} theCase @param {number} index */
  function at(theCase, index) {
    return /** @type {Moment} */ (theCase.moments.get(index));
  }

  /** The entries whose times are not possible by themselves. */
  const outliers = EnginePlan.once(
    (theCase) => new Set([...theCase.moments.keys()].filter((index) => !possible(theCase, index))),
  );

  /** Those signed too early, were there one watch only. */
  const tooEarly = EnginePlan.once((theCase) => {
    /** @type {Pairs} */
    const pairs = new Map();
    for (const [first, later] of theCase.later) {
      const early = theCase.moments.get(first)?.early;
      if (early === undefined) continue;
      const broken = [...later].filter(([then, wait]) => (theCase.moments.get(then)?.late ?? Infinity) < early + wait);
      if (broken.length) pairs.set(first, broken.map(([then]) => then));
    }
    return pairs;
  });

  /** For each step, the later ones that are signed too early for it, whatever the second and the watches. */
  const brokenPairs = EnginePlan.once((theCase) => {
    const pairs = new Map(tooEarly(theCase));
    for (const first of [...pairs.keys()].sort((a, b) => b - a)) {
      const asked = pairs.get(first) || [];
      const { early } = at(theCase, first);
      const later = theCase.later.get(first);
      const found = asked.filter((then) => {
        const least = early + (later?.get(then) || 0) - EngineRecord.allowedEarly(theCase, first, then);
        return at(theCase, then).late < least;
      });
      const further = found.length < asked.length ? found.flatMap((then) => pairs.get(then) || []) : [];
      pairs.set(first, [...new Set([...found, ...further])].sort((a, b) => a - b));
    }
    return new Map([...pairs].filter(([, later]) => later.length));
  });

  /** The pairs of which the later one is signed a little before the other, by another person's watch.
   * @param {CheckCase} theCase */
  function byTwoWatches(theCase) {
    const broken = brokenPairs(theCase);
    return [...tooEarly(theCase)].flatMap(([first, asked]) => {
      const known = new Set(broken.get(first) || []);
      return asked.filter((then) => !known.has(then)).map((then) => /** @type {[number, number]} */ ([first, then]));
    });
  }

  /** How much speaks for an entry. @param {CheckCase} theCase @param {number} index */
  function credit(theCase, index) {
    const line = /** @type {RecordLine} */ (theCase.lines.get(index));
    const told = Number(Boolean(line.step.evidence && line.entry.value)) + Number(Boolean(line.entry.witness));
    return 2 * Number(line.corrected) + told + 4 * Number(possible(theCase, index));
  }

  /** The pairs of which neither entry is of `gone`. @param {Pairs} pairs @param {Set<number>} gone @returns {Pairs} */
  function without(pairs, gone) {
    const left = [...pairs].filter(([first]) => !gone.has(first));
    const fewer = left.map(([first, later]) => /** @type {[number, number[]]} */ ([first, later.filter((then) => !gone.has(then))]));
    return new Map(fewer.filter(([, later]) => later.length));
  }

  /** A smallest set of entries to blame. @param {CheckCase} theCase @param {Pairs} pairs */
  function coverOf(theCase, pairs) {
    return pairs.size ? smallestCover(pairs, (index) => credit(theCase, index)) : new Set();
  }

  /**
   * A smallest set of steps that touches every pair, and of those one that is least credible: a minimum cut.
   * Every step stands once on either side; `left` and `right` are what can still flow through it.
   * @param {Pairs} pairs @param {(index: number) => number} preference @returns {Set<number>}
   */
  function smallestCover(pairs, preference) {
    const nodes = new Set([...pairs].flatMap(([first, later]) => [first, ...later]));
    const prefer = new Map([...nodes].map((node) => [node, preference(node)]));
    const unit = 1 + [...prefer.values()].reduce((sum, one) => sum + one, 0);
    const right = new Map([...prefer].map(([node, one]) => [node, unit + one]));
    const left = new Map([...pairs.keys()].map((node) => [node, right.get(node) || 0]));
    /** @type {Map<number, Map<number, number>>} */
    const flows = new Map([...nodes].map((node) => [node, new Map()]));
    let reached = search(pairs, left, right, flows);
    while (reached.end !== null) {
      augment(reached, left, right, flows);
      reached = search(pairs, left, right, flows);
    }
    const { cameLeft, cameRight } = reached;
    return new Set([...nodes].filter((node) => (pairs.has(node) && !cameLeft.has(node)) || cameRight.has(node)));
  }

  /** How each side is reached from the source, breadth first, and a step on the right with room left.
   * @param {Pairs} pairs @param {Map<number, number>} left @param {Map<number, number>} right
   * @param {Map<number, Map<number, number>>} flows */
  function search(pairs, left, right, flows) {
    /** @type {Map<number, number>} */
    const cameLeft = new Map([...left].filter(([, room]) => room).map(([node]) => [node, -1]));
    /** @type {Map<number, number>} */
    const cameRight = new Map();
    const queue = [...cameLeft.keys()];
    for (const first of queue) {
      for (const then of pairs.get(first) || []) {
        if (cameRight.has(then)) continue;
        cameRight.set(then, first);
        if (right.get(then)) return { cameLeft, cameRight, end: then };
        for (const back of flows.get(then)?.keys() || []) {
          if (cameLeft.has(back)) continue;
          cameLeft.set(back, then);
          queue.push(back);
        }
      }
    }
    return { cameLeft, cameRight, end: null };
  }

  /** Push as much as one more path takes.
   * @param {{cameLeft: Map<number, number>, cameRight: Map<number, number>, end: number | null}} reached
   * @param {Map<number, number>} left @param {Map<number, number>} right @param {Map<number, Map<number, number>>} flows */
  function augment(reached, left, right, flows) {
    /** @type {{then: number, first: number, back: number}[]} from the sink: in by `first`, whose flow comes from `back` */
    const path = [];
    for (let then = Number(reached.end); then !== -1; ) {
      const first = Number(reached.cameRight.get(then));
      const back = Number(reached.cameLeft.get(first));
      path.push({ then, first, back });
      then = back;
    }
    const start = path[path.length - 1].first;
    const taken = path.slice(0, -1).map(({ first, back }) => flows.get(back)?.get(first) || 0);
    const amount = Math.min(right.get(path[0].then) || 0, left.get(start) || 0, ...taken);
    right.set(path[0].then, (right.get(path[0].then) || 0) - amount);
    left.set(start, (left.get(start) || 0) - amount);
    for (const { then, first, back } of path) {
      add(flows, then, first, amount);
      if (back !== -1) add(flows, back, first, -amount);
    }
  }

  /** @param {Map<number, Map<number, number>>} flows @param {number} then @param {number} first @param {number} amount */
  function add(flows, then, first, amount) {
    const into = /** @type {Map<number, number>} */ (flows.get(then));
    const flow = (into.get(first) || 0) + amount;
    if (flow) into.set(first, flow);
    else into.delete(first);
  }

  return { at, brokenPairs, byTwoWatches, coverOf, future, longBefore, oldest, outliers, possible, without };
})();
