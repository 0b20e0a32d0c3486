"""Folders of inventories are the tests: dropping a file in adds one.

A file of good/ is accepted. In a file of bad/ a comment `# error: part of the message` marks the line of each problem;
several may follow each other, and `# error@7:` marks line 7 from anywhere. No other problem may be found.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from runbook.cli.error_output import error_text
from runbook.errors import InputError
from runbook.i18n import Language
from runbook.inventory.load import load_inventory
from runbook.model.control import RELEASES
from runbook.model.site import Approvals
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "examples" / "inventory"
ENGLISH = Language(tag="en")
EMPTY = [(1, "this file is empty")]  # a file that can hold no mark


def examples(kind: str) -> list[Path]:
    found = sorted((FOLDER / kind).glob("*.yaml"))
    assert found
    return found


def decoded(file: Path) -> str:
    raw = file.read_bytes()
    return raw.decode("utf-16" if raw.startswith(b"\xff\xfe") else "utf-8", errors="replace")


def marks(file: Path) -> list[tuple[int, str]]:
    text = decoded(file)
    return [
        (int(at) if at else number, part.strip())
        for number, line in enumerate(text.splitlines(), 1)
        for at, part in re.findall(r"# error(?:@([0-9]+))?: (.*?)(?=\s+# error|$)", line)
    ] or EMPTY


@pytest.mark.parametrize("file", examples("good"), ids=lambda file: file.stem)
def test_good_inventories_are_accepted(file):
    assert load_inventory(file).schema == 1


def test_what_the_example_shows_as_comments_does_what_it_says(tmp_path):
    """Of approvals and urgency: taken in, they are asked for, and of too few approvers the message says so."""
    text = (ROOT / "templates" / "inventory.yaml").read_text("utf-8")
    assert (text.count("# approval: {"), text.count("# urgency: ")) == (1, 1)
    taken_in = text.replace("# approval: {", "approval: {").replace("# urgency: ", "urgency: ")
    file = tmp_path / "inventory.yaml"
    file.write_text(taken_in, "utf-8")
    with pytest.raises(InputError) as caught:
        load_inventory(file)
    assert [error_text(InputError((p,)), ENGLISH).count("2 people have to release") for p in caught.value.problems] == [
        1
    ]
    file.write_text(
        taken_in.replace("roles: [representative, witness]", "roles: [representative, approver]", 1), "utf-8"
    )
    change = load_inventory(file).sites[0].changes[0]
    assert (change.approval, change.urgency) == (Approvals(needed=2, not_by_those_who_carry_out=True), "expedited")


def test_releases_by_two_and_by_word_of_mouth_are_planned():
    inventory = load_inventory(FOLDER / "good" / "released-by-two-and-by-word.yaml")
    (site,) = inventory.sites
    gates = [
        [step.gate for step in make_plan(inventory, site, change, load_procedures()).steps if step.gate in RELEASES]
        for change in site.changes
    ]
    assert gates == [["release", "release"], ["spoken-release"]]


@pytest.mark.parametrize("file", examples("bad"), ids=lambda file: file.stem)
def test_bad_inventories_are_refused_with_every_problem_in_its_line(file):
    with pytest.raises(InputError) as caught:
        load_inventory(file)
    told = [(problem, error_text(InputError((problem,)), ENGLISH)) for problem in caught.value.problems]
    wanted = marks(file)
    unmet = [mark for mark in wanted if not any(mark[0] == p.line and mark[1] in text for p, text in told)]
    assert unmet == [], "\n".join(text for _, text in told)
    assert Counter(p.line for p, _ in told) == Counter(line for line, _ in wanted), "\n".join(t for _, t in told)
    for problem, text in told:
        assert text.isprintable()
        assert problem.remedy
