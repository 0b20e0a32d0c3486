"""Where changes stand, as text for people: a line a change, then what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from runbook.estate.change_status import STANDINGS, ChangeStatus, RecordJudged
from runbook.estate.counts import Rows, StatusCounts
from runbook.estate.survey import Survey
from runbook.i18n import N_, Language, shown
from runbook.model.revision import short_revision
from runbook.records.people import role_text
from runbook.verify.codes import CODES

if TYPE_CHECKING:
    from runbook.report.text import Paint

FEW = 8  # names in a line, and lines of a table
ROLES = {
    "pass": ("passed", "under-way"),
    "fail": ("failed",),
    "undetermined": ("due", "undetermined", "record-missing", "pages-missing", "overdue"),
}  # by how they are painted, as verdicts are
TABLES = {
    "code": N_("Findings by code"),
    "path": N_("Findings by path"),
    "site": N_("Findings by site"),
    "role": N_("Findings by role of who may sign the step"),
}


def status_lines(survey: Survey, counts: StatusCounts, language: Language, paint: Paint) -> Iterator[str]:
    """Lines for people; `paint` colours a text by its role."""
    for status in counts.counted(survey.statuses):
        yield change_line(status, language, paint)
    yield ""
    yield language.text(N_("Changes: {counts}"), counts=_counted(counts.by_standing(), language))
    for name, rows in counts.tables().items():
        if rows:
            yield ""
            yield paint(language.text(TABLES[name]), "head")
            yield from table_lines(name, rows, language)
    yield from _left(survey, language)


def change_line(status: ChangeStatus, language: Language, paint: Paint) -> str:
    """`passed  paris / CHG0041  5 Dec 2026 …`: where it stands, its windows, and what its records say."""
    role = next((role for role, standings in ROLES.items() if status.standing in standings), "dim")
    parts = [paint(standing_text(status.standing, language), role), shown(f"{status.site} / {status.change}")]
    parts += [shown(status.ticket)] if status.ticket else []
    parts.append(span_text(status, language))
    if status.deadline and status.standing == "overdue":
        parts.append(language.text(N_("to be done by {day}"), day=language.date(status.deadline)))
    parts += [record_text(record, language) for record in status.records]
    if status.rehearsals:
        parts.append(rehearsals_text(status.rehearsals, language))
    return "  ".join(parts)


def standing_text(standing: str, language: Language) -> str:
    """Where a change stands, in words; a word of a verdict that has none is shown as it is."""
    return language.text(STANDINGS[standing]) if standing in STANDINGS else shown(standing)


def span_text(status: ChangeStatus, language: Language) -> str:
    """From the first window's start to the last one's end."""
    first, last = status.windows[0].start, status.windows[-1].end
    return f"{language.datetime(first)} – {language.datetime(last)}"


def record_text(record: RecordJudged, language: Language) -> str:
    """`run 2, STA001 ×3 [2.1, 2.2, 3.4], ORD001 [4.1], steps open: 12, next 2.4 by …, record.csv`."""
    told = [language.text(N_("backed out before"))] if record.before else []
    told += [language.text(N_("run {run}"), run=record.run)] if record.run else []
    codes = _codes_with_steps(record)
    if codes:
        told.append(", ".join([*codes[:FEW], "…"] if len(codes) > FEW else codes))
    if record.open and record.next_step:
        text = N_("steps open: {n}, next {step} by {time}") if record.next_due else N_("steps open: {n}, next {step}")
        due = language.datetime(record.next_due) if record.next_due else ""
        told.append(language.text(text, n=record.open + record.missing, step=record.next_step, time=due))
    told += [shown(file) for file in record.files]
    return ", ".join(told)


def _codes_with_steps(record: RecordJudged) -> list[str]:
    """The same as `codes_of`, each with the printed numbers of the steps that it was found at, the first few."""
    steps: dict[str, list[str]] = {}
    for told in record.findings:
        if told.severity != "note":
            steps.setdefault(told.code, []).extend(one for one in told.steps.split(", ") if one)
    found = []
    for code in codes_of(record):
        named = list(dict.fromkeys(steps.get(code.split()[0], ())))
        text = ", ".join([*map(shown, named[:FEW]), "…"] if len(named) > FEW else map(shown, named))
        found.append(f"{code} [{text}]" if text else code)
    return found


def codes_of(record: RecordJudged) -> list[str]:
    """The codes of what was found in a record but for notes, each once, with how often where that is more than once."""
    counts: dict[str, int] = {}
    for told in record.findings:
        if told.severity != "note":
            counts[told.code] = counts.get(told.code, 0) + 1
    for code, count in record.more:
        if CODES[code].severity != "note":
            counts[code] = counts.get(code, 0) + count
    return [code if count == 1 else f"{code} ×{count}" for code, count in counts.items()]


def rehearsals_text(count: int, language: Language) -> str:
    """That records were played."""
    return language.plural(
        N_("{n} rehearsal, which says nothing about it"), N_("{n} rehearsals, which say nothing about it"), count
    )


def table_lines(name: str, rows: Rows, language: Language) -> Iterator[str]:
    """The first lines of a table, and how many there are more; a code with what it means."""
    keys = {key: role_text(key, language) if name == "role" else shown(key) for key, _ in rows[:FEW]}
    width = max(map(len, keys.values()))
    for key, count in rows[:FEW]:
        title = f"  {language.text(CODES[key].title)}" if name == "code" and key in CODES else ""
        yield f"  {language.number(count):>6}  {keys[key]:<{width}}{title}".rstrip()
    if len(rows) > FEW:
        yield "  " + language.text(N_("and {n} more lines"), n=len(rows) - FEW)


def _counted(rows: Rows, language: Language) -> str:
    return ", ".join(f"{standing_text(name, language)} {language.number(count)}" for name, count in rows)


def _left(survey: Survey, language: Language) -> Iterator[str]:
    """What belongs to no change of the inventory, and what was passed over."""
    strays = [f"{', '.join(files)} ({short_revision(revision) or '–'})" for revision, files in survey.strays]
    elsewhere = [f"{site}/{change}" for site, change in survey.elsewhere]
    for text, names in (
        (N_("Records that belong to no plan in the folder: {files}"), strays),
        (N_("May be records, but cannot be read: {files}"), survey.unread),
        (N_("Passed over, because no record can be read from them: {files}"), survey.passed_over),
        (N_("Hidden folders, not looked into: {files}"), survey.hidden),
        (N_("Plans of changes that are not in the inventory: {files}"), elsewhere),
    ):
        if names:
            yield ""
            yield language.text(text, files=_few(names, language))


def _few(names: Iterable[str], language: Language) -> str:
    listed = [shown(name) for name in names]
    if len(listed) <= FEW:
        return ", ".join(listed)
    return language.text(N_("{names} and {n} more"), names=", ".join(listed[:FEW]), n=len(listed) - FEW)
