"use strict";
// TIM: can each time be read, can it be true, and can it have gone so fast?

const EngineTiming = (() => {
  const MANY = 5;
  const [LEAST, AS_PLANNED] = [8, 90]; // times in windows, and the percentage of them that bear the plan's
  const [ROUND, LEAST_ROUND] = [5, 16]; // minutes, and times where the plan's are all round
  const WINDOW = 10; // steps of a window; fewer can be signed at once for good reasons
  const { at, future, longBefore } = EnginePairs;

  /** @param {CheckCase} theCase @returns {EngineFinding[]} */
  function check(theCase) {
    /** @type {Map<string, number[]>} */
    const found = new Map();
    /** @param {string} key @param {number} index */
    const add = (key, index) => EnginePlan.put(found, key, index);
    for (const line of theCase.lines.values()) {
      const fault = line.contested ? null : theCase.faults.get(line.index) || unused(theCase, line);
      if (fault) add(fault === "nonsense" ? `nonsense ${line.entry.at.replace(/\d/g, "0")}` : fault, line.index);
      else if (!line.entry.at && EngineRecord.isDone(line)) add("no time", line.index);
    }
    return [
      ...[...found].flatMap(([key, indexes]) => illegible(theCase, key, indexes)),
      ...[...[["TIM005", future(theCase)], ["TIM006", longBefore(theCase)]]].flatMap(([code, indexes]) =>
        group(theCase, String(code), [.../** @type {Set<number>} */ (indexes)].sort((a, b) => a - b)),
      ),
      ...repeatedHour(theCase),
      ...pace(theCase),
    ];
  }

  /** A time that no rule looks at is read all the same; that it is unreadable does no harm.
   * @param {CheckCase} theCase @param {RecordLine} line */
  function unused(theCase, line) {
    if (EngineRecord.tookPlace(line) || !line.entry.at) return null;
    const found = EngineTimes.read(theCase.indexed.zone, line.entry.at);
    return typeof found === "string" && found !== "unreadable" ? found : null;
  }

  /** Each by itself; all together where they are so many that they have one cause.
   * @param {CheckCase} theCase @param {string} key @param {number[]} indexes */
  function illegible(theCase, key, indexes) {
    /** @type {{[kind: string]: string}} */
    const codes = { unreadable: "TIM002", nonsense: "TIM001", skipped: "TIM004", "filled-down": "TIM013", exchanged: "TIM018", "no time": "TIM007" };
    const code = codes[key.startsWith("nonsense") ? "nonsense" : key];
    if (key === "exchanged") {
      const first = indexes.find((index) => EngineExchanged.isFitting(theCase, index));
      return group(theCase, code, [...new Set([first ?? indexes[0], ...indexes])]);
    }
    const apart = code === "TIM004" || (indexes.length < MANY && (code === "TIM001" || code === "TIM002"));
    return (apart ? indexes.map((index) => [index]) : [indexes]).flatMap((one) => group(theCase, code, one));
  }

  /** @param {CheckCase} theCase @param {string} code @param {number[]} indexes @returns {EngineFinding[]} */
  function group({ indexed, lines }, code, indexes) {
    if (!indexes.length) return [];
    const detail = { at: lines.get(indexes[0])?.entry.at, count: indexes.length };
    return [{ code, steps: indexes.map((index) => indexed.steps[index].id), detail }];
  }

  /** Times in the hour that the clock repeats, where a rule holds for one reading and not for the other.
   * @param {CheckCase} theCase @returns {EngineFinding[]} */
  function repeatedHour(theCase) {
    const { indexed, lines } = theCase;
    /** @type {Map<number, Moment>} */
    const raw = new Map();
    for (const index of theCase.moments.keys()) {
      const found = EngineTimes.read(indexed.zone, lines.get(index)?.entry.at || "");
      if (typeof found !== "string") raw.set(index, found);
    }
    const doubtful = [...raw].filter(([, moment]) => moment.readings.length > 1).map(([index]) => index);
    if (!doubtful.length) return [];
    const broken = [...brokenIfLate(theCase, raw), ...besideWindows(theCase, raw, doubtful)];
    const open = broken.filter(([first, then]) => isPossible(theCase, first, then));
    const steps = doubtful.filter((index) => open.some((ends) => ends.includes(index))).sort((a, b) => a - b);
    return open.length ? group(theCase, "TIM003", steps).map((one) => ({ ...one, detail: { ...one.detail, count: open.length } })) : [];
  }

  /** @param {CheckCase} theCase @param {Map<number, Moment>} raw */
  function brokenIfLate(theCase, raw) {
    return [...theCase.indexed.edges].flatMap(([first, later]) =>
      [...later].filter(([then, wait]) => {
        const [one, other] = [raw.get(first), raw.get(then)];
        if (!one || !other) return false;
        const least = one.readings[one.readings.length - 1] + wait - EngineRecord.allowedEarly(theCase, first, then);
        return least > other.readings[0] + 59;
      }).map(([then]) => [first, then]),
    );
  }

  /** @param {CheckCase} theCase @param {Map<number, Moment>} raw @param {number[]} doubtful */
  function besideWindows(theCase, raw, doubtful) {
    return doubtful.filter((index) => {
      const bounds = theCase.indexed.within[index];
      const readings = raw.get(index)?.readings || [];
      return bounds.length && !bounds.some(([start, end]) => start <= readings[0] && readings[readings.length - 1] <= end);
    }).map((index) => [index, index]);
  }

  /** Some reading keeps the rule. @param {CheckCase} theCase @param {number} first @param {number} then */
  function isPossible(theCase, first, then) {
    const [one, other] = [at(theCase, first), at(theCase, then)];
    if (first === then) return EngineTimes.inside(theCase.indexed.within[first], one);
    const wait = theCase.indexed.edges.get(first)?.get(then) || 0;
    return other.late >= one.early + wait - EngineRecord.allowedEarly(theCase, first, then);
  }

  /** Each installation, then each window; of a window that was signed all at once, nothing else.
   * @param {CheckCase} theCase @returns {EngineFinding[]} */
  function pace(theCase) {
    const { indexed, lines } = theCase;
    if (!indexed.tolerant) return [];
    const blamed = EngineOrder.explained(theCase);
    const known = [...theCase.moments.keys()].sort((a, b) => a - b);
    const signed = known.filter((index) => EngineRecord.isDone(lines.get(index)) && !blamed.has(index));
    const copied = asPlanned(theCase);
    const own = signed.filter((index) => !copied.has(index));
    const atOnce = indexed.windows.flatMap((_, place) => {
      const nights = nightsOf(theCase, own.filter((index) => countsIn(indexed.steps[index], place + 1)));
      const found = nights.flatMap((night) => (night.length >= WINDOW ? allAtOnce(theCase, place + 1, night) : []));
      return found.slice(-1);
    });
    const windows = new Set(atOnce.map((one) => one.detail.window));
    const slow = own.filter((index) => takesTime(indexed.steps[index]) && !windows.has(indexed.steps[index].window));
    return [...slow.flatMap((index) => tooQuick(theCase, index, signed)), ...atOnce];
  }

  /** The steps that bear the minute for which they are planned to begin, or to end, where nearly all do: verify asks
   * about them, and nothing else of their times. @param {CheckCase} theCase @returns {Set<number>} */
  function asPlanned({ indexed, lines, moments }) {
    const known = [...moments].filter(([index]) => indexed.steps[index].planned_start && EngineRecord.isDone(lines.get(index)));
    for (const ends of [false, true]) {
      /** @param {number} index */
      const minute = (index) => {
        const { planned_start: start, duration } = indexed.steps[index];
        return Math.floor(EngineTimes.instant(start || "") / 60) + (ends ? duration.high : 0);
      };
      const same = known.filter(([index, { readings }]) => readings.some((one) => Math.floor(one / 60) === minute(index)));
      const least = same.every(([index]) => minute(index) % ROUND === 0) ? LEAST_ROUND : LEAST;
      if (known.length >= least && 100 * same.length >= AS_PLANNED * known.length) return new Set(same.map(([index]) => index));
    }
    return new Set();
  }

  /** The steps by which of their windows they were signed in. @param {CheckCase} theCase @param {number[]} indexes */
  function nightsOf(theCase, indexes) {
    /** @type {Map<string, number[]>} */
    const nights = new Map();
    for (const index of indexes) {
      const bounds = theCase.indexed.within[index];
      const own = bounds.length > 1 ? bounds.find((one) => EngineTimes.inside([one], at(theCase, index))) : null;
      EnginePlan.put(nights, String(own), index);
    }
    return [...nights.values()];
  }

  /** Whether a step is of the work of a window. @param {PlanStep} step @param {number} number */
  function countsIn(step, number) {
    return step.window === number && !EngineCourse.isControl(step);
  }

  /** It installs a package, and the guide says how long that takes. @param {PlanStep} step */
  function takesTime(step) {
    return Boolean(step.installs && step.duration.source && step.duration.source !== "HOUSE");
  }

  /** @param {CheckCase} theCase @param {number} index @param {number[]} signed @returns {EngineFinding[]} */
  function tooQuick(theCase, index, signed) {
    const { indexed } = theCase;
    const before = (theCase.earlier.get(index) || []).filter((first) => signed.includes(first) && !EngineCourse.isControl(indexed.steps[first]));
    if (!before.length) return [];
    /** @param {number} one */
    const early = (one) => at(theCase, one).early;
    const last = before.reduce((best, one) => (early(one) > early(best) || (early(one) === early(best) && one > best) ? one : best));
    const passed = at(theCase, index).late - early(last);
    const least = indexed.steps[index].duration.low;
    if (passed + indexed.watches >= 60 * least) return [];
    const detail = {
      then: indexed.steps[index].id, then_at: EngineTimes.shown(at(theCase, index)),
      first: indexed.steps[last].id, first_at: EngineTimes.shown(at(theCase, last)),
      passed: Math.floor(Math.max(0, passed) / 60), asked: least,
    };
    return [{ code: "TIM009", steps: [detail.then, detail.first], detail }];
  }

  /** All of a window signed in less time than its steps can take, whatever the second.
   * @param {CheckCase} theCase @param {number} number @param {number[]} signed @returns {EngineFinding[]} */
  function allAtOnce(theCase, number, signed) {
    const moments = signed.map((index) => at(theCase, index));
    const passed = Math.max(...moments.map((one) => one.late)) - Math.min(...moments.map((one) => one.early));
    const asked = askedOf(theCase.indexed, number, signed);
    if (passed >= asked) return [];
    const detail = { window: number, count: signed.length, passed: Math.max(1, Math.floor(passed / 60)), asked: Math.ceil(asked / 60) };
    return [{ code: "TIM010", steps: signed.map((index) => theCase.indexed.steps[index].id), detail }];
  }

  /** Seconds between the first and the last signature at least: by pace, and a share of the longest chain planned.
   * @param {IndexedPlan} indexed @param {number} number @param {number[]} signed */
  function askedOf(indexed, number, signed) {
    const { pace: each, share } = indexed.plan.tolerances || { pace: 0, share: 0 };
    const [start, end] = indexed.windows[number - 1];
    const planned = Math.min(60 * longestChain(indexed, signed), end - start);
    return Math.max(Math.min(each * (signed.length - 1), Math.floor((end - start) / 2)), Math.floor((planned * share) / 100));
  }

  /** Minutes from the first signature of a chain to its last. @param {IndexedPlan} indexed @param {number[]} signed */
  function longestChain(indexed, signed) {
    const reached = new Map([...signed].sort((a, b) => a - b).map((index) => [index, 0]));
    for (const first of reached.keys()) {
      for (const then of indexed.edges.get(first)?.keys() || []) {
        const known = reached.get(then);
        if (known === undefined) continue;
        reached.set(then, Math.max(known, (reached.get(first) || 0) + indexed.steps[then].duration.low));
      }
    }
    return Math.max(0, ...reached.values());
  }

  return { check };
})();
