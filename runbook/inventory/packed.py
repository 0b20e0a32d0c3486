"""The sites of an inventory, packed: a fleet of thousands fits into little memory, and each site travels by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, cast

from runbook.cache import Cache, usual_place
from runbook.errors import InputError, MachineError
from runbook.i18n import N_
from runbook.inventory.checks.addresses import check_addresses
from runbook.inventory.checks.changes import check_fit
from runbook.inventory.choose import choose
from runbook.inventory.files import InventorySource, files_of, lasting, source_of
from runbook.inventory.load import load_files, parse_source
from runbook.model.house import House, PackedHouse
from runbook.model.installed import patched_before, site_before
from runbook.model.site import Change, ChangeState, Heading, Inventory, Site
from runbook.reading.nodes import Plain
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure import convert
from runbook.resources import fingerprint

FILES, FEW = 10, 20  # of files: how many are read at a time by another process, and from how many on there is one

_Sources: TypeAlias = "tuple[tuple[str, InventorySource], ...]"
_Kept: TypeAlias = "tuple[str, Sequence[str], Sequence[CachedSite]]"  # of a file: organization, languages, sites
_ReadFile: TypeAlias = "tuple[str, _Kept]"
Share: TypeAlias = (
    "Callable[[Callable[[_Sources], tuple[_ReadFile, ...]], Iterator[_Sources]], Iterable[tuple[_ReadFile, ...]]]"
)
"""How the files of an inventory are shared out to be read, as `map` does: what comes of them is in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedSite:
    """One checked site: its id and those of its changes, what its file says beside the sites, and all else as bytes."""

    id: str
    changes: tuple[str, ...]
    languages: tuple[str, ...]  # which to render
    heading: Heading
    content: bytes  # the site's plain data as JSON
    origins: tuple[tuple[str, str], ...]  # each change of the site, and a hash of all that it is made from
    states: tuple[tuple[str, ChangeState], ...]  # each change of the site, and how far it got
    house: bytes = b""  # the organisation's own house, packed; nothing where there is none

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

    def only(self, changes: tuple[str, ...]) -> PackedSite:
        """The site with these changes alone."""
        return self if changes == self.changes else replace(self, changes=changes)

    def state(self, change: str) -> ChangeState:
        """How far a change got."""
        return dict(self.states)[change]

    def misfit(self, change: str) -> Violation | None:
        """Why a change that is of the past can be planned no more: its site is another by now. None where it can."""
        data: dict[str, Any] = json.loads(self.content)
        data["changes"] = [{**each, "state": "planned"} for each in data["changes"] if each["id"] == change]
        site = PartialGroup(path=(), data=data, broken=frozenset())
        return next(chain(check_fit(site), check_addresses(site)), None)

    def origin(self, change: str) -> str:
        """A hash of all that a change is made from: the site as the change finds it, without other changes, and the
        heading."""
        head = f"{self.heading.organization}\0{self.heading.languages}\0{dict(self.origins)[change]}"
        return sha256(head.encode() + (b"\0" + self.house if self.house else b"")).hexdigest()


def load_fleet(
    path: str | Path, cache: Cache | None = None, house: PackedHouse | None = None, share: Share = map
) -> tuple[PackedSite, ...]:
    """The sites of the inventory at `path`, a file, a folder of files or "-", in its order; with the house, if any.

    Files that `cache` knows to the byte are not read as YAML again; the others are read where `share` has it done.
    Raises InputError with every problem of all files.
    """
    if cache is not None and lasting(path):
        with suppress(InputError):  # raised below, with all others
            known = _known(path, cache, house, share)
            if len({site.id.casefold() for site in known}) == len(known):
                return _in_house(known, house)
    files = load_files(path, _packed, house=house.house if house else None)
    return _in_house([site for file in files for site in _packed_sites(file.heading, file.sites)], house)


def _in_house(fleet: Iterable[PackedSite], house: PackedHouse | None) -> tuple[PackedSite, ...]:
    return tuple(replace(site, house=house.content) for site in fleet) if house else tuple(fleet)


