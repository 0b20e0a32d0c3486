"""What the mail of a pack says, in one language: as text and, by templates/pages/mail.html, as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap

from runbook.document.approval import length, summary, warnings
from runbook.document.impact import Disruption, longest, outages, waits, window_schedules
from runbook.document.plain_text import clipped, plain
from runbook.document.words import moment
from runbook.i18n import N_, Language
from runbook.model.plan import Plan

COLUMNS = 72


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """What templates/pages/mail.html is made of; `cids` maps the pictures of the letters to content ids."""

    subject: str
    letters: tuple[Letter, ...]
    cids: dict[str, str]


def letter(plan: Plan, language: Language, enclosed: Iterable[tuple[str, str]], *, cancelled: bool = False) -> Letter:
    """The letter about `plan`; `enclosed` are file names and what each holds."""
    kind = N_("Cancelled") if cancelled else N_("Request for approval")
    subject = language.text(N_("{kind}: {change}, {site}"), kind=language.text(kind), change=clipped(plan.change, 80),
                            site=clipped(plan.site_name, 80))  # fmt: skip
    return Letter(
        language=language.tag.replace("_", "-"),
        direction=language.direction,
        subject=subject,
        title=language.text(kind),
        opening=_opening(plan, language, cancelled),
        pair=language.text(N_("{name}: {value}")),
        facts=tuple(_facts(plan, language)),
        windows_title=language.text(N_("Windows")),
        windows=() if cancelled else tuple(_windows(plan, language)),
        caution_title=language.text(N_("The planner warns")),
        cautions=() if cancelled else warnings(plan, language),
        figures_note=""
        if cancelled
        else language.text(N_("These are planned figures, by the longer duration of each step.")),
        enclosed_title=language.text(N_("Attached")),
        enclosed=tuple(enclosed),
        asked="" if cancelled else _asked(plan, language),
    )


def as_text(one: Letter) -> str:
    """The letter as plain text, lines of COLUMNS at most where the words allow it."""

    def pair(name: str, value: str) -> str:
        return one.pair.format(name=name, value=value)

    blocks = [one.title.upper(), _wrapped(one.opening), "\n".join(pair(*fact) for fact in one.facts)]
    if one.windows:
        blocks.append(one.windows_title.upper())
        blocks += ["\n".join((pair(w.title, w.times), *(_wrapped(said, "  ") for said in w.said))) for w in one.windows]
    if one.cautions:
        blocks.append("\n".join((one.caution_title.upper(), *(_wrapped(text, "! ") for text in one.cautions))))
    blocks.append(_wrapped(one.figures_note))
    if one.enclosed:
        blocks.append("\n".join((one.enclosed_title.upper(), *(f"- {pair(*each)}" for each in one.enclosed))))
    blocks.append(_wrapped(one.asked))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _opening(plan: Plan, language: Language, cancelled: bool) -> str:
    if cancelled:
        text = N_("The change below is cancelled. Its windows are withdrawn from your calendar by the files attached.")
    else:
        text = N_(
            "The change below waits for approval. The attached request says what it means, and what limits its risks."
        )
    return language.text(text)


def _facts(plan: Plan, language: Language) -> Iterable[tuple[str, str]]:
    target = ", ".join(f"Base {p.base} + BeyondTrust {p.software}" if p.base else f"BeyondTrust {p.software}"
                       for p in plan.passes)  # fmt: skip
    yield language.text(N_("Site")), plain(f"{plan.site_name} ({plan.hostname})", 200)
    yield language.text(N_("Change")), plain(plan.change, 80)
    yield language.text(N_("What is done")), language.text(plan.path_title)
    yield language.text(N_("Target versions")), target
    for item in summary(plan, language):
        yield item.label, item.value.text
    yield language.text(N_("All times are local to")), plan.timezone
    yield language.text(N_("Revision of the plan")), plan.revision[:12]


def _windows(plan: Plan, language: Language) -> Iterable[LetterWindow]:
    down, waiting = outages(plan), waits(plan)
    for schedule, window in zip(window_schedules(plan), plan.windows, strict=True):
        n = schedule.window
        said = [_outage(outage, language) for outage in down if outage.window == n] or [
            language.text(N_("No outage is planned in this window."))
        ]
        planned, spare = language.minutes(schedule.planned), language.minutes(abs(schedule.spare))
        text = (
            N_("Work: {planned} planned, {spare} left")
            if schedule.spare >= 0
            else N_("Work: {planned} planned, {spare} too much")
        )
        said.append(language.text(text, planned=planned, spare=spare))
        own = {s.id for s in schedule.steps}
        said += [
            language.text(N_("The next BeyondTrust package not before {time}"), time=moment(w.end, language))
            for w in waiting
            if own & set(w.rule.first) and window.start < w.start <= max(window.end, schedule.end)
        ]
        yield LetterWindow(
            title=language.text(N_("Window {n} of {total}"), n=n, total=len(plan.windows)),
            times=f"{moment(window.start, language)} – {moment(window.end, language)}",
            said=tuple(said),
            picture=f"window-{n}",
            picture_text=language.text(
                N_("The window as a bar: dotted is planned work, solid is outage, white is left.")
            ),
        )


def _outage(outage: Disruption, language: Language) -> str:
    start, end = moment(outage.start, language), moment(outage.end, language)
    when = language.text(
        N_("Outage from {start} to {end}: {length}"), start=start, end=end, length=length(outage, language)
    )
    return f"{when}. {language.text(outage.who)}"


def _asked(plan: Plan, language: Language) -> str:
    worst = longest(plan)
    if worst is None:
        return language.text(N_("Please answer whether you approve the change, and sign the request."))
    text = N_("Please answer whether you approve the change with its outage of up to {length}, and sign the request.")
    return language.text(text, length=language.minutes(worst.high))


def _wrapped(text: str, lead: str = "") -> str:
    indent = " " * len(lead)
    lines = wrap(text, COLUMNS, break_long_words=False, break_on_hyphens=False, initial_indent=lead,
                 subsequent_indent=indent)  # fmt: skip
    return "\n".join(lines)
