"""What is wrong with the shape of a file, in our own words, with the line and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.reading.annotations import choices_at, keys_at
from runbook.reading.nodes import KeyPath, Node, clipped, path_text
from runbook.reading.structure import Wrong

# What a value should be, where nothing better is known of it -> what to do.
_TEXT = N_("write a text")
_WHOLE_NUMBER = N_("write a whole number with digits alone, such as 1200")
_YES_NO = N_("write true or false, without quotes")
_LIST = N_("write a list: each item on a line of its own, with - before it")
_GROUP = N_("write keys with their values, each on a line of its own and indented")
_KEYS = N_("write keys with their values; there are: {known}")

# What to do about a fact of the organisation that stands in another file.
TO_THE_HOUSE = N_("it is the organisation's: write it into house.yaml of the house folder")

_DIGITS = re.compile(r"-?[1-9][0-9…]*")  # of a number that is too long to be read
_OF_TEXTS = frozenset({"text", "pattern", "short_text"})
_OF_LISTS = frozenset({"list", "short_list", "long_list", "group"})
_OF_TIMES = frozenset({"time", "time_form", "no_such_time"})
_OF_DATES = frozenset({"date", "date_form", "no_such_date"})
ALIKE, ALMOST = 0.6, 0.85  # how much a word is like the one that it is taken for
SHORT = 3  # letters of a word that is the beginning of another

_BLANK, _ONE_OF = N_("this text is blank"), N_("write one of: {known}")
NOT_KNOWN, WRITE_KNOWN = N_("nobody has said yet what this is"), N_("write it in the place of the mark")
Explanation = tuple[str, str, dict[str, str]]  # what is wrong, what to do, the values of both


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWording:
    """What one kind of file has to be, and its words for what is not so; all texts are message ids.

    `root` is the dataclass of the whole file. `forms` says for the last key of a path, or for its last two, such as
    "low_traffic.start", what is wrong with a value of another form, with a {value}, and what to do; `other_form` for
    all other keys. `add_key` and `split_list` are what to do about a missing key without a form and about a list that
    is too long. `quotes_mend` says of a key and a number or a yes/no whether it has the right form as soon as it stands
    in quotes. `rename` is what to do about a key that is a name of another form, `shorten` about a text that is too
    long; that is another form where nothing is said. `of_choice` and `of_unknown` say by the last two keys what
    to do about a value that is none of those allowed, where it is not almost one, and about a key that is not known.
    `mark` is what stands where nobody has said yet what it is, if there is such a thing; it is told as that.
    """

    root: Any
    forms: Mapping[str, tuple[str, str]]
    other_form: tuple[str, str]
    add_key: str
    split_list: str
    quotes_mend: Callable[[str, str], bool]
    rename: str = N_("write another name")
    shorten: str = ""
    of_choice: Mapping[str, str] = field(default_factory=dict)
    of_unknown: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""

    def form(self, path: KeyPath, value: str) -> Explanation:
        """The words for a value of another form."""
        message, remedy = self.forms.get(self.key(path), self.other_form)
        return message, remedy, {"value": value}

    def key(self, path: KeyPath) -> str:
        """What `forms` and `quotes_mend` call the value at `path`: its last key, or its last two."""
        both = _last_two(path)
        return both if both in self.forms else both.rpartition(".")[2]


def _last_two(path: KeyPath) -> str:
    return ".".join([key for key in path if isinstance(key, str)][-2:])


def shape_problems(wrongs: Iterable[Wrong], node: Node, file: str, wording: FileWording) -> list[Problem]:
    """Each of `wrongs` in words, but for those that only follow from another problem; `node` is the whole file."""
    wrongs = list(wrongs)
    misspelt = {_meant(wrong.path, wording.root) for wrong in wrongs if wrong.kind == "unknown"}
    problems = []
    for wrong in wrongs:
        path = wrong.path
        line, found = node.find(path)
        if (found is not None and found.kind == "broken") or (wrong.kind == "missing" and path in misspelt):
            continue
        message, remedy, values = _explanation(wrong, found, wording)
        if found is not None and found.kind == "text" and not values.get("value", "-").strip():
            message = _BLANK
        problems.append(Problem.of(file, line, path_text(path), message, remedy, **values))
    return problems


def _meant(path: KeyPath, root: Any) -> KeyPath:
    """Where the unknown key at `path` would stand under its right name."""
    return (*path[:-1], nearest(str(path[-1]), keys_at(root, path[:-1])) or "")


def nearest(word: str, known: Iterable[str], alike: float = ALIKE) -> str | None:
    """The one of `known` that `word` may have been meant to be; `alike`, from 0 to 1, is how much it has to be.

    A word that only one of them begins with is that one, unless more than the usual likeness is asked for.
    """
    by_form = {_folded(name): name for name in known}
    begun = [form for form in by_form if form.startswith(_folded(word))] if len(word) >= SHORT else []
    if len(begun) == 1 and alike <= ALIKE:
        return by_form[begun[0]]
    import difflib

    found = difflib.get_close_matches(_folded(word[:100]), by_form, n=1, cutoff=alike)
    return by_form[found[0]] if found else None


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")


def _explanation(wrong: Wrong, node: Node | None, wording: FileWording) -> Explanation:
    kind, path = wrong.kind, wrong.path
    if kind == "unknown":
        return _unknown_key(path, wording)
    if kind == "name":
        return N_("{name} cannot be a name here"), wording.rename, {"name": clipped(str(path[-1]))}
    if kind == "missing":
        form = wording.forms.get(wording.key(path))
        return N_("the key {key} is missing"), form[1] if form else wording.add_key, {"key": str(path[-1])}
    if node is not None and node.kind == "empty":
        return N_("this is empty"), N_("write a value, or remove the line if the key is optional"), {}
    value = clipped(node.text) if node is not None else ""
    if node is not None and node.kind == "text" and wording.mark and node.text == wording.mark:
        return _not_known(wrong, wording)
    if node is not None and node.kind in ("list", "group") and kind not in _OF_LISTS:
        message = N_("this is a list, not one value") if node.kind == "list" else N_("this has keys of its own")
        return message, N_("write one value"), {}
    if kind == "long_text" and wording.shorten:
        return N_("this text has more than {limit} letters"), wording.shorten, {"limit": str(wrong.limit)}
    if kind == "choice":
        return _choice(value, choices_at(wording.root, path), wording.of_choice.get(_last_two(path)))
    if kind in _OF_TEXTS or kind in _OF_TIMES or kind in _OF_DATES:
        return _text(wrong, value, node, wording)
    return _other(wrong, value, node, wording)


def _not_known(wrong: Wrong, wording: FileWording) -> Explanation:
    """Of a mark: what to write in its place."""
    if known := choices_at(wording.root, wrong.path) if wrong.kind == "choice" else ():
        return NOT_KNOWN, _ONE_OF, {"known": " / ".join(known)}
    if wrong.kind in ("list", "group"):
        return NOT_KNOWN, _LIST if wrong.kind == "list" else _GROUP, {}
    return NOT_KNOWN, wording.forms.get(wording.key(wrong.path), ("", WRITE_KNOWN))[1], {}


def _other(wrong: Wrong, value: str, node: Node | None, wording: FileWording) -> Explanation:
    """Wrong types and bounds, but for texts."""
    kind, limit = wrong.kind, str(wrong.limit)
    if kind == "number" and node is not None and node.kind == "text" and value.isdecimal():
        return N_("{value} is in quotes, and so no number"), N_("write it without quotes"), {"value": value}
    if kind == "number":
        large = node is not None and node.kind == "number" and _DIGITS.fullmatch(value)
        message = N_("{value} has more digits than any number here") if large else N_("{value} is not a whole number")
        return message, _WHOLE_NUMBER, {"value": value}
    if kind == "flag":
        return N_("{value} is neither true nor false"), _YES_NO, {"value": value}
    if kind == "list" and node is not None and node.kind == "text" and not keys_at(wording.root, (*wrong.path, 0)):
        return N_("{value} is not a list"), N_("write a list, with brackets: [{value}]"), {"value": value}
    if kind in ("list", "short_list"):
        items = N_("this list is empty") if kind == "short_list" else N_("this is not a list")
        return items, _LIST if kind == "list" else N_("write at least one item"), {}
    if kind == "long_list":
        return N_("this list has more than {limit} items"), wording.split_list, {"limit": limit}
    if kind == "group":
        known = ", ".join(keys_at(wording.root, wrong.path))
        return N_("this has no keys"), _KEYS if known else _GROUP, {"known": known} if known else {}
    if kind in ("low", "high"):
        low = N_("{value} is less than {limit}")
        high = N_("{value} is more than {limit}")
        values = {"value": value, "limit": limit}
        least, most = N_("write {limit} or more"), N_("write {limit} or less")
        return (low, least, values) if kind == "low" else (high, most, values)
    return wording.form(wrong.path, value)


def _text(wrong: Wrong, value: str, node: Node | None, wording: FileWording) -> Explanation:
    """A value that should have been a text, or a text of another form."""
    kind, path = wrong.kind, wrong.path
    written = node.kind if node is not None else "empty"
    if kind in _OF_TIMES:
        return _time(wrong, value, written == "number", wording)
    if kind in _OF_DATES:
        return _date(wrong, value, written == "number", wording)
    if kind == "text" and written in ("number", "flag") and wording.quotes_mend(wording.key(path), value):
        number = N_("{value} is read as a number")
        flag = N_("{value} is read as true or false")
        return number if written == "number" else flag, N_('put it in quotes: "{value}"'), {"value": value}
    if not value.strip():
        return _BLANK, wording.forms.get(wording.key(path), ("", _TEXT))[1], {}
    return wording.form(path, value)


def _time(wrong: Wrong, value: str, number: bool, wording: FileWording) -> Explanation:
    if number:
        message = N_("{value} is read as a number, not as a time")
        return message, N_("write date and time, such as 2026-12-05 22:00"), {"value": value}
    if wrong.kind == "no_such_time":
        message = N_("there is no date and time {value}")
        return message, N_("check it against a calendar; hours go from 00 to 23"), {"value": value}
    return wording.form(wrong.path, value)


def _date(wrong: Wrong, value: str, number: bool, wording: FileWording) -> Explanation:
    if number:
        message = N_("{value} is read as a number, not as a date")
        return message, N_("write a date, such as 2026-12-20"), {"value": value}
    if wrong.kind == "no_such_date":
        return N_("there is no date {value}"), N_("check it against a calendar"), {"value": value}
    return wording.form(wrong.path, value)


def _choice(value: str, known: tuple[str, ...], way: str | None) -> Explanation:
    """`way` is what to do, where a word that is only alike is not what is meant."""
    if value in known:
        return N_("{value} is a text here, not a number"), N_("remove the quotes"), {"value": value}
    values = {"value": value, "known": " / ".join(known)}  # no commas: after one follows what to do
    close = nearest(value, known, ALMOST if way else ALIKE)
    if not value.strip():
        return _BLANK, _ONE_OF, values
    if close is None:
        return N_("{value} is not one of: {known}"), way or N_("write one of them"), values
    return N_("{value} is not one of: {known}"), N_("write {nearest} if you mean it"), values | {"nearest": close}


def _unknown_key(path: KeyPath, wording: FileWording) -> Explanation:
    key, known = str(path[-1]), keys_at(wording.root, path[:-1])
    if (way := wording.of_unknown.get(_last_two(path).lower())) is not None:
        return N_("there is no key {key} here"), way, {"key": clipped(key)}
    close = nearest(key, known)
    if close is None:
        values = {"key": clipped(key), "known": ", ".join(known)}
        return N_("there is no key {key} here"), N_("remove it, or use one of: {known}"), values
    values = {"key": clipped(key), "nearest": close}
    return N_("there is no key {key} here"), N_("write {nearest} if you mean it, or remove it"), values
