"""What is better done in one night is said in `nights.yaml`: what is wrong there is told with its line, and what is
added there is in the plans."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from runbook.cli.error_output import error_text
from runbook.errors import InputError
from runbook.i18n import Language
from runbook.model.procedure import NIGHT_FIELDS
from runbook.planning.one_night import kept_together, torn_apart
from runbook.procedures.load import load_procedures, read_procedures
from tests.procedures.changed import OWN, ROOT
from tests.under_way import plan_of_nights

PAGE = (ROOT / "docs" / "procedures.md").read_text(encoding="utf-8")
NIGHTS = (OWN / "nights.yaml").read_text(encoding="utf-8")
LINES = NIGHTS.count("\n")
ALONE = ("single", "manual", None, None)


def added(tmp_path: Path, text: str) -> Path:
    """A copy of the kit's procedures with `text` at the end of nights.yaml."""
    folder = Path(shutil.copytree(OWN, tmp_path / "procedures"))
    (folder / "nights.yaml").write_text(NIGHTS + text, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[tuple[str, int | None, str]]:
    """The file, the line behind the kit's own, and the words of each problem."""
    found = read_procedures(folder)[1]
    language = Language(tag="en")
    told = ((problem, error_text(InputError((problem,)), language)) for problem in found)
    return [(Path(p.file).name, p.line and p.line - LINES, text.split(": ", 1)[1].strip()) for p, text in told]


def one(first: str = "failover.sync", then: str = "failover.break", text: str = "Lost.", more: str = "") -> str:
    return f'ours:\n  first: [{first}]\n  then: [{then}]\n  text: "{text}"\n  sources: [F05]\n{more}'  # lines 1 to 5


@pytest.mark.parametrize(
    ("entry", "line", "words"),
    [
        (one(first="failover.sink"), 2, "ours.first[0]: no step has the event or the name failover.sink"),
        (one(then="failover.break @ Q"), 3, "ours.then[0]: no appliance is called Q"),
        (one(then="hw.restore @ old"), 3, "ours.then[0]: hw.restore is never done on old"),
        (
            one(then="failover.sync", first="failover.break"),
            1,
            "ours: this never happens: no window has",
        ),
        (one(then="failover.break, switch.nat"), None, ""),
        (one(then="failover.break, failover.establish"), 3, "ours.then[1]: failover.establish is never in one window"),
        (one(text="In {befor} nights."), 4, "ours.text: no field of this text is called befor"),
        (one(text="In {before nights."), 4, "ours.text: there is a brace in this text that belongs to no field"),
        (one(text="In {before} of {window}: {first}, {then}."), None, ""),
        (one(more="  hop: any\n"), 6, "ours.hop: "),
        (one(more="  same_appliance: true\n"), 1, "ours: this never happens"),
        (one().replace("  sources: [F05]\n", ""), 1, "ours.sources: the key sources is missing"),
        (one().replace("F05", "X3"), 5, "ours.sources: all its sources are our own decisions"),
        (one().replace("F05", "F99"), 5, "ours.sources[0]: the catalogue has no F99"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, entry: str, line: int | None, words: str) -> None:
    found = problems(added(tmp_path, f"\n{entry}"))
    if line is None:
        assert found == []
        return
    ((file, at, told),) = found
    assert (file, at) == ("nights.yaml", line + 1)
    assert words in told


def test_the_example_of_the_page_is_in_the_plans(tmp_path: Path) -> None:
    (example,) = re.findall(r"`templates/procedures/nights\.yaml`:\n\n```yaml\n(.*?)```", PAGE, re.DOTALL)
    folder = added(tmp_path, example)
    assert problems(folder) == []
    procedures = load_procedures(folder)
    plan = plan_of_nights(ALONE, 2, 3)
    appliances = {each.id: each for each in plan.appliances}
    together = kept_together(procedures, plan.steps, appliances)
    (warned,) = (one for one in torn_apart(together, plan.steps, plan.windows) if one not in plan.warnings)
    assert warned.text == procedures.nights["status-recorded"].text
    assert Language(tag="en").text(warned.text, **warned.args).startswith("The status is recorded in window 1 (step ")


def test_the_fields_of_texts_are_those_that_a_warning_has() -> None:
    warnings = [one for one in plan_of_nights(ALONE, 2, 3).warnings if one.code == "PLN017"]
    assert {frozenset(one.args) for one in warnings} == {NIGHT_FIELDS}
