"""What lies below an output folder of one person: what can go, and what stays because somebody relies on it.

What the kit made and would make again goes: pages, blank records, mails that were not sent. What people filled in,
signed, edited or sent stays, and so does the plan that it is verified by. A plan whose windows have begun stays too:
its sheets may be printed and signed, and lie in a drawer.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.build.existing import filled_in, parts_in, record_kind
from runbook.build.manifest import MANIFEST, Manifest, is_as_made, read_manifest, write_manifest
from runbook.build.ticket_places import changes_in
from runbook.errors import InputError, naming
from runbook.i18n import N_
from runbook.inventory.choose import choose
from runbook.model.initials import normal_initials
from runbook.pack.deliveries import SENT, TICKETS, read_sent
from runbook.pack.mail_headers import headers_of
from runbook.reading.found_file import content_found
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, is_plan_name, read_plan

if TYPE_CHECKING:
    from runbook.model.plan import Plan
    from runbook.model.record import RecordPart

FILLED_IN = N_("it is filled in: it says who did what")
ASIDE = N_("it was put aside: somebody filled it in, signed or edited it")
DELIVERED = N_("it was sent: others rely on it")
LEDGER = N_("it says what was sent to whom")
EDITED = N_("it is not as the kit made it: somebody may have signed it")
UNKNOWN = N_("the kit did not make it: check it yourself")
PROOF = N_("what stays beside it is verified against it")
BEGUN = N_("its windows have begun: sheets of it may be printed and signed")
NO_PLAN = N_("it is not a readable plan")
_MAIL = ".eml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNamed:
    """Somebody as a plan or a record names them; `email` is empty where it is not told."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file of a change that names the person. `reason` is why it stays, a message id; empty where it can go."""

    path: Path
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldChange:
    """A change that names the person, as whom, and its files."""

    folder: Path
    people: tuple[PersonNamed, ...]
    files: tuple[HeldFile, ...]


def held_of(out: Path, initials: str, sites: Iterable[str], now: datetime) -> Iterator[HeldChange]:
    """The changes below `out` that name the person with these initials, of `sites` or of all, and the mails of tickets
    about them; `now` has a zone.

    Raises OSError; InputError for a plan that does not lie where it is looked for; RunbookError for one of `sites` that
    has no folder there, though others have.
    """
    _prove_whole(out)
    wanted, asked = normal_initials(initials), frozenset(sites)
    _prove_known(out, asked)
    for folder in _folders(out):
        if folder.parent.name == TICKETS:
            ticket = _Ticket(folder, wanted, now, asked)
            if ticket.people:
                yield HeldChange(folder=folder, people=ticket.people, files=tuple(ticket.files()))
        elif not asked or folder.parent.name in asked:
            change = _Change(folder, wanted, now)
            if change.people:
                yield HeldChange(folder=folder, people=change.people, files=tuple(change.files()))


def forget(change: HeldChange) -> None:
    """Take away what can go of a change, and the note of it. Raises OSError, which names the file."""
    manifest = read_manifest(change.folder)
    gone = [held.path for held in change.files if not held.reason]
    for path in gone:
        with naming(path):
            path.unlink(missing_ok=True)
        if path.parent == change.folder:
            manifest.pop(path.name, None)
    if manifest:
        write_manifest(change.folder, manifest)
    else:
        (change.folder / MANIFEST).unlink(missing_ok=True)
    for folder in (change.folder / EARLIER_PLANS, change.folder, change.folder.parent):
        with suppress(OSError):  # there is something in it
            folder.rmdir()


def _prove_whole(out: Path) -> None:
    """Refuse the folder of a site or of a change in place of the one with all of them: it would seem to name nobody."""
    for folder in (out, *(inside for inside in _inside(out) if inside.is_dir() and not inside.is_symlink())):
        if (folder / PLAN).is_file():
            message = N_("nobody is looked for in this plan: it is not in a folder such as out/<site>/<change>")
            remedy = N_("name the folder that was rendered into with --out, or move this plan")
            raise InputError.of(str(folder / PLAN), None, "", message, remedy)


def _prove_known(out: Path, asked: frozenset[str]) -> None:
    """Refuse a site that no folder is called by, where there are others: mistyped, it would seem to name nobody."""
    folders = [folder for folder in _folders(out) if folder.parent.name != TICKETS]
    known = [(site, [folder.name for folder in own]) for site, own in groupby(folders, lambda one: one.parent.name)]
    if asked and known:
        choose(known, asked)


def _folders(out: Path) -> Iterator[Path]:
    """`out`/site/change; links are no such folders."""
    for site in _inside(out):
        if site.is_dir() and not site.is_symlink():
            yield from (change for change in _inside(site) if change.is_dir() and not change.is_symlink())