def _known(path: str | Path, cache: Cache, house: PackedHouse | None, share: Share) -> tuple[PackedSite, ...]:
    """The sites of all files of an inventory; those that it had when it was read last are in `cache`.

    Raises InputError.
    """
    key = sha256(f"fleet {fingerprint()} {Path(path).absolute()}".encode("utf-8", "surrogatepass")).hexdigest()
    before = cache.read(key, _cached_files) or {}
    known, order = set(before), list[str]()
    files, problems = files_of(path)
    if problems:
        raise InputError(problems)
    own = house.content if house else b""

    def unread() -> Iterator[tuple[str, InventorySource]]:
        for file in files:
            source = source_of(file)
            order.append(sha256(source.digest + own).hexdigest())
            if order[-1] not in before:
                yield order[-1], source

    new, many = unread(), min(FILES, 1 + len(files) // FEW)
    chunks = iter(lambda: tuple(islice(new, many)), ())
    read = partial(_read, house=house.house if house else None)
    for found in (share if len(files) >= FEW else map)(read, chunks):
        before |= {digest: _cached(*kept) for digest, kept in found}
    now = {digest: before[digest] for digest in order}
    if now.keys() != known:
        cache.put(key, _bytes({digest: file.kept for digest, file in now.items()}))
    return tuple(site for digest in order for site in now[digest].sites)


def _read(sources: Iterable[tuple[str, InventorySource]], house: House | None) -> tuple[_ReadFile, ...]:
    """What the cache keeps of each source, with the hash that it was given with. Raises InputError."""
    parsed = ((digest, parse_source(source, _packed, house=house)) for digest, source in sources)
    return tuple((digest, (file.heading.organization, file.heading.languages, file.sites)) for digest, file in parsed)


class _CachedFile(NamedTuple):
    """A file: as it lies in the cache, and its sites."""

    kept: _Kept
    sites: tuple[PackedSite, ...]


def _cached(organization: str, languages: Sequence[str], sites: Sequence[CachedSite]) -> _CachedFile:
    heading = Heading(schema=1, organization=organization, languages=tuple(languages))
    return _CachedFile((organization, languages, sites), _packed_sites(heading, map(CachedSite._make, sites)))


def _cached_files(data: bytes) -> dict[str, _CachedFile]:
    """Files by a hash of their text, from the cache. Raises an error where they are something else.

    Each site has its own hash: what is another's or was changed is read anew. To look into all of them takes too long.
    """
    files = {digest: _cached(*kept) for digest, kept in json.loads(data).items()}
    for (organization, languages, kept), sites in files.values():
        if any(site[-1] != _seal(*site[:-1]) for site in kept):
            raise ValueError(kept)
        texts = ((site.id, *site.changes, *site.languages) for site in sites)
        "".join(chain((organization, languages[0]), *texts))  # an error where one is no text, or there is none
    return files


class CachedSite(NamedTuple):
    """A site as it lies in the cache: JSON can write it."""

    id: str
    languages: Sequence[str]
    origins: Sequence[Sequence[str]]  # of each change its id, a hash of all that stands in the site for it, its state
    content: str
    seal: str  # a hash of all of it


def _packed(site: Site, data: Plain) -> CachedSite:
    assert isinstance(data, dict), "it was checked when it was read"
    origins = [
        (change.id, sha256(_bytes(_of_change(data, site, change))).hexdigest(), change.state) for change in site.changes
    ]
    told = site.id, site.languages or (), origins, _bytes(data).decode()
    return CachedSite(*told, _seal(*told))


def _seal(name: str, languages: Sequence[str], origins: Sequence[Sequence[str]], content: str) -> str:
    """A hash of what the cache holds of a site, whether it was there or is to go there."""
    head = _bytes([name, languages, origins])
    return sha256(head + content.encode()).hexdigest()


def _of_change(data: dict[Any, Any], site: Site, change: Change) -> dict[Any, Any]:
    """The site without its other changes, but with the versions that they left, and whether a patch was the last of
    what they installed; and without the state of this one."""
    found = site_before(site, change).appliances
    versions = [{"base": appliance.base, "software": appliance.software} for appliance in found]
    appliances = [{**each, **known} for each, known in zip(data["appliances"], versions, strict=True)]
    (own,) = (each for each in data["changes"] if each["id"] == change.id)
    stateless = {key: value for key, value in own.items() if key != "state"}
    patched = {"patched": True} if patched_before(site, change) else {}
    return {**data, "appliances": appliances, "changes": [stateless]} | patched


def _packed_sites(heading: Heading, sites: Iterable[CachedSite]) -> tuple[PackedSite, ...]:
    return tuple(
        PackedSite(
            id=name,
            changes=tuple(change for change, _hash, _state in origins),
            languages=tuple(languages) or heading.languages,
            heading=heading,
            content=content.encode(),
            origins=tuple((change, digest) for change, digest, _state in origins),
            states=tuple((change, cast(ChangeState, state)) for change, _digest, state in origins),
        )
        for name, languages, origins, content, _seal in sites
    )


def choose_packed(
    fleet: Collection[PackedSite], sites: Collection[str] = (), changes: Collection[str] = ()
) -> tuple[PackedSite, ...]:
    """The sites with the changes that are meant, each with these changes alone.

    Raises RunbookError where a name fits nothing, with the nearest that does.
    """
    meant = choose([(packed.id, packed.changes) for packed in fleet], sites, changes)
    return tuple(packed.only(meant[packed.id]) for packed in fleet if packed.id in meant)


def _bytes(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
