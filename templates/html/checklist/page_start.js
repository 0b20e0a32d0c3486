// The beginning: what is kept of the record is taken up, and buttons do what they say.

const DOUBLE_PRESS = 500; // milliseconds within which nobody has read what has come

/** Take up what is kept, and show where the change stands. @returns {Promise<void>} */
async function startPage() {
  drawSteps();
  page.database = await openDatabase();
  const runs = await keptChanges(page.database, PLAN.revision, STEP_IDS);
  const latest = [...runs].sort((one, other) => lastClock(other[1]).localeCompare(lastClock(one[1])))[0];
  if (latest) [page.run, page.changes] = latest;
  page.device = deviceName();
  takeUpDrafts();
  page.saved = savedIn(page.changes);
  page.stored = new Set(page.changes.map((one) => one.id));
  page.who = [...page.changes].reverse().find((one) => one.device === page.device && one.what === "who")?.by ?? "";
  compareClock();
  connect();
  await write({ what: "opened" });
  showWho();
  showStates();
  if (!showNamed()) showStep(nextOpen("") ?? entriesOf(page.changes).pop()?.step ?? PLAN.steps[0].id, false);
  showClock();
  setInterval(everySecond, 1000);
  document.documentElement.dataset.ready = "yes";
  if (!page.who) void chooseWho();
}

/** @param {Change[]} changes @returns {string} */
function lastClock(changes) {
  return changes.reduce((last, one) => (one.clock > last ? one.clock : last), "");
}

/** A name for this device, the same each time. @returns {string} */
function deviceName() {
  const key = `${STORE_NAME} device`;
  try {
    const known = textIn(localStorage.getItem(key), 64);
    if (/^[0-9a-f]{8,64}$/.test(known)) return known;
    const name = newId();
    localStorage.setItem(key, name);
    return name;
  } catch {
    return newId();
  }
}

function everySecond() {
  watchClock();
  showSetBack();
  showClock();
  showWait();
}

/** @param {string} id @param {() => unknown} act */
function onClick(id, act) {
  byId(id).addEventListener("click", () => void act());
}

/**
 * The same of what signs: the second press of a double one signs nothing of what has come under the finger meanwhile.
 * @param {string} id
 * @param {() => unknown} act
 */
function onPress(id, act) {
  byId(id).addEventListener("click", (event) => {
    if (event.detail && performance.now() - page.turned < DOUBLE_PRESS) return;
    void act();
  });
}

/** Give every button what it does. */
function connect() {
  for (const state of ["done", "na", "skipped", "failed"]) onPress(`sign-${state}`, () => alone(() => sign(state)));
  onPress("sign-correct", correct);
  onPress("sign-as-witness", () => {
    const witness = fieldOf("later-witness").value;
    return alone(() => signAsWitness(witness));
  });
  onClick("sign-leave", leaveCorrection);
  onClick("previous", () => stepOn(-1));
  onClick("next", () => stepOn(1));
  onClick("to-list", () => byId("list").scrollIntoView());
  onClick("who-open", chooseWho);
  onClick("who-settle", settleWho);
  onClick("who-cancel", () => dialogOf("who").close());
  onClick("warning-on", goOn);
  onClick("warning-stop", () => dialogOf("warning").close(""));
  onClick("save", saveFile);
  onClick("save-now-button", saveFile);
  onClick("save-erased", saveFile);
  onClick("keep-again", keepAgain);
  onClick("clock-looked-at", clockLookedAt);
  onClick("files-open", openFiles);
  onClick("files-close", () => dialogOf("files").close());
  onClick("files-save", saveFile);
  onClick("files-text", showText);
  onClick("erase", erase);
  for (const id of TIME_FIELDS) {
    byId(`${id}-time`).addEventListener("input", () => proposeDay(id));
    byId(`${id}-day`).addEventListener("input", () => showMeant(id));
  }
  for (const kind of ["input", "change"]) byId("sign").addEventListener(kind, keepDraft);
  byId("who-is").addEventListener("change", showSubstitute);
  byId("load").addEventListener("change", () => {
    const file = fieldOf("load").files?.[0];
    if (file) void loadFile(file).then(() => { fieldOf("load").value = ""; });
  });
  for (const one of document.querySelectorAll("dialog")) one.addEventListener("close", () => { page.turned = performance.now(); });
  for (const form of document.forms) form.addEventListener("submit", (event) => event.preventDefault());
  for (const one of document.querySelectorAll("details[data-recovery]")) one.addEventListener("toggle", () => fillRecovery(one), { once: true });
  addEventListener("hashchange", showNamed);
  addEventListener("beforeunload", (event) => { if (isUnsaved()) event.preventDefault(); });
  addEventListener("storage", (event) => { if (event.key === null || event.key === storeKey(PLAN.revision, page.run)) void takeUpKept(); });
  addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") void takeUpKept(); });
}

function openFiles() {
  fieldOf("erase").disabled = isUnsaved() || !page.changes.length;
  byId("record-text-row").hidden = true;
  tell("load-problem", "");
  byId("files-said").textContent = "";
  dialogOf("files").showModal();
}

/** What another tab wrote down; whether that changed the step that is being signed, or is shown. @param {string} [signed] @returns {Promise<boolean>} */
async function takeUpKept(signed) {
  const { run, changes } = page;
  const kept = (await keptChanges(page.database, PLAN.revision, STEP_IDS)).get(run) ?? [];
  const known = new Set(page.changes.map((one) => one.id));
  const added = kept.filter((one) => !known.has(one.id));
  if (run === page.run) seeErased(kept);
  for (const one of page.erased ? [] : kept) page.stored.add(one.id);
  if (page.erased || run !== page.run || !added.length || (changes.length && !page.changes.length)) return false;
  const step = signed ?? page.current;
  const before = JSON.stringify(standOf(step));
  page.changes = joinedChanges(page.changes, added);
  showStates();
  const differs = JSON.stringify(standOf(step)) !== before;
  if (differs && step !== page.current) showStep(step, true);
  if (differs) tellOtherTab();
  else showWait();
  return differs;
}

/** Say that another window signed the step that is shown. */
function tellOtherTab() {
  showForm();
  tell("sign-problem", TEXTS.otherTab);
  say(TEXTS.otherTab);
}

/** What to do in a trouble, where it is opened. @param {Element} place */
function fillRecovery(place) {
  const act = document.getElementById(`recovery-${place.getAttribute("data-recovery")}`)?.querySelector(".act");
  if (act) place.append(act.cloneNode(true));
}

document.addEventListener("DOMContentLoaded", () => void startPage());
