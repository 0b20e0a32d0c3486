"""Files of NetBox's -> its objects by their kind: pages of its API, and tables that it exports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.importing.found import Origin
from runbook.importing.lookup import SourceObject, clean, folded
from runbook.importing.source_file import is_json, read_json, read_source, read_table
from runbook.reading.nodes import clipped

ObjectKind = Literal["device", "machine", "site", "address", "contact", "assignment"]
_ENDPOINTS: dict[str, ObjectKind] = {
    "dcim/devices": "device",
    "virtualization/virtual-machines": "machine",
    "dcim/sites": "site",
    "ipam/ip-addresses": "address",
    "tenancy/contacts": "contact",
    "tenancy/contact-assignments": "assignment",
}
_URL = re.compile(r"/api/([a-z-]+/[a-z-]+)/")
# What each kind alone has, for objects without a url and for tables: the first line that is there decides.
_SIGNS: tuple[tuple[frozenset[str], ObjectKind], ...] = (
    (frozenset({"object", "contact"}), "assignment"),
    (frozenset({"object_id", "contact"}), "assignment"),
    (frozenset({"device_type"}), "device"),
    (frozenset({"vcpus"}), "machine"),
    (frozenset({"address", "vrf"}), "address"),
    (frozenset({"address", "dns_name"}), "address"),
    (frozenset({"name", "email"}), "contact"),
    (frozenset({"name", "time_zone"}), "site"),
    (frozenset({"name", "facility"}), "site"),
    (frozenset({"name", "slug", "region"}), "site"),
)
# Heads of the tables that NetBox shows -> the fields that they are.
_HEADS = {
    "type": "device_type",
    "ip_address": "primary_ip",
    "ipv4_address": "primary_ip4",
    "ipv6_address": "primary_ip6",
    "device_role": "role",
    "serial_number": "serial",
    "contact_email": "email",
}
_ROLES, _WITH_ROLES = ("role", "device_role"), ("device", "machine")
_DOCS = N_("docs/import.md says which files are read, and how to get them")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetBoxObjects:
    """What lies in the files: the objects of each kind, each once; what is to be said; how many are of other kinds; the
    heads of tables, by their files."""

    kinds: dict[str, list[SourceObject]] = field(default_factory=lambda: defaultdict(list))
    left: list[Problem] = field(default_factory=list)
    others: list[SourceObject] = field(default_factory=list)
    tables: dict[str, frozenset[str]] = field(default_factory=dict)


def read_objects(paths: Iterable[str], columns: Mapping[str, str]) -> NetBoxObjects:
    """The objects in all of the files. Raises InputError with the problems of all."""
    objects, problems = NetBoxObjects(), list[Problem]()
    pages: dict[str, list[ListPage]] = defaultdict(list)
    for path in paths:
        try:
            name, content = read_source(path)
            if is_json(content):
                _take_pages(read_json(content, name), name, objects, pages)
            else:
                _take_table(content, name, objects, columns)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(tuple(problems))
    _drop_repeated(objects)
    for kind, found in pages.items():
        objects.left.extend(_missing_pages(len(objects.kinds[kind]), found))
    return objects


class ListPage(NamedTuple):
    """A page of a list: how many objects the whole list has, where that is said, and whether others come before it or
    after it."""

    file: str
    objects: int | None
    before: bool
    after: bool


def _missing_pages(given: int, pages: list[ListPage]) -> Iterator[Problem]:
    """What is said of a kind of which some pages are missing: fewer objects than are counted, or a page that others
    follow or go before, and is alone."""
    counts = [page for page in pages if page.objects is not None and given < page.objects]
    if counts:
        message = N_("this is a part of a list: {given} of {count} are there")
        remedy, values = (
            N_("get its other pages too, with &offset="),
            {"given": str(given), "count": str(counts[0].objects)},
        )
        yield Problem.of(counts[0].file, None, "count", message, remedy, **values)
        return
    after, before = ([page for page in pages if page.after], [page for page in pages if page.before])
    if any(page.objects is None for page in pages) and len(after) != len(before):
        (file, *_), key = (after[-1], "next") if len(after) > len(before) else (before[0], "previous")
        message = N_("this is a part of a list: another page of it is not there")
        yield Problem.of(file, None, key, message, N_("get its other pages too, at the address given here"))


def _take_pages(data: Any, file: str, objects: NetBoxObjects, pages: dict[str, list[ListPage]]) -> None:
    place, items, page = "", data, None
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        place, items, page = "results", data["results"], _page(data, file)
    elif isinstance(data, dict) and "id" in data:
        items = [data]
    if not isinstance(items, list):
        raise _no_list(data, file)
    for index, item in enumerate(items):
        origin = Origin(file, None, f"{place}[{index}]")
        given = item if isinstance(item, dict) else {}
        kind = _kind(given)
        thing = SourceObject(data=_with_both_names(given) if kind in _WITH_ROLES else given, origin=origin)
        (objects.kinds[kind] if kind else objects.others).append(thing)
        if kind and page and page not in pages[kind]:
            pages[kind].append(page)
    if page and not items and (kind := _kind({"url": data.get("next") or data.get("previous")})):
        pages[kind].append(page)


def _with_both_names(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """A device or machine whose role goes by both names: devices of 3.5 have the second alone, of 4.0 the first."""
    given = [thing[name] for name in _ROLES if name in thing]
    return {**dict.fromkeys(_ROLES, given[0]), **thing} if given else thing


def _page(data: Mapping[str, Any], file: str) -> ListPage:
    count = data.get("count")
    number = count if isinstance(count, int) else None
    return ListPage(file, number, data.get("previous") is not None, data.get("next") is not None)


def _no_list(data: Any, file: str) -> InputError:
    """Where NetBox answers that something is wrong, its own words are told."""
    said = data.get("detail") if isinstance(data, dict) else None
    if isinstance(said, str):
        message, remedy = N_("NetBox gave no list, but said: {said}"), N_("correct that, and export the list again")
        return InputError.of(file, None, "detail", message, remedy, said=clipped(clean(said)))
    return InputError.of(file, None, "", N_("this is not a NetBox list"), _DOCS)


def _kind(data: Mapping[str, Any]) -> ObjectKind | None:
    url = data.get("url")
    if isinstance(url, str) and (found := _URL.search(url)):
        return _ENDPOINTS.get(found[1])
    return next((kind for signs, kind in _SIGNS if signs <= data.keys()), None)


def _take_table(content: bytes, file: str, objects: NetBoxObjects, columns: Mapping[str, str]) -> None:
    heads, rows = read_table(content, file)
    objects.tables[file] = frozenset(heads)
    own = {folded(head): path for head, path in columns.items()}
    names = [own.get(head) or _HEADS.get(head, head) for head in heads]
    if "primary_ip" in names and {"dns_name", "vrf", "assigned"} & {*names}:
        names[names.index("primary_ip")] = "address"
    kind = _kind(dict.fromkeys(names))
    if kind is None or (kind not in ("address", "assignment") and "name" not in names):
        message = N_("these are not the headings of any NetBox table that is read: {heads}")
        remedy = N_("docs/import.md says which are read; headings in another language go under columns in the mapping")
        raise InputError.of(file, 1, "", message, remedy, heads=clipped(", ".join(heads)))
    objects.kinds[kind] += _rows(names, rows, file, with_role=kind in _WITH_ROLES)


def _rows(names: list[str], rows: list[tuple[int, list[str]]], file: str, *, with_role: bool) -> Iterator[SourceObject]:
    for line, row in rows:
        cells = zip(names, row, strict=False)
        named = {folded(name): cell for name, cell in cells}
        data = _with_both_names(named) if with_role else named
        yield SourceObject(data=data, origin=Origin(file, line, ""), flat=True)


def _drop_repeated(objects: NetBoxObjects) -> None:
    """An object that stands in two files is one: the first is kept."""
    for kind, things in objects.kinds.items():
        seen: dict[object, SourceObject] = {}
        for thing in things:
            number = thing.data.get("id")
            seen.setdefault(number if isinstance(number, int) and not thing.flat else id(thing), thing)
        objects.kinds[kind] = list(seen.values())
