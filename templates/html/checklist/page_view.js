// What is shown: one step, the list beside it with how each stands, what has to be waited for.

/** @param {string} id @returns {HTMLElement} */
function articleOf(id) {
  return byId(`step-${STEPS.get(id).number}`);
}

/** Show a step; with `focus` its heading is read aloud next, and the browser's Back leads from it. @param {string} id @param {boolean} focus */
function showStep(id, focus) {
  page.current = id;
  for (const step of STEPS.keys()) articleOf(step).classList.toggle("current", step === id);
  for (const link of document.querySelectorAll("[data-step]")) {
    if (link.getAttribute("data-step") === id) markLink(/** @type {HTMLElement} */ (link));
    else link.removeAttribute("aria-current");
  }
  const ids = [...STEPS.keys()];
  fieldOf("previous").disabled = ids[0] === id;
  fieldOf("next").disabled = ids[ids.length - 1] === id;
  showForm();
  const heading = articleOf(id).querySelector("h2");
  if (focus && heading) {
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  const hash = `#step-${STEPS.get(id).number}`;
  if (location.hash !== hash) history[focus ? "pushState" : "replaceState"](null, "", hash);
}

/** The link of the step that is shown; where the list scrolls by itself, it is in its middle. @param {HTMLElement} link */
function markLink(link) {
  link.setAttribute("aria-current", "step");
  const list = byId("list");
  if (list.scrollHeight > list.clientHeight) list.scrollTop = link.offsetTop - list.clientHeight / 2;
}

/** Show the step that the address names. @returns {boolean} */
function showNamed() {
  const number = location.hash.replace("#step-", "");
  const found = [...STEPS.values()].find((step) => step.number === number);
  if (found && found.id !== page.current) showStep(found.id, true);
  return Boolean(found);
}

/** Go so many steps on. @param {number} by */
function stepOn(by) {
  const ids = [...STEPS.keys()];
  const to = ids[ids.indexOf(page.current) + by];
  if (to) showStep(to, true);
}

/**
 * The next step behind this one that is open, or the first of all: past the time of a decision the decision, which is
 * left empty before, after a no-go the way back, and none that is shut or for which it is too late.
 * @param {string} id
 * @returns {string | undefined}
 */
function nextOpen(id) {
  const ids = [...STEPS.keys()];
  const at = ids.indexOf(id) + 1;
  const { shut, passed } = engineNext();
  const duties = dutiesNow();
  const late = [...shut.values()].includes("ORD003");
  /** @param {string} one */
  const isDue = (one) =>
    isOpen(one) && duties.has(one) && !shut.has(one) && !passed.has(one) && (late || STEPS.get(one).gate !== "decision");
  const open = [...ids.slice(at), ...ids.slice(0, at)].filter(isDue);
  const decision = open.find((one) => late && STEPS.get(one).gate === "decision");
  return decision ?? open.find((one) => isOfWayBack(STEPS.get(one))) ?? open[0];
}

/** Whether a step is still to be signed: what failed is, unless the change was stopped for it. @param {string} id @returns {boolean} */
function isOpen(id) {
  const state = standOf(id).state;
  return state === "" || (state === "failed" && (isOfWayBack(STEPS.get(id)) || !engineNext().stopped));
}

/** Whether somebody decides at a step that the change does not go on. @param {any} step @param {string} value @returns {boolean} */
function isNoGo(step, value) {
  return step.evidence?.type === "go-no-go" && value === "no-go";
}

/** @param {any} step @returns {boolean} */
function isOfWayBack(step) {
  return PLAN.phases.some((/** @type {any} */ phase) => phase.id === step.phase && phase.back_from?.length);
}

/**
 * The steps that belong to the night as it went: of the ways back those of the one that was begun, or that a no-go
 * leads to; of the change no more than what was signed, once it was stopped, and what closes its night.
 * @returns {Set<string>}
 */
function dutiesNow() {
  const { shut, left, ...told } = engineNext();
  const stopped = [...shut.values()].includes("ORD004");
  const begun = new Set(PLAN.steps.filter((/** @type {any} */ one) => standOf(one.id).state).map((/** @type {any} */ one) => one.phase));
  return new Set([...STEPS.values()].filter((step) => {
    const code = shut.get(step.id) ?? "";
    if (isOfWayBack(step)) return begun.has(step.phase) || (stopped && !code);
    return !isOpen(step.id) || (!["ORD004", "ORD005"].includes(code) && (!told.stopped || left.has(step.id)));
  }).map((step) => step.id));
}

/** How a step stands, in a word or two. @param {any} step @param {Entry} stand @returns {string} */
function stateText(step, stand) {
  const said = TEXTS.choices["go-no-go"].find((/** @type {string[]} */ one) => one[0] === stand.value)?.[1];
  return isNoGo(step, stand.value) && said ? said : TEXTS.states[stand.state] ?? "";
}

/** How each step stands, in the list and at the step. */
function showStates() {
  let signed = 0;
  let asked = 0;
  const duties = dutiesNow();
  for (const step of STEPS.values()) {
    const stand = standOf(step.id);
    const counts = duties.has(step.id) && (step.required || isOfWayBack(step));
    if (counts) asked += 1;
    if (counts && !isOpen(step.id)) signed += 1;
    const lacks = stand.state === "done" && step.witness && !stand.witness;
    const word = lacks ? `${TEXTS.states.done}, ${TEXTS.noWitness}` : stateText(step, stand);
    const place = byId(`state-${step.number}`);
    place.textContent = word;
    place.dataset.state = lacks ? "half" : isNoGo(step, stand.value) ? "no-go" : stand.state;
    showEntries(step.id);
  }
  const progress = /** @type {HTMLProgressElement} */ (/** @type {unknown} */ (byId("progress")));
  progress.max = asked || 1;
  progress.value = signed;
  document.title = `${signed}/${asked} · ${byId("title").textContent}`;
  byId("count-signed").textContent = filled(TEXTS.signedOf, { signed, all: asked });
  byId("save").classList.toggle("due", isUnsaved());
}

/** All that was written down at a step, the oldest first. @param {string} id */
function showEntries(id) {
  const lines = page.changes.filter((one) => one.entry?.step === id).map((one) => {
    const entry = /** @type {Entry} */ (one.entry);
    const line = madeElement("li", standText({ ...entry, tries: 0 }));
    if (one.codes) line.append(madeElement("span", filled(TEXTS.wentOn, { codes: one.codes.join(", ") }), "went-on"));
    return line;
  });
  const article = articleOf(id);
  article.querySelector(".entries")?.remove();
  if (!lines.length) return;
  const list = madeElement("ol", "", "entries");
  list.setAttribute("aria-labelledby", "written");
  list.append(...lines);
  article.insertBefore(list, article.querySelector("#sign"));
}

/** What has to be waited for at the step that is shown, and what else keeps it. */
function showWait() {
  const told = engineNext();
  const waits = told.waits.filter((one) => one.step === page.current && one.until > Date.now());
  const until = Math.max(0, ...waits.map((one) => one.until));
  const open = isOpen(page.current);
  const texts = [];
  if (open && until) {
    const now = Date.now();
    texts.push(filled(TEXTS.waitOver, { at: shownTime(SITE_OFFSETS, until, now), length: shownLength(until - now) }));
  } else if (open && told.shut.get(page.current)) {
    texts.push(findingText({ code: told.shut.get(page.current) ?? "", steps: [page.current], detail: {} }));
  } else if (open && !told.steps.has(page.current)) {
    texts.push(whyNotYet(page.current));
  }
  const text = texts.join(" ");
  const place = byId("wait");
  const isSame = place.dataset.told === page.current;
  if (isSame && place.textContent === text) return;
  place.setAttribute("aria-live", isSame && place.textContent ? "off" : "polite"); // not each minute that passes
  place.dataset.told = page.current;
  tell("wait", text);
}
