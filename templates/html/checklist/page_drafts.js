// What is typed at a step and not signed yet: neither a look at another step, nor a question, nor a reload loses it.
// It stays in this window and goes with it; it is no entry, and in no saved file.

/** @typedef {{correcting: boolean, stand: string, fields: {[id: string]: string}}} Draft */

const DRAFT_FIELDS = ["value", "choice", "witness", "note", "seen-time", "seen-day", "at-time", "at-day", "seen-twice", "at-twice"];

/** Under which name this window keeps them. @returns {string} */
function draftsKey() {
  return `${storeKey(PLAN.revision, page.run)} drafts`;
}

/** Take up what was typed before a reload. */
function takeUpDrafts() {
  page.drafts = new Map();
  try {
    for (const one of listIn(parsed(sessionStorage.getItem(draftsKey()) ?? ""))) {
      const [step, told] = listIn(one);
      const { correcting, stand, fields } = groupIn(told);
      const texts = DRAFT_FIELDS.map((id) => [id, textIn(groupIn(fields)[id])]);
      const draft = { correcting: correcting === true, stand: textIn(stand, LARGEST_FILE), fields: Object.fromEntries(texts) };
      if (STEP_IDS.has(textIn(step))) page.drafts.set(textIn(step), draft);
    }
  } catch { /* refused: what is typed stays as long as the page */ }
}

function storeDrafts() {
  try {
    if (page.drafts.size) sessionStorage.setItem(draftsKey(), JSON.stringify([...page.drafts]));
    else sessionStorage.removeItem(draftsKey());
  } catch { /* refused, or full */ }
}

/** Remember what stands in the fields of the step that is shown; on its way to another step the form is nobody's. */
function keepDraft() {
  if (byId("sign").dataset.mode === "signed" || !articleOf(page.current).contains(byId("sign"))) return;
  const fields = Object.fromEntries(DRAFT_FIELDS.map((id) => [id, fieldOf(id).value]));
  const correcting = byId("sign").dataset.mode === "correcting";
  const typed = correcting || Object.values(fields).some(Boolean);
  if (typed) page.drafts.set(page.current, { correcting, stand: JSON.stringify(standOf(page.current)), fields });
  else page.drafts.delete(page.current);
  storeDrafts();
}

/** Forget what was typed at a step. @param {string} step */
function dropDraft(step) {
  if (page.drafts.delete(step)) storeDrafts();
}

/** Put what was typed at the step that is shown into its fields again, where the step stands as it stood then. */
function showDraft() {
  const draft = page.drafts.get(page.current);
  if (!draft) return;
  if (draft.stand !== JSON.stringify(standOf(page.current))) return dropDraft(page.current);
  if (draft.correcting) takeUpStand();
  for (const id of DRAFT_FIELDS.filter((one) => draft.fields[one])) {
    fieldOf(id).value = draft.fields[id];
    if (id.endsWith("-day")) showMeant(id.replace("-day", ""));
  }
}
