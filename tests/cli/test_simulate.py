"""`runbook simulate`: which plan it plays."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runbook.cli import runbook
from runbook.cli.exit_status import Status
from runbook.model.revision import revision_of
from runbook.reading.plan_json import dump_plan
from tests.plans import plan_of

KINDS = (
    ("failover", "automatic", "asynchronous", "shared-ip"),
    ("failover", "manual", "synchronous"),
    ("atlas-failover", "", "", "dns"),
)
PLANS = (plan_of("single", "automatic"), plan_of("single", "manual"))


def simulate(plan: str, *words: str) -> Result:
    return CliRunner().invoke(runbook, ["simulate", "--plan", plan, *words], env={"LC_ALL": "C.UTF-8"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one plan, a level deeper."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "plan.json").write_bytes(dump_plan(PLANS[0]))
    return tmp_path


def test_a_folder_with_one_plan_is_as_good_as_the_plan(folder) -> None:
    result = simulate(str(folder))
    assert result.exit_code == Status.DONE, result.output
    assert result.output == simulate(str(folder / "a" / "plan.json")).output


def test_it_says_what_it_wrote_and_on_standard_output_nothing_but_the_record(folder) -> None:
    file = folder / "rehearsal.csv"
    result = simulate(str(folder), "-o", str(file))
    assert (result.stdout, result.stderr) == ("", f"{file} is written.\n")
    assert simulate(str(folder), "-o", str(file), "--quiet").output == ""
    planted = simulate(str(folder), "-o", str(file), "--mistakes", "1").stderr.splitlines()
    assert [len(line.split("  ")[0]) for line in planted] == [len("ORD001")]
    assert simulate(str(folder), "-o", str(file)).exit_code == Status.DONE
    assert simulate(str(folder), "--format", "csv", "-o", "-").stdout_bytes == file.read_bytes()


def test_a_folder_with_several_plans_is_refused(folder) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "plan.json").write_bytes(dump_plan(PLANS[1]))
    result = simulate(str(folder))
    assert result.exit_code == Status.INPUT
    assert result.stderr == (
        f"{folder}: this folder holds 2 plans, name one of them, such as {folder / 'a' / 'plan.json'}\n"
    )


def test_a_folder_without_a_plan_is_refused(tmp_path) -> None:
    result = simulate(str(tmp_path))
    assert result.exit_code == Status.INPUT
    assert result.stderr.startswith(f"{tmp_path}: this folder holds no plan.json")


def test_a_pipe_or_a_link_that_is_named_is_written_through_and_stays(folder) -> None:
    """As root, `-o /dev/null` would otherwise put a file in the place of the device."""
    plain, pipe, link, target = (folder / name for name in ("plain", "pipe", "link", "target"))
    assert simulate(str(folder), "-o", str(plain)).exit_code == Status.DONE
    target.touch()
    link.symlink_to("target")
    assert simulate(str(folder), "-o", str(link)).exit_code == Status.DONE
    assert link.is_symlink()
    assert target.read_bytes() == plain.read_bytes()

    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR)  # both ends: it waits for nobody
    try:
        assert simulate(str(folder), "-o", str(pipe)).exit_code == Status.DONE
        assert pipe.is_fifo()
        assert os.read(reader, 2**20) == plain.read_bytes()
    finally:
        os.close(reader)
    assert not list(folder.glob(".*"))


def test_an_empty_name_is_not_the_current_folder() -> None:
    result = simulate("")
    assert (result.exit_code, result.stderr[:29]) == (Status.INPUT, "the name of the plan is empty")


def test_click_calls_a_number_by_its_name_in_french() -> None:
    assert "nombre entier" in simulate("x", "--seed", "y", "--lang", "fr").stderr
    assert "RANGE" not in simulate("x", "--help", "--lang", "fr").output


@pytest.mark.long
def test_as_many_mistakes_as_there_are_kinds_are_planted_in_any_record(tmp_path) -> None:
    """One may take the time of a step from which another would have been made."""
    plan = tmp_path / "plan.json"
    plan.write_bytes(dump_plan(plan_of("failover", "automatic", "synchronous", "dns")))
    for seed in range(6):
        result = simulate(str(plan), "--seed", str(seed), "--mistakes", "50")
        assert (result.exit_code, result.exception) == (Status.DONE, None)


@pytest.mark.long
@pytest.mark.parametrize("count", [3, 6, 12, 50])
@pytest.mark.parametrize("kind", [*KINDS, ("single", "automatic", "", "")], ids="-".join)
def test_each_mistake_that_is_listed_is_in_the_record(tmp_path, kind: tuple[str, ...], count: int) -> None:
    """A mistake may neither overwrite another nor hide it: each listed code is told by verify, at the step named."""
    (tmp_path / "plan.json").write_bytes(dump_plan(plan := plan_of(*kind)))
    number = {step.id: step.number for step in plan.steps}
    for seed in range(3):
        record = tmp_path / f"{seed}.json"
        listed = simulate(str(tmp_path), "--seed", str(seed), "--mistakes", str(count), "-o", str(record)).stderr
        mistakes = [line.split("  ", 1) for line in listed.splitlines()]
        assert min(count, 12) <= len(mistakes) <= count
        assert len({tuple(mistake) for mistake in mistakes}) == len(mistakes)
        words = ["verify", "--plan", str(tmp_path), "--format", "json", "--lang", "en", str(record)]
        (report,) = json.loads(CliRunner().invoke(runbook, words).stdout)["results"]
        for code, text in mistakes:
            told = {number.get(step) for one in report["findings"] if one["code"] == code for step in one["steps"]}
            named = re.findall(r"[Ss]tep (\d+\.\d+)", text)
            assert told or code == "DOC003", (seed, code, text)
            assert told.issuperset(named), (seed, code, text)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_a_rehearsal_goes_through_its_pages_as_they_are_printed(tmp_path, kind: tuple[str, ...], seed: int) -> None:
    """Nobody records a status after what changes it; chance decides between appliances alone, and for preparations."""
    plan = plan_of(*kind)
    (tmp_path / "plan.json").write_bytes(dump_plan(plan))
    written = json.loads(simulate(str(tmp_path), "--seed", str(seed)).stdout)
    at = {entry["step"]: entry["at"] for entry in written["entries"] if entry.get("at")}
    signed = [step for step in plan.steps if step.id in at and (step.window or step.appliance)]
    assert len(signed) > len(plan.steps) / 2
    for place, then in enumerate(signed):
        for first in signed[:place]:
            if first.appliance == then.appliance or None in (first.appliance, then.appliance):
                assert at[first.id] <= at[then.id], (first.number, then.number)


@pytest.mark.parametrize(
    ("languages", "title"), [(("fr", "en"), "Vérifiez les certificats"), (("en", "fr"), "Check the certificates")]
)
def test_a_rehearsal_is_in_the_language_of_the_records(tmp_path: Path, languages: tuple[str, ...], title: str) -> None:
    """The titles of the steps are those of the blank record, whatever the language of the messages."""
    plan = replace(PLANS[0], languages=languages)
    (tmp_path / "plan.json").write_bytes(dump_plan(replace(plan, revision=revision_of(plan))))
    english, french = (simulate(str(tmp_path), "--format", "csv", "--lang", tag).output for tag in ("en", "fr"))
    assert english == french
    assert title in english
