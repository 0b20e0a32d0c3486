import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from runbook.cli.error_output import error_text
from runbook.errors import InputError, Problem
from runbook.i18n import Language
from runbook.inventory.load import load_files, load_inventory, parse_inventory
from runbook.reading.input_file import LIMIT
from runbook.reading.text_file import MAX_STRANGE
from tests.measure import PEAK, within

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
TWENTY = ROOT / "tests" / "data" / "twenty.yaml"
ENGLISH = Language(tag="en")


def told(path: object) -> str:
    with pytest.raises(InputError) as caught:
        load_inventory(path)  # type: ignore[arg-type]
    return error_text(caught.value, ENGLISH)


def test_the_example_holds_what_it_says():
    inventory = parse_inventory(EXAMPLE, "f")
    assert [site.topology for site in inventory.sites] == ["single", "failover", "failover", "atlas-failover", "single"]
    lyon, paris, *_, nantes = inventory.sites
    assert (lyon.changes[0].method, lyon.changes[0].order) == ("automatic", None)
    assert [hop.software for hop in paris.changes[0].hops] == ["23.1.1", "24.1.2"]
    assert (nantes.changes[0].source, nantes.changes[0].target and nantes.changes[0].target.form) == ("na-1", "virtual")


def test_a_folder_a_missing_file_and_odd_names_are_refused(tmp_path):
    assert told(tmp_path) == f"{tmp_path}: this is a folder, name a file in it"
    assert "there is no such file" in told(tmp_path / "none.yaml")
    assert "cannot be read" in told("a\0b")
    assert "cannot be read" in told("x" * 5000)


def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(EXAMPLE)
    file.chmod(0)
    user = os.geteuid()
    if user == 0:  # root may read everything
        os.seteuid(65534)
    try:
        assert "you may not read this file" in told(file)
    finally:
        os.seteuid(user)


def test_a_huge_file_is_refused_at_once(tmp_path):
    file = tmp_path / "huge.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    with within(0.1):
        assert f"larger than {LIMIT // 2**20} MB" in told(file)


def test_an_endless_device_is_refused():
    assert "larger than" in told("/dev/zero")


def test_a_minus_is_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(EXAMPLE.encode())))
    assert len(load_inventory("-").sites) == 5
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"schema: 1\nx: 2\n")))
    assert "<stdin>:2: x: there is no key x here" in told("-")


# Reads a text as an inventory, in bounds that the machine outlives; prints what was said, and by how much memory grew.
BOUNDED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from runbook.errors import InputError
from runbook.inventory.load import parse_inventory
text = sys.stdin.read()
before = {PEAK}
try:
    parse_inventory(text, "f")
except InputError as error:
    print(error.problems[0].message)
