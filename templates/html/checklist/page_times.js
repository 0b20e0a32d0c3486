// Times as the site's clock shows them, by the offsets that the plan was made with; the device's zone plays no part.

/** @typedef {{since: number, seconds: number}} SiteOffset */

const MINUTE = 60000;
const HOUR = 60 * MINUTE;

/** @param {number} number @returns {string} */
function twoDigits(number) {
  return String(number).padStart(2, "0");
}

/** How far the site's clock is ahead of UTC at an instant, in seconds. @param {SiteOffset[]} offsets @param {number} at @returns {number} */
function offsetAt(offsets, at) {
  let seconds = offsets[0]?.seconds ?? 0;
  for (const one of offsets) if (one.since <= at) seconds = one.seconds;
  return seconds;
}

/** `+01:00`. @param {number} seconds @returns {string} */
function offsetText(seconds) {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `${seconds < 0 ? "-" : "+"}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** An instant as it is written into a record: `2026-12-05 22:10:31+01:00`. @param {SiteOffset[]} offsets @param {number} at @returns {string} */
function writtenTime(offsets, at) {
  const seconds = offsetAt(offsets, at);
  const [day, time] = new Date(at + seconds * 1000).toISOString().split("T");
  return `${day} ${time.slice(0, 8)}${offsetText(seconds)}`;
}

/**
 * The offsets at which a clock shows a time of a record: two in the hour that is repeated.
 * @param {SiteOffset[]} offsets
 * @param {string} time `2026-12-05 22:10`
 * @returns {string[]}
 */
function readingsOf(offsets, time) {
  const local = Date.parse(`${time.replace(" ", "T")}:00Z`);
  const known = [...new Set(offsets.map((one) => one.seconds))];
  const found = known.filter((seconds) => offsetAt(offsets, local - seconds * 1000) === seconds);
  return found.sort((one, other) => other - one).map(offsetText);
}

/** Those of them at which the clock has shown it by now. @param {SiteOffset[]} offsets @param {string} time @param {number} now @returns {string[]} */
function pastReadings(offsets, time, now) {
  return readingsOf(offsets, time).filter((one) => Date.parse(`${time.replace(" ", "T")}:00${one}`) <= now);
}

/** The site's clock at an instant, as a field for date and time has it: `2026-12-05T22:10`. @param {SiteOffset[]} offsets @param {number} at @returns {string} */
function fieldTime(offsets, at) {
  return new Date(at + offsetAt(offsets, at) * 1000).toISOString().slice(0, 16);
}

const TYPED_TIME = /^(?:à|at|@)?\s*(\d{1,2})(?:\s*[:.,h]?\s*(\d\d)(?::\d\d|\s*mi?n)?\s*(?:h|hrs|hours|uhr)?|\s*h)$/i;
const TYPED_HALF = /^(?:at|@)?\s*(\d{1,2})(?:\s*[:.,]\s*(\d\d))?\s*([ap])\.?\s?(?:m\.?)?$/i;

/** `22:10` of what somebody typed as a time: `22:10`, `22h10`, `2210`, `22h`, `10:10 pm`; "" for what is none. @param {string} typed @returns {string} */
function clockTime(typed) {
  const text = typed.normalize("NFKC").trim();
  const [, hours, minutes = "00", half = ""] = TYPED_TIME.exec(text) ?? TYPED_HALF.exec(text) ?? [];
  const isHour = half ? Number(hours) > 0 && Number(hours) < 13 : Number(hours) < 24;
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(hours);
  return isHour && Number(minutes) < 60 ? `${twoDigits(hour)}:${minutes}` : "";
}

/** The day on which a time was last on the site's clock. @param {string} time `22:10` @param {number} now @returns {string} */
function lastDayOf(time, now) {
  const [today = "", shown = ""] = fieldTime(SITE_OFFSETS, now).split("T");
  const isOfToday = shown >= time || pastReadings(SITE_OFFSETS, `${today} ${time}`, now).length > 0; // in a repeated hour
  const before = isOfToday ? 0 : 24 * HOUR;
  return new Date(now + offsetAt(SITE_OFFSETS, now) * 1000 - before).toISOString().slice(0, 10);
}

/**
 * An instant for people: the weekday and the time, with the date where it is not of the days around `now`; of a time that
 * the clock shows twice, the offset says which is meant.
 * @param {SiteOffset[]} offsets
 * @param {number} at
 * @param {number} now
 * @returns {string}
 */
function shownTime(offsets, at, now) {
  const local = new Date(at + offsetAt(offsets, at) * 1000);
  const shown = `${twoDigits(local.getUTCHours())}:${twoDigits(local.getUTCMinutes())}`;
  const twice = readingsOf(offsets, fieldTime(offsets, at)).length > 1;
  const time = twice ? `${shown} (${offsetText(offsetAt(offsets, at))})` : shown;
  const today = new Date(now + offsetAt(offsets, now) * 1000);
  if (today.toISOString().slice(0, 10) === local.toISOString().slice(0, 10)) return time;
  const weekday = TEXTS.weekdays[local.getUTCDay()];
  if (Math.abs(at - now) < 6 * 24 * HOUR) return filled(TEXTS.dayTime, { weekday, time });
  return filled(TEXTS.dateTime, { weekday, date: shownDate(local), time });
}

/** A time of a record with its weekday and date. @param {string} time `2026-12-05 22:10` @returns {string} */
function wholeTime(time) {
  const local = new Date(`${time.replace(" ", "T")}:00Z`);
  if (Number.isNaN(local.getTime())) return "";
  return filled(TEXTS.dateTime, { weekday: TEXTS.weekdays[local.getUTCDay()], date: shownDate(local), time: time.slice(11) });
}

/** `5 Dec`. @param {Date} local @returns {string} */
function shownDate(local) {
  return TEXTS.dates[local.getUTCMonth()].replace("{day}", String(local.getUTCDate()));
}

/** A length for people, on one line: `3 h 12 min`. @param {number} milliseconds @returns {string} */
function shownLength(milliseconds) {
  return lengthText(milliseconds).replaceAll(" ", "\u00a0");
}

/** @param {number} milliseconds @returns {string} */
function lengthText(milliseconds) {
  const all = Math.max(1, Math.ceil(milliseconds / MINUTE));
  const days = Math.floor(all / 1440);
  const hours = Math.floor(all / 60) % 24;
  const minutes = all % 60;
  if (days > 1) return filled(TEXTS.days, { days, hours });
  return all >= 60 ? filled(TEXTS.hours, { hours: hours + 24 * days, minutes }) : filled(TEXTS.minutes, { minutes });
}

/** A time of the record for people; as it stands where it is none. @param {string} at @param {SiteOffset[]} offsets @param {number} now @returns {string} */
function shownEntryTime(at, offsets, now) {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?::\d\d)?([+-]\d\d:\d\d)?$/.exec(at);
  if (!found) return at;
  const field = `${found[1]}T${found[2]}`;
  const readings = found[3] ? [found[3]] : readingsOf(offsets, field);
  const instant = readings.length === 1 ? Date.parse(`${field}:00${readings[0]}`) : NaN;
  return Number.isNaN(instant) ? at : shownTime(offsets, instant, now);
}

/** A text with its places filled in. @param {string} text @param {{[name: string]: string | number}} values @returns {string} */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}
