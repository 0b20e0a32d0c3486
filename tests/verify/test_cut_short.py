"""Records that end in the middle of a night: which step is next, which night it was, and what is told of a failure."""

from datetime import timedelta

from msgspec.structs import replace

from runbook.verify.due import due_and_missing, next_step
from tests.verify.harness import check, codes, faultless, indexed_plan_of, pair
from tests.verify.test_smallest import laid


def until(index):
    """The entries up to a step of the plan, and that one."""
    indexed, entries = pair(), faultless(pair())
    return [entries[step.id] for step in indexed.steps[: index + 1] if step.id in entries]


def base(number):
    """The first Base update of a window."""
    steps = pair().steps
    return next(k for k, step in enumerate(steps) if step.window == number and step.installs)


def test_the_night_that_was_cut_is_named() -> None:
    for number in (1, 2):
        (found,) = check(pair(), *until(base(number))).findings
        assert (found.code, found.remedy and dict(found.remedy.args)["window"]) == ("DOC007", number)


def test_a_night_to_come_is_not_one_that_did_not_take_place() -> None:
    opens = pair().plan.windows[1].start
    last = max(k for k, step in enumerate(pair().steps) if step.window == 1)
    for days, begins in ((-1, "Window {window} has not opened yet"), (1, "If the night of window {window} did not")):
        found = check(pair(), *until(last), now=opens + timedelta(days=days)).findings
        told = [one.remedy.text for one in found if one.code == "DOC007" and one.remedy]
        assert [text.startswith(begins) for text in told] == [True]


def test_next_is_the_first_of_the_course_that_is_missing() -> None:
    last = base(1)
    case = laid(pair(), until(last))
    following = next(k for k, step in enumerate(pair().steps) if k > last and step.required)
    missing = due_and_missing(case)
    assert len(missing) == sum(step.required for step in pair().steps[last + 1 :])
    found = next_step(case, missing[-3:])
    assert found is not None
    assert found.step == pair().steps[following].id


def test_where_the_last_step_failed_no_page_is_looked_for() -> None:
    *before, last = until(base(1))
    failed = replace(last, state="failed", note="installation stopped with error 12", value="")
    found = codes(check(pair(), *before, failed))
    assert "STA003" in found
    assert not {"DOC007", "STA001"} & {*found}
    step = next_step(laid(pair(), [*before, failed]), ())
    assert step is not None
    assert step.step == last.step


def test_go_and_no_go_are_told_as_both_ticked() -> None:
    indexed = indexed_plan_of("single", "automatic", None, None)
    entries = faultless(indexed)
    hold = next(step.id for step in indexed.steps if step.gate == "hold")
    entries[hold] = replace(entries[hold], value="go+no-go")
    found = [one for one in check(indexed, *entries.values()).findings if one.code == "EVD002"]
    assert [one.remedy and one.remedy.text.startswith("Both are there") for one in found] == [True]
