"""`runbook init`: write a commented example inventory."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from runbook.cli import clock
from runbook.cli.options import lang_option, now_option, pass_language
from runbook.i18n import N_, Language


@click.command(help=N_("Write a commented example inventory, inventory.yaml, or a workbook, to DIR (by default here)."))
@click.argument("folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--house", is_flag=True, help=N_("Write a commented example of the organisation's own folder, house/."))
@click.option("--xlsx", is_flag=True, help=N_("Write it as a workbook, inventory.xlsx, with pull-downs and notes."))
@now_option
@lang_option
@pass_language
def init(language: Language, folder: Path, house: bool, xlsx: bool, now: datetime | None) -> None:
    """An existing file is never overwritten."""
    if house:
        from runbook.house.house_example import write_example_house

        written = str(write_example_house(folder))
        told = N_("{folder} is written. Change it to your house, then run: runbook procedures check --house {folder}")
        click.echo(language.text(told, folder=written))
        needed = N_("Its steps of the monitoring are done at sites that have {keys} in the inventory.")
        click.echo(language.text(needed, keys="extra: {monitored: true}"))
        return
    today = (now or clock.now()).date()
    if xlsx:
        from runbook.inventory.workbook.example_book import write_example_book

        file = str(write_example_book(folder, today, language))
    else:
        from runbook.inventory.example import write_example

        file = str(write_example(folder, today))
    click.echo(
        language.text(N_("{file} is written. Change it to your sites, then run: runbook check {file}"), file=file)
    )
