"""An appliance with an IPv4 and an IPv6 address: both stand wherever one would, and either is right in a record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from runbook.document.appliances import SIDE_COLUMNS
from runbook.document.slots import Size, value
from runbook.simulate.play import play
from runbook.verify.address_evidence import same_address
from runbook.verify.indexed_plan import index_plan
from tests.plans import KINDS, plan_of
from tests.verify.harness import check

BOTH = "192.0.2.11, 2001:db8:85a3:8d3:1319:8a2e:370:11"


@pytest.mark.sampled(5)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(filter(None, kind)))
def test_every_slot_for_an_address_has_both(kind) -> None:
    one, two = plan_of(*kind), plan_of(*kind, both_kinds=True)
    known = {a.ip: b.ip for a, b in zip(one.appliances, two.appliances, strict=True)}
    assert known["192.0.2.11"] == BOTH
    shared = {one.failover.shared_ip} if one.failover else set()
    for step, other in zip(one.steps, two.steps, strict=True):
        shown = [slot.value for slot in step.slots if slot.kind == "ip" and slot.value not in shared]
        assert [known[ip] for ip in shown] == [
            slot.value for slot in other.slots if slot.kind == "ip" and slot.value not in shared
        ]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("192.0.2.11", True),
        ("2001:DB8:85A3:08d3:1319:8a2e:0370:0011", True),
        ("[2001:db8:85a3:8d3:1319:8a2e:370:11]", True),
        (BOTH, True),
        ("2001:db8:85a3:8d3:1319:8a2e:370:11 / 192.0.2.11", True),
        ("192.0.2.11 et 2001:db8:85a3:8d3:1319:8a2e:370:11.", True),
        ("::ffff:192.0.2.11", True),
        ("::ffff:192.0.2.12", False),
        ("192.0.2.12", False),
        ("192.0.2.11, 192.0.2.12", False),
        ("192.0.2.11/24", False),
        ("192.0.2.11 or so", False),
        ("et", False),
        ("1" * 5000, False),
    ],
)
def test_either_of_them_is_right_in_a_record(written: str, right: bool) -> None:
    assert same_address(written, BOTH) is right
    plan = plan_of("migrate-physical-virtual", "manual", both_kinds=True)
    indexed = index_plan(replace(plan, tolerances=None))
    entries = play(indexed, 1)
    assert check(indexed, *entries).verdict == "pass"
    wanted = plan.appliances[1].ip
    asked = [e for e in entries if e.value == wanted]
    assert asked
    written = written.replace("192.0.2.11", wanted.split(", ")[0]).replace("0011", "13").replace(":11", ":13")
    told = [changed(e, value=written) if e in asked else e for e in entries]
    assert (check(indexed, *told).verdict == "pass") is right


def test_two_addresses_that_do_not_fit_a_line_stand_on_a_line_each() -> None:
    shown = value("appliance.ip", "192.0.2.11, 2001:db8:0:8d3::370:11", SIDE_COLUMNS)
    assert (shown.size, shown.drawn) == (Size.TWO_LINES, "192.0.2.11, \n2001:db8:0:8d3::370:11")
    longest = "255.255.255.255, 2001:0db8:85a3:08d3:1319:8a2e:0370:7348"
    assert value("appliance.ip", longest, SIDE_COLUMNS).size is Size.GROWN  # three lines: such pages are set in full
