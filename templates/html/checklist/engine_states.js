"use strict";
// STA: is every required step signed, and is what was not done allowed to be left out, with its reason?

const EngineStates = (() => {
  const MANY = 5;
  const { reasonIn, says } = EngineWords;

  /** @param {CheckCase} theCase @returns {EngineFinding[]} */
  function check(theCase) {
    const { indexed, lines } = theCase;
    if (!lines.size) return emptyRecord(theCase);
    const runs = missingRuns(theCase);
    const gone = new Set([...runs.flat(), ...afterFailure(theCase), ...notAsked(theCase)]);
    const unticked = [...lines.values()].filter((line) => !line.contested && isUnticked(indexed, line));
    const column = unticked.length >= MANY;
    /** @type {EngineFinding[]} */
    const found = runs.map((run) => ({ code: "DOC007", steps: idsOf(indexed, run), detail: {} }));
    if (column) found.push({ code: "STA007", steps: unticked.map((line) => line.step.id), detail: {} });
    indexed.steps.forEach((step, index) => {
      const line = lines.get(index);
      if (!line && step.required && !gone.has(index)) found.push({ code: "STA001", steps: [step.id], detail: {} });
      if (!line || line.contested || (column && isUnticked(indexed, line))) return;
      const isBegun = line.entry.state === "" && theCase.open.has(index) && !isUnticked(indexed, line);
      if (!isBegun) found.push(...ofLine(theCase, line));
    });
    return notedAlike(found);
  }

  /** One finding for the same remark beside several steps that were not ticked. @param {EngineFinding[]} found */
  function notedAlike(found) {
    const noted = found.filter((one) => one.code === "STA014");
    const texts = [...new Set(noted.map((one) => one.detail.note))];
    const told = texts.map((note) => noted.filter((one) => one.detail.note === note))
      .map((same) => ({ ...same[0], steps: same.flatMap((one) => one.steps) }));
    return [...found.filter((one) => one.code !== "STA014"), ...told];
  }

  /** @param {IndexedPlan} indexed @param {number[]} indexes */
  function idsOf(indexed, indexes) {
    return indexed.steps.filter((_, index) => indexes.includes(index)).map((step) => step.id);
  }

  /** @param {CheckCase} theCase @returns {EngineFinding[]} */
  function emptyRecord(theCase) {
    const gone = notAsked(theCase);
    const due = theCase.indexed.steps.some((step, index) => step.required && !gone.has(index));
    return due || !theCase.open.size ? [{ code: "DOC008", steps: [], detail: {} }] : [];
  }

  /** Time, initials or evidence, and no box ticked. @param {IndexedPlan} indexed @param {RecordLine} line */
  function isUnticked(indexed, { entry, step }) {
    const extra = indexed.tolerant && !step.required && says(entry.value);
    return entry.state === "" && Boolean(entry.at || entry.by || entry.witness || extra);
  }

  /** The steps that nobody looks for: they are not due, or stand on pages of an earlier plan. @param {CheckCase} theCase */
  function notAsked(theCase) {
    const earlier = (theCase.indexed.plan.amends || []).length > 0;
    const behind = earlier ? EnginePlan.behind(theCase.indexed) : [];
    return new Set([...theCase.open, ...behind, ...EngineCourse.notReached(theCase)]);
  }

  /** What was not signed behind the last step that was tried, where that failed in a window. @param {CheckCase} theCase */
  function behindTheLast({ indexed, lines }) {
    const { steps } = indexed;
    const { back } = EngineCourse.courseOf(indexed);
    const tried = [...lines.keys()].filter((index) => !back.has(index) && EngineCourse.wasBegun(lines.get(index)));
    const last = tried.length ? Math.max(...tried) : -1;
    const line = lines.get(last);
    if (!line || steps[last].window === null || !indexed.edges.get(last)?.size) return [];
    if (line.entry.state !== "failed" || line.contested) return [];
    return steps.map((_, index) => index).filter((index) => index > last && !lines.has(index) && !back.has(index));
  }

  /** The steps that wait for one that failed; where it was the last that was tried, all that follows.
   * @param {CheckCase} theCase */
  function afterFailure(theCase) {
    const { indexed, lines } = theCase;
    const failed = [...lines.values()].filter((line) => line.entry.state === "failed" && !line.contested);
    const found = new Set(failed.flatMap((line) => [...(indexed.edges.get(line.index)?.keys() || [])]));
    for (const index of found) for (const then of indexed.edges.get(index)?.keys() || []) found.add(then);
    behindTheLast(theCase).forEach((index) => found.add(index));
    return found;
  }

  /** Runs of required steps of which nothing is filled in and that fill a phase or more. @param {CheckCase} theCase */
  function missingRuns(theCase) {
    const { steps } = theCase.indexed;
    const gone = new Set([...afterFailure(theCase), ...notAsked(theCase)]);
    const wanted = steps.flatMap((step, index) => (step.required && !gone.has(index) ? [index] : []));
    /** @param {number[]} run @param {string} phase */
    const size = (run, phase) => run.filter((index) => steps[index].phase === phase).length;
    /** @type {number[][]} */
    const runs = [];
    let before = false;
    for (const index of wanted) {
      const missing = !theCase.lines.has(index);
      if (missing && before) runs[runs.length - 1].push(index);
      else if (missing) runs.push([index]);
      before = missing;
    }
    const whole = runs.filter((run) => run.some((index) => size(run, steps[index].phase) === size(wanted, steps[index].phase)));
    return whole.filter((run) => run.length > 1);
  }

  /** @param {RecordLine} line @param {string} code @returns {EngineFinding} */
  function told(line, code) {
    return { code, steps: [line.step.id], detail: { note: line.entry.note } };
  }

  /** What a line says of itself. @param {CheckCase} theCase @param {RecordLine} line @returns {EngineFinding[]} */
  function ofLine(theCase, line) {
    const { step, entry, attempts } = line;
    if (EngineCourse.struckOut(theCase).has(line.index)) return [];
    const found = ofState(theCase, line);
    if (attempts.length) found.push(...madeGood(theCase, line));
    else if (entry.state === "failed" && step.installs === "base") found.push(...support(theCase, line));
    return found;
  }

  /** @param {CheckCase} theCase @param {RecordLine} line @returns {EngineFinding[]} */
  function ofState(theCase, line) {
    const { step, entry } = line;
    if (entry.state === "?") return [told(line, "STA008")];
    const isBeyond = EngineCourse.notReached(theCase).has(line.index);
    if (isUnticked(theCase.indexed, line)) return [told(line, "STA007")];
    if (entry.state && isBeyond) return reason(theCase, line);
    if (entry.state === "" && step.required) return isBeyond ? [] : [told(line, "STA001")];
    if (entry.state === "na" && !step.na_allowed) return [told(line, "STA005")];
    if (entry.state === "skipped" && step.required) return [told(line, "STA002")];
    if (entry.state === "failed" && step.required) return failed(theCase, line);
    if (entry.state === "") return leftBlank(theCase, line);
    return ["na", "skipped", "failed"].includes(entry.state) ? reason(theCase, line) : [];
  }

  /** It failed and was not made good; the worse where steps that wait for it were signed all the same.
   * @param {CheckCase} theCase @param {RecordLine} line @returns {EngineFinding[]} */
  function failed(theCase, line) {
    const { indexed, lines } = theCase;
    const behind = [...(indexed.edges.get(line.index)?.keys() || [])];
    const onwards = behind.filter((then) => EngineRecord.isDone(lines.get(then)) && !tellsTheEnd(theCase, then));
    const why = reasonIn(line.entry.note);
    if (!onwards.length && EngineCourse.stopped(theCase)) {
      return [told(line, why === "given" ? "STA022" : why === "none" ? "STA006" : "STA013")];
    }
    if (!onwards.length) return isToRepeat(theCase, line) ? [] : [told(line, "STA003")];
    const then = onwards.map((index) => indexed.steps[index].id);
    const bare = indexed.tolerant && why !== "given" && line.step.installs !== "base" ? [told(line, why === "none" ? "STA006" : "STA013")] : [];
    return [...bare, { code: "STA004", steps: [line.step.id, ...then], detail: { then } }];
  }

  /** It goes on with nothing: people tell each other that a change that was stopped has ended.
   * @param {CheckCase} theCase @param {number} index */
  function tellsTheEnd(theCase, index) {
    return EngineCourse.isPeoples(theCase.indexed.steps[index]) && EngineCourse.stopped(theCase);
  }

  /** It failed in a window, and its work goes on in one to come. @param {CheckCase} theCase @param {RecordLine} line */
  function isToRepeat({ indexed, open }, line) {
    if (!line.step.window || !open.has(line.index)) return false;
    const chain = EnginePlan.chainOf(indexed.plan, line.step.window);
    const tried = EngineTimes.read(indexed.zone, line.entry.at);
    return typeof tried !== "string" && tried.late < indexed.windows[chain[chain.length - 1] - 1][0];
  }

  /** Left out, or tried without success, where that may be: with its reason.
   * @param {CheckCase} theCase @param {RecordLine} line @returns {EngineFinding[]} */
  function reason(theCase, line) {
    const { note, state } = line.entry;
    if (!theCase.indexed.tolerant) return note ? [] : [told(line, "STA006")];
    const given = reasonIn(note);
    if (given !== "given") return [told(line, given === "none" ? "STA006" : "STA013")];
    const isBack = EngineCourse.courseOf(theCase.indexed).back.has(line.index); // that is no way back's end
    return state === "failed" && !isBack ? [told(line, "STA012")] : [];
  }

  /** It need not be done, and nothing is ticked: a note beside it may say why.
   * @param {CheckCase} theCase @param {RecordLine} line @returns {EngineFinding[]} */
  function leftBlank(theCase, line) {
    const { note } = line.entry;
    if (!theCase.indexed.tolerant || !says(note)) return [];
    return [told(line, reasonIn(note) === "unreadable" ? "STA013" : "STA014")];
  }

  /** It failed, and was done later: what was done about it has to be written down.
   * @param {CheckCase} theCase @param {RecordLine} line @returns {EngineFinding[]} */
  function madeGood(theCase, line) {
    const notes = [line.entry, ...line.attempts].map((entry) => entry.note);
    if (!theCase.indexed.tolerant) return [told(line, notes.some(Boolean) ? "STA009" : "STA010")];
    const reasons = notes.map(reasonIn);
    const tries = line.attempts.flatMap((attempt) => [...tryTime(theCase, line, attempt), ...tryReason(line, attempt)]);
    if (!reasons.includes("given")) return [...tries, told(line, reasons.includes("unreadable") ? "STA013" : "STA010")];
    const unsupported = support(theCase, line);
    return [...tries, ...(unsupported.length ? unsupported : [told(line, "STA009")])];
  }

  /** What is written beside the calls to Support of the ways back. @param {CheckCase} theCase @returns {string[]} */
  function supportCalled(theCase) {
    const lines = [...EngineCourse.courseOf(theCase.indexed).back].flatMap((index) => theCase.lines.get(index) || []);
    const called = lines.filter((line) => line.step.event === "back.support" && EngineRecord.isDone(line));
    return called.map((line) => line.entry.value);
  }

  /** A Base that failed is Support's. @param {CheckCase} theCase @param {RecordLine} line @returns {EngineFinding[]} */
  function support(theCase, line) {
    const { indexed } = theCase;
    const notes = [line.entry, ...line.attempts].map((entry) => entry.note);
    if (line.step.installs !== "base" || !indexed.tolerant) return [];
    if (EngineWords.tellsSupportCase([...notes, ...supportCalled(theCase)], indexed.plan)) return [];
    return [told(line, notes.every((note) => reasonIn(note) === "unreadable") ? "STA013" : "STA011")];
  }

  /** Where another try has a reason, each has to have one. @param {RecordLine} line @param {RecordEntry} attempt */
  function tryReason(line, attempt) {
    const own = reasonIn(attempt.note);
    const elsewhere = line.attempts.some((one) => reasonIn(one.note) === "given");
    if (reasonIn(line.entry.note) === "given" || own === "given" || !elsewhere) return [];
    return [told(line, own === "none" ? "STA006" : "STA013")];
  }

  /** A try has a time that can be read, has come, and is not later than what came of it.
   * @param {CheckCase} theCase @param {RecordLine} line @param {RecordEntry} attempt @returns {EngineFinding[]} */
  function tryTime(theCase, line, attempt) {
    const { indexed } = theCase;
    const moment = attempt.at ? EngineTimes.read(indexed.zone, attempt.at) : "";
    /** @param {string} code @param {EngineFinding["detail"]} detail */
    const one = (code, detail = { at: attempt.at, count: 1 }) => [{ code, steps: [line.step.id], detail }];
    if (moment === "") return one("TIM007");
    if (typeof moment === "string") return one(moment === "unreadable" ? "TIM002" : moment === "skipped" ? "TIM004" : "TIM001");
    if ([...theCase.faults.values()].includes("exchanged") && EngineExchanged.mayBe(indexed, attempt.at)) return [];
    if (theCase.now !== null && moment.early > theCase.now) return one("TIM005");
    const side = EngineWindows.sideOf(indexed, line.index, moment);
    if (side) return one(side.code, EngineWindows.detailOf(indexed, side.number, moment));
    const after = theCase.moments.get(line.index);
    const late = after && !EngineOrder.explained(theCase).has(line.index) && moment.early > after.late + indexed.watches;
    if (!after || !late) return [];
    const times = { first_at: EngineTimes.shown(moment), then_at: EngineTimes.shown(after) };
    return one("ORD001", { first: line.step.id, then: line.step.id, ...times });
  }

  return { check, missingRuns, notAsked };
})();
