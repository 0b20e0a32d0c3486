"use strict";
// What an answer says: yes, no, or that all is as it must be ("tout est ok"). The lists are those of answer_words.py.

const EngineAnswers = (() => {
  const LONGEST = 100;
  const LISTS = {
    yes: listed(
      "yes; y; oui; o; true; vrai; 1; yep; yeah; yup; ouais; affirmative; affirmatif; yes it is; yes it " +
      "does; yes they are; yes indeed; absolutely; of course; absolument; tout a fait; bien sur",
    ),
    no: listed("no; n; non; false; faux; 0; ✗; ✘; ✕; not at all; pas du tout"),
    none: listed(
      "none; aucun; aucune; nothing; rien; none shown; none seen; no warning; no warnings; no warnings " +
      "shown; no alert; no alerts; aucun avertissement; aucune alerte; pas d avertissement; pas d " +
      "avertissements; pas d alerte; off; disabled; not enabled; desactive; desactivee; non active; non " +
      "activee; none at all; nothing seen; nothing shown; rien vu; not one; pas un seul; pas une seule; " +
      "neither; neither one; neither of them; neither of the two; neither a nor b; not on either; on " +
      "neither; on none; ni a ni b; ni sur a ni sur b; ni l un ni l autre; ni l une ni l autre; aucun des " +
      "deux; aucune des deux; sur aucun; sur aucun des deux; sur aucune; no certificate warning; no " +
      "certificate warnings; no warning shown; no warning at all; no warnings at all; aucun avertissement du tout; " +
      "plus active; plus activee; n est plus active; n est plus activee; plus presente; n est plus presente; plus la; " +
      "n est plus la; no longer active; no longer enabled; no longer there; not any more; aucun message; no message; no messages; no message shown; " +
      "rien affiche; rien d affiche; rien n est affiche; plus rien; nothing more",
    ),
    fine: listed(
      "ok; okay; x; v; ✓; ✔; ☑; ✅; √; 👍; 👌; vu; vue; seen; confirmed; confirme; confirmee; conforme; " +
      "conformes; verified; verifie; verifiee; verifies; verifiees; checked; controle; controlee; tout est " +
      "ok; tout est bon; tout est en ordre; tout est conforme; tout va bien; tout bon; tout fonctionne; " +
      "tout marche; c est ok; c est bon; c est conforme; c est correct; ok pour moi; ok for me; bon pour " +
      "moi; c est bon pour moi; conforme a l attendu; ras; r a s; rien a signaler; nothing to report; all good; all fine; all is ok; all is well; all " +
      "is good; all is fine; everything ok; everything is ok; everything is fine; everything is good; all " +
      "works; everything works; no problem; no problems; no issue; no issues; without problems; aucun " +
      "probleme; pas de probleme; sans probleme; correct; correcte; exact; parfait; perfect; fine; good; " +
      "bon; bonne; bien; tres bien; nickel; impeccable; en ordre; in order; passed; pass; success; " +
      "successful; succes; reussi; reussie; valide; validee; o k; test ok; tests ok; test reussi; tests " +
      "reussis; no error; no errors; without error; without errors; sans erreur; sans erreurs; aucune " +
      "erreur; pas d erreur; pas d erreurs; sans souci; sans incident; aucun incident; sans anomalie; " +
      "aucune anomalie; as expected; as planned; as it should be; comme prevu; comme attendu; comme il faut; " +
      "successfully; with success; avec succes; tested; tested twice; teste; testee; testes; testees; " +
      "aucun souci; pas de souci",
    ),
    done: listed(
      "done; installed; installe; installee; fait; faite; fini; finie; termine; terminee; finished; " +
      "completed; effectue; effectuee; realise; realisee; all done; tout est fait; c est fait",
    ),
    back: listed("restored; restaure; restauree; restaures; restaurees; retabli; retablie; retablis; retablies"),
    fact: listed(
      "it works; works; working; works fine; it works fine; ca marche; ca fonctionne; marche; fonctionne; " +
      "la session fonctionne; session works; session ok; session fonctionne; la session marche; identique; " +
      "identiques; identical; equal; egal; egale; egaux; egales; the same; same; keys equal; keys ok; cles " +
      "egales; cles identiques; les memes; all there; all present; everybody is there; everybody there; " +
      "everyone is there; everyone there; tous la; tous presents; toutes presentes; tout le monde est la; " +
      "on; enabled; active; activee; worked; it worked; it all worked; all worked; worked fine; it worked " +
      "fine; worked well; session worked; the session worked; ca a marche; ca a fonctionne; tout a marche; " +
      "tout a fonctionne; la session a marche; la session a fonctionne; works perfectly; works well; " +
      "fonctionne parfaitement; fonctionne bien; marche bien; ca fonctionne bien; ca marche bien; marche parfaitement; " +
      "match; matches; matching; they match; all match; builds match; keys match; pareil; pareils; pareille; pareilles; memes " +
      "builds; memes cles; builds identiques; builds identical; concordent; concordant; concordants; concordantes; " +
      "fonctionnel; fonctionnelle; operationnel; operationnelle; functional; operational; concluant; test concluant; " +
      "essai concluant; session ouverte; session etablie; session opened; session established",
    ),
    all: listed(
      "all; everything; tout; tous; toutes; for all; on all; pour tous; sur tous; chez tous; partout; " +
      "everywhere; unanime; unanimous; unanimously; a l unanimite; everybody; everyone; tout le monde; de tous; de toutes; " +
      "de tout le monde; de chacun; of all; from all; by all; from everybody; from everyone; by everybody; by everyone",
    ),
    both: listed(
      "both; les deux; sur les deux; on both; a and b; on a and b; a et b; sur a et b; a b; on a b; sur a " +
      "b; on a and on b; sur a et sur b; both of them; for both; to both; both appliances; on both " +
      "appliances; pour les deux; aux deux; chez les deux; each; on each; chacun; chacune; sur chacun; sur " +
      "chacune; either; on either; on either one; of both; des deux; les 2; sur les 2; both pcs; on both " +
      "pcs; both computers; on both computers; on either pc; les deux postes; sur les deux postes; les 2 " +
      "postes; sur les 2 postes; 2 postes",
    ),
  };
  /** @type {Map<string, string>} */
  const MEANS = new Map(Object.entries(LISTS).flatMap(([said, words]) => words.map((word) => /** @type {[string, string]} */ ([word, said]))));
  const LONGEST_PHRASE = Math.max(...[...MEANS.keys()].map((phrase) => phrase.split(" ").length));
  const CLAUSES = /[.,;:!()\n/–—]+|(?:^|\s)-+(?:\s|$)/;
  const DOTTED = /(?<=(?<![\p{L}\p{N}_])[a-z])\.(?=[a-z](?![\p{L}\p{N}_]))/gu;
  const TOKEN = /[\p{L}\p{N}]+|[✓✔☑✅√✗✘✕👍👌]/gu;
  const PASSED_OVER = /[\s&+'’\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}🙂😀😃😄😊😉-]+/gu;
  const WHEN =
    /(?<![\p{L}\p{N}_:.])(?:(?:at|a|le|on)\s+)?(?:(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d|24\s?[:h]\s?00)(?![\p{L}\p{N}_:])/gu;
  const AND_WHEN = // beside who says so: (CM, 22:05)
    /(?<=\()(?<![\p{L}\p{N}_:.])(?:(?:at|[aà]|le|on)\s+)?(?:(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d|24\s?[:h]\s?00)(?![\p{L}\p{N}_:])[\s,;–-]+|[\s,;–-]+(?<![\p{L}\p{N}_:.])(?:(?:at|[aà]|le|on)\s+)?(?:(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d|24\s?[:h]\s?00)(?![\p{L}\p{N}_:])(?=\s*\)?$)/gu;
  const WHERE =
    /(?<![\p{L}\p{N}_])(?:see|voir|cf\.?)\s+(?:the\s+|le\s+|la\s+)?(?:ticket|case|incident|dossier|mail|e-mail|screenshot|capture|photo|file|fichier|note|remark|remarque)s?(?:\s+d['’ ]ecran)?(?:\s+(?:no\.?|n°|#)?\s*[\p{L}\p{N}_-]*\d[\p{L}\p{N}_-]*)?|(?<![\p{L}\p{N}_])(?:ticket|case|incident|screenshot|capture|photo|dossier|demande|request|reference|ref)s?(?![\p{L}\p{N}_])\.?\s*(?:(?:du |de |of )?(?:fournisseur|support|vendor|supplier)\s+)?(?:number\s+|numero\s+)?(?:no\.?|n°|#)?\s*[\p{L}\p{N}_-]*\d[\p{L}\p{N}_-]*(?![.,/]\d)(?:\.(?:png|jpe?g|pdf))?|(?<![\p{L}\p{N}_])(?:n°|sr)\s*\d{4,}(?![.,/]\d)(?![\p{L}\p{N}_])/gu;
  const ALL_OF = /(?<![\p{L}\p{N}_])(all|tous|toutes)(?: of)?(?: the| les)? [1-9]\d{0,2}(?![\p{L}\p{N}_])(?!\s?[/%])/gu; // all 4 there
  const HANDS = 6; // initials behind an answer: who was there
  const BEHIND = [/\(([^()]*)\)$/, /(?:\s+[-–/]\s*|\s*—\s*|[,;]\s*|\s+(?:et|and|&)\s+|(?<=[\p{L}\p{N}_]{3}):\s+|\s+(?:par|by|per|visa|de|from|(?:sign[ée]e?|signed|d[ée]cision)(?:\s+(?:par|by|de))?)\s+|(?<=^(?:yes|oui|ok|non?|confirmed|validated|confirm[ée]|valid[ée]|v[ée]rifi[ée]))(?:\s*:\s*|\s+))(\p{L}{1,5}\.?(?:\p{L}\.?)?)$/u];
  const LISTED = /\s*[,;/&+]\s*(?:(?:et|and)\s+)?|\s+(?:et|and)\s+|\s+/;
  const SAID_BY = /(?:^|(?<=[,;])\s*)(\p{L}{2,5})(?:\s*:|\s+[\-–]|\s+(?:says|said|dit))\s*(?=\S)/gu; // TL: oui, CM: oui
  const [BEGINS, ENDS] = [String.raw`(?<![\p{L}\p{N}_])`, String.raw`(?![\p{L}\p{N}_])`];
  const INITIALS = String.raw`\p{L}{1,5}`;
  const [AND, AND_ONE] = [",/&+", "&+"].map((signs) => String.raw`\s*(?:[${signs}]|${BEGINS}(?:et|and)${ENDS})\s*`);
  const PHONE =
    String.raw`\s+(?:au|a|par|en|on|by|over|via|as|comme)\s+(?:the\s+|le\s+|la\s+|l['’]\s?|a\s+)?` +
    String.raw`(?:telephone|tel|phone|teams|zoom|visio|video|chat|ligne|line|distance|remote|call|appel|place|site|temoin|witness)${ENDS}` +
    String.raw`\.?|\s+(?:watching|listening|regarde|ecoute|informed|informee?s?|notified|prevenue?s?|au courant)${ENDS}`;
  const COMPANY = new RegExp(
    String.raw`${BEGINS}(?:(?:(?:together\s+)?with|avec|en presence de|in (?:the )?presence of|in front of|devant|with the help of)\s+|w/\s*)` +
    String.raw`(${INITIALS}(?:${AND}${INITIALS}(?=\s*(?:[,;.)]|$)))*)(?:${PHONE})?${ENDS}` +
    String.raw`|${BEGINS}(?:(?:par|by|per|de|from)\s+)?(${INITIALS}(?:${AND_ONE}${INITIALS})*)(?:${PHONE})|${BEGINS}(?:tel|phone|telephone)${ENDS}\.?\s*:?\s*(${INITIALS})${ENDS}` +
    String.raw`|${BEGINS}(?:par|by|per)\s+(${INITIALS})(?=\s*[,;()])`, "gu",
  );
  const COMPUTER = String.raw`(?:pc|poste|ordinateur|portable|computer|laptop|workstation)s?[\s\-]?\d{1,5}`;
  const HOW = new RegExp(
    String.raw`${BEGINS}(?:(?:from|depuis|sur|on|de)\s+)?${COMPUTER}(?:${AND}${COMPUTER})*${ENDS}` +
    String.raw`|${BEGINS}(?:(?:for|pendant|in|en|after|apres)\s+)?[1-9]\d{0,2}\s?(?:min|mins|minutes?|mn|s|ms|sec|secondes?|seconds?)${ENDS}\.?` +
    String.raw`|${BEGINS}(?:(?:a|at|on|du|des|de|the|la|le)\s+){0,2}(?:1re|1ere|premiere?|first|1st|2e|2eme|2nde?|deuxieme|seconde?|2nd|3e|` +
    String.raw`3eme|troisieme|third|3rd)\s+(?:tentative|essai|fois|coup|try|attempt|time)${ENDS}` +
    String.raw`|${BEGINS}(?:par|by|over the|on the|au) (?:telephone|phone|tel|mail|e-mail|sms|teams|zoom|visio)${ENDS}|${BEGINS}(?:a distance|sur place|on site|remotely)${ENDS}`, "gu",
  );
  const OF_BOTH =
    /^(?:on |sur )?a\s*[:=]?\s*(\p{L}+)[\s,;/&+]+(?:(?:and|et)\s+)?(?:on |sur )?b\s*[:=]?\s*\1$/u;
  const AS_MANY = /(?<![\p{L}\p{N}_.,/])([1-9]\d{0,5})\s?(?:\/|of|out of|sur|de)\s?(?:les )?\1(?![\p{L}\p{N}_/]|[.,]\d)/gu;
  const DENIED = /([\p{L}\p{N}]+)\s*[:=]\s*(?:no|non|n)(?![\p{L}\p{N}])/gu;
  const FOUND = ["seen", "vu", "vue"];
  const FAILED = /(?<![\p{L}\p{N}_.,:/-])(?:0(?!\s?ms(?![\p{L}\p{N}_]))|40[0-9]|50[0-5])(?![\p{L}\p{N}_,:-]|\.\p{Nd})/u;
  const SIGNS = [..."+<=>|→←⇒➜➔✓✔☑✅√👍👌°©®№🙂😀😃😄😊😉"];
  const TAKEN_BACK = new Set(
    ("not pas non no n ne ni nor never jamais none nothing aucun aucune rien but mais however except excepte sauf hormis " +
      "unless without sans only seulement uniquement almost presque nearly half moitie part partly partial partially partiel " +
      "partielle partiellement some certain certains certaines one un une failed fails fail failing failure echec echoue echouee error " +
      "errors erreur erreurs warning warnings avertissement avertissements alert alerts alerte alertes ko nok wrong bad faux " +
      "absent absente absents missing manque manquant manquante perdu lost later demain tomorrow").split(" "),
  );
  const APPLIES_NOT = new Set(["na", "so", "sans objet", "not applicable", "non applicable", "ne s applique pas"]);
  const PART_OF = /\d\s?(?:\/|of|sur|de)\s?\d|\d\s?%/;
  const NO_HANDS = new Set("ko na nok not nc nr".split(" "));

  /** @param {string} text */
  function listed(text) {
    return text.split(";").map((one) => one.trim());
  }

  /** What a text says where yes or no is asked; null where that cannot be told. "none" is no, and no refusal;
   * "done" is fine by what was done or found.
   * @param {string} value @param {Map<string, unknown>} staff @returns {"yes" | "no" | "none" | "fine" | "done" | "back" | null} */
  function answerOf(value, staff) {
    let plain = EngineWords.fold(value).trim().replace(/[.!]+$/, "").replace(AND_WHEN, "");
    for (const behind of [BEHIND[0], ...Array(HANDS).fill(BEHIND[1])]) {
      const signed = behind.exec(plain);
      if (signed && signed[1].split(LISTED).every((/** @type {string} */ one) => isHand(one, staff))) plain = plain.slice(0, signed.index);
    }
    plain = plain.replace(SAID_BY, (whole, /** @type {string} */ who) => (isHand(who, staff) ? " " : whole));
    plain = withoutRemarks(withoutAsides(plain.replace(ALL_OF, "$1")), staff);
    const each = OF_BOTH.exec(plain.trim());
    const said = saidIn(each ? each[1] : plain.replace(AS_MANY, ", both,"));
    if (isOnly(said, ["all", "both"]) || [...plain.matchAll(DENIED)].some((found) => isDenied(found[1]))) return null;
    if (isNo(said)) return !isOnly(said, ["no", "none", "fine", "done", "both"]) ? null : said.has("no") ? "no" : "none";
    if (said.has("back") && !said.has("yes")) return "back";
    return said.has("yes") ? "yes" : said.has("done") || said.has("fact") ? "done" : "fine";
  }

  /** Whether a text that is no answer may be one: what is wanted, and words behind it that nobody knows, but none that
   * takes it back; or that it does not apply.
   * @param {string} value @param {Map<string, unknown>} staff @param {string | null} wanted */
  function isUnclear(value, staff, wanted) {
    const folded = EngineWords.fold([...value].slice(0, 2000).join(""));
    const words = unmarked(folded).match(/[\p{L}\p{N}]+/gu) || [];
    if (APPLIES_NOT.has(words.join(" ")) || ["na", "so"].includes(words.join(""))) return true;
    const plain = withoutRemarks(withoutAsides(folded), staff).replace(AS_MANY, ",");
    const [first, ...more] = plain.match(/[\p{L}\p{N}]+/gu) || [""];
    if (wanted === "no" || !more.length || first.length < 2 || !isAnswer(first, "yes")) return false;
    return ![...words.slice(1), ...more].some((word) => TAKEN_BACK.has(word)) && !PART_OF.test(plain) && !speaksAgainst(value);
  }

  /** Without who else of the plan was there (`avec AB au téléphone`), from where it was looked at, and how it went on.
   * @param {string} plain @param {Map<string, unknown>} staff */
  function withoutRemarks(plain, staff) {
    const alone = plain.replace(COMPANY, (whole, several, one, called, by) => {
      const hands = (several || one || called || by).match(/\p{L}+/gu).filter((/** @type {string} */ hand) => !["et", "and"].includes(hand));
      return hands.every((/** @type {string} */ hand) => isHand(hand, staff)) ? "," : whole;
    });
    return alone.replace(HOW, ",");
  }

  /** Whether these are somebody's initials, and no word that could be an answer. @param {string} text
   * @param {Map<string, unknown>} staff */
  function isHand(text, staff) {
    return staff.has(EngineWords.initials(text)) && !MEANS.has(text) && !NO_HANDS.has(text);
  }

  /** Whether it asks whether something was restored. @param {string} question */
  function asksForTheWayBack(question) {
    return (unmarked(question.toLowerCase()).match(/[\p{L}\p{N}]+/gu) || []).some((word) => LISTS.back.includes(word));
  }

  /** @param {string} word */
  function isDenied(word) {
    return isAnswer(word, "fine", "done", "back") && !FOUND.includes(word);
  }

  /** @param {Set<string>} said */
  function isNo(said) {
    return said.has("no") || said.has("none");
  }

  /** @param {Set<string>} said @param {string[]} kinds */
  function isOnly(said, kinds) {
    return [...said].every((one) => kinds.includes(one));
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
    const said = saidIn(unmarked(EngineWords.fold(value)).trim());
    return said.size > 0 && isOnly(said, ["yes", "fine", "done", "back", "all", "both"]);
  }

  /** Whether a text is one of the listed answers, of these kinds or of any. @param {string} text @param {string[]} said */
  function isAnswer(text, ...said) {
    const found = MEANS.get(text);
    return found !== undefined && (!said.length || said.includes(found));
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
      if (!said || (isNo(said) && !isOnly(said, ["no", "none", "both"]))) return new Set();
      for (const one of said) found.add(one);
    }
    return found;
  }

  /** What a clause says, whatever words stand `beside` that; null where other words are in it.
   * @param {string} clause @param {Set<string>} beside @returns {Set<string> | null} */
  function inClause(clause, beside = new Set()) {
    if (clause.replace(TOKEN, "").replace(PASSED_OVER, "")) return null;
    const words = clause.match(TOKEN) || [];
    /** @type {Set<string>} */
    const found = new Set();
    for (let at = 0; at < words.length;) {
      let size = Math.min(LONGEST_PHRASE, words.length - at);
      while (size && !MEANS.has(words.slice(at, at + size).join(" "))) size -= 1;
      if (!size && !beside.has(words[at])) return null;
      if (size) found.add(/** @type {string} */ (MEANS.get(words.slice(at, at + size).join(" "))));
      at += size || 1;
    }
    return found;
  }

  return { answerOf, asksForTheWayBack, clauses: CLAUSES, inClause, isAnswer, isHand, isUnclear, onlyApproves, speaksAgainst, unmarked, withoutAsides, withoutRemarks, lists: LISTS, noHands: NO_HANDS, takenBack: TAKEN_BACK };
})();
