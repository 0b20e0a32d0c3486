"""A slip that several entries share, where those that show it lie in the future."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from runbook.verify.verdict import verify_record
from tests.verify.harness import faultless, pair, record

SYNC, BREAK, BASE = "failover-sync:h1", "failover-break:h1", "update-base:rs-b:h1"


@pytest.mark.parametrize(
    ("minute", "told", "culprits"),
    [
        (38, [("TIM005", (BREAK,))], {SYNC, BREAK}),
        (40, [("ORD001", (BREAK, BASE))], {BREAK}),  # it lies ahead no longer, and one wrong time explains it all
    ],
)
def test_what_only_shares_the_slip_of_reported_entries_is_not_told_again(minute, told, culprits) -> None:
    """Two entries an hour late, of which the second alone contradicts the right one after it, and lies ahead."""
    whole = faultless(pair(), 3)
    entries = {step: entry for step, entry in whole.items() if entry.at <= whole[BASE].at}
    entries[SYNC] = replace(entries[SYNC], at="2026-10-24 23:32", value="2026-10-24 23:32")
    entries[BREAK] = replace(entries[BREAK], at="2026-10-24 23:40")
    entries[BASE] = replace(entries[BASE], at="2026-10-24 23:34")
    now = datetime.fromisoformat(f"2026-10-24 23:{minute}:59+02:00")
    result = verify_record(pair(), record(pair(), *entries.values()), now, so_far=now)
    assert [(finding.code, finding.steps) for finding in result.findings] == told
    assert set(result.culprits) == culprits
