"""Of which changes no pack is made, and why: it is said of all of them before anything is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runbook.cli.change_cautions import last_end
from runbook.cli.error_output import tell, trouble_text
from runbook.errors import RunbookError
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from datetime import datetime

    from runbook.inventory.packed import PackedSite
    from runbook.model.site import Site
    from runbook.pack.assemble import PackOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run of `pack` asks for. `late`: also where all windows of a change are over at the instant `now`."""

    options: PackOptions
    now: datetime
    late: bool


def refused(fleet: Collection[PackedSite], asked: Asked, language: Language) -> bool:
    """Say of each change why no pack can be made of it; whether there is one."""
    told = False
    for packed in fleet:
        site = packed.inventory().sites[0]
        for change, error in _reasons(packed, site, asked):
            told = True
            tell(f"{packed.id}/{change}: {trouble_text(error, language)}")
    return told


def _reasons(packed: PackedSite, site: Site, asked: Asked) -> Iterator[tuple[str, RunbookError]]:
    """Nobody to send it to; windows that are over."""
    from runbook.pack.people import participants, recipients

    options = asked.options
    try:
        recipients(site.staff, options.to, options.cc, options.sender)
        participants(site.staff)
    except RunbookError as error:
        yield from ((change, error) for change in packed.changes)
    for change in site.changes:
        if change.id in packed.changes and not asked.late and (ended := last_end(change, site.timezone)) < asked.now:
            problem = N_(
                "all of its windows have been over since {time}: write new ones, or state: done, "
                "stopped or cancelled; to pack it anyway, add --late"
            )
            yield change.id, RunbookError(problem, time=ended.isoformat(timespec="minutes"))
