"""Windows that open too early are told with a house as they are without one."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from runbook.document.impact import waits
from runbook.document.letter import _windows
from runbook.house.merged import HouseProcedures
from runbook.i18n import load_language, with_words
from runbook.model.plan import Plan
from runbook.model.site import Inventory, Window
from runbook.pack.calendar import entries
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.house.folders import EXAMPLE, STEP, example, of, plan_with, written

EARLY = Window(start=datetime(2026, 12, 9, 5), end=datetime(2026, 12, 9, 11))


def _too_early(house: HouseProcedures | None) -> Plan:
    """The plan of paris, whose third window is over before the 24 hours are."""
    (site,) = (each for each in example().sites if each.id == "paris")
    change = site.changes[0]
    change = replace(change, windows=(*change.windows[:2], EARLY, *change.windows[3:]))
    site = replace(site, changes=(change,), extra={"monitored": True} if house else {})
    book = Inventory(schema=1, organization="Example SA", languages=("en",), sites=(site,))
    return make_plan(book, site, change, load_procedures(), house=house)


def _told(plan: Plan) -> list[tuple[str, str]]:
    """The warnings about windows and waits: steps of a house may leave less time to go back (PLN014)."""
    return [(warning.code, warning.args["window"]) for warning in plan.warnings if warning.code != "PLN014"]


def test_steps_of_a_house_do_not_pass_for_work_that_fits() -> None:
    bare, own = _too_early(None), _too_early(of(EXAMPLE))
    assert any(step.house and step.window == 3 for step in own.steps)
    assert ("PLN012", "3") in _told(bare)
    assert _told(own) == _told(bare)
    (one,), (other,) = ([w for w in plan.warnings if w.code == "PLN012"] for plan in (bare, own))
    assert one.args["time"] <= other.args["time"]
    assert int(other.args["more"][2:-1]) > int(one.args["more"][2:-1]) > 0


WAIT = """\
rest:
  kind: wait
  hop: next
  minutes: {minutes}
  first: [update.software]
  then: [update.software]
  text: {{en: The team rests between two packages., fr: L’équipe se repose entre deux paquets.}}
"""


def _rested(folder: Path, minutes: int) -> Plan:
    return plan_with(of(written(folder, rules=WAIT.format(minutes=minutes))), "paris")


def test_a_wait_of_the_house_is_told_by_its_own_words_where_something_waits_for_it(tmp_path) -> None:
    days = 20 * 24 * 60
    plan = _rested(tmp_path / "long", days)
    assert any(wait.rule.house for wait in waits(plan))
    english = with_words(load_language("en"), plan.words)
    said = [line for window in _windows(plan, english) for line in window.said]
    assert any(line.startswith("The team rests between two packages. (not before ") for line in said)


def test_a_window_that_opens_before_such_a_wait_is_over_is_told_as_such(tmp_path) -> None:
    rules = WAIT.format(minutes=20 * 24 * 60).replace("then: [update.software]", "then: [house.off]")
    plan = plan_with(of(written(tmp_path / "h", rules=rules)), "paris")
    told = [warning for warning in plan.warnings if warning.code == "PLN006"]
    assert told
    assert {warning.args.get("wait") for warning in told if "the organisation asks for" in warning.text} == {"PT28800M"}
    assert not any("24 hours" in warning.text for warning in told)


def test_a_wait_of_the_house_that_is_over_long_before_has_no_entry(tmp_path) -> None:
    plan = _rested(tmp_path / "short", 90)
    assert [rule for rule in plan.rules if rule.house and rule.kind == "wait"]
    assert [wait for wait in waits(plan) if wait.rule.house] == []
    bare = plan_with(None, "paris")
    english = load_language("en")
    assert len(entries(plan, english)) == len(entries(bare, english))


def test_a_wait_keeps_the_windows_of_two_passes_apart_as_the_page_says(tmp_path) -> None:
    last = STEP.replace("off:", "on:").replace("{before: window,", "{after: window,")
    rules = WAIT.format(minutes=20 * 24 * 60).replace("first: [update.software]", "first: [house.on]")
    rules = rules.replace("then: [update.software]", "then: [house.off]")
    plan = plan_with(of(written(tmp_path / "h", steps=STEP + last, rules=rules)), "paris")
    told = [warning.args["window"] for warning in plan.warnings if "the organisation asks for" in warning.text]
    assert told == ["3"]
