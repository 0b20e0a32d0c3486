"""How the columns of a table and the states are called in every language that the kit has: what a blank record shows to
people in theirs is read in all of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

from runbook.i18n import N_, SOURCE, Language, available, load_language
from runbook.model.record import SHOWN_COLUMNS, TABLE_COLUMNS

# In English they are called as in the contract; what stands here is what is translated.
HEADS: Mapping[str, str] = {
    "revision": N_("revision"),
    "run": N_("run"),
    "step": N_("step"),
    "number": N_("step number"),
    "title": N_("title"),
    "state": N_("state"),
    "at": N_("at"),
    "by": N_("by"),
    "witness": N_("witness"),
    "value": N_("value"),
    "note": N_("note"),
    "appliance": N_("appliance"),
    "value asked": N_("value asked"),
    "witness due": N_("witness due"),
    "roles": N_("roles"),
}
# As the paper checklist calls them, where that is otherwise: what was filled in on paper is typed up under these.
PRINTED: Mapping[str, str] = {
    "at": N_("Date, time"),
    "by": N_("By"),
    "value": N_("Written down"),
    "note": N_("Note, reason"),
}
# As people call them in tables of their own: read where the column is not there under its own name.
_CALLED = {
    "step": "step id; step_id; step identifier; id étape; id de l'étape; identifiant de l'étape",
    "number": """
step no.; step no; step #; step n°; n° étape; n° d'étape; n° de l'étape; numéro d'étape; étape n°; étape no.;
étape #;
n°; no.; nr; nr.; num; num.; #
""",
    "at": """
date and time; date & time; date time; date/time; datetime; timestamp; time stamp; when; signed at; signed on; done at;
date et heure; date & heure; date heure; date/heure; date - heure; horodatage; quand; signé le; visé le; fait le;
end; end time; ended; ended at; finished; finished at; completed at; fin; heure de fin; terminé à; time (local);
local time; heure locale; heure (locale); fait à; signé à; heure/time; time/heure
""",
    "by": """
initials; signed by; done by; carried out by; signature; initiales; visa; signé par; visé par; fait par; exécuté par;
who; qui; technician; technicien; technicienne; intervenant; operator; opérateur; engineer; performed by; réalisé par;
executed by; effectué par; exécutant; exécutante; opératrice; executor; technicien (initiales); technician (initials);
paraphe; sign-off; signed off by; visa exécutant; visa technicien; visa intervenant; signature technicien
""",
    "witness": """
witness initials; witness (initials); witnessed by; seen by; témoin (initiales); initiales du témoin; vu par;
second person; 2nd person; deuxième personne; 2e personne; checked by; verified by; contrôlé par; vérifié par;
4 eyes; 4-eyes; four eyes; four-eyes; 4 yeux; quatre yeux; checker; contrôleur; contrôleuse; countersigned by;
contresigné par; contre-signé par; 4 eyes check; four eyes check; four-eyes check; 4-eyes check;
countersignature; contreseing;
second; 2nd; seconde personne; second technician; second technicien; 2e technicien; second signature; seconde signature;
second visa; double-checked by; vérificateur; vérificatrice; verifier;
visa témoin; visa du témoin; signature témoin; signature du témoin; paraphe témoin; paraphe du témoin; nom du témoin;
témoin (visa); witness signature; witness sign-off; witness name; initials of witness; initiales témoin
""",
    "value": """
evidence; value noted; value seen; preuve; valeur relevée; valeur constatée; valeur notée; relevé; constat;
values; valeurs; written down; actual; actual values;
valeur lue; valeur observée; valeur obtenue; valeur mesurée; valeur saisie; valeurs constatées; valeurs relevées;
résultat constaté; résultat obtenu; résultat observé; résultat relevé; constaté; observed value; value observed;
measured value; actual value; value read; observed result; result observed; actual result; observed
""",
    "note": """
