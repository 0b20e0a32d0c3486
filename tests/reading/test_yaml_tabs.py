"""A tab that indents is a problem, and what is behind it is read as it was meant, where that is known."""

from __future__ import annotations

import pytest

from runbook.errors import InputError
from runbook.reading.yaml_tabs import LARGEST, without_tabs
from runbook.reading.yaml_text import compose

TAB = "there is a tab where spaces are needed"


@pytest.mark.parametrize(
    ("text", "meant", "lines"),
    [
        ("a:\n  b: x\n\tc: y\n", {"a": {"b": "x", "c": "y"}}, [3]),
        ("a:\n    b: x\n\tc: y\n \t  d: z\n", {"a": {"b": "x", "c": "y", "d": "z"}}, [3, 4]),
        ("a:\n  - b: x\n\tc: y\n", {"a": [{"b": "x", "c": "y"}]}, [3]),
        ("a: |\n  b\n  \tc\n", {"a": "b\n\tc\n"}, []),
        ("a: [x,\n\ty]\n", {"a": ["x", "y"]}, []),
    ],
    ids=["a key", "two lines", "in an item", "in a text", "in brackets"],
)
def test_what_is_behind_a_tab_is_read_as_it_was_meant(text: str, meant: object, lines: list[int]) -> None:
    root, problems = compose(text, "x.yaml")
    assert (root.plain(), [(one.message, one.line) for one in problems]) == (meant, [(TAB, line) for line in lines])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a:\n\tb: x\n", 2),  # no line shows how far
        ("a:\n  b:\n    c: 1\n\td: 2\n", 4),  # of b, by a tab of two, and of c, by one of four
    ],
)
def test_reading_stops_at_a_tab_that_may_stand_for_more_than_one_indentation(text: str, line: int) -> None:
    with pytest.raises(InputError) as raised:
        compose(text, "x.yaml")
    assert [(one.message, one.line) for one in raised.value.problems] == [(TAB, line)]


def test_a_text_that_takes_long_to_read_is_left_as_it_is() -> None:
    text = "a:\n  b: x\n\tc: y\n"
    assert without_tabs(text, "x.yaml")[0] == "a:\n  b: x\n  c: y\n"
    long = f"{text}d: {'x' * LARGEST}\n"
    assert without_tabs(long, "x.yaml") == (long, ())
