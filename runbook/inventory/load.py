"""An inventory: YAML text, or sheets -> plain data with its lines -> model, or every problem of it at once.

Sites are read one after the other and checked each by itself, so that a fleet of thousands is never held as a whole.
An inventory is a file, standard input, or a folder of files; each file has a heading of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from runbook.errors import InputError, Problem
from runbook.inventory.checks import check_heading, check_site
from runbook.inventory.checks.names import check_site_ids
from runbook.inventory.files import InventorySource, files_of, source_of
from runbook.inventory.house import check_with_house, named_by_initials, with_people
from runbook.inventory.wording import ADVICE, WORDING
from runbook.model.site import Heading, Inventory, Site
from runbook.reading.input_file import shown_name
from runbook.reading.many_problems import MAX_PROBLEMS, EnoughProblemsError, in_order
from runbook.reading.nodes import TAKEN, KeyPath, Node, Plain, path_text
from runbook.reading.partial import PartialGroup, Violation
from runbook.reading.structure import Wrong, convert
from runbook.reading.structure_problems import NOT_KNOWN, FileWording, shape_problems
from runbook.reading.text_file import parse_content
from runbook.reading.yaml_text import compose

if TYPE_CHECKING:
    from runbook.model.house import House

SITES: KeyPath = ("sites",)
T = TypeVar("T")
Keep = Callable[[Site, Plain], T]
"""What is kept of a site: it is given the model, and the plain data that it was made of."""


@dataclass(frozen=True, slots=True)
class KeepWritten(Generic[T]):
    """What is kept of a site, from its plain data as its author wrote it: people whom the house names by their
    initials, and the marks of what nobody has said yet, which are no problem then."""

    of: Callable[[Plain], T]


Caution = Callable[[Site | Heading], Iterable[Violation]]
"""What is allowed of a site or the heading, and not without being said; paths are those within it."""


class InventoryFile(NamedTuple, Generic[T]):
    """One file of an inventory: its name, its heading, what was kept of its sites, and what is to be said of them."""

    file: str
    heading: Heading
    sites: tuple[T, ...]
    cautions: tuple[Problem, ...] = ()


def load_inventory(path: str | Path) -> Inventory:
    """The inventory in the file `path`, or on standard input where it is "-". Raises InputError with every problem."""
    return _whole(parse_source(source_of(path), lambda site, _data: site))


def parse_inventory(text: str, file: str) -> Inventory:
    """The inventory that `text` is; `file` is what its problems call it. Raises InputError with every problem."""
    return _whole(parse_file(text, file, lambda site, _data: site))


def _whole(parsed: InventoryFile[Site]) -> Inventory:
    head = parsed.heading
    return Inventory(schema=head.schema, organization=head.organization, languages=head.languages, sites=parsed.sites)


def load_files(
    path: str | Path,
    keep: Keep[T] | KeepWritten[T],
    caution: Caution | None = None,
    house: House | None = None,
    let_through: frozenset[str] = frozenset(),
) -> tuple[InventoryFile[T], ...]:
    """The inventory at `path`, a file, a folder of files or "-": what `keep` makes of each site, file by file, and what
    `caution` has to say of it. `house`: that of the organisation, whose people and keys it may name; `let_through`: the
    messages of what is no problem here, for it is told otherwise.

    Raises InputError with every problem of all files.
    """
    loaded: list[InventoryFile[T]] = []
    elsewhere: dict[str, str] = {}  # the ids of other files, and where they stand
    files, unread = files_of(path)
    problems = list(unread)
    for file in files:
        name, ids = shown_name(file), dict(elsewhere)
        try:
            loaded.append(parse_source(source_of(file), keep, ids, caution, house, let_through))
        except InputError as error:
            problems += error.problems
        elsewhere = {found: elsewhere.get(found, f"{name}: {place}") for found, place in ids.items()}
        if len(problems) > MAX_PROBLEMS:
            break
    if problems:
        raise InputError(tuple(problems))
    return tuple(loaded)


def parse_source(
    source: InventorySource,
    keep: Keep[T] | KeepWritten[T],
    ids: dict[str, str] | None = None,
    caution: Caution | None = None,
    house: House | None = None,
    let_through: frozenset[str] = frozenset(),
) -> InventoryFile[T]:
    """The same as `parse_file` does, of an input of any kind. Raises InputError with every problem of it."""
    place = {} if ids is None else ids
    if source.sheets:
        reader = _Reader(source.name, keep, place, caution, house, let_through)
        return _parse_sheets(source, reader)

    def parse(text: str) -> InventoryFile[T]:
        return parse_file(text, source.name, keep, place, caution, house, let_through)

    return parse_content(source.content, source.name, parse)


def _parse_sheets(source: InventorySource, reader: _Reader[T]) -> InventoryFile[T]:
    from runbook.inventory.workbook.book_files import book_of_tables, book_of_workbook
    from runbook.inventory.workbook.book_nodes import BookNodes
    from runbook.inventory.workbook.book_words import WORKBOOK_WORDING, BookWords

    tables = source.tables
    book = book_of_tables(tables, source.name) if tables else book_of_workbook(source.content, source.name)
    nodes = BookNodes(book)
    words = BookWords(book, nodes)
    reader.wording = WORKBOOK_WORDING
    heading: Heading | None = None
    with suppress(EnoughProblemsError):
        for index, (line, node) in enumerate(nodes.sites()):
            reader.site(index, line, node)
        heading = reader.heading(nodes.heading())
    found = [*book.problems, *reader.problems]
    words.settle(reader.ids)
    if found or heading is None:
        raise InputError(words.told(in_order(found)))
    cautions = words.told(in_order([*book.cautions, *reader.cautions]))
    return InventoryFile(source.name, heading, tuple(reader.kept), cautions)


def parse_file(
    text: str,
    file: str,
    keep: Keep[T] | KeepWritten[T],
    ids: dict[str, str] | None = None,
    caution: Caution | None = None,
    house: House | None = None,
    let_through: frozenset[str] = frozenset(),
) -> InventoryFile[T]:
    """What `keep` makes of each site of `text`; `ids` are those of other files with their places, and grow."""
    reader = _Reader(file, keep, {} if ids is None else ids, caution, house, let_through)
    root, problems = compose(text, file, SITES, reader.site, ADVICE)
    heading = reader.heading(root) if root.kind != "broken" else None
    found = [*problems, *reader.problems]
    if found or heading is None:
        raise InputError(in_order(found))
    return InventoryFile(file, heading, tuple(reader.kept), tuple(reader.cautions))


class _Reader(Generic[T]):
    """Checks the sites of one file as they come; `problems`, `cautions` and `kept` grow."""

    def __init__(
        self,
        file: str,
        keep: Keep[T] | KeepWritten[T],
        ids: dict[str, str],
        caution: Caution | None,
        house: House | None,
        let_through: frozenset[str] = frozenset(),
    ) -> None:
        self.wording: FileWording = WORDING
        self._house = house
        self._let_through = let_through | {NOT_KNOWN} if isinstance(keep, KeepWritten) else let_through
        self.problems: list[Problem] = []
        self.cautions: list[Problem] = []
        self.kept: list[T] = []
        self._caution = caution
        self._file = file
        self._keep = keep
        self.ids = ids

    def site(self, index: int, line: int, node: Node) -> None:
        """The site that `node` is, item `index` of the file's sites. Raises EnoughProblemsError."""
        if len(self.problems) > MAX_PROBLEMS:
            raise EnoughProblemsError
        place = (*SITES, index)
        sites = Node(kind="list", line=line, entries={index: (line, node)})
        root = Node(kind="group", line=line, entries={SITES[0]: (line, sites)})
        written = node.plain()
        data = with_people(written, self._house)
        site, wrongs = convert(Site, data, place)
        violations: list[Violation] = []
        if isinstance(data, dict):
            part = PartialGroup(path=place, data=data, broken=frozenset(wrong.path for wrong in wrongs))
            checks = (*check_site_ids([part], self.ids), *islice(check_site(part), MAX_PROBLEMS + 1))
            violations += (*checks, *islice(check_with_house(part, self._house), MAX_PROBLEMS + 1))
            initials = {path for path, _name in named_by_initials(part)}
            wrongs = [wrong for wrong in wrongs if wrong.path not in initials]
        self._add_problems(wrongs, violations, root)
        if self.problems:
            return
        if isinstance(self._keep, KeepWritten):
            self.kept.append(self._keep.of(written))
        elif site is not None:
            self.kept.append(self._keep(site, data))
        if site is not None:
            self._say(site, place, root)

    def heading(self, root: Node) -> Heading | None:
        """The heading, once all has been read; sites that were not handed over (an alias) are read here."""
        _line, listed = root.entries.get(SITES[0], (0, TAKEN))
        streamed = listed.kind == "list" and bool(listed.entries)
        for index, (line, node) in listed.entries.items() if streamed else ():
            if node is not TAKEN and isinstance(index, int) and len(self.problems) <= MAX_PROBLEMS:
                self.site(index, line, node)
        data = self._with_languages(root.plain())
        wrongs: list[Wrong]
        heading: Heading | None
        if streamed and isinstance(data, dict):
            beside = {key: value for key, value in data.items() if key != SITES[0]}
            heading, wrongs = convert(Heading, beside)
        else:
            heading, wrongs = convert(Inventory, data)
        violations: Iterable[Violation] = ()
        if isinstance(data, dict):
            part = PartialGroup(path=(), data=data, broken=frozenset(wrong.path for wrong in wrongs))
            violations = check_heading(part)
        self._add_problems(wrongs, violations, root)
        if heading is not None and not self.problems:
            self._say(heading, (), root)
        if heading is None and not self.problems and isinstance(data, dict):  # what it lacks has a mark
            heading = Heading(schema=1, organization=str(data.get("organization")), languages=())
        return heading

    def _with_languages(self, data: Plain) -> Plain:
        """The heading as it was read, with the house's languages where it has none."""
        languages = self._house.file.languages if self._house else None
        if isinstance(data, dict) and languages and "languages" not in data:
            return {**data, "languages": list(languages)}
        return data

    def _say(self, thing: Site | Heading, place: KeyPath, root: Node) -> None:
        said = self._caution(thing) if self._caution else ()
        self.cautions += [_problem(each._replace(path=(*place, *each.path)), root, self._file) for each in said]

    def _add_problems(self, wrongs: list[Wrong], violations: Iterable[Violation], root: Node) -> None:
        told = shape_problems(wrongs[: MAX_PROBLEMS + 1], root, self._file, self.wording)
        told += [_problem(violation, root, self._file) for violation in violations]
        self.problems += [one for one in told if one.message not in self._let_through]


def _problem(violation: Violation, root: Node, file: str) -> Problem:
    line, _node = root.find(violation.path)
    return Problem.of(file, line, path_text(violation.path), violation.message, violation.remedy, **violation.args)
