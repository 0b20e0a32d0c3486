"""The sites of an inventory, packed: a fleet of thousands fits into little memory, and each site travels by itself."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from runbook.cache import Cache
from runbook.errors import InputError
from runbook.model.site import Heading, Inventory, Site
from runbook.planning.choose import choose
from runbook.resources import fingerprint

from .convert import convert
from .inventory import Book, load_books, parse_book
from .source import STANDARD_INPUT, files_of, read_text, shown_name
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


def load_fleet(path: str | Path, cache: Cache | None = None) -> tuple[PackedSite, ...]:
    """The sites of the inventory at `path`, a file, a folder of files or "-", in its order.

    Files that `cache` knows to the byte are not read as YAML again. Raises InputError with every problem of all files.
    """
    if cache is not None and str(path) != STANDARD_INPUT:
        with suppress(InputError):  # told below, with all others
            known = tuple(site for file in files_of(path) for site in _of_file(file, cache))
            if len({site.id.casefold() for site in known}) == len(known):
                return known
    return tuple(site for book in load_books(path, _packed) for site in _of_book(book))


def _of_file(file: str | Path, cache: Cache) -> tuple[PackedSite, ...]:
    """The sites of one file, from the cache where it knows them."""
    text = read_text(file)
    key = sha256(f"{fingerprint()} {text}".encode()).hexdigest()
    found = cache.get(key)
    if found is not None:
        organization, languages, sites = json.loads(found)
        heading = Heading(schema=1, organization=organization, languages=tuple(languages))
        return _of_book(Book(str(file), heading, tuple((name, tuple(own), data.encode()) for name, own, data in sites)))
    book = parse_book(text, shown_name(file), _packed)
    sites = [(name, changes, content.decode()) for name, changes, content in book.sites]
    cache.put(key, _bytes([book.heading.organization, book.heading.languages, sites]))
    return _of_book(book)


Packed = tuple[str, tuple[str, ...], bytes]


def _packed(site: Site, data: Plain) -> Packed:
    return site.id, tuple(change.id for change in site.changes), _bytes(data)


def _of_book(book: Book[Packed]) -> tuple[PackedSite, ...]:
    return tuple(
        PackedSite(id=name, changes=changes, heading=book.heading, content=content)
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
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
