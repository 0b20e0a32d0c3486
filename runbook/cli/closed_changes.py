"""Changes that are done, stopped or cancelled: nothing is made of them, and that is said."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from runbook.cli.error_output import note, tell
from runbook.errors import RunbookError
from runbook.i18n import N_, Language
from runbook.model.site import CLOSED

if TYPE_CHECKING:
    from runbook.inventory.packed import PackedSite

FEW = 8  # changes named in a line
REFUSED = {
    "done": N_("{change} is done: nothing more is made for it, and its plan and pages stay as they are"),
    "stopped": N_(
        "{change} is stopped: nothing more is made for it, and its plan and pages stay as they are; "
        "what is still to be done is another change"
    ),
    "cancelled": N_(
        "{change} is cancelled: nothing is made for it. `runbook pack --cancel` withdraws what was "
        "sent; if it takes place after all, give it another state"
    ),
}
PASSED_OVER = {
    "done": N_("Done, and left as they are: {changes}"),
    "stopped": N_("Stopped, and left as they are: {changes}"),
    "cancelled": N_("Cancelled, and not made: {changes}"),
}
STANDING = {
    "cancelled": N_("{change} is cancelled, and what was sent for it still stands: withdraw it with {command}"),
    "stopped": N_(
        "{change} is stopped, and invitations to its windows to come still stand: withdraw them with {command}"
    ),
}


class _Of(NamedTuple):
    """A change of the fleet."""

    site: PackedSite
    change: str

    @property
    def name(self) -> str:
        return f"{self.site.id}/{self.change}"

    @property
    def state(self) -> str:
        return self.site.state(self.change)

    def folder(self, out: Path) -> Path:
        return out / self.site.id / self.change


def going_on(fleet: Collection[PackedSite], named: Collection[str], language: Language) -> tuple[PackedSite, ...]:
    """The changes of which something is to be made; of the others a line is said.

    Raises RunbookError for one that is `named`.
    """
    closed = [one for one in _all(fleet) if one.state in CLOSED]
    for one in closed:
        if one.change in named:
            raise RunbookError(REFUSED[one.state], change=one.name)
    for state, text in PASSED_OVER.items():
        names = [one.name for one in closed if one.state == state]
        if names:
            shown = [*names[:FEW], "…"] if len(names) > FEW else names
            note(language.text(text, changes=", ".join(shown)))
    return _with(fleet, {one.name for one in _all(fleet)} - {one.name for one in closed})


def put_aside(
    fleet: Collection[PackedSite],
    inventory: str,
    out: Path,
    now: datetime,
    language: Language,
    *,
    taken_back: Collection[str] = (),
) -> None:
    """Put aside what was made of cancelled changes, and say so; and where something that was sent still stands of
    these and of those that were stopped, but for those that are `taken_back` by this very command.

    Raises OSError.
    """
    for one in _all(fleet):
        folder = one.folder(out)
        if one.state not in STANDING or not folder.is_dir():
            continue
        if one.state == "cancelled":
            _put_aside(one, folder, out, language)
        if one.name not in taken_back and _stands(one, folder, now):
            command = ["runbook", "pack", inventory, "--cancel", "--site", one.site.id, "--change", one.change]
            whole = shlex.join([*command, "--out", str(out)])
            tell(language.text(STANDING[one.state], change=one.name, command=whole))


def _put_aside(one: _Of, folder: Path, out: Path, language: Language) -> None:
    from runbook.build import put_aside as of_folder
    from runbook.build.ticket_places import mails_about

    moved = of_folder.put_aside(folder, tuple(mails_about(out, one.site.id, one.change)))
    aside = [path.name if path.parent == folder else str(path.relative_to(out)) for path in moved]
    if aside:
        text = N_("{change} is cancelled: what was made for it was put aside in {folder}: {files}")
        tell(language.text(text, change=one.name, folder=str(folder), files=", ".join(aside)))


def _stands(one: _Of, folder: Path, now: datetime) -> bool:
    """Whether something that was sent still stands: an invitation to what lies ahead; of a cancelled change also a
    request."""
    from runbook.pack.deliveries import invited, outstanding
    from runbook.pack.earlier_pack import EarlierFiles

    deliveries = EarlierFiles.of(folder).deliveries
    if one.state == "cancelled" and outstanding([each for each in deliveries if not each.entry]):
        return True
    held = (each for entry in invited(deliveries).values() for each in entry.values())
    return any(_is_ahead(each.end, now) for each in held)


def _is_ahead(end: str, now: datetime) -> bool:
    """Whether a time is still to come; one that cannot be read, or without a zone, may be."""
    try:
        return datetime.fromisoformat(end) > now
    except (ValueError, TypeError):
        return True


def to_send(names: Mapping[tuple[str, str], Collection[str]], out: Path, language: Language, *, lost: bool) -> None:
    """By which command a cancellation that was made goes out, where `send` has sent something that it takes back, or
    an earlier pack is `lost`; `names` of the files made, by site and change."""
    from runbook.pack.earlier_pack import EarlierFiles

    mails = [
        str(out / site / change / name)
        for (site, change), made in names.items()
        if lost or EarlierFiles.of(out / site / change).deliveries
        for name in sorted(made)
        if name.startswith("pack.") and name.endswith(".eml")
    ]
    if mails:
        shown = [*mails[:FEW], "…"] if len(mails) > FEW else mails
        command = f"runbook send {shlex.join(shown)} --smtp URL"
        note(language.text(N_("Now send it: {command}"), command=command))


def to_cancel(
    fleet: Collection[PackedSite], named: Collection[str], out: Path, language: Language, *, lost: bool
) -> tuple[PackedSite, ...]:
    """The changes that a cancellation can be made of: of those that are `named`; else of those that the inventory calls
    cancelled, where there are any; else of all that are not done and of which something was sent. `lost`: an earlier
    pack is known to be lost.

    Raises RunbookError for one that is named and done, and for one that fits its site no longer.
    """
    from runbook.pack.earlier_pack import EarlierFiles

    meant = [one for one in _all(fleet) if one.change in named or not named]
    marked = [one for one in meant if one.state == "cancelled"]
    meant = marked if marked and not named else meant
    kept: set[str] = set()
    for one in meant:
        if one.state == "done":
            if one.change in named:
                raise RunbookError(N_("{change} is done: there is nothing to cancel"), change=one.name)
            continue
        earlier = EarlierFiles.of(one.folder(out))
        if not lost and earlier.calendar is None and earlier.sent is None:
            text = N_(
                "{change}: there is no pack of it in {folder}, so nobody was invited by one, and "
                "nothing is withdrawn. If one is lost, use --sequence to give the number after its own."
            )
            tell(language.text(text, change=one.name, folder=str(one.folder(out))))
            continue
        if not lost and not earlier.deliveries:
            if one.state != "cancelled" and not named:
                text = N_(
                    "{change}: the inventory does not call it cancelled, and `runbook send` has sent nothing for it: "
                    "its pack stays as it is. If you sent it some other way, name the change with --change."
                )
                tell(language.text(text, change=one.name))
                continue
            text = N_(
                "{change}: `runbook send` has sent nothing for it. If you sent the pack some other "
                "way, send the cancellation that way too; if nobody has the pack, there is nothing to send."
            )
            tell(language.text(text, change=one.name))
        _prove_fit(one, language)
        kept.add(one.name)
    return _with(fleet, kept)


def _prove_fit(one: _Of, language: Language) -> None:
    """Raises RunbookError where a change that is of the past cannot be planned any more."""
    wrong = one.site.misfit(one.change) if one.state in CLOSED else None
    if wrong is not None:
        problem = N_("{change} no longer fits its site ({problem}): withdraw by hand what was sent for it")
        raise RunbookError(problem, change=one.name, problem=language.text(wrong.message, **wrong.args))


def _all(fleet: Collection[PackedSite]) -> Iterator[_Of]:
    return (_Of(site, change) for site in fleet for change in site.changes)


def _with(fleet: Collection[PackedSite], names: Collection[str]) -> tuple[PackedSite, ...]:
    """The sites with those of their changes; none without any."""
    found = (s.only(tuple(c for c in s.changes if f"{s.id}/{c}" in names)) for s in fleet)
    return tuple(site for site in found if site.changes)
