"""How far a change is that is judged while it is under way: what is signed, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_, Language
from runbook.model.finding import Message, StepRefs
from runbook.model.plan import PlanStep
from runbook.model.ways_back import way_back_steps
from runbook.report.finding_text import marked_title, message_text
from runbook.verify.behind import behind
from runbook.verify.due import due_and_missing, is_signed, next_step
from runbook.verify.not_reached import not_reached
from runbook.verify.session import Verified
from runbook.verify.taken_back import stopped


def progress_lines(verified: Verified, language: Language) -> Iterator[str]:
    """How many steps are signed, which is next, and why steps that need not be done are not among the open ones."""
    case = verified.case()
    if case is None:
        return
    steps, left = case.indexed.steps, {one.step for one in verified.result.open}
    beyond = not_reached(case)
    required = {index for index, step in enumerate(steps) if step.required} - beyond
    signed = [index for index in required if is_signed(case.lines.get(index)) and steps[index].id not in left]
    counts = {"signed": str(len(signed)), "all": str(len(required))}
    yield language.text(N_("Required steps that are signed: {signed} of {all}."), **counts)
    if beyond:
        told = N_("Not due, as the last hold point says no-go: {count}.")
        if stopped(case):
            told = N_("Not reached any more, as the change was stopped: {count}.")
        yield language.text(told, count=str(sum(steps[index].required for index in beyond)))
    earlier = (required & behind(case.indexed)) - case.lines.keys()
    if earlier:
        told = N_("Done under an earlier plan, and not signed in these files: {count}.")
        yield language.text(told, count=str(len(earlier)))
    if missing := due_and_missing(case):
        yield language.text(N_("Due, and not signed: {count}."), count=str(len(missing)))
    if following := next_step(case, verified.result.open):
        named = steps[case.indexed.index[following.step]]
        yield language.text(N_("Next: {step}"), step=_name(named, language))
    back = way_back_steps(case.indexed.plan)
    optional = tuple(
        step.id
        for index, step in enumerate(steps)
        if not step.required and index not in case.lines and index not in beyond and step.id not in back
    )
    if optional:
        message = Message(
            N_("Optional steps that are not signed, and need not be: {steps}."), (("steps", StepRefs(optional)),)
        )
        yield message_text(message, case.indexed.plan, language)


def _name(step: PlanStep, language: Language) -> str:
    """`6.1 Look for the packages (li-1)`."""
    name = f"{step.number} {marked_title(step, language)}"
    return f"{name} ({step.appliance})" if step.appliance else name
