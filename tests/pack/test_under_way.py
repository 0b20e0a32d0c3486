"""Calendars and invitations of a change that is under way: what is done stays as it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from runbook.model.plan import Plan
from runbook.pack.calendar import DECISION, WINDOW, entries
from runbook.pack.earlier_pack import EarlierFiles, earlier_pack_of
from runbook.pack.settled import settled
from tests.pack.mails import invitations_of, language
from tests.pack.test_calendar import packed, sent, told
from tests.pack.test_invitations import after, held
from tests.plans import KINDS
from tests.under_way import plan_under_way

PAIR = ("failover", "manual", "asynchronous", "dns")
HOPS = (True, False)


def before() -> Plan:
    return plan_under_way(PAIR, bases=HOPS)


def now(done: int = 2) -> Plan:
    return plan_under_way(PAIR, done, amends=[before().revision], bases=HOPS)


def windows(told: Iterable[str]) -> set[str]:
    return {name for name in told if name.startswith(WINDOW)}


def names(plan: Plan) -> list[str]:
    return [entry.name for entry in entries(plan, language())]


def test_windows_that_are_done_have_no_entry_and_their_waits_none() -> None:
    assert {"window-1", "window-2"} < {*names(before())}
    assert any(name.startswith("wait-") for name in names(before()))
    assert [name for name in names(now()) if name.startswith((WINDOW, "wait-"))] == ["window-3", "window-4"]
    gone = {*names(before())} - {*names(now())}
    assert gone <= {uid.partition(".")[0] for uid in settled(now())}


@pytest.mark.long
@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind[0].startswith("migrate")])
@pytest.mark.parametrize("wait", ["24h", "remove-clients"])
def test_no_entry_is_gone_without_being_settled(kind, wait) -> None:
    plan = plan_under_way(kind, wait=wait, bases=HOPS)
    for done in range(1, len(plan.windows)):
        later = plan_under_way(kind, done, wait=wait, bases=HOPS)
        stay = {uid.partition(".")[0] for uid in settled(later)}
        assert {*names(plan)} - {*names(later)} <= stay
        assert stay.isdisjoint(names(later))
        assert {f"{WINDOW}{n}" for n in range(1, done + 1)} <= stay


def test_a_second_pack_leaves_what_is_done_as_it_was_and_changes_nothing_again(tmp_path: Path) -> None:
    first = told(packed(tmp_path, before()))
    assert first["window-1"][1:] == ("CONFIRMED", 0)
    sent(tmp_path, *held("cm@example.com", plan=before(), revision=before().revision))
    again = packed(tmp_path, now())
    assert windows(told(again)) == {"window-3", "window-4"}
    assert {name for name in told(again) if name.startswith(DECISION)} == {
        f"decision-{phase}_h2" for phase in ("save", "upgrade-b", "switch")
    }
    assert {sequence for _start, _status, sequence in told(again).values()} == {1}
    assert packed(tmp_path, now()) == again, (
        "what was sent of the windows that are done is no reason for another number"
    )


def test_a_change_that_is_cancelled_half_way_withdraws_what_is_to_come(tmp_path: Path) -> None:
    packed(tmp_path, before())
    sent(tmp_path, *held("cm@example.com", plan=before(), revision=before().revision))
    off = told(packed(tmp_path, now(), cancelled=True))
    assert windows(off) == {"window-3", "window-4"}
    assert {status for _start, status, _number in off.values()} == {"CANCELLED"}


def test_nobody_is_invited_again_to_what_is_done() -> None:
    deliveries = held("cm@example.com", plan=before(), revision=before().revision)
    files = invitations_of(now(), sent=deliveries, known=after(before()))
    assert {*files} == {"invitation.window-3.en.eml", "invitation.window-4.en.eml"}


def test_what_an_earlier_pack_said_is_still_read(tmp_path: Path) -> None:
    packed(tmp_path, before())
    known = earlier_pack_of(EarlierFiles.of(tmp_path), now())
    assert known is not None
    assert {*names(before())} == {entry.name for entry in known.entries}
