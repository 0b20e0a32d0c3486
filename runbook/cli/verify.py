"""`runbook verify`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runbook.cli import clock
from runbook.cli.error_output import error_text, tell, tell_written
from runbook.cli.exit_status import Status
from runbook.cli.options import (
    ANY_PATH,
    STDERR,
    STDOUT,
    ChoiceOf,
    FilePath,
    files,
    force_option,
    lang_option,
    named_file,
    now_option,
    pass_language,
)
from runbook.cli.terminal import coloured
from runbook.errors import InputError, RunbookError
from runbook.i18n import N_, SOURCE, Language

if TYPE_CHECKING:
    from runbook.named_output import NamedOutput
    from runbook.verify.session import Verified
    from runbook.verify.without_record import PlanNotDue

COLOURS = {
    "pass": {"fg": "green", "bold": True},
    "fail": {"fg": "red", "bold": True},
    "undetermined": {"fg": "yellow", "bold": True},
    "backed-out": {"fg": "cyan", "bold": True},
    "error": {"fg": "red"},
    "warning": {"fg": "yellow"},
    "note": {"fg": "cyan"},
    "head": {"bold": True},
    "dim": {"dim": True},
}
STATUSES = {
    "pass": Status.DONE,
    "fail": Status.FAIL,
    "undetermined": Status.UNDETERMINED,
    "backed-out": Status.BACKED_OUT,
}
# A result that is proved wrong outweighs one that is open, and that one that is settled.
WORST = (Status.FAIL, Status.UNDETERMINED, Status.BACKED_OUT, Status.DONE)


class _PlanOption(click.Option):
    """`--plan`, which says what to name where it is missing."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as the command takes it."""
        try:
            return super().process_value(ctx, value)
        except click.MissingParameter:
            text = N_("Name the plan.json that the record was printed with, or the folder it is in, such as `out`.")
            language = ctx.find_object(Language) or Language(tag=SOURCE)
            raise click.MissingParameter(language.text(text), ctx=ctx, param=self) from None


@click.command(
    help=N_("Check filled-in records (PDF form, CSV, XLSX, ODS, JSON) against the plan that they belong to."),
    epilog=N_(
        "Exit status: 0 pass, 1 fail, 2 nothing could be checked, 3 undetermined, 4 backed out (the site is as "
        "before); for several records, that of the worst, in the order 1, 3, 4, 0."
    ),
)
@click.argument("records", metavar="RECORD...", nargs=-1, required=True, type=ANY_PATH, shell_complete=files)
@click.option(
    "--plan",
    "plans",
    cls=_PlanOption,
    required=True,
    multiple=True,
    type=click.Path(),  # the store of plans tells of an empty name
    metavar="PLAN_OR_DIR",
    shell_complete=files,
    help=N_("plan.json, or a folder with several; each record finds its own. May be repeated."),
)
@click.option(
    "--format",
    "form",
    type=ChoiceOf(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help=N_("text for people; json or sarif (2.1.0) for programs."),
)
@click.option(
    "--report",
    type=FilePath(dir_okay=False),
    callback=named_file,
    metavar="FILE.pdf",
    help=N_("Also write a verification report for the change file; for one record only."),
)
@click.option(
    "--so-far",
    is_flag=True,
    help=N_("Judge what is due by now, and list what is open; otherwise all of the change has to be signed."),
)
@force_option
@now_option
@lang_option
@pass_language
def verify(
    language: Language,
    records: tuple[str, ...],
    plans: tuple[str, ...],
    form: str,
    report: Path | None,
    so_far: bool,
    now: datetime | None,
    force: bool,
) -> Status:
    """Results as they come; the status is that of the worst."""
    from runbook.verify.plan_store import PlanStore
    from runbook.verify.session import verify_files
    from runbook.verify.without_record import revisions_of, without_record

    place = None if report is None else _report_place(report, force, (*plans, *records))
    plan_store = PlanStore(plans)
    present = now or clock.now()
    seen: set[Status] = set()
    kept: list[Verified] = []
    later: list[PlanNotDue] = []
    digests = form != "text" or report is not None

    def watched() -> Iterator[Verified]:
        due = present if so_far else None
        lived: set[str] = set()
        played: set[str] = set()
        for verified in verify_files(records, plan_store, present, digests=digests, so_far=due):
            seen.add(STATUSES[verified.result.verdict])
            (played if verified.result.rehearsal else lived).update(revisions_of(verified))
            if report is not None and len(kept) < 2:
                kept.append(verified)
            yield verified
        for missing in without_record(plan_store, lived, played, present, later):
            seen.add(STATUSES[missing.result.verdict])
            yield missing

    trouble = _print(_lines(_begun(watched()), form, language, later), to_the_end=report is not None)
    status = next(status for status in WORST if status in seen or status is Status.DONE)
    if place is not None:
        try:
            _write_report(place, kept, language)
        except RunbookError as error:
            if status is Status.DONE:
                raise
            tell(error_text(error, language))  # and what is found stays the status
    if trouble is not None:
        raise trouble
    if plan_store.problems:
        tell(error_text(InputError(tuple(plan_store.problems)), language))
    return status


def _begun(found: Iterator[Verified]) -> Iterator[Verified]:
    """The same, once the first is there: where no record can be read, not even the head of a result is written."""
    return chain([*islice(found, 1)], found)


def _print(lines: Iterable[str], *, to_the_end: bool) -> OSError | None:
    """Write lines to standard output; what it says once it takes no more. `to_the_end` makes lines even then."""
    trouble: OSError | None = None
    for line in lines:
        try:
            if trouble is None:
                click.echo(line)
        except OSError as error:  # nobody reads it any more, or the disk is full
            error.filename = error.filename or "<stdout>"
            trouble = error
            if not to_the_end:
                break
    return trouble


def _lines(verified: Iterable[Verified], form: str, language: Language, later: Sequence[PlanNotDue]) -> Iterator[str]:
    from runbook.procedures.catalogue import guide_lines

    if form == "json":
        from runbook.report.data import json_of

        return json_of(verified, language, guide_lines(), later)
    if form == "sarif":
        from runbook.report.sarif import sarif_of
        from runbook.resources import version

        return sarif_of(verified, language, guide_lines(), version(), later)
    from runbook.report.text import plain, text_of

    return text_of(verified, language, guide_lines(), _painted if coloured(sys.stdout) else plain, later)


def _painted(text: str, role: str) -> str:
    return click.style(text, **COLOURS[role])  # type: ignore[arg-type]  # a style is a mapping of options


def _report_place(path: Path, force: bool, inputs: tuple[str, ...]) -> NamedOutput:
    """Where the report goes; before any work is done. Raises RunbookError, OSError."""
    from runbook.named_output import NamedOutput
    from runbook.report.pdf_report import is_report

    if str(path) == "-":
        raise RunbookError(N_("the verdict goes to standard output, and the report cannot go there too; name a file"))
    place = NamedOutput(path=path, own=is_report, force=force)
    place.check(inputs, (STDOUT, STDERR))
    return place


def _write_report(place: NamedOutput, kept: list[Verified], language: Language) -> None:
    if len(kept) != 1 or kept[0].plan is None:
        problem = N_("a report is for one record of a known plan: {file} was not written")
        raise RunbookError(problem, file=str(place.path))
    from runbook.report.pdf_report import report_pdf

    place.write(report_pdf(kept[0], language))
    tell_written(place, language)
