"""Where a pass begins in which letters mean other appliances than in the pass before: what is drawn there."""

from __future__ import annotations

from runbook.document.parts import LetterSwap, SwapPlace
from runbook.document.slots import value
from runbook.document.words import IDLE, SERVES, badge
from runbook.i18n import N_, Language
from runbook.model.plan import Phase, Plan, PlanHop

HOST_COLUMNS = 26
MEANING = N_("A is the appliance that serves the users when a pass begins; B is the other one.")
MASTERS = N_("A is the master node that serves the users when a pass begins; B is the other master node.")
BRIEF_MEANING = N_("A serves the users when a pass begins; B is the other one.")
BRIEF_MASTERS = N_("A serves the users when a pass begins; B is the other master node.")
MOVED = N_("A was the primary of the pair, and B its backup; B serves the users now.")
BRIEF_MOVED = N_("B serves the users; A is the other one.")


def meaning_of(plan: Plan, language: Language, *, brief: bool = False) -> str:
    """What A and B mean in the texts of a plan, in few words where it is `brief`; "" where there are none."""
    if not has_letters(plan):
        return ""
    if any(hop.primary_start == hop.letters.get("B") for hop in plan.passes):  # found apart, the users moved already
        return language.text(BRIEF_MOVED if brief else MOVED)
    masters = any(each.role == "traffic" for each in plan.appliances)
    if brief:
        return language.text(BRIEF_MASTERS if masters else BRIEF_MEANING)
    return language.text(MASTERS if masters else MEANING)


def has_letters(plan: Plan) -> bool:
    """Whether the texts of a plan speak of A and B."""
    return any({"A", "B"} <= {*hop.letters} for hop in plan.passes)


def letter_swap(plan: Plan, phase: Phase, language: Language) -> LetterSwap | None:
    """The drawing at the head of `phase`; None where it is no pass's first one, or the letters stay."""
    now = next((p for p in plan.passes if p.hop == phase.hop), None)
    before = next((p for p in reversed(plan.passes) if now and p.hop < now.hop), None)
    first = next((p for p in plan.phases if now and p.hop == now.hop), None)
    if now is None or before is None or first is not phase or before.letters == now.letters:
        return None
    shown = [appliance for appliance in plan.appliances if appliance.id in now.letters.values()]
    ids = [appliance.id for appliance in shown]
    names = tuple(language.text(N_("Pass {n} of {total}"), n=p.hop, total=len(plan.passes)) for p in (before, now))
    return LetterSwap(
        anchor=f"swap-{now.hop}",
        appliances=tuple(
            (value("swap.id", a.id, 12, "big"), value("swap.host", a.hostname, HOST_COLUMNS)) for a in shown
        ),
        before=_places(before, ids, before.primary_start, language, began=True),
        now=_places(now, ids, phase.serves or now.primary_start, language, began=False),
        passes=(names[0], names[1]),
        meaning=meaning_of(plan, language),
    )


def _places(hop: PlanHop, ids: list[str], serving: str, language: Language, *, began: bool) -> tuple[SwapPlace, ...]:
    """What each of `ids` is in a pass, of which one is `serving`; with `began`, what it was."""
    letters = {id_: letter for letter, id_ in hop.letters.items()}
    found = []
    for id_ in ids:
        shown = badge(letters.get(id_), language)
        serves = id_ == serving
        was = N_("served the users") if serves else N_("served nobody")
        now = SERVES if serves else IDLE
        role = f"{language.text(N_('primary') if serves else N_('backup'))}, {language.text(was if began else now)}"
        if shown:
            found.append(SwapPlace(badge=shown, role=role, serves=serves))
    return tuple(found)
