"""The sites of an inventory, packed: a fleet of thousands fits into little memory, and each site travels by itself."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from runbook.model.site import Heading, Inventory, Site
from runbook.planning.choose import choose

from .convert import convert
from .inventory import load_books
from .yamltext import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedSite:
    """One checked site: its id and those of its changes, what its file says beside the sites, and all else as bytes."""

    id: str
    changes: tuple[str, ...]
    heading: Heading
    content: bytes  # the site's plain data as JSON

    @property
    def languages(self) -> tuple[str, ...]:
        """Which languages to render."""
        own = json.loads(self.content).get("languages")
        return tuple(own) if own else self.heading.languages

    def inventory(self) -> Inventory:
        """An inventory of this site alone."""
        site, _wrong = convert(Site, json.loads(self.content))
        assert site is not None, "it was checked when it was read"
        head = self.heading
        return Inventory(schema=head.schema, organization=head.organization, languages=head.languages, sites=(site,))

    def of_change(self, change: str) -> bytes:
        """All that a change of this site is made from: the site without its other changes, and the heading."""
        site: dict[str, Any] = json.loads(self.content)
        site["changes"] = [each for each in site["changes"] if each["id"] == change]
        return _bytes([self.heading.organization, self.heading.languages, site])


def load_fleet(path: str | Path) -> tuple[PackedSite, ...]:
    """The sites of the inventory at `path`, a file, a folder of files or "-", in its order.

    Raises InputError with every problem of all files.
    """
    books = load_books(path, lambda site, data: (site.id, tuple(change.id for change in site.changes), _bytes(data)))
    return tuple(
        PackedSite(id=name, changes=changes, heading=book.heading, content=content)
        for book in books
        for name, changes, content in book.sites
    )


def choose_packed(
    fleet: Collection[PackedSite], sites: Collection[str] = (), changes: Collection[str] = ()
) -> tuple[PackedSite, ...]:
    """The sites with the changes that are meant, each with these changes alone.

    Raises RunbookError where a name fits nothing, with the nearest that does.
    """
    meant = choose([(packed.id, packed.changes) for packed in fleet], sites, changes)
    return tuple(replace(packed, changes=meant[packed.id]) for packed in fleet if packed.id in meant)


def _bytes(data: Plain | list[Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
