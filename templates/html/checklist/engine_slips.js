"use strict";
// Plausible slips of the pen: would one of them mend a time, or the times of several entries, that contradict others?

const EngineSlips = (() => {
  const [HOUR, HALF_A_DAY] = [3600, 12 * 3600];
  const NEAR = 3;
  const FEW = 12;
  const APART = 12; // lines with others between them that were exchanged
  const GROUPS = 3;
  const MOST_PAIRS = 600;
  const { at, brokenPairs, coverOf, future, longBefore, outliers, possible, without } = EnginePairs;
  const { DAY, moved } = EngineTimes;

  /** @type {Shift[]} */
  const SHIFTS = [
    ...[DAY, -DAY].map((seconds) => ({ key: `midnight ${seconds}`, seconds, months: 0, ofWriting: true })),
    ...[HOUR, -HOUR].map((seconds) => ({ key: `hour ${seconds}`, seconds, months: 0, ofWriting: false })),
    ...[HALF_A_DAY, -HALF_A_DAY].map((seconds) => ({ key: "half", seconds, months: 0, ofWriting: true })),
    ...[7 * DAY, -7 * DAY].map((seconds) => ({ key: `week ${seconds}`, seconds, months: 0, ofWriting: true })),
    ...[1, -1, 12, -12].map((months) => ({ key: `months ${months}`, seconds: 0, months, ofWriting: true })),
  ];

  /** @param {Shift} shift */
  function isForward(shift) {
    return shift.seconds > 0 || shift.months > 0;
  }

  /** The time without the slip; null where there is no such day, or it is the half of the day that was meant.
   * @param {CheckCase} theCase @param {Shift} shift @param {Moment} moment */
  function mend(theCase, shift, moment) {
    const { zone } = theCase.indexed;
    if (Math.abs(shift.seconds) === HALF_A_DAY && toOtherHalf(moment) !== shift.seconds) return null;
    return shift.months ? EngineTimes.movedMonths(zone, moment, shift.months) : moved(zone, moment, shift.seconds);
  }

  /** How far a time is from the one that twelve figures show alike: 9:14 from 21:14. @param {Moment} moment */
  function toOtherHalf(moment) {
    return clockHour(moment) < 12 ? HALF_A_DAY : -HALF_A_DAY;
  }

  /** The time that twelve figures show alike. @param {CheckCase} theCase @param {number} index */
  function otherHalf(theCase, index) {
    const moment = at(theCase, index);
    return moved(theCase.indexed.zone, moment, toOtherHalf(moment));
  }

  /** @param {Moment} moment */
  function clockHour(moment) {
    return new Date(moment.wall * 1000).getUTCHours();
  }

  /** The first of the slips with which the entry fits all those that are not blamed; null where there is none.
   * @param {CheckCase} theCase @param {number} index @param {Set<number>} blamed @returns {Slip | null} */
  function likelySlip(theCase, index, blamed) {
    const others = new Set(blamed);
    others.delete(index);
    if (isExchanged(theCase, index, others)) return { key: null };
    const { zone } = theCase.indexed;
    const moment = at(theCase, index);
    /** @type {[string, Moment | null][]} */
    const tries = [
      ["day-month", EngineTimes.swapped(zone, moment)],
      ...[DAY, -DAY].map((by) => /** @type {[string, Moment]} */ ([`midnight ${by}`, moved(zone, moment, by)])),
      ...[HOUR, -HOUR].map((by) => /** @type {[string, Moment]} */ ([`hour ${by}`, moved(zone, moment, by)])),
      ["half", otherHalf(theCase, index)],
    ];
    const found = tries.find(([key, other]) =>
      other && (!key.startsWith("midnight") || isOfANight(theCase.indexed, index, other)) && fits(theCase, index, other, others));
    return found ? { key: found[0] } : null;
  }

  /** Whether a time is one of the hours around midnight, in a window of its step; of a step without one, in any.
   * @param {IndexedPlan} indexed @param {number} index @param {Moment} moment */
  function isOfANight({ windows, within }, index, moment) {
    const hour = clockHour(moment);
    const all = windows.map(([start, end]) => /** @type {[number, number]} */ ([start, end + 59]));
    return (hour >= 18 || hour < 6) && EngineTimes.inside(within[index].length ? within[index] : all, moment);
  }

  /** Two lines close to each other hold each other's time.
   * @param {CheckCase} theCase @param {number} index @param {Set<number>} others */
  function isExchanged(theCase, index, others) {
    for (let apart = 1; apart <= NEAR; apart += 1) {
      for (const partner of [index - apart, index + apart]) {
        if (!theCase.moments.has(partner)) continue;
        if (areExchanged(theCase, Math.min(index, partner), Math.max(index, partner), others)) return true;
      }
    }
    return false;
  }

  /** Whether two lines, the earlier one in the plan first, fit with each other's time. @param {CheckCase} theCase
   * @param {number} first @param {number} then @param {Set<number>} but */
  function areExchanged(theCase, first, then, but) {
    const [early, late] = [at(theCase, then), at(theCase, first)];
    const wait = theCase.later.get(first)?.get(then);
    if (String(early.readings) === String(late.readings)) return false;
    if (wait !== undefined && late.late < early.early + wait) return false;
    if (wasSeenLater(theCase, first, early) || wasSeenLater(theCase, then, late)) return false;
    const [ofFirst, ofThen] = [[first, then], [then, first]].map(([own, other]) =>
      new Set([...but, other].filter((one) => one !== own)));
    return fits(theCase, first, early, ofFirst) && fits(theCase, then, late, ofThen);
  }

  /** Two lines with others between them, each of which holds the other's time: one cause, where two would be blamed.
   * @param {CheckCase} theCase @param {Pairs} pairs @param {Set<number>} gone */
  function exchangedLines(theCase, pairs, gone) {
    /** @type {[number, number][]} */
    const found = [];
    let [left, cover, known] = [pairs, coverOf(theCase, pairs), gone];
    while (cover.size > 1 && cover.size <= FEW) {
      const size = cover.size;
      const next = inWrongOrder(theCase, left).find((lines) =>
        areExchanged(theCase, ...lines, known) && coverOf(theCase, without(left, new Set(lines))).size + 2 <= size);
      if (!next) break;
      found.push(next);
      left = without(left, new Set(next));
      [cover, known] = [coverOf(theCase, left), new Set([...known, ...next])];
    }
    return found;
  }

  /** What stands near each other, with others between, and is signed in the other order. @param {CheckCase} theCase
   * @param {Pairs} pairs */
  function inWrongOrder(theCase, pairs) {
    return [...pairs.keys()].sort((a, b) => a - b).flatMap((first) => {
      const thens = [...Array(APART - 1).keys()].map((apart) => first + apart + 2);
      const wrong = thens.filter((then) => pairs.get(first)?.includes(then) && at(theCase, then).late < at(theCase, first).early);
      return wrong.map((then) => /** @type {[number, number]} */ ([first, then]));
    });
  }

  /** Whether what a step has as evidence is a time that lies behind this one: then it was not signed at it.
   * @param {CheckCase} theCase @param {number} index @param {Moment} moment */
  function wasSeenLater({ indexed, lines }, index, moment) {
    const seen = EngineTimes.read(indexed.zone, lines.get(index)?.entry.value || "");
    return typeof seen !== "string" && seen.early > moment.late + indexed.watches;
  }

  /** With this time, the entry contradicts no other (those of `but` aside), its window or the present.
   * @param {CheckCase} theCase @param {number} index @param {Moment} moment @param {Set<number>} but */
  function fits(theCase, index, moment, but) {
    const { moments, later, earlier, now } = theCase;
    if (!EngineTimes.inside(theCase.indexed.within[index], moment)) return false;
    if (now !== null && moment.early > now) return false;
    for (const [other, after] of later.get(index) || []) {
      const theirs = but.has(other) ? undefined : moments.get(other);
      if (theirs && theirs.late < moment.early + after - room(theCase, index, other, theirs, moment)) return false;
    }
    for (const other of earlier.get(index) || []) {
      const theirs = but.has(other) ? undefined : moments.get(other);
      const before = later.get(other)?.get(index) || 0;
      if (theirs && moment.late < theirs.early + before - room(theCase, other, index, moment, theirs)) return false;
    }
    return true;
  }

  /** What watches may make of it. @param {CheckCase} theCase @param {number} first @param {number} then
   * @param {Moment} late @param {Moment} early */
  function room(theCase, first, then, late, early) {
    return late.late < early.early ? EngineRecord.allowedEarly(theCase, first, then) : 0;
  }

  /** The record as it would be with these times. @param {CheckCase} theCase @param {Map<number, Moment>} mended
   * @returns {CheckCase} */
  function withTimes(theCase, mended) {
    return { ...theCase, moments: new Map([...theCase.moments, ...mended]) };
  }

  /** How many findings it would be: entries to blame, or slips in several of them; sides of windows; years; times
   * that were seen, and signatures contradict.
   * @param {CheckCase} theCase @param {Set<number>} cover @param {Set<number>} gone */
  function causesOf(theCase, cover, gone) {
    /** @type {Set<string | number>} */
    let keys = cover;
    if (cover.size > 1 && cover.size <= FEW) {
      const blamed = new Set([...cover, ...gone]);
      keys = new Set([...cover].map((index) => likelySlip(theCase, index, blamed)?.key || index));
    }
    /** @param {Set<number>} found */
    const left = (found) => [...found].filter((index) => !gone.has(index));
    const [ahead, behind] = [left(future(theCase)), left(longBefore(theCase))];
    const outside = left(outliers(theCase)).filter((index) => ![...ahead, ...behind].includes(index) && !cover.has(index));
    const sides = outside.flatMap((index) => {
      const [first] = theCase.indexed.within[index];
      return first ? [`${first} ${at(theCase, index).late < first[0]}`] : [];
    });
    return keys.size + new Set(sides).size + Number(ahead.length > 0) + Number(behind.length > 0) +
      seenBesides(theCase, cover, gone);
  }

  /** How many times were seen that signatures contradict, but for those that may be to blame in place of others of the
   * cover. @param {CheckCase} theCase @param {Set<number>} cover @param {Set<number>} gone */
  function seenBesides(theCase, cover, gone) {
    const blamed = new Set([...cover, ...gone]);
    const shownBy = [...EngineSeen.tooEarly(theCase, blamed).values(), ...EngineSeen.tooLate(theCase, blamed)];
    const pairs = without(brokenPairs(theCase), gone);
    return shownBy.filter((index) => coverOf(theCase, without(pairs, new Set([index]))).size >= cover.size).length;
  }

  /** Mended, the record holds there; and it was one hand, one run of lines, or a date that put all outside windows.
   * @param {CheckCase} theCase @param {JointSlip} slip @param {number[]} spared entries that need not be blamed then */
  function isPlausible(theCase, slip, spared) {
    const indexes = [...slip.mended.keys()];
    if (!holds(theCase, slip.mended)) return false;
    if (allOutside(theCase, slip)) return true;
    if (slip.shift.months) return false;
    const insideAgain = indexes.filter((index) => outliers(theCase).has(index));
    const [several, oneHand] = [insideAgain.length > 1, new Set(indexes.map((index) => hand(theCase, index))).size === 1];
    const few = indexes.length <= (several ? 3 : 2) * new Set([...spared, ...insideAgain]).size;
    const whole = slip.throughout.size ? slip.throughout : throughout(theCase, slip, spared);
    return whole.size > 0 && (few || (several && oneHand) || witnesses(theCase, indexes, whole) > 1);
  }

  /** How many persons' entries contradict these; what was seen on an appliance is one more.
   * @param {CheckCase} theCase @param {number[]} indexes @param {Set<number>} whole */
  function witnesses(theCase, indexes, whole) {
    const own = new Set(indexes);
    const against = [...brokenPairs(theCase)].flatMap(([first, later]) =>
      later.flatMap((then) => [...(own.has(first) ? [then] : []), ...(own.has(then) ? [first] : [])]));
    const hands = new Set(against.filter((index) => !own.has(index)).map((index) => hand(theCase, index)));
    return hands.size + Number(EngineSeen.otherwise(theCase, whole) < EngineSeen.otherwise(theCase));
  }

  /** @param {CheckCase} theCase @param {number} index */
  function hand(theCase, index) {
    return EngineWords.initials(theCase.lines.get(index)?.entry.by || "");
  }

  /** A wrong date, or half of the day, which put all of them outside their windows; two at least, and most.
   * @param {CheckCase} theCase @param {JointSlip} slip */
  function allOutside(theCase, slip) {
    const { steps, within } = theCase.indexed;
    const out = outliers(theCase);
    const tells = (/** @type {number} */ index) => out.has(index) || !EngineCourse.isPeoples(steps[index]);
    const windowed = [...slip.mended.keys()].filter((index) => within[index].length && tells(index));
    const outside = slip.shift.ofWriting && windowed.every((index) => out.has(index));
    return outside && windowed.length > 1 && 2 * windowed.length >= slip.mended.size;
  }

  /** Where these entries are all one person's, all that this person signed in their windows, or in all; or else, where
   * they are a run but for fewer lines that contradict nothing, all the lines of it. None where not all of it can bear the
   * same slip. Three and more that would each be to blame without it, but for a third, need not be of a hand or run.
   * @param {CheckCase} theCase @param {JointSlip} slip @param {number[]} spared @returns {Set<number>} */
  function throughout(theCase, slip, spared) {
    const own = [...slip.mended.keys()];
    const hands = new Set(own.map((index) => hand(theCase, index)));
    const all = [...theCase.moments.keys()];
    if (hands.size === 1 && !hands.has("")) {
      const windows = new Set(own.map((index) => theCase.indexed.steps[index].window));
      const signed = all.filter((index) => hands.has(hand(theCase, index)));
      const inWindows = signed.filter((index) => windows.has(theCase.indexed.steps[index].window));
      if (canBear(theCase, slip, inWindows)) return new Set(canBear(theCase, slip, signed) ? signed : inWindows);
    }
    const run = all.filter((index) => Math.min(...own) <= index && index <= Math.max(...own));
    const alone = own.filter((index) => spared.includes(index) || outliers(theCase).has(index));
    if (alone.length > 2 && 2 * own.length <= 3 * alone.length) return new Set(canBear(theCase, slip, run) ? run : own);
    const between = run.filter((index) => !slip.mended.has(index));
    const touched = new Set([...brokenPairs(theCase)].flatMap(([first, later]) => [first, ...later]));
    const near = !between.length || (between.length < own.length && own.length > 2);
    const quiet = near && !between.some((index) => touched.has(index));
    return new Set(quiet && canBear(theCase, slip, run) ? run : []);
  }

  /** Whether the slip can have been made in these entries as well.
   * @param {CheckCase} theCase @param {JointSlip} slip @param {number[]} indexes */
  function canBear(theCase, slip, indexes) {
    const mended = new Map(slip.mended);
    for (const index of indexes) {
      const moment = theCase.moments.get(index);
      if (mended.has(index) || !moment) continue;
      const other = mend(theCase, slip.shift, moment);
      if (!other || !possible(theCase, index, other)) return false;
      mended.set(index, other);
    }
    return holds(theCase, mended);
  }

  /** With these times, none of these entries contradicts another. @param {CheckCase} theCase
   * @param {Map<number, Moment>} mended */
  function holds(theCase, mended) {
    const pairs = brokenPairs(withTimes(theCase, mended));
    return ![...pairs].some(([first, later]) => mended.has(first) || later.some((then) => mended.has(then)));
  }

  /** The slips, each in two entries or more, that explain a record with fewer causes than entries one by one. */
  const jointSlips = EnginePlan.once((theCase) => {
    /** @type {JointSlip[]} */
    const found = [];
    let now = theCase;
    /** @type {Set<number>} */
    let gone = new Set();
    while (found.length < GROUPS) {
      const pairs = without(brokenPairs(now), gone);
      const best = bestSlip(now, pairs, gone);
      const slips = best ? [best] : oppositeSlips(now, pairs, gone);
      if (!slips.length) break;
      for (const slip of slips) {
        found.push(slip);
        gone = new Set([...gone, ...slip.mended.keys()]);
        now = withTimes(now, slip.mended);
      }
    }
    return found;
  });

  /** Whether one rank goes before another. @param {[number, number]} one @param {[number, number] | undefined} other */
  function isBetter(one, other) {
    return !other || one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);
  }

  /** The slip that leaves the fewest causes; among those, the one made least often.
   * @param {CheckCase} theCase @param {Pairs} pairs @param {Set<number>} gone */
  function bestSlip(theCase, pairs, gone) {
    const cover = coverOf(theCase, pairs);
    const now = causesOf(theCase, cover, gone);
    if (now < 2 && [...outliers(theCase)].filter((index) => !gone.has(index)).length < 2) return null;
    /** @type {{rank: [number, number], slip: JointSlip} | null} */
    let best = null;
    for (const shift of SHIFTS) {
      const largest = largestSlip(theCase, pairs, gone, shift);
      if (!largest) continue;
      const indexes = new Set(largest.mended.keys());
      const left = coverOf(theCase, without(pairs, indexes));
      const spared = [...cover].filter((index) => !left.has(index));
      const slip = shift.ofWriting ? largest : { ...largest, throughout: throughout(theCase, largest, spared) };
      const causes = 1 + causesOf(theCase, left, new Set([...gone, ...indexes, ...slip.throughout]));
      const even = causes === now && allOutside(theCase, slip) && spared.every((index) => possible(theCase, index));
      /** @type {[number, number]} */
      const rank = [causes, indexes.size];
      if (!(causes < now || even) || !isBetter(rank, best?.rank)) continue;
      if (isPlausible(theCase, slip, spared)) best = { rank, slip };
    }
    return best && best.slip;
  }

  /** All entries in which a slip can have been made, and what must have been written with it then.
   * @param {CheckCase} theCase @param {Pairs} pairs @param {Set<number>} gone @param {Shift} shift
   * @returns {JointSlip | null} */
  function largestSlip(theCase, pairs, gone, shift) {
    const firsts = new Set(pairs.keys());
    const thens = new Set([...pairs.values()].flat());
    const [seeds, never] = isForward(shift) ? [thens, firsts] : [firsts, thens];
    /** @type {Map<number, Moment | null>} */
    const known = new Map([...never, ...gone].map((index) => [index, null]));
    /** @param {number} index */
    const mended = (index) => {
      if (!known.has(index)) {
        const moment = mend(theCase, shift, at(theCase, index));
        known.set(index, moment && possible(theCase, index, moment) ? moment : null);
      }
      return known.get(index) || null;
    };
    const seen = shift.ofWriting ? [] : isForward(shift) ? EngineSeen.tooLate(theCase, gone) : EngineSeen.tooEarly(theCase, gone).values();
    const doubted = new Set([...inDoubt(theCase, pairs, seeds), ...outliers(theCase), ...seen]);
    const asked = [...doubted].filter((index) => !never.has(index) && !gone.has(index));
    const needs = needsOf(theCase, asked, mended);
    const bad = new Set([...needs.keys()].filter((index) => !mended(index)));
    for (let more = -1; more !== bad.size; ) {
      more = bad.size;
      for (const [index, others] of needs) if (others.some((other) => bad.has(other))) bad.add(index);
    }
    const group = reachedFrom(asked.filter((index) => !bad.has(index)), needs);
    const found = new Map(group.sort((a, b) => a - b).map((index) => [index, /** @type {Moment} */ (mended(index))]));
    return found.size > 1 ? { shift, mended: found, throughout: new Set() } : null;
  }

  /** For each of these entries, and those that they need, which others need the same slip.
   * @param {CheckCase} theCase @param {number[]} asked @param {(index: number) => Moment | null} mended */
  function needsOf(theCase, asked, mended) {
    /** @type {Map<number, number[]>} */
    const needs = new Map();
    const todo = [...asked];
    while (todo.length) {
      const index = Number(todo.pop());
      if (needs.has(index)) continue;
      const moment = mended(index);
      const others = moment ? needed(theCase, index, moment) : [];
      needs.set(index, others);
      todo.push(...others.filter((other) => !needs.has(other)));
    }
    return needs;
  }

  /** @param {number[]} start @param {Map<number, number[]>} needs */
  function reachedFrom(start, needs) {
    const group = new Set(start);
    for (const index of group) for (const other of needs.get(index) || []) group.add(other);
    return [...group];
  }

  /** Those that contradict a time that is possible. @param {CheckCase} theCase @param {Pairs} pairs
   * @param {Set<number>} seeds */
  function inDoubt(theCase, pairs, seeds) {
    const odd = outliers(theCase);
    /** @type {Set<number>} */
    const sound = new Set();
    for (const [first, later] of pairs) {
      if (seeds.has(first) && later.some((then) => !odd.has(then))) sound.add(first);
      if (!odd.has(first)) later.filter((then) => seeds.has(then)).forEach((then) => sound.add(then));
    }
    return sound;
  }

  /** The entries that contradict the one when it is mended, and they are not.
   * @param {CheckCase} theCase @param {number} index @param {Moment} moment */
  function needed(theCase, index, moment) {
    const { moments, later, earlier } = theCase;
    /** @type {number[]} */
    const found = [];
    for (const [other, wait] of later.get(index) || []) {
      const lack = moment.early + wait - (moments.get(other)?.late ?? Infinity);
      if (lack > 0 && lack > EngineRecord.allowedEarly(theCase, index, other)) found.push(other);
    }
    for (const other of earlier.get(index) || []) {
      const lack = (moments.get(other)?.early ?? -Infinity) + (later.get(other)?.get(index) || 0) - moment.late;
      if (lack > 0 && lack > EngineRecord.allowedEarly(theCase, other, index)) found.push(other);
    }
    return found;
  }

  /** Two slips in opposite directions, of which neither fits while the other is there; or none.
   * @param {CheckCase} theCase @param {Pairs} pairs @param {Set<number>} gone @returns {JointSlip[]} */
  function oppositeSlips(theCase, pairs, gone) {
    const count = [...pairs.values()].reduce((sum, later) => sum + later.length, 0);
    if (!count || count > MOST_PAIRS) return [];
    const cover = coverOf(theCase, pairs);
    const now = causesOf(theCase, cover, gone);
    /** @type {{rank: [number, number], slips: JointSlip[]} | null} */
    let best = null;
    for (const [one, other] of now > 2 ? candidates(theCase, pairs, gone) : []) {
      const indexes = new Set([...one.mended.keys(), ...other.mended.keys()]);
      const left = coverOf(theCase, without(pairs, indexes));
      /** @type {[number, number]} */
      const rank = [2 + causesOf(theCase, left, new Set([...gone, ...indexes])), indexes.size];
      if (rank[0] >= now || !isBetter(rank, best?.rank)) continue;
      const spared = [...cover].filter((index) => !left.has(index));
      const plausible = isPlausible(withTimes(theCase, other.mended), one, spared);
      if (plausible && isPlausible(withTimes(theCase, one.mended), other, spared)) best = { rank, slips: [one, other] };
    }
    return best ? best.slips : [];
  }

  /** @param {CheckCase} theCase @param {Pairs} pairs @param {Set<number>} gone */
  function candidates(theCase, pairs, gone) {
    /** @type {[JointSlip, JointSlip][]} */
    const found = [];
    for (const shift of SHIFTS) {
      for (const opposite of SHIFTS.filter((each) => isForward(each) !== isForward(shift))) {
        const left = onlyIn(theCase, pairs, opposite).filter((index) => !gone.has(index));
        const moments = new Map([...theCase.moments].filter(([index]) => !left.includes(index)));
        const alone = { ...theCase, moments };
        const one = largestSlip(alone, without(brokenPairs(alone), gone), gone, shift);
        if (!one) continue;
        const known = new Set([...gone, ...one.mended.keys()]);
        const after = withTimes(theCase, one.mended);
        const other = largestSlip(after, without(brokenPairs(after), known), known, opposite);
        if (other) found.push([one, other]);
      }
    }
    return found;
  }

  /** The entries that contradict others in the one direction only, and are possible without that slip.
   * @param {CheckCase} theCase @param {Pairs} pairs @param {Shift} shift */
  function onlyIn(theCase, pairs, shift) {
    const firsts = new Set(pairs.keys());
    const thens = new Set([...pairs.values()].flat());
    const found = isForward(shift) ? [...thens].filter((one) => !firsts.has(one)) : [...firsts].filter((one) => !thens.has(one));
    return found.filter((index) => {
      const moment = mend(theCase, shift, at(theCase, index));
      return moment && possible(theCase, index, moment);
    });
  }

  return { exchangedLines, isOfANight, jointSlips, likelySlip, otherHalf };
})();
