"use strict";
// Somebody's leave: releases, hold points, the decision clock; and ways back, whole, in time and not mixed with the work.

const EngineLeave = (() => {
  const { answers, courseOf, wasBegun } = EngineCourse;
  const { initials, plainWords, reasonIn, sameName } = EngineWords;
  const BESIDE = new Set(
    ("mr mrs ms dr m mme mlle monsieur madame mademoiselle by par phone telephone téléphone tel tél mobile portable call " +
      "called appel appelé appelée via teams zoom sms mail on au at à the le la de du h and et und ok oui yes released " +
      "release libéré libérée libération confirmed confirmé confirmée oral oralement orally approver approbateur " +
      "approbatrice change manager director directeur directrice responsable chef cio dsi it " +
      "go green light feu vert accord approval approved approuvé agreed gave given has a donné donnée son his her said says dit").split(" "),
  );
  const OTHERS = new Set("deputy assistant assistante adjoint adjointe remplaçant remplaçante secretary secrétaire".split(" "));

  /** @param {CheckCase} theCase @returns {EngineFinding[]} */
  function check(theCase) {
    return [...releasedBy(theCase), ...gates(theCase), ...goneOn(theCase), ...waysBack(theCase)];
  }

  /** @param {CheckCase} theCase @param {string} code @param {number[]} indexes @param {EngineFinding["detail"]} detail
   * @returns {EngineFinding} */
  function told({ indexed }, code, indexes, detail) {
    return { code, steps: [...new Set(indexes)].map((index) => indexed.steps[index].id), detail };
  }

  /** Each no-go: its reason, and what of the change was signed behind it. @param {CheckCase} theCase */
  function gates(theCase) {
    return courseOf(theCase.indexed).gate("hold", "decision").flatMap((index) => {
      const reasons = EngineCourse.noGoEntries(theCase, index).map((entry) => reasonIn(entry.note));
      const bare = reasons.filter((reason) => reason !== "given");
      const found = bare.map((reason) => told(theCase, reason === "none" ? "STA018" : "STA013", [index], {}));
      const after = EngineCourse.wentOn(theCase, index);
      const gate = theCase.indexed.steps[index].id;
      if (EngineCourse.kept(theCase).includes(index) && !after.length && !EngineCourse.stopped(theCase)) {
        found.push(told(theCase, "STA024", [index, ...EngineCourse.restOfChapter(theCase.indexed, index)], { gate }));
      }
      return after.length ? [...found, told(theCase, "ORD004", after, { gate, count: after.length })] : found;
    });
  }

  /** @typedef {{phase: PlanPhase, until: number, near: number, ends: number, steps: number[], decisions: number[], others: number[]}} Clock */

  /** The clocks of a plan: until when a way back can be begun, the work from which it leads back, who may let it go on:
   * the decisions about this way, and the others of the window once its time has come. @param {IndexedPlan} indexed */
  function clocksOf(indexed) {
    const { plan, windows, steps } = indexed;
    const course = courseOf(indexed);
    /** @type {Map<string, Clock>} */
    const found = new Map();
    for (const phase of plan.phases) {
      if (!phase.way_back || !phase.back_until || !phase.window) continue;
      const until = EngineTimes.instant(phase.back_until);
      const chain = EnginePlan.chainOf(plan, phase.window);
      const ends = chain.map((number) => windows[number - 1][1] + 59).find((end) => until <= end);
      const key = `${phase.way_back} ${until}`;
      if (ends === undefined || found.has(key)) continue;
      const open = plan.phases.filter((each) => each.way_back === phase.way_back && each.back_until && each.number >= phase.number);
      const own = new Set(open.map((each) => each.id));
      const { decisions, others } = decisionsOf(indexed, phase, chain);
      const work = [...course.work].filter((index) => own.has(steps[index].phase));
      found.set(key, { phase, until, near: until - indexed.decided, ends, steps: work, decisions, others });
    }
    return [...found.values()];
  }

  /** The decisions about the way back of a phase, and the others of its window.
   * @param {IndexedPlan} indexed @param {PlanPhase} phase @param {number[]} chain */
  function decisionsOf(indexed, phase, chain) {
    const { phases, gate } = courseOf(indexed);
    /** @param {number} index */
    const phaseOf = (index) => phases.get(indexed.steps[index].phase);
    const ofWindow = gate("decision").filter((index) => chain.includes(phaseOf(index)?.window ?? 0));
    const decisions = ofWindow.filter((index) => phaseOf(index)?.way_back === phase.way_back);
    return { decisions, others: ofWindow.filter((index) => !decisions.includes(index)) };
  }

  /** What was signed in the window after its clock had run out, before anybody decided. */
  const late = EnginePlan.once((theCase) => {
    const blamed = EngineOrder.explained(theCase);
    return clocksOf(theCase.indexed).flatMap((clock) => {
      const found = clock.steps.filter((index) => {
        const moment = theCase.moments.get(index);
        if (!moment || blamed.has(index) || clock.until >= moment.early || moment.late > clock.ends) return false;
        return !wasDecided(theCase, clock, moment.late);
      });
      const at = EnginePairs.at;
      found.sort((a, b) => at(theCase, a).early - at(theCase, b).early || a - b);
      return found.length ? [{ clock, found }] : [];
    });
  });

  /** Whether somebody decided to go on by then, or may have: in the same window, not long before its time, and not
   * before it at all where it was about another way back; or on a page that did not come back. @param {CheckCase} theCase @param {Clock} clock @param {number} by */
  function wasDecided(theCase, clock, by) {
    const { watches } = theCase.indexed;
    const wrong = EngineOrder.explained(theCase);
    /** @param {number} index @param {number} since */
    const decided = (index, since) => answers(theCase, index).some(({ said, at }) =>
      said !== "no-go" && (!at || wrong.has(index) || (at.early <= by + watches && at.late >= since)));
    return clock.decisions.some((index) => isOnAMissingPage(theCase, index)) ||
      clock.decisions.some((index) => decided(index, clock.near - watches)) ||
      clock.others.some((index) => decided(index, clock.until - watches));
  }

  /** Whether a step, which need not be signed, stands among others that did not come back, of pages in between.
   * @param {CheckCase} theCase @param {number} index */
  function isOnAMissingPage(theCase, index) {
    const { back } = courseOf(theCase.indexed);
    const last = Math.max(-1, ...[...theCase.lines.keys()].filter((one) => !back.has(one)));
    const isWithin = (/** @type {number[]} */ run) => run[0] < index && index < run[run.length - 1] && run[run.length - 1] < last;
    return !theCase.lines.has(index) && EngineStates.missingRuns(theCase).some(isWithin);
  }

  /** Each decision time that was passed, but for what was gone on with after a no-go: that is told with the no-go.
   * @param {CheckCase} theCase */
  function goneOn(theCase) {
    return late(theCase).flatMap((one) => {
      const { clock } = one;
      const gates = [...clock.decisions, ...clock.others];
      const refused = new Set(gates.flatMap((gate) => EngineCourse.wentOn(theCase, gate)));
      const found = one.found.filter((index) => !refused.has(index));
      if (!found.length) return [];
      const at = EngineTimes.shown(EnginePairs.at(theCase, found[0]));
      const until = EngineTimes.written(theCase.indexed.zone, clock.until);
      const first = theCase.indexed.steps[found[0]].id;
      return [told(theCase, "ORD003", found, { first, at, until, phase: clock.phase.id })];
    });
  }

  /** Those who may release: initials and names. @param {CheckCase} theCase @returns {[string, string][]} */
  function approvers({ indexed, substitutes }) {
    const able = [...indexed.staff, ...[...substitutes].filter(([, one]) => !one.fault)];
    return able.filter(([, one]) => one.roles.includes("approver")).map(([key, one]) => [key, one.name]);
  }

  /** The initials of the approver whom a text names; "" where it names none, null where nobody can tell.
   * @param {CheckCase} theCase @param {string} value @returns {string | null} */
  function approver(theCase, value) {
    const found = value.match(/[\p{L}\p{N}_’'-]+/gu) || [];
    const words = found.filter((word) => plainWords(word).length && !/\p{Nd}/u.test(word));
    if (words.some((word) => OTHERS.has(word.toLowerCase()))) return "";
    const able = approvers(theCase);
    /** @type {string[]} */
    const named = [];
    let rest = words.filter((word) => !BESIDE.has(word.toLowerCase()));
    /** @param {string} name @param {string} text */
    const isName = (name, text) => plainWords(text).length <= plainWords(name).length && sameName(name, text);
    if (!rest.length && !able.some(([key, name]) => key === initials(value) || isName(name, value))) return null;
    for (const [key, name] of able) {
      if (initials(value) === key || isName(name, value) || isName(name, rest.join(" "))) return key;
      const own = new Set([...plainWords(name), key]);
      /** @param {string} word */
      const isOf = (word) => own.has(initials(word)) || plainWords(word).every((one) => own.has(one));
      if (words.some((word) => isOf(word) && word.length > 1)) {
        named.push(key);
        rest = rest.filter((word) => !isOf(word));
      }
    }
    if (!named.length) return "";
    return rest.length ? null : named[0];
  }

  /** Whose spoken release was written down; "" where it is that of nobody who may. @param {CheckCase} theCase */
  function spoken(theCase) {
    const lines = courseOf(theCase.indexed).gate("spoken-release").flatMap((index) => theCase.lines.get(index) ?? []);
    const read = lines.filter((line) => {
      const { value } = line.entry;
      const known = EngineRecord.tookPlace(line) && !line.contested && value.replace(/[? ]/g, "");
      return known && !EngineEvidence.saysNothing(line);
    });
    return new Map(read.map((line) => [line.index, line.entry.value.includes("?") ? null : approver(theCase, line.entry.value)]));
  }

  /** Who gave each leave of these kinds. @param {CheckCase} theCase @param {Map<number, string | null>} names
   * @param {string[]} kinds */
  function released(theCase, names, ...kinds) {
    /** @type {Map<string, number[]>} */
    const given = new Map();
    for (const index of courseOf(theCase.indexed).gate(...kinds)) {
      const line = theCase.lines.get(index);
      let who = names.get(index);
      if (who === undefined) {
        if (!line || !EngineRecord.tookPlace(line) || line.contested || line.step.gate === "spoken-release") continue;
        who = line.entry.by.includes("?") ? "" : initials(line.entry.by);
      }
      if (who) EnginePlan.put(given, who, index);
    }
    return given;
  }

  /** @param {CheckCase} theCase @returns {EngineFinding[]} */
  function releasedBy(theCase) {
    const names = spoken(theCase);
    const nobody = [...names].filter(([, who]) => !who).map(([index, who]) => {
      const value = theCase.lines.get(index)?.entry.value;
      if (who === null) return told(theCase, "EVD008", [index], { value });
      return told(theCase, "EVD009", [index], { value, names: approvers(theCase).map(([, name]) => name) });
    });
    const twice = ["release", "spoken-release", "ratified"].flatMap((kind) =>
      [...released(theCase, names, kind)].filter(([, indexes]) => indexes.length > 1)
        .map(([who, indexes]) => told(theCase, "SGN013", indexes, { who })));
    const known = new Set(twice.flatMap((one) => one.steps));
    const own = byThoseWhoCarryOut(theCase, names);
    return [...nobody, ...twice, ...own.filter((one) => one.code === "SGN011" || !one.steps.some((step) => known.has(step)))];
  }

  /** Who released the change carries it out. @param {CheckCase} theCase @param {Map<number, string | null>} names */
  function byThoseWhoCarryOut(theCase, names) {
    /** @type {Map<string, number[]>} */
    const hands = new Map();
    for (const index of courseOf(theCase.indexed).hands) {
      const line = theCase.lines.get(index);
      if (!line || !EngineRecord.tookPlace(line) || line.contested) continue;
      const who = initials(line.entry.by);
      const { staff, allowed } = theCase.indexed;
      if (!staff.has(who) || allowed[index].has(who)) EnginePlan.put(hands, who, index);
    }
    const given = released(theCase, names, "release", "spoken-release");
    const able = new Set(approvers(theCase).map(([key]) => key));
    const free = [...able].some((key) => !hands.has(key) && !given.has(key));
    const apart = Boolean(theCase.indexed.plan.approval_apart);
    if (!apart && !free) return [];
    const both = [...given].filter(([who]) => hands.has(who) && able.has(who));
    return both.map(([who, indexes]) => {
      const done = (hands.get(who) || []).map((index) => theCase.indexed.steps[index].id);
      return told(theCase, apart ? "SGN011" : "SGN012", indexes, { who, done, count: done.length });
    });
  }

  /** Each way back that was begun; or what is left of a change that was stopped without one.
   * @param {CheckCase} theCase @returns {EngineFinding[]} */
  function waysBack(theCase) {
    const ways = EngineCourse.waysTaken(theCase);
    const found = ways.flatMap((way) => ofWay(theCase, way));
    for (const way of ways) {
      const isSafe = !way.left.length && !way.after.length && !way.signed.some((index) => EngineEvidence.isOtherValue(theCase, index));
      if (isSafe && !way.phase.as_before) found.push(told(theCase, "STA021", way.signed, { way: way.phase.id }));
    }
    const stops = EngineCourse.stops(theCase);
    if (stops.length && !ways.length && EngineCourse.touched(theCase)) {
      found.push(told(theCase, "STA020", stops, { phase: theCase.indexed.steps[stops[stops.length - 1]].phase }));
    }
    return found;
  }

  /** @param {CheckCase} theCase @param {WayTaken} way @returns {EngineFinding[]} */
  function ofWay(theCase, way) {
    const detail = { way: way.phase.id };
    const failed = way.left.filter((index) => theCase.lines.get(index)?.entry.state === "failed");
    const found = failed.length ? [told(theCase, "STA026", failed, detail)] : [];
    const left = way.left.filter((index) => !failed.length || index < failed[0]); // what comes behind waits for it
    return [...found, ...otherwise(theCase, way, left)];
  }

  /** What is wrong with a way back besides what failed of it; `left` is what nobody did.
   * @param {CheckCase} theCase @param {WayTaken} way @param {number[]} left @returns {EngineFinding[]} */
  function otherwise(theCase, way, left) {
    const detail = { way: way.phase.id };
    if (way.after.length) {
      const { at } = EnginePairs;
      const first = way.after.reduce((best, one) => (at(theCase, one).early < at(theCase, best).early ? one : best));
      const times = { at: EngineTimes.shown(at(theCase, first)), begun: way.begun && EngineTimes.shown(way.begun) };
      return [told(theCase, "ORD005", way.after, { ...detail, ...times, first: theCase.indexed.steps[first].id })];
    }
    if (left.length && isDue(theCase, way)) return [told(theCase, "STA019", left, detail)];
    const wrong = another(theCase, way);
    return wrong.length ? wrong : begunLate(theCase, way);
  }

  /** Whether what is left of a way back is missing by now: the windows that it leads back from are over.
   * @param {CheckCase} theCase @param {WayTaken} way */
  function isDue({ indexed, lines, open, underWay }, way) {
    const stood = [...courseOf(indexed).work].filter((index) => way.phase.back_from?.includes(indexed.steps[index].phase));
    const begun = stood.filter((index) => wasBegun(lines.get(index)));
    return !underWay || !(begun.length ? begun : way.left).some((index) => open.has(index));
  }

  /** Whether people close a night at a step: they do so in its last chapter, wherever it ended. @param {PlanStep} step */
  function isClosing(step) {
    return EngineCourse.CLOSING.includes(step.event || "");
  }

  /** It does not lead back from where the change stood. @param {CheckCase} theCase @param {WayTaken} way */
  function another(theCase, way) {
    const { indexed, lines } = theCase;
    const { back } = courseOf(indexed);
    const own = [...lines.keys()].filter((index) => !back.has(index) && !isClosing(indexed.steps[index]));
    const done = own.filter((index) => wasBegun(lines.get(index)));
    const leads = done.some((index) => way.phase.back_from?.includes(indexed.steps[index].phase));
    if (leads && !way.beyond.length) return [];
    const [place] = [...way.beyond.slice(-1), ...done.slice(-1), way.signed[0]];
    const detail = { way: way.phase.id, phase: indexed.steps[place].phase, last: indexed.steps[place].id };
    return [told(theCase, "ORD006", [...way.signed, ...way.beyond.slice(-1)], detail)];
  }

  /** It was begun when there was no longer time for it, and nobody had decided to go on.
   * @param {CheckCase} theCase @param {WayTaken} way */
  function begunLate(theCase, way) {
    const { indexed, lines } = theCase;
    const from = new Set(way.phase.back_from);
    /** @param {number[]} indexes */
    const phasesOf = (indexes) => indexes.map((index) => indexed.steps[index].phase);
    const worked = new Set(phasesOf([...courseOf(indexed).work].filter((index) => wasBegun(lines.get(index)))));
    const stood = indexed.plan.phases.filter((phase) => from.has(phase.id) && worked.has(phase.id));
    const last = stood[stood.length - 1]; // that was begun; outside the windows there is no such time
    if (!last?.back_until || last.decided_later) return [];
    const times = stood.flatMap((phase) => phase.back_until ? [EngineTimes.instant(phase.back_until)] : []);
    const until = Math.max(...times);
    const clock = clocksOf(indexed).find((one) => one.phase.way_back === way.phase.id && one.until === until);
    if (!way.begun || way.begun.early <= until) return [];
    if (clock && wasDecided(theCase, clock, way.begun.late)) return [];
    if (late(theCase).some(({ found }) => phasesOf(found).some((phase) => from.has(phase)))) return [];
    const detail = { way: way.phase.id, at: EngineTimes.shown(way.begun), until: EngineTimes.written(indexed.zone, until) };
    return [told(theCase, "WIN005", way.signed, detail)];
  }

  return { check, clocksOf, wasDecided };
})();