notes; remark; remarks; comment; comments; reason; remarques; commentaire; commentaires; observation; observations;
motif; justification; commentaire(s); remarque(s); remark(s); comment(s); note(s); observation(s); raison
""",
    "state": "status; statut; done; fait; done/not done; tick; ticked; coché; coche",
}
# Whether a step was done, as a head asks it: `Fait (O/N)`, `Done? (Y/N)`.
_DONE = "done; ok; fait; faite; effectué; réalisé; exécuté; terminé; completed; executed; carried out; performed"
_OR_NOT = "(o/n); (y/n); (oui/non); (yes/no); o/n; y/n; oui/non; yes/no"
# The same where nothing else in the table stands for the column; beside a status, a result is what was written down.
_RESULT = "result; résultat; outcome"
_SPARE = ({"state": _RESULT}, {"value": _RESULT})
EARLIER: dict[str, str] = {"nombre": "number"}  # heads that blank records once had
KEYS: Mapping[str, str] = {column: column for column in (*TABLE_COLUMNS, *SHOWN_COLUMNS)}
STATE_CHOICES: Mapping[str, str] = {
    "done": N_("done"),
    "na": N_("n/a"),
    "skipped": N_("skipped"),
    "failed": N_("failed"),
}
ANSWERS = (N_("yes"), N_("no"))
GO_OR_NOT = (N_("go"), N_("no-go"))


def heads_in(language: Language) -> dict[str, str]:
    """What each column is called in a language."""
    if language.tag == SOURCE:
        return {column: column for column in HEADS}
    return {column: language.text(head) for column, head in HEADS.items()}


@cache
def columns_by_head() -> Mapping[str, str]:
    """The column that a head means, in small letters; the contract's own names before all others."""
    found = EARLIER | printed_heads()
    for tag in available():
        for column, head in heads_in(load_language(tag)).items():
            found |= dict.fromkeys(_typed(head), column)
    return {**found, **KEYS}


@cache
def printed_heads() -> dict[str, str]:
    """The column that a head of the paper checklist means, in small letters."""
    found: dict[str, str] = {}
    for language in map(load_language, available()):
        for column, head in PRINTED.items():
            found |= dict.fromkeys(_typed(language.text(head)), column)
    return found


@cache
def other_heads() -> dict[str, str]:
    """The column that a head of somebody's own table means, in small letters."""
    return _by_head(_CALLED) | dict.fromkeys(heads_of_done_or_not(), "state")


@cache
def heads_of_done_or_not() -> frozenset[str]:
    """The heads that ask of a step whether it was done, yes or no, in small letters."""
    pairs = product(_DONE.split("; "), ("", "?", " ?"), _OR_NOT.split("; "))
    return frozenset(form for word, mark, ask in pairs for form in _typed(f"{word}{mark} {ask}"))


@cache
def spare_heads() -> tuple[dict[str, str], ...]:
    """The columns that heads mean where no other head does, in small letters; those of the first mapping first."""
    return tuple(map(_by_head, _SPARE))


def _by_head(called: Mapping[str, str]) -> dict[str, str]:
    heads = [(head.strip(), column) for column, listed in called.items() for head in listed.split(";")]
    return {form: column for head, column in heads for form in _typed(head)}


@cache
def all_heads() -> Mapping[str, str]:
    """The column that a head of any of these means, in small letters."""
    return {**columns_by_head(), **other_heads()}


@cache
def step_words() -> frozenset[str]:
    """The heads of the steps, and of their numbers, in every language, in small letters."""
    return frozenset(head for head, column in all_heads().items() if column in ("step", "number"))


@cache
def step_heads() -> frozenset[str]:
    """The same as they are typed."""
    words = [[(word, word.capitalize(), word.upper()) for word in head.split(" ")] for head in step_words()]
    plain = [" ".join(each) for head in words for each in product(*head)]
    return frozenset(f"{mark}{form}{mark}" for form in plain for mark in ("", '"', "'"))


@cache
def states_by_word() -> Mapping[str, str]:
    """The state that a word of a pull-down list means, in small letters."""
    languages = [load_language(tag) for tag in available()]
    words = {language.text(word).casefold(): state for language in languages for state, word in STATE_CHOICES.items()}
    return words | {state: state for state in STATE_CHOICES}


@cache
def answers_by_word() -> Mapping[str, str]:
    """Yes or no, by what they are called in every language, in small letters."""
    languages = [load_language(tag) for tag in available()]
    return {language.text(word).casefold(): word for word in ANSWERS for language in languages}


@cache
def go_by_word() -> Mapping[str, str]:
    """Go or no-go, by what they are called in every language, in small letters."""
    languages = [load_language(tag) for tag in available()]
    return {language.text(word).casefold(): word for word in GO_OR_NOT for language in languages}


def _typed(head: str) -> Iterator[str]:
    """A head in small letters, its accents in one with the letters, apart, and left out."""
    apart = unicodedata.normalize("NFD", head.casefold())
    yield unicodedata.normalize("NFC", apart)
    yield apart
    yield "".join(letter for letter in apart if not unicodedata.combining(letter))
