"""`runbook simulate`."""

from __future__ import annotations

from pathlib import Path

import click

from runbook.cli.options import lang_option, pass_language
from runbook.i18n import N_, Language


@click.command(help=N_("Write the filled-in record of a faultless execution of PLAN: for rehearsals and training."))
@click.option(
    "--plan",
    "plan_file",
    required=True,
    metavar="PLAN",
    help=N_("plan.json, a folder that holds one, or - for standard input."),
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help=N_("The same seed, the same record; by default 0."),
)
@click.option(
    "--mistakes",
    type=click.IntRange(0, 50),
    default=0,
    metavar="N",
    help=N_("Plant N mistakes; which they are is said on standard error. By default none."),
)
@click.option(
    "--format", "form", type=click.Choice(["json", "csv"]), default="json", help=N_("What is written; by default json.")
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=N_("Where it goes; by default to standard output."),
)
@lang_option
@pass_language
def simulate(language: Language, plan_file: str, seed: int, mistakes: int, form: str, output: Path | None) -> None:
    """Play, plant, write."""
    from runbook.model.rehearsal import rehearsal_run
    from runbook.report.finding_text import message_text
    from runbook.simulate.draft import FAILURE
    from runbook.simulate.mistakes import plant
    from runbook.simulate.play import REASON, play
    from runbook.simulate.write import csv_bytes, json_bytes
    from runbook.verify.plan_store import PlanStore

    plan_store = PlanStore((plan_file,))
    indexed = plan_store.only(plan_file)
    plan = indexed.plan
    entries = play(indexed, seed, language.text(REASON))
    reasons = language.text(REASON), language.text(FAILURE)
    entries, planted = plant(indexed, entries, seed, mistakes, *reasons)
    run = rehearsal_run(plan.revision, seed)
    content = json_bytes(plan, run, entries) if form == "json" else csv_bytes(plan, run, entries, language)
    if output is None or str(output) == "-":
        click.echo(content, nl=False)
    else:
        from runbook.atomic_write import put_where_named

        put_where_named(output, content)
    for mistake in planted:
        click.echo(f"{mistake.code}  {message_text(mistake.message, plan, language)}", err=True)
