"use strict";
// What follows a plain yes or no, and takes nothing back: `oui, session ouverte avec le poste de test`. As more_than_yes.py.

const EngineMore = (() => {
  const LONGEST = 100;
  const NEUTRAL = new Set(
    (
      "ont ete qui which has have been essais appel appels call calls ping nslookup cote cotes side sides message " +
      "messages passe passes passee aboutie abouti " +
      "a au aux avec chez d dans de des du en est et l la le les par pendant pour sur via ce cet cette nos " +
      "notre leur leurs and at both by during for from in is it its of on our the their to via was were " +
      "with session sessions poste postes pc pcs ordinateur ordinateurs portable computer computers laptop " +
      "test tests essai usager usagers utilisateur utilisateurs utilisatrice user users client clients " +
      "ecran son image audio video voix chat clavier souris screen sound picture voice keyboard mouse login " +
      "page connexion connection console adresse address nom name navigateur browser telephone mobile " +
      "smartphone mac windows linux technicien technicienne technicians technician equipe team collegue " +
      "collegues colleague colleagues support helpdesk assistance site agence bureau office service " +
      "representant representative customer personne personnes people appliance serveur server cle cles key " +
      "keys ouverte ouvert ouvertes etablie etabli lancee lance lancees demarree accepte acceptee jointe " +
      "joint joignable connecte connectee connectes affiche affichee visible present presente presents " +
      "presentes accessible confirme confirmee confirmes confirmees repond repondent marche fonctionne " +
      "fonctionnent opened open established started launched accepted joined connected shown visible " +
      "present reachable accessible confirmed answers answered responds works worked"
    ).split(" "),
  );
  const GONE = new RegExp(
    "^(?:" +
    String.raw`(?:(?:elle|il|elles|ils|on|ca|cela|l adresse|la page|le nom|l appliance) )?(?:ne |n )?(?:y )?` +
    String.raw`(?:repond(?:ent)?|apparait|apparaissent|s affiche(?:nt)?|existe(?:nt)?|figure(?:nt)?|est|sont|voit|trouve)` +
    String.raw` (?:plus|pas)(?: (?:active?|activee?|cochee?|visible|presente?|la|joignable|accessible|attribuee?))?(?: du tout)?` +
    String.raw`|(?:plus|pas) (?:de |d )?(?:reponse|avertissements?|alerte|active?|activee?|cochee?|visible|joignable|accessible|` +
    String.raw`presente?)(?: du tout)?` +
    String.raw`|(?:(?:it|they|the (?:address|page|name|appliance)) )?(?:(?:does not|doesn t|do not|don t|no longer)` +
    String.raw` (?:answers?|reply|replies|respond|responds|appear|appears|show|shows|exist|exists)` +
    String.raw`|(?:is |are )?(?:not|no longer) (?:active|enabled|ticked|there|shown|visible|reachable|assigned))` +
    String.raw`(?: (?:any more|anymore|any longer|at all))?` +
    ")$",
    "u",
  );
  const FIRST = /^([\p{L}\p{N}]{2,})(?![\p{L}\p{N}])[\s,;:.–—(-]*(.*)$/su;
  const NUMBER = /^\p{Nd}{3,}$/u;

  /** The plain yes or no at the beginning of a text, where all that follows it changes nothing; else the text.
   * @param {string} value @param {Map<string, unknown>} staff */
  function plainPart(value, staff) {
    const plain = EngineAnswers.unmarked(EngineWords.fold(value)).trim();
    const found = [...plain].length <= LONGEST && !EngineAnswers.speaksAgainst(value) ? FIRST.exec(plain) : null;
    const said = ["yes", "no"].find((kind) => found && EngineAnswers.isAnswer(found[1], kind));
    if (!found || !said) return value;
    const rest = EngineAnswers.withoutRemarks(EngineAnswers.withoutAsides(found[2]), staff);
    const isAlike = said === "no" ? goesWithNo : goesWithYes;
    return rest.split(EngineAnswers.clauses).every((clause) => isAlike(clause, staff)) ? found[1] : value;
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
