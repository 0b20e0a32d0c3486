"use strict";
// What an answer says: yes, no, or that all is as it must be ("tout est ok"). The lists are those of yes_or_no.py.

const EngineAnswers = (() => {
  const LONGEST = 100;
  const LISTS = {
    yes: listed(
      "yes; y; oui; o; true; vrai; 1; yep; yeah; yup; ouais; affirmative; affirmatif; yes it is; yes it does; yes " +
      "they are",
    ),
    no: listed(
      "no; n; non; false; faux; 0; none; aucun; aucune; ✗; ✘; ✕; nothing; rien; none shown; none seen; no warning; " +
      "no warnings; no warnings shown; no alert; no alerts; aucun avertissement; aucune alerte; pas d " +
      "avertissement; pas d avertissements; pas d alerte; not at all; pas du tout; off; disabled; not enabled; " +
      "desactive; desactivee; non active; non activee",
    ),
    fine: listed(
      "ok; okay; x; v; ✓; ✔; ☑; ✅; √; 👍; 👌; vu; vue; seen; confirmed; confirme; confirmee; conforme; conformes; " +
      "verified; verifie; verifiee; verifies; verifiees; checked; controle; controlee; tout est ok; tout est bon; " +
      "tout est en ordre; tout est conforme; tout va bien; tout bon; tout fonctionne; tout marche; c est ok; c est " +
      "bon; c est conforme; c est correct; ok pour moi; ok for me; bon pour moi; ras; r a s; rien a signaler; " +
      "nothing to report; all good; all fine; all is ok; all is well; all is good; all is fine; everything ok; " +
      "everything is ok; everything is fine; everything is good; all works; everything works; no problem; no " +
      "problems; no issue; no issues; without problems; aucun probleme; pas de probleme; sans probleme; correct; " +
      "correcte; exact; parfait; perfect; fine; good; bon; bonne; bien; tres bien; nickel; impeccable; en ordre; in " +
      "order; passed; pass; success; successful; succes; reussi; reussie; valide; validee; o k; test ok; tests ok; " +
      "test reussi; tests reussis",
    ),
    done: listed(
      "done; installed; installe; installee; fait; faite; fini; finie; termine; terminee; finished; completed; effectue; effectuee; realise; " +
      "realisee; all done; tout est fait; c est fait; restored; restaure; restauree; restaures; restaurees; " +
      "retabli; retablie; retablis; retablies",
    ),
    fact: listed(
      "it works; works; working; works fine; it works fine; ca marche; ca fonctionne; marche; fonctionne; la " +
      "session fonctionne; session works; session ok; session fonctionne; la session marche; identique; identiques; " +
      "identical; equal; egal; egale; egaux; egales; the same; same; keys equal; keys ok; cles egales; cles " +
      "identiques; les memes; all there; all present; everybody is there; everybody there; everyone is there; " +
      "everyone there; tous la; tous presents; toutes presentes; tout le monde est la; on; enabled; active; activee",
    ),
    all: listed(
      "all; everything; both; tout; tous; toutes; les deux; sur les deux; on both; a and b; on a and b; a et b; sur a et b",
    ),
  };
  /** @type {Map<string, string>} */
  const MEANS = new Map(Object.entries(LISTS).flatMap(([said, words]) => words.map((word) => /** @type {[string, string]} */ ([word, said]))));
  const LONGEST_PHRASE = Math.max(...[...MEANS.keys()].map((phrase) => phrase.split(" ").length));
  const CLAUSES = /[.,;:!()\n/–—]+|(?:^|\s)-+(?:\s|$)/;
  const DOTTED = /(?<=(?<![\p{L}\p{N}_])[a-z])\.(?=[a-z](?![\p{L}\p{N}_]))/gu;
  const TOKEN = /[\p{L}\p{N}]+|[✓✔☑✅√✗✘✕👍👌]/gu;
  const PASSED_OVER = /[\s'’\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}🙂😀😃😄😊😉-]+/gu;
  const WHEN = /(?<![\p{L}\p{N}_:.])(?:(?:at|a|le|on)\s+)?[012]?\d\s?[:h]\s?[0-5]\d(?![\p{L}\p{N}_:])/gu;
  const WHERE =
    /(?<![\p{L}\p{N}_])(?:see|voir|cf\.?)\s+(?:the\s+|le\s+|la\s+)?(?:ticket|case|incident|dossier|mail|e-mail|screenshot|capture|file|fichier|note|remark|remarque)s?(?:\s+(?:no\.?|n°|#)?\s*[\p{L}\p{N}_-]*\d[\p{L}\p{N}_-]*)?/gu;
  const BEHIND = [/\(([^()]*)\)$/, /(?:\s+[-–/]\s*|[,;]\s*|\s+(?:par|by|visa)\s+)(\p{L}{1,5}\.?(?:\p{L}\.?)?)$/u];
  const FIGURE = /^(\P{Nd}*?)(v?\p{Nd}+(?:[.,]\p{Nd}+)*)\.?(\P{Nd}*)$/u;
  const OF =
    /(?<![\d.,])(\d{1,9})\s?(?:\/|out of|of|sur|de|parmi)\s?(?:the |les |all |tous les )?(\d{1,9})(?![\d.,]\d|\d)/;
  const OF_FIGURES = new Set([
    ...["base", "version", "software", "logiciel", "beyondtrust", "shown", "displayed", "affiche", "affichee", "les"],
    ...["online", "en ligne", "connected", "connectes", "clients", "jump clients"],
  ]);
  const EDGES = /^[ \t:,;–—()[\].-]+|[ \t:,;–—()[\].-]+$/g;
  const FAILED = /(?<![\p{L}\p{N}_.,:/-])(?:0(?!\s?ms(?![\p{L}\p{N}_]))|40[0-9]|50[0-5])(?![\p{L}\p{N}_,:-]|\.\p{Nd})/u;
  const SIGNS = [..."+<=>|→←⇒➜➔✓✔☑✅√👍👌°©®№🙂😀😃😄😊😉"];
  const NO_HANDS = new Set("ko na nok not nc nr".split(" "));

  /** @param {string} text */
  function listed(text) {
    return text.split(";").map((one) => one.trim());
  }

  /** What a text says where yes or no is asked; null where that cannot be told. "done" is fine by what was done or found.
   * @param {string} value @param {Map<string, unknown>} staff @returns {"yes" | "no" | "fine" | "done" | null} */
  function answerOf(value, staff) {
    let plain = EngineWords.fold(value).trim().replace(/[.!]+$/, "");
    for (const behind of BEHIND) {
      const signed = behind.exec(plain);
      if (!signed || MEANS.has(signed[1]) || NO_HANDS.has(signed[1])) continue;
      if (staff.has(EngineWords.initials(signed[1]))) plain = plain.slice(0, signed.index);
    }
    const said = saidIn(withoutAsides(plain));
    const all = [...said];
    if (!all.length || (said.has("all") && all.length === 1)) return null;
    if (said.has("no")) return all.every((one) => ["no", "fine", "done"].includes(one)) ? "no" : null;
    return said.has("yes") ? "yes" : said.has("done") || said.has("fact") ? "done" : "fine";
  }

  /** Without accents, and without when it was and where more of it stands. @param {string} plain */
  function withoutAsides(plain) {
    return unmarked(plain).replace(WHEN, ",").replace(WHERE, ",");
  }

  /** Whether a sign or a figure says that it is not so, whatever stands beside it: `✗`, `≠`, `0/4`. @param {string} text */
  function speaksAgainst(text) {
    const plain = text.normalize("NFKC").toLowerCase();
    return (plain.match(/[\p{So}\p{Sm}]/gu) || []).some((sign) => !SIGNS.includes(sign)) || FAILED.test(plain);
  }

  /** Whether a text says that all is well, and nothing else. @param {string} value */
  function onlyApproves(value) {
    const said = [...saidIn(unmarked(EngineWords.fold(value)).trim())];
    return said.length > 0 && said.every((one) => ["yes", "fine", "done", "all"].includes(one));
  }

  /** A version or a number without what approves of it: `6.2.0` of `oui, 6.2.0 (CM)`; else the text as it is.
   * @param {string} value @param {Map<string, unknown>} staff */
  function figureIn(value, staff) {
    const found = FIGURE.exec(EngineWords.fold(value).trim());
    const beside = found ? [found[1], found[3]].map((text) => text.replace(EDGES, "")).filter(Boolean) : [];
    return found && beside.length && beside.every((text) => approves(text, staff)) ? found[2] : value;
  }

  /** A count without what it is all of, or none: 240 of `240/240`, 0 of `0/12`; else the text. @param {string} value */
  function ofAll(value) {
    const text = EngineWords.fold(value);
    const found = OF.exec(text);
    if (!found || ![0, Number(found[2])].includes(Number(found[1]))) return value;
    return text.slice(0, found.index) + found[1] + text.slice(found.index + found[0].length);
  }

  /** Somebody's hand, or a word that says that it is so. @param {string} text @param {Map<string, unknown>} staff */
  function approves(text, staff) {
    if (staff.has(EngineWords.initials(text)) && !MEANS.has(text) && !NO_HANDS.has(text)) return true;
    if (OF_FIGURES.has(unmarked(text)) || !withoutAsides(text).replace(EDGES, "")) return true;
    return LISTS.all.includes(text) || ["yes", "fine", "done"].includes(answerOf(text, staff) ?? "");
  }

  /** Without accents. @param {string} text */
  function unmarked(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, (mark) => (/[\ufe0e\ufe0f]/.test(mark) ? mark : ""));
  }

  /** What the clauses of a text say; nothing where one of them says something else, or two things in one.
   * @param {string} text @returns {Set<string>} */
  function saidIn(text) {
    if ([...text].length > LONGEST) return new Set();
    /** @type {Set<string>} */
    const found = new Set();
    for (const clause of text.replace(DOTTED, "").split(CLAUSES)) {
      const said = inClause(clause);
      if (!said || (said.has("no") && said.size > 1)) return new Set();
      for (const one of said) found.add(one);
    }
    return found;
  }

  /** @param {string} clause @returns {Set<string> | null} */
  function inClause(clause) {
    if (clause.replace(TOKEN, "").replace(PASSED_OVER, "")) return null;
    const words = clause.match(TOKEN) || [];
    /** @type {Set<string>} */
    const found = new Set();
    for (let at = 0; at < words.length;) {
      let size = Math.min(LONGEST_PHRASE, words.length - at);
      while (size && !MEANS.has(words.slice(at, at + size).join(" "))) size -= 1;
      if (!size) return null;
      found.add(/** @type {string} */ (MEANS.get(words.slice(at, at + size).join(" "))));
      at += size;
    }
    return found;
  }

  return { answerOf, figureIn, ofAll, onlyApproves, speaksAgainst, withoutAsides, lists: LISTS };
})();
