"""TOML with its lines: where each key stands, and every line that is none."""

import math
import time
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runbook.reading.nodes import KeyPath
from runbook.reading.toml_text import MAX_BROKEN, compose_toml


def lines(text: str, *paths: KeyPath) -> list[int]:
    node, problems = compose_toml(text, "a.toml")
    assert problems == []
    return [node.find(path)[0] for path in paths]


def broken(text: str) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.message) for problem in compose_toml(text, "a.toml")[1]]


def test_a_key_has_the_line_that_it_is_written_on():
    text = '# a = 1\na = 1\n\n"b c" = "x # y = 2"\nd.e = true\n[t]\na = 3\nf = 4\n[[u]]\n'
    assert lines(text, ("a",), ("b c",), ("d",), ("t",), ("t", "f"), ("u",)) == [2, 4, 5, 6, 6, 9]


@pytest.mark.parametrize(
    "text",
    [
        'm = """\nx = 1\n[y]\n"quoted" ""\n"""\na = [ # one\n  1, [2,\n 3],\n\n  4 ]\nz = 1\n',
        "m = '''\nx = 1\n[y]\n\\\n'''\na = [ # one\n  1, { k = [2], l = 3 },\n\n\n  4 ]\nz = 1\n",
        'm = """\\\n  a\n  b\n  c"""""\na = [\n 1, "],",\n\n\n4]\nz = 1\n',
    ],
)
def test_values_of_several_lines(text):
    first = text.split("\n").index(next(line for line in text.split("\n") if line.startswith("a = "))) + 1
    assert lines(text, ("m",), ("a",), ("a", 0), ("a", 1), ("a", 2), ("z",)) == [
        1, first, first + 1, first + 1, first + 4, first + 5
    ]  # fmt: skip


def test_lines_end_as_windows_ends_them():
    assert lines('a = 1\r\nb = [\r\n1,\r\n2]\r\nc = "x"\r\n', ("b",), ("b", 1), ("c",)) == [2, 4, 5]


def test_every_broken_line_is_told_and_the_others_are_read():
    text = 'out: pages\npaper = A4\njobs = 2\n= 3\njobs = 4\n[\nfrom = "a"\n'
    node, problems = compose_toml(text, "a.toml")
    told = [(problem.line, problem.message) for problem in problems]
    assert told == [
        (1, "this is not TOML"),
        (2, "this is not TOML"),
        (5, "this key is here twice"),
        (6, "this is not TOML"),
    ]
    assert list(node.entries) == ["jobs", "from"]


def test_what_follows_a_broken_line_is_not_told_again():
    assert broken('a = [x,\n  "y",\n  "z"]\nb = 1\n') == [(1, "this is not TOML")]


@pytest.mark.parametrize("text", ['a = """\nb = 1\n', "a = [\n1,\n", "a = {b = 1"])
def test_what_is_never_closed_is_told_as_that(text):
    ((_line, message),) = broken(text)
    assert message.startswith("this is not TOML")


def test_no_file_is_too_strange():
    """Depth, large numbers, something else altogether: a few problems, at once."""
    begun = time.monotonic()
    assert broken("a = " + "[" * 30_000 + "]" * 30_000)[0][1].startswith("this TOML cannot be read")
    assert broken("a = " + "9" * 60_000) != []
    assert len(broken("\n".join(["x y"] * 20_000))) <= MAX_BROKEN
    node, problems = compose_toml("a = 0x" + "f" * 60_000, "a.toml")
    number = node.entries["a"][1]
    assert (problems, number.kind, math.isnan(float(str(number.plain())))) == ([], "number", True)
    assert time.monotonic() - begun < 10


def keys_of(text: str) -> list[str] | None:
    """The keys that Python's own reader sees; None where it refuses the text."""
    try:
        return list(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return None


@pytest.mark.long
@settings(max_examples=200)
@given(st.text(alphabet="ab=[]{}\"'#,.\n \\1:-\r\t", max_size=60))
def test_any_text_is_read_or_told(text):
    node, problems = compose_toml(text, "a.toml")
    known = keys_of(text)
    assert (problems == []) == (known is not None)
    if known is not None:
        assert [str(key) for key in node.entries] == known
        count = text.replace("\r\n", "\n").count("\n") + 1
        assert all(1 <= line <= count for line, _node in node.entries.values())
