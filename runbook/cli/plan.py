"""`runbook plan`."""

from __future__ import annotations

import click

from runbook.cli.options import change_options, lang_option, pass_language
from runbook.i18n import N_, Language


@click.command(help=N_("Show which procedure each change of INVENTORY follows, why, and when."))
@click.argument("inventory", metavar="INVENTORY")
@change_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help=N_("text for people; json: the content of plan.json, a list where there are several."),
)
@lang_option
@pass_language
def plan(language: Language, inventory: str, sites: tuple[str, ...], changes: tuple[str, ...], form: str) -> None:
    """Load, plan, print."""
    from runbook.cli.plan_text import outline
    from runbook.inventory.choose import chosen
    from runbook.inventory.packed import choose_packed, load_fleet
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures
    from runbook.reading.plan_json import dump_plan

    fleet = choose_packed(load_fleet(inventory), sites, changes)
    procedures = load_procedures()
    plans = (
        make_plan(book, site, change, procedures)
        for packed in fleet
        for book in [packed.inventory()]
        for site, change in chosen(book, changes=packed.changes)
    )
    if form == "text":
        for each in plans:
            click.echo(outline(each, language), nl=False)
        return
    several = sum(len(packed.changes) for packed in fleet) > 1
    for number, each in enumerate(plans):
        before = b"" if not several else b",\n" if number else b"[\n"
        click.echo(before + dump_plan(each).rstrip(), nl=False)
    click.echo(b"\n]" if several else b"")
