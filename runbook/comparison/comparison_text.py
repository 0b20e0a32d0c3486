"""A comparison in words: a block for each change, with what an approval is worth, what differs, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from runbook.comparison.compared_changes import ComparedChange
from runbook.comparison.concerned import Concern, ConcernReason, changed_steps
from runbook.document.approval import AGAIN
from runbook.document.difference_text import difference_rows, window_times
from runbook.document.plain_text import plain
from runbook.document.words import staff_roles, warning_texts
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.windows.window_words import STATES

APART = N_("; ")  # between the parts of a line
FEW = 8  # chapters or numbers of steps in a line
HEADS = {
    "added": N_("{change}: new"),
    "removed": N_("{change}: no longer there"),
    "changed": N_("{change}: planned differently"),
    "closed": N_("{change}: nothing more is made for it"),
    "same": N_("{change}: the same"),
    "failed": N_("{change}: cannot be compared"),
}


def comparison_text(one: ComparedChange, language: Language) -> str:
    """The lines of a change, each of them ended."""
    name = "/".join(one.key)
    head = N_("{change}: the plan is the same") if one.approval == "stands" else HEADS[one.outcome]
    lines = (language.text(head, change=name), *(f"  {line}" for line in _lines(one, language)))
    return "".join(f"{line}\n" for line in lines)


def _lines(one: ComparedChange, language: Language) -> Iterator[str]:
    if one.states[0] != one.states[1] and all(one.states):
        before, after = (language.text(STATES[state]) for state in one.states)
        yield _pair(N_("State"), language.text(N_("{before} → {after}"), before=before, after=after), language)
    elif one.outcome == "closed":
        yield _pair(N_("State"), language.text(STATES[one.states[1]]), language)
    yield from _revisions(one, language)
    if one.found is not None:
        for about, said in difference_rows(one.found, language, None):
            yield language.text(N_("{name}: {value}"), name=about.removesuffix("."), value=said)  # a risk is a sentence
    elif (plan := one.after or one.before) is not None and one.outcome in ("added", "removed"):
        for number, window in enumerate(plan.windows, 1):
            yield _pair(N_("Window {n}"), window_times(window, language), language, n=number)
    yield from _warnings(one, language)
    yield from _pages(one, language)
    plans = {step.id: step.number for plan in (one.before, one.after) if plan for step in plan.steps}
    for concern in one.concerned:
        yield language.text(
            N_("For {name}: {value}"),
            name=plain(f"{concern.person.name} ({concern.person.initials})"),
            value=language.text(APART).join(
                reason_text(reason, concern, plans, language) for reason in concern.reasons
            ),
        )


def _pair(name: str, value: str, language: Language, **values: int) -> str:
    return language.text(N_("{name}: {value}"), name=language.text(name, **values), value=value)


def _revisions(one: ComparedChange, language: Language) -> Iterator[str]:
    """Both revisions, and what an approval of the old one is worth."""
    if one.before is not None and one.after is not None and one.before.revision != one.after.revision:
        old, new = one.before.revision[:12], one.after.revision[:12]
        yield _pair(N_("Revision"), language.text(N_("{before} → {after}"), before=old, after=new), language)
        if one.approval == "void-for-what-remains":
            yield language.text(AGAIN)
        else:
            yield language.text(N_("An approval of revision {old} is void."), old=old)
    elif one.outcome in ("added", "removed", "changed") and (plan := one.after or one.before) is not None:
        yield _pair(N_("Revision"), plan.revision[:12], language)
    if one.outcome == "added":
        yield language.text(N_("It waits for approval."))


def _warnings(one: ComparedChange, language: Language) -> Iterator[str]:
    """Which warnings a plan no longer has, and which it has now."""
    if one.before is None or one.after is None:
        return
    before, after = (warning_texts(plan, language) for plan in (one.before, one.after))
    yield from (_pair(N_("Warning that is gone"), text, language) for text in before if text not in after)
    yield from (_pair(N_("New warning"), text, language) for text in after if text not in before)


def _pages(one: ComparedChange, language: Language) -> Iterator[str]:
    """Pages bear the revision: all of them are printed again; in which chapters something reads otherwise."""
    if one.found is None or one.after is None:
        return
    chapters = changed_chapters(one.after, one)
    under_way = one.approval == "void-for-what-remains"
    yield language.text(
        N_("Pages: print those of what remains again, and keep what was filled in")
        if under_way
        else N_("Pages: print all of them again; those of the old revision must not be used any more")
    )
    if chapters:
        named = [f"{number} {language.text(title)}" for number, title in chapters[:FEW]]
        more = [language.text(N_("and {n} more"), n=len(chapters) - FEW)] if len(chapters) > FEW else []
        yield language.text(
            N_("Chapters in which steps differ: {chapters}"), chapters=language.text(APART).join(chain(named, more))
        )


def changed_chapters(after: Plan, one: ComparedChange) -> tuple[tuple[int, str], ...]:
    """Number and title of each chapter of the new plan with a step that is new or differs."""
    assert one.found is not None, "there are two plans"
    named = {step.phase for step in changed_steps(after, one.found)}
    return tuple((phase.number, phase.title) for phase in after.phases if phase.id in named)


def reason_text(reason: ConcernReason, concern: Concern, numbers: Mapping[str, str], language: Language) -> str:
    """Why a person is concerned."""
    if reason.why == "new":
        roles = staff_roles(concern.person.roles, language)
        return language.text(N_("is needed now, as {roles}"), roles=roles)
    if reason.why == "windows":
        return language.plural(
            "comes at another time: window {numbers}",
            "comes at other times: windows {numbers}",
            len(reason.windows),
            numbers=", ".join(map(str, reason.windows)),
        )
    if reason.why == "appliances":
        named = language.list([plain(name, 80) for name in reason.appliances])
        return language.text(
            N_("works on {appliances}, of which pages already printed show other data"), appliances=named
        )
    if reason.why == "steps":
        shown = [numbers[step] for step in reason.steps[:FEW]]
        named = ", ".join([*shown, "…"] if len(reason.steps) > FEW else shown)
        return language.plural(
            "may sign {n} step that is new or differs ({numbers})",
            "may sign {n} steps that are new or differ ({numbers})",
            len(reason.steps),
            numbers=named,
        )
    told = {
        "gone": N_("is no longer needed"),
        "data": N_("has another name, address or role"),
        "approves": N_("decides on the new revision"),
    }
    return language.text(told[reason.why])
