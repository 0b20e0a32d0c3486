"use strict";
// What texts say, as far as a rule can ask: initials, names, reasons, the number of a case.

const EngineWords = (() => {
  /** Letters of other scripts that look like Latin ones. @type {Map<string, string>} */
  const LOOK_ALIKES = new Map(
    [
      ["авекмнорстухзіјѕԁԛԝьԍӏѵү", "abekmhopctyx3ijsdqwbgivy"],
      ["αβεζηικμνορτυχϳ", "abezhikmnoptyxj"],
      ["ıłøđðħŧ", "iloddht"],
    ].flatMap(([from, to]) => [...from].map((letter, at) => /** @type {[string, string]} */ ([letter, [...to][at]]))),
  );
  const LONGEST = 60;
  const NOTHING =
    "no reason; no particular reason; without reason; without a reason; none; none given; nothing; nothing to say;" +
    "nothing to report; nothing special; nil; null; void; no comment; no comments; no note; nope; no; yes; yep; ok;" +
    "okay; k o; all ok; all good; fine; seen; checked; noted; because; just because; reason; a reason; some reason;" +
    "sans; sans raison; sans motif; sans commentaire; sans commentaires; rien; rien a dire; rien a signaler;" +
    "rien de special; ras; aucun; aucune; aucune raison; aucun motif; pas de raison; pas de motif; neant; vide; oui;" +
    "non; vu; see note; see notes; see remark; see remarks; voir note; voir notes; voir remarque; voir remarques;" +
    "cf note; d accord; tout va bien; tout est ok; bon; bien; parce que; raison; motif;" +
    "idem; ditto; dito; id; same; the same; same here; same as above; same as before; see above; as above; see below; as before;" +
    "pareil; la meme chose; meme chose; meme raison; meme motif; same reason; voir ci dessus; cf ci dessus; cf supra;" +
    "comme ci dessus; voir plus haut; voir ci dessous; corrected; correction; corrige; corrigee; rectifie; rectifiee;" +
    "rectification; erratum; amended; changed; modified; modifie; modifiee; updated; assumed; suppose;" +
    "tbd; tba; tbc; to be done; to be defined; to be determined; to be decided; to be completed; to be confirmed;" +
    "to do; todo; to fill in; to be filled in; to complete; later; see later; will see; fixme; wip; in progress;" +
    "pending; n d; a voir; on verra; voir plus tard; plus tard; a definir; a completer; a remplir; a preciser;" +
    "a confirmer; a determiner; a faire; a suivre; a renseigner; to follow; will follow; follows; suit; suivra;" +
    "en cours; en attente;" +
    "not yet; none yet; pas encore; will do later; unknown; inconnu; inconnue; don t know; do not know;" +
    "je ne sais pas; ne sait pas; on ne sait pas; i don t know; i do not know; don t remember; i don t remember;" +
    "je ne sais plus; sais pas; somewhere; quelque part; a retrouver; to be found;" +
    "na; not applicable; non applicable; so; sans objet; skip; skipped; saute; sautee; omis; omise; left out;" +
    "not done; not carried out; pas fait; non fait; non realise; failed; fail; failure; it failed; echec; echoue;" +
    "en echec; ko; done; fait; faite; effectue; effectuee; nc; nr;" +
    "xx; xxx; asdf; asdfgh; qwerty; azerty; bla; bla bla; bla bla bla; blah; blah blah; foo; bar; lorem ipsum; abc; aaa";
  const NO_REASONS = listed(NOTHING);
  const CLOSE = new Set([...NO_REASONS].map((one) => one.replaceAll(" ", "")));
  const ANSWERS = listed(
    "none; nothing; nil; no; non; rien; aucun; aucune; neant; ras; nothing special; rien de special; null; void; vide;" +
      "k o; abc; foo; bar; so; nc; nr; n d; nope; fine; raison; reason; motif; because; bon; bien",
  );
  const ELSEWHERE = listed(
    "see note; see notes; see remark; see remarks; voir note; voir notes; voir remarque; voir remarques; cf note",
  );
  const NOBODY = listed(
    "somebody; someone; some one; anybody; anyone; nobody; no one; whoever; person; people; a person; staff; " +
    "name; test; a colleague; colleague; my colleague; another colleague; technician; a technician; the " +
    "technician; engineer; admin; administrator; substitute; a substitute; replacement; witness; user; the other; " +
    "other; another; stranger; x y; john doe; quelqu un; personne; une personne; un collegue; une collegue; " +
    "collegue; mon collegue; ma collegue; un technicien; technicien; intervenant; un intervenant; un remplacant; " +
    "remplacant; remplacante; temoin; nom; un autre; autre; administrateur; utilisateur; n importe qui",
  );
  const TICKS = listed("x; v; ok; o k; y; yes; oui; true; vrai");

  /** @param {string} text */
  function listed(text) {
    return new Set(text.split(";").map((one) => one.trim()));
  }

  /** Compatible forms as one, in small letters. @param {string} text */
  function fold(text) {
    return text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  }

  /** @type {Map<string, string>} */
  const known = new Map();

  /** Initials as they are compared. @param {string} text */
  function initials(text) {
    let found = known.get(text);
    if (found === undefined) {
      const plain = fold(text.replace(/[Ϲϲ]/g, "C")).normalize("NFKD"); // no sigma to whoever reads it, but to NFKC
      const letters = [...plain].map((letter) => LOOK_ALIKES.get(letter) || letter);
      found = letters.filter((letter) => /[\p{L}\p{N}]/u.test(letter)).join("");
      if (known.size < 1000) known.set(text, found);
    }
    return found;
  }

  /** The words of a text without marks, case and signs. @param {string} text */
  function plainWords(text) {
    const plain = fold(text).normalize("NFKD").replace(/\p{M}/gu, "");
    return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }

  /** @param {string} text */
  function words(text) {
    const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
    return plain.match(/[\p{L}\p{N}]+/gu) || [];
  }

  /** Whether a note with letters or figures gives no reason all the same. @param {string} note */
  function saysNothing(note) {
    if ([...note].length > LONGEST) return false;
    const said = words(note);
    const joined = said.join("");
    if (/^(?:[\x00-\x7f]|([a-z])\1{2,})$/.test(joined)) return true;
    return NO_REASONS.has(said.join(" ")) || (said.every((word) => word.length === 1) && CLOSE.has(joined));
  }

  /** Whether a note gives a reason; a question mark alone says that it cannot be read.
   * @param {string} note @returns {"given" | "unreadable" | "none"} */
  function reasonIn(note) {
    if (/[\p{L}\p{N}]/u.test(note) && !saysNothing(note)) return "given";
    return note.includes("?") ? "unreadable" : "none";
  }

  /** Whether a text in the place of evidence is strokes, ticks or a word that says nothing. @param {string} value */
  function isNoEvidence(value) {
    const said = [...value].length <= LONGEST ? words(value) : [value];
    const text = said.join(" ");
    if (!text || TICKS.has(text)) return true;
    return said.join("").length > 1 && !ANSWERS.has(text) && saysNothing(value);
  }

  /** Whether a text in the place of a name is nobody's. @param {string} name */
  function namesNobody(name) {
    return saysNothing(name) || NOBODY.has(words(name).join(" "));
  }

  /** Whether it is a word that may be what is asked all the same: `none`, `RAS`. @param {string} value */
  function mayAnswer(value) {
    return ANSWERS.has(words([...value].slice(0, LONGEST).join("")).join(" "));
  }

  const NAME = /\\|[\p{L}\p{N}][.:/_]+[\p{L}\p{N}]/u;
  const NO_SUCH =
    /^(?:0+(?: (?:bytes?|octets?|[kmg]?[bo]))?|zero|(?:is |was |file )?empty|(?:no(?! ?\d)|none|nothing|never|without|aucune?|sans|jamais|rien|pas d|pas de)(?! (?:upper |maximum )?limite?s?(?![\p{L}\p{N}]))(?: .*)?)$/u;
  const KEPT =
    "saved|taken|kept|made|found|done|exported|available|possible|recorded|noted|stored|there|needed|required|" +
    "necessary|backed|downloaded|copied|captured|written|" +
    "sauvegardee?s?|sauvee?s?|enregistree?s?|prise?s?|faite?s?|gardee?s?|conservee?s?|exportee?s?|disponibles?|" +
    "trouvee?s?|notee?s?|possibles?|necessaires?|copiee?s?|telechargee?s?|relevee?s?";
  const UNDONE = new RegExp(
    `(?<= )(?:not|non|pas)(?: yet| been| be| ete| encore| pu etre)? (?:${KEPT})(?= )` +
      "|(?<= )(?:did|could|can|was|were|has|have|is|are)n? (?:not|t)(?= )|(?<= )n (?:a|ai|est|ont|avons|etait|avait) pas(?= )" +
      "|(?<! (?:no|any|without|sans|aucune|pas d|0|zero) )(?<= )(?:errors?|erreurs?)(?= )(?! (?:logs?|free) )" +
      "|(?<! not )(?<! no )(?<= )(?:failed|skipped|impossible|unable|echec|echoue|deleted|erased|supprimee?s?|effacee?s?)(?= )",
    "u",
  );
  const LOST = new RegExp(
    "(?<! (?:nothing|not|no|none|rien|pas|rien de) )(?<= )(?:lost|missing|forgot|forgotten|" +
      "perdue?s?|manquante?s?|introuvables?|oubliee?s?|unavailable|indisponibles?)(?= )",
    "u",
  );

  /** Whether a text says that what is asked does not exist, was not made or is lost. @param {string} text */
  function saysNone(text) {
    if ([...text].length > 100) return false;
    const tokens = text.split(/\s+/u).filter(Boolean);
    const others = tokens.filter((token) => !NAME.test(token));
    const said = words(others.join(" ")).join(" ");
    if (LOST.test(` ${said} `)) return true;
    if (others.length < tokens.length) return false;
    return mayAnswer(text) || NO_SUCH.test(said) || UNDONE.test(` ${said} `);
  }

  /** Whether it says that the evidence stands in the note. @param {string} value */
  function pointsElsewhere(value) {
    return ELSEWHERE.has(words([...value].slice(0, LONGEST).join("")).join(" "));
  }

  /** Whether a figure stands in it, of whichever script. @param {string} text */
  function hasFigures(text) {
    return /\p{Nd}/u.test(text);
  }

  /** Whether more is written than strokes and dots. @param {string} text */
  function says(text) {
    return text.includes("?") || /[\p{L}\p{N}]/u.test(text);
  }

  const W = "[\\p{L}\\p{N}_]";
  const EDGE = `(?:(?<=${W})(?!${W})|(?<!${W})(?=${W}))`;
  // Dates, times, versions and addresses have digits, and are no number of a case.
  const OTHER_DIGITS = new RegExp(
    `${EDGE}\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}(?:[T ]\\d{1,2}[:hH]\\d{2}(?::\\d{2})?)?${EDGE}` +
      `|${EDGE}\\d{1,2}\\s?[:hH]\\s?\\d{2}(?:[:m]\\d{2})?${EDGE}|${EDGE}v?\\d+(?:\\.\\d+)+${EDGE}`,
    "gu",
  );
  const OTHER_NUMBERS = new RegExp(
    `(?<!${W}|-)(?:(?:19|20|21)\\d{2}|[01]\\d[0-5]\\d|2[0-3][0-5]\\d)(?!${W}|-)` +
      `|${EDGE}\\d+\\s?(?:s|sec${W}*|min${W}*|h|heures?|hours?|[KMG][Bo]|%)(?!${W})`,
    "giu",
  );
  const NUMBER = `${EDGE}[\\p{L}\\p{Nl}\\p{No}]{0,6}[-_]?(?:\\d{4,}|\\d{2,}(?:-\\d{2,})+|\\d{2,3}(?: \\d{3})+)${EDGE}`;
  const CASE = new RegExp(NUMBER, "gu");
  const ANNOUNCED = new RegExp(
    `(?:${EDGE}(?:case|cas|ticket|dossier|incident|number|numéro|num|no|nr|réf|ref)${EDGE}|n°|nº|#)[\\s.:#]*${NUMBER}`,
    "iu",
  );
  const SAY_NOTHING = new Set(
    ("case cas ticket dossier incident number numéro num no nr ref réf ok okay now then done fine good works working " +
      "again all it fait faite bon bien tout va maintenant puis ensuite marche fonctionne").split(" "),
  );

  /** Whether the notes hold the number of a case of Support, and words that can say what was done.
   * @param {string[]} notes @param {RunbookPlan} plan */
  function tellsSupportCase(notes, plan) {
    const text = withoutNames(notes.join(" ; "), plan).replace(OTHER_DIGITS, " ");
    if (!ANNOUNCED.test(text) && text.replace(OTHER_NUMBERS, " ").search(CASE) < 0) return false;
    const said = text.replace(CASE, " ").match(/[\p{L}\p{Nl}\p{No}]{2,}/gu) || [];
    return said.filter((word) => !SAY_NOTHING.has(word.toLowerCase())).length >= 2;
  }

  /** Without the names of the change and its appliances, which have digits of their own.
   * @param {string} text @param {RunbookPlan} plan */
  function withoutNames(text, plan) {
    const names = new Set([plan.change, plan.ticket || "", plan.site]);
    for (const one of plan.appliances) {
      for (const name of [one.id, one.hostname, one.model, ...one.ip.split(", ")]) names.add(name);
    }
    for (const name of [...names].filter(Boolean).sort((a, b) => b.length - a.length)) {
      const literal = name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      text = text.replace(new RegExp(`(?<!${W})${literal}(?!${W})`, "giu"), " ");
    }
    return text;
  }

  /** Whether two texts can name one person: `C. Martin`, `Claire MARTIN` and `Martin` can.
   * @param {string} one @param {string} other */
  function sameName(one, other) {
    const [shorter, left] = [plainWords(one), plainWords(other)].sort((a, b) => a.length - b.length);
    if (shorter.length && shorter.join(" ") === left.join(" ")) return true;
    let whole = false;
    for (const word of [...shorter].sort((a, b) => b.length - a.length)) {
      const at = left.findIndex(
        (known) => word === known || (Math.min(word.length, known.length) === 1 && word[0] === known[0]),
      );
      if (at < 0) return false;
      whole = whole || (word === left[at] && word.length > 1);
      left.splice(at, 1);
    }
    return whole;
  }

  return {
    fold, hasFigures, initials, isNoEvidence, mayAnswer, namesNobody, plainWords, pointsElsewhere, reasonIn, sameName, says,
    saysNone, tellsSupportCase,
    lists: { NO_REASONS, ANSWERS, ELSEWHERE, NOBODY, TICKS },
  };
})();
