// Signing: what is asked at the step that is shown, what would be wrong with it, and the entry that comes of it.

const MOST_SAID = 120; // signs
const TIME_FIELDS = ["seen", "at"]; // what a step asks for, and when it was done: each a day and a time

/** Have the form ask for what its step asks, and show what is signed there. */
function showForm() {
  const step = STEPS.get(page.current);
  const stand = standOf(page.current);
  if (!articleOf(step.id).contains(byId("sign"))) articleOf(step.id).append(byId("sign"));
  const form = /** @type {HTMLFormElement} */ (byId("sign"));
  form.reset();
  const signed = !isOpen(page.current);
  form.dataset.mode = signed ? "signed" : "open";
  form.toggleAttribute("data-tried", stand.state !== "");
  byId("signed-line").textContent = stand.state ? standText(stand) : "";
  byId("sign-witness-later").hidden = !(signed && step.witness && stand.state === "done" && !stand.witness);
  showFields(step);
  for (const state of ["na", "skipped", "failed"]) byId(`sign-${state}`).hidden = !isOffered(step, state);
  byId("sign-done").textContent = stand.state === "failed" ? TEXTS.doneNow : TEXTS.states.done;
  for (const id of TIME_FIELDS) showMeant(id);
  tell("sign-problem", "");
  showDraft();
  showAt();
  showWait();
}

/** @param {any} step @param {string} state @returns {boolean} */
function isOffered(step, state) {
  if (state === "na") return step.na_allowed;
  return state === "failed" || (!step.required && !step.na_allowed);
}

/** The fields of evidence and witness. @param {any} step */
function showFields(step) {
  const signed = !isOpen(step.id);
  const asked = step.evidence;
  const choices = asked && TEXTS.choices[asked.type];
  const kind = !asked ? "" : choices ? "choice" : asked.type === "datetime" ? "seen" : "value";
  for (const each of ["value", "seen", "choice"]) byId(`${each}-row`).hidden = each !== kind;
  if (asked) {
    byId(`${kind}-label`).textContent = asked.label;
    byId(`${kind}-hint`).textContent = asked.hint;
    fieldOf("value").type = asked.type === "date" ? "date" : "text";
    fieldOf("value").inputMode = asked.type === "count" ? "numeric" : "text";
    if (choices) fillChoice("choice", choices);
  }
  byId("witness-row").hidden = !step.witness;
  const people = witnesses(signed ? standOf(step.id).by : page.who);
  const shown = /** @type {[string, string][]} */ (people.map((one) => [one.initials, `${one.initials} · ${one.name}`]));
  for (const id of ["witness", "later-witness"]) fillChoice(id, shown);
}

/** Who may witness what somebody signs. @param {string} by @returns {Person[]} */
function witnesses(by) {
  const others = allPeople().filter((one) => !sameInitials(one.initials, by));
  const named = others.filter((one) => !PLAN.witnesses.length || PLAN.witnesses.includes(one.initials) || !PLAN.staff.includes(one));
  return named.length || PLAN.house?.names_witnesses ? named : others;
}

/** The options of a select, an empty one first. @param {string} id @param {[string, string][]} options */
function fillChoice(id, options) {
  const select = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (byId(id)));
  select.replaceChildren(new Option("–", ""), ...options.map(([value, text]) => new Option(text, value)));
}

/** Say what has to be mended, at its field. @param {string} id @param {string} text */
function tell(id, text) {
  const place = byId(id);
  place.textContent = text;
  place.hidden = !text;
}

/** What was written down, for people. @param {Entry & {tries: number}} stand @returns {string} */
function standText(stand) {
  const at = shownEntryTime(stand.at, SITE_OFFSETS, Date.now());
  const who = stand.witness ? filled(TEXTS.withWitness, { by: stand.by, witness: stand.witness }) : stand.by;
  const step = STEPS.get(stand.step);
  const choices = step.evidence && TEXTS.choices[step.evidence.type];
  const value = isNoGo(step, stand.value) ? "" : choices?.find((/** @type {string[]} */ one) => one[0] === stand.value)?.[1] ?? stand.value;
  return [stateText(step, stand), at, who, value, stand.note].filter(Boolean).join(" · ");
}

/** The entry that the form makes of a state. @param {string} state @returns {Entry} */
function entryOfForm(state) {
  const step = STEPS.get(page.current);
  const choice = step.evidence && TEXTS.choices[step.evidence.type];
  let value = step.evidence ? textOf(choice ? "choice" : "value") : "";
  if (step.evidence?.type === "datetime") value = typedTime("seen");
  const at = typedTime("at") || writtenTime(SITE_OFFSETS, Date.now());
  const witness = step.witness ? fieldOf("witness").value : "";
  return { step: step.id, state, at, by: page.who, witness, value, note: textOf("note") };
}

