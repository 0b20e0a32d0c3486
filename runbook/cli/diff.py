"""`runbook diff`: what changes for whom, from one plan, inventory or folder of outputs to another."""

from __future__ import annotations

import json
from pathlib import Path

import click

from runbook.cli.error_output import error_text, tell
from runbook.cli.exit_status import Status
from runbook.cli.options import ANY_PATH, ChoiceOf, change_options, files, house_of, lang_option, pass_language
from runbook.cli.settings_options import house_option, of_inventory
from runbook.errors import RunbookError
from runbook.i18n import N_, Language, shown, with_words
from runbook.model.frozen_zone import repeated_hours

NOTHING = N_("{old} and {new} plan the same. Changes: {changes}.")


@click.command(help=N_("Show what changes, and for whom, from OLD to NEW: plans, inventories, or folders of outputs."))
@click.argument("old", metavar="OLD", type=ANY_PATH, shell_complete=files)
@click.argument("new", metavar="NEW", type=ANY_PATH, is_eager=True, callback=of_inventory, shell_complete=files)
@change_options
@house_option(N_("The organisation's own folder, for both; by default house/ beside each inventory."))
@click.option(
    "--format",
    "form",
    type=ChoiceOf(["text", "json"]),
    default="text",
    show_default=True,
    help=N_("text for people; json for programs."),
)
@lang_option
@pass_language
def diff(
    language: Language,
    old: str,
    new: str,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    house: Path | None,
    form: str,
) -> Status:
    """What is the same is not told. A change that cannot be compared is named, and the others go on."""
    from runbook.comparison.compared_changes import compare_sides
    from runbook.comparison.sides import of_one_plan, outputs_at, read_side

    out = outputs_at(old) or outputs_at(new)  # the plans that an inventory on the other side carries on
    read = [read_side(name, lambda each: house_of(each, house), out, sites, changes) for name in (old, new)]
    keys = {key for side in read for key in side.changes}
    _prove_known(sites, {site for site, _change in keys}, N_("neither of them has the site {name}"))
    _prove_known(changes, {change for _site, change in keys}, N_("neither of them has the change {name}"))
    sides = of_one_plan(read[0], read[1]), of_one_plan(read[1], read[0])
    compared = compare_sides(*sides)
    failed, told = False, 0
    if form == "json":
        from runbook.comparison.comparison_data import comparison_data

        found = [one for one in compared if one.told]
        failed = any(one.error for one in found)
        click.echo(json.dumps(comparison_data(old, new, found, language), ensure_ascii=False, indent=2))
        return Status.INPUT if failed else Status.DONE
    from runbook.comparison.comparison_text import comparison_text

    for one in compared:
        if one.error is not None:
            failed = True
            tell(f"{shown('/'.join(one.key))}: {error_text(one.error, language)}")
        elif one.told:
            plan = one.after or one.before
            own = with_words(language, plan.words, repeated_hours(plan)) if plan else language
            click.echo(comparison_text(one, own), nl=False)
            told += 1
    if not told and not failed:
        click.echo(language.text(NOTHING, old=old, new=new, changes=len({*sides[0].changes, *sides[1].changes})))
    return Status.INPUT if failed else Status.DONE


def _prove_known(names: tuple[str, ...], known: set[str], message: str) -> None:
    """Raises RunbookError for a name that fits nothing."""
    for name in names:
        if name not in known:
            raise RunbookError(message, name=name)
