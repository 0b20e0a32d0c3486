// Files and people: the record saved and loaded, what the browser keeps erased, who holds the device.

const MOST_INITIALS = 6; // letters and digits, as in the inventory
const FIRST_RUN = "1"; // is that of whoever names none, so that both of their files are one record

/** The name of the saved file. @returns {string} */
function fileName() {
  const parts = ["record", PLAN.site, PLAN.change, page.run, page.who].filter(Boolean);
  return `${parts.join(".").replace(/[^\w.-]+/g, "-")}.json`;
}

/** Save the record as a file. @returns {Promise<void>} */
async function saveFile() {
  await takeUpKept();
  await write({ what: "saved" });
  const text = `${JSON.stringify(currentRecord(), null, 1)}\n`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = fileName();
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), MINUTE);
  page.saved = new Set(page.changes.map((one) => one.id));
  byId("save-now").hidden = true;
  fieldOf("erase").disabled = false;
  showStates();
  say(filled(TEXTS.savedText, { file: fileName() }));
}

/** The record as text, for where no file can be saved. */
function showText() {
  const field = fieldOf("record-text");
  field.value = JSON.stringify(currentRecord(), null, 1);
  byId("record-text-row").hidden = false;
  field.focus();
  field.select();
}

/** Ask for the file to be saved, where a phase or a way back is at its end, or the change was stopped. @param {Entry} entry */
function askToSave(entry) {
  const step = STEPS.get(entry.step);
  const title = PLAN.phases.find((/** @type {any} */ one) => one.id === step.phase)?.title ?? "";
  const text = endText(step, entry);
  if (!text || !isUnsaved()) return;
  byId("save-now-text").textContent = filled(text, { phase: title });
  byId("save-now").classList.toggle("good", text !== TEXTS.phaseStopped);
  byId("save-now").hidden = false;
}

/** What has come to its end with an entry, in words; "" where nothing has. @param {any} step @param {Entry} entry @returns {string} */
function endText(step, entry) {
  const { ended, left, stopped } = engineNext();
  const way = isOfWayBack(step);
  if (stopped && !way && isNoGo(step, entry.value)) return TEXTS.phaseStopped;
  if (stopped && !way && !nextOpen(step.id)) return TEXTS.allSigned;
  const duties = dutiesNow();
  const asked = [...left].filter((one) => duties.has(one)).map(stepText).join(", ");
  if (ended) return [wayText(ended), ...(asked ? [filled(TEXTS.closeNight, { steps: asked })] : [])].join(" ");
  if (stopped && !way) return "";
  const open = [...STEPS.values()].some((one) =>
    one.phase === step.phase && duties.has(one.id) && (one.required || way) && isOpen(one.id));
  return open || way ? "" : TEXTS.phaseOver;
}

/** What a way back that was taken to its end leaves. @param {string} id @returns {string} */
function wayText(id) {
  const phase = PLAN.phases.find((/** @type {any} */ one) => one.id === id);
  return filled(phase?.as_before ? TEXTS.wayOver : TEXTS.waySafe, { way: phase?.title ?? "" });
}

/** Load a saved file: what it holds is added to what is here. @param {File} file @returns {Promise<void>} */
async function loadFile(file) {
  const text = file.size > LARGEST_FILE ? "" : await file.text().catch(() => "");
  const record = groupIn(parsed(text));
  const problem = loadProblem(record);
  byId("files-said").textContent = "";
  tell("load-problem", problem);
  if (problem) return;
  const run = namedRun(textIn(record.run, 60));
  if (run !== page.run && isUnsaved()) return tell("load-problem", TEXTS.otherRun);
  if (run !== page.run) await openRun(run);
  await takeUpKept();
  const added = addedBy(page.changes, journalIn(record, STEP_IDS));
  if (page.changes.length + added.length > MOST_LOADED) return tell("load-problem", TEXTS.tooMuch);
  page.changes = joinedChanges(page.changes, added);
  for (const one of added) page.saved.add(one.id);
  await keepAll(added);
  await write({ what: "loaded" });
  compareClock();
  showWho();
  showStates();
  showStep(nextOpen(page.current) ?? page.current, false);
  say(filled(TEXTS.loadedText, { count: added.filter((one) => one.entry).length }));
}

