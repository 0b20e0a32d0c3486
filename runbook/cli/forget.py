"""`runbook forget`: what is held of a person below an output folder and in the cache; what can go, goes by `--yes`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runbook.cli import clock
from runbook.cli.exit_status import Status
from runbook.cli.options import lang_option, now_option, pass_language
from runbook.cli.settings_options import from_here, out_option
from runbook.errors import MachineError
from runbook.i18n import N_, Language
from runbook.model.initials import normal_initials

if TYPE_CHECKING:
    from runbook.build.forgetting import HeldChange

SEVERAL = N_(
    "{initials} may be several people: {people}. Use --site to say which site you mean; they are in: {folders}"
)


@click.command(help=N_("Show what is kept about a person, and remove what can be made again."))
@click.option("--initials", metavar="XX", required=True, is_eager=True, callback=from_here,
              help=N_("Whose: the initials in the inventory."))  # fmt: skip
@click.option("--site", "sites", metavar="ID", multiple=True, help=N_("This site only; repeat for several."))
@out_option(N_("Where the files are; by default out."), there=True)
@click.option("--yes", is_flag=True, help=N_("Do it; without this option, the command only says what it would do."))
@now_option
@lang_option
@pass_language
def forget(
    language: Language, initials: str, sites: tuple[str, ...], out: Path, yes: bool, now: datetime | None
) -> Status:
    """What was filled in, signed, edited or sent stays, with the reason."""
    from runbook.build.forgetting import forget as take_away
    from runbook.build.forgetting import held_of

    if not normal_initials(initials):
        raise click.BadParameter(language.text(N_("{value} are not initials"), value=initials), param_hint="--initials")
    held = tuple(held_of(out, initials, sites, now or clock.now()))
    if not held:
        click.echo(
            language.text(N_("{folder} names nobody with the initials {initials}."), folder=str(out), initials=initials)
        )
    _prove_one_person(initials, held)
    for change in held:
        if yes:
            take_away(change)
        for line in _lines(change, language, done=yes):
            click.echo(line)
    click.echo(_cache_line(language, done=yes))
    click.echo(language.text(N_("Inventories are yours: remove the person there, and render again.")))
    if not yes:
        removed = N_("Nothing was changed. To remove what can be removed, add --yes.")
        emptied = N_("Nothing was changed. The cache is not searched for people; to empty it all the same, add --yes.")
        click.echo(language.text(removed if held else emptied))
    return Status.DONE


def _prove_one_person(initials: str, held: tuple[HeldChange, ...]) -> None:
    """Raises MachineError where two sites may mean different people by these initials; in one site they are one's."""
    from runbook.pack.deliveries import TICKETS

    names = {person.name.casefold(): person.name for change in held for person in change.people}
    if len(names) > 1 and len({change.folder.parent for change in held if change.folder.parent.name != TICKETS}) > 1:
        folders = ", ".join(sorted({str(change.folder) for change in held}))
        raise MachineError(SEVERAL, initials=initials, people=", ".join(sorted(names.values())), folders=folders)


def _lines(change: HeldChange, language: Language, *, done: bool) -> list[str]:
    people = ", ".join(f"{each.name} <{each.email}>" if each.email else each.name for each in change.people)
    lines = [language.text(N_("{name}: {value}"), name=str(change.folder), value=people)]
    goes = N_("removed: {file}") if done else N_("can be removed: {file}")
    for held in change.files:
        file = str(held.path.relative_to(change.folder))
        reason = language.text(held.reason) if held.reason else ""
        text = N_("stays: {file} ({reason})") if reason else goes
        lines.append("  " + language.text(text, file=file, reason=reason))
    return lines


def _cache_line(language: Language, *, done: bool) -> str:
    """Say what becomes of the cache, and empty it. It holds parts of inventories, and forms that were set, in ways in
    which nobody can be searched for: so all of it goes, what it holds of others too."""
    from runbook.cache import Cache, usual_place

    cache = Cache(folder=usual_place(), limit=0)
    if not done:
        text = N_("The cache, {folder}, can be emptied, as a whole: the next run makes it again, and takes longer.")
    elif cache.trim():
        text = N_("The cache, {folder}, is emptied, as a whole: the next run makes it again, and takes longer.")
    else:
        text = N_("The cache, {folder}, could not be emptied: delete what is in it yourself.")
    return language.text(text, folder=str(cache.folder))
