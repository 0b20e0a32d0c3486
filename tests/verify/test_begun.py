"""What is seen of a step may be as old as the step's beginning, on every path: clients come back while it is done."""

from datetime import datetime
from functools import cache

import pytest

from runbook.model.finding import Message, StepRefs
from runbook.simulate.play import clock_time, play
from runbook.verify.begun import Beginning, begun
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import index_plan
from tests import plans
from tests.verify.harness import check, codes, pair, record, write
from tests.verify.test_amended import continued

SEEDS = range(2)


def seconds(indexed, text):
    at = datetime.fromisoformat(text)
    return int((at if at.tzinfo else at.replace(tzinfo=indexed.zone)).timestamp())


def befores(indexed, step_id, done):
    """All that has to come before a step, through what was done."""
    found: set[str] = set()
    todo = [step_id]
    while todo:
        then = todo.pop()
        for rule in indexed.plan.rules:
            if rule.kind in ("order", "wait") and rule.severity == "error" and then in rule.then:
                new = {one for one in rule.first if one in done and one != then} - found
                found |= new
                todo += new
    return found


@cache
def cases(kind):
    """Of one kind of path: the record, the step that gives evidence, when it can have been seen first and at last."""
    found = []
    for bases in ((True,), (True, False)) if not kind[0].startswith("migrate-") else ((True,), (False,)):
        indexed = index_plan(plans.plan_of(*kind, bases=bases))
        for seed in SEEDS:
            entries = {entry.step: entry for entry in play(indexed, seed)}
            done = {step: seconds(indexed, entry.at) for step, entry in entries.items() if entry.state == "done"}
            for step in indexed.steps:
                after = step.evidence and step.evidence.expect and step.evidence.expect.after
                if after and step.id in done and after in done:
                    window = indexed.plan.windows[(indexed.steps[indexed.index[after]].window or 1) - 1]
                    before = [done[one] for one in befores(indexed, after, done)]
                    first = max([*before, int(window.start.timestamp())])
                    found.append((indexed, entries, step.id, first, done[after]))
    assert len(found) >= len(SEEDS)
    return found


@pytest.mark.sampled(24)
@pytest.mark.parametrize("kind", plans.KINDS, ids=lambda kind: "-".join(filter(None, kind)))
def test_what_came_back_while_the_step_was_done_is_no_old_evidence(kind):
    minutes = 0
    for indexed, entries, step, first, signed in cases(kind):
        for at in {first, (first + signed) // 120 * 60, max(first, signed - 300), max(first, signed - 60)}:
            seen = dict(entries)
            write(seen, step, value=clock_time(indexed, at))
            result = check(indexed, *seen.values())
            assert (result.verdict, result.findings) == ("pass", ()), (step, seen[step].value)
            minutes = max(minutes, (signed - at) // 60)
    assert minutes > 1


@pytest.mark.sampled(12)
@pytest.mark.parametrize("kind", plans.KINDS, ids=lambda kind: "-".join(filter(None, kind)))
def test_what_is_older_than_the_step_can_be_is_found_to_the_minute(kind):
    dated = list(cases(kind))
    assert dated
    for indexed, entries, step, first, _ in dated:
        seen = dict(entries)
        watches = indexed.plan.tolerances.watches
        for minutes, expected in ((watches, []), (watches + 1, ["EVD004"])):
            write(seen, step, value=clock_time(indexed, first - 60 * minutes))
            result = check(indexed, *seen.values())
            assert codes(result) == expected, (step, seen[step].value)
            clean = FastCheck(indexed).clean(record(indexed, *seen.values()), None)
            assert clean <= (not expected)


def test_a_step_that_was_signed_as_its_window_opened_was_begun_then():
    """Of a window that goes on in another night, as that night opened: not the evening before."""
    indexed = index_plan(continued(done=False))
    step = next(index for index, step in enumerate(indexed.steps) if step.window == 2)
    for number in (2, 3):
        opens = int(indexed.plan.windows[number - 1].start.timestamp())
        for later in (0, 60):
            assert begun(indexed, (), {step: opens + later}, step) == Beginning(at=opens, window=number)
    assert begun(indexed, (), {step: opens - 60}, step).window == 2


def test_it_says_what_came_before():
    entries = {entry.step: entry for entry in play(pair(), 3)}
    write(entries, "verify-clients:h2", value="2026-10-20 22:00")
    (finding,) = check(pair(), *entries.values()).findings
    bound = dict(finding.args)["bound"]
    assert isinstance(bound, Message)
    assert "was signed at" in bound.text
    assert dict(bound.args)["first"] == StepRefs(("verify-console:rs-a:h2",))
