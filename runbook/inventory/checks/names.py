"""Ids, languages, the time zone, and who signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from runbook.i18n import N_, available
from runbook.inventory.wording import OPEN
from runbook.model.clock import zone_info, zones
from runbook.model.initials import normal_initials
from runbook.model.mail_address import is_address
from runbook.reading.nodes import KeyPath, clipped, path_text
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure_problems import NOT_KNOWN, nearest

# Names that some systems keep for devices, whatever the extension: no file or folder can have them there.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


def repeated(
    values: Iterable[tuple[KeyPath, str]], message: str, remedy: str, same: Callable[[str], str] = str.casefold
) -> Iterator[Violation]:
    """A violation for each of `values` that stands before already; small and capital letters are the same, or whatever
    `same` makes the same.

    `message` may hold {value} and {first}, the place where it stands first.
    """
    seen: dict[str, KeyPath] = {}
    for path, value in values:
        first = seen.setdefault(same(value), path)
        if first != path:
            yield Violation(path, message, remedy, {"value": clipped(value), "first": path_text(first)})


def named(parts: Iterable[PartialGroup], key: str) -> list[tuple[KeyPath, str]]:
    """The text at `key` of each of `parts`, with its path."""
    return [(part.at(key), text) for part in parts if (text := part.text(key)) is not None]


def check_site_ids(sites: Iterable[PartialGroup], taken: dict[str, str]) -> Iterator[Violation]:
    """No two sites share an id: it names their folder. `taken` says where each id stands first, and grows."""
    message = N_("the id {value} is given twice; the first is at {first}")
    for path, value in named(sites, "id"):
        here = path_text(path)
        first = taken.setdefault(value.casefold(), here)
        if first != here:
            yield Violation(
                path, message, N_("give each site an id of its own"), {"value": clipped(value), "first": first}
            )


def check_ids(site: PartialGroup) -> Iterator[Violation]:
    """Ids of changes differ by more than capitals, and ids that name folders can do so on every system."""
    message = N_("the id {value} is given twice; the first is at {first}")
    changes = named(site.parts("changes"), "id")
    yield from repeated(changes, message, N_("give each change of the site an id of its own"))
    for path, value in (*named([site], "id"), *changes):
        if value.casefold() in _DEVICES:
            reserved = N_("the id {value} cannot name a folder on Windows")
            yield Violation(path, reserved, N_("add something to it"), {"value": value})


def check_languages(part: PartialGroup) -> Iterator[Violation]:
    """The languages of an inventory or a site have a catalogue, and stand there once."""
    languages = part.texts("languages")
    known = available() if languages else ()
    for path, tag in languages:
        if tag not in known:
            values = {"value": clipped(tag), "known": ", ".join(known)}
            message = N_("there is no language {value}; there are: {known}")
            yield Violation(path, message, N_("write one of them; docs/languages.md says how to add one"), values)
    message = N_("the language {value} is given twice")
    yield from repeated(languages, message, N_("keep one of them"))


def check_timezone(site: PartialGroup) -> Iterator[Violation]:
    """The time zone is one that the kit knows."""
    zone = site.text("timezone")
    if zone is None or known_zone(site):
        return
    close = _nearest_zone(zone)
    message = NOT_KNOWN if zone == OPEN else N_("there is no time zone {value}")
    if close is None:
        remedy = N_("write one such as Europe/Paris, as in the IANA list")
        yield Violation(site.at("timezone"), message, remedy, {"value": clipped(zone)})
    else:
        values = {"value": clipped(zone), "nearest": close}
        yield Violation(site.at("timezone"), message, N_("write {nearest} if you mean it"), values)


def _nearest_zone(zone: str) -> str | None:
    """The zone of a place that `zone` may have been meant to be; never one of a bare offset, whose sign surprises."""
    places = {name if "/" in zone else name.rpartition("/")[2]: name for name in zones() if "/" in name}
    close = nearest(zone, (place for place, name in places.items() if not name.startswith("Etc/")), 0.75)
    return places[close] if close else None


def known_zone(site: PartialGroup) -> str | None:
    """The site's time zone, where the kit knows it."""
    zone = site.text("timezone")
    try:
        return zone if zone is not None and zone_info(zone) else None
    except ValueError:
        return None


def _known_language(person: PartialGroup) -> Iterator[Violation]:
    tag = person.text("language")
    if tag is not None and tag not in available():
        values = {"value": clipped(tag), "known": ", ".join(available())}
        message = N_("there is no language {value}; there are: {known}")
        remedy = N_("write one of them; docs/languages.md says how to add one")
        yield Violation(person.at("language"), message, remedy, values)


def _reachable(person: PartialGroup) -> Iterator[Violation]:
    address = person.text("email")
    if address is not None and not is_address(address):
        message = N_("no mail can be sent to {value}")
        remedy = N_("write one whole address, such as cm@example.com: look for an extra dot, or a missing part")
        yield Violation(person.at("email"), message, remedy, {"value": clipped(address)})


def check_staff(site: PartialGroup) -> Iterator[Violation]:
    """Initials are one person's; somebody is a technician; nobody has a role twice; a mail can go to each address."""
    staff = site.parts("staff")
    message = N_("the initials {value} are those of somebody else, or look like them on paper; see {first}")
    remedy = N_("tell the two apart, such as CM and CM2")
    yield from repeated(named(staff, "initials"), message, remedy, normal_initials)
    for person in staff:
        twice = N_("the role {value} is given twice")
        yield from repeated(person.texts("roles"), twice, N_("keep one of them"))
        yield from _known_language(person)
        yield from _reachable(person)
    known = all(len(person.texts("roles")) == person.count("roles") for person in staff)
    roles = {role for person in staff for _path, role in person.texts("roles")}
    if staff and known and len(staff) == site.count("staff") and "technician" not in roles:
        message = N_("nobody has the role `technician`, so nobody may carry out the steps")
        yield Violation(site.at("staff"), message, N_("give the role to at least one person"))
