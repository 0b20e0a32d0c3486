"""A record of a plan that is no longer the one of its folder says so; the verdict is that of its own plan."""

from pathlib import Path

import pytest

from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.verify.harness import NOW, SAMPLES, codes
from tests.verify.make_carried_examples import CORRECTED, corrected

RECORD = SAMPLES / "bad" / "DOC022-the-record-of-an-earlier-plan.csv"
LATEST = SAMPLES / "good" / "DOC-the-corrected-plan.csv"
CARRIED = SAMPLES / "carried"


def told(plans: Path, *files: Path) -> tuple[str, list[str], str]:
    (one,) = verify_files(files, PlanStore([str(plans)]), NOW)
    args = dict(one.result.findings[0].args) if one.result.findings else {}
    return one.result.verdict, codes(one.result), str(args.get("latest", ""))


def test_it_names_the_plan_of_the_folder_and_passes() -> None:
    _, latest = corrected()
    assert told(CORRECTED, RECORD) == ("pass", ["DOC022"], latest.revision[:12])
    assert told(CORRECTED, LATEST) == ("pass", [], "")


def test_an_error_in_it_stays_one(tmp_path: Path) -> None:
    text = RECORD.read_text(encoding="utf-8").replace(",done,", ",skipped,", 1)
    (tmp_path / "record.csv").write_text(text, encoding="utf-8")
    assert told(CORRECTED, tmp_path / "record.csv")[:2] == ("fail", ["DOC022", "STA002"])


def test_a_plan_that_was_named_itself_is_not_called_an_earlier_one() -> None:
    earlier, _ = corrected()
    assert told(CORRECTED / "plans" / f"{earlier.revision[:12]}.json", RECORD) == ("pass", [], "")


@pytest.mark.parametrize("left", ["plans", "plan.json"])
def test_without_another_plan_json_nothing_is_said(left: str, tmp_path: Path) -> None:
    """The one plan lies alone among the earlier ones, or is the plan.json of its folder."""
    earlier, _ = corrected()
    content = (CORRECTED / "plans" / f"{earlier.revision[:12]}.json").read_bytes()
    for name in {f"plans/{earlier.revision[:12]}.json", left if left == "plan.json" else ""} - {""}:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert told(tmp_path, RECORD) == ("pass", [], "")


def test_a_plan_that_carries_it_on_is_no_other_one() -> None:
    whole = SAMPLES / "good" / "DOC-carried-on"
    assert told(CARRIED, *whole.iterdir()) == ("pass", [], "")
    assert told(CARRIED, whole / "first.json")[:2] == ("undetermined", ["DOC020"])
