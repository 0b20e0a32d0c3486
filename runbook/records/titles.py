"""What a step is called, on pages and in the rows of records alike."""

from __future__ import annotations

from runbook.i18n import N_, Language
from runbook.model.control import place_of_approval
from runbook.model.plan import HOUSE_MARK, Plan, PlanStep


def title_of(plan: Plan, step: PlanStep, language: Language) -> str:
    """The title of a step; of several approvals with which it is, and that it is somebody else's than the first."""
    title = language.text(step.title)
    place, total = place_of_approval(plan, step)
    if place > 1:
        return language.text(N_("{title} ({n} of {total}, another person)"), title=title, n=place, total=total)
    return language.text(N_("{title} ({n} of {total})"), title=title, n=place, total=total) if place else title


def house_title(plan: Plan, step: PlanStep, language: Language) -> str:
    """The title of a step where there is no room for a mark: that of the house stands behind it as a word."""
    return step.marked(title_of(plan, step, language), language.text(HOUSE_MARK))
