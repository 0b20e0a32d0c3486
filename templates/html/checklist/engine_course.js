"use strict";
// What of a plan is the work, what lets it go on and what leads back; and where a record went back or stopped.

const EngineCourse = (() => {
  const { isRelease, once } = EnginePlan;

  /** Whether a step is about the people on the night. @param {PlanStep} step */
  function isPeoples(step) {
    return Boolean(step.event && step.event.startsWith("people."));
  }

  const CLOSING = ["people.tell-end", "people.may-be-left"]; // what is said at the end of a night, however it went

  /** Somebody's leave, or about people: it touches nothing. @param {PlanStep} step */
  function isControl(step) {
    return Boolean(step.gate) || isPeoples(step);
  }

  /** @type {WeakMap<IndexedPlan, PlanCourse>} */
  const courses = new WeakMap();

  /** @param {IndexedPlan} indexed @returns {PlanCourse} */
  function courseOf(indexed) {
    let found = courses.get(indexed);
    if (!found) courses.set(indexed, (found = made(indexed)));
    return found;
  }

  /** @param {IndexedPlan} indexed @returns {PlanCourse} */
  function made(indexed) {
    const { plan, steps, edges } = indexed;
    const phases = new Map(plan.phases.map((phase) => [phase.id, phase]));
    const all = steps.map((_, index) => index);
    const back = new Set(all.filter((index) => phases.get(steps[index].phase)?.back_from?.length));
    const work = new Set(all.filter((index) => !back.has(index) && !isControl(steps[index])));
    const releases = all.filter((index) => isRelease(steps[index]));
    const behind = new Set(releases.flatMap((index) => [...(edges.get(index)?.keys() || [])]));
    const touching = [...work].filter((index) => (releases.length ? behind.has(index) : steps[index].window !== null));
    return {
      phases, back, work, touching: new Set(touching),
      hands: touching.filter((index) => !steps[index].roles.includes("representative")),
      ways: plan.phases.filter((phase) => phase.back_from?.length)
        .map((phase) => ({ phase, steps: [...back].filter((index) => steps[index].phase === phase.id) })),
      gate: (...kinds) => all.filter((index) => kinds.includes(steps[index].gate || "")),
    };
  }

  /** Whether a step was carried out, or tried, as far as one can tell. @param {RecordLine | undefined} line */
  function wasBegun(line) {
    if (!line) return false;
    const { state, at, by } = line.entry;
    return line.contested || !["", "na", "skipped"].includes(state) || (!state && Boolean(at || by));
  }

  /** What was struck out, which says nothing: what nobody had to decide or to tell, and the ways back that nobody took. */
  const struckOut = once((theCase) => {
    const { lines } = theCase;
    /** @param {number} index */
    const wasTried = (index) => wasBegun(lines.get(index)) || Boolean(lines.get(index)?.attempts.length);
    const unused = new Set(courseOf(theCase.indexed).ways.flatMap(({ steps }) => (steps.some(wasTried) ? [] : steps)));
    const out = [...lines.values()].filter((line) => !line.contested && ["na", "skipped"].includes(line.entry.state));
    const isOffered = (/** @type {RecordLine} */ { step }) => isControl(step) && !step.required;
    return new Set(out.filter((line) => unused.has(line.index) || isOffered(line)).map((line) => line.index));
  });

  /** The ways back that were begun, in the plan's order. */
  const waysTaken = once((theCase) => courseOf(theCase.indexed).ways.flatMap(({ phase, steps }) => {
    const signed = steps.filter((index) => wasBegun(theCase.lines.get(index)));
    return signed.length ? [taken(theCase, phase, steps, signed)] : [];
  }));

  /** @param {CheckCase} theCase @param {PlanPhase} phase @param {number[]} steps @param {number[]} signed
   * @returns {WayTaken} */
  function taken(theCase, phase, steps, signed) {
    const { indexed, moments, lines } = theCase;
    const course = courseOf(indexed);
    const blamed = EngineOrder.explained(theCase);
    const times = signed.flatMap((index) => (blamed.has(index) ? [] : timesOf(theCase, index)));
    const begun = times.reduce((first, one) => (!first || one.early < first.early ? one : first), /** @type {Moment | null} */ (null));
    const last = lastOf(indexed, phase);
    /** @type {number[]} */
    const after = [];
    /** @type {number[]} */
    const beyond = [];
    for (const index of course.work) {
      const moment = moments.get(index);
      if (!wasBegun(lines.get(index))) continue;
      if (begun && moment && !blamed.has(index) && moment.early > begun.late + indexed.watches) after.push(index);
      else if (isOutOfReach(indexed, phase, index, last)) beyond.push(index);
    }
    const left = steps.filter((index) => !isOver(lines.get(index)));
    return { phase, signed, left, begun, after, beyond };
  }

  /** When a step was signed, and when it was tried without success, as far as that is known. @param {CheckCase} theCase
   * @param {number} index @returns {Moment[]} */
  function timesOf({ indexed, moments, lines }, index) {
    const line = /** @type {RecordLine} */ (lines.get(index));
    const tried = [...line.attempts, ...(line.entry.state === "failed" ? [line.entry] : [])];
    const read = tried.map((entry) => EngineTimes.read(indexed.zone, entry.at));
    const known = read.flatMap((one) => (typeof one === "string" ? [] : [one]));
    const own = moments.get(index);
    return own ? [own, ...known] : known;
  }

  /** The number of the last chapter that a way leads back from. @param {IndexedPlan} indexed @param {PlanPhase} way */
  function lastOf(indexed, way) {
    const numbers = (way.back_from || []).flatMap((each) => courseOf(indexed).phases.get(each)?.number ?? []);
    return numbers.length ? Math.max(...numbers) : null;
  }

  /** The work that was begun behind where a way leads back from. @param {CheckCase} theCase @param {PlanPhase} way */
  function beyondWay({ indexed, lines }, way) {
    const last = lastOf(indexed, way);
    return [...courseOf(indexed).work].filter((index) =>
      wasBegun(lines.get(index)) && isOutOfReach(indexed, way, index, last));
  }

  /** Whether a way does not lead back any more once a step is begun: it is a point of no return, or lies behind the
   * chapters up to number `last`. @param {IndexedPlan} indexed @param {PlanPhase} way @param {number} index
   * @param {number | null} last */
  function isOutOfReach(indexed, way, index, last) {
    const step = indexed.steps[index];
    return way.back_from?.includes(step.phase) ? step.no_return : counts(indexed, index) && isBeyond(indexed, index, last);
  }

  /** Whether a way back has to undo a step: it is done in a window, or users notice it. @param {IndexedPlan} indexed
   * @param {number} index */
  function counts(indexed, index) {
    return indexed.steps[index].window !== null || indexed.steps[index].effects.length > 0;
  }

  /** Done, or not applicable; or nobody can tell. @param {RecordLine | undefined} line */
  function isOver(line) {
    if (line === undefined) return false;
    const unticked = !line.entry.state && wasBegun(line);
    return line.contested || unticked || !["", "skipped", "failed"].includes(line.entry.state);
  }

  /** Whether a step lies behind the chapters up to number `last`, and not where one can still go back in the next.
   * @param {IndexedPlan} indexed @param {number} index @param {number | null} last */
  function isBeyond(indexed, index, last) {
    const number = courseOf(indexed).phases.get(indexed.steps[index].phase)?.number ?? 0;
    if (last === null || number <= last) return false;
    return number > last + 1 || index > stillBack(indexed, last + 1);
  }

  /** The last step of a chapter at which one can still go back as from the one before: its hold point; and where it
   * installs something, the last before that and all that users notice. @param {IndexedPlan} indexed
   * @param {number} number */
  function stillBack(indexed, number) {
    const { steps } = indexed;
    const own = [...steps.keys()].filter((one) => courseOf(indexed).phases.get(steps[one].phase)?.number === number);
    const hold = own.find((one) => steps[one].gate === "hold") ?? -1;
    const changes = own.filter((one) => steps[one].installs || steps[one].effects.length);
    return changes.some((one) => steps[one].installs) ? Math.max(hold, changes[0] - 1) : hold;
  }

  /** What was said at a gate, the soonest first; nothing where it is not signed. @param {CheckCase} theCase
   * @param {number} index */
  function answers(theCase, index) {
    const { indexed, moments } = theCase;
    const line = theCase.lines.get(index);
    if (!line || !EngineRecord.tookPlace(line)) return [];
    const evidence = line.contested ? null : line.step.evidence;
    return (line.answers.length ? line.answers : [line.entry]).map((entry) => {
      const said = evidence?.type === "go-no-go" ? EngineValues.normal(indexed, evidence, entry.value) || "" : "";
      const read = line.answers.length ? EngineTimes.read(indexed.zone, entry.at) : "";
      return { said, at: typeof read === "string" ? moments.get(index) : read, entry };
    });
  }

  /** The entries of a gate that say no-go. @param {CheckCase} theCase @param {number} index */
  function noGoEntries(theCase, index) {
    return answers(theCase, index).filter((one) => one.said === "no-go").map((one) => one.entry);
  }

  /** The steps at which somebody said no-go last. */
  const noGoes = once((theCase) => courseOf(theCase.indexed).gate("hold", "decision")
    .filter((index) => answers(theCase, index).pop()?.said === "no-go"));

  /** The steps behind one in its chapter. @param {IndexedPlan} indexed @param {number} index */
  function restOfChapter({ steps }, index) {
    return steps.map((_, then) => then).filter((then) => then > index && steps[then].phase === steps[index].phase);
  }

  /** Whether nothing but its own chapter waits for a hold point, outside the windows: the change is done there.
   * @param {IndexedPlan} indexed @param {number} hold */
  function isLastHold(indexed, hold) {
    const { work, back } = courseOf(indexed);
    const step = indexed.steps[hold];
    const tail = new Set(restOfChapter(indexed, hold));
    if (step.gate !== "hold" || step.window !== null || ![...tail].some((then) => work.has(then))) return false;
    return [hold, ...tail].every((index) => [...(indexed.edges.get(index)?.keys() || [])].every((then) => tail.has(then) || back.has(then)));
  }

  /** The last hold points at which somebody said no-go: what the change replaced is kept. */
  const kept = once((theCase) => noGoes(theCase).filter((index) => isLastHold(theCase.indexed, index)));

  /** Steps of the work that were signed behind a no-go: after it by the clock, or by a rule.
   * @param {CheckCase} theCase @param {number} index */
  function wentOn(theCase, index) {
    const { indexed, moments, lines } = theCase;
    if (!noGoEntries(theCase, index).length) return [];
    const shut = lines.get(index)?.answers.length ? shutSpans(theCase, index) : null;
    const at = moments.get(index);
    const behind = indexed.edges.get(index) || new Map();
    const { work } = courseOf(indexed);
    const bound = isLastHold(indexed, index) ? restOfChapter(indexed, index).filter((then) => work.has(then)) : [...work];
    return bound.filter((then) => {
      const moment = moments.get(then);
      if (!wasBegun(lines.get(then))) return false;
      if (!shut) {
        if (behind.has(then) || !at || !moment || EngineOrder.explained(theCase).has(index)) return behind.has(then);
        return !indexed.edges.get(then)?.has(index) && moment.early > at.late + indexed.watches;
      }
      return moment !== undefined && shut.some(([start, end]) =>
        start < moment.early && moment.late < end && (behind.has(then) || end === Infinity));
    });
  }

  /** From when to when no-go stood at a gate that was decided several times. @param {CheckCase} theCase
   * @param {number} index */
  function shutSpans(theCase, index) {
    /** @type {[number, number][]} */
    const spans = [];
    for (const { said, at } of answers(theCase, index)) {
      if (!at) continue;
      const open = spans[spans.length - 1];
      if (open && open[1] === Infinity) open[1] = at.early - theCase.indexed.watches;
      if (said === "no-go") spans.push([at.late + theCase.indexed.watches, Infinity]);
    }
    return spans;
  }

  /** The change was not carried to its end: somebody went back, said no-go, or did not release it. */
  const stopped = once((theCase) => refused(theCase) ||
    waysTaken(theCase).some((way) => !(way.left.length && (way.after.length || way.beyond.length))) ||
    stops(theCase).length > 0);

  /** The steps at which people stopped, and nothing was gone on with: no-go at a gate, or a roll call that failed. */
  const stops = once((theCase) => {
    const { indexed, lines } = theCase;
    const { work } = courseOf(indexed);
    const said = noGoes(theCase).filter((index) => !kept(theCase).includes(index) && !wentOn(theCase, index).length);
    indexed.steps.forEach((step, index) => {
      const line = lines.get(index);
      if (!line || line.contested || line.entry.state !== "failed" || !isPeoples(step) || !step.evidence) return;
      const behind = [...(indexed.edges.get(index)?.keys() || [])].filter((then) => work.has(then));
      if (behind.length && !behind.some((then) => wasBegun(lines.get(then)))) said.push(index);
    });
    return said.sort((one, other) => one - other);
  });

  /** A release was refused, which is ticked as failed, and nothing was carried out that needs it.
   * @param {CheckCase} theCase */
  function refused(theCase) {
    const lines = courseOf(theCase.indexed).gate("release", "spoken-release").map((index) => theCase.lines.get(index));
    return lines.some((line) => line && line.entry.state === "failed" && !line.contested) && !touched(theCase);
  }

  /** Something was carried out that needs a release. @param {CheckCase} theCase */
  function touched(theCase) {
    return [...courseOf(theCase.indexed).touching].some((index) => wasBegun(theCase.lines.get(index)));
  }

  /** Of a change that was stopped: the steps that nobody began, and that nothing which was done had before it. */
  const notReached = once((theCase) => {
    /** @type {Set<number>} */
    const idle = new Set();
    const { indexed, lines } = theCase;
    if (!stopped(theCase)) {
      const behind = kept(theCase).flatMap((hold) => restOfChapter(indexed, hold));
      return new Set(behind.filter((then) => !wasBegun(lines.get(then))));
    }
    const course = courseOf(indexed);
    const spoken = course.gate("spoken-release").some((index) => {
      const line = lines.get(index);
      return line && wasBegun(line) && EngineRecord.tookPlace(line);
    });
    const ratified = new Set(course.gate("ratified")); // due however far it went: it asks for nothing before it
    const asked = new Set(spoken ? ratified : []);
    indexed.steps.forEach((_, index) => {
      if (!course.back.has(index) && !wasBegun(lines.get(index))) idle.add(index);
    });
    /** @type {Set<string>} */
    const later = new Set();
    /** @type {Set<number>} */
    const windows = new Set();
    for (let index = indexed.steps.length - 1; index >= 0; index -= 1) {
      const { window, appliance } = indexed.steps[index];
      if (idle.has(index)) {
        const behind = [...(indexed.edges.get(index)?.keys() || [])].filter((then) => !ratified.has(then));
        const byRule = behind.some((then) => asked.has(then) || (course.work.has(then) && !idle.has(then)));
        if (byRule || isPrintedBefore(window, appliance, later, windows)) asked.add(index);
      } else if (course.work.has(index) && window !== null) {
        windows.add(window);
        later.add(`${window} ${appliance}`).add(`${window} null`);
        if (appliance === null) later.add(`${window} site`);
      }
    }
    return new Set([...idle].filter((index) => !asked.has(index)));
  });

  /** Whether something that was done is printed behind a step. @param {number | null} window
   * @param {string | null} appliance @param {Set<string>} later @param {Set<number>} windows */
  function isPrintedBefore(window, appliance, later, windows) {
    if (window === null || [...windows].some((one) => one !== window)) return windows.size > 0;
    return later.has(`${window} ${appliance}`) || later.has(`${window} site`);
  }

  return {
    CLOSING, answers, beyondWay, courseOf, isControl, isPeoples, kept, noGoEntries, noGoes, notReached, restOfChapter,
    stopped, stops, struckOut, touched, wasBegun, waysTaken, wentOn,
  };
})();
