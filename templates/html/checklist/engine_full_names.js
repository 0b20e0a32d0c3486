"use strict";
// Names in full, as people spell them: `ONEILL Pat` and `S. Mueller` are P. O’Neill and S. Müller.

const EngineFullNames = (() => {
  /** @type {Record<string, string>} */
  const LETTERS = { ø: "o", ł: "l", đ: "d", ı: "i", æ: "ae", œ: "oe" };
  const PARTICLES = new Set("van von der den ter ten de du des la le di da do dos della del zu zur".split(" "));
  const SPELT_TITLES = new Set("mr mrs ms miss mme mlle monsieur madame mademoiselle herr frau".split(" "));
  const MOST = 4; // words that are one where somebody writes them so
  const { plainWords, sameName } = EngineWords;

  /** Whether these plain words are a name in full: as many words, of which some may be letters only, and not a surname
   * alone. Words of either may be written as one, and particles left out. @param {string[]} text @param {string} name */
  function isFullName(text, name) {
    const [own, words] = [plainWords(name).map(latin), text.map(latin)];
    if (areSame(words, own)) return true;
    if (runTogether(own).some(([one, rest]) => words.includes(one) && areSame(words, rest))) return true;
    if (runTogether(words).some(([one, rest]) => own.includes(one) && areSame(rest, own))) return true;
    const main = own.filter((word) => !PARTICLES.has(word));
    return main.length > 1 && !words.some((word) => PARTICLES.has(word)) && areSame(words, main);
  }

  /** The only one of these names whose surname stands behind a title that is no first name's letter: `Mme Noël`; null
   * where there is none. @param {string[]} words @param {string[]} names */
  function titled(words, names) {
    const surname = SPELT_TITLES.has(words[0]) ? words.slice(1).map(latin) : [];
    const found = new Set(names.filter((name) => surname.length && isSurname(surname, plainWords(name).map(latin))));
    return found.size === 1 ? [...found][0] : null;
  }

  /** Whether these are the last words of a name, and not its first; its particles are among them or not.
   * @param {string[]} words @param {string[]} own */
  function isSurname(words, own) {
    const last = own.slice(-words.length);
    const before = own.slice(1, -words.length);
    return words.length < own.length && last.join(" ") === words.join(" ") && before.every((word) => PARTICLES.has(word));
  }

  /** @param {string[]} words @param {string[]} own */
  function areSame(words, own) {
    return words.length === own.length && own.length > 0 && sameName(words.join(" "), own.join(" "));
  }

  /** @param {string} word */
  function latin(word) {
    return word.replace(/[øłđıæœ]/g, (letter) => LETTERS[letter]).replace(/([aou])e/g, "$1");
  }

  /** Neighbouring words as one, and all words with it; never all of them as one. @param {string[]} words
   * @returns {[string, string[]][]} */
  function runTogether(words) {
    /** @type {[string, string[]][]} */
    const found = [];
    for (let start = 0; start < words.length; start += 1) {
      for (let end = start + 2; end <= Math.min(start + MOST, words.length); end += 1) {
        const one = words.slice(start, end).join("");
        if (end - start < words.length) found.push([one, [...words.slice(0, start), one, ...words.slice(end)]]);
      }
    }
    return found;
  }

  return { isFullName, titled };
})();
