"use strict";
// Go and no-go in words of one's own: `go - 22:10 - CM`, `feu vert`; and what is on a condition, and neither.

const EngineDecisions = (() => {
  const GO_AHEAD = /(?<![\p{L}\p{N}_\-])(no[-‐‑‒–—\s]?)?go(?=\s(?!\s*on(?![\p{L}\p{N}_]))|[.,;:!()/+✓✔✅👍—–\-]|$)/giu;
  const LEAVE =
    /(?<![\p{L}\p{N}_\-])(?:(?:let\s?['’]?\s?s\s+)?go[\s\-]ahead(?:\s+(?:given|granted))?|let\s?['’]?\s?s\s+go|(?:allez|vas)[\s\-]y|c\s?['’ ]\s?est\s+parti|on\s+y\s+va|(?:good|clear|ok)\s+to\s+(?:go|proceed|continue)|(?:bon|ok)\s+pour\s+(?:la\s+suite|continuer|poursuivre)|(?:(?:on|we|to|pour)\s+)?(?:continue|continuer|proceed|poursuivre|poursuit)|poursuite|(?:feu\s+vert|green\s+light)(?:\s+(?:given|granted|donn[ée]|accord[ée]|g[ée]n[ée]ral))?|avis\s+favorable|d\s?['’ ]\s?accord|accord(?:[ée]e?|\s+g[ée]n[ée]ral)?|approved|approuv[ée]e?|autoris[ée]e?)(?![\p{L}\p{N}_\-])/giu;
  const NO_NO_GO = /(?<![\p{L}\p{N}_])(?:no|non|not|pas(?: de)?|aucun)\s+no[-‐‑‒–—\s]?go(?![\p{L}\p{N}_])/iu;
  const NOT_YET =
    /50\s?\/\s?50|(?<![\p{L}\p{N}_])(?:in|dans|within|d\s?['’]\s?ici|sous)\s+(?:about\s+|environ\s+)?~?\d+\s?(?:s|sec|secondes?|seconds?|mins?|mn|minutes?|h|hours?|heures?)(?![\p{L}\p{N}_])/iu;
  const AT = String.raw`(?:(?:[01]?\d|2[0-3])\s?[:hu]\s?[0-5]\d|24\s?[:hu]\s?00)(?:\s?[ap]\.?\s?m(?![\p{L}\p{N}_])\.?)?(?![\p{L}\p{N}_:])`;
  const WHEN_SAID = new RegExp(
    String.raw`(?<![\p{L}\p{N}_:./])(?:(?:le|on|at|à|a|@)\s+)?(?:(?:\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2}))` +
      String.raw`(?![\p{L}\p{N}_/.])(?:,?\s*(?:(?:à|a|at)\s+)?${AT})?|(?:\d{1,2}[/.]\d{1,2}\.?,?\s+(?:(?:à|a|at)\s+)?)?${AT})`,
    "giu",
  );
  const BESIDE =
    /^\s*d[ée]cision\s*[:=–\-]\s*|(?<![\p{L}\p{N}_])(?:(?:sans|pas de) r[ée]serves?|without (?:any )?reservations?|(?:no|sans|aucune?) (?:remarks?|comments?|objections?|remarques?|commentaires?)|(?:all|everybody|everyone|both) agree[ds]?)(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_])(?:for the next (?:step|phase|pass)|pour l\s?['’]\s?[ée]tape suivante|(?:after|following)(?: the)? roll[ \-]?call|apr[èe]s (?:l\s?['’]\s?)?appel(?: nominal)?|roll[ \-]?call (?:done|complete|ok)|appel (?:nominal )?(?:fait|termin[ée]|ok))(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_])(?:(?:all|everybody|everyone|tous|toutes|tout le monde|(?:the |l['’]\s?)?(?:users|team|[ée]quipe)|(?:les )?utilisateurs)\s+(?:(?:is|are|est|sont)\s+)?(?:informed|told|notified|present|complete|inform[ée]e?s?|pr[ée]venue?s?|pr[ée]sente?s?|compl[èe]te))(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_])(?:(?:all|everything|tout)(?: is| est)? (?:green|vert|au vert)|(?:no|aucun(?: point)?|rien de|nothing) (?:blockers?|blocking|bloquante?))(?![\p{L}\p{N}_])|(?<=(?<![\p{L}\p{N}_])go)[\s,;:(–—\-]+(?:given|donn[ée]e?|d[ée]cid[ée]e?|decided|re[çc]ue?|received|valid[ée]e?|validated)(?![\p{L}\p{N}_])|(?<=(?<![\p{L}\p{N}_])go)\s+(?:for|pour)\s+(?:the\s+|la\s+|le\s+|l['’]\s?)?(?:upgrade|update|installation|suite|mise [àa] jour|change|changement)(?![\p{L}\p{N}_])/giu;
  const GIVEN_BY = // whose go it is, where initials say so
    /(?<![\p{L}\p{N}_])(?:given|donn[ée]e?|d[ée]cid[ée]e?|decided|valid[ée]e?|validated)\s+(?:par|by)\s+(\p{L}{2,5})(?![\p{L}\p{N}_])/giu;
  const APART = // what stands between a decision and somebody's name, and between names
    /([,;:()/–—]|(?:^|\s)-+(?=\s|$)|(?<![\p{L}\p{N}_])(?:par|by|per|de|from|says|said|dit)(?![\p{L}\p{N}_])|(?<=(?<![\p{L}\p{N}_])go)\s|\s(?=(?:no[\- ]?)?go(?![\p{L}\p{N}_])|(?:au|on the|over the)\s(?:t[ée]l|phone)))/iu;
  const NAME = /^[\p{L}\s.'’\-]+$/u;
  const OPENS = /\s*\([\s,;–\-]*/gu;
  const ENDS = /^[ ,;/—–\-]+|[ ,;/—–\-]+$/gu;

  /** Go and no-go in a text as yes and no, without when it was said. @param {string} value */
  function asAnswer(value) {
    if (NO_NO_GO.test(value)) return value;
    const bare = value.replace(WHEN_SAID, ",").replace(BESIDE, ",").replace(ENDS, "");
    const said = bare.replace(OPENS, ", ").replaceAll(")", " ").replace(ENDS, "");
    return said.replace(LEAVE, "yes").replace(GO_AHEAD, (_, no) => (no ? "no" : "yes"));
  }

  /** A decision without the names in full beside it, of the words of which `isName` says so (`GO – T. Leroy 22h13`); null
   * where there is none. @param {string} value @param {(words: string[]) => boolean} isName */
  function withoutNames(value, isName) {
    const pieces = [...value].length > EngineNames.longest ? [] : value.replace(WHEN_SAID, ",").split(APART);
    const isNamed = (/** @type {string} */ text) => NAME.test(text) && isName(EngineWords.plainWords(text));
    const names = [];
    for (let at = 0; at < pieces.length; at += 2) {
      const ends = [at + 2, at].filter((end) => end < pieces.length); // what stands between may be a part of a name
      const end = ends.find((one) => isNamed(pieces.slice(at, one + 1).join("")));
      if (end === undefined) continue;
      names.push([at, end]);
      at = end;
    }
    for (const [at, end] of names) {
      pieces.fill(", ", Math.max(at - 1, 0), end + 1);
      if (end + 1 < pieces.length) pieces[end + 1] = pieces[end + 1].replace(/says|said|dit/i, ", ");
    }
    return names.length ? pieces.join("") : null;
  }

  /** Whether a go is none yet, or half of one: `go in 10 min`, `go 50/50`. @param {string} value */
  function isToCome(value) {
    return NOT_YET.test(value);
  }

  /** Who gave a decision, as far as a text says so in a word that may be initials. @param {string} value */
  function givenBy(value) {
    return [...value.matchAll(GIVEN_BY)].map(([, who]) => who);
  }

  return { asAnswer, givenBy, isToCome, withoutNames };
})();
