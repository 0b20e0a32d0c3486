"use strict";
// EVD: is what had to be written down there, of its kind, and as it must be?

const EngineEvidence = (() => {
  const MANY = 5;
  const COLUMNS = ["EVD001", "EVD002", "EVD005", "EVD008"];
  const { at } = EnginePairs;

  /** @typedef {EngineFinding & {slip?: string}} Slipped */

  /** @param {CheckCase} theCase @returns {EngineFinding[]} */
  function check(theCase) {
    /** @type {Slipped[]} */
    const found = [];
    for (const line of theCase.lines.values()) {
      const { evidence } = line.step;
      if (!evidence || !EngineRecord.tookPlace(line) || line.contested) continue;
      if (EngineRecord.isDone(line) || line.entry.value) found.push(...ofLine(theCase, line, evidence));
    }
    return joined(found).map(({ code, steps, detail }) => ({ code, steps, detail }));
  }

  /** What is left out, of another kind, unreadable or off by one slip again and again has one cause.
   * @param {Slipped[]} found */
  function joined(found) {
    /** @param {Slipped} one */
    const alike = (one) => found.filter((each) => each.code === one.code && (COLUMNS.includes(one.code) || (one.slip && each.slip === one.slip)));
    return found.flatMap((one) => {
      const same = alike(one);
      const together = COLUMNS.includes(one.code) ? same.length >= MANY : one.slip && same.length > 1;
      if (!together) return [one];
      return same[0] === one ? [{ ...one, steps: [...new Set(same.flatMap((each) => each.steps))] }] : [];
    });
  }

  /** @param {CheckCase} theCase @param {RecordLine} line @param {PlanEvidence} evidence @returns {Slipped[]} */
  function ofLine(theCase, line, evidence) {
    const { indexed } = theCase;
    const { value } = line.entry;
    const expected = evidence.expect?.equals ?? null;
    const detail = { label: evidence.label, value, kind: evidence.type, expected };
    /** @param {string} code */
    const told = (code) => [{ code, steps: [line.step.id], detail }];
    if (!value) return told("EVD001");
    const inDoubt = evidence.type !== "text" || Boolean(expected);
    if (/^[? ]*$/.test(value) || (value.includes("?") && inDoubt)) return told("EVD005");
    if (theCase.exchanged.has(line.index)) return []; // told once, of all dates
    if (saysOnlyFine(indexed, evidence, value)) return told("EVD008");
    if (EngineValues.isOfAnother(indexed, line.step, value)) return [];
    if (EngineValues.normal(indexed, evidence, value) === null) {
      if (isNearly(indexed, evidence, value)) return told("EVD005");
      return told(mayBeOne(indexed, line.step, evidence, value) ? "EVD008" : "EVD002");
    }
    if (expected !== null) {
      if (EngineValues.equal(indexed, line.step, evidence, value, expected)) return [];
      const withWords = evidence.type === "text" && indexed.tolerant;
      const beside = withWords ? EngineBeside.readBeside(indexed, line.step.hop, value, expected) : "";
      return beside === "same" ? [] : told(beside ? "EVD008" : "EVD003");
    }
    if (evidence.type === "datetime") return seenAt(theCase, line, evidence);
    const untimely = evidence.past ? untimelyDay(theCase, line) : "";
    if (evidence.past) return untimely ? told(untimely) : [];
    if (evidence.type !== "text" || !indexed.tolerant) return [];
    const none = saysNothing(line) || lacksFigures(line, evidence) || (evidence.never_none && hasNone(line));
    return none ? told("EVD008") : [];
  }

  /** Where there has to be something, and there is none; or the note, which is pointed to, says so.
   * @param {RecordLine} line */
  function hasNone({ entry: { value, note } }) {
    return EngineWords.saysNone(EngineWords.pointsElsewhere(value) ? note : value);
  }

  /** A tick, a stroke, "ok", "tbd"; "see note" where the note says nothing more. @param {RecordLine} line */
  function saysNothing({ entry }) {
    const inNote = EngineWords.pointsElsewhere(entry.value) && entry.note && !isNone(entry.note);
    return isNone(entry.value) && !inNote;
  }

  /** Strokes, ticks, a word that fills the field; or that all is well, in as many words. @param {string} text */
  function isNone(text) {
    return EngineWords.isNoEvidence(text) || (EngineAnswers.onlyApproves(text) && !EngineWords.mayAnswer(text));
  }

  /** Whether it is a number of which somebody was not sure, where it has to be an exact one.
   * @param {IndexedPlan} indexed @param {PlanEvidence} evidence @param {string} value */
  function isNearly(indexed, evidence, value) {
    if (evidence.type !== "count" || !indexed.tolerant || !EngineFigures.isAbout(value)) return false;
    return EngineValues.normal(indexed, { ...evidence, expect: null }, value) !== null;
  }

  /** Whether it may be a yes or no with words beside it, or says that there is none to give.
   * @param {IndexedPlan} indexed @param {PlanStep} step @param {PlanEvidence} evidence @param {string} value */
  function mayBeOne(indexed, step, evidence, value) {
    if (evidence.type !== "yes-no" || !indexed.tolerant) return false;
    const [bare] = EngineValues.badgeOf(indexed.plan, step, value);
    return EngineAnswers.isUnclear(bare, indexed.staff, evidence.expect?.equals ?? null);
  }

  /** A tick or "ok" where no is expected: it may mean that it was seen, or that all is as it must be.
   * @param {IndexedPlan} indexed @param {PlanEvidence} evidence @param {string} value */
  function saysOnlyFine(indexed, evidence, value) {
    if (evidence.type !== "yes-no" || evidence.expect?.equals !== "no" || !indexed.tolerant) return false;
    return ["fine", "done", "back"].includes(EngineAnswers.answerOf(value, indexed.staff) ?? "");
  }

  /** Where a figure has to stand in the text and none does; nor in the note, and none is said to have been given.
   * @param {RecordLine} line @param {PlanEvidence} evidence */
  function lacksFigures({ entry: { value, note } }, evidence) {
    if (!evidence.figures || EngineWords.hasFigures(value)) return false;
    const none = EngineWords.pointsElsewhere(value) || EngineWords.mayAnswer(value);
    return !(none && note && !EngineWords.isNoEvidence(note)) && !EngineWords.hasFigures(note);
  }

  /** What is wrong with the day on which something came: it is later than the signature, or still to come where that is
   * not known; or more than a year before the first window. @param {CheckCase} theCase @param {RecordLine} line */
  function untimelyDay(theCase, line) {
    const { indexed, now } = theCase;
    const begins = EngineTimes.read(indexed.zone, `${line.entry.value.trim()} 00:00`);
    if (!indexed.tolerant || typeof begins === "string" || EngineOrder.explained(theCase).has(line.index)) return "";
    if (begins.early < EnginePairs.oldest(theCase)) return "EVD008";
    const latest = theCase.moments.get(line.index)?.late ?? now;
    return latest !== null && begins.early > latest + indexed.watches ? "EVD007" : "";
  }

  /** What is wrong with a time that was seen: it is too early, or else too late.
   * @param {CheckCase} theCase @param {RecordLine} line @param {PlanEvidence} evidence @returns {Slipped[]} */
  function seenAt(theCase, line, evidence) {
    const moment = EngineTimes.read(theCase.indexed.zone, line.entry.value);
    if (typeof moment === "string") return [];
    const after = evidence.expect?.after;
    const early = after ? tooEarly(theCase, line, moment, after) : [];
    return early.length ? early : tooLate(theCase, line, moment);
  }

  /** A time must not lie before a step can have begun; in the repeated hour, in neither reading.
   * @param {CheckCase} theCase @param {RecordLine} line @param {Moment} moment @param {string} after @returns {Slipped[]} */
  function tooEarly(theCase, line, moment, after) {
    const { indexed } = theCase;
    const index = /** @type {number} */ (indexed.index.get(after));
    const beginning = EngineSeen.begun(theCase, index, told(theCase));
    if (!beginning) return [];
    const bound = beginning.at - indexed.watches;
    const detail = detailOf(line, moment, { first: after, bound: EngineTimes.written(indexed.zone, bound + indexed.watches) });
    const steps = [line.step.id];
    if (moment.late < bound && isBlamedBefore(theCase, line, bound)) return [];
    if (moment.late < bound) return [{ code: "EVD004", steps, detail, slip: slipOf(theCase, line, moment, bound) }];
    if (moment.readings.length > 1 && moment.readings[0] + 59 < bound) return [{ code: "EVD006", steps, detail }];
    return [];
  }

  /** The entries whose times are told to be wrong, or to have the slip of several: they show nothing.
   * @param {CheckCase} theCase */
  function told(theCase) {
    const joints = EngineSlips.jointSlips(theCase).flatMap(({ mended, throughout }) => [...mended.keys(), ...throughout]);
    return new Set([...EngineOrder.explained(theCase), ...joints]);
  }

  /** Whether the signature under it is told as wrong, and is too early, too: one line with the same slip in both.
   * @param {CheckCase} theCase @param {RecordLine} line @param {number} bound */
  function isBlamedBefore(theCase, line, bound) {
    const signed = theCase.moments.get(line.index);
    if (!theCase.indexed.tolerant || !signed || signed.late >= bound) return false;
    return EngineOrder.explained(theCase).has(line.index);
  }

  /** @param {RecordLine} line @param {Moment} moment @param {EngineFinding["detail"]} more */
  function detailOf(line, moment, more) {
    return { label: line.step.evidence?.label, value: line.entry.value, at: EngineTimes.shown(moment), ...more };
  }

  /** A time that was seen cannot lie after the signature under it, or ahead.
   * @param {CheckCase} theCase @param {RecordLine} line @param {Moment} moment @returns {Slipped[]} */
  function tooLate(theCase, line, moment) {
    const { indexed, now } = theCase;
    if (!indexed.tolerant || EngineOrder.explained(theCase).has(line.index)) return [];
    const signed = theCase.moments.get(line.index);
    const after = signed && moment.early > signed.late + indexed.watches;
    if (!after && (now === null || moment.early <= now)) return [];
    if (after && isBeforeAsMeant(theCase, line.index, moment)) return [];
    const detail = detailOf(line, moment, { bound: after ? EngineTimes.shown(signed) : null });
    return [{ code: "EVD007", steps: [line.step.id], detail, slip: slipOf(theCase, line, moment, null) }];
  }

  /** Whether the signature has a slip that is told of many, and would be later than this time without it.
   * @param {CheckCase} theCase @param {number} index @param {Moment} moment */
  function isBeforeAsMeant(theCase, index, moment) {
    const meant = EngineSlips.jointSlips(theCase).map(({ mended }) => mended.get(index));
    return meant.some((one) => one && moment.early <= one.late + theCase.indexed.watches);
  }

  /** The slip without which it fits between what it follows and its signature: day and month in each other's place,
   * or the date of the other side of midnight; "" where there is none.
   * @param {CheckCase} theCase @param {RecordLine} line @param {Moment} moment @param {number | null} earliest */
  function slipOf({ indexed, moments }, line, moment, earliest) {
    const signed = moments.get(line.index);
    if (!signed || !indexed.tolerant) return "";
    const first = earliest ?? signed.early - EngineTimes.DAY;
    /** @param {Moment | null} other */
    const fits = (other) => other !== null && first <= other.late && other.early <= signed.late + indexed.watches;
    if (fits(EngineTimes.swapped(indexed.zone, moment))) return "day-month";
    return [EngineTimes.DAY, -EngineTimes.DAY].some((seconds) => {
      const other = EngineTimes.moved(indexed.zone, moment, seconds);
      const isNight = EngineSlips.isOfANight(indexed, line.index, other);
      return isNight && fits(other);
    }) ? "midnight" : "";
  }

  /** Whether what a step wrote down as evidence is another value than it must be.
   * @param {CheckCase} theCase @param {number} index */
  function isOtherValue(theCase, index) {
    const line = theCase.lines.get(index);
    if (!line?.step.evidence || !EngineRecord.isDone(line) || line.contested) return false;
    return ofLine(theCase, line, line.step.evidence).some((one) => one.code === "EVD003");
  }

  return { check, isOtherValue, saysNothing };
})();
