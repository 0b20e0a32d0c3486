"""What the mail of a pack says, in one language: as text and, by templates/pages/mail.html, as HTML."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from runbook.document.carried_on import left_text, said_of_earlier
from runbook.document.change_words import change_name, said_of_change
from runbook.document.difference_text import difference_rows, packages, window_times
from runbook.document.differences import PlanDifferences
from runbook.document.house_words import own_steps, reading_line, steps_left_out, whom_to_call
from runbook.document.impact import Disruption, Wait, of_window, offline, outages, waits, window_schedules
from runbook.document.impact_words import length, no_outage, summary
from runbook.document.leave import said_in, who_decides
from runbook.document.letter_asks import PAIR, Withdrawn, approvers_among, request, withdrawn_rows
from runbook.document.plain_text import clipped, plain
from runbook.document.words import moment, warning_texts
from runbook.i18n import N_, Language
from runbook.model.plan import Plan
from runbook.model.remaining import is_under_way
from runbook.model.revision import short_revision

STOPPED = N_("The change below was stopped half-way: none of its remaining windows takes place.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWindow:
    """A window: `picture` is the content id of its bar, `said` what is planned in it."""

    title: str
    times: str
    said: tuple[str, ...]
    picture: str
    picture_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The mail in one language. All texts are complete, and hold a site's values as plain text."""

    language: str
    direction: str
    subject: str
    title: str
    opening: str
    corrects: str  # that it takes the place of an earlier mail; "" where there is none
    changed_title: str
    changed: tuple[tuple[str, str], ...]  # what a difference is about, and what it is
    pair: str  # `{name}: {value}` as the language writes it
    facts: tuple[tuple[str, str], ...]
    windows_title: str
    windows: tuple[LetterWindow, ...]
    caution_title: str
    cautions: tuple[str, ...]
    figures_note: str
    enclosed_title: str
    enclosed: tuple[tuple[str, str], ...]
    asked: str
    left_out_title: str = ""
    left_out: tuple[tuple[str, str], ...] = ()  # steps that the organisation does without, and why
    calls_title: str = ""
    calls: tuple[tuple[str, str], ...] = ()  # who is called, and where
    marking: str = ""  # who may read it, and how long it is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The mail before: the revision that it was about, whether it said that the change is off, and in what the plans
    differ; None where the earlier plan is not there any more."""

    revision: str
    cancelled: bool = False
    found: PlanDifferences | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """What templates/pages/mail.html is made of; `cids` maps the pictures of the letters to content ids."""

    subject: str
    letters: tuple[Letter, ...]
    cids: dict[str, str]


def letter(
    plan: Plan,
    language: Language,
    enclosed: Iterable[tuple[str, str]],
    *,
    cancelled: bool = False,
    stopped: bool = False,
    before: Correction | None = None,
    readers: Collection[str] | None = None,
    withdrawn: Iterable[Withdrawn] = (),
) -> Letter:
    """The letter about `plan`; `enclosed` are file names and what each holds, `before` the mail that it follows.

    `readers` are the addresses that it goes to: those of them who approve are asked to, by their names, and nobody
    else. None where that is not known. `withdrawn`: what a cancelled change takes back; with `stopped` it was given up
    half-way.
    """
    asking = approvers_among(plan, readers)
    kind = N_("Stopped") if stopped else _kind(plan, before, cancelled)
    return Letter(
        language=language.tag.replace("_", "-"),
        direction=language.direction,
        subject=subject_of(kind, plan, language),
        title=language.text(kind),
        opening=language.text(STOPPED) if stopped else _opening(plan, language, cancelled),
        corrects=_corrects(before, plan, language, cancelled, asking) if before else "",
        **_changed(before, language, cancelled, withdrawn),
        pair=language.text(PAIR),
        facts=tuple(_facts(plan, language, cancelled)),
        windows_title=language.text(N_("Windows")),
        windows=() if cancelled else tuple(_windows(plan, language)),
        caution_title=language.text(N_("Warnings")),
        cautions=() if cancelled else warning_texts(plan, language),
        figures_note=""
        if cancelled
        else language.text(N_("These are planned figures, with the longer duration of each step.")),
        enclosed_title=language.text(N_("Attached")),
        enclosed=tuple(enclosed),
        asked="" if cancelled else request(plan, language, asking),
        left_out_title=language.text(N_("Steps that the organisation leaves out")),
        left_out=() if cancelled else steps_left_out(plan, language),
        calls_title=language.text(N_("Whom to call")),
        calls=() if cancelled else whom_to_call(plan, language),
        marking=reading_line(plan, language),
    )


def subject_of(kind: str, plan: Plan, language: Language) -> str:
    """`Request for approval: CHG0041 (CHG0041234/1), Paris`; `kind` is a message."""
    change, site = change_name(plan), clipped(plan.site_name, 80)
    return language.text(N_("{kind}: {change}, {site}"), kind=language.text(kind), change=change, site=site)


def _kind(plan: Plan, before: Correction | None, cancelled: bool) -> str:
    if cancelled:
        return N_("Cancelled")
    if is_under_way(plan):
        return N_("Request for approval of what remains")
    if before is None or before.cancelled:
        return N_("Request for approval")
    return N_("Corrected request for approval")


def _opening(plan: Plan, language: Language, cancelled: bool) -> str:
    if cancelled and is_under_way(plan):
        text = N_("The change below is cancelled: none of its remaining windows takes place.")
    elif cancelled:
        text = N_("The change below is cancelled: none of its windows takes place.")
    elif is_under_way(plan):
        text = N_("Part of the change below is done; the rest needs approval.")
        return f"{language.text(text)} {left_text(plan, language)}"
    else:
        text = N_(
            "The change below needs your approval. The attached request says what it means for users, and what "
            "limits its risks."
        )
    return language.text(text)


def _corrects(
    before: Correction, plan: Plan, language: Language, cancelled: bool, asking: tuple[str, ...] | None
) -> str:
    """What becomes of the mail before, and of an answer to it."""
    if before.cancelled:
        text = N_("An earlier mail said that this change was cancelled. An approval given before that mail is void.")
    elif before.revision in plan.amends:
        text = N_(
            "This mail follows one about revision {old}. That approval stays valid for the windows that are "
            "done; for what remains it is void."
        )
        return _answering(text, before, plan, language, cancelled or asking == ())
    elif cancelled:
        text = N_("An approval of revision {old} is void.")
    elif asking == ():
        text = N_("This mail corrects an earlier one about revision {old}. An approval of revision {old} is void.")
    else:
        text = N_(
            "This mail corrects an earlier one about revision {old}. An approval of revision {old} is void: please "
            "answer for revision {new}."
        )
    return language.text(text, old=before.revision[:12], new=plan.revision[:12])


def _answering(text: str, before: Correction, plan: Plan, language: Language, silent: bool) -> str:
    """The text, and, where somebody is asked, which revision an answer is about."""
    said = language.text(text, old=short_revision(before.revision))
    if silent:
        return said
    return f"{said} {language.text(N_('Please answer for revision {new}.'), new=short_revision(plan.revision))}"


def _changed(
    before: Correction | None, language: Language, cancelled: bool, withdrawn: Iterable[Withdrawn]
) -> dict[str, Any]:
    if cancelled:
        taken = tuple(withdrawn_rows(withdrawn, language))
        return {"changed_title": language.text(N_("What is withdrawn")) if taken else "", "changed": taken}
    rows = difference_rows(before.found, language) if before and before.found else ()
    return {"changed_title": language.text(N_("What changed")) if rows else "", "changed": rows}


def _facts(plan: Plan, language: Language, cancelled: bool) -> Iterable[tuple[str, str]]:
    """Of a change that is off, without figures."""
    target = ", ".join(packages(hop, language) for hop in plan.passes)
    yield language.text(N_("Site")), plain(f"{plan.site_name} ({plan.hostname})", 200)
    yield language.text(N_("Change")), plain(plan.change, 80)
    yield from said_of_change(plan, language)
    yield from said_of_earlier(plan, language)
    yield language.text(N_("What the change is")), language.text(plan.path_title)
    versions = all(package.kind in ("base", "software") for hop in plan.passes for package in hop.contents)
    if target:
        yield language.text(N_("Target versions") if versions else N_("Packages")), plain(target, 400)
    for item in () if cancelled else summary(plan, language):
        yield item.label, item.value.text
    yield language.text(N_("All times are local to")), plan.timezone
    yield language.text(N_("Revision of the plan")), plan.revision[:12]


def _windows(plan: Plan, language: Language) -> Iterable[LetterWindow]:
    down, away, waiting = outages(plan), offline(plan), waits(plan)
    for schedule in window_schedules(plan):
        n = schedule.window
        window = plan.windows[n - 1]
        said = [_outage(outage, language) for outage in of_window(down, window, n)] or [no_outage(plan, language)]
        said += [_offline(one, language) for one in of_window(away, window, n)]
        planned, spare = language.minutes(schedule.planned), language.minutes(abs(schedule.spare))
        text = (
            N_("Work: {planned} planned, {spare} spare")
            if schedule.spare >= 0
            else N_("Work: {planned} planned, {spare} too much")
        )
        said.append(language.text(text, planned=planned, spare=spare))
        own = {s.id for s in schedule.steps}
        said += [
            _not_before(w, language)
            for w in waiting
            if own & set(w.rule.first) and window.start < w.start <= max(window.end, schedule.end)
        ]
        said += [language.text(PAIR, name=text, value=at) for text, at in said_in(plan, n, language)]
        said += [language.text(PAIR, name=text, value=who) for text, who in who_decides(plan, n, language)]
        said += own_steps(plan, n, language)
        yield LetterWindow(
            title=language.text(N_("Window {n} of {total}"), n=n, total=len(plan.windows)),
            times=window_times(window, language),
            said=tuple(said),
            picture=f"window-{n}",
            picture_text=language.text(
                N_("The window as a bar: dotted is planned work, solid is outage, white is spare time.")
            ),
        )


def _not_before(wait: Wait, language: Language) -> str:
    """When a wait is over; of one that the house asks for, by its own words."""
    time = moment(wait.end, language)
    if wait.rule.house:
        rule = clipped(language.text(wait.rule.text))
        return language.text(N_("{rule} (not before {time})"), rule=rule, time=time)
    return language.text(N_("The next BeyondTrust package: not before {time}"), time=time)


def _outage(outage: Disruption, language: Language) -> str:
    whole = outage.kind == "no-clients"
    message = (
        N_("No support between {start} and {end}, for {length}")
        if whole
        else N_("Outage between {start} and {end}, for {length}")
    )
    return _stretch(message, outage, language)


def _offline(one: Disruption, language: Language) -> str:
    return _stretch(N_("Clients offline between {start} and {end}, for {length}"), one, language)


def _stretch(message: str, one: Disruption, language: Language) -> str:
    start, end = moment(one.start, language), moment(one.end, language)
    when = language.text(message, start=start, end=end, length=length(one, language))
    return f"{when}. {language.text(one.who)}"
