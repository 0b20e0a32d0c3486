"use strict";
// What follows a plain yes or no, and takes nothing back: `oui, session ouverte avec le poste de test`. As more_than_yes.py.

const EngineMore = (() => {
  const LONGEST = 100;
  const NEUTRAL = new Set([
    ...EngineBeside.harmless,
    ...(
      "a au aux avec chez dans pendant pour via ont ete qui which has have been during for of with session " +
      "sessions laptop tests essai usager usagers utilisateur utilisateurs user users client clients ecran son " +
      "image video screen sound picture connexion connection telephone technicien technicienne technician " +
      "collegue colleague support site cle cles key keys appel call cote cotes side message ouverte ouvert " +
      "etablie etabli lancee lance demarree accepte acceptee joignable connecte connectee connectes visible " +
      "present presente presents presentes accessible confirmes confirmees repondent fonctionnent opened open " +
      "established started launched accepted connected reachable worked passe passee aboutie abouti"
    ).split(" "),
  ]);
  const SHOWN = "(?:active?|activee?|cochee?|visible|presente?|la|joignable|accessible)";
  const GONE = new RegExp(
    "^(?:" +
    String.raw`(?:(?:elles?|ils?|on|ca|la page) )?(?:ne |n )?(?:y )?` +
    String.raw`(?:repond|apparait|s affiche|existe|est|sont)` +
    String.raw` (?:plus|pas)(?: ${SHOWN})?` +
    String.raw`|(?:plus|pas) (?:de |d )?(?:reponse|avertissements?|alerte|${SHOWN})` +
    String.raw`|(?:(?:it|they|the page) )?(?:(?:does not|doesn t|do not|don t|no longer)` +
    String.raw` (?:answers?|reply|replies|responds?|appears?|shows?|exists?)` +
    String.raw`|(?:is |are )?(?:not|no longer) (?:active|enabled|ticked|there|shown|visible|reachable))` +
    String.raw`(?: (?:any ?more|at all))?` +
    ")$",
    "u",
  );
  const FIRST = /^([\p{L}\p{N}]{2,})(?![\p{L}\p{N}])[\s,;:.–—(-]*(.*)$/su;
  const NUMBER = /^\p{Nd}{3,}$/u;

  /** The plain yes or no at the beginning of a text, where all that follows it changes nothing; else the text.
   * @param {string} value @param {IndexedPlan["staff"]} staff */
  function plainPart(value, staff) {
    const plain = EngineAnswers.unmarked(EngineWords.fold(value)).trim();
    const found = [...plain].length <= LONGEST && !EngineAnswers.speaksAgainst(value) ? FIRST.exec(plain) : null;
    const said = ["yes", "no"].find((kind) => found && EngineAnswers.isAnswer(found[1], kind));
    if (!found || !said) return value;
    const others = found[2].replace(namesOf(staff), " ");
    const rest = EngineAnswers.withoutRemarks(EngineAnswers.withoutAsides(others), staff);
    const isAlike = said === "no" ? goesWithNo : goesWithYes;
    return rest.split(EngineAnswers.clauses).every((clause) => isAlike(clause, staff)) ? found[1] : value;
  }

  /** The names of people, whole or in part: `Rosa Mendez`, `Rosa`, `R. Mendez`; no word that could be an answer.
   * @param {IndexedPlan["staff"]} staff */
  function namesOf(staff) {
    const names = [];
    for (const { name } of staff.values()) {
      const words = wordsOf(EngineAnswers.unmarked(EngineWords.fold(name)));
      const parts = words.filter((word) => [...word].length > 1 && isOnlyAName(word));
      const letters = [...new Set(words.map((word) => [...word][0]))].join("");
      if (parts.length) names.push(String.raw`(?:[${letters}]\.?[\s-]+)?(?:${parts.join("|")})`);
    }
    return names.length ? new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${names.join("|")})(?![\p{L}\p{N}])`, "gu") : /(?!)/gu;
  }

  /** @param {string} word */
  function isOnlyAName(word) {
    return !EngineAnswers.isAnswer(word) && !EngineAnswers.noHands.has(word) && !EngineAnswers.takenBack.has(word);
  }

  /** @param {string} clause @param {Map<string, unknown>} staff */
  function goesWithYes(clause, staff) {
    const words = wordsOf(clause).filter((word) => !EngineAnswers.isHand(word, staff) && !NUMBER.test(word));
    const said = EngineAnswers.inClause(words.join(" "), NEUTRAL);
    return said !== null && !["no", "none", "back"].some((one) => said.has(one));
  }

  /** @param {string} clause */
  function goesWithNo(clause) {
    const words = wordsOf(clause).join(" ");
    return !words || GONE.test(words);
  }

  /** @param {string} clause @returns {string[]} */
  function wordsOf(clause) {
    return clause.match(/[\p{L}\p{N}]+/gu) || [];
  }

  return { neutral: NEUTRAL, plainPart };
})();
