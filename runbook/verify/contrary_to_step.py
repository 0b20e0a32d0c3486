"""Notes that say the contrary of one step alone: that what it changes is as before (`toujours appairés` where the pair
is broken, `still 6.1.0` where 6.2.0 is installed), that it was done on another appliance, on another day than its
window's, or as a rehearsal alone; that somebody signed for the very one whose initials stand there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from runbook.model.initials import normal_initials
from runbook.model.plan import PlanStep
from runbook.verify.appliance_names import named_appliance
from runbook.verify.contrary_notes import LONGEST, SAY_MORE, any_of, clauses_of, words_of
from runbook.verify.indexed_plan import IndexedPlan

_STILL = "(?:still|toujours|encore)"
_NOT = "(?:not|non|pas|n est pas|ne sont pas|n a pas ete|was not|were not|is not|are not)"
_OF = (
    r"(?:(?:a et b|a and b|it|they|both|elle|il|elles|ils|les deux|(?:the |la |le |l )(?:pair|paire|address|adresse|"
    r"shared ip|ip|appliance|appliances|server|serveur)) )?"
    r"(?:is |are |est |sont |reste |restent |remains |remain )?"
)
_PAIRED = "(?:paired|a pair|appairee?s?|en paire|couplee?s?)"
_APART = "(?:apart|separate|separated|split|unpaired|broken|separee?s?|rompue?s?|decouplee?s?)"
_ON = "(?:on|up|enabled|active|activee?|ticked|cochee?|allumee?|running|demarree?|sous tension|en marche)"
_OFF = (
    "(?:off|down|disabled|inactive|desactivee?|unticked|decochee?|eteinte?|arretee?|switched off|powered off|"
    "hors tension)"
)
# What is still so, or is not yet so, of the last word of the event of a step.
_CONTRARY = {
    "break": (_PAIRED, _APART),
    "establish": (_APART, _PAIRED),
    "off": (_ON, _OFF),
    "on": (_OFF, _ON),
}
_UNCHANGED = {
    act: re.compile(rf"{_OF}(?:{_STILL} {before}|{_NOT} (?:encore |yet |toujours )?{after}(?: yet)?)")
    for act, (before, after) in _CONTRARY.items()
}
_ELSEWHERE = re.compile(
    r"(?:done|installed|carried out|executed|updated|faite?|install[ée]e?|effectu[ée]e?|"
    r"ex[ée]cut[ée]e?|r[ée]alis[ée]e?)\s+(?:on|sur)\s+"
    r"(?:the |le |la |l['’])?(?P<name>[^\s,;()]+)"
    r"(?:,?\s+(?:instead|rather|plut[ôo]t|à la place|au lieu|en lieu et place)\b.*)?[\s.!]*",
    re.IGNORECASE,
)
_DOTS = re.compile(r"(?<=\d)[.,](?=\d)")
_FOR = re.compile(
    any_of("(i |we |j ai |on a )(signed|signe|ticked|coche|visa)")
    + r" (?:for|pour|a la place de|in place of|instead of|en lieu et place de|in the name of|au nom de)"
    r" (?P<who>\S+)(?: (?:who|qui|as|car|parce|because|since|puisqu\S*|lui|he|she)(?: .*)?)?"
)
_AS_BEFORE = re.compile(
    r"(?:(?:the |la |le )?(?:version|base|software|package|paquet) )?(?:is |est |reste |remains )?"
    r"(?:(?:not|non|pas) (?:changed|updated|changee?|mise? a jour)|unchanged|inchangee?|"
    rf"{_STILL}(?: (?:at|on|en|a|the|la|l))? (?:old one|old version|ancienne(?: version)?|"
    r"(?:version |base )?v?(?P<version>\d+(?: \d+)+)))"
)
# Of a step in a window: that it took place at another time, or not really.
_DONE = (
    "(?:started|begun|done|installed|carried out|executed|signed|commencee?|faite?|installee?|effectuee?|executee?|"
    "realisee?|signee?)"
)
_NOT_IN_WINDOW = re.compile(
    rf"(?:it |this |c |cela )?(?:was |a ete |etait |had been )?(?:already |deja )?{_DONE} "
    r"(?:yesterday|the (?:day|night|evening) before|hier|hier soir|la veille|l avant veille|"
    r"(?:before|avant(?: que)?) (?:the |la |l )?(?:window|fenetre|ouverture|opening)"
    r"(?: de la fenetre| of the window| (?:had |was )?open(?:ed)?| (?:ne )?(?:s ouvre|soit ouverte))?)"
)
_IN_PLAY = re.compile(
    any_of("(this |it )(was )(only |just )(a |for )(rehearsal|dry run|simulation|drill|training|practice)")
    + "|"
    + any_of(
        "(c etait )(seulement |juste )(une |un |pour l )(repetition|simulation|exercice|essai a blanc|entrainement)"
    )
)


def says_contrary(indexed: IndexedPlan, step: PlanStep, note: str, hands: tuple[str, ...]) -> bool:
    """Whether a note says that what a step changes is as before, that it was done on another appliance than its own, at
    another time or in play, or that somebody signed for one of the `hands` whose initials stand there."""
    if not note or len(note) > LONGEST or "?" in note:
        return False
    return (
        says_unchanged(step.event or "", note)
        or (step.installs is not None and _is_as_before(step, note))
        or (step.window is not None and _is_not_of_the_window(note))
        or _is_elsewhere(indexed, step, note)
        or _is_for(note, hands)
    )


def _is_as_before(step: PlanStep, note: str) -> bool:
    """Whether all that a note says is that the version is the old one: `version not changed`, `toujours en 6.1.0`."""
    clauses = [*filter(None, clauses_of(_DOTS.sub(" ", note)))]
    wanted = step.evidence.expect.equals if step.evidence and step.evidence.expect else None
    found = [_AS_BEFORE.fullmatch(clause) for clause in clauses]
    return any(one and (one["version"] or "") != (wanted or "").replace(".", " ") for one in found) and all(found)


@lru_cache(maxsize=10_000)
def _is_not_of_the_window(note: str) -> bool:
    """Whether a note says that a step was carried out before its window, or as a rehearsal; and not what came of it."""
    clauses = [*filter(None, clauses_of(note))]
    others = [one for one in clauses if not _NOT_IN_WINDOW.fullmatch(one) and not _IN_PLAY.fullmatch(one)]
    return len(others) < len(clauses) and SAY_MORE.isdisjoint(words_of(others))


@lru_cache(maxsize=10_000)
def says_unchanged(event: str, note: str) -> bool:
    """Whether a note says that what a step of an event changes is still as it was."""
    pattern = _UNCHANGED.get(re.split("[.-]", event)[-1])
    clauses = clauses_of(note) if pattern else []
    others = [clause for clause in clauses if pattern and not pattern.fullmatch(clause)]
    return len(others) < len(clauses) and SAY_MORE.isdisjoint(words_of(others))


def _is_elsewhere(indexed: IndexedPlan, step: PlanStep, note: str) -> bool:
    """Whether all that a note says is that it was done on an appliance that is not the step's."""
    found = _ELSEWHERE.fullmatch(note.strip()) if step.appliance else None
    other = named_appliance(indexed.plan, step.hop, found["name"].rstrip(".!")) if found else None
    return other is not None and other != step.appliance


def _is_for(note: str, hands: tuple[str, ...]) -> bool:
    own = {normal_initials(hand) for hand in hands if hand}
    signed = (found["who"] for clause in clauses_of(note) if (found := _FOR.fullmatch(clause)))
    return any(normal_initials(who) in own for who in signed)
