"""Windows that open too early are told with a house as they are without one."""

from dataclasses import replace
from datetime import datetime

from runbook.house.merged import HouseProcedures
from runbook.model.plan import Plan
from runbook.model.site import Inventory, Window
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.house.folders import EXAMPLE, example, of

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
    return [(warning.code, warning.args["window"]) for warning in plan.warnings]


def test_steps_of_a_house_do_not_pass_for_work_that_fits() -> None:
    bare, own = _too_early(None), _too_early(of(EXAMPLE))
    assert any(step.house and step.window == 3 for step in own.steps)
    assert ("PLN012", "3") in _told(bare)
    assert _told(own) == _told(bare)
    (one,), (other,) = ([w for w in plan.warnings if w.code == "PLN012"] for plan in (bare, own))
    assert one.args["time"] <= other.args["time"]
    assert int(other.args["more"][2:-1]) > int(one.args["more"][2:-1]) > 0
