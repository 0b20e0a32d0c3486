"""A plan as text for people: which path and why, who is primary, windows, steps with their planned times, warnings."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from runbook.document.appliances import course
from runbook.document.change_words import said_of_change
from runbook.document.words import PACKAGES, warning_text
from runbook.i18n import N_, Language
from runbook.model.control import RELEASES
from runbook.model.plan import Phase, Plan, PlanStep, PlanWarning
from runbook.model.remaining import RELEASE_LEFT, in_nights
from runbook.model.revision import short_revision
from runbook.model.warning_codes import TOO_SHORT
from runbook.model.window_chain import steps_behind
from runbook.records.titles import house_title


def outline(plan: Plan, language: Language) -> str:
    """The lines of one plan, ended by a line break; values from the inventory are isolated by the language."""
    return "".join(f"{line}\n" for line in _lines(plan, language))


def _lines(plan: Plan, say: Language) -> Iterator[str]:
    behind = steps_behind(plan)
    plan = in_nights(plan)
    title = f"{say.text(plan.path_title)} [{plan.path}]"
    yield say.text(N_("{name}: {value}"), name=f"{plan.site} / {plan.change}", value=title)
    yield from (
        "  " + say.text(N_("{name}: {value}"), name=name, value=text) for name, text in said_of_change(plan, say)
    )
    yield from (f"  {say.text(reason)}" for reason in plan.reasons)
    yield "  " + say.text(N_("Revision {revision}"), revision=plan.revision[:12])
    if plan.amends:
        yield "  " + say.text(
            N_("{name}: {value}"),
            name=say.text(N_("Carried on from revision")),
            value=say.list(map(short_revision, plan.amends)),
        )
    for gone in plan.house.left_out if plan.house else ():
        told = N_("Left out by {house}: {title} ({reason})")
        title, reason = say.text(gone.title), say.text(gone.reason)
        yield "  " + say.text(told, house=plan.house.name if plan.house else "", title=title, reason=reason)
    for each in (one for one in plan.passes if one.contents):
        yield "  " + say.text(
            N_("Pass {n}, {packages}: primary at the start {start}, at the end {end}"),
            n=each.hop,
            packages=" + ".join(f"{say.text(PACKAGES[package.kind])} {package.name}" for package in each.contents),
            start=each.primary_start,
            end=each.primary_end,
        )
    for number, window in enumerate(plan.windows, 1):
        start, end = say.datetime(window.start), say.datetime(window.end)
        line = say.text(N_("Window {number}: {start} to {end}"), number=number, start=start, end=end)
        yield "  " + ", ".join(filter(None, (line, course(plan, number, say))))
    wide = max((len(_when(step, say)) for step in plan.steps), default=0)
    for phase in plan.phases:
        yield ""
        steps = [step for step in plan.steps if step.phase == phase.id]
        left = [step for step in steps if step.id not in behind]
        if len(left) < len(steps) and left and all(step.gate in RELEASES for step in left):
            phase = replace(phase, title=RELEASE_LEFT)
        yield _phase(phase, left or steps, say) + ("" if left else "  " + say.text(N_("is done")))
        yield from (_step(plan, step, wide, say) for step in left)
    if plan.warnings:
        yield ""
    for warning in plan.warnings:
        yield "  ! " + warned(warning, say)
    yield ""


def warned(warning: PlanWarning, say: Language) -> str:
    """A warning, and of a window that is too short the ways out."""
    text = warning_text(warning, say)
    if warning.code != TOO_SHORT:
        return text
    way = N_("Make it longer; or give its work another window after it, with for: {window}.")
    return f"{text} {say.text(way, window=warning.args['window'])}"


def _phase(phase: Phase, steps: Collection[PlanStep], say: Language) -> str:
    """The line of a phase, in the windows of those of its steps that are shown."""
    numbers = sorted({step.window for step in steps if step.window}) or ([phase.window] if phase.window else [])
    place = say.text(N_("window {number}"), number=", ".join(map(str, numbers))) if numbers else ""
    hop = say.text(N_("pass {n}"), n=phase.hop) if phase.hop else ""
    return "  " + "  ".join(part for part in (f"{phase.number}", say.text(phase.title), hop, place) if part)


def _step(plan: Plan, step: PlanStep, wide: int, say: Language) -> str:
    """The line of a step; `wide` letters are for its time."""
    where = step.appliance or step.place or ""
    return f"    {step.number:<6} {_when(step, say):<{wide}}  {house_title(plan, step, say)}  {where}".rstrip()


def _when(step: PlanStep, say: Language) -> str:
    """`Sun 00:10`: a night has two days."""
    return f"{say.weekday(step.planned_start)} {say.time(step.planned_start)}" if step.planned_start else ""
