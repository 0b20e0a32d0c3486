"use strict";
// A version or a number with what people write beside it: `6.1.0 → 6.2.0`, `238 of 240`, `~240`. As figures_beside.py.

const EngineFigures = (() => {
  const LONGEST = 100;
  const OWN = String.raw`v?\d+(?:[.,]\d+)*`;
  const FIGURE = new RegExp(String.raw`^(?![^\p{L}\p{N}_]*>)(\D*?)(${OWN})(?!\.?[xy](?![\p{L}\p{N}_]))\.?(\D*)$`, "u");
  const EDGES = /^[ \t:,;=–—()[\].!-]+|[ \t:,;=–—()[\].!-]+$/g;
  const CLAUSES = /[,;:=>()[\]/–—]|(?:^|\s)-+(?:\s|$)/;
  const DAY = /\b(?:le|on|du)\s+\d{1,2}\/\d{1,2}(?:\/\d{2,4})?\b|\(\d{1,2}\/\d{1,2}(?:\/\d{2,4})?[\s,]*\)/g;
  const EARLIER = "was|were|avant|before|previously|formerly|ex|etait|auparavant|precedemment|anciennement";
  const CHANGED = new RegExp(
    String.raw`(?:\b(?:passage )?(?:from|de|depuis|${EARLIER})\s*:?\s*)?(?<![\p{L}\p{N}_.,])${OWN}` +
    String.raw`(?:\s*(?:-+>|=+>|[>→⇒➜➔])\s*|[\s,;]+(?:to|a|en|vers|puis|then|now|maintenant)\s*:?\s*)` +
    String.raw`(?=${OWN})|\b(?:${EARLIER})\s*:?\s*${OWN}[\s,;]+(?:after|apres)\s*:?\s*(?=${OWN})`, "gu",
  );
  const WAS = new RegExp(
    String.raw`[\s,;:(–\-]+(?:(?:(?:upgraded|updated|mise? a jour|passee?|passage)\s+)?(?:from|depuis|de)|${EARLIER}|instead of|au lieu de)` +
    String.raw`\s*:?\s*${OWN}(?![\p{L}\p{N}_.]*[\p{L}\p{N}_])\s*\)?|[\s,;(–\-]+${OWN}\s+(?:${EARLIER})\b\s*\)?`, "gu",
  );
  const TWICE = new RegExp(
    String.raw`(?:\b(?:on |sur )?a\s*[:=]?\s*)?(?<![\p{L}\p{N}_.,])(${OWN})[\s,;\/&+]+(?:(?:and|et)\s+)?` +
    String.raw`(?:(?:on |sur )?b\s*[:=]?\s*)?\1(?![\p{L}\p{N}_.,])`, "gu",
  );
  const BUILD = /[\s,]*\(?\b(?:build|rev\.?)\s*[:#]?\s*\d+\b\)?/g;
  const ABOUT =
    /[~≈∼]|\b(?:env(?:iron)?|about|circa|ca|approx(?:imately|imativement)?|around|roughly|some|almost|nearly|presque|pres de|a peu pres|plus ou moins|more or less|plus de|au moins|more than|over|at least|or so)\b\.?|(?<=\d)\s?\+|^[>≥]/g;
  const OF =
    /(?<![\d.,/])(\d{1,9})\s?(?:\/|out of|of|sur|de|parmi)\s?(?:the |les |all |tous les )?(\d{1,9})(?![\d.,/]\d|\d)/;
  const MISSING =
    /[\s,;:(–-]+(?:and |et |dont |of which )?\d*\s*(?:are |sont |is |est |still |encore |toujours )*(?:offline|off line|off|hors ligne|deconnecte|disconnected|missing|manquant|absent|eteint|switched off)\b.*|[\s,;:(–-]+(?:offline|off line|hors ligne|manquants?)\s*:.*/g;
  const PERCENT = /(?<=\d)(?:[\s,–-]+|\s*\()\d{1,3}(?:[.,]\d+)?\s?%\)?/g;
  const THOUSANDS = /(?<![\p{L}\p{N}_.,'’])(\d{1,3})[.,'’](?!000)(?=\d{3}(?![\d.,'’]))/gu;
  const COUNTED = (
    "device devices machine machines host hosts hote hotes endpoint endpoints agent agents so far back up green vert " +
    "verts revenu revenus deja already jc"
  ).split(" ");
  const NUMBERS = new Map(
    ("zero|un une one|deux two|trois three|quatre four|cinq five|six|sept seven|huit eight|neuf nine|dix ten|" +
      "onze eleven|douze twelve|treize thirteen|quatorze fourteen|quinze fifteen|seize sixteen|dix-sept seventeen|" +
      "dix-huit eighteen|dix-neuf nineteen|vingt twenty").split("|")
      .flatMap((words, number) => words.split(" ").map((word) => /** @type {[string, number]} */ ([word, number]))),
  );
  const IN_WORDS = new RegExp(
    String.raw`(?<![\p{L}\p{N}_])(?:${[...NUMBERS.keys()].join("|")})(?![\p{L}\p{N}_-])`, "gu",
  );
  const ARTICLES = ["un", "une", "one"]; // numbers where nothing else stands there
  const ITEM = String.raw`[a-z][a-z_]{0,14}[\-_]?\d{1,6}[a-z]?(?:\.[a-z][\p{L}\p{N}_.\-]*)?`;
  const NAMED = new RegExp(
    String.raw`((?<![\p{L}\p{N}_.,/\-])\d{1,3}(?![.,/]?\d)[^\d:;(–]{0,24})[:;(–]\s*` +
    String.raw`(${ITEM}(?:(?:\s*[,;/&+]\s*|\s+(?:et|and)\s+)${ITEM})*)\s*\)?(?=\s*$)`, "u",
  );
  const SEPARATE = /\s*[,;/&+]\s*|\s+(?:et|and)\s+/u;
  const BESIDE = new Set(
    (
      "base version versions software logiciel beyondtrust shown displayed affiche affichee les online ligne connected " +
      "connectes connecte clients client jump total now maintenant currently actuellement en place in to is est the la " +
      "le l it c rs remote support after apres updated upgraded passe passee console consoles rep representative sur on de page login status statut etat appliance screen ecran " +
      "constate constatee notions dans poste postes pc pcs computer computers reste restent il"
    ).split(" "),
  );
  const UP_TO_DATE =
    /\b(?:mise? a jour|up to date|au total)\b|\b(?:after|apres)\s+(?:(?:the|a|le|un|deux|two)\s+)?(?:reboots?|restarts?|redemarrages?)\b|\b(?:reboots?|restarts?|redemarrages?)\s+(?:included|compris|inclus)\b|\b(?:including|y compris)\s+(?:(?:the|a|le|un|deux|two)\s+)?(?:reboots?|restarts?|redemarrages?)\b/g;
  const NOBODY = ["vide", "empty", "table", "nobody", "personne"];

  /** A version without what stands beside it: `6.2.0` of `oui, 6.2.0 (CM)` and `6.1.0 → 6.2.0`; else the text.
   * @param {string} value @param {Map<string, unknown>} staff */
  function versionIn(value, staff) {
    if ([...value].length > LONGEST || !withWords(value)) return value;
    const text = EngineAnswers.withoutRemarks(EngineAnswers.withoutAsides(plain(value)), staff).replace(DAY, ",").replace(BUILD, " ");
    return alone(text.replace(CHANGED, "").replace(WAS, " ").replace(TWICE, "$1"), staff) ?? value;
  }

  /** A number without what stands beside it; where it need not be exact, `~240` is one too, and 238 of `238 of 240`.
   * @param {string} value @param {Map<string, unknown>} staff @param {boolean} exact */
  function countIn(value, staff, exact) {
    if ([...value].length > LONGEST) return value;
    const own = named(inFigures(plain(value).replace(THOUSANDS, "$1")));
    const counted = ofAll(own, exact);
    const sure = exact ? counted : counted.replace(ABOUT, " ").replace(MISSING, "").replace(PERCENT, "");
    const text = EngineAnswers.withoutAsides(sure).replace(DAY, ",");
    return alone(text, staff, COUNTED) ?? (text === plain(value) ? value : text.trim());
  }

  /** With figures in the place of the one word that is a number, in front of any names. @param {string} text */
  function inFigures(text) {
    const before = text.split(/[:;(]/)[0];
    const words = before.match(IN_WORDS) || [];
    if (words.length !== 1 || /[0-9]/.test(before) || (ARTICLES.includes(words[0]) && words[0] !== text)) return text;
    return text.replace(words[0], String(NUMBERS.get(words[0])));
  }

  /** Without the names of those that were counted, where there are as many. @param {string} text */
  function named(text) {
    const found = NAMED.exec(text);
    if (!found || found[2].split(SEPARATE).length !== Number(/[0-9]+/.exec(found[1])?.[0])) return text;
    return text.slice(0, found.index) + found[1] + text.slice(found.index + found[0].length);
  }

  /** Whether a number is one of which somebody was not sure. @param {string} value */
  function isAbout(value) {
    return [...value].length <= LONGEST && plain(value).search(ABOUT) >= 0;
  }

  /** @param {string} value */
  function plain(value) {
    return EngineAnswers.unmarked(EngineWords.fold(value)).trim();
  }

  /** Whether more than a figure stands there. @param {string} value */
  function withWords(value) {
    const found = FIGURE.exec(plain(value));
    return !found || (found[1] + found[3]).replace(EDGES, "") !== "";
  }

  /** The one figure of a text in which all the rest approves of it. @param {string} text
   * @param {Map<string, unknown>} staff @param {string[]} [words] that approve, of such a figure */
  function alone(text, staff, words = []) {
    const found = FIGURE.exec(text);
    if (!found) return null;
    const more = /^0+$/.test(found[2]) ? [...words, ...NOBODY] : words;
    return [found[1], found[3]].every((beside) => approves(beside, staff, more)) ? found[2] : null;
  }

  /** A count without what it is all of, or none, or, where it need not be exact, a part. @param {string} text
   * @param {boolean} exact */
  function ofAll(text, exact) {
    const found = OF.exec(text);
    if (!found) return text;
    const [counted, all] = [Number(found[1]), Number(found[2])];
    if (counted !== 0 && counted !== all && (exact || counted > all)) return text;
    return text.slice(0, found.index) + found[1] + text.slice(found.index + found[0].length);
  }

  /** Whether each clause is somebody's hand, or says that it is so, or where it was seen. @param {string} text
   * @param {Map<string, unknown>} staff @param {string[]} more */
  function approves(text, staff, more) {
    const clauses = text.replace(UP_TO_DATE, " ").split(CLAUSES);
    return clauses.every((clause) => saysSo(clause.replace(EDGES, ""), staff, more));
  }

  /** @param {string} clause @param {Map<string, unknown>} staff @param {string[]} more */
  function saysSo(clause, staff, more) {
    const { answerOf, isAnswer, noHands } = EngineAnswers;
    /** @param {string} text */
    const isHand = (text) => staff.has(EngineWords.initials(text)) && !noHands.has(text) && !isAnswer(text);
    /** @param {string} word */
    const isNone = (word) => BESIDE.has(word) || EngineBeside.approving.has(word) || more.includes(word) || isHand(word);
    if (!clause || isHand(clause) || clause.split(/\s+/).filter(Boolean).every(isNone)) return true;
    return isAnswer(clause, "all", "both") || ["yes", "fine", "done"].includes(answerOf(clause, staff) ?? "");
  }

  return { countIn, isAbout, versionIn };
})();
