"""What stands in the place of evidence, where a step asks for none, is read as its note."""

from __future__ import annotations

import pytest

from runbook.model.record import Entry
from runbook.verify.fast_check import FastCheck
from tests.verify.harness import check, codes, faultless, indexed_plan_of, pair, record, write

DOWNTIME = "prep-downtime"


def test_the_plan_asks_for_nothing_there() -> None:
    assert pair().steps[pair().index[DOWNTIME]].evidence is None


@pytest.mark.parametrize(
    ("value", "note", "told"),
    [
        ("by mail", "", []),
        ("ok", "sent", []),
        ("pas fait", "", ["STA023"]),
        ("will do tomorrow", "by mail", ["STA023"]),
        ("failed", "retried, then ok", []),
    ],
)
def test_words_that_contradict_the_tick_are_seen_there(value: str, note: str, told: list[str]) -> None:
    entries = faultless(pair(), 3)
    write(entries, DOWNTIME, value=value, note=note)
    assert codes(check(pair(), *entries.values())) == told
    assert not told or not FastCheck(pair()).clean(record(pair(), *entries.values()), None)


def test_the_reason_may_stand_there() -> None:
    indexed = indexed_plan_of("single", "automatic", None, None)
    entries = faultless(indexed, 3)
    test = "prep-controlled-test"
    assert indexed.steps[indexed.index[test]].evidence is None
    entries[test] = Entry(step=test, state="na", by="CM", value="no test site")
    assert codes(check(indexed, *entries.values())) == []
    entries[test] = Entry(step=test, state="na", by="CM", value="tbd")
    assert codes(check(indexed, *entries.values())) == ["STA006"]