def _inside(folder: Path) -> list[Path]:
    with naming(folder):
        return sorted(folder.iterdir())


class _Change:
    """The folder of a change, as it is read for one person."""

    def __init__(self, folder: Path, wanted: str, now: datetime) -> None:
        self._folder, self._wanted, self._now = folder, wanted, now
        found = [path for path in _inside(folder) if path.is_file() and not path.is_symlink()]
        below = folder / EARLIER_PLANS
        plans = _inside(below) if below.is_dir() and not below.is_symlink() else []
        self._own = [path for path in found if path.name not in (PLAN, MANIFEST)]
        self._plans = {
            path: _plan(path)
            for path in [*found, *plans]
            if path.is_file() and not path.is_symlink() and is_plan_name(path.name)
        }
        self._manifest: Manifest = read_manifest(folder)
        self._sent = _sent_mails(folder)
        self._filled = {path: parts for path in self._own if (parts := self._filled_parts(path))}
        self.people = tuple(dict.fromkeys(self._people()))

    def files(self) -> Iterator[HeldFile]:
        """All of its files; plans last, whose staying depends on the others'."""
        others = [HeldFile(path=path, reason=self._reason(path)) for path in self._own]
        yield from others
        proof = any(held.reason not in ("", UNKNOWN) for held in others)
        for path, plan in self._plans.items():
            yield HeldFile(path=path, reason=self._plan_reason(plan, proof))

    def _people(self) -> Iterator[PersonNamed]:
        for plan in self._plans.values():
            for person in plan.staff if plan is not None else ():
                if normal_initials(person.initials) == self._wanted:
                    yield PersonNamed(name=person.name, email=person.email or "")
            for one in plan.house.staff if plan is not None and plan.house is not None else ():
                if normal_initials(one.initials) == self._wanted:
                    yield PersonNamed(name=one.name)
        for part in (part for parts in self._filled.values() for part in parts):
            for substitute in part.people:
                if normal_initials(substitute.initials) == self._wanted:
                    yield PersonNamed(name=substitute.name)

    def _filled_parts(self, path: Path) -> tuple[RecordPart, ...]:
        kind = record_kind(path.name)
        data = (content_found(path) if kind is not None else None) or b""
        return parts_in(kind, data) if kind is not None and filled_in(kind, data) is not None else ()

    def _reason(self, path: Path) -> str:
        if path in self._filled:
            return FILLED_IN
        aside = path.suffix == ".bak"
        name = path.name.rsplit(".", 2)[0] if aside else path.name
        if name == SENT:
            return LEDGER
        if name.endswith(_MAIL) and (self._sent is None or _message_id(path) in self._sent):
            return DELIVERED
        noted = self._manifest.get(name)
        if aside:  # of a cancelled change, as it was made
            return "" if noted is not None and is_as_made(path, noted) else ASIDE
        if noted is None:
            return "" if path.suffix == ".part" and path.name.startswith(".") else UNKNOWN
        return "" if is_as_made(path, noted) else EDITED

    def _plan_reason(self, plan: Plan | None, proof: bool) -> str:
        if plan is None:
            return NO_PLAN
        if proof:
            return PROOF
        return BEGUN if any(window.start <= self._now for window in plan.windows) else ""


class _Ticket(_Change):
    """The folder with the mails of a ticket: people and what was sent are those of the changes that they are about."""

    def __init__(self, folder: Path, wanted: str, now: datetime, asked: frozenset[str]) -> None:
        super().__init__(folder, wanted, now)
        places = sorted({place for path in self._own if path.name.endswith(_MAIL) for place in changes_in(path)})
        out = folder.parent.parent
        parts = [out / site / change for site, change in places if (out / site / change).is_dir()]
        known = [_Change(part, wanted, now) for part in parts]
        meant = [part for part in known if not asked or part._folder.parent.name in asked]
        self.people = tuple(dict.fromkeys(person for part in meant for person in part.people))
        sent = [part._sent for part in known]
        self._sent = None if None in sent else frozenset(chain.from_iterable(each or () for each in sent))


def _plan(path: Path) -> Plan | None:
    try:
        return read_plan(content_found(path) or b"", str(path))
    except InputError:
        return None


def _sent_mails(folder: Path) -> frozenset[str] | None:
    """The ids of the mails that went out; None where that cannot be read, and all of them may have."""
    if not os.path.lexists(folder / SENT):
        return frozenset()
    try:
        _site, _change, deliveries = read_sent(content_found(folder / SENT) or b"")
    except (OSError, ValueError):
        return None
    return frozenset(delivery.message_id for delivery in deliveries)


def _message_id(path: Path) -> str:
    return str(headers_of(path)["Message-ID"] or "").strip()
