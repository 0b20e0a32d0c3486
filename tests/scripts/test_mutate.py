"""A fault that no test notices is told, and one that a test notices is not."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from scripts import mutate
from scripts.mutating.mutants import Mutant, mutants_of
from scripts.mutating.trying import Covering, survives

SOURCE = '''"""A module."""

LIMIT = 3


def inside(start: int, at: int, *, open_end: bool = True) -> bool:
    """Whether `at` lies in the window."""
    if at < start:
        return False
    return open_end or (at <= start + 60 and at != LIMIT)


def corrected(entries: list[str], file: str) -> list[str]:
    return [entry for entry in entries if entry and not entry.startswith(file)]


class Thing:
    def __repr__(self) -> str:
        return "thing" + "s"

    def first(self, names: list[str]) -> str:
        for name in names.casefold():
            if name == "x":
                continue
            if not name:
                raise ValueError("no name" + name)
            return min(name, N_("not to be changed"))
        return f"{'none'}"
'''
TESTS = """from runbook.toy import inside

def test_inside():
    assert inside(10, 10)
    assert not inside(10, 9)

def test_the_end():
    assert inside(10, 70, open_end=False)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "runbook").mkdir()
    (tmp_path / "runbook" / "__init__.py").touch()
    (tmp_path / "runbook" / "toy.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "test_toy.py").write_text(TESTS, encoding="utf-8")
    return tmp_path


def made(source: str = SOURCE) -> dict[tuple[str, str], list[Mutant]]:
    found: dict[tuple[str, str], list[Mutant]] = {}
    for one in mutants_of("runbook/toy.py", source):
        found.setdefault((one.function, one.change), []).append(one)
    return found


def the(function: str, change: str) -> Mutant:
    (found,) = made()[function, change]
    return found


@pytest.mark.parametrize(
    ("function", "change", "line"),
    [
        ("inside", "< to <=", "if at <= start:"),  # the edge of a window
        ("inside", "<= to <", "return open_end or (at < start + 60 and at != LIMIT)"),
        ("inside", "60 to 61", "return open_end or (at <= start + (61) and at != LIMIT)"),  # a minute beside it
        ("inside", "60 to 59", "return open_end or (at <= start + (59) and at != LIMIT)"),
        ("inside", "+ to -", "return open_end or (at <= start - 60 and at != LIMIT)"),
        ("inside", "!= to ==", "return open_end or (at <= start + 60 and at == LIMIT)"),
        ("inside", "and to or", "return open_end or (at <= start + 60 or at != LIMIT)"),
        ("inside", "or to and", "return open_end and (at <= start + 60 and at != LIMIT)"),
        ("inside", "at != LIMIT left away", "return open_end or (at <= start + 60)"),
        ("corrected", "entry left away", "return [entry for entry in entries if not entry.startswith(file)]"),
        ("Thing.first", "casefold() left away", "for name in names:"),
        ("inside", "True to False", "def inside(start: int, at: int, *, open_end: bool = False) -> bool:"),
        ("inside", "way out left away", "pass"),
        ("corrected", "not left away", "return [entry for entry in entries if entry and entry.startswith(file)]"),
        ("corrected", "condition left away", "return [entry for entry in entries if True]"),
        ("Thing.first", "== to !=", "if name != 'x':"),
        ("Thing.first", "continue to break", "break"),
        ("Thing.first", "min to max", 'return max(name, N_("not to be changed"))'),
        ("Thing.first", "'x' to 'XXx'", "if name == 'XXx':"),
    ],
)
def test_each_kind_of_fault_is_made(function, change, line):
    mutants = made()[function, change]
    plain = {text.strip().replace("(", "").replace(")", "") for one in mutants for text in one.source.splitlines()}
    assert line.replace("(", "").replace(")", "") in plain


def test_messages_docstrings_annotations_and_what_is_raised_stay():
    changes = {(function, change) for function, change in made() if "XX" in change or change.startswith("+")}
    assert changes == {("Thing.first", "'x' to 'XXx'"), ("inside", "+ to -")}


def test_a_mutant_is_known_by_what_it_changes_and_not_by_its_place():
    moved = SOURCE.replace("LIMIT = 3\n", "LIMIT = 3\nMORE = 4\n")
    assert {one.key for one in mutants_of("a.py", moved)} == {one.key for one in mutants_of("a.py", SOURCE)}
    keys = [one.key for one in mutants_of("a.py", "def f(a):\n    return a < 1 < 2 or a < 2\n")]
    assert [key[3] for key in keys if key[3].startswith("< to")] == ["< to <=", "< to <= #2", "< to <= #3"]
    assert len(set(keys)) == len(keys)


def test_a_sample_changes_only_where_the_source_does(tmp_path):
    (tmp_path / "runbook" / "toy").mkdir(parents=True)
    file = tmp_path / "runbook" / "toy" / "it.py"
    file.write_text(SOURCE, encoding="utf-8")
    one = {mutant.key for mutant in mutate.sample("toy", 12, 1, tmp_path)}
    assert one == {mutant.key for mutant in mutate.sample("toy", 12, 1, tmp_path)} != set()
    assert one != {mutant.key for mutant in mutate.sample("toy", 12, 2, tmp_path)}
    file.write_text(SOURCE + "\n\ndef more(x: int) -> bool:\n    return x > 4\n", encoding="utf-8")
    assert len(one & {mutant.key for mutant in mutate.sample("toy", 12, 1, tmp_path)}) > 8


@pytest.mark.long
def test_a_fault_that_a_test_notices_is_dead_and_another_lives(tree):
    number = the("inside", "< to <=").number
    ends = the("inside", "<= to <").number
    tests = ["test_toy.py::test_inside", "test_toy.py::test_the_end"]
    lines = {"runbook/toy.py": {str(number): tests, str(ends): tests[1:]}}
    covering = Covering(seconds=dict.fromkeys(tests, 0.1), lines=lines)
    assert survives(tree, the("inside", "< to <="), covering) == ""
    assert survives(tree, the("inside", "<= to <"), covering) == ""
    assert survives(tree, the("inside", "!= to =="), covering) == ""
    assert survives(tree, the("inside", "60 to 61"), covering) == "all 1 pass"
    assert survives(tree, the("corrected", "not left away"), covering) == "no test runs it"
    assert (tree / "runbook" / "toy.py").read_text(encoding="utf-8") == SOURCE


@pytest.mark.long
def test_all_cases_that_are_named_are_given_a_fault_though_a_sample_was_taken_of_them(tree):
    conftest = Path(__file__).resolve().parent.parent / "conftest.py"
    taken = ast.parse(conftest.read_text(encoding="utf-8"))
    (own,) = (one for one in taken.body if getattr(one, "name", "") == "pytest_collection_modifyitems")
    head = "from __future__ import annotations\nimport os\nfrom collections import Counter\n"
    (tree / "conftest.py").write_text(head + ast.unparse(own), encoding="utf-8")
    (tree / "pytest.ini").write_text("[pytest]\nmarkers =\n    sampled\n    long\n", encoding="utf-8")
    cases = """import pytest
from runbook.toy import inside

@pytest.mark.sampled(2)
@pytest.mark.parametrize("end", [60, 70])
def test_inside(end):
    assert inside(10, end, open_end=False)
"""
    (tree / "test_toy.py").write_text(cases, encoding="utf-8")
    named = [f"test_toy.py::test_inside[{end}]" for end in (60, 70)]
    fault = the("inside", "<= to <")
    covering = Covering(dict.fromkeys(named, 0.1), {"runbook/toy.py": {str(fault.number): named}})
    assert survives(tree, fault, covering) == ""


def test_a_line_that_a_file_of_tests_runs_as_it_is_read_is_given_to_all_its_tests():
    mutant = the("inside", "< to <=")
    seconds = {
        "a.py::test_a[1]": 1.0,
        "a.py::test_a[2]": 2.0,
        "a.py::test_b": 3.0,
        "b.py::test_c": 0.1,
        "a.py::test_d": 44.0,
    }
    lines = {mutant.file: {str(mutant.number): ["a.py", "b.py::test_gone"]}}
    assert Covering(seconds, lines).of(mutant) == ["a.py::test_a[1]", "a.py::test_b", "a.py::test_a[2]"]


def test_quick_cases_of_one_test_are_given_before_slow_tests():
    mutant = the("inside", "< to <=")
    seconds = {**{f"a.py::test_a[{case}]": 0.01 for case in range(20)}, **{f"a.py::test_{c}": 9.0 for c in "bcdefg"}}
    lines = {mutant.file: {str(mutant.number): list(seconds)}}
    chosen = Covering(seconds, lines).of(mutant)
    assert set(chosen[:20]) == set(list(seconds)[:20])
    assert chosen[20:] == [f"a.py::test_{c}" for c in "bcde"]


def test_what_lives_is_an_entry_for_the_list_and_what_is_listed_is_known(tmp_path, monkeypatch, capsys):
    mutant, other = the("inside", "60 to 61"), the("Thing.first", "'x' to 'XXx'")
    list_ = tmp_path / "survivors.toml"
    list_.write_text("survivor = []\n", encoding="utf-8")
    monkeypatch.setattr(mutate, "SURVIVORS", list_)
    assert mutate.tell([mutant, other], iter(["all 3 pass", ""]), lambda: 1.0) == 1
    said = capsys.readouterr().out
    (entry,) = tomllib.loads(said[: said.index("2 mutants")])["survivor"]
    assert mutate.key(entry) == mutant.key
    list_.write_text(
        mutate.entry(mutant).replace('reason = ""', 'reason = "x"')
        + mutate.entry(other).replace('reason = ""', 'reason = "y"'),
        encoding="utf-8",
    )
    assert mutate.tell([mutant, other], iter(["all 3 pass", ""]), lambda: 1.0) == 0
    said = capsys.readouterr().out
    assert "# listed, and dead: runbook/toy.py: Thing.first: 'x' to 'XXx'" in said
    assert "1 dead, 1 listed as no fault, 0 alive" in said
    list_.write_text(mutate.entry(mutant), encoding="utf-8")  # a reason is wanted
    assert mutate.tell([mutant], iter(["all 3 pass"]), lambda: 1.0) == 1


def test_what_is_listed_has_a_reason():
    listed = tomllib.loads(mutate.SURVIVORS.read_text(encoding="utf-8"))["survivor"]
    assert [entry for entry in listed if not entry["reason"].strip()] == []
    keys = [mutate.key(entry) for entry in listed]
    assert len(set(keys)) == len(keys)
