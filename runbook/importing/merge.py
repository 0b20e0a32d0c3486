"""All that another list knows, held against all files of an inventory: the new text of each, and what is to be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.importing.existing import ExistingFile
from runbook.importing.fitting import fitted
from runbook.importing.found import FoundList, FoundSite
from runbook.importing.merged_site import SiteMerge, Told, made_of_names, new_site
from runbook.importing.yaml_edits import Edit, NoPlaceError, applied, edited
from runbook.importing.yaml_text_of import flow_text, item_lines, scalar_text
from runbook.inventory.wording import ADVICE, OPEN
from runbook.model.house import House
from runbook.model.mapping import ImportMapping
from runbook.reading.nodes import Node, Plain, path_text
from runbook.reading.yaml_text import compose

_HEAD = """\
# Sites, appliances and people from {source}, by `runbook import {source}`. Changes are yours to write: docs/changes.md.
# What {source} does not say stands here as "?", a version as unknown: `runbook check` names each, with its line.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """A file as it is to be: `before` is how it is, None where it is not there."""

    path: Path
    content: bytes
    before: ExistingFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What is to be written, and what is to be told. `empty` sites have no appliance, and are left out."""

    texts: tuple[NewText, ...]
    told: tuple[Told, ...]
    left: tuple[Problem, ...]
    empty: int


def merge(
    found: FoundList, files: tuple[ExistingFile, ...], target: Path, mapping: ImportMapping, house: House | None
) -> Merged:
    """Hold `found` against the files of the inventory `target`. Raises InputError where one cannot be changed."""
    left, told = list(found.left), list[Told]()
    sites = _by_name(files)
    edits: dict[int, list[Edit]] = {number: [] for number in range(len(files))}
    new: dict[str, FoundSite] = {}
    met: set[tuple[int, int]] = set()
    empty = 0
    for site in found.sites:
        left += fitted(site)
        place = sites.get(("id", site.id.casefold())) or sites.get(_called(site))
        left += _without_backup(site, files[place[0]].sites[place[1]] if place else None)
        if place is not None and place not in met:
            met.add(place)
            data = files[place[0]].sites[place[1]]
            merged = SiteMerge(data if isinstance(data, dict) else {}, ("sites", place[1]), mapping.keep, house)
            merged.merge(site)
            edits[place[0]] += merged.edits
            told += merged.told
            left += merged.left
        elif not site.appliances:
            empty += 1
        elif place is not None or new.setdefault(site.id.casefold(), site) is not site:
            message, remedy = (
                N_("two sites would have the id {id}: this one is left out"),
                N_("say in the mapping which field tells their ids apart"),
            )
            left.append(site.values["id"].origin.problem(message, remedy, id=site.id))
    written = [new_site(site) for site in new.values()]
    for site, made in zip(new.values(), written, strict=True):
        told.append(Told("site", site.id, new=len(site.appliances)))
        if initials := made_of_names(made, site):
            told.append(Told("initials", site.id, new=[*initials]))
    told += [
        Told("absent", str(data.get("id")))
        for number, file in enumerate(files)
        for index, data in enumerate(file.sites)
        if isinstance(data, dict) and (number, index) not in met
    ]
    texts = _texts(written, found.source, files, target, edits, mapping)
    return Merged(texts=texts, told=tuple(told), left=tuple(left), empty=empty)


def _by_name(files: Iterable[ExistingFile]) -> dict[tuple[str, str], tuple[int, int]]:
    """Where the sites of the inventory are, by id and by name: the number of the file, and theirs in it."""
    places: dict[tuple[str, str], tuple[int, int]] = {}
    for number, file in enumerate(files):
        for index, site in enumerate(file.sites):
            for key in ("id", "name") if isinstance(site, dict) else ():
                if isinstance(site, dict) and isinstance(name := site.get(key), str) and name != OPEN:
                    places.setdefault((key, name.casefold()), (number, index))
    return places


def _called(site: FoundSite) -> tuple[str, str]:
    name = site.values.get("name")
    return "name", str(name.value).casefold() if name else ""


def _without_backup(site: FoundSite, there: Plain) -> Iterator[Problem]:
    """How users are moved is of no use where no appliance is a backup: that is told, and left out."""
    listed = there.get("appliances") if isinstance(there, dict) else None
    roles = [each.get("role") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    roles += [values["role"].value for values in site.appliances if "role" in values]
    switch = site.values.get("failover.switch")
    if switch is not None and "backup" not in roles and (site.appliances or roles):
        message = N_("no appliance of {site} is known to be the backup: this is left out")
        yield switch.origin.problem(message, N_("say in the mapping where its role is given"), site=site.id)


def _texts(
    new: list[dict[str, Plain]],
    source: str,
    files: tuple[ExistingFile, ...],
    target: Path,
    edits: dict[int, list[Edit]],
    mapping: ImportMapping,
) -> tuple[NewText, ...]:
    """The files that become other ones. New sites go into the inventory; in a folder, into a file of their own."""
    own = target / f"{source}.yaml" if target.is_dir() else target
    number = next((number for number, file in enumerate(files) if file.path == own), None)
    made: list[NewText] = []
    if new and number is None:
        heading = files[0].heading if files else {}
        made.append(NewText(path=own, content=_whole(new, source, heading, mapping), before=None))
    elif number is not None:
        edits[number] += [Edit(path=("sites",), value=site, append=True) for site in new]
    changed = ((files[number], edits[number]) for number in edits if edits[number])
    return (*made, *(NewText(path=file.path, content=_changed(file, own), before=file) for file, own in changed))


def _whole(new: list[dict[str, Plain]], source: str, heading: dict[str, Plain], mapping: ImportMapping) -> bytes:
    """A new file."""
    languages: Plain = list(mapping.languages) if mapping.languages else heading.get("languages", OPEN)
    head = [
        _HEAD.format(source=source),
        "schema: 1",
        f"organization: {scalar_text(mapping.organization or heading.get('organization', OPEN))}",
        f"languages: {flow_text(languages)}",
        "",
        "sites:",
    ]
    return "\n".join([*head, *(line for site in new for line in item_lines(site, 2)), ""]).encode("utf-8")


def _changed(file: ExistingFile, edits: list[Edit]) -> bytes:
    """A file with the edits made; it is read again, and has to say just that. Raises InputError."""
    try:
        text = edited(file.text, edits)
    except NoPlaceError as error:
        raise _no_place(file, path_text(error.path), error.path[1]) from None
    wanted = applied({**file.heading, "sites": file.sites}, edits)
    sites: list[Plain] = []
    try:
        root, problems = compose(
            text, str(file.path), ("sites",), lambda _i, _l, node: sites.append(node.plain()), ADVICE
        )
    except InputError:
        root, problems = Node(kind="broken", line=1), ()
    heading = root.plain()
    expected = wanted["sites"] if isinstance(wanted, dict) else []
    if problems or sites != expected or not isinstance(heading, dict) or _beside(heading) != _beside(file.heading):
        pairs = enumerate(zip(sites, expected if isinstance(expected, list) else [], strict=False))
        first = next((index for index, (is_, wanted_) in pairs if is_ != wanted_), 0)
        raise _no_place(file, path_text(("sites", first)), first)
    return file.content(text)


def _beside(heading: dict[str, Plain]) -> dict[str, Plain]:
    return {key: value for key, value in heading.items() if key != "sites"}


def _no_place(file: ExistingFile, path: str, site: object) -> InputError:
    line = file.lines[site] if isinstance(site, int) and site < len(file.lines) else None
    message = N_("the way this is written, it cannot be changed while all else is left as it is")
    remedy = N_("write the values of this site out, without & and *, and with a line for each key")
    return InputError.of(str(file.path), line, path, message, remedy)