print({PEAK} - before)
"""


BOMB = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"a0: &a0 [{', '.join('x' * 9)}]\n{BOMB}", "aliases"),
        (f"a: &a [{', '.join('x' * 999)}]\nb: [{', '.join(['*a'] * 99)}]\n", "is missing"),
        (f'a: &a "{"x" * 200_000}"\nb: [{", ".join(["*a"] * 2000)}]\n', "aliases"),
    ],
    ids=["nine times nine, forty times", "nearly as many as may be", "one long text"],
)
def test_aliases_need_neither_time_nor_memory(text, said):
    before = time.perf_counter()
    words = [sys.executable, "-c", BOUNDED]
    run = subprocess.run(words, input=text, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert run.returncode == 0, run.stderr
    message, grown = run.stdout.splitlines()
    assert said in message
    assert float(grown) < 20
    assert time.perf_counter() - before < 5


def problems(text: str) -> tuple[Problem, ...]:
    try:
        parse_inventory(text, "f")
    except InputError as error:
        return error.problems
    return ()


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_no_text_makes_a_traceback(text):
    found = problems(text)
    assert len(error_text(InputError(found), ENGLISH).splitlines()) == len(found) >= 1


VALUES = st.one_of(
    st.sampled_from(
        ["no", "~", "12:30", "6.10", "[]", "{}", "[[1]]", "{a: 1}", "''", '"\\0"', "*a", "&a b", "!!map x"]
    ),
    st.sampled_from(["traffic", "backup", "standalone", "migrate", "2026-03-29 02:30", "Europe/Paris", "- x", "1e400"]),
    st.integers().map(str),
    st.floats().map(str),
    st.text(max_size=20),
)


@pytest.mark.long
@given(st.data())
@settings(max_examples=150)
def test_no_change_of_the_example_makes_a_traceback(data):
    lines = EXAMPLE.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(0, len(lines) - 1))
        head, colon, _value = lines[number].partition(": ")
        what = data.draw(st.sampled_from(["value", "drop", "double", "cut", "indent"]))
        if what == "value" and colon:
            lines[number] = f"{head}: {data.draw(VALUES)}"
        elif what == "drop":
            lines[number] = ""
        elif what == "double":
            lines[number] += "\n" + lines[number]
        elif what == "cut":
            lines[number] = lines[number][: data.draw(st.integers(0, len(lines[number])))]
        else:
            lines[number] = "  " + lines[number]
    found = problems("\n".join(lines))
    assert all(problem.line for problem in found)
    assert len(error_text(InputError(found), ENGLISH).splitlines()) == len(found)


def test_twenty_sites_are_current_and_good():
    namespace: dict[str, object] = {"__name__": "twenty", "__file__": str(TWENTY.with_suffix(".py"))}
    exec(compile(TWENTY.with_suffix(".py").read_text(encoding="utf-8"), "twenty.py", "exec"), namespace)
    text = namespace["text"]
    assert callable(text)
    assert TWENTY.read_text(encoding="utf-8") == text()
    assert len(load_inventory(TWENTY).sites) == 20


@pytest.mark.long
def test_checking_twenty_sites_is_quick():
    """Processor time of the whole process, the best of some runs, beside a sum on the same machine, as busy as it is:
    seven tenths of a second where the sum takes one; with ways back and leave to go on, a plan has twice the steps."""
    check = [sys.executable, "-m", "runbook", "check", str(TWENTY)]
    count = [sys.executable, "-c", "sum(i * i for i in range(3_000_000))"]
    times = [(processor_time(check), processor_time(count)) for _ in range(3)]
    assert min(one for one, _ in times) < 7 * min(other for _, other in times)


def processor_time(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def test_a_kind_that_is_mistyped_is_all_that_is_wrong_with_a_migration():
    (found,) = problems(EXAMPLE.replace("kind: migrate", "kind: migrat"))
    assert found.path == "sites[4].changes[0].kind"


@pytest.mark.long
def test_of_very_many_problems_the_first_are_told():
    found = problems("schema: 1\n" + "".join(f"k{n}: 1\n" for n in range(50_000)))
    assert len(found) == 1001
    assert found[-1].message == "there are more problems from here on"


@pytest.mark.parametrize("count", [1, 3])
def test_a_site_is_checked_apart_from_the_others(count):
    """What is wrong with one site does not hide what is wrong with another."""
    text = EXAMPLE.replace("timezone: Europe/Paris", "timezone: Nowhere", count).replace(
        "form: virtual", "form: cloud", 1
    )
    assert len(problems(text)) == count + 1


def test_a_file_that_is_no_text_at_all_is_refused_in_a_few_lines(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\x00\xff\n" * 100_000)
    with pytest.raises(InputError) as caught:
        load_inventory(path)
    assert [problem.line for problem in caught.value.problems[:3]] == [1, 1, 2]
    assert len(caught.value.problems) == MAX_STRANGE + 1
    assert caught.value.problems[-1].message == "there are more problems from here on"


def test_a_control_character_can_be_written_as_the_remedy_says(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text('organization: "A\x1bB"\n')
    with pytest.raises(InputError) as caught:
        load_inventory(path)
    problem = caught.value.problems[0]
    written = problem.remedy.format(**dict(problem.args)).rpartition(" ")[2]
    assert yaml.safe_load(f'"{written}"') == "\x1b"


def test_the_name_of_an_inventory_is_not_empty():
    with pytest.raises(InputError, match="the name of the inventory is empty"):
        load_files("", lambda site, _data: site)
