"""Results as text for people: grouped by family, coloured on a terminal, plain in a pipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap

from runbook.i18n import N_, Language, shown, with_words
from runbook.model.finding import Result, Severity, Verdict
from runbook.model.frozen_zone import repeated_hours
from runbook.model.revision import short_revision
from runbook.report.back_text import back_lines
from runbook.report.finding_text import FindingText, finding_texts
from runbook.report.open_steps import open_rows, row_text
from runbook.report.place import place_text
from runbook.report.remark_lines import HEAD, remark_lines
from runbook.report.so_far import progress_lines
from runbook.verify.codes import CODES, FAMILIES
from runbook.verify.session import Verified
from runbook.verify.without_record import PlanNotDue, is_without_record

VERDICTS: dict[Verdict, str] = {
    "pass": N_("PASS"),
    "fail": N_("FAIL"),
    "undetermined": N_("UNDETERMINED"),
    "backed-out": N_("BACKED OUT"),
}
REHEARSAL = N_("REHEARSAL")
SO_FAR = N_("{verdict} so far, as of {at}")
NOT_COMPARED = N_(
    "not compared with the checklist, because there is no other copy on the same paper beside the plan: {files}"
)
OPEN = N_("Open, and not due yet")
SEVERITIES: dict[Severity, str] = {"error": N_("error"), "warning": N_("warning"), "note": N_("note")}
WIDTH = 120  # of a line that is folded

Paint = Callable[[str, str], str]  # a text and its role: pass, fail, undetermined, error, warning, note, head, dim


def plain(text: str, role: str) -> str:
    """No colours: for a pipe."""
    return text


def _under_headline(one: Verified, language: Language) -> Iterator[str]:
    """What was not compared, and which way back was taken."""
    if told := not_compared_text(one, language):
        yield language.text(N_("Text printed on the pages: {told}"), told=told)
    yield from back_lines(one, language)


def text_of(
    verified: Iterable[Verified],
    language: Language,
    guide: Mapping[str, str],
    paint: Paint,
    later: Sequence[PlanNotDue] = (),
) -> Iterator[str]:
    """Lines for people: a block a record, findings grouped by family. `guide` gives a source's lines in the guide;
    `later` may grow meanwhile: plans without a record that are not due."""
    tally: Counter[Verdict] = Counter()
    missing = 0
    spoken, block = language, False
    for number, one in enumerate(verified):
        result, plan = one.result, one.plan
        language = with_words(spoken, plan.words, repeated_hours(plan)) if plan else spoken
        missing += is_without_record(result)
        tally[result.verdict] += not is_without_record(result)
        if number and (block or result.findings):
            yield ""
        block = bool(result.findings)
        yield headline(one, language, paint)
        yield from (f"  {line}" for line in _under_headline(one, language))
        texts = sorted(finding_texts(one, language, guide), key=_family_order)
        for family, group in groupby(texts, key=lambda text: text.code[:3]):
            yield ""
            yield paint(language.text(FAMILIES[family]), "head")
            for text in group:
                yield from _finding_lines(text, language, paint)
        yield from _more_lines(result, language, paint)
        if len(result.culprits) > 1 and plan is not None:
            yield ""
            numbers = language.list(step.number for step in plan.steps if step.id in result.culprits)
            yield language.text(N_("If these times are wrong, all others can be right: {steps}"), steps=numbers)
        below = [*_below_findings(one, language, paint)]
        block = block or bool(below)
        yield from below
    if tally.total() > 1:
        yield ""
        counts = {verdict: str(tally[verdict]) for verdict in VERDICTS}
        message = N_("Records: {passed} passed, {failed} failed, {undetermined} undetermined.")
        yield language.text(message, passed=counts["pass"], failed=counts["fail"], undetermined=counts["undetermined"])
        if tally["backed-out"]:
            yield language.text(N_("Records of changes that were backed out: {count}."), count=counts["backed-out"])
    yield from _without_record(missing, later, spoken)


def _below_findings(one: Verified, language: Language, paint: Paint) -> Iterator[str]:
    """What people noted; what is open, and how far a change under way has come."""
    if remarks := [*remark_lines(one, language)]:
        yield from ("", paint(language.text(HEAD), "head"), *(f"  {line}" for line in remarks))
    if one.result.open:
        yield from ("", paint(language.text(OPEN), "head"))
        yield from (f"  {row_text(row, language)}" for row in open_rows(one, language))
    if one.result.so_far:
        yield ""
        yield from (f"  {line}" for line in progress_lines(one, language))


def _without_record(missing: int, later: Sequence[PlanNotDue], language: Language) -> Iterator[str]:
    """How many plans are due and have no record, and which are not due yet."""
    if missing:
        yield ""
        yield language.text(N_("Due, and without a record: {count}."), count=language.number(missing))
    if later:
        yield ""
        yield from (not_due_text(one, language) for one in later)


def not_due_text(one: PlanNotDue, language: Language) -> str:
    """That a plan has no record, and that this is as it should be."""
    text = N_("No record, and not due before {time}: {change}")
    return language.text(text, time=language.datetime(one.due), change=shown(f"{one.site} / {one.change}"))


def not_compared_text(one: Verified, language: Language) -> str:
    """Of which forms the printed text was not compared; "" where there are none."""
    files = language.list([shown(file) for file in one.not_compared])
    return language.text(NOT_COMPARED, files=files) if files else ""


def _more_lines(result: Result, language: Language, paint: Paint) -> Iterator[str]:
    """Of which codes there are more findings than are shown."""
    if result.more:
        yield ""
    for code, count in result.more:
        yield "  " + paint(language.text(N_("{code}: and {count} more"), code=code, count=str(count)), "head")


def _family_order(text: FindingText) -> tuple[int, int]:
    return list(FAMILIES).index(text.code[:3]), list(SEVERITIES).index(text.severity)


def verdict_text(result: Result, language: Language) -> str:
    """`PASS`; `PASS so far, as of …` where that was asked; `REHEARSAL · PASS` of a record that was played."""
    verdict = language.text(VERDICTS[result.verdict])
    if result.so_far:
        verdict = language.text(SO_FAR, verdict=verdict, at=language.datetime(result.so_far))
    return f"{language.text(REHEARSAL)} · {verdict}" if result.rehearsal else verdict


def headline(one: Verified, language: Language, paint: Paint) -> str:
    """`FAIL  paris / CHG0041  run 2  revision 1a2b3c4d5e6f  2 errors  record.csv`."""
    result = one.result
    parts = [paint(verdict_text(result, language), result.verdict)]
    parts += [shown(" / ".join(filter(None, (result.site, result.change))))] if result.site or result.change else []
    if result.run:
        parts.append(language.text(N_("run {run}"), run=result.run))
    if result.revision:
        parts.append(language.text(N_("revision {revision}"), revision=short_revision(result.revision)))
    if result.amended:
        revisions = language.list(map(short_revision, result.amended))
        parts.append(language.text(N_("carried on from {revisions}"), revisions=revisions))
    counts = Counter(CODES[finding.code].severity for finding in result.findings)
    for code, count in result.more:
        counts[CODES[code].severity] += count
    if counts["error"]:
        parts.append(language.plural(N_("{n} error"), N_("{n} errors"), counts["error"]))
    if counts["warning"]:
        parts.append(language.plural(N_("{n} warning"), N_("{n} warnings"), counts["warning"]))
    parts += [shown(", ".join(_places(one)))] if one.files else []
    return "  ".join(parts)


def _places(one: Verified) -> Iterable[str]:
    """The files of a record; of a file with a record a line, the line as well."""
    return dict.fromkeys(part.file for part in one.record.parts) if one.record else [one.files[0].name]


def _finding_lines(text: FindingText, language: Language, paint: Paint) -> Iterator[str]:
    severity = paint(language.text(SEVERITIES[text.severity]), text.severity)
    head = [
        paint(text.code, text.severity),
        severity,
        text.numbers and f"[{text.numbers}]",
        paint(place_text(text.where, language), "dim"),
    ]
    yield "  " + "  ".join(filter(None, head))
    yield f"    {text.message}{' ' * bool(text.pages)}{text.pages}"
    yield from (f"      {line}" for line in (*text.steps, *text.compared))
    if text.rule:
        yield f"    {language.text(N_('Rule: {rule}'), rule=text.rule)}"
    if text.slip:
        yield f"    {language.text(N_('Likely: {slip}'), slip=text.slip)}"
    if text.remedy:
        yield f"    {language.text(N_('Now: {remedy}'), remedy=text.remedy)}"
    if text.guide_in_brief:
        yield from _folded(language.text(N_("Source: {source}"), source=text.guide_in_brief))


def _folded(text: str) -> Iterator[str]:
    """A line as wide as a terminal is apt to be, and what is left of it below: sources may be many."""
    first, *rest = wrap(text, WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    yield f"    {first}"
    yield from (f"      {line}" for line in rest)
