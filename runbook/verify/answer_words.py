"""The words that answers are made of, each with what it says: of yes, of no, or that all is as it must be.

The page reads the same (`engine_answers.js`). What a whole answer says, clause by clause, is in `yes_or_no`.
"""

from __future__ import annotations

from typing import Literal

ClauseSays = Literal["yes", "no", "none", "fine", "done", "back", "fact", "all", "both"]
# Each line in its normal form: small letters, no marks, one blank between words.
_WORDS: dict[ClauseSays, str] = {
    "yes": """
yes; y; oui; o; true; vrai; 1; yep; yeah; yup; ouais; affirmative; affirmatif; yes it is; yes it does; yes they are;
yes indeed; absolutely; of course; absolument; tout a fait; bien sur
""",
    "no": """
no; n; non; false; faux; 0; ✗; ✘; ✕; not at all; pas du tout
""",
    "none": """
none; aucun; aucune; nothing; rien; none shown; none seen; no warning; no warnings; no warnings shown; no alert; no
alerts; aucun avertissement; aucune alerte; pas d avertissement; pas d avertissements; pas d alerte; off; disabled; not
enabled; desactive; desactivee; non active; non activee; none at all; nothing seen; nothing shown; rien vu; not one; pas
un seul; pas une seule; neither; neither one; neither of them; neither of the two; neither a nor b; not on either; on
neither; on none; ni a ni b; ni sur a ni sur b; ni l un ni l autre; ni l une ni l autre; aucun des deux; aucune des
deux; sur aucun; sur aucun des deux; sur aucune; no certificate warning; no certificate warnings; no warning shown;
no warning at all; no warnings at all; aucun avertissement du tout; plus active; plus activee; n est plus active; n est
plus activee; plus presente; n est plus presente; plus la; n est plus la; no longer active; no longer enabled; no longer
there; not any more; aucun message; no message; no messages; no message shown; rien affiche; rien d affiche; rien n est
affiche; plus rien; nothing more
""",
    "fine": """
ok; okay; x; v; ✓; ✔; ☑; ✅; √; 👍; 👌; vu; vue; seen; confirmed; confirme; confirmee; conforme; conformes; verified;
verifie; verifiee; verifies; verifiees; checked; controle; controlee; tout est ok; tout est bon; tout est en ordre;
tout est conforme; tout va bien; tout bon; tout fonctionne; tout marche; c est ok; c est bon; c est conforme; c est
correct; ok pour moi; ok for me; bon pour moi; ras; r a s; rien a signaler; nothing to report; all good; all fine; all
is ok; c est bon pour moi; conforme a l attendu; all is well; all is good; all is fine; everything ok; everything is
ok; everything is fine; everything is good; all works; everything works; no problem; no problems; no issue; no issues;
without problems; aucun probleme; pas de
probleme; sans probleme; correct; correcte; exact; parfait; perfect; fine; good; bon; bonne; bien; tres bien; nickel;
impeccable; en ordre; in order; passed; pass; success; successful; succes; reussi; reussie; valide; validee; o k; test
ok; tests ok; test reussi; tests reussis; no error; no errors; without error; without errors; sans erreur; sans
erreurs; aucune erreur; pas d erreur; pas d erreurs; sans souci; sans incident; aucun incident; sans anomalie; aucune
anomalie; as expected; as planned; as it should be; comme prevu; comme attendu; comme il faut; successfully; with
success; avec succes; tested; tested twice; teste; testee; testes; testees; aucun souci; pas de souci
""",
    "done": """
done; installed; installe; installee; fait; faite; fini; finie; termine; terminee; finished; completed; effectue;
effectuee; realise; realisee; all done; tout est fait; c est fait
""",
    "back": """
restored; restaure; restauree; restaures; restaurees; retabli; retablie; retablis; retablies
""",
    "fact": """
it works; works; working; works fine; it works fine; ca marche; ca fonctionne; marche; fonctionne; la session
fonctionne; session works; session ok; session fonctionne; la session marche; identique; identiques; identical;
equal; egal; egale; egaux; egales; the same; same; keys equal; keys ok; cles egales; cles identiques; les memes; all
there; all present; everybody is there; everybody there; everyone is there; everyone there; tous la; tous presents;
toutes presentes; tout le monde est la; on; enabled; active; activee; worked; it worked; it all worked; all worked;
worked fine; it worked fine; worked well; session worked; the session worked; ca a marche; ca a fonctionne; tout a
marche; tout a fonctionne; la session a marche; la session a fonctionne; works perfectly; works
well; fonctionne parfaitement; fonctionne bien; marche bien; ca fonctionne bien; ca marche bien; marche parfaitement;
match; matches; matching; they match; all match; builds match; keys match; pareil; pareils; pareille; pareilles; memes
builds; memes cles; builds identiques; builds identical; concordent; concordant; concordants; concordantes;
fonctionnel; fonctionnelle; operationnel; operationnelle; functional; operational; concluant; test concluant;
essai concluant; session ouverte; session etablie; session opened; session established
""",
    "all": """
all; everything; tout; tous; toutes; for all; on all; pour tous; sur tous; chez tous; partout; everywhere;
unanime; unanimous; unanimously; a l unanimite; everybody; everyone; tout le monde; de tous; de toutes;
de tout le monde; de chacun; of all; from all; by all; from everybody; from everyone; by everybody; by everyone
""",
    "both": """
both; les deux; sur les deux; on both; a and b; on a and b; a et b; sur a et b; a b; on a b; sur a b; on a and on b;
sur a et sur b; both of them; for both; to both; both appliances; on both appliances; pour les deux; aux deux; chez les
deux; each; on each; chacun; chacune; sur chacun; sur chacune; either; on either; on either one; of both; des deux; les
2; sur les 2; both pcs; on both pcs; both computers; on both computers; on either pc; les deux postes; sur les deux
postes; les 2 postes; sur les 2 postes; 2 postes
""",
}
LISTS: dict[ClauseSays, frozenset[str]] = {
    said: frozenset(one.strip() for one in " ".join(words.split()).split(";")) for said, words in _WORDS.items()
}
MEANS: dict[str, ClauseSays] = {word: said for said, words in LISTS.items() for word in words}
APPROVING = frozenset(  # single words that say that it is so
    word for said in ("yes", "fine", "done", "back", "fact", "all", "both") for word in LISTS[said] if word.isalnum()
)
LONGEST_PHRASE = max(phrase.count(" ") + 1 for phrase in MEANS)
# Behind a yes, words that make it another answer; any others are a question.
_TAKING_BACK = """
not pas non no n ne ni nor never jamais none nothing aucun aucune rien but mais however except excepte sauf hormis
unless without sans only seulement uniquement almost presque nearly half moitie part partly partial partially partiel
partielle partiellement some certain certains certaines one un une failed fails fail failing failure echec echoue
echouee error errors erreur erreurs warning warnings avertissement avertissements alert alerts alerte alertes ko nok
wrong bad faux absent absente absents missing manque manquant manquante perdu lost later demain tomorrow
"""
TAKEN_BACK = frozenset(_TAKING_BACK.split())
# What could be initials, and says something else.
NO_HANDS = frozenset({"ko", "na", "nok", "not", "nc", "nr"})


def is_answer(text: str, *said: ClauseSays) -> bool:
    """Whether a text is one of the listed answers, of these kinds or of any."""
    found = MEANS.get(text)
    return found is not None and (not said or found in said)