/** Why a file is not taken; "" where it is. @param {{[key: string]: unknown}} record @returns {string} */
function loadProblem(record) {
  if (record.format !== RECORD_FORMAT || !Array.isArray(record.entries)) return TEXTS.noRecord;
  return record.revision === PLAN.revision ? "" : TEXTS.otherRevision;
}

/** Take away what the browser keeps of this record; whether a file was kept, no page is told. @returns {Promise<void>} */
async function erase() {
  await takeUpKept(); // another window may have signed something that is in no file
  fieldOf("erase").disabled = isUnsaved();
  if (isUnsaved() || !confirm(filled(TEXTS.eraseAsk, { file: fileName() }))) return;
  await page.writing;
  await eraseChanges(page.database, storeKey(PLAN.revision, page.run));
  if ((await keptChanges(page.database, PLAN.revision, STEP_IDS)).get(page.run)?.length) return say(TEXTS.notErased);
  page.changes = [];
  page.waiting = [];
  page.stored = new Set();
  showErased(false);
  page.saved = new Set();
  page.who = "";
  page.drafts.clear();
  storeDrafts();
  dialogOf("files").close();
  showWho();
  showStates();
  showStep(PLAN.steps[0].id, true);
  say(TEXTS.erasedText);
}

/** A run as it is written into the record: the first has no name. @param {string} run @returns {string} */
function namedRun(run) {
  return run.trim() === FIRST_RUN && page.run !== FIRST_RUN ? "" : run;
}

/** What is kept of another run of the change. @param {string} run @returns {Promise<void>} */
async function openRun(run) {
  await page.writing;
  page.run = run;
  page.waiting = [];
  page.stored = new Set();
  showErased(false);
  const runs = await keptChanges(page.database, PLAN.revision, STEP_IDS);
  page.changes = runs.get(run) ?? [];
  page.stored = new Set(page.changes.map((one) => one.id));
  page.saved = savedIn(page.changes);
  takeUpDrafts();
}

/** What this device has saved into a file. @param {Change[]} changes @returns {Set<string>} */
function savedIn(changes) {
  const last = changes.findLastIndex((one) => one.what === "saved" && one.device === page.device);
  return new Set(changes.slice(0, last + 1).map((one) => one.id));
}

/** Ask who holds the device; done when that is settled. @returns {Promise<void>} */
function chooseWho() {
  const dialog = dialogOf("who");
  const options = allPeople().map((one) => /** @type {[string, string]} */ ([one.initials, personText(one)]));
  fillChoice("who-is", [...options, ["+", TEXTS.somebodyElse]]);
  fieldOf("who-is").value = page.who;
  fieldOf("run").value = page.run;
  showSubstitute();
  tell("who-problem", "");
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      setTimeout(() => focusStep(dialog));
      resolve();
    };
  });
}

/** Go on at the step where a dialog, or a notice that went, left the keys nowhere. @param {HTMLDialogElement | null} dialog */
function focusStep(dialog) {
  const at = document.activeElement;
  const nowhere = !at || at === document.body || !at.checkVisibility() || (dialog?.contains(at) && !dialog.open);
  if (nowhere) articleOf(page.current).querySelector("h2")?.focus({ preventScroll: true });
}

/** @param {Person} person @returns {string} */
function personText(person) {
  const roles = person.roles.map((role) => (Object.hasOwn(TEXTS.roles, role) ? TEXTS.roles[role] : role)).join(", ");
  return `${person.initials} · ${person.name} (${roles})`;
}

