// What the engine says of a record, in words.

const MOST_SHOWN = 4; // steps that a warning names of those that come before

/** @typedef {{code: string, steps: string[], detail: {[name: string]: any}}} EngineSays */

/** What would be wrong once an entry is there, apart from what is only worth knowing. @param {Entry} entry @returns {EngineSays[]} */
function wrongWith(entry) {
  /** @type {EngineSays[]} */
  const found = Engine.before(PLAN, currentRecord(), entry, { now: Math.floor(Date.now() / 1000) + MINUTE / 1000 });
  return found.filter((one) => TEXTS.findings[one.code]);
}

/**
 * What is wrong for people: one line for all that comes before a step.
 * @param {EngineSays[]} wrong
 * @returns {EngineSays[]}
 */
function together(wrong) {
  const order = wrong.filter((one) => one.code === "ORD001" && one.detail.ahead);
  if (order.length < 2) return wrong;
  const firsts = order.map((one) => one.detail.first);
  const shown = firsts.length > MOST_SHOWN ? [...firsts.slice(0, MOST_SHOWN), "…"] : firsts;
  const all = { ...order[0], detail: { ...order[0].detail, first: shown } };
  return [all, ...wrong.filter((one) => !order.includes(one))];
}

/** A step for people: its number and title. @param {string} id @returns {string} */
function stepText(id) {
  const step = STEPS.get(id);
  return step ? `${step.number} ${step.title}` : id;
}

/** A finding in words. @param {EngineSays} finding @returns {string} */
function findingText(finding) {
  /** @type {{[name: string]: string | number}} */
  const values = { steps: finding.steps.map(stepText).join(", "), code: finding.code };
  for (const [name, value] of Object.entries(finding.detail ?? {})) values[name] = detailText(name, value);
  return filled(TEXTS.findings[finding.code] ?? TEXTS.otherFinding, values);
}

/** @param {string} name @param {any} value @returns {string} */
function detailText(name, value) {
  if (Array.isArray(value)) return value.map((one) => detailText(name, one)).join(", ");
  if (STEPS.has(value)) return stepText(value);
  if (typeof value === "number" && /minutes|asked|passed/.test(name)) return shownLength(value * MINUTE);
  if (typeof value === "string" && /_at$|^at$|start|end/.test(name)) return shownEntryTime(value, SITE_OFFSETS, Date.now());
  return String(value ?? "");
}

/**
 * @typedef {object} EngineNext
 * @property {Set<string>} steps
 * @property {{step: string, until: number}[]} waits
 * @property {Set<string>} passed what may be left out, and is too late to be done
 * @property {Map<string, string>} shut
 * @property {boolean} stopped
 * @property {Set<string>} left what is still to be signed of a change that was stopped
 * @property {string | null} ended the way back that was taken to its end
 */

/** What the engine said last, and of what. @type {{changes: Change[], now: number, told: EngineNext} | null} */
let lastNext = null;

/** Which steps may be done now, until when others wait, which are shut by what, and how it was stopped. @returns {EngineNext} */
function engineNext() {
  const now = Math.floor(Date.now() / 1000);
  if (lastNext && lastNext.changes === page.changes && lastNext.now === now) return lastNext.told;
  const all = Engine.next(PLAN, currentRecord(), now);
  const waits = all.waits.map((one) => ({ step: one.step, until: (now + one.seconds) * 1000 }));
  const shut = new Map(all.shut.map((one) => [one.step, one.code]));
  const { stopped, ended } = all;
  const told = { steps: new Set(all.steps), waits, passed: new Set(all.passed), shut, stopped, left: new Set(all.left), ended };
  lastNext = { changes: page.changes, now, told };
  return told;
}

/** What was said last of a step that may not be done yet. @type {{key: unknown[], text: string} | null} */
let lastWhy = null;

/** What keeps a step that may not be done yet: what comes before, its window. @param {string} id @returns {string} */
function whyNotYet(id) {
  const now = Date.now();
  const key = [page.changes, page.who, id, Math.floor(now / MINUTE)];
  if (lastWhy && key.every((one, at) => one === lastWhy?.key[at])) return lastWhy.text;
  const entry = { step: id, state: "done", at: writtenTime(SITE_OFFSETS, now), by: page.who, witness: "", value: "", note: "" };
  const kept = together(wrongWith(entry).filter((one) => /^(ORD|WIN|ADJ|GAP)/.test(one.code)));
  const texts = kept.map((one) => one.code === "ORD001" && one.detail.ahead
    ? filled(TEXTS.notYetFirst, { first: detailText("first", one.detail.first) }) : findingText(one));
  lastWhy = { key, text: texts.join(" ") || TEXTS.notYet };
  return lastWhy.text;
}