/** What stands in a field. @param {string} id @returns {string} */
function textOf(id) {
  return textIn(fieldOf(id).value).trim();
}

/** `2026-12-05 22:10` of the fields of a day and a time; "" where they are no time. @param {string} id @returns {string} */
function plainTime(id) {
  const [day, time] = [fieldOf(`${id}-day`).value, clockTime(fieldOf(`${id}-time`).value)];
  return /^\d{4}-\d\d-\d\d$/.test(day) && time ? `${day} ${time}` : "";
}

/** The same, with which of two it is where the clock shows it twice. @param {string} id @returns {string} */
function typedTime(id) {
  const time = plainTime(id);
  return time && !byId(`${id}-twice-row`).hidden ? time + fieldOf(`${id}-twice`).value : time;
}

/** Whether something is typed that is no time. @param {string} id @returns {boolean} */
function isNoTime(id) {
  const shown = id === "at" || !byId(`${id}-row`).hidden;
  return shown && Boolean(fieldOf(`${id}-day`).value || fieldOf(`${id}-time`).value || fieldOf(`${id}-day`).validity.badInput) && !plainTime(id);
}

/** Whether the clock shows a typed time twice, and nobody said which is meant. @param {string} id @returns {boolean} */
function isUnanswered(id) {
  const shown = id === "at" || !byId(`${id}-row`).hidden;
  return shown && !byId(`${id}-twice-row`).hidden && !fieldOf(`${id}-twice`).value;
}

/** Have the fields of another time seen where something stands in them. */
function showAt() {
  byId("sign").querySelector("details")?.toggleAttribute("open", Boolean(fieldOf("at-time").value));
}

/** Fill in the day on which the typed time was last; it goes with the time until somebody changes it. @param {string} id */
function proposeDay(id) {
  const [typed, day] = [fieldOf(`${id}-time`).value, fieldOf(`${id}-day`)];
  const time = clockTime(typed);
  if ((time || !typed) && (!day.value || day.value === day.dataset.proposed)) {
    day.dataset.proposed = day.value = time && lastDayOf(time, Date.now());
  }
  showMeant(id);
}

/** Say which time is meant, and ask which of two where the clock shows it twice. @param {string} id */
function showMeant(id) {
  const time = plainTime(id);
  const readings = time ? readingsOf(SITE_OFFSETS, time) : [];
  byId(`${id}-meant`).textContent = time ? wholeTime(time) : "";
  const select = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (byId(`${id}-twice`)));
  byId(`${id}-twice-row`).hidden = readings.length < 2;
  fillChoice(`${id}-twice`, readings.map((one, place) => [one, filled(place ? TEXTS.secondTime : TEXTS.firstTime, { offset: one })]));
  const past = time ? pastReadings(SITE_OFFSETS, time, Date.now()) : [];
  if (past.length === 1) select.value = past[0];
}

/** Sign the step that is shown, and nothing else meanwhile, whatever is shown then. @param {() => Promise<void>} act @returns {Promise<void>} */
async function alone(act) {
  if (page.busy) return;
  page.busy = true;
  const step = page.current;
  tell("sign-problem", "");
  try {
    keepDraft();
    if (!page.who) await chooseWho();
    watchClock();
    if (!page.who || (await takeUpKept(step))) return;
    if (page.current !== step) showStep(step, true);
    if (page.erased) return tell("sign-problem", TEXTS.erasedElsewhere);
    await act();
  } finally {
    page.busy = false;
  }
}

/** @param {string} state @returns {Promise<void>} */
async function sign(state) {
  const entry = entryOfForm(state);
  const before = standOf(entry.step);
  const again = before.state !== "";
  const untimely = TIME_FIELDS.find(isNoTime);
  if (untimely) return askFor(`${untimely}-time`, TEXTS.noTime);
  const twice = TIME_FIELDS.find(isUnanswered);
  if (twice) return askFor(`${twice}-twice`, findingText({ code: "TIM003", steps: [entry.step], detail: {} }));
  if ((state !== "done" || again) && !entry.note) {
    const repaired = before.state === "failed" && state === "done";
    const missing = findingText({ code: "STA010", steps: [entry.step], detail: {} });
    return askFor("note", repaired ? missing : again ? TEXTS.reasonForCorrection : TEXTS.reasonNeeded);
  }
  await writeChecked(entry);
}

