"""A slip that several entries share, where those that show it lie in the future."""

from datetime import UTC, datetime

import pytest

from runbook.model.record import Record, RecordPart
from runbook.verify.indexed_plan import index_plan
from runbook.verify.verdict import verify_record
from tests import plans
from tests.checklist.planted import planted
from tests.verify.harness import codes


@pytest.mark.long
def test_what_only_shares_the_slip_of_reported_entries_is_not_told_again() -> None:
    indexed = index_plan(plans.plan_of(*next(kind for kind in plans.KINDS if kind[0] == "atlas-failover")))
    now = datetime.fromtimestamp(1796564340, UTC)
    told = []
    for seed in range(100024, 100048):
        found = planted(indexed, seed)
        part = RecordPart(
            file="r", revision="", site="", change="", run="1", entries=found.entries, people=found.people
        )
        told.append({*codes(verify_record(indexed, Record(revision="", run="1", parts=(part,)), now, so_far=now))})
    assert len(told) == 24
    assert sum({"TIM005", "TIM009"} <= one for one in told) > 2
