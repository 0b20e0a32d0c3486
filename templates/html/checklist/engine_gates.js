"use strict";
// What may not be done now, and why: behind a no-go, at a hold point without a go, on a way back or behind its time.

const EngineGates = (() => {
  const { courseOf, wasBegun } = EngineCourse;
  const GATES = ["hold", "decision"];

  /**
   * The steps that are shut (now: seconds since 1970), each with the code that verify would find; "" at a hold point
   * whose answer is not go.
   * @param {CheckCase} theCase @param {number} now @returns {Map<number, string>}
   */
  function shut(theCase, now) {
    const { ways, work, gate } = courseOf(theCase.indexed);
    /** @type {Map<number, string>} */
    const found = new Map();
    /** @param {string} code @param {Iterable<number>} steps */
    const close = (code, steps) => { for (const index of steps) if (!found.has(index)) found.set(index, code); };
    const taken = new Set(EngineCourse.waysTaken(theCase).map((way) => way.phase));
    const kept = EngineCourse.kept(theCase);
    const said = EngineCourse.noGoes(theCase).filter((index) => !kept.includes(index));
    const stops = [...new Set([...said, ...EngineCourse.stops(theCase)])];
    if (taken.size) close("ORD005", [...work, ...gate(...GATES)]);
    if (stops.length) close("ORD004", [...work, ...gate(...GATES).filter((index) => !stops.includes(index))]);
    for (const index of kept) close("ORD004", EngineCourse.restOfChapter(theCase.indexed, index));
    if (EngineCourse.stopped(theCase)) close(stops.length ? "ORD004" : "ORD005", EngineEnd.gone(theCase));
    for (const clock of EngineLeave.clocksOf(theCase.indexed)) if (isRunOut(theCase, clock, now)) close("ORD003", clock.steps);
    for (const index of gate("hold")) if (isWithoutGo(theCase, index)) close("", theCase.indexed.edges.get(index)?.keys() || []);
    const begunWell = [...taken].some((phase) => leadsBack(theCase, phase));
    for (const { phase, steps } of ways) {
      if (!leadsBack(theCase, phase) || (begunWell && !taken.has(phase))) close("ORD006", steps);
      else if (!taken.has(phase) && isTooLate(theCase, phase, now)) close("WIN005", steps);
    }
    return found;
  }

  /** @param {CheckCase} theCase @param {ReturnType<typeof EngineLeave.clocksOf>[number]} clock @param {number} now */
  function isRunOut(theCase, clock, now) {
    return clock.until < now && now <= clock.ends && !EngineLeave.wasDecided(theCase, clock, now);
  }

  /** Somebody signed the hold point, and what stands there is no go. @param {CheckCase} theCase @param {number} index */
  function isWithoutGo(theCase, index) {
    const answer = EngineCourse.answers(theCase, index).pop();
    return answer !== undefined && theCase.indexed.steps[index].evidence?.type === "go-no-go" && answer.said !== "go";
  }

  /** What was begun of the change. @param {CheckCase} theCase */
  function begunIn({ indexed, lines }) {
    const { back } = courseOf(indexed);
    return [...lines.keys()].filter((index) => !back.has(index) && wasBegun(lines.get(index)));
  }

  /** Whether a way leads back from where the change stands. @param {CheckCase} theCase @param {PlanPhase} way */
  function leadsBack(theCase, way) {
    const { steps } = theCase.indexed;
    const within = begunIn(theCase).some((index) => way.back_from?.includes(steps[index].phase));
    return within && !EngineCourse.beyondWay(theCase, way).length;
  }

  /** The time to begin a way is over, nobody decided to go on, and no no-go leaves it as the only one.
   * @param {CheckCase} theCase @param {PlanPhase} way @param {number} now */
  function isTooLate(theCase, way, now) {
    const { plan, steps } = theCase.indexed;
    const { work } = courseOf(theCase.indexed);
    if (EngineCourse.noGoes(theCase).length) return false;
    const worked = new Set(begunIn(theCase).filter((index) => work.has(index)).map((index) => steps[index].phase));
    const stood = plan.phases.filter((one) => way.back_from?.includes(one.id) && worked.has(one.id));
    const last = stood[stood.length - 1]; // as when it is judged
    if (!last?.back_until || last.decided_later) return false;
    const times = stood.flatMap((one) => one.back_until ? [EngineTimes.instant(one.back_until)] : []);
    const until = Math.max(...times);
    const clock = EngineLeave.clocksOf(theCase.indexed).find((one) => one.phase.way_back === way.id && one.until === until);
    return now > until && !(clock && EngineLeave.wasDecided(theCase, clock, now));
  }

  return { shut };
})();
