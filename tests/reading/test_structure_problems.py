"""The words for what is wrong with a file of any kind: here a small one, with a dictionary in it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

import pytest

from runbook.cli.error_output import error_text
from runbook.errors import InputError
from runbook.i18n import Language
from runbook.model.limits import Closed, Limits
from runbook.reading.structure import convert
from runbook.reading.structure_problems import FileWording, nearest, shape_problems
from runbook.reading.yaml_text import compose


@dataclass(frozen=True, slots=True, kw_only=True)
class Dish(Closed):
    course: Literal["starter", "main"]
    minutes: Annotated[int, Limits(low=1, high=300)] = 10
    served: datetime | None = None
    note: Annotated[str, Limits(pattern="^[a-z]+$")] = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Closed):
    dishes: dict[str, Dish]
    guests: Annotated[tuple[str, ...], Limits(max_length=2)] = ()
    extras: dict[Annotated[str, Limits(pattern="^[a-z]+$")], Dish] = field(default_factory=dict)
    motto: Annotated[str, Limits(max_length=5)] = ""


WORDING = FileWording(
    root=Menu,
    forms={"note": ("{value} is no note", "write small letters")},
    other_form=("{value} will not do", "look at the example"),
    add_key="add it",
    split_list="make two menus",
    quotes_mend=lambda key, value: key == "guests",
    rename="write small letters",
    shorten="nobody reads it",
)


def lines_of(text: str) -> list[str]:
    root, _ = compose(text, "menu.yaml")
    _, wrongs = convert(Menu, root.plain())
    problems = tuple(shape_problems(wrongs, root, "menu.yaml", WORDING))
    return error_text(InputError(problems), Language(tag="en")).splitlines()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("guests: []", "1: dishes: the key dishes is missing, add it"),
        ("dishes: {a: {minutes: 5}}", "1: dishes.a.course: the key course is missing, add it"),
        (
            "dishes: {a: {course: mian}}",
            "1: dishes.a.course: mian is not one of: starter / main, write main if you mean it",
        ),
        (
            "dishes: {a: {course: main, minuets: 1}}",
            "1: dishes.a.minuets: there is no key minuets here, write minutes if you mean it, or remove it",
        ),
        (
            "dishes: {a: {course: main, minutes: 301}}",
            "1: dishes.a.minutes: 301 is more than 300, write 300 or less",
        ),
        ("dishes: {a: {course: main, note: A B}}", "1: dishes.a.note: A B is no note, write small letters"),
        (
            "dishes: {a: {course: main, served: soon}}",
            "1: dishes.a.served: soon will not do, look at the example",
        ),
        ("dishes: {}\nguests: [a, b, c]", "2: guests: this list has more than 2 items, make two menus"),
        ("dishes: {a: {course: ' '}}", "1: dishes.a.course: this text is blank, write one of: starter / main"),
        (
            "dishes: {a: {course: main, minutes: [3]}}",
            "1: dishes.a.minutes: this is a list, not one value, write one value",
        ),
        ("dishes: {}\nguests: [12]", '2: guests[0]: 12 is read as a number, put it in quotes: "12"'),
        ("dishes: {a: {course: main, note: 12}}", "1: dishes.a.note: 12 is no note, write small letters"),
        ("dishes: {}\nextras: {B2: {course: main}}", "2: extras.B2: B2 cannot be a name here, write small letters"),
        (
            'dishes: {a: {course: main, minutes: "12"}}',
            "1: dishes.a.minutes: 12 is in quotes, and so no number, write it without quotes",
        ),
        ("dishes: {}\nguests: Zoe, Ann", "2: guests: Zoe, Ann is not a list, write a list, with brackets: [Zoe, Ann]"),
        ("dishes: {}\nmotto: Enjoy it", "2: motto: this text has more than 5 letters, nobody reads it"),
    ],
)
def test_each_problem_in_the_words_of_its_kind_of_file(text, line):
    assert lines_of(text) == [f"menu.yaml:{line}"]


def test_a_misspelt_key_is_one_problem_and_not_a_missing_one_too():
    assert lines_of("dishs: {}") == [
        "menu.yaml:1: dishs: there is no key dishs here, write dishes if you mean it, or remove it"
    ]


def test_the_beginning_of_one_word_stands_for_it() -> None:
    assert nearest("async", ["synchronous", "asynchronous"]) == "asynchronous"
    assert nearest("sync", ["synchronous", "asynchronous"]) == "synchronous"
    assert nearest("after", ["afterwards-at-last", "afterwards-at-once"]) is None  # of two it stands for neither
    assert nearest("as", ["asynchronous"]) is None
