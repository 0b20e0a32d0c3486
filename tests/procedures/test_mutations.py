"""Whatever stands in the files of procedures, its faults are told: nothing but an InputError or a PlanningError comes.

One file at a time is spoilt at random, as text and as data; where nothing is wrong with it all the same, there are
plans of it.
"""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest
import yaml

from runbook.cli.error_output import error_text
from runbook.errors import InputError, PlanningError
from runbook.i18n import load_language
from runbook.planning.invented import inventories
from runbook.planning.paths import path_ids
from runbook.planning.pipeline import make_plan
from runbook.procedures.checks import check_draft
from runbook.procedures.checks.texts import check_translations
from runbook.procedures.draft import read_draft
from runbook.procedures.files import FileBytes, read_files
from runbook.procedures.load import own_folder, procedures_of

pytestmark = pytest.mark.sampled(8)

FILES, _ = read_files(own_folder())
FRENCH = load_language("fr")
ROUNDS = 40  # of each kind
WORDS = (
    "", "[]", "{}", "~", "yes", "12", "-1", "6.10", "''", "{a: b}", "[a, 1]", "single", "when", "at: it", "%", "&a x",
    "*a", "|", ">-", "\t", "#", "'", '"', "- ", ": ", "{hop.base}", "@ A", "\u2028", "x" * 300, "9" * 25, "!!str", "<<",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, "", " ", [], {}, True, 0, -3, 10**30, 1.5, "single", "pair", "A", "all", "it", "hop", "second", ["pair"],
    ["pair", "single"], [None], [[]], [{}], {"step": "node-open"}, {"use": "install"}, "update.software", ["P01"],
    "{hop.base}", "{}", "{", "a {b} c", "**x", "@", "x @ Q", "{method}", "<b>", "x\ny", "x" * 500, {"a": {"b": [1]}},
)  # fmt: skip


def told(texts: list[FileBytes]) -> bool:
    """Whether something is wrong with the files; all of it is made a message in French."""
    draft, problems = read_draft(texts)
    found = list(check_draft(draft))
    faults = [*found, *check_translations(draft)]
    everything = (*problems, *(fault.problem() for fault in faults))
    assert error_text(InputError(everything), FRENCH) or not everything
    assert all(problem.remedy and problem.file for problem in everything)
    wrong = bool(problems or found)
    if not wrong:
        procedures = procedures_of(draft)
        assert path_ids(procedures)
        for path in procedures.paths:
            inventory = next(inventories(frozenset(path.when)))
            with suppress(PlanningError):
                make_plan(inventory, inventory.sites[0], inventory.sites[0].changes[0], procedures)
    return wrong


def with_file(number: int, raw: bytes) -> list[FileBytes]:
    return [file._replace(raw=raw) if index == number else file for index, file in enumerate(FILES)]


def spoilt_text(text: str, chance: random.Random) -> str:
    """The text with some of its lines cut, moved, doubled, or with something else in them."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        what = chance.randrange(7)
        if what == 0:
            del lines[at : at + chance.randint(1, 5)]
            lines = lines or [""]
        elif what == 1:
            lines.insert(chance.randrange(len(lines)), lines[at])
        elif what == 2:
            lines[at] = " " * chance.randint(0, 9) + lines[at].strip()
        elif what == 3:
            lines[at] = lines[at][: chance.randint(0, len(lines[at]))]
        elif what == 4:
            words = lines[at].split(" ")
            words[chance.randrange(len(words))] = chance.choice(WORDS)
            lines[at] = " ".join(words)
        elif what == 5:
            lines = lines[:at] or [""]
        else:
            letters = lines[at]
            cut = chance.randint(0, len(letters))
            lines[at] = letters[:cut] + chance.choice(WORDS) + letters[cut:]
    return "\n".join(lines)


def spoil_data(data: Any, chance: random.Random) -> Any:
    """The data with something dropped, renamed or put in the place of something else, at any depth."""
    if isinstance(data, dict) and data and chance.random() < 0.9:
        key = chance.choice(list(data))
        what = chance.random()
        if what < 0.15:
            return {name: value for name, value in data.items() if name != key}
        if what < 0.3:
            other = chance.choice([*data, "when", "at", "kind", str(key)[:-1], "X", f"{key}s"])
            return {other if name == key else name: value for name, value in data.items()}
        return data | {key: spoil_data(data[key], chance)}
    if isinstance(data, list) and data and chance.random() < 0.9:
        at = chance.randrange(len(data))
        if chance.random() < 0.2:
            return data[:at] + data[at + 1 :]
        return [*data[:at], spoil_data(data[at], chance), *data[at + 1 :]]
    return chance.choice(VALUES)


@pytest.mark.sampled(40)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_spoilt_text(seed: int) -> None:
    chance = random.Random(seed)
    number = chance.randrange(len(FILES))
    told(with_file(number, spoilt_text(FILES[number].raw.decode(), chance).encode()))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_spoilt_data(seed: int) -> None:
    chance = random.Random(seed)
    number = chance.randrange(len(FILES))
    data = yaml.safe_load(FILES[number].raw)
    for _ in range(chance.randint(1, 3)):
        data = spoil_data(data, chance)
    told(with_file(number, yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()))


@pytest.mark.long
@pytest.mark.parametrize("part", ["steps", "paths", "rules", "needs", "terms"])
def test_spoilt_bytes(part: str) -> None:
    number = next(number for number, file in enumerate(FILES) if file.part == part)
    for raw in (b"", b"\0", b"\xff\xfe", b"\xff", b"[" * 100_000, b"a: " * 10_000, b"&a [*a]", b"- " * 5_000):
        assert told(with_file(number, raw))
