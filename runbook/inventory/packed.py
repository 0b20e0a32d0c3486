"""The sites of an inventory, packed: a fleet of thousands fits into little memory, and each site travels by itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, cast

from runbook.cache import Cache, usual_place
from runbook.errors import InputError, MachineError
from runbook.i18n import N_
from runbook.inventory.choose import choose
from runbook.inventory.load import load_books, parse_book
from runbook.model.site import Heading, Inventory, Site
from runbook.reading.files import files_of, lasting
from runbook.reading.structure import convert
from runbook.reading.text_file import read_text, shown_name
from runbook.reading.yaml_text import Plain
from runbook.resources import fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedSite:
    """One checked site: its id and those of its changes, what its file says beside the sites, and all else as bytes."""

    id: str
    changes: tuple[str, ...]
    languages: tuple[str, ...]  # which to render
    heading: Heading
    content: bytes  # the site's plain data as JSON
    origins: tuple[tuple[str, str], ...]  # each change of the site, and a hash of all that it is made from

    def inventory(self) -> Inventory:
        """An inventory of this site alone. Raises MachineError where a cache gave something else for it."""
        site = self._site()
        if site is None or site.id != self.id:
            problem = N_("the cache holds something else for this site; delete the folder {folder}, and run it again")
            raise MachineError(problem, folder=str(usual_place()))
        head = self.heading
        return Inventory(schema=head.schema, organization=head.organization, languages=head.languages, sites=(site,))

    def _site(self) -> Site | None:
        with suppress(ValueError, RecursionError):
            return convert(Site, json.loads(self.content))[0]
        return None

    def origin(self, change: str) -> str:
        """A hash of all that a change is made from: the site without its other changes, and the heading."""
        head = f"{self.heading.organization}\0{self.heading.languages}\0{dict(self.origins)[change]}"
        return sha256(head.encode()).hexdigest()


def load_fleet(path: str | Path, cache: Cache | None = None) -> tuple[PackedSite, ...]:
    """The sites of the inventory at `path`, a file, a folder of files or "-", in its order.

    Files that `cache` knows to the byte are not read as YAML again. Raises InputError with every problem of all files.
    """
    if cache is not None and lasting(path):
        with suppress(InputError):  # told below, with all others
            known = tuple(_known(path, cache))
            if len({site.id.casefold() for site in known}) == len(known):
                return known
    return tuple(site for book in load_books(path, _packed) for site in _of_book(book.heading, book.sites))


def _known(path: str | Path, cache: Cache) -> Iterator[PackedSite]:
    """The sites of all files of an inventory; those that it had when it was read last are in `cache`.

    Raises InputError.
    """
    key = sha256(f"fleet {fingerprint()} {Path(path).absolute()}".encode("utf-8", "surrogatepass")).hexdigest()
    before = cache.read(key, _books) or {}
    known, now = set(before), dict[str, _Book]()
    files, problems = files_of(path)
    if problems:
        raise InputError(problems)
    for file in files:
        text = read_text(file)
        told = sha256(text.encode()).hexdigest()
        if told not in before:
            book = parse_book(text, shown_name(file), _packed)
            before[told] = _book(book.heading.organization, book.heading.languages, book.sites)
        now[told] = before[told]
        yield from now[told].sites
    if now.keys() != known:
        cache.put(key, _bytes({told: book.kept for told, book in now.items()}))


class _Book(NamedTuple):
    """A file: as it lies in the cache (organization, languages, sites), and its sites."""

    kept: tuple[str, Sequence[str], Sequence[Packed]]
    sites: tuple[PackedSite, ...]


def _book(organization: str, languages: Sequence[str], sites: Sequence[Packed]) -> _Book:
    heading = Heading(schema=1, organization=organization, languages=tuple(languages))
    return _Book((organization, languages, sites), _of_book(heading, map(Packed._make, sites)))


def _books(data: bytes) -> dict[str, _Book]:
    """Files by a hash of their text, from the cache. Raises an error where they are something else.

    What a site's content is, is seen when the site is needed: to look at all of them would take too long.
    """
    books = {told: _book(*kept) for told, kept in json.loads(data).items()}
    for (organization, languages, _kept), sites in books.values():
        texts = ((site.id, *site.changes, *site.languages) for site in sites)
        "".join(chain((organization, languages[0]), *texts))  # an error where one is no text, or there is none
    return books


class Packed(NamedTuple):
    """A site as it lies in the cache: JSON can write it."""

    id: str
    languages: Sequence[str]
    origins: Sequence[Sequence[str]]  # of each change its id, and a hash of all that stands in the site for it
    content: str


def _packed(site: Site, data: Plain) -> Packed:
    assert isinstance(data, dict), "it was checked when it was read"
    origins = [(change.id, sha256(_bytes(_of_change(data, change.id))).hexdigest()) for change in site.changes]
    return Packed(site.id, site.languages or (), origins, _bytes(data).decode())


def _of_change(site: dict[Any, Plain], change: str) -> dict[Any, Any]:
    """The site without its other changes."""
    return {**site, "changes": [each for each in cast(list[Any], site["changes"]) if each["id"] == change]}


def _of_book(heading: Heading, sites: Iterable[Packed]) -> tuple[PackedSite, ...]:
    return tuple(
        PackedSite(
            id=name,
            changes=tuple(change for change, _hash in origins),
            languages=tuple(languages) or heading.languages,
            heading=heading,
            content=content.encode(),
            origins=tuple((change, told) for change, told in origins),
        )
        for name, languages, origins, content in sites
    )


def choose_packed(
    fleet: Collection[PackedSite], sites: Collection[str] = (), changes: Collection[str] = ()
) -> tuple[PackedSite, ...]:
    """The sites with the changes that are meant, each with these changes alone.

    Raises RunbookError where a name fits nothing, with the nearest that does.
    """
    meant = choose([(packed.id, packed.changes) for packed in fleet], sites, changes)
    return tuple(replace(packed, changes=meant[packed.id]) for packed in fleet if packed.id in meant)


def _bytes(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
