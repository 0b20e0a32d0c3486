"use strict";
// Times as the page writes them, on the clock of the site as its plan has it.

const EngineTimes = (() => {
  const DAY = 86400;
  const FORM = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?\s?(Z|[+-]\d\d:?\d\d)?$/;
  const LONGEST_AHEAD = 16 * 3600;
  const FIRST = Date.UTC(1000, 0, 1) / 1000;
  const LAST = Date.UTC(9999, 0, 1) / 1000;

  /** Seconds since 1970 of a time that bears its offset. @param {string} text */
  function instant(text) {
    return Math.floor(Date.parse(text) / 1000);
  }

  /** How many of these ascending numbers are not greater. @param {number[]} numbers @param {number} value */
  function upTo(numbers, value) {
    let count = 0;
    while (count < numbers.length && numbers[count] <= value) count += 1;
    return count;
  }

  /** @param {RunbookPlan} plan @returns {EngineZone} */
  function zoneOf(plan) {
    const known = plan.offsets.length ? plan.offsets : [{ since: "2000-01-01T00:00:00Z", seconds: 0 }];
    const offsets = known.map((each) => each.seconds);
    const changes = known.slice(1).map((each) => instant(each.since));
    return {
      offsets,
      changes,
      folds: [
        changes.map((change, at) => change + Math.max(offsets[at], offsets[at + 1])),
        changes.map((change, at) => change + Math.min(offsets[at], offsets[at + 1])),
      ],
    };
  }

  /** What the clock shows at an instant. @param {EngineZone} zone @param {number} seconds */
  function wallAt(zone, seconds) {
    return seconds + zone.offsets[upTo(zone.changes, seconds)];
  }

  /**
   * What the clock showed, on the time line; null where that is no time, "skipped" where it never showed it.
   * @param {EngineZone} zone @param {number} wall @param {boolean} exact seconds were written, else any of the minute
   * @param {number | null} ahead the offset that was written
   * @returns {Moment | "skipped" | null}
   */
  function placed(zone, wall, exact, ahead = null) {
    if (Number.isNaN(wall)) return null;
    wall = Math.min(Math.max(wall, FIRST), LAST);
    const width = exact ? 0 : 59;
    if (ahead !== null) return at(zone, wall - ahead, width);
    const [first, second] = zone.folds.map((fold) => wall - zone.offsets[upTo(fold, wall)]);
    if (first === second) return { early: first, late: first + width, readings: [first], wall };
    if (wallAt(zone, first) !== wall) return "skipped";
    const readings = [Math.min(first, second), Math.max(first, second)];
    return { early: readings[0], late: readings[1] + width, readings, wall };
  }

  /** @param {EngineZone} zone @param {number} reading @param {number} width @returns {Moment} */
  function at(zone, reading, width) {
    return { early: reading, late: reading + width, readings: [reading], wall: wallAt(zone, reading) };
  }

  /** A moment of which one reading is known to be meant. @param {EngineZone} zone @param {Moment} moment
   * @param {number} reading */
  function atReading(zone, moment, reading) {
    return at(zone, reading, moment.late - moment.readings[moment.readings.length - 1]);
  }

  /** @param {EngineZone} zone @param {string} text @returns {Moment | TimeFault} */
  function read(zone, text) {
    if (text.includes("?")) return "unreadable";
    const form = FORM.exec(text);
    if (!form) return "nonsense";
    const [year, month, day, hour, minute, second] = form.slice(1, 7).map((digits) => Number(digits || 0));
    const wall = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
    const back = new Date(wall * 1000);
    if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return "nonsense";
    if (hour > 23 || minute > 59 || second > 59) return "nonsense";
    const ahead = form[7] ? offset(form[7]) : null;
    if (ahead !== null && Number.isNaN(ahead)) return "nonsense";
    return placed(zone, wall, form[6] !== undefined, ahead) || "nonsense";
  }

  /** The seconds of `Z` or `+01:00`; NaN where no zone is so far from UTC. @param {string} text */
  function offset(text) {
    if (text === "Z") return 0;
    const minutes = Number(text.slice(-2));
    const seconds = (Number(text.slice(1, 3)) * 60 + minutes) * 60;
    if (![0, 30, 45].includes(minutes) || seconds > LONGEST_AHEAD) return NaN;
    return text[0] === "-" ? -seconds : seconds;
  }

  /** Whether the engine reads this text as verify does: other spellings of a time are left to verify.
   * @param {string} text */
  function isKnown(text) {
    return FORM.test(text) ? !/[T ]24:/.test(text) : !/\d/.test(text) || text === "?";
  }

  /** A day as the page writes it, `2026-12-05`; null where it is none. @param {string} text */
  function day(text) {
    if (!/^\d{4}-\d\d-\d\d$/.test(text) || text.startsWith("0000")) return null;
    const found = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(found.getTime()) && found.toISOString().startsWith(text) ? text : null;
  }

  /** Whether the engine reads this text as a day where verify does. @param {string} text */
  function isKnownDay(text) {
    return /^\d{4}-\d\d-\d\d$/.test(text) || !/\p{N}/u.test(text);
  }

  /** What the clock showed: `2026-12-05 22:10`. @param {Moment} moment */
  function shown(moment) {
    return wallText(moment.wall);
  }

  /** @param {number} wall */
  function wallText(wall) {
    return new Date(wall * 1000).toISOString().slice(0, 16).replace("T", " ");
  }

  /** An instant as the page writes it; with its offset where the clock shows it twice.
   * @param {EngineZone} zone @param {number} seconds */
  function written(zone, seconds) {
    const wall = wallAt(zone, seconds);
    const found = placed(zone, wall, true);
    if (found && found !== "skipped" && found.readings.length === 1) return wallText(wall);
    const ahead = wall - seconds;
    const digits = new Date(Math.abs(ahead) * 1000).toISOString().slice(11, 16);
    return `${wallText(wall)}${ahead < 0 ? "-" : "+"}${digits}`;
  }

  /** What the clock showed, moved by a whole slip; as it was where that is no time.
   * @param {EngineZone} zone @param {Moment} moment @param {number} seconds */
  function moved(zone, moment, seconds) {
    return onClock(zone, moment, moment.wall + seconds) || moment;
  }

  /** The same day and time in another month; null where that is no date.
   * @param {EngineZone} zone @param {Moment} moment @param {number} months */
  function movedMonths(zone, moment, months) {
    const date = new Date(moment.wall * 1000);
    const day = date.getUTCDate();
    date.setUTCMonth(date.getUTCMonth() + months);
    return date.getUTCDate() === day ? onClock(zone, moment, date.getTime() / 1000) : null;
  }

  /** Day and month changed places; null where that is no date, or the same one.
   * @param {EngineZone} zone @param {Moment} moment */
  function swapped(zone, moment) {
    const date = new Date(moment.wall * 1000);
    const [day, month] = [date.getUTCDate(), date.getUTCMonth() + 1];
    if (day > 12 || day === month) return null;
    date.setUTCMonth(day - 1, month);
    return onClock(zone, moment, date.getTime() / 1000);
  }

  /** @param {EngineZone} zone @param {Moment} moment @param {number} wall @returns {Moment | null} */
  function onClock(zone, moment, wall) {
    const exact = moment.late === moment.readings[moment.readings.length - 1];
    const found = placed(zone, wall, exact);
    return found === "skipped" ? null : found;
  }

  /** Whether a moment can lie in one of these windows, or there is none to lie in.
   * @param {Bounds} bounds @param {Moment} moment */
  function inside(bounds, moment) {
    return !bounds.length || bounds.some(([start, end]) => start <= moment.late && moment.early <= end);
  }

  return {
    DAY, atReading, day, inside, instant, isKnown, isKnownDay, moved, movedMonths, read, shown, swapped, wallAt, wallText, written, zoneOf,
  };
})();
