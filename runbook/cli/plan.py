"""`runbook plan`."""

from __future__ import annotations

from pathlib import Path

import click

from runbook.cli.closed_changes import going_on
from runbook.cli.error_output import tell
from runbook.cli.options import change_options, lang_option, pass_language
from runbook.i18n import N_, Language


@click.command(help=N_("Show which path each change of INVENTORY follows, why, and when."))
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
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out"),
    metavar="DIR",
    help=N_("Where earlier plans lie; by default out. Zone data that changed since are said."),
)
@lang_option
@pass_language
def plan(
    language: Language, inventory: str, sites: tuple[str, ...], changes: tuple[str, ...], form: str, out: Path
) -> None:
    """Load, plan, print."""
    from runbook.build.zone_change import zone_change
    from runbook.cli.plan_text import outline
    from runbook.inventory.choose import chosen
    from runbook.inventory.packed import choose_packed, load_fleet
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures
    from runbook.reading.plan_json import dump_plan

    fleet = going_on(choose_packed(load_fleet(inventory), sites, changes), changes, language)
    procedures = load_procedures()
    plans = (
        make_plan(book, site, change, procedures)
        for packed in fleet
        for book in [packed.inventory()]
        for site, change in chosen(book, changes=packed.changes)
    )
    total = sum(len(packed.changes) for packed in fleet)
    several = total > 1
    for number, each in enumerate(plans):
        if (zone := zone_change(out / each.site / each.change)) is not None:
            tell(zone.text(f"{each.site}/{each.change}", language))
        if form == "text":
            click.echo(outline(each, language), nl=False)
            continue
        before = b"" if not several else b",\n" if number else b"[\n"
        click.echo(before + dump_plan(each).rstrip(), nl=False)
    if form == "json":
        click.echo(b"[]" if not total else b"\n]" if several else b"")
