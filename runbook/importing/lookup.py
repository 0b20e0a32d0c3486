"""A value of another list's object, by the name of its field, as a text, a number or a yes or no of the inventory."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runbook.importing.found import FoundValue, FoundValues, Origin
from runbook.inventory.wording import OPEN
from runbook.model.mapping import FieldPaths, ImportMapping
from runbook.model.site import Form, Role, Switch
from runbook.reading.nodes import Plain

_CHOICES = {"role": Role, "form": Form, "failover.switch": Switch}
CHOICES: dict[str, tuple[str, ...]] = {key: typing.get_args(kind) for key, kind in _CHOICES.items()}
_NAMED_BY = ("value", "slug", "name", "model", "address", "label", "display")  # what an object of NetBox's is called by
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
_NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
_UNSAFE, _VAULT = "__ansible_unsafe", "__ansible_vault"
_NUMBERS, _WHOLE = frozenset({"clients.jump_clients"}), re.compile(r"\d{1,9}", re.ASCII)
MOST = 1000  # values of one field that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceObject:
    """An object of another list, and where it stands. Of a table it is `flat`: its keys are the heads of columns."""

    data: Mapping[str, Any]
    origin: Origin
    flat: bool = False


def clean(value: object) -> str:
    """A value as one line of text that a file may hold; nothing in it is ever run or filled in."""
    return " ".join(_NO_TEXT.sub("", _CONTROLS.sub(" ", str(value))).split())


def folded(head: str) -> str:
    """`Base version`, `base-version` and `base_version` are one name of a field."""
    return re.sub(r"[\W_]+", "_", head.casefold()).strip("_")


def names_of(path: str) -> tuple[str, ...]:
    """What the column of a table may be called that holds a field: a table has no fields within others."""
    return path, path.removeprefix("custom_fields."), path.partition(".")[0]


def every(thing: SourceObject, path: str) -> list[Plain]:
    """What stands at a field, in the order in which it is to be tried: of an object all that it is called by."""
    found: Any = thing.data.get(path)
    if found is None and not thing.flat:
        found = thing.data
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict | Mapping) else None
    elif found is None:
        found = next((cell for name in names_of(path) if (cell := thing.data.get(folded(name)))), None)
    return [value for value, _number in zip(_scalars(found), range(MOST), strict=False)]


def _scalars(value: Any, depth: int = 0) -> Iterator[Plain]:
    if isinstance(value, dict) and _UNSAFE in value:
        value = value[_UNSAFE]
    if isinstance(value, dict):
        named = () if _VAULT in value else _NAMED_BY  # what is kept secret there stays there
        parts: Iterable[Any] = [value[key] for key in named if key in value]
    else:
        parts = value if isinstance(value, list) else ()
    if isinstance(value, dict | list):
        for part in parts if depth < 4 else ():
            yield from _scalars(part, depth + 1)
    elif isinstance(value, str):
        if text := clean(value):
            yield text
    elif value is not None:
        yield value


def first(thing: SourceObject, path: str) -> str:
    """The first of them as a text; empty where there is none."""
    found = every(thing, path)
    return clean(found[0]) if found else ""


def known(thing: SourceObject, key: str, paths: FieldPaths | None, mapping: ImportMapping) -> FoundValue | None:
    """The value of a key of the inventory, from the first of the fields that has one. None where none has.

    Of many names of which none is a choice of that key all are told, as one text that is not `sure`.
    """
    many: FoundValue | None = None
    table = {folded(word): meant for word, meant in mapping.values.get(key.rpartition(".")[2], {}).items()}
    for path in (paths,) if isinstance(paths, str) else paths or ():
        texts = every(thing, path)
        meant = next((table[folded(str(text))] for text in texts if folded(str(text)) in table), None)
        if meant is not None:
            return FoundValue(_typed(key, meant), thing.origin.at(path))
        texts = [text for text in texts if text != OPEN]  # a list that says so does not know it either
        choices = CHOICES.get(key)
        if choices:
            among: list[Plain] = [text.lower() for text in texts if isinstance(text, str) and text.lower() in choices]
            if not among and len(texts) > 1:  # none of many names or tags says it
                many = many or FoundValue(", ".join(dict.fromkeys(map(str, texts))), thing.origin.at(path), sure=False)
                continue
            texts = among or texts
        if texts:
            return FoundValue(_typed(key, texts[0]), thing.origin.at(path))
    return many


def _typed(key: str, value: Plain) -> Plain:
    """A value as the inventory has it under a key; one of another kind stays as it is, and is refused later."""
    if key in _NUMBERS:
        return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value
    if key.startswith("extra."):
        return {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def gather(
    values: FoundValues, thing: SourceObject, wanted: Mapping[str, FieldPaths | None], mapping: ImportMapping
) -> None:
    """Add to `values` what `thing` knows of the keys of `wanted`, each with its fields."""
    for key, paths in wanted.items():
        before = values.get(key)
        if before is not None and before.sure:
            continue
        found = known(thing, key, paths, mapping)
        if found is not None and (before is None or found.sure):
            values[key] = found


def chosen(thing: SourceObject, only: Mapping[str, str | tuple[str, ...]]) -> bool:
    """Whether an object has one of the values that are asked for in each of the fields of `only`."""
    for path, words in only.items():
        wanted = {folded(word) for word in ((words,) if isinstance(words, str) else words)}
        if not wanted & {folded(str(value)) for value in every(thing, path)}:
            return False
    return True
