"use strict";
// @ts-check
// What all pages for browsers share: rows that are searched and filtered. Without this script all rows are there.
//
// A row is an element with `data-row`. The form with the id `filters` has one search field (type search, over the text
// of the rows and their `data-words`) and any number of selects: the select called `site` is held against `data-site`
// of the row, which holds one value or several, a line each. An element with `data-group` is hidden when no row in it
// is left. What has the id `count` tells how many are left, by the texts in its `data-one` and `data-many`.

/**
 * Letters without their accents, in small ones, so that "cafe" finds "Café".
 * @param {string} text
 * @returns {string}
 */
function plainText(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Whether a row has every word that is looked for, and what the selects ask for.
 * @param {HTMLElement} row
 * @param {string[]} words
 * @param {[string, string][]} asked
 * @returns {boolean}
 */
function isWanted(row, words, asked) {
  const text = plainText(`${row.textContent} ${row.dataset.words ?? ""}`);
  return words.every((word) => text.includes(word))
    && asked.every(([name, value]) => (row.dataset[name] ?? "").split("\n").includes(value));
}

/** Show the rows that are wanted, and how many they are. */
function filterRows() {
  const form = document.getElementById("filters");
  if (!(form instanceof HTMLFormElement)) return;
  /** @type {string[]} */
  const words = [];
  /** @type {[string, string][]} */
  const asked = [];
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && field.type === "search") {
      words.push(...plainText(field.value).split(/\s+/).filter(Boolean));
    } else if (field instanceof HTMLSelectElement && field.value) {
      asked.push([field.name, field.value]);
    }
  }
  /** @type {Set<string>} */
  const all = new Set();
  /** @type {Set<string>} */
  const left = new Set();
  for (const row of document.querySelectorAll("[data-row]")) {
    if (!(row instanceof HTMLElement)) continue;
    row.hidden = !isWanted(row, words, asked);
    const name = row.dataset.row ?? "";
    all.add(name);
    if (!row.hidden) left.add(name);
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    if (group instanceof HTMLElement) group.hidden = !group.querySelector("[data-row]:not([hidden])");
  }
  tellCount(left.size, all.size);
}

/**
 * @param {number} left
 * @param {number} all
 */
function tellCount(left, all) {
  const place = document.getElementById("count");
  if (!place) return;
  const one = new Intl.PluralRules(document.documentElement.lang).select(left) === "one";
  const text = (one ? place.dataset.one : place.dataset.many) ?? "";
  place.textContent = text.replace("{left}", String(left)).replace("{all}", String(all));
}

/** What the element with this id holds as data. @param {string} id @returns {any} */
function dataOf(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

{
  const form = document.getElementById("filters");
  if (form instanceof HTMLFormElement) {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", filterRows);
    form.addEventListener("reset", () => setTimeout(filterRows));
    form.hidden = false;
    filterRows(); // a browser that goes back fills the fields in again
  }
}
