"""Where whoever carries a change out may not release it, somebody has to be left for each step."""

from dataclasses import replace

import pytest

from runbook.errors import RunbookError
from runbook.model.plan import Plan
from runbook.model.releasing import releasing
from runbook.model.site import Approvals
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.house.folders import FILE, STEP, example, of, plan_with, written
from tests.verify.harness import check

SOLE = """\
audit:
  title: Note the trail
  do: Note it.
  minutes: {low: 1, high: 2}
  roles: [auditor]
  place: {before: window, each: window}
"""
ASKED = "roles: {auditor: {en: auditor, fr: auditeur}}\napproval: {needed: %d, not_by_those_who_carry_out: true}\n"


def _plan(tmp_path, needed: int, also: str = "") -> Plan:
    """A plan whose AB alone is an auditor, and who may release with TL; what is said of the step is `also` added."""
    house = of(written(tmp_path / "h", FILE + ASKED % needed, STEP + SOLE + also))
    book = example()
    (site,) = (each for each in book.sites if each.id == "lyon")
    roles = {"TL": ("approver", "representative", "witness"), "AB": ("approver", "manager", "auditor")}
    staff = tuple(replace(one, roles=roles.get(one.initials, one.roles)) for one in site.staff)
    return plan_with(house, "lyon", replace(book, sites=(replace(site, staff=staff),)))


def _warned(plan: Plan) -> list[str]:
    return [warning.args["step"] for warning in plan.warnings if warning.code == "PLN011"]


def test_two_releases_that_leave_nobody_are_warned_of(tmp_path) -> None:
    plan = _plan(tmp_path, 2)
    (step,) = (one for one in plan.steps if one.event == "house.audit")
    assert _warned(plan) == [step.number]
    with pytest.raises(RunbookError, match="no faultless execution"):
        play(index_plan(plan), 0)


@pytest.mark.parametrize(("needed", "also"), [(1, ""), (2, "  required: false\n"), (2, "  na: true\n")])
def test_a_change_that_can_be_carried_out_is_so(needed: int, also: str, tmp_path) -> None:
    plan = _plan(tmp_path, needed, also)
    assert _warned(plan) == []
    indexed = index_plan(plan)
    for seed in range(5):
        result = check(indexed, *play(indexed, seed))
        assert (result.verdict, result.findings) == ("pass", ())


def test_a_single_technician_who_approves_is_warned_of() -> None:
    book = example()
    (site,) = (each for each in book.sites if each.id == "lyon")
    staff = tuple(replace(one, roles=(*one.roles, "approver")) for one in site.staff if one.initials == "CM")
    apart = Approvals(needed=1, not_by_those_who_carry_out=True)
    one = replace(site, staff=staff, approval=apart)
    assert _warned(plan_with(None, "lyon", replace(book, sites=(one,))))
    free = replace(one, approval=Approvals())
    assert not _warned(plan_with(None, "lyon", replace(book, sites=(free,))))


def test_those_release_who_are_wanted_nowhere_else() -> None:
    assert releasing(["A", "B", "C"], 1, [{"A"}, {"A", "B"}]) == ("B",)
    assert releasing(["A", "B", "C"], 2, [{"A", "B"}, {"C", "D"}]) == ("C", "A")
    assert releasing(["A", "B"], 2, [{"A", "B"}]) is None
    assert releasing(["A", "B"], 2, [{"A", "B", "C"}]) == ("A", "B")
