// What the page was made with, and what it knows while it is open.

/**
 * @typedef {object} PageTexts all texts that scripts show, in the language of the page
 * @property {string[]} weekdays
 * @property {string[]} dates
 * @property {{[state: string]: string}} states
 * @property {{[code: string]: string}} findings
 * @property {{[role: string]: string}} roles
 * @property {string} dayTime
 * @property {string} dateTime
 * @property {string} days
 * @property {string} hours
 * @property {string} minutes
 */

/** @typedef {RunbookPlan & {severities: {[code: string]: string}}} PagePlan */

/** @type {{plan: any, texts: any, steps: string, list: string, codes: {[name: string]: [number, string]}}} */
const PAGE_DATA = JSON.parse(unpacked(dataOf("checklist-data")));
// What most steps and rules have, as runbook.web.browser_plan leaves it out.
const USUAL_STEP = {
  hop: null, window: null, evidence: null, planned_by: null, installs: null, gate: null, event: null, appliance: null,
  planned_start: null,
  na_allowed: false, witness: false,
  no_return: false, required: true, effects: [],
};
const USUAL_RULE = { sources: [], steps: [], minutes: null, severity: "error", exact: false };
/** @type {any} */
const PLAN = wholePlan(PAGE_DATA.plan);
/** @type {any} */
const TEXTS = PAGE_DATA.texts;
/** @type {SiteOffset[]} */
const SITE_OFFSETS = PLAN.offsets.map((/** @type {any} */ one) => ({ since: Date.parse(one.since), seconds: one.seconds }));
/** @type {Map<string, any>} */
const STEPS = new Map(PLAN.steps.map((/** @type {any} */ step) => [step.id, step]));
const STEP_IDS = new Set(STEPS.keys());

/** What the page knows while it is open; `saved`: how many changes the last saved file held. */
const page = {
  /** @type {IDBDatabase | null} */
  database: null,
  run: "",
  device: "",
  who: "",
  /** @type {Change[]} */
  changes: [],
  /** @type {Set<string>} */
  saved: new Set(),
  current: "",
  /** @type {Kept} */
  kept: "disk",
  /** @type {Change[]} */
  waiting: [], // for the disk
  /** @type {Promise<void>} */
  writing: Promise.resolve(),
  /** @type {Set<string>} */
  stored: new Set(), // changes that this browser is known to keep
  erased: false, // whether what was kept was erased, and not by this window
  busy: false,
  turned: -Infinity, // when something else came under the finger than was pressed
  /** @type {Map<string, Draft>} */
  drafts: new Map(),
};

/**
 * The text that runbook.web.packed_text made short.
 * @param {{mark: string, text: string}} packed
 * @returns {string}
 */
function unpacked({ mark, text }) {
  const [first, ...parts] = text.split(mark);
  const signs = [...first];
  for (const part of parts) {
    const from = parseInt(part.slice(0, 4), 36);
    signs.push(...signs.slice(from, from + parseInt(part.slice(4, 6), 36)));
    for (const sign of part.slice(6)) signs.push(sign);
  }
  return signs.join("");
}

/** Draw the steps, the list of them, and the codes; a page that a browser saved has them. */
function drawSteps() {
  for (const [id, html] of [["all-steps", PAGE_DATA.steps], ["list-steps", PAGE_DATA.list]]) {
    if (!byId(id).firstElementChild) byId(id).innerHTML = html;
  }
  document.querySelector(".sides")?.removeAttribute("data-empty"); // not :has() and :empty, which WebKit does not look at again
  for (const [name, [size, modules]] of Object.entries(PAGE_DATA.codes)) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.id = `code-${name}`;
    path.setAttribute("d", codePath(size, modules));
    if (!document.getElementById(path.id)) byId("codes").append(path);
  }
}

