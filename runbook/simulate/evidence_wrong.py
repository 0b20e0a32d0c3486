"""Planted mistakes of evidence: of another kind, illegible, a word in its place, another appliance's."""

from __future__ import annotations

from collections.abc import Callable

from runbook.i18n import N_
from runbook.model.plan import PlanStep
from runbook.simulate.draft import DraftRecord, Mistake, mistake_of
from runbook.verify.other_appliance import OtherAppliance
from runbook.verify.releases import APPROVER

NO_KIND = "#"  # neither a number nor a time, nor a yes or a no
WORD = "ok"  # says nothing where something of one's own is asked


def _is_text(step: PlanStep) -> bool:
    own = step.evidence is not None and step.evidence.type == "text" and step.gate is None
    return own and not (step.evidence and step.evidence.expect)


def _another_kind(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: bool(step.evidence and step.evidence.type != "text" and step.gate is None)):
        draft.put(step, value=NO_KIND)
        text = N_("The evidence of step {step} is not of the kind that is asked.")
        return mistake_of("another kind", "EVD002", [step.id], text)
    return None


def _illegible_evidence(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: step.evidence is not None and step.gate is None):
        draft.put(step, value="?")
        return mistake_of("illegible evidence", "EVD005", [step.id], N_("Nobody can read the evidence of step {step}."))
    return None


def _only_a_word(draft: DraftRecord) -> Mistake | None:
    for step in draft.done(lambda step: draft.indexed.tolerant and _is_text(step)):
        draft.put(step, value=WORD)
        text = N_("The evidence of step {step} is a word that says nothing.")
        return mistake_of("only a word", "EVD008", [step.id], text)
    return None


def _of_the_other(draft: DraftRecord) -> Mistake | None:
    """What was kept of one appliance is written down at the same step of another one."""
    for step in draft.done(lambda step: draft.indexed.tolerant and _is_text(step)):
        other = OtherAppliance(draft.indexed, step)
        names = [one.id for one in draft.indexed.plan.appliances if other.named_in(one.id)]
        if names and step.evidence:
            draft.put(step, value=f"{step.evidence.name}-{draft.chance.choice(names)}-1")
            text = N_("The evidence of step {step} is that of another appliance.")
            return mistake_of("of the other", "EVD011", [step.id], text)
    return None


def _released_by_nobody(draft: DraftRecord) -> Mistake | None:
    """An oral release is said to be of somebody who may not give it."""
    others = [one.name for one in draft.indexed.staff.values() if APPROVER not in one.roles]
    for step in draft.done(lambda step: bool(others) and step.gate == "spoken-release"):
        draft.put(step, value=draft.chance.choice(others))
        text = N_("The oral release of step {step} is by somebody who may not release.")
        return mistake_of("released by nobody", "EVD009", [step.id], text)
    return None


KINDS: tuple[Callable[[DraftRecord], Mistake | None], ...] = (
    _another_kind,
    _illegible_evidence,
    _only_a_word,
    _of_the_other,
    _released_by_nobody,
)
