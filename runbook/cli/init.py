"""`runbook init`: write a commented example inventory."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from runbook.cli import clock
from runbook.cli.options import NamedPath, lang_option, now_option, pass_language
from runbook.errors import RunbookError
from runbook.i18n import N_, Language

_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".yaml", ".yml")


@click.command(help=N_("Write a commented example inventory, inventory.yaml, or a workbook, to DIR (by default here)."))
@click.argument("folder", metavar="[DIR]", type=NamedPath(path_type=Path), default=Path())
@click.option("--house", is_flag=True, help=N_("Write a commented example of the organisation's own folder, house/."))
@click.option("--xlsx", is_flag=True, help=N_("Write it as a workbook, inventory.xlsx, with drop-downs and notes."))
@now_option
@lang_option
@pass_language
def init(language: Language, folder: Path, house: bool, xlsx: bool, now: datetime | None) -> None:
    """An existing file is never overwritten."""
    if house and xlsx:
        raise click.UsageError(language.text(N_("--house and --xlsx are two examples: ask for one after the other")))
    if str(folder) == "-":
        raise RunbookError(N_("an example is written to a file and not printed: name a folder"))
    if house:
        if folder.suffix.lower() in _ENDINGS and not folder.exists():
            raise RunbookError(N_("{file} would be a folder called like a file: name a folder"), file=str(folder))
        _refuse_file(folder)
        from runbook.house.house_example import write_example_house

        written = str(write_example_house(folder, language))
        told = N_("{folder} is written. Make it your own, then run: runbook procedures check --house {folder}")
        click.echo(language.text(told, folder=written))
        needed = N_("Its monitoring steps are done at sites that have {keys} in the inventory.")
        click.echo(language.text(needed, keys="extra: {monitored: true}"))
        return
    today = (now or clock.now()).date()
    if xlsx:
        from runbook.inventory.workbook.example_book import NAME, example_book

        target, content = _target(folder, NAME, (".xlsx",)), example_book(today, language)
    else:
        from runbook.inventory.example import NAME, example_on

        target, content = _target(folder, NAME, (".yaml", ".yml")), example_on(today, language)
    from runbook.inventory.example import write_new

    file = str(write_new(target, content))
    click.echo(
        language.text(N_("{file} is written. Adapt it to your sites, then run: runbook check {file}"), file=file)
    )


def _target(named: Path, usual: str, endings: tuple[str, ...]) -> Path:
    """The file that is written: the one that is named, where its name ends as such files do; else in that folder."""
    ending = named.suffix.lower()
    if named.is_dir():
        return named / usual
    if ending in endings:
        return named
    if ending in _ENDINGS:
        message = N_("{file} would be a folder with the name of a file: name a folder, or the file as {usual}")
        raise RunbookError(message, file=str(named), usual=usual)
    _refuse_file(named)
    return named / usual


def _refuse_file(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise RunbookError(N_("{file} is a file: name a folder"), file=str(folder))
