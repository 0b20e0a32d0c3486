"""The mails of tickets: made once the packs of their changes are there, from what lies in their folders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.atomic_write import make_folder
from runbook.build.existing import place
from runbook.build.manifest import ManifestEntry, digest_of, is_as_made, read_manifest, write_manifest
from runbook.build.pack_tasks import options_of
from runbook.pack.deliveries import TICKETS
from runbook.pack.ticket_mail import ticket_folder, ticket_mail
from runbook.pack.ticket_parts import TicketPack, sent_by_itself, ticket_tags
from runbook.reading.plan_json import PLAN, load_plan

if TYPE_CHECKING:
    from runbook.document.parts import Paper
    from runbook.inventory.packed import PackedSite
    from runbook.pack.assemble import ApprovalPack, PackOptions, PageKind

ChangePlace = tuple[str, str]
"""Site and change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A number of the customer's that several changes bear."""

    number: str
    changes: tuple[ChangePlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOutcome:
    """What became of the mails of a ticket. `files`: they lie there now; `aside`: what somebody edited is called so;
    `alone`: changes whose own mail was sent already, and `left` those that are in no mail of a ticket any more."""

    files: tuple[Path, ...] = ()
    aside: tuple[Path, ...] = ()
    alone: tuple[ChangePlace, ...] = ()
    left: tuple[ChangePlace, ...] = ()


def tickets_of(fleet: Iterable[PackedSite]) -> tuple[Ticket, ...]:
    """Those that several changes of `fleet` bear, in its order."""
    found: dict[str, list[ChangePlace]] = {}
    for packed in fleet:
        for change in packed.inventory().sites[0].changes:
            number = " ".join((change.ticket or "").split())
            if number and change.id in packed.changes:
                found.setdefault(number, []).append((packed.id, change.id))
    return tuple(Ticket(number=n, changes=tuple(each)) for n, each in found.items() if len(each) > 1)


def put_ticket_mails(
    ticket: Ticket,
    fleet: Collection[PackedSite],
    languages: Collection[str],
    paper: Paper,
    options: PackOptions,
    out: Path,
) -> TicketOutcome:
    """Make its mails, and put them into their folder. A change of which a mail of its own has been sent is in none.

    Raises RunbookError, InputError where a plan cannot be read, OSError.
    """
    sites = {site.id: site for site in fleet}
    packs = {each: _pack(out, each, options_of(sites[each[0]], languages, options)) for each in ticket.changes}
    alone = tuple(each for each, pack in packs.items() if sent_by_itself(pack))
    joined = [each for each in packs if each not in alone]
    if len(joined) < 2:
        return TicketOutcome(alone=alone, left=tuple(joined))
    parts = [
        TicketPack(place="/".join(each), pack=packs[each], page=_Pages(out.joinpath(*each), packs[each], paper))
        for each in joined
    ]
    folder = out / TICKETS / ticket_folder(ticket.number)
    mails = {f"pack.{tag}.eml": ticket_mail(ticket.number, parts, tag) for tag in ticket_tags([p.pack for p in parts])}
    aside = tuple(_put(folder, mails, parts[0].pack.plan.revision))
    return TicketOutcome(files=tuple(folder / name for name in mails), aside=aside, alone=alone)


def _pack(out: Path, change: ChangePlace, options: PackOptions) -> ApprovalPack:
    """The pack that lies in the folder of a change, once more."""
    from runbook.pack.assemble import ApprovalPack
    from runbook.pack.earlier_pack import EarlierFiles

    folder = out.joinpath(*change)
    plan, earlier = load_plan(folder / PLAN), EarlierFiles.of(folder)
    before = ApprovalPack(plan, options, earlier).revisions_before
    return ApprovalPack(plan, options, earlier.with_plans(folder, before))


class _Pages:
    """The pages of a change: as they lie in its folder, or, where somebody has filled one in, an empty one."""

    def __init__(self, folder: Path, pack: ApprovalPack, paper: Paper) -> None:
        self._folder, self._pack, self._paper = folder, pack, paper
        self._manifest = read_manifest(folder)

    def __call__(self, kind: PageKind, tag: str) -> bytes:
        from runbook.build.documents import printed

        name = f"{kind}.{tag}.pdf"
        if name in self._manifest and is_as_made(self._folder / name, self._manifest[name]):
            return (self._folder / name).read_bytes()
        return printed(kind, self._pack.plan, tag, self._paper)[0]


def _put(folder: Path, mails: dict[str, bytes], revision: str) -> Iterator[Path]:
    """Put the mails into their folder, and note them; yields how what somebody edited is called now. Raises OSError."""
    make_folder(folder)
    manifest = read_manifest(folder)
    for name, data in mails.items():
        known = manifest[name].content if name in manifest else None
        placed = place(folder / name, "mail", data, revision, known, fresh=False)
        if placed.aside is not None:
            yield placed.aside
        manifest[name] = ManifestEntry("", digest_of(data))
    write_manifest(folder, manifest)
