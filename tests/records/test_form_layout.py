"""Fields of a page in the rows and columns of others, by their places alone."""

from __future__ import annotations

import pytest

from runbook.model.form import COLUMNS, FormField, field_name
from runbook.model.printed import PlacedField
from runbook.records.form_layout import misplaced

HIGH = 10.0


def row(index: int, level: float, **up: float) -> list[PlacedField]:
    """The fields of a step from left to right; `up`: how much higher one lies than its row."""
    return [
        (
            field_name(index, column, "check"),
            FormField(index=index, column=column, step="check"),
            (100.0 + 50 * place, level + up.get(column, 0.0), HIGH, 40.0),
            "text",
        )
        for place, column in enumerate(COLUMNS)
    ]


def found(placed: list[PlacedField]) -> list[str]:
    args = misplaced(placed)
    return [] if args is None else [name.split("-")[1] for name in str(dict(args)["what"]).split(", ")]


@pytest.mark.parametrize(("up", "told"), [(3.0, False), (3.1, True), (-3.0, False), (-3.1, True)])
def test_a_field_lies_three_tenths_of_its_height_from_the_middle_of_its_row_at_most(up, told):
    assert found([*row(1, 300, at=up), *row(2, 200)]) == (["at"] if told else [])


@pytest.mark.parametrize(("up", "told"), [(5.0, False), (5.1, True), (-99.9, False), (-100.0, True)])
def test_evidence_lies_half_its_height_above_its_row_at_most_and_above_the_next(up, told):
    assert found([*row(1, 300, note=up), *row(2, 200)]) == (["note"] if told else [])


def test_the_first_field_of_a_row_may_be_the_one_in_a_wrong_place():
    assert found([*row(1, 300, done=8), *row(2, 200)]) == ["done"]


def test_a_row_of_evidence_alone_is_in_its_place():
    assert found([*row(1, 300)[-2:], *row(2, 200)[-2:]]) == []
    assert found([*row(1, 300)[-2:], *row(2, 400)[-2:]]) == ["value", "note"]


def beside(placed: list[PlacedField], right: float) -> list[PlacedField]:
    return [
        (name, meant, (along + right, up, high, wide), text) for name, meant, (along, up, high, wide), text in placed
    ]


def test_pages_side_by_side_on_a_sheet_are_in_their_places_each_by_itself():
    pages = [*row(1, 300), *row(2, 200)], [*row(3, 300), *row(4, 200)], [*row(5, 300), *row(6, 200)]
    sheet = [one for number, page in enumerate(pages) for one in beside(page, 1000.0 * number)]
    assert found(sheet) == []
    assert found(sheet[::-1]) == []
    assert found([*pages[0], *beside([*row(3, 300, at=8), *row(4, 200)], 1000.0)]) == ["at"]
    assert found([*row(1, 300, at=8), *row(2, 200), *beside(pages[1], 1000.0)]) == ["at"]
    assert misplaced([*pages[0], *beside(pages[1], 100.0)]) is not None, "one lies over the other"
