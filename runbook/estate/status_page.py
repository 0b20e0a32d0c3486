"""Where changes stand, as one file for a browser: counts, findings, and a row a change with planned against actual."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from runbook.estate.change_status import SETTLED, ChangeStatus, WindowActual
from runbook.estate.counts import StatusCounts
from runbook.estate.status_text import TABLES, record_text, rehearsals_text, span_text, standing_text
from runbook.estate.survey import Survey
from runbook.i18n import N_, Language
from runbook.model.revision import short_revision
from runbook.records.people import role_text
from runbook.verify.codes import CODES
from runbook.web.html_page import html_asset, html_body, html_page

WIDTH, HEIGHT = 200, 14  # of the drawing of a window
EDGE = 0.2  # of a window's length, shown before it opens and after it closes
MARKS = {"passed": "good", "under-way": "good", "failed": "mark", "backed-out": "care"}
MOST = 30  # lines of a table of findings
_SEAL = re.compile(rb"<!-- runbook status ([0-9a-f]{64}) -->\n\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowStrip:
    """A window as a drawing: where it opens and closes, and where what was signed begins and ends, if anything was."""

    number: int
    label: str
    opens: float
    width: float
    first: float | None
    signed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """What the page shows of a change."""

    site: str
    name: str
    change: str
    ticket: str
    standing: str
    words: str
    mark: str
    span: str
    deadline: str
    path: str
    revision: str
    records: tuple[str, ...]
    strips: tuple[WindowStrip, ...]


def status_page(survey: Survey, counts: StatusCounts, now: datetime, language: Language) -> str:
    """The page, with its seal at the end."""
    rows = [_row(status, language) for status in counts.counted(survey.statuses)]
    title = language.text(N_("Where the changes stand"))
    body = html_body(
        "status.html.j2",
        language,
        title=title,
        as_of=f"{language.datetime(now)} UTC",
        rows=rows,
        standings=[(name, standing_text(name, language), count) for name, count in counts.by_standing()],
        marks={name: mark_of(name) for name, _ in counts.by_standing()},
        tables=list(_tables(counts, language)),
        left=list(_left(survey, language)),
        sites=sorted({row.site for row in rows}),
        number=language.number,
        wide=WIDTH,
        high=HEIGHT,
    )
    page = html_page(title, body, html_asset("status.css"), "", language.tag.replace("_", "-"), language.direction)
    return page + f"\n<!-- runbook status {sha256(page.encode()).hexdigest()} -->\n"


def is_status_page(content: bytes) -> bool:
    """Whether `content` is such a page as the kit wrote it: nobody has changed it since."""
    found = _SEAL.search(content)
    return found is not None and sha256(content[: found.start() - 1]).hexdigest().encode() == found[1]


def mark_of(standing: str) -> str:
    """How it is set off: what is proved wrong, what is open, what is right; not by its colour alone."""
    return MARKS.get(standing, "" if standing in SETTLED else "care")


def _row(status: ChangeStatus, language: Language) -> StatusRow:
    told = [record_text(record, language) for record in status.records]
    told += [rehearsals_text(status.rehearsals, language)] if status.rehearsals else []
    return StatusRow(
        site=status.site,
        name=status.site_name,
        change=status.change,
        ticket=status.ticket,
        standing=status.standing,
        words=standing_text(status.standing, language),
        mark=mark_of(status.standing),
        span=span_text(status, language),
        deadline=language.date(status.deadline) if status.deadline else "",
        path=status.path,
        revision=short_revision(status.revision),
        records=tuple(filter(None, told)),
        strips=tuple(_strip(window, language) for window in status.windows),
    )


def _strip(window: WindowActual, language: Language) -> WindowStrip:
    start, end = window.start.timestamp(), window.end.timestamp()
    room = (end - start) * EDGE
    low, high = start - room, end + room

    def x(moment: float) -> float:
        return round((min(max(moment, low), high) - low) / (high - low) * WIDTH, 1)

    signed = (window.first, window.last) if window.first and window.last else None
    planned = f"{language.datetime(window.start)} – {language.time(window.end)}"
    text = N_("Window {n}, planned {planned}, nothing signed")
    actual = ""
    if signed:
        text = N_("Window {n}, planned {planned}, signed {actual}")
        actual = f"{language.time(signed[0])} – {language.time(signed[1])}"
    first = x(signed[0].timestamp()) if signed else None
    return WindowStrip(
        number=window.number,
        label=language.text(text, n=window.number, planned=planned, actual=actual),
        opens=x(start),
        width=round(x(end) - x(start), 1),
        first=first,
        signed=max(2.0, round(x(signed[1].timestamp()) - (first or 0), 1)) if signed else 0.0,
    )


def _tables(counts: StatusCounts, language: Language) -> Iterator[tuple[str, list[tuple[str, str, str]], int]]:
    """The title of each table, its first lines, and how many there are beyond these."""
    for name, rows in counts.tables().items():
        if not rows:
            continue
        lines = [
            (
                role_text(key, language) if name == "role" else key,
                language.text(CODES[key].title) if name == "code" and key in CODES else "",
                language.number(count),
            )
            for key, count in rows[:MOST]
        ]
        yield language.text(TABLES[name]), lines, len(rows[MOST:])


def _left(survey: Survey, language: Language) -> Iterator[tuple[str, list[str]]]:
    """What belongs to no change of the inventory, and what was passed over."""
    strays = [f"{', '.join(files)} ({short_revision(revision) or '–'})" for revision, files in survey.strays]
    elsewhere = [f"{site}/{change}" for site, change in survey.elsewhere]
    for title, names in (
        (N_("Records that belong to no plan in the folder"), strays),
        (N_("May be records, but cannot be read"), survey.unread),
        (N_("Passed over, because no record can be read from them"), survey.passed_over),
        (N_("Hidden folders, not looked into"), list(survey.hidden)),
        (N_("Plans of changes that are not in the inventory"), elsewhere),
    ):
        if names:
            yield language.text(title), names
