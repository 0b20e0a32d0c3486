"""`runbook bundle`: all that proves a change, as one ZIP; and such a ZIP looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli import clock
from runbook.cli.error_output import error_text, note, tell
from runbook.cli.exit_status import Status
from runbook.cli.options import (
    ANY_PATH,
    STDERR,
    FilePath,
    files,
    force_option,
    lang_option,
    now_option,
    output_option,
    pass_language,
)
from runbook.cli.progress import Progress
from runbook.cli.readiness import ready_to_draw
from runbook.errors import InputError, RunbookError
from runbook.i18n import N_, Language, shown

if TYPE_CHECKING:
    from runbook.bundle.check_bundle import CheckedBundle, CheckedChange
    from runbook.bundle.contents import ChangeContents

OF_VERDICTS = {"pass": Status.DONE, "fail": Status.FAIL, "backed-out": Status.BACKED_OUT}  # all else is open
WORST = (Status.FAIL, Status.UNDETERMINED, Status.BACKED_OUT, Status.DONE)
WORDS = {
    "pass": N_("PASS"),
    "fail": N_("FAIL"),
    "undetermined": N_("UNDETERMINED"),
    "backed-out": N_("BACKED OUT"),
    "no-record": N_("no record"),
}


@click.command(
    help=N_(
        "Write a ZIP for the auditor: plans, pages, pack, records, verdict and report of changes, each named by the "
        "folder that it was rendered into. Or check such a ZIP, on any machine."
    )
)
@click.argument("changes", metavar="[CHANGE...]", nargs=-1, type=ANY_PATH, shell_complete=files)
@click.option(
    "--record",
    "records",
    type=ANY_PATH,
    metavar="FILE_OR_DIR",
    multiple=True,
    shell_complete=files,
    help=N_("A record stored elsewhere, or a folder of them; each goes to its change. May be repeated."),
)
@output_option(N_("Where it goes; by default SITE-CHANGE.zip, for one change."), "FILE.zip")
@click.option(
    "--check",
    "bundle_file",
    type=FilePath(dir_okay=False, path_type=Path),
    metavar="FILE.zip",
    help=N_("Verify a bundle again from scratch, and name what is no longer as it was made."),
)
@force_option
@now_option
@lang_option
@pass_language
def bundle(
    language: Language,
    changes: tuple[str, ...],
    records: tuple[str, ...],
    output: Path | None,
    bundle_file: Path | None,
    force: bool,
    now: datetime | None,
) -> Status:
    """Made: what it holds is said; checked: what is not as it was, and the verdict that is found now."""
    if (bundle_file is None) == (not changes):
        raise click.UsageError(language.text(N_("name the folders of changes, or a bundle with --check")))
    if bundle_file is not None and (records or output is not None):
        raise click.UsageError(language.text(N_("--check looks only at the bundle: leave out --record and -o")))
    present = now or clock.now()
    if bundle_file is not None:
        from runbook.bundle.check_bundle import check_bundle

        with Progress(language, language.text(N_("reading {file}"), file=str(bundle_file))):
            checked = check_bundle(bundle_file, present)
        return _tell(checked, str(bundle_file), present, language)
    _make(changes, records, output, force, present, language)
    return Status.DONE


def _make(
    changes: tuple[str, ...],
    records: tuple[str, ...],
    output: Path | None,
    force: bool,
    present: datetime,
    language: Language,
) -> None:
    """Raises RunbookError, OSError."""
    from runbook.bundle.check_bundle import is_bundle
    from runbook.bundle.contents import contents_of
    from runbook.bundle.make_bundle import make_bundle
    from runbook.cli.read_below import any_name, read_below
    from runbook.estate.record_search import may_be_record
    from runbook.named_output import NamedOutput

    passed_over: list[str] = []
    contents = contents_of(changes, records, passed_over)
    path = output or _usual_name(contents)
    place = NamedOutput(path=path, own=is_bundle, force=force)
    folders = [*((each, any_name) for each in changes), *((each, may_be_record) for each in records)]
    inputs = [record for record in records if Path(record).is_file()]
    place.check((*changes, *inputs, *read_below(path, is_bundle, folders)), (STDERR,))
    if not force and path.is_file():
        _refuse_fewer_records(path, contents)
    ready_to_draw(language)
    with Progress(language, language.text(N_("reading records"))):
        made = make_bundle(contents, present)
    place.write(made.content)
    for one in contents:
        for reason, left in (
            (N_("{change}: left out, because the kit does not know it: {files}"), one.left_out),
            (N_("{change}: left out, because it is a link, a folder or a pipe: {files}"), one.no_files),
        ):
            if left:
                named = f"{one.plan.site}/{one.plan.change}"
                note(language.text(reason, change=named, files=", ".join(map(shown, left))))
    hidden = [one for one in passed_over if Path(one).is_dir()]
    for text, names in (
        (N_("Passed over, because no record can be read from them: {files}"), sorted({*passed_over} - {*hidden})),
        (N_("Hidden folders, not looked into: {files}"), hidden),
    ):
        if names:
            note(language.text(text, files=", ".join(map(shown, names))))
    for change, rehearsals in zip(made.manifest.changes, made.rehearsals, strict=True):
        click.echo(_line(change.verdict, f"{change.site} / {change.change}", rehearsals, language))
    if made.to_come:
        text = N_(
            "by the clock of this machine it is {time}: if that is wrong, set the clock, and make the bundle again"
        )
        note(language.text(text, time=language.datetime(present)))
    digest, count = sha256(made.content).hexdigest(), len(made.manifest.files) + 1  # and itself
    click.echo(
        language.text(N_("{file}: files: {count}, SHA-256: {digest}"), file=str(path), count=count, digest=digest)
    )


def _refuse_fewer_records(path: Path, contents: Iterable[ChangeContents]) -> None:
    """Raises RunbookError where a bundle that is there holds records that this one would not."""
    from runbook.bundle.check_bundle import records_left_out

    if lost := records_left_out(path, contents):
        problem = N_(
            "{file} holds records that would not be in it any more: {records}; give them with --record, name another "
            "file, or add --force"
        )
        raise RunbookError(problem, file=str(path), records=", ".join(map(shown, lost)))


def _usual_name(contents: Iterable[ChangeContents]) -> Path:
    """Raises RunbookError for several changes."""
    names = [f"{one.plan.site}-{one.plan.change}.zip" for one in contents]
    if len(names) > 1:
        raise RunbookError(N_("a bundle of several changes needs a name: add -o FILE.zip"))
    return Path(names[0])


def _tell(checked: CheckedBundle, file: str, present: datetime, language: Language) -> Status:
    """What was found at `present`; the status is 1 where something is not as it was, else that of the worst verdict."""
    for text, names in (
        (N_("changed: {file}"), checked.changed),
        (N_("missing: {file}"), checked.missing),
        (N_("added: {file}"), checked.added),
    ):
        for name in names:
            click.echo(language.text(text, file=shown(name)))
    if checked.ahead:
        click.echo(language.text(N_("it says that it was judged at a time that is still to come")))
    for one in checked.changes:
        if one.problems:
            tell(error_text(InputError(one.problems), language))
        click.echo(_change_text(one, language))
    if checked.ahead or any(one.to_come for one in checked.changes):
        text = N_("by the clock of this machine it is {time}: if that is wrong, set the clock, and check again")
        click.echo(language.text(text, time=language.datetime(present)))
    if checked.manifest.kit != _version():
        text = N_("made by version {made} of the kit, checked by version {own}")
        note(language.text(text, made=shown(checked.manifest.kit), own=_version()))
    if not checked.whole:
        click.echo(language.text(N_("{file}: not as it was made"), file=file))
        return Status.FAIL
    if checked.packed_anew:
        told = N_("{file}: packed anew: its files are those of its manifest, and its SHA-256 is another: {digest}")
    else:
        told = N_("{file}: as it was made, SHA-256: {digest}")
    click.echo(language.text(told, file=file, digest=checked.digest))
    seen = {OF_VERDICTS.get(one.found or "", Status.UNDETERMINED) for one in checked.changes}
    return next((each for each in WORST if each in seen), Status.UNDETERMINED)


def _change_text(one: CheckedChange, language: Language) -> str:
    name = shown(one.folder.replace("/", " / "))
    if one.found is None:
        return language.text(N_("{change}: cannot be verified again"), change=name)
    if one.stated != one.found:
        text = N_("{change}: found {found}, but the bundle says {stated}")
        stated = _word(one.stated, language) if one.stated else "–"
        return language.text(text, change=name, found=_word(one.found, language), stated=stated)
    if not one.told_same:
        text = N_("{change}: {found}, but the findings are not those in the bundle")
        return language.text(text, change=name, found=_word(one.found, language))
    return _line(one.found, one.folder.replace("/", " / "), one.rehearsals, language)


def _line(verdict: str, name: str, rehearsals: int, language: Language) -> str:
    """A change with its verdict, and that records were played where some were."""
    from runbook.estate.status_text import rehearsals_text

    played = [rehearsals_text(rehearsals, language)] if rehearsals else []
    return "  ".join([_word(verdict, language), shown(name), *played])


def _word(verdict: str, language: Language) -> str:
    return language.text(WORDS[verdict]) if verdict in WORDS else shown(verdict)


def _version() -> str:
    from runbook.resources import version

    return version()
