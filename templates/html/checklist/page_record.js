// The journal of a record: every change as it was made, one after the other, nothing ever overwritten. What is saved
// is a record (`runbook-record/1`) with its journal as the `log`. Whatever is read, from storage or from a file, is
// read as if a stranger had written it: each field is looked at, and all is bounded.

/**
 * @typedef {{step: string, state: string, at: string, by: string, witness: string, value: string, note: string}} Entry
 * @typedef {{initials: string, name: string, roles: string[]}} Person
 * @typedef {"opened" | "who" | "person" | "entry" | "clock" | "saved" | "loaded"} ChangeKind
 * @typedef {object} Change one line of the journal
 * @property {string} id of its own
 * @property {string} device which device wrote it
 * @property {string} clock what the device's clock showed, in UTC; "" where that is not known
 * @property {string} zone the device's own zone
 * @property {ChangeKind} what
 * @property {string} by initials of whoever holds the device
 * @property {Entry} [entry]
 * @property {Person} [person]
 * @property {string[]} [codes] what the page warned of before it was signed all the same
 * @property {string} [reason] why it was
 * @property {number} [seconds] by how much the clock was put forward, or back where it is below nought
 * @typedef {{format: string, revision: string, site: string, change: string, run: string, entries: Entry[],
 *   people: Person[], written: string, log: object[]}} CheckRecord
 */

const RECORD_FORMAT = "runbook-record/1";
const CHANGE_KINDS = ["opened", "who", "person", "entry", "clock", "saved", "loaded"];
/** @type {("step" | "state" | "at" | "by" | "witness" | "value" | "note")[]} */
const ENTRY_KEYS = ["step", "state", "at", "by", "witness", "value", "note"];
const ENTRY_STATES = ["", "done", "na", "skipped", "failed"];
const LONGEST_INITIALS = 80; // a name in full may stand in their place
const MOST_CHANGES = 20000;
const LONGEST_TEXT = 2000;
const MOST_LOADED = 5000; // changes of a journal once a file was added
const LARGEST_FILE = 8 * 1024 * 1024;

/**
 * A text of a bounded length, without halves of signs, which no JSON may hold; "" for what is none.
 * @param {unknown} value
 * @param {number} [most]
 * @returns {string}
 */
function textIn(value, most = LONGEST_TEXT) {
  return typeof value === "string" ? value.slice(0, most).replace(/\p{Surrogate}/gu, "") : "";
}

/** @param {unknown} value @returns {{[key: string]: unknown}} */
function groupIn(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? /** @type {{[key: string]: unknown}} */ (value) : {};
}

/** @param {unknown} value @returns {unknown[]} */
function listIn(value) {
  return Array.isArray(value) ? value.slice(0, MOST_CHANGES) : [];
}

/**
 * An entry of a step of the plan, or null.
 * @param {unknown} value
 * @param {Set<string>} steps
 * @returns {Entry | null}
 */
function entryIn(value, steps) {
  const found = groupIn(value);
  const entry = { step: "", state: "", at: "", by: "", witness: "", value: "", note: "" };
  for (const key of ENTRY_KEYS) entry[key] = textIn(found[key]);
  return steps.has(entry.step) && ENTRY_STATES.includes(entry.state) ? entry : null;
}

/** Somebody who is not in the plan, or null. @param {unknown} value @returns {Person | null} */
function personIn(value) {
  const found = groupIn(value);
  const roles = listIn(found.roles).slice(0, 20).map((role) => textIn(role, 60)).filter(Boolean);
  const person = { initials: textIn(found.initials, LONGEST_INITIALS).trim(), name: textIn(found.name, 120).trim(), roles };
  return person.initials && person.name ? person : null;
}

/**
 * A change, or null where it is none.
 * @param {unknown} value
 * @param {Set<string>} steps
 * @returns {Change | null}
 */
function changeIn(value, steps) {
  const found = groupIn(value);
  const what = textIn(found.what, 20);
  const id = textIn(found.id, 64);
  if (!CHANGE_KINDS.includes(what) || !/^[\w-]{8,64}$/.test(id)) return null;
  const clock = textIn(found.clock, 40);
  /** @type {Change} */
  const change = {
    id, what: /** @type {ChangeKind} */ (what), device: textIn(found.device, 64), zone: textIn(found.zone, 64),
    clock: Number.isNaN(Date.parse(clock)) ? "" : clock, by: textIn(found.by, LONGEST_INITIALS),
  };
  if (what === "entry") {
    const entry = entryIn(found.entry, steps);
    if (!entry) return null;
    change.entry = entry;
  }
  if (what === "person") {
    const person = personIn(found.person);
    if (!person) return null;
    change.person = person;
  }
  const codes = listIn(found.codes).slice(0, 50).map((code) => textIn(code, 6)).filter((code) => /^[A-Z]{3}\d{3}$/.test(code));
  if (codes.length) change.codes = codes;
  const reason = textIn(found.reason);
  if (reason) change.reason = reason;
  if (typeof found.seconds === "number" && Number.isFinite(found.seconds)) change.seconds = Math.round(found.seconds);
  return change;
}

