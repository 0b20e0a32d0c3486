"""Sites of one shape have the same pages, but for what stands in their slots."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from runbook.model.plan import Plan
from runbook.model.site import Failover, Person
from tests.pages import blanked, checklist_page, opened, runbook_page, runbook_pdf
from tests.plans import paths


def another(plan: Plan) -> Plan:
    """The same change at another site: every value of the site differs, in length too."""
    ids = {a.id: f"{a.id}-of-another" for a in plan.appliances}
    ids |= {a.hostname: f"{i}.other.example.org" for i, a in enumerate(plan.appliances)}
    ids |= {a.ip: f"2001:db8::{i:x}" for i, a in enumerate(plan.appliances, 16)}
    later = timedelta(days=40, minutes=37)

    def moved(moment):
        return moment + later if moment else None

    return replace(
        plan,
        revision="f" * 64,
        organization="Other Ltd",
        site="other",
        site_name="Another place altogether",
        hostname="help.example.org",
        change="2026-77-b",
        timezone="Europe/Lisbon",
        failover=plan.failover and Failover(switch=plan.failover.switch, shared_ip=plan.failover.shared_ip and "::1"),
        appliances=tuple(
            replace(a, id=ids[a.id], hostname=ids[a.hostname], ip=ids[a.ip], base="3.3.2", software="9.1")
            for a in plan.appliances
        ),
        windows=tuple(replace(w, start=moved(w.start), end=moved(w.end)) for w in plan.windows),
        staff=(Person(initials="ZZ", name="Zoë", roles=("technician",)),),
        passes=tuple(
            replace(
                p,
                letters={k: ids[v] for k, v in p.letters.items()},
                base=p.base and "9.9.9",
                software="99.99.9",
                primary_start=ids[p.primary_start],
                primary_end=ids[p.primary_end],
            )
            for p in plan.passes
        ),
        phases=tuple(replace(p, serves=ids.get(p.serves or "")) for p in plan.phases),
        steps=tuple(
            replace(
                s,
                id=s.id.replace("rs-", "xx-"),
                appliance=ids.get(s.appliance or "") or None,
                place=ids.get(s.place or ""),
                roles=("technician",),
                slots=tuple(replace(slot, value=_other(slot.value)) for slot in s.slots),
                evidence=s.evidence and replace(s.evidence, expect=_expect(s.evidence.expect)),
                planned_start=moved(s.planned_start),
                planned_by=moved(s.planned_by),
                planned_from=moved(s.planned_from),
            )
            for s in plan.steps
        ),
        rules=tuple(
            replace(rule, first=_renamed(rule.first), then=_renamed(rule.then), steps=_renamed(rule.steps))
            for rule in plan.rules
        ),
        warnings=(),
    )


def _renamed(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one.replace("rs-", "xx-") for one in ids)


def _expect(expect):
    if expect is None or expect.equals in (None, "yes", "no"):
        return expect and replace(expect, after=expect.after and expect.after.replace("rs-", "xx-"))
    return replace(expect, equals="7.7")


def _other(value: str) -> str:
    return value if value.isdigit() else f"{value[:4]}-9"


PLANS = {plan.path: plan for plan in paths()}


@pytest.mark.sampled(42)
@pytest.mark.parametrize("path", PLANS)
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_only_the_slots_differ(path, tag):
    plan = PLANS[path]
    for page in (runbook_page, checklist_page):
        one, other = page(plan, tag), page(another(plan), tag)
        assert one != other
        assert blanked(one) == blanked(other)


@pytest.mark.long
def test_the_same_thing_stands_in_the_same_place():
    """Set for real: steps, headings and boxes are where they were, to the tenth of a point."""
    plan = PLANS["single-manual"]
    one, other = (opened(runbook_pdf(p)) for p in (plan, another(plan)))
    assert len(one) == len(other)
    for here, there in zip(one, other, strict=True):
        assert _drawn(here) == _drawn(there)


def _drawn(page):
    """Where everything that is not text stands."""
    from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

    return [
        (item.type, *(round(x, 1) for x in item.get_bounds()))
        for item in page.get_objects()
        if item.type != FPDF_PAGEOBJ_TEXT
    ]
