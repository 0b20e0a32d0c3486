"""`runbook plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli.closed_changes import going_on
from runbook.cli.error_output import error_text, tell
from runbook.cli.exit_status import Status
from runbook.cli.options import ChoiceOf, change_options, house_read, lang_option, pass_language
from runbook.cli.settings_options import house_option, inventory_argument, out_option, page_languages
from runbook.errors import InputError, PlanningError
from runbook.i18n import N_, Language, with_words
from runbook.model.frozen_zone import repeated_hours

if TYPE_CHECKING:
    from runbook.house.house_draft import HouseDraft


@click.command(help=N_("Show which path each change of INVENTORY follows, why, and when."))
@inventory_argument
@change_options
@house_option(N_("The organisation's own folder; by default house/ beside the inventory."))
@click.option(
    "--format",
    "form",
    type=ChoiceOf(["text", "json"]),
    default="text",
    show_default=True,
    help=N_("text for people; json: the content of plan.json, a list if there are several."),
)
@out_option(N_("Where earlier plans are; by default out. Time zone data that has changed since is reported."))
@lang_option
@pass_language
@click.pass_context
def plan(
    ctx: click.Context,
    language: Language,
    inventory: str,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    house: Path | None,
    form: str,
    out: Path,
) -> Status:
    """Load, plan, print; a change whose earlier pages are not found is named, and the others go on."""
    from runbook.build.amending import amending
    from runbook.build.task import languages_beyond, plan_of
    from runbook.build.zone_change import zone_change
    from runbook.cli.plan_text import outline
    from runbook.inventory.packed import choose_packed, load_fleet
    from runbook.procedures.load import load_procedures
    from runbook.reading.plan_json import dump_plan

    read = house_read(inventory, house)
    fleet = load_fleet(inventory, house=read[0] if read else None)
    fleet = going_on(choose_packed(fleet, sites, changes), changes, language)
    load_procedures()
    languages = page_languages(ctx)
    total = sum(len(packed.changes) for packed in fleet)
    several, told = total > 1, 0
    for packed, change in [(site, change) for site in fleet for change in site.changes]:
        beyond = languages_beyond(packed, languages)
        carried = amending(packed, change, beyond, out)
        if carried.refusal is not None:
            tell(f"{packed.id}/{change}: {error_text(carried.refusal, language)}")
            continue
        try:
            each = plan_of(packed, change, beyond, carried.revisions)
        except PlanningError as error:
            if read is None:
                raise
            tell(_told(read[1], error, f"{packed.id}/{change}", language))
            continue
        if (zone := zone_change(out / each.site / each.change)) is not None:
            tell(zone.text(f"{each.site}/{each.change}", language))
        if form == "text":
            click.echo(outline(each, with_words(language, each.words, repeated_hours(each))), nl=False)
        else:
            before = b"" if not several else b",\n" if told else b"[\n"
            click.echo(before + dump_plan(each).rstrip(), nl=False)
        told += 1
    if form == "json" and (several or told):
        click.echo(b"\n]" if several and told else b"[]" if several else b"")
    elif form == "json" and not total:
        click.echo(b"[]")
    return Status.DONE if told == total else Status.INPUT


def _told(house: HouseDraft, error: PlanningError, change: str, language: Language) -> str:
    """Why there is no plan of a change with the house."""
    from runbook.planning.house_trial import planning_problem

    return error_text(InputError((planning_problem(house, error, change),)), language)
