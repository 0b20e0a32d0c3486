from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Literal

import pytest

from runbook.model.limits import Closed, Limits, WrongFormError
from runbook.reading.structure import Wrong, convert

Short = Annotated[str, Limits(min_length=2, max_length=4, pattern="^[a-z]*$")]


def odd(text: str) -> str:
    if text == "bad":
        raise WrongFormError("no_such_time")
    return text.upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Closed):
    name: Short
    other: Annotated[Short | None, Limits(key="from")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    leaf: Leaf | None = None
    leaves: Annotated[tuple[Leaf, ...], Limits(min_length=1, max_length=3)] = ()
    count: Annotated[int, Limits(low=0, high=9)] = 0
    flag: bool = False
    one: Literal[1] = 1
    either: bool | str = False
    named: dict[str, int] = field(default_factory=dict)
    at: datetime | None = None


def wrong(**data: object) -> list[tuple[object, ...]]:
    made, found = convert(Tree, data)
    assert (made is None) == bool(found)
    return [tuple(each) for each in found]


def test_what_fits_is_made():
    data = {
        "leaf": {"name": "ab", "from": "cd"},
        "leaves": [{"name": "abcd"}],
        "either": "yes",
        "named": {"a": 1},
        "at": "2026-12-05T22:00:00Z",
        "beside": "is passed over",
    }
    leaf = Leaf(name="ab", other="cd")
    at = datetime(2026, 12, 5, 22, tzinfo=UTC)
    wanted = Tree(leaf=leaf, leaves=(Leaf(name="abcd"),), either="yes", named={"a": 1}, at=at)
    assert convert(Tree, data) == (wanted, [])


@pytest.mark.parametrize(
    ("data", "path", "kind", "limit"),
    [
        ({"leaf": "x"}, ("leaf",), "group", None),
        ({"leaf": {}}, ("leaf", "name"), "missing", None),
        ({"leaf": {"name": "ab", "other": "cd"}}, ("leaf", "other"), "unknown", None),
        ({"leaf": {"name": 1}}, ("leaf", "name"), "text", None),
        ({"leaf": {"name": None}}, ("leaf", "name"), "text", None),
        ({"leaf": {"name": "ab\n"}}, ("leaf", "name"), "pattern", None),
        ({"leaf": {"name": "a"}}, ("leaf", "name"), "short_text", 2),
        ({"leaf": {"name": "abcde"}}, ("leaf", "name"), "long_text", 4),
        ({"leaves": {}}, ("leaves",), "list", None),
        ({"leaves": []}, ("leaves",), "short_list", 1),
        ({"leaves": [{}] * 4}, ("leaves",), "long_list", 3),
        ({"count": True}, ("count",), "number", None),
        ({"count": "1"}, ("count",), "number", None),
        ({"count": -1}, ("count",), "low", 0),
        ({"count": 10}, ("count",), "high", 9),
        ({"flag": 1}, ("flag",), "flag", None),
        ({"one": True}, ("one",), "choice", None),
        ({"one": 1.0}, ("one",), "choice", None),
        ({"one": {}}, ("one",), "choice", None),
        ({"either": 1}, ("either",), "text", None),
        ({"named": {"a": "b"}}, ("named", "a"), "number", None),
        ({"at": 5}, ("at",), "time", None),
        ({"at": "tomorrow"}, ("at",), "time_form", None),
    ],
)
def test_what_does_not_fit_is_named(data, path, kind, limit):
    assert wrong(**data) == [(path, kind, limit)]


def test_everything_is_named_at_once():
    found = wrong(leaves=[{"name": "A"}, {"name": "ab"}, {}], count="x")
    assert [path for path, _kind, _limit in found] == [("leaves", 0, "name"), ("leaves", 2, "name"), ("count",)]


def test_a_text_is_read_by_the_limits_own_reader():
    @dataclass(frozen=True)
    class Made:
        at: Annotated[datetime, Limits(read=odd)]

    assert convert(Made, {"at": "good"}) == (Made(at="GOOD"), [])  # type: ignore[arg-type]
    assert convert(Made, {"at": "bad"}) == (None, [Wrong(("at",), "no_such_time")])
