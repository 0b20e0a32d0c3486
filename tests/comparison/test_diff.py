"""`runbook diff`: what changes for whom between plans, inventories and folders of outputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from runbook.cli import runbook
from runbook.document.difference_text import difference_rows
from runbook.document.differences import differences
from runbook.i18n import load_language
from runbook.reading.plan_json import dump_plan, read_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
SECOND_NIGHT = ("{start: 2026-12-08 22:00, end: 2026-12-09 04:00}", "{start: 2026-12-09 22:00, end: 2026-12-10 04:00}")
NEWER = ('- {base: "6.2.0", software: "24.1.2"}', '- {base: "6.2.0", software: "24.1.3"}')
SOMEBODY = ("{initials: NK, name: N. Keller", "{initials: NX, name: N. Xu")


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(runbook, [*map(str, words)], env={"LC_ALL": "C.UTF-8"})


def diff(*words: str | Path) -> str:
    result = call("diff", *words)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def data(*words: str | Path) -> list[dict[str, Any]]:
    told = json.loads(diff(*words, "--format", "json"))
    assert told["format"] == "runbook-diff/1"
    changes: list[dict[str, Any]] = told["changes"]
    return changes


def changed(folder: Path, *pairs: tuple[str, str], name: str = "new.yaml") -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def planned(folder: Path, inventory: Path) -> Path:
    """A folder with the current plans of an inventory, as `render` leaves them."""
    for plan in json.loads(call("plan", inventory, "--format", "json").stdout):
        place = folder / plan["site"] / plan["change"]
        place.mkdir(parents=True)
        frozen = json.dumps(plan).encode()
        (place / "plan.json").write_bytes(dump_plan(read_plan(frozen, "plan")))
    return folder


def test_the_same_is_said_to_be_the_same(tmp_path: Path) -> None:
    copy = changed(tmp_path)
    assert diff(EXAMPLE, copy) == f"{EXAMPLE} and {copy} plan the same. Changes: 5.\n"
    assert data(EXAMPLE, copy) == []


def test_a_window_that_moves_concerns_those_who_come_and_those_who_approve(tmp_path: Path) -> None:
    (paris,) = data(EXAMPLE, changed(tmp_path, SECOND_NIGHT))
    assert (paris["site"], paris["change"], paris["outcome"], paris["approval"]) == (
        "paris", "CHG0041", "changed", "void",
    )  # fmt: skip
    (window,) = paris["windows"]
    assert (window["name"], window["after"]["start"]) == ("2", "2026-12-09T22:00:00+01:00")
    reasons = {person["initials"]: [reason["why"] for reason in person["reasons"]] for person in paris["people"]}
    assert reasons == {"CM": ["windows"], "NK": ["windows"], "TL": ["windows", "approves"]}
    assert paris["steps"]["added"] == paris["steps"]["removed"] == []


def test_a_window_that_moves_concerns_the_approver_who_decides_in_it_alone(tmp_path: Path) -> None:
    night = ("{start: 2026-12-03 21:00, end: 2026-12-04 03:00}", "{start: 2026-12-04 21:00, end: 2026-12-05 03:00}")
    (lyon,) = data(EXAMPLE, changed(tmp_path, night))
    reasons = {person["initials"]: [reason["why"] for reason in person["reasons"]] for person in lyon["people"]}
    assert reasons["AB"] == ["windows", "approves"]


def test_in_words_it_says_what_becomes_of_the_approval_and_of_the_pages(tmp_path: Path) -> None:
    told = diff(EXAMPLE, changed(tmp_path, SECOND_NIGHT)).splitlines()
    assert told[0] == "paris/CHG0041: planned differently"
    assert told[2].startswith("  An approval of revision ")
    assert told[2].endswith(" is void.")
    assert told[3:] == [
        "  Window 2: Tue, 8 Dec 2026 22:00 – Wed, 9 Dec 2026 04:00 → Wed, 9 Dec 2026 22:00 – Thu, 10 Dec 2026 04:00",
        "  Pages: print all of them again; those of the old revision must not be used any more",
        "  For C. Martin (CM): comes at another time: window 2",
        "  For N. Keller (NK): comes at another time: window 2",
        "  For T. Leroy (TL): comes at another time: window 2; decides on the new revision",
    ]


def test_another_package_concerns_whoever_signs_its_steps(tmp_path: Path) -> None:
    (lyon,) = data(EXAMPLE, changed(tmp_path, NEWER))
    assert [(each["name"], each["fields"]) for each in lyon["passes"]] == [("1", ["packages"])]
    martin = next(person for person in lyon["people"] if person["initials"] == "CM")
    (reason,) = martin["reasons"]
    assert (reason["why"], reason["steps"] != []) == ("steps", True)
    assert [chapter["title"] for chapter in lyon["chapters"]] == ["Upgrade the appliance"]


def test_another_address_concerns_whoever_works_on_the_appliance_from_printed_pages(tmp_path: Path) -> None:
    new = changed(tmp_path, ("ip: 192.0.2.21\n", "ip: 198.51.100.21\n"))
    (paris,) = data(EXAMPLE, new)
    assert [(each["name"], each["fields"]) for each in paris["appliances"]] == [("pa-1", ["ip"])]
    martin = next(person for person in paris["people"] if person["initials"] == "CM")
    assert {one["why"]: one["appliances"] for one in martin["reasons"]}["appliances"] == ["pa-1"]
    assert "works on pa-1, of which pages already printed show other data" in diff(EXAMPLE, new)


def test_a_warning_that_is_gone_or_new_is_told(tmp_path: Path) -> None:
    short = changed(tmp_path, (SECOND_NIGHT[0], "{start: 2026-12-08 22:00, end: 2026-12-08 22:40}"), name="short.yaml")
    warned = [line for line in diff(EXAMPLE, short).splitlines() if "warning:" in line.lower()]
    gone = [line for line in diff(short, EXAMPLE).splitlines() if "Warning that is gone:" in line]
    assert [line.split(":", 1)[1] for line in warned] == [line.split(":", 1)[1] for line in gone] != []
    assert all(line.startswith("  New warning: ") for line in warned)


def test_whoever_is_new_or_gone_is_told(tmp_path: Path) -> None:
    (paris,) = data(EXAMPLE, changed(tmp_path, SOMEBODY))
    reasons = {person["initials"]: [reason["why"] for reason in person["reasons"]] for person in paris["people"]}
    assert reasons["NX"][0] == "new"
    assert reasons["NK"] == ["gone"]


def test_a_change_that_is_new_gone_or_cancelled_is_told(tmp_path: Path) -> None:
    cancelled = changed(tmp_path, ("      - id: CHG0040", "      - id: CHG0040\n        state: cancelled"))
    (lyon,) = data(EXAMPLE, cancelled)
    assert (lyon["outcome"], lyon["state"]) == ("closed", {"before": "planned", "after": "cancelled"})
    renamed = changed(tmp_path, ("- id: CHG0040 ", "- id: CHG0049 "), name="renamed.yaml")
    gone, new = data(EXAMPLE, renamed)
    assert (gone["change"], gone["outcome"], new["change"], new["outcome"]) == (
        "CHG0040", "removed", "CHG0049", "added",
    )  # fmt: skip
    assert {person["reasons"][0]["why"] for person in gone["people"]} == {"gone"}
    assert "It waits for approval." in diff(EXAMPLE, renamed)


def test_a_state_alone_leaves_the_approval(tmp_path: Path) -> None:
    approved = changed(tmp_path, ("      - id: CHG0040", "      - id: CHG0040\n        state: approved"))
    assert diff(EXAMPLE, approved) == "lyon/CHG0040: the plan is the same\n  State: planned → approved\n"


@pytest.mark.long
def test_outputs_inventories_and_plans_are_compared_with_each_other(tmp_path: Path) -> None:
    new = changed(tmp_path, SECOND_NIGHT)
    out, later = planned(tmp_path / "out", EXAMPLE), planned(tmp_path / "later", new)
    expected = data(EXAMPLE, new)
    for old, other in ((out, later), (out, new), (EXAMPLE, later)):
        found = data(old, other)
        assert [one["windows"] for one in found] == [one["windows"] for one in expected]
        assert [one["revision"] for one in found] == [one["revision"] for one in expected]
    plan = "paris/CHG0041/plan.json"
    assert [one["revision"] for one in data(out / plan, later / plan)] == [one["revision"] for one in expected]
    assert data(out, EXAMPLE) == []


@pytest.mark.long
def test_it_says_what_a_corrected_pack_says(tmp_path: Path) -> None:
    new, english = changed(tmp_path, SECOND_NIGHT, SOMEBODY), load_language("en")
    out, later = planned(tmp_path / "out", EXAMPLE), planned(tmp_path / "later", new)
    plans = [read_plan((each / "paris" / "CHG0041" / "plan.json").read_bytes(), "plan") for each in (out, later)]
    rows = difference_rows(differences(*plans), english)
    assert len(rows) == 3
    told = diff(out, later)
    assert all(f"  {about}: {said}\n" in told for about, said in rows)


@pytest.mark.long
def test_of_what_is_under_way_the_windows_that_are_done_stay_approved(tmp_path: Path) -> None:
    first = "{start: 2026-12-05 22:00, end: 2026-12-06 04:00}"
    out = planned(tmp_path / "out", EXAMPLE)
    begun = changed(tmp_path, (first, first.replace("}", ", done: true}")), SECOND_NIGHT)
    (paris,) = data(out, begun)
    assert paris["approval"] == "void-for-what-remains"
    assert "keep what was filled in" in diff(out, begun)


def test_a_change_that_cannot_be_planned_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    out = planned(tmp_path / "out", EXAMPLE)
    (out / "lyon" / "CHG0040" / "plan.json").write_text("{}", encoding="utf-8")
    result = call("diff", out, changed(tmp_path, SECOND_NIGHT))
    assert result.exit_code == 2
    assert "lyon/CHG0040: " in result.stderr
    assert result.stdout.startswith("paris/CHG0041: planned differently\n")
    as_json = call("diff", out, tmp_path / "new.yaml", "--format", "json")
    found = json.loads(as_json.stdout)["changes"]
    assert as_json.exit_code == 2
    assert [(one["site"], one["outcome"], bool(one.get("error"))) for one in found] == [
        ("lyon", "failed", True), ("paris", "changed", False),
    ]  # fmt: skip


@pytest.mark.long
def test_a_change_that_lies_in_a_folder_twice_is_refused(tmp_path: Path) -> None:
    out = planned(tmp_path / "out", EXAMPLE)
    planned(out / "kept", EXAMPLE)
    result = call("diff", out, EXAMPLE)
    assert (result.exit_code, "it is not clear which of the two is meant" in result.stderr) == (2, True)


def test_plans_of_the_first_form_are_compared(tmp_path: Path) -> None:
    plan = Path(__file__).parents[1] / "examples" / "records-1" / "plan.json"
    copy = tmp_path / "plan.json"
    copy.write_bytes(plan.read_bytes())
    assert diff(plan, copy).endswith("plan the same. Changes: 1.\n")


def test_marks_that_turn_text_are_shown_by_their_code(tmp_path: Path) -> None:
    told = diff(EXAMPLE, changed(tmp_path, ("name: N. Keller", 'name: "N. \\u202eReklaw</script>"')))
    assert "  Staff, NK: name: N. Keller → N. \\u202eReklaw</script>\n" in told
    assert "\u202e" not in told


@pytest.mark.parametrize(("option", "name"), [("--site", "lion"), ("--change", "CHG9999")])
def test_what_neither_has_is_said(option: str, name: str, tmp_path: Path) -> None:
    result = call("diff", EXAMPLE, changed(tmp_path), option, name)
    assert (result.exit_code, f"neither of them has the {option[2:]} {name}" in result.stderr) == (2, True)


def test_of_a_named_site_alone(tmp_path: Path) -> None:
    new = changed(tmp_path, SECOND_NIGHT, NEWER)
    assert [one["site"] for one in data(EXAMPLE, new)] == ["lyon", "paris"]
    assert [one["site"] for one in data(EXAMPLE, new, "--site", "paris")] == ["paris"]


def test_a_risk_that_is_graded_is_named_without_the_end_of_its_sentence(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    graded = "schema: 1\nname: Example SA\nrisks:\n  package-missing: {likelihood: low}\n"
    (tmp_path / "house" / "house.yaml").write_text(graded, encoding="utf-8")
    told = diff(EXAMPLE, changed(tmp_path), "--site", "lyon")
    assert "  Risk: A package is missing during the window: how likely it is: – → low\n" in told


def test_in_french(tmp_path: Path) -> None:
    told = diff(EXAMPLE, changed(tmp_path, SECOND_NIGHT), "--lang", "fr")
    assert "Pour C. Martin (CM)\u00a0: vient à un autre moment\u00a0: fenêtre 2" in told
    assert "réimprimez-les toutes" in told
