"""The engine within the page, with what the page knows of the plan, says in each browser what verify says."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pytest

from runbook.model.record import Record, RecordPart
from runbook.verify.codes import CODES
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.verdict import verify_record
from runbook.web.browser_checklist import scripts
from runbook.web.html_page import SCRIPT, html_asset
from tests import plans
from tests.checklist.engine import record_of
from tests.checklist.planted import Planted, records
from tests.verify.harness import pair
from tests.web.checklist_page import opened, page_at
from tests.web.driven_browsers import NAMES, browser, missing

EACH = 2000 if os.environ.get("LONG") else 24  # records of a plan
BATCH = 20
DECIDED = frozenset(code for code, one in CODES.items() if one.page)
_ASKED = (
    "return given[0].map((record) => Engine.unread(PLAN, record).length ? null"
    " : Engine.findings(PLAN, record).map((one) => [one.code, one.steps]));"
)


def by_verify(indexed: IndexedPlan, one: Planted) -> list[list[Any]]:
    plan = indexed.plan
    part = RecordPart(
        file="r", revision=plan.revision, site=plan.site, change=plan.change, run="1", entries=one.entries,
        people=one.people,
    )  # fmt: skip
    result = verify_record(indexed, Record(revision=plan.revision, run="1", parts=(part,)), None)
    return sorted([found.code, list(found.steps)] for found in result.findings if found.code in DECIDED)


@cache
def planted() -> list[tuple[IndexedPlan, list[tuple[Planted, list[list[Any]]]]]]:
    """Of each plan, records with what verify finds in them."""
    found = []
    for number, indexed in enumerate((pair(), index_plan(plans.plan_of("atlas-failover", None, None, "dns")))):
        some = (one for _, one in records(indexed, EACH, 770_000 + 5000 * number))
        found.append((indexed, [(one, by_verify(indexed, one)) for one in some]))
    return found


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_no_browser_disagrees_with_verify(tmp_path, name) -> None:
    if missing(name):
        pytest.skip(missing(name))
    script = f"const given = [...arguments]; {html_asset(SCRIPT)}{scripts()}{_ASKED}"
    compared, differing = 0, []
    with browser(name, tmp_path / "profile") as page:
        for number, (indexed, some) in enumerate(planted()):
            opened(page, page_at(tmp_path / str(number), indexed.plan))
            for at in range(0, len(some), BATCH):
                batch = some[at : at + BATCH]
                asked = [record_of(indexed.plan, one.entries, one.people) for one, _ in batch]
                for (_, theirs), answer in zip(batch, page.run(script, asked), strict=True):
                    if answer is not None:
                        compared += 1
                        if sorted(answer) != theirs:
                            differing.append((sorted(answer), theirs))
    assert differing == []
    assert compared > EACH
