"""Whether the fields of a page lie where the kit puts them: each in the row of its step, columns in their order.

Whoever looks at the page takes what stands in a row for what was written there, whatever the field's name is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf
from statistics import median

from runbook.i18n import N_
from runbook.model.finding import Args, Message
from runbook.model.form import COLUMNS, Column, FormField
from runbook.model.printed import PlacedField

MANY = 5  # fields that a finding names
ELSEWHERE = Message(N_("in another row or column"))
_LEVEL, _NEAR = 0.3, 0.5  # of a field's height: how far it may lie from the middle of its row; evidence and notes above
_LOWER = ("value", "note")


def misplaced(placed: list[PlacedField]) -> Args | None:
    """The fields of a page that lie in another row or column than their own; None where all is in its place. Of several
    pages on one sheet, each has to be in its place."""
    left, right = _side_by_side(placed)
    return (_misplaced(left) or misplaced(right)) if right else _misplaced(placed)


def _side_by_side(placed: list[PlacedField]) -> tuple[list[PlacedField], list[PlacedField]]:
    """The fields of the first page of a sheet, and those of the pages to the right of it, whose rows begin higher."""
    levels = {meant.index: up for _, meant, (_, up, *_), _ in reversed(placed)}
    first = next((then for before, then in pairwise(sorted(levels)) if levels[then] > levels[before]), None)
    left = [one for one in placed if first is None or one[1].index < first]
    right = [one for one in placed if first is not None and one[1].index >= first]
    is_beside = right and max(one[2][0] for one in left) < min(one[2][0] for one in right)
    return (left, right) if is_beside else (placed, [])


def _misplaced(placed: list[PlacedField]) -> Args | None:
    rows: dict[int, list[PlacedField]] = {}
    for one in placed:
        rows.setdefault(one[1].index, []).append(one)
    levels = {index: _level(row) for index, row in rows.items()}
    found: list[PlacedField] = []
    for (index, row), below in zip(sorted(rows.items()), [*sorted(rows)[1:], None], strict=bool(rows)):
        next_level = -inf if below is None else levels[below]
        found += row if next_level >= levels[index] else [one for one in row if _is_off(one, levels[index], next_level)]
        found += _disordered(row)
    return told(found)


def torn(pages: Iterable[tuple[int, list[PlacedField], Collection[FormField]]]) -> Iterator[tuple[int, Args]]:
    """The fields that lie on another page than the rest of their row, by the numbers of pages: of one record, each page
    that has a row has all of its fields. Those that are hidden, the last of each page, are there."""
    rows: dict[tuple[int, str], dict[int, list[PlacedField]]] = {}
    unseen: dict[tuple[int, int, str], set[Column]] = {}
    for number, placed, hidden in pages:
        for own in hidden:
            unseen.setdefault((number, own.index, own.step), set()).add(own.column)
        for one in placed:
            meant = one[1]
            rows.setdefault((meant.index, meant.step), {}).setdefault(number, []).append(one)
    parts: dict[int, list[PlacedField]] = {}
    for (index, step), row in rows.items():
        columns = {
            number: {meant.column for _, meant, *_ in own} | unseen.get((number, index, step), set())
            for number, own in row.items()
        }
        whole = frozenset[Column]().union(*columns.values())
        for number, fields in row.items() if len(row) > 1 else ():
            if columns[number] != whole:
                parts.setdefault(number, []).extend(fields)
    for number, found in sorted(parts.items()):
        if args := told(found):
            yield number, args


def told(found: Sequence[PlacedField]) -> Args | None:
    """Names fields in a wrong place, if any of them is filled in."""
    if not any(text for *_, text in found):
        return None
    names = list(dict.fromkeys(name for name, *_ in found))
    text = next(text for *_, text in found if text)
    return ("what", the_first(names)), ("shown", ELSEWHERE), ("stored", text[:80])


def the_first(names: Sequence[str]) -> str:
    """The first of some fields, and how many more there are."""
    more = f", + {len(names) - MANY}" if len(names) > MANY else ""
    return ", ".join(name[:80] for name in names[:MANY]) + more


def _level(row: list[PlacedField]) -> float:
    return median([middle[1] for _, meant, middle, _ in row if meant.column not in _LOWER] or [row[0][2][1]])


def _is_off(one: PlacedField, level: float, next_level: float) -> bool:
    """Evidence and notes stand lower than the rest of a row, and above the next."""
    _, meant, (_, up, high, _), _ = one
    if meant.column in _LOWER:
        return not next_level < up <= level + _NEAR * max(high, 1.0)
    return abs(up - level) > _LEVEL * max(high, 1.0)


def _disordered(row: list[PlacedField]) -> list[PlacedField]:
    """The fields of a row that do not lie to the right of the one before."""
    places: dict[Column, PlacedField] = {one[1].column: one for one in row}
    inside = [places[column] for column in COLUMNS if column in places]
    return [one for before, after in pairwise(inside) if after[2][0] <= before[2][0] for one in (before, after)]
