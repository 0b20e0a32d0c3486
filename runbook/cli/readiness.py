"""Before pages are drawn: can this machine draw them, and will they be the usual bytes?"""

from __future__ import annotations

import click

from runbook.cli.doctor_checks import missing_for_rendering
from runbook.errors import MachineError
from runbook.i18n import N_, Language


def ready_to_draw(language: Language) -> None:
    """Warn on stderr where pages would be drawn in another way than elsewhere.

    Raises MachineError where no page can be drawn.
    """
    lacks = missing_for_rendering()
    essential = [lack for lack in lacks if lack.essential]
    if essential:
        names = ", ".join(lack.name for lack in essential)
        problem = N_(
            "no page can be drawn on this machine: {names} missing; `runbook doctor` says how to "
            "install what is missing"
        )
        raise MachineError(problem, names=names)
    for lack in lacks:
        warning = N_("warning: {name}: {effect}; `runbook doctor` says what to do")
        click.echo(language.text(warning, name=lack.name, effect=language.text(lack.effect)), err=True)
