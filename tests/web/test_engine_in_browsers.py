"""The engine within the page, with what the page knows of the plan, says in each browser what verify says."""

from __future__ import annotations

import os
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

EACH = 2000 if os.environ.get("LONG") else 40  # records of a plan
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


@pytest.mark.parametrize("name", NAMES)
def test_no_browser_disagrees_with_verify(tmp_path, name) -> None:
    if missing(name):
        pytest.skip(missing(name))
    script = f"const given = [...arguments]; {html_asset(SCRIPT)}{scripts()}{_ASKED}"
    compared, differing = 0, []
    for number, indexed in enumerate((pair(), index_plan(plans.plan_of("atlas-failover", None, None, "dns")))):
        some = [one for _, one in records(indexed, EACH, 770_000 + 5000 * number)]
        with browser(name, tmp_path / f"profile-{number}") as page:
            opened(page, page_at(tmp_path, indexed.plan))
            for at in range(0, len(some), BATCH):
                batch = some[at : at + BATCH]
                answers = page.run(script, [record_of(indexed.plan, one.entries, one.people) for one in batch])
                for one, answer in zip(batch, answers, strict=True):
                    if answer is not None:
                        compared += 1
                        theirs = by_verify(indexed, one)
                        if sorted(answer) != theirs:
                            differing.append((sorted(answer), theirs))
    assert differing == []
    assert compared > EACH
