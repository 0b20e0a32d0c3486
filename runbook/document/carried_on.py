"""What pages say of a change that is under way: which earlier pages they carry on, and what is done."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from runbook.document.parts import CarriedOn, Labelled
from runbook.document.slots import value
from runbook.document.words import moment
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.model.remaining import is_under_way, windows_left
from runbook.model.revision import short_revision
from runbook.model.window_chain import is_behind, window_chain

BEGUN = N_(
    "The work of window {n} goes on in window {next}. All of its steps are repeated here: begin with the first "
    "one that is not signed on the earlier pages."
)
WORDS = (  # the model's own, which no procedure carries: a title of phases, notes at releases and at hold points
    N_("Release of what is left"),
    N_("Release what is left only once the night that these pages carry on is over, and you know how it ended."),
    N_("Without a go, nothing further is done. These pages have no way back."),
    N_(
        "B is in service and confirmed: without a go, A can stay as it is until another window. Until then, there is "
        "no failover. If you doubt B, call Support."
    ),
)
REVISIONS = 4  # of more plans that are carried on, the first ones, in which windows were done first, and the last ones
ON_A_LINE = 2  # revisions and windows on one line; with more revisions one window, the last that is done


def carried_on(plan: Plan, language: Language) -> CarriedOn | None:
    """What `plan` carries on; None where no window is done."""
    if not is_under_way(plan):
        return None
    text = N_(
        "What was signed on the earlier pages stays valid: keep them. These pages hold what remains; steps "
        "keep their numbers."
    )
    return CarriedOn(
        title=language.text(N_("Carried on from earlier pages")),
        revisions=tuple(
            Labelled(label=language.text(N_("Carried on from revision")), value=value("carried.revision", name, 12))
            for name in _revisions(plan)
        ),
        windows=tuple(
            Labelled(label=label, value=value("carried.window", moment(plan.windows[number - 1].start, language), 26))
            for number, label in _done(plan, language)
        ),
        begun=tuple(_begun(BEGUN, plan, language)),
        text=language.text(text),
    )


def on_one_line(carried: CarriedOn, plan: Plan, language: Language) -> CarriedOn:
    """As much of it as has room in a line of a form: the revisions, the last windows, and `begun` in fewer words."""
    text = N_(
        "Window {next} goes on with window {n}: begin with the first step that is not signed on the earlier pages."
    )
    windows = (
        structs.replace(each, value=value(each.value.name, each.value.text, 24, "fine")) for each in carried.windows
    )
    revisions = (
        structs.replace(each, value=value(each.value.name, each.value.text, 12, "fine")) for each in carried.revisions
    )
    return structs.replace(
        carried,
        revisions=tuple(revisions),
        windows=tuple(windows)[-(ON_A_LINE if len(carried.revisions) <= ON_A_LINE else 1) :],
        begun=tuple(_begun(text, plan, language)),
    )


def left_text(plan: Plan, language: Language) -> str:
    """What is asked for where a part of the change was approved before."""
    left = windows_left(plan)
    numbers = language.list(map(str, left))
    return language.plural(
        "This is about what remains: window {numbers}.",
        "This is about what remains: windows {numbers}.",
        len(left),
        numbers=numbers,
    )


def said_of_earlier(plan: Plan, language: Language) -> Iterator[tuple[str, str]]:
    """The same as plain text: what is carried on, and each window that is done."""
    if is_under_way(plan) and plan.amends:
        yield language.text(N_("Carried on from revision")), language.list(_revisions(plan))
    for number, label in _done(plan, language):
        yield label, moment(plan.windows[number - 1].start, language)


def _revisions(plan: Plan) -> tuple[str, ...]:
    half = REVISIONS // 2
    named = plan.amends if len(plan.amends) <= REVISIONS else (*plan.amends[:half], *plan.amends[-half:])
    return tuple(map(short_revision, named))


def _done(plan: Plan, language: Language) -> Iterator[tuple[int, str]]:
    for number, window in enumerate(plan.windows, 1):
        if window.done:
            whole = is_behind(plan.windows, window.continues or number)
            message = N_("Window {n}, done") if whole else N_("Window {n}, begun")
            yield number, language.text(message, n=number)


def _begun(text: str, plan: Plan, language: Language) -> Iterator[str]:
    """Of each window that was begun, and goes on in another one: where, and with what, as `text` says it."""
    for number, window in enumerate(plan.windows, 1):
        if window.done and window.continues is None and not is_behind(plan.windows, number):
            chain = window_chain(plan.windows, number)
            later = next(each for each in chain if not plan.windows[each - 1].done)
            yield language.text(text, n=number, next=later)
