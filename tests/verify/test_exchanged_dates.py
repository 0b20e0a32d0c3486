"""Day and month that changed places in all dates of a file are one finding, and none of these dates is believed."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from runbook.verify.exchanged_dates import MANY
from runbook.verify.verdict import verify_record
from tests.verify.harness import NOW, check, codes, faultless, indexed_plan_of, record
from tests.verify.make_examples import exchanged

PLANS = (
    indexed_plan_of("single", "manual", None, None, bases=(True, True)),
    indexed_plan_of("failover", "automatic", "asynchronous", "dns"),
    indexed_plan_of("atlas-failover", None, None, "nat"),
)
WINDOW = ("2026-12-05 22:00", "2026-12-06 04:00")
EARLY = datetime(2026, 12, 1, tzinfo=UTC)


def pair():
    return PLANS[1]


def night(entries):
    return [step for step, entry in entries.items() if WINDOW[0] <= entry.at <= WINDOW[1]]


@pytest.mark.parametrize("indexed", PLANS, ids=["single", "pair", "cluster"])
@pytest.mark.parametrize("fields", [("at", "value"), ("at",)], ids=["whole", "times alone"])
def test_all_dates_of_a_file_are_one_finding(indexed, fields) -> None:
    entries = faultless(indexed)
    wrong = {step: exchanged(entry) for step, entry in entries.items()}
    record = [replace(entries[step], **{name: getattr(one, name) for name in fields}) for step, one in wrong.items()]
    result = check(indexed, *record)
    assert (result.verdict, codes(result), result.culprits) == ("fail", ["TIM018"], ())
    found = result.findings[0]
    assert {*night(entries)} <= {*found.steps}
    assert f"{dict(found.args)['fits']:%Y-%m-%d %H:%M}" == entries[found.steps[0]].at
    assert dict(found.args)["at"] == wrong[found.steps[0]].at


@pytest.mark.parametrize("pattern", ["%m/%d/%Y %H:%M", "%d-%b-%Y %H:%M", "%Y/%m/%d %Hh%M"])
def test_in_whatever_spelling(pattern) -> None:
    """The month first, of a night that has no 13th; and what such a spreadsheet shows, in the rows of one window."""
    entries = faultless(pair())
    for step in night(entries):
        at = datetime.fromisoformat(entries[step].at)
        shown = at if pattern.startswith("%m") else at.replace(day=at.month, month=at.day)
        entries[step] = replace(entries[step], at=f"{shown:{pattern}}")
    assert "TIM018" in codes(result := check(pair(), *entries.values()))
    assert not {"ORD001", "WIN001", "WIN002", "WIN003", "TIM005"} & {*codes(result)}


def test_what_is_wrong_besides_is_told_too() -> None:
    entries = {step: exchanged(entry) for step, entry in faultless(pair()).items()}
    entries["failover-keys:h1"] = replace(entries["failover-keys:h1"], by="XY", value="no")
    assert codes(check(pair(), *entries.values())) == ["EVD003", "SGN002", "TIM018"]


def test_a_try_and_what_was_left_out_have_such_dates_too() -> None:
    entries = faultless(pair())
    tried = replace(entries["update-check:rs-b:h1"], state="failed", note="FAQ 377 read")
    entries["prep-controlled-test"] = replace(
        entries["prep-controlled-test"], state="na", at="2026-12-01 10:00", value="", note="there is no test site"
    )
    wrong = [exchanged(one) for one in (tried, *entries.values())]
    assert codes(check(pair(), *wrong)) == ["STA009", "TIM018"]


def test_a_time_that_ran_over_does_not_hide_it() -> None:
    entries = faultless(pair())
    late = night(entries)[-1]
    entries[late] = replace(entries[late], at="2026-12-06 09:10")
    assert codes(check(pair(), *map(exchanged, entries.values()))) == ["TIM018"]


def test_a_few_are_told_as_slips_of_their_own() -> None:
    entries = faultless(pair())
    for step in night(entries)[: MANY - 1]:
        entries[step] = exchanged(entries[step])
    result = check(pair(), *entries.values())
    assert result.verdict == "fail"
    assert "TIM018" not in codes(result)


def test_what_lies_in_its_window_is_believed() -> None:
    """Three rows of four are exchanged; the others are right, but for one that was signed too early for its place."""
    entries = faultless(pair())
    rows = night(entries)
    right = rows[::4]
    for step in set(rows).difference(right):
        entries[step] = exchanged(entries[step])
    entries[right[-1]] = replace(entries[right[-1]], at=entries[right[0]].at)
    result = check(pair(), *entries.values())
    assert {"TIM018", "ORD001"} <= {*codes(result)}
    assert {*next(found.steps for found in result.findings if found.code == "TIM018")}.isdisjoint(right)


def test_what_lies_ahead_the_other_way_round_is_told_as_exchanged_first() -> None:
    """Written the other way round again, it is told that the night has not come; 12/12 is ahead either way."""
    entries = faultless(pair())
    found = check(pair(), *map(exchanged, entries.values()), now=EARLY).findings
    assert [(one.code, len(one.steps) > 30) for one in found] == [("TIM018", True), ("TIM005", False)]
    assert {entries[step].at[:10] for step in found[1].steps} == {"2026-12-12"}
    assert "TIM005" in codes(check(pair(), *entries.values(), now=EARLY))


def test_of_two_files_one_may_have_them() -> None:
    """What the other says is believed, and judged."""
    entries = list(faultless(pair()).values())
    half = len(entries) // 2
    one = record(pair(), *map(exchanged, entries[:half]), file="one.json")
    other = record(pair(), *entries[half:], file="other.json")
    both = changed(one, parts=(*one.parts, *other.parts))
    (finding,) = verify_record(pair(), both, NOW).findings
    assert finding.code == "TIM018"
    assert {*finding.steps} <= {entry.step for entry in entries[:half]}


def test_times_of_evidence_alone_are_one_finding_with_the_slip() -> None:
    entries = {step: replace(one, value=exchanged(one).value) for step, one in faultless(pair()).items()}
    (finding,) = check(pair(), *entries.values()).findings
    assert (finding.code, len(finding.steps)) == ("EVD004", 3)
    assert finding.slip is not None
