"""All files of a house as they were read, whether they are right or not: what the checks look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple

from runbook.errors import InputError, Problem
from runbook.house.house_folder import HouseBytes
from runbook.house.house_languages import with_known_languages
from runbook.house.house_wording import ADVICE, wording_of
from runbook.i18n import N_
from runbook.model.house import MAX_PATHS, MAX_RULES, MAX_STEPS, HouseFile, HousePath, HouseRule, HouseStep
from runbook.model.procedure import PlainName, RuleName
from runbook.procedures.draft import Fault, ProcedureFile
from runbook.reading.nodes import KeyPath, Node, Plain
from runbook.reading.partial import Violation
from runbook.reading.structure import Wrong, convert
from runbook.reading.structure_problems import shape_problems
from runbook.reading.text_file import parse_content
from runbook.reading.yaml_text import compose

_ROOTS: dict[str, Any] = {
    "house": HouseFile,
    "steps": dict[PlainName, HouseStep],
    "rules": dict[RuleName, HouseRule],
    "paths": HousePath,
}
_WHOLE = ""  # stands for a key of house.yaml that is missing or unknown
_NAMED = frozenset({_WHOLE, "contacts", "people", "roles", "extra"})  # what other files name
_MOST = {"steps": MAX_STEPS, "rules": MAX_RULES, "paths": MAX_PATHS}


class HouseEntry(NamedTuple):
    """One step, rule or path of a house, or house.yaml: its file, its place there, and what it is; None where its shape
    is wrong."""

    file: ProcedureFile
    path: KeyPath
    name: str
    noun: Any

    def fault(self, keys: KeyPath, message: str, remedy: str, /, **values: str) -> Fault:
        """Something that is wrong in it."""
        return Fault(self.file, Violation((*self.path, *keys), message, remedy, values))


class HouseDraft(NamedTuple):
    """The entries of a house, part by part, in their order."""

    entries: tuple[HouseEntry, ...]

    def of(self, part: str) -> Iterator[HouseEntry]:
        """Those of a part whose shape is right."""
        return (entry for entry in self.entries if entry.file.part == part and entry.noun is not None)

    @property
    def file(self) -> HouseEntry | None:
        """house.yaml, where its shape is right."""
        return next(self.of("house"), None)


def draft_of(texts: Iterable[HouseBytes]) -> tuple[HouseDraft, tuple[Problem, ...]]:
    """The draft that these files are, and what is wrong with each of them by itself."""
    entries, problems = list[HouseEntry](), list[Problem]()
    for text in texts:
        try:
            root, found = parse_content(text.raw, text.name, partial(compose_house, name=text.name))
        except InputError as error:
            problems += error.problems
            continue
        meant, strange = with_known_languages(root, _ROOTS[text.part])
        file, wrongs = _file(text, meant)
        problems += (*found, *(Fault(file._replace(root=root), one).problem() for one in strange))
        problems += shape_problems(wrongs, meant, text.name, wording_of(text.part, _ROOTS[text.part]))
        entries += _entries(file)
    for part, most in _MOST.items():
        for entry in [entry for entry in entries if entry.file.part == part][most : most + 1]:
            message, remedy = N_("a house has at most {limit} entries in {part}"), N_("remove some")
            problems.append(entry.fault((), message, remedy, limit=str(most), part=f"{part}/").problem())
    kept = (entry for entry in entries if entry.file.part not in ("rules", "paths"))  # nothing names a rule or a path
    few = (islice((one for one in entries if one.file.part == part), _MOST[part]) for part in ("rules", "paths"))
    return HouseDraft((*kept, *chain.from_iterable(few))), tuple(problems)


def compose_house(text: str, name: str) -> tuple[Node, tuple[Problem, ...]]:
    """The YAML of a file of a house."""
    return compose(text, name, advice=ADVICE)


def _file(text: HouseBytes, root: Node) -> tuple[ProcedureFile, list[Wrong]]:
    data = root.plain()
    _value, wrongs = convert(_ROOTS[text.part], data)
    broken = frozenset(wrong.path for wrong in wrongs if wrong.kind not in ("name", "unknown"))
    return ProcedureFile(text.part, text.name, root, data, broken), wrongs


def _rest(data: Plain, wrongs: list[Wrong]) -> HouseFile | None:
    """The right part of house.yaml, so that other files are checked all the same; None where they name what is wrong.

    It makes no house: whatever is wrong in a file is told.
    """
    keys = {_key(wrong) for wrong in wrongs}
    if not isinstance(data, dict) or keys & _NAMED:
        return None
    return convert(HouseFile, {key: value for key, value in data.items() if key not in keys})[0]


def _key(wrong: Wrong) -> str:
    """The key of house.yaml under which something is wrong."""
    whole = wrong.kind in ("missing", "unknown") and len(wrong.path) == 1
    return _WHOLE if whole or not wrong.path else str(wrong.path[0])


def _entries(file: ProcedureFile) -> Iterator[HouseEntry]:
    kind = _ROOTS[file.part]
    if file.part in ("house", "paths"):
        name = file.data.get("name") if isinstance(file.data, dict) else ""
        noun, wrongs = convert(kind, file.data)
        yield HouseEntry(file, (), str(name), _rest(file.data, wrongs) if file.part == "house" and wrongs else noun)
    elif isinstance(file.data, dict):
        for name, data in file.data.items():
            yield HouseEntry(file, (name,), name, convert(kind.__args__[1], data, (name,))[0])
