"""`runbook simulate`."""

from __future__ import annotations

from pathlib import Path

import click

from runbook.cli.error_output import tell_written
from runbook.cli.options import (
    STDERR,
    ChoiceOf,
    files,
    force_option,
    lang_option,
    output_option,
    pass_language,
    refuse_other_kind,
)
from runbook.i18n import N_, SOURCE, Language, known_tag, load_language


@click.command(help=N_("Write the filled-in record of a faultless execution of PLAN: for rehearsals and training."))
@click.option(
    "--plan",
    "plan_files",
    required=True,
    multiple=True,
    type=click.Path(),  # the store of plans tells of an empty name
    metavar="PLAN",
    shell_complete=files,
    help=N_(
        "plan.json, a folder that holds one, or - for standard input. What its plan carries on is signed under the "
        "earlier plans beside it; or repeat the option, once for each plan of the change."
    ),
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
    help=N_("Plant N mistakes; they are listed on standard error. By default none."),
)
@click.option(
    "--format",
    "form",
    type=ChoiceOf(["json", "csv"]),
    help=N_("What is written; by default according to the file's ending, otherwise json."),
)
@output_option(N_("Where it goes; by default to standard output."))
@force_option
@lang_option
@pass_language
def simulate(
    language: Language,
    plan_files: tuple[str, ...],
    seed: int,
    mistakes: int,
    form: str | None,
    output: Path | None,
    force: bool,
) -> None:
    """Play, plant, write."""
    from runbook.report.finding_text import message_text
    from runbook.simulate.written_record import written_record
    from runbook.verify.plan_store import PlanStore

    form = form or ("csv" if output is not None and output.suffix.lower() == ".csv" else "json")
    if output is not None:
        refuse_other_kind(output, form)
    plan_store = PlanStore(plan_files)
    indexed, earlier = plan_store.carried_on(plan_files)
    place = None
    if output is not None and str(output) != "-":
        from runbook.model.rehearsal import is_sealed
        from runbook.named_output import NamedOutput

        place = NamedOutput(path=output, own=is_sealed, force=force)
        place.check(plan_files, (STDERR,))
    own = load_language(known_tag(indexed.plan.languages[0]) or SOURCE)  # as the blank record of the change is
    content, planted = written_record(indexed, seed, mistakes, form, own, earlier)
    if place is None:
        click.echo(content, nl=False)
    else:
        place.write(content)
        if not planted:  # mistakes are listed alone
            tell_written(place, language)
    for mistake in planted:
        click.echo(f"{mistake.code}  {message_text(mistake.message, indexed.plan, language)}", err=True)
