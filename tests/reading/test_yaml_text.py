import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runbook.errors import InputError, Problem
from runbook.reading.nodes import path_text
from runbook.reading.yaml_text import compose

SCRAPS = st.sampled_from(
    (
        *(
            "- ",
            "? ",
            ": ",
            "&a ",
            "*a",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "\n",
            "\n  ",
            "\t",
            "<<: ",
            "!!int ",
            "!x ",
            "|",
            ">-\n",
        ),
        *("'", '"', "#", "%YAML 1.2\n", "---\n", "...\n", "12:30", "~", "no", "6.10", "\ufeff", "\u2028", "é", "\\x00"),
    )
)


def problems(text: str) -> tuple[Problem, ...]:
    try:
        root, found = compose(text, "f")
    except InputError as error:
        return error.problems
    root.plain()
    return found


def test_every_value_knows_its_line():
    root, problems = compose("a: 1\nb:\n  - c: x\n    d: y\n  - [1,\n     2]\n", "f")
    assert problems == ()
    places = {
        path: root.find(path)[0] for path in [("a",), ("b",), ("b", 0), ("b", 0, "d"), ("b", 1, 1), ("b", 0, "z")]
    }
    assert places == {("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 0, "d"): 4, ("b", 1, 1): 6, ("b", 0, "z"): 3}


def test_values_are_text_whole_numbers_and_flags_alone():
    root, _ = compose("[a, 'no', no, 12, -3, ~, 2026-12-05, 2026-12-05 22:00, 24h, '12']", "f")
    assert root.plain() == ["a", "no", False, 12, -3, None, "2026-12-05", "2026-12-05 22:00", "24h", "12"]


def test_a_comma_that_ends_a_text_in_braces_is_told():
    (problem,) = problems("a:\n  b: {en: Off, and on again,\n    fr: x}\n")
    assert (problem.line, problem.path) == (2, "a.b")
    assert dict(problem.args) == {"text": "and on again"}
    assert problems("a b:\nc: {d e: f}\ng: {'h i': ''}\n") == ()


def test_a_number_in_another_notation_equals_nothing():
    root, _ = compose("[12:30, 6.10, 0x1F, 010, 1_000, .inf]", "f")
    numbers = root.plain()
    assert isinstance(numbers, list)
    assert [number == number for number in numbers] == [False] * 6


def test_the_lines_of_an_alias_are_those_of_what_it_repeats():
    root, problems = compose("a: &x\n  k: 1\nb: *x\n", "f")
    assert problems == ()
    assert (root.find(("b",))[0], root.find(("b", "k"))[0]) == (3, 2)


def test_a_path_shows_odd_keys_without_harm():
    assert path_text(("sites", 0, "a\x1b[31m\n" + "x" * 50)) == 'sites[0]."a\\x1b[31m\\n' + "x" * 32 + '…"'


@pytest.mark.long
@given(st.lists(st.one_of(SCRAPS, st.text(max_size=5)), max_size=40).map("".join))
@settings(max_examples=400)
def test_no_text_is_more_than_an_input_error(text):
    lines = max(1, len(re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)))
    assert all(problem.line is not None and 1 <= problem.line <= lines for problem in problems(text))
