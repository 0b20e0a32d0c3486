"use strict";
// Names where initials belong: `Claire Martin`, `MARTIN Claire` and `Claire Martin (CM)` are CM.

const EngineNames = (() => {
  const LONGEST = 80; // what is longer is no name
  const MOST = 6; // people in a box
  const TITLES = new Set("m mr mrs ms mme mlle monsieur madame".split(" "));
  const SIGNED = /^(?:(?:signed|seen|signée?|visa|vue?)(?: (?:by|par|de))? *:? *|(?:by|par) +)/i;
  const WITH_TIME = /^(.*?[\p{L}\p{N}_].*?)[\s,;/–-]+(?:à |at |@ ?)?(\d{1,2}\s?[:hH.]\s?\d{2})$/u;
  const CLOCK = /\d{1,2}\s?[:hH.]\s?\d{2}(?=(?::00)?(?:Z|[+-]\d\d:?\d\d)?$)/;
  const PIECES = /[()[\];:/|+]|\s[-–—]\s/;
  const APART = /\s*[/\\,;&+|]\s*|\s+(?:[-–—]|et|and|with|avec|puis|then)\s+/i;
  const { initials, plainWords, sameName } = EngineWords;

  /** A function that puts somebody's initials in the place of their name, where it is the name of one person only.
   * @param {RunbookPlan} plan @param {RunbookRecord["people"]} others @returns {(entry: RecordEntry) => RecordEntry} */
  function reader(plan, others) {
    const people = new Map(plan.staff.map((one) => [one.initials, one.name]));
    for (const one of others || []) if (!people.has(one.initials)) people.set(one.initials, one.name);
    const known = new Set([...people.keys()].map(initials));
    /** @param {string} text @param {string} at */
    const read = (text, at) => inBox(people, known, untimed(text, at));
    return (entry) => {
      const [by, witness] = [read(entry.by, entry.at), read(entry.witness, entry.at)];
      return by === entry.by && witness === entry.witness ? entry : { ...entry, by, witness };
    };
  }

  /** The initials of whom a box names; else its text.
   * @param {Map<string, string>} people @param {Set<string>} known @param {string} text */
  function inBox(people, known, text) {
    if (!text || known.has(initials(text)) || [...text].length > LONGEST || text.includes("?")) return text;
    const bare = text.replace(SIGNED, "");
    const one = known.has(initials(bare)) ? bare : person(people, bare);
    return known.has(initials(one)) ? one : oneByOne(people, known, text);
  }

  /** What stands apart in a box, as several people do. @param {string} text */
  function parted(text) {
    return text.trim().split(APART).filter(Boolean);
  }

  /** The initials of everybody in a box, where each part of it names somebody.
   * @param {Map<string, string>} people @param {Set<string>} known @param {string} text */
  function oneByOne(people, known, text) {
    const parts = parted(text);
    const meant = parts.map((part) => person(people, part));
    if (parts.length < 2 || parts.length > MOST || !meant.every((one) => known.has(initials(one)))) return text;
    const each = new Map(meant.map((one) => [initials(one), one]));
    return each.size === 1 || meant.some((one, at) => one !== parts[at]) ? [...each.values()].join(" / ") : text;
  }

  /** The initials of the one person whom a name names; else the text. @param {Map<string, string>} people
   * @param {string} text */
  function person(people, text) {
    const meant = [...people].filter(([own, name]) => isNameOf(text, own, name)).map(([own]) => own);
    return meant.length === 1 ? meant[0] : text;
  }

  /** Without the time behind initials or a name, where it is the very one of the entry: `CM 22:10`.
   * @param {string} text @param {string} at */
  function untimed(text, at) {
    const signed = text && [...text].length <= LONGEST ? WITH_TIME.exec(text) : null;
    const own = signed && CLOCK.exec(at);
    /** @param {string} time */
    const figures = (time) => time.replace(/\D/g, "").padStart(4, "0");
    return signed && own && figures(signed[2]) === figures(own[0]) ? signed[1] : text;
  }

  /** Whether a text names this person: by the name in full, with their initials or without.
   * @param {string} text @param {string} own @param {string} name */
  function isNameOf(text, own, name) {
    /** @param {string} one */
    const isOther = (one) => initials(one) !== initials(own);
    const words = plainWords(text).filter(isOther);
    const apart = plainWords(text.split(PIECES).filter(isOther).join(" "));
    const length = plainWords(name).length;
    return [words, apart, untitled(words), untitled(apart)].some(
      (one) => one.length === length && length > 0 && sameName(one.join(" "), name),
    );
  }

  /** Without “Mr” or “Mme” in front. @param {string[]} words */
  function untitled(words) {
    return words.length > 1 && TITLES.has(words[0]) ? words.slice(1) : words;
  }

  /** Whether a box can hold an address, which the page knows of nobody: it is left to verify. @param {string} text */
  function isAddress(text) {
    return text.includes("@");
  }

  return { isAddress, parted, reader };
})();
