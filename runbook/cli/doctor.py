"""`runbook doctor`: what this machine lacks, and the command that mends it."""

from __future__ import annotations

import click

from runbook.cli.doctor_checks import Check, Lack, examine
from runbook.cli.exit_status import Status
from runbook.cli.options import lang_option, pass_language
from runbook.i18n import N_, Language


@click.command(help=N_("Show what this machine lacks (libraries, fonts, languages), and which command installs it."))
@lang_option
@pass_language
@click.pass_context
def doctor(ctx: click.Context, language: Language) -> None:
    """Exit status 0 where nothing is lacking, else 2."""
    checks = examine()
    for check in checks:
        click.echo(check_text(check, language))
    lacking = [lack for check in checks for lack in check.lacks]
    if not lacking:
        click.echo(language.text(N_("This machine has all that the kit needs.")))
        return
    for command in dict.fromkeys(lack.mend for lack in lacking if lack.mend):
        click.echo(language.text(N_("To install it: {command}"), command=command))
    ctx.exit(Status.INPUT)


def check_text(check: Check, language: Language) -> str:
    """One check in a line, with a line for each thing that is missing."""
    mark = language.text(N_("missing")) if check.lacks else language.text(N_("fine"))
    lines = [language.text(N_("{title}: {state}"), title=language.text(check.title), state=mark)]
    lines += [f"  + {name}" for name in check.found]
    lines += [f"  - {lack_text(lack, language)}" for lack in check.lacks]
    return "\n".join(lines)


def lack_text(lack: Lack, language: Language) -> str:
    """`libpango-1.0.so.0: no page can be drawn without it`."""
    effect = language.text(lack.effect, **lack.values)
    return language.text(N_("{name}: {effect}"), name=lack.name, effect=effect)