/** The fields of somebody who is not in the plan. */
function showSubstitute() {
  byId("substitute").hidden = fieldOf("who-is").value !== "+";
}

/** Whoever was chosen holds the device from now on. @returns {Promise<void>} */
async function settleWho() {
  const chosen = fieldOf("who-is").value;
  const wrong = chosen === "+" ? substituteProblem() : "";
  if (wrong) return tell("who-problem", wrong);
  const person = chosen === "+" ? substitute() : null;
  if (!chosen || (chosen === "+" && !person)) return tell("who-problem", TEXTS.whoNeeded);
  if (person && allPeople().some((one) => sameInitials(one.initials, person.initials))) return tell("who-problem", TEXTS.initialsTaken);
  const known = allPeople().find((one) => one.initials === chosen);
  const run = namedRun(textOf("run"));
  if (run !== page.run && page.kept === "nowhere" && isUnsaved()) return tell("who-problem", TEXTS.otherRun);
  if (run !== page.run) await openRun(run);
  const named = person ?? (known && !allPeople().some((one) => one.initials === chosen) ? known : null);
  page.who = named ? named.initials : chosen;
  if (named) await write({ what: "person", person: named });
  await write({ what: "who" });
  clearSubstitute();
  showWho();
  showStates();
  showForm();
  dialogOf("who").close();
}

/** @param {string} one @param {string} other @returns {boolean} */
function sameInitials(one, other) {
  return EngineWords.initials(one) === EngineWords.initials(other);
}

/** Somebody else may stand in later: the fields are theirs. */
function clearSubstitute() {
  for (const id of ["new-initials", "new-name"]) fieldOf(id).value = "";
  for (const box of document.querySelectorAll("#substitute input:checked")) /** @type {HTMLInputElement} */ (box).checked = false;
}

/** What is wrong with the initials and the name of somebody else. @returns {string} */
function substituteProblem() {
  const [initials, name] = ["new-initials", "new-name"].map((id) => textOf(id));
  const planned = PLAN.staff.find((/** @type {Person} */ one) => EngineRecord.asSeen(one.name) === EngineRecord.asSeen(name));
  if (name && planned) return filled(TEXTS.inThePlan, planned);
  if (isSeveral(initials, name)) return TEXTS.severalPeople;
  const isClear = !initials.includes("?") && [...EngineWords.initials(initials)].length <= MOST_INITIALS;
  return isClear ? "" : TEXTS.initialsShort;
}

/** Whether initials or a name are those of more than one person. @param {string} initials @param {string} name @returns {boolean} */
function isSeveral(initials, name) {
  const known = allPeople();
  const inOneBox = initials.split(/[\s–—-]+/).filter(Boolean);
  if (inOneBox.length > 1 && inOneBox.every((one) => known.some((person) => sameInitials(person.initials, one)))) return true;
  if (EngineNames.parted(initials).length > 1) return true;
  const names = EngineNames.parted(name);
  return names.length > 1 && names.every((one) => EngineWords.plainWords(one).length > 1);
}

/** @returns {Person | null} */
function substitute() {
  const roles = [...document.querySelectorAll("#substitute input[type=checkbox]:checked")].map((box) => /** @type {HTMLInputElement} */ (box).value);
  const person = personIn({ initials: fieldOf("new-initials").value, name: fieldOf("new-name").value, roles });
  const isNamed = person && !["", EngineWords.initials(person.initials)].includes(EngineWords.initials(person.name));
  return isNamed && person.roles.length && EngineWords.initials(person.initials) ? person : null;
}

/** Who holds the device, at the head of the page. */
function showWho() {
  const person = allPeople().find((one) => one.initials === page.who);
  const run = page.run && filled(TEXTS.runText, { run: page.run });
  byId("who-open").textContent = [...(person ? [person.initials, person.name] : [TEXTS.whoAreYou]), run].filter(Boolean).join(" · ");
}
