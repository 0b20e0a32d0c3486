
// The calendar by night, by site or by person, and what lies ahead of now. By night it is there without any script.

/** @typedef {"night" | "site" | "person"} View */

/** What a row has under a name. @param {HTMLElement} row @param {string} name */
const said = (row, name) => row.dataset[name] ?? "";

/** @param {string} text @param {HTMLElement[]} rows @returns {HTMLElement} */
function groupOf(text, rows) {
  const group = document.createElement("section");
  group.className = "group";
  group.dataset.group = "";
  const title = document.createElement("h2");
  title.textContent = text;
  const list = document.createElement("ul");
  list.className = "rows";
  list.append(...rows);
  group.append(title, list);
  return group;
}

/**
 * The rows under other titles: a row that has several is there several times.
 * @param {HTMLElement[]} rows
 * @param {(row: HTMLElement) => string[]} titles
 * @returns {HTMLElement[]}
 */
function regrouped(rows, titles) {
  /** @type {Map<string, HTMLElement[]>} */
  const groups = new Map();
  for (const row of rows) {
    for (const title of titles(row)) {
      const copy = /** @type {HTMLElement} */ (row.cloneNode(true));
      copy.removeAttribute("id");
      const group = groups.get(title);
      if (group) group.push(copy);
      else groups.set(title, [copy]);
    }
  }
  const compare = new Intl.Collator(document.documentElement.lang).compare;
  return [...groups].sort(([one], [other]) => compare(one, other)).map(([title, own]) => groupOf(title, own));
}

{
  const place = /** @type {HTMLElement} */ (document.getElementById("windows"));
  const nights = /** @type {HTMLElement[]} */ ([...place.children]);
  const rows = /** @type {HTMLElement[]} */ ([...place.querySelectorAll("[data-row]")]);
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-view]"));
  /** @type {View} */
  let view = "night";

  for (const row of rows) row.dataset.when = Date.parse(said(row, "end")) < Date.now() ? "past" : "ahead";

  /** @param {View} wanted */
  const show = (wanted) => {
    if (wanted === view) return;
    view = wanted;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    if (view === "night") {
      place.replaceChildren(...nights);
    } else if (view === "site") {
      place.replaceChildren(...regrouped(rows, (row) => [`${said(row, "sitename")} (${said(row, "site")})`]));
    } else {
      place.replaceChildren(...regrouped(rows, (row) => said(row, "person").split("\n").filter(Boolean)));
    }
    filterRows();
  };

  for (const button of buttons) {
    button.addEventListener("click", () => show(/** @type {View} */ (button.dataset.view)));
  }

  // A link leads to what is there by night alone, and may be filtered away.
  document.querySelector("main")?.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const name = link?.getAttribute("href")?.slice(1) ?? "";
    if (!link || !(name.startsWith("night-") || name.startsWith("w-"))) return;
    show("night");
    const aim = document.getElementById(name);
    if (aim?.closest("[hidden]") || aim?.querySelector(":scope > [hidden]")) {
      const form = document.getElementById("filters");
      if (form instanceof HTMLFormElement) form.reset();
      filterRows();
    }
    aim?.focus({ preventScroll: true });
  });

  document.getElementById("filters")?.addEventListener("input", () => markNights());
  document.getElementById("filters")?.addEventListener("reset", () => setTimeout(markNights));
  const markNights = () => {
    const left = new Set(
      [.../** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-row]:not([hidden])"))]
        .map((row) => said(row, "night")),
    );
    for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("a[data-night]"))) {
      link.classList.toggle("empty", !left.has(said(link, "night")));
    }
  };
  filterRows();
  markNights();
}