/** The changes in a list that somebody kept. @param {unknown} value @param {Set<string>} steps @returns {Change[]} */
function changesIn(value, steps) {
  return listIn(value).map((one) => changeIn(one, steps)).filter((one) => one !== null);
}

/**
 * Two journals as one: each change once, those of a journal in its order, of two heads the earlier one first.
 * @param {Change[]} mine
 * @param {Change[]} theirs
 * @returns {Change[]}
 */
function joinedChanges(mine, theirs) {
  const known = new Set(mine.map((one) => one.id));
  const added = theirs.filter((one) => !known.has(one.id) && known.add(one.id));
  /** @type {Change[]} */
  const all = [];
  let at = 0;
  for (const one of added) {
    while (at < mine.length && mine[at].clock <= one.clock) all.push(mine[at++]);
    all.push(one);
  }
  return [...all, ...mine.slice(at)];
}

/** The entries of a journal. @param {Change[]} changes @returns {Entry[]} */
function entriesOf(changes) {
  return changes.flatMap((one) => (one.entry ? [one.entry] : []));
}

/** Who is named beside the plan's people, each once. @param {Change[]} changes @returns {Person[]} */
function peopleOf(changes) {
  /** @type {Map<string, Person>} */
  const people = new Map();
  for (const one of changes) if (one.person) people.set(one.person.initials, one.person);
  return [...people.values()];
}

/**
 * The record that is saved: entries, people, and the journal, which names entries by their place among the entries. It
 * says that it was written here: without its journal, it is not whole.
 * @param {{revision: string, site: string, change: string}} plan
 * @param {string} run
 * @param {Change[]} changes
 * @returns {CheckRecord}
 */
function recordOf(plan, run, changes) {
  let count = 0;
  const log = changes.map(({ entry, person, ...rest }) => {
    if (entry) return { ...rest, entry: count++ };
    return person ? { ...rest, person: person.initials } : rest;
  });
  return {
    format: RECORD_FORMAT, revision: plan.revision, site: plan.site, change: plan.change, run,
    entries: entriesOf(changes), people: peopleOf(changes), written: "browser", log,
  };
}

/**
 * The journal in a saved record; entries without a line in its log get one without a clock.
 * @param {unknown} value
 * @param {Set<string>} steps
 * @returns {Change[]}
 */
function journalIn(value, steps) {
  const record = groupIn(value);
  const entries = listIn(record.entries);
  const people = listIn(record.people).map(personIn).filter((one) => one !== null);
  /** @type {Set<number>} */
  const logged = new Set();
  /** @type {Change[]} */
  const changes = [];
  for (const one of listIn(record.log)) {
    const line = groupIn(one);
    const number = typeof line.entry === "number" ? line.entry : -1;
    const person = people.find((each) => each.initials === line.person);
    const change = changeIn({ ...line, entry: entries[number], person }, steps);
    if (!change) continue;
    if (change.entry) logged.add(number);
    changes.push(change);
  }
  const named = new Set(changes.flatMap((one) => (one.person ? [one.person.initials] : [])));
  const strangers = people.filter((one) => !named.has(one.initials)).map((person) => unlogged({ person }));
  const others = entries.flatMap((one, number) => {
    const entry = logged.has(number) ? null : entryIn(one, steps);
    return entry && ENTRY_KEYS.some((key) => key !== "step" && entry[key]) ? [unlogged({ entry })] : [];
  });
  return [...strangers, ...others, ...changes];
}

/**
 * What of a file is not in a journal: where a file says something else under a name that is known, that is an entry
 * beside the one that is here.
 * @param {Change[]} mine
 * @param {Change[]} theirs
 * @returns {Change[]}
 */
function addedBy(mine, theirs) {
  const known = new Map(mine.map((one) => [one.id, one]));
  const added = theirs.flatMap((one) => {
    const same = known.get(one.id);
    if (!same) return [one];
    const differs = one.entry && JSON.stringify(one.entry) !== JSON.stringify(same.entry);
    return differs ? [unlogged({ entry: one.entry })] : [];
  });
  return added.filter((one) => !known.has(one.id));
}

/** A change that no log tells of; what is the same has the same id. @param {{entry?: Entry, person?: Person}} of @returns {Change} */
function unlogged(of) {
  let sum = 5381n;
  for (const letter of JSON.stringify(of)) sum = (sum * 33n + BigInt(letter.codePointAt(0) ?? 0)) % (1n << 64n);
  const id = `unlogged-${sum.toString(16)}`;
  return { id, device: "", clock: "", zone: "", by: "", what: of.entry ? "entry" : "person", ...of };
}