/** Say what has to be written first, and lead to its field. @param {string} id @param {string} text */
function askFor(id, text) {
  tell("sign-problem", text);
  byId(id).closest("details")?.setAttribute("open", "");
  byId(id).focus();
}

/** Write an entry, once it was checked and there is a reason to go on. @param {Entry} entry @returns {Promise<void>} */
async function writeChecked(entry) {
  const wrong = wrongWith(entry);
  /** @type {Partial<Change>} */
  const warned = {};
  if (wrong.length) {
    const before = JSON.stringify(standOf(entry.step));
    const reason = await askReason(wrong);
    if (reason === null) return;
    if ((await takeUpKept()) || JSON.stringify(standOf(entry.step)) !== before) return tellOtherTab();
    entry.note = [entry.note, reason].filter(Boolean).join("; ");
    warned.codes = [...new Set(wrong.map((one) => one.code))];
    warned.reason = reason;
  }
  await write({ what: "entry", entry, ...warned });
  afterSigning(entry);
}

/** A witness who signs after the one who carried the step out. @param {string} witness @returns {Promise<void>} */
async function signAsWitness(witness) {
  const stand = standOf(page.current);
  if (!witness) return;
  await writeChecked({ step: stand.step, state: stand.state, at: stand.at, by: stand.by, value: stand.value, witness, note: "" });
}

/** @param {Entry} entry */
function afterSigning(entry) {
  page.turned = performance.now();
  dropDraft(entry.step);
  const step = STEPS.get(entry.step);
  const text = filled(TEXTS.signedText, { step: step.number, stand: shortened(standText({ ...entry, tries: 0 })) });
  showStates();
  const next = nextOpen(entry.step);
  if (entry.state === "failed") openTroubles(entry.step);
  if (entry.state === "failed" || !next) showStep(entry.step, true);
  else showStep(next, true);
  askToSave(entry);
  say(page.kept === "nowhere" ? `${text} ${TEXTS.notKept}` : text);
}

/** Open what to do in the troubles of a step. @param {string} step */
function openTroubles(step) {
  for (const one of articleOf(step).querySelectorAll("details[data-recovery]")) one.setAttribute("open", "");
}

/** A text that is said once: no longer than a few lines. @param {string} text @returns {string} */
function shortened(text) {
  const signs = [...text];
  return signs.length > MOST_SAID ? `${signs.slice(0, MOST_SAID).join("")}…` : text;
}

/** @param {EngineSays} one @returns {HTMLElement} */
function warningLine(one) {
  const line = madeElement("li", findingText(one));
  line.dataset.code = one.code;
  return line;
}

/** Warn, and ask why to go on; null where one does not. @param {EngineSays[]} wrong @returns {Promise<string | null>} */
function askReason(wrong) {
  const dialog = dialogOf("warning");
  byId("warning-list").replaceChildren(...together(wrong).map(warningLine));
  fieldOf("warning-reason").value = "";
  tell("warning-problem", "");
  dialog.returnValue = "";
  dialog.showModal();
  byId("warning-stop").focus();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "on" ? textOf("warning-reason") : null);
  });
}

/** Go on against a warning, once a reason stands there. */
function goOn() {
  if (!/[\p{L}\d]{2}/u.test(fieldOf("warning-reason").value)) {
    tell("warning-problem", TEXTS.reasonNeeded);
    byId("warning-reason").focus();
    return;
  }
  dialogOf("warning").close("on");
}

/** Write a step that was signed down otherwise. */
function correct() {
  takeUpStand();
  showAt();
  byId("note").focus();
}

/** Leave a step as it is signed. */
function leaveCorrection() {
  dropDraft(page.current);
  showForm();
  byId("sign-correct").focus();
}

/** Have the fields show what stands of the step, to be corrected. */
function takeUpStand() {
  const stand = standOf(page.current);
  const step = STEPS.get(page.current);
  byId("sign").dataset.mode = "correcting";
  const isTime = step.evidence?.type === "datetime";
  if (!isTime) fieldOf(step.evidence && TEXTS.choices[step.evidence.type] ? "choice" : "value").value = stand.value;
  fieldOf("witness").value = stand.witness;
  for (const [id, text] of [["at", stand.at], ["seen", isTime ? stand.value : ""]]) {
    const [, day, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)/.exec(text) ?? [];
    fieldOf(`${id}-day`).value = day ?? "";
    fieldOf(`${id}-time`).value = time ?? "";
    showMeant(id);
    const offset = /[+-]\d\d:\d\d$/.exec(text);
    if (offset && !byId(`${id}-twice-row`).hidden) fieldOf(`${id}-twice`).value = offset[0];
  }
  byId("sign-skipped").hidden = false;
}
