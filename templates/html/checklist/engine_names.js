"use strict";
// Names where initials belong: `Claire Martin`, `MARTIN Claire` and `Claire Martin (CM)` are CM.

const EngineNames = (() => {
  const LONGEST = 80; // what is longer is no name
  const MOST = 6; // people in a box
  const LONGEST_INITIALS = 5;
  const IN_ONE_BOX = /\s*[/\\,;&+|\n]\s*|\s+(?:et|and|ou|or)\s+/i;
  const NAMES_APART = /\s*[/\\;&+|\n]\s*|\s+(?:et|and|ou|or)\s+/i;
  const TITLES = new Set("m mr mrs ms miss mme mlle monsieur madame mademoiselle dr prof professeur ing herr frau".split(" "));
  const TITLE = new RegExp(`^(?:${[...TITLES].join("|")})(?:\\.\\s*|\\s+)(?=[\\p{L}\\p{N}_])`, "iu");
  const SIGNED =
    /^(?:(?:signed|seen|done|fait(?:e)?|ex[ée]cut[ée]e?|v[ée]rifi[ée]e?|checked|sign[ée]e?|visa|vue?|signature|sig|init(?:ials|iales)?|ok|yes|oui|watched|witnessed|contr[ôo]l[ée]e?|controlled)(?![\p{L}\p{N}_])(?: (?:by|par|de))? *[.:]? *|(?:tech(?:nician|nicien(?:ne)?)?|intervenante?|t[ée]moin|witness|appro(?:ver|bateur|batrice)) *: *|(?:by|par|tech|[✓✔☑✅]|\[[xX]\]) +|(?:\d{1,2}\/\d{1,2}(?:\/\d{2,4})? +|\d{1,2}\s?[:hH.]\s?\d{2} +)(?=\p{L}))/iu;
  const WHEN =
    /(?:[\s,;/–-]+|\()(?:(?:le|on|à|a|at|@)\s*)?(?:\d{1,2}\/\d{1,2}(?:\/\d{2,4})?|\d{4}-\d\d-\d\d|\d{1,2}\s?[:hH.]\s?\d{2})\)?$/;
  const FOR = // somebody who did not sign: `TL pour CM`
    /(?<=[\p{L}\p{N}_])\.?[\s,;(–-]+(pour|for|on behalf of|in place of|à la place de|au nom de|p\.?\s?\/?\s?[op]\.?|i\.\s?[av]\.)(?:[\s:]+(?:the |le |la |l['’])?\p{L}[\p{L}\p{N}_.'’ -]{0,40})?\)?$/iu;
  const IN_BRACKETS = /\s*\(([^()]*)\)$/;
  const LAST_WORD = /[\s,;–-]+(\p{L}+\.?)$/u;
  const BEHIND = new Set(
    (
      "sig sign signe signee signed done fait faite execute executee verifie verifiee checked signature init initials initiales visa vu vue seen ok yes oui x moi me seul alone remote " +
      "distance site onsite place tech technician technicien technicienne intervenant intervenante witness temoin " +
      "approver approbateur approbatrice network reseau desktop representative manager a on sur au en par by via the le la " +
      "tel telephone phone teams zoom visio video home office teletravail present presente seule paraphe " +
      "watched watching there presence person personne assiste controle controlee controlled mail email sms garde " +
      "astreinte duty dsi"
    ).split(" "),
  );
  const ROLES = new Set( // as what somebody signed, beside initials: `TECH/CM`, `(resp. réseau) CM`
    (
      "tech technician technicien technicienne intervenant intervenante witness temoin approver approbateur approbatrice " +
      "network reseau desktop poste postes representative assistance support manager responsable resp chef lead admin " +
      "operator operateur operatrice engineer ingenieur ingenieure res rep tem app net"
    ).split(" "),
  );
  const OF_A_ROLE = /^(?:de|du|d|l|la|le|of|the|as|comme|en|tant|que|qualite|travail|site|\d(?:st|nd|rd|th|er|re|ere|e|eme|nde?)?)$/;
  const SOMEBODY_ELSE = /^(?:of|de|du|d)$/i; // before initials: `manager of CM` is not CM
  // What is no first name beside initials, though it begins with its letter: `AB Absent`.
  const NO_NAMES = "away annule annulee cancelled canceled called conteste contestee".split(" ");
  const BETWEEN = /[\s,;:/()[\]=’'–—-]+/;
  const NOBODY = /^(?:s\.\s?o\.?|n\.\s?a\.?|na)$/i; // unless somebody has these initials
  const EDGES = /^[ ,;:/–—-]+|[ ,;:/–—-]+$/g;
  const PIECES = /[()[\];:/|+]|\s[-–—]\s/;
  const APART = /\s*[/\\,;&+|]\s*|\s+(?:[-–—]|et|and|with|avec|puis|then)\s+/i;
  const { initials, plainWords } = EngineWords;

  /** A function that puts somebody's initials in the place of their name, where it is the name of one person only.
   * @param {RunbookPlan} plan @param {RunbookRecord["people"]} others @returns {(entry: RecordEntry) => RecordEntry} */
  function reader(plan, others) {
    const people = new Map(plan.staff.map((one) => [one.initials, one.name]));
    for (const one of eachOf(others)) if (!people.has(one.initials)) people.set(one.initials, one.name);
    const known = new Set([...people.keys()].map(initials));
    return (entry) => {
      const [by, witness] = [entry.by, entry.witness].map((text) => inBox(people, known, text));
      return by === entry.by && witness === entry.witness ? entry : { ...entry, by, witness };
    };
  }

  /** The people whom a record names, of several in one place (`NK/TL`) each by themselves.
   * @param {RunbookRecord["people"]} people @returns {{initials: string, name: string, roles: string[]}[]} */
  function eachOf(people) {
    return (people || []).flatMap((person) => {
      const each = person.initials.trim().split(IN_ONE_BOX).filter(Boolean);
      const areSeveral = each.length > 1 && each.length <= MOST && each.every((one) => isShort(initials(one)));
      if (!areSeveral) return [person];
      const names = nameOfEach(person.name, each);
      return each.map((one, at) => ({ ...person, initials: one, name: names[at] }));
    });
  }

  /** @param {string} letters */
  function isShort(letters) {
    return [...letters].length > 1 && [...letters].length <= LONGEST_INITIALS;
  }

  /** The names of several people: by their letters, else in the order of their initials; "" for whom there is none.
   * @param {string} name @param {string[]} each */
  function nameOfEach(name, each) {
    const found = [NAMES_APART, IN_ONE_BOX].map((mark) => name.trim().split(mark).filter(Boolean));
    const names = found.find((parts) => parts.length === each.length);
    const byLetters = each.map((one) => (names || [name]).filter((other) => begins(other, one)));
    const own = byLetters.map((one) => (one.length === 1 ? one[0] : ""));
    if (!names) return own.filter(Boolean).length === 1 ? own : each.map(() => "");
    return [...own].sort().join("\n") === [...names].sort().join("\n") ? own : names;
  }

  /** Whether the words of a name begin with these letters, in any order. @param {string} name @param {string} letters */
  function begins(name, letters) {
    const first = plainWords(name).map((word) => [...word][0]);
    return first.sort().join("") === [...initials(letters)].sort().join("");
  }

  /** The initials of whom a box names; else its text.
   * @param {Map<string, string>} people @param {Set<string>} known @param {string} text */
  function inBox(people, known, text) {
    if (!text || known.has(initials(text)) || [...text].length > LONGEST || text.includes("?")) return text;
    if (NOBODY.test(text)) return "";
    const one = person(people, known, text);
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
    const meant = parts.map((part) => person(people, known, part));
    if (parts.length < 2 || parts.length > MOST || !meant.every((one) => known.has(initials(one)))) return text;
    const each = new Map(meant.map((one) => [initials(one), one]));
    return each.size === 1 || meant.some((one, at) => one !== parts[at]) ? [...each.values()].join(" / ") : text;
  }

  /** The initials of the one person whom a text names; else the text. @param {Map<string, string>} people
   * @param {Set<string>} known @param {string} text */
  function person(people, known, text) {
    for (const each of barer(text, known)) {
      if (known.has(initials(each))) return each.trim();
      const meant = [...people].filter(([own, name]) => isNameOf(each, own, name)).map(([own]) => own);
      if (meant.length === 1) return meant[0];
    }
    return withoutRole(text, known) || text;
  }

  /** The initials in a text of which everything else says as what somebody signed; "" where there is more in it.
   * @param {string} text @param {Set<string>} known */
  function withoutRole(text, known) {
    const pieces = text.split(BETWEEN).filter((piece) => piece.replaceAll(".", ""));
    /** @param {string | undefined} piece */
    const isOwn = (piece) => piece !== undefined && known.has(initials(piece));
    const own = pieces.filter(isOwn);
    const others = pieces.filter((piece) => !isOwn(piece)).flatMap(plainWords);
    const isRole = others.some((word) => ROLES.has(word)) && others.every((word) => ROLES.has(word) || OF_A_ROLE.test(word));
    const isOther = pieces.some((piece, at) => SOMEBODY_ELSE.test(piece) && isOwn(pieces[at + 1]));
    return isRole && !isOther && new Set(own.map(initials)).size === 1 ? own[0] : "";
  }

  /** A text, and the same without one thing after the other that names nobody.
   * @param {string} whole @param {Set<string>} known */
  function barer(whole, known) {
    const found = [];
    for (let text = whole; text; ) {
      found.push(text);
      let bare = text.replace(EDGES, "");
      for (const before of [TITLE, SIGNED]) {
        const first = bare === text ? before.exec(bare) : null;
        if (first && !known.has(initials(first[0]))) bare = bare.slice(first[0].length);
      }
      for (const behind of [WHEN, FOR, IN_BRACKETS, LAST_WORD]) {
        const end = bare === text ? behind.exec(bare) : null;
        const isNobody = end && (behind === FOR ? !known.has(initials(end[1])) : behind === WHEN || isBehind(end[1], known));
        if (isNobody) bare = bare.slice(0, end.index);
      }
      text = bare === text ? "" : bare;
    }
    return found;
  }

  /** Whether what stands behind a name names nobody. @param {string} text @param {Set<string>} known */
  function isBehind(text, known) {
    return !known.has(initials(text)) && plainWords(text).every((word) => BEHIND.has(word));
  }

  /** Whether a text names this person: by the name in full, with their initials or without.
   * @param {string} text @param {string} own @param {string} name */
  function isNameOf(text, own, name) {
    /** @param {string} one */
    const isOther = (one) => initials(one) !== initials(own);
    const [all, pieces] = [plainWords(text), text.split(PIECES)];
    const [words, apart] = [all.filter(isOther), plainWords(pieces.filter(isOther).join(" "))];
    const isFull = [words, apart, untitled(words), untitled(apart)].some((one) => EngineFullNames.isFullName(one, name));
    const beside = [...(words.length < all.length ? [words] : []), ...(pieces.every(isOther) ? [] : [apart])];
    return isFull || beside.some((one) => isPart(one, name, noNames(text)));
  }

  /** The words of a text that no letter of a name stands for: those with a small letter, unless all of it is.
   * @param {string} text */
  function noNames(text) {
    const isSmall = text === text.toLowerCase() && text !== text.toUpperCase();
    const small = isSmall ? [] : (text.match(/\p{L}+/gu) || []).filter((one) => /^\p{Ll}/u.test(one));
    return new Set([...NO_NAMES, ...EngineAnswers.takenBack, ...small.flatMap(plainWords)]);
  }

  /** Whether each of the words is one of the name: a first name beside the initials. @param {string[]} words
   * @param {string} name @param {Set<string>} none */
  function isPart(words, name, none) {
    const left = plainWords(name);
    for (const word of words) {
      const isSame = (/** @type {string} */ one) =>
        one === word ||
        (!none.has(word) && [[...one].length, [...word].length].includes(1) && [...one][0] === [...word][0]);
      const at = left.findIndex(isSame);
      if (at < 0) return false;
      left.splice(at, 1);
    }
    return words.length > 0;
  }

  /** Without “Mr” or “Mme” in front. @param {string[]} words */
  function untitled(words) {
    return words.length > 1 && TITLES.has(words[0]) ? words.slice(1) : words;
  }

  /** Whether a box can hold an address, which the page knows of nobody: it is left to verify. @param {string} text */
  function isAddress(text) {
    return text.includes("@");
  }

  return { eachOf, isAddress, longest: LONGEST, parted, reader, untitled };
})();