/** The dark modules of a code as lines, one unit wide. @param {number} size @param {string} modules @returns {string} */
function codePath(size, modules) {
  const bits = BigInt(`0x${modules}`).toString(2).padStart(size * size, "0");
  const rows = bits.match(new RegExp(`.{${size}}`, "g")) ?? [];
  return rows.flatMap((row, at) =>
    [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${at}.5h${run[0].length}`)).join("");
}

/** The plan as the engine reads it. @param {any} told @returns {any} */
function wholePlan(told) {
  const steps = told.steps.map((/** @type {any} */ step) => ({ ...USUAL_STEP, ...step }));
  /** @param {number[]} places */
  const ids = (places) => places.map((place) => steps[place].id);
  const rules = told.rules.map((/** @type {any} */ rule) => {
    const whole = { ...USUAL_RULE, ...rule };
    return { ...whole, first: ids(whole.first), then: ids(whole.then), steps: ids(whole.steps) };
  });
  return { ...told, steps, rules };
}

/** The element with this id. @param {string} id @returns {HTMLElement} */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/** The field with this id. @param {string} id @returns {HTMLInputElement} */
function fieldOf(id) {
  return /** @type {HTMLInputElement} */ (byId(id));
}

/** @param {string} id @returns {HTMLDialogElement} */
function dialogOf(id) {
  return /** @type {HTMLDialogElement} */ (byId(id));
}

/** An element with a text. @param {string} name @param {string} text @param {string} [kind] its class @returns {HTMLElement} */
function madeElement(name, text, kind = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

/** Have it shown and read aloud; an open dialog hides what stands behind it. @param {string} text */
function say(text) {
  const place = byId(dialogOf("files").open ? "files-said" : "said");
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}

/** The record as it stands. @returns {CheckRecord} */
function currentRecord() {
  return recordOf(PLAN, page.run, page.changes);
}

/** Everybody who may sign: the people of the plan, and those that were added; nobody takes initials of the plan's. @returns {Person[]} */
function allPeople() {
  const known = new Set(PLAN.staff.map((/** @type {Person} */ one) => EngineWords.initials(one.initials)));
  return [...PLAN.staff, ...peopleOf(page.changes).filter((one) => !known.has(EngineWords.initials(one.initials)))];
}

/**
 * What stands of a step in the end: its last state, with what later entries added to it; "" where it is open.
 * @param {string} step
 * @returns {Entry & {tries: number}}
 */
function standOf(step) {
  const stand = { step, state: "", at: "", by: "", witness: "", value: "", note: "", tries: 0 };
  for (const entry of entriesOf(page.changes)) {
    if (entry.step !== step) continue;
    const same = entry.state === stand.state && entry.at === stand.at;
    if (entry.state === "failed") stand.tries += 1;
    for (const key of ENTRY_KEYS) stand[key] = entry[key] || (same || !entry.state ? stand[key] : "");
  }
  return stand;
}

/** A name for something new that nobody else has. @returns {string} */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Write a change into the journal, and wait until it is kept.
 * @param {Partial<Change> & {what: ChangeKind}} of
 * @returns {Promise<void>}
 */
async function write(of) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  /** @type {Change} */
  const change = { id: newId(), device: page.device, clock: new Date().toISOString(), zone, by: page.who, ...of };
  page.changes = [...page.changes, change];
  await keepAll([change]);
}

/** Keep what was added, with what could not be kept before. @param {Change[]} added @returns {Promise<void>} */
function keepAll(added) {
  page.waiting = [...page.waiting, ...added];
  page.writing = page.writing.then(keepWaiting);
  return page.writing;
}

async function keepWaiting() {
  if (page.stored.size) seeErased((await keptChanges(page.database, PLAN.revision, STEP_IDS)).get(page.run) ?? []);
  const batch = new Set(page.waiting);
  if (!page.erased) page.kept = await keepChanges(page.database, storeKey(PLAN.revision, page.run), [...batch], page.changes);
  if (!page.erased && page.kept !== "nowhere") for (const one of batch) page.stored.add(one.id);
  if (!page.erased && page.kept === "disk") page.waiting = page.waiting.filter((one) => !batch.has(one));
  document.documentElement.dataset.kept = `${page.changes.length} ${page.kept}`;
  byId("not-kept").hidden = page.kept !== "nowhere";
}

/**
 * Whether what this window kept was taken away by another, or by the browser: nothing is written back then before
 * somebody says so.
 * @param {Change[]} kept
 */
function seeErased(kept) {
  if (!page.erased && page.stored.size && !kept.some((one) => page.stored.has(one.id))) showErased(true);
}

/** @param {boolean} erased */
function showErased(erased) {
  page.erased = erased;
  byId("erased-elsewhere").hidden = !erased;
}

/** Have this browser keep again what this window holds. @returns {Promise<void>} */
async function keepAgain() {
  page.stored = new Set();
  page.waiting = [...page.changes];
  showErased(false);
  tell("sign-problem", "");
  await keepAll([]);
  focusStep(null);
}

/** Whether something was written down that no saved file holds. @returns {boolean} */
function isUnsaved() {
  return page.changes.some((one) => (one.what === "entry" || one.what === "person") && !page.saved.has(one.id));
}
