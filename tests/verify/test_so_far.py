"""A verdict on what is due by now: cut off at each signature, a faultless record passes, and a mistake is found as soon
as it is signed."""

import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from runbook.i18n import load_language
from runbook.model.revision import revision_of
from runbook.report.so_far import progress_lines
from runbook.simulate.draft import DraftRecord
from runbook.simulate.mistakes import KINDS, plant_one
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.indexed_plan import index_plan
from runbook.verify.session import Verified
from runbook.verify.verdict import verify_record
from tests import plans
from tests.verify.harness import NOW, SAMPLES, codes, pair, record

DAY = timedelta(days=1)
ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def name(kind) -> str:
    return "-".join(filter(None, kind))


def plan_of(kind):
    return plans.plan_of(*kind, hops=("bs",) if kind[0].startswith("migrate-") else ("bs", "s"))


def signed_at(indexed, entry):
    """When an entry was signed; what bears no time that is one, as early as can be."""
    try:
        at = datetime.fromisoformat(entry.at)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=indexed.zone)


def judged(indexed, entries, at):
    return verify_record(indexed, record(indexed, *entries), at, so_far=at)


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", plans.KINDS, ids=name)
def test_a_faultless_record_passes_wherever_it_is_cut_off(kind) -> None:
    indexed = index_plan(plan_of(kind))
    entries = play(indexed, plans.KINDS.index(kind))
    times = sorted({signed_at(indexed, entry) for entry in entries if entry.at})
    required = {step.id for step in indexed.steps if step.required}
    for at in times:
        signed = [entry for entry in entries if signed_at(indexed, entry) <= at]
        found = judged(indexed, signed, at)
        assert (found.verdict, found.findings) == ("pass", ()), (at, found.findings)
        assert {one.step for one in found.open} == required - {entry.step for entry in signed}
        assert all(one.due is None or one.due >= at for one in found.open)
    assert judged(indexed, entries, times[-1]).open == ()


@pytest.mark.long
@pytest.mark.parametrize("kind", plans.KINDS, ids=name)
def test_of_a_whole_record_the_verdict_is_the_same(kind) -> None:
    indexed = index_plan(plan_of(kind))
    for seed, kind_of in enumerate(KINDS):
        draft = DraftRecord(indexed, {entry.step: entry for entry in play(indexed, seed)}, random.Random(seed))
        plant_one(draft, kind_of)
        whole = tuple(draft.entries.values())
        plain, so_far = verify_record(indexed, record(indexed, *whole), NOW), judged(indexed, whole, NOW)
        left = [one.step for one in so_far.open]
        assert {one for finding in plain.findings for one in finding.steps} >= set(left), "planned by no time, or found"
        if not left:
            assert (so_far.verdict, so_far.findings, so_far.culprits) == (plain.verdict, plain.findings, plain.culprits)


def test_long_before_the_night_nothing_is_due_and_afterwards_all_is() -> None:
    indexed = pair()
    first, last = indexed.plan.windows[0].start, indexed.plan.windows[-1].end
    required = [step.id for step in indexed.steps if step.required]
    for at, due in ((first - 90 * DAY, 0), (last + 90 * DAY, len(required))):
        empty = record(indexed)
        verified = Verified(verify_record(indexed, empty, at, so_far=at), indexed, empty)
        told = [line for line in progress_lines(verified, load_language("en")) if line.startswith("Due")]
        never = len(verified.result.open) if due else 0  # what has no set time
        assert told == ([f"Due, and not signed: {due - never}."] if due else [])


def ends_of(indexed, entries, at):
    """When the spans have ended, of what follows at once or is held still, that something was signed in."""
    times = {entry.step: signed_at(indexed, entry) for entry in entries}
    for rule in indexed.rules_of("adjacent", "closed"):
        if all(step in times for step in (*rule.first, *rule.then)):
            end = min(times[step] for step in rule.then)
            if max(times[step] for step in rule.first) < at < end:
                yield end


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", plans.KINDS, ids=name)
def test_a_mistake_is_found_as_soon_as_it_is_signed(kind) -> None:
    indexed = index_plan(plan_of(kind))
    found = 0
    for seed, kind_of in enumerate(KINDS):
        if kind_of.__name__ in UNSIGNED:
            continue
        draft = DraftRecord(indexed, {entry.step: entry for entry in play(indexed, seed)}, random.Random(seed))
        mistake = plant_one(draft, kind_of)
        if mistake is None:
            continue
        whole = tuple(draft.entries.values())
        named = [entry for entry in whole if entry.step in mistake.steps]
        at = max((signed_at(indexed, entry) for entry in named), default=NOW)
        if at.year < 2000:
            at = NOW
        at = min(max(at, *(ends_of(indexed, whole, at) if kind_of.__name__ == "_between" else [at])), NOW)
        signed = [entry for entry in whole if signed_at(indexed, entry) <= at]
        result = judged(indexed, signed, at)
        told = set(codes(result))
        assert told & {*mistake.codes, *LATER.get(kind_of.__name__, ())}, (mistake, told)
        found += 1
    assert found > len(KINDS) / 2


UNSIGNED = ("_not_signed", "_half_back", "_page_missing", "_year_before")  # nothing is signed; two years before
# What comes of a mistake only with what is signed after it; a roll call that failed last stops the change. A way back
# is half taken, long after its time, until its last step is signed.
LATER: dict[str, tuple[str, ...]] = {
    "_back_late": ("STA019",),
    "_failed": ("STA003", "STA022"),
    "_from_elsewhere": ("STA019",),
    "_late_evidence": ("EVD007",),
}


def test_what_is_due_and_not_signed_is_missing() -> None:
    indexed = pair()
    entries = play(indexed, 3)
    end = indexed.plan.windows[0].end
    first = [entry for entry in entries if signed_at(indexed, entry) <= end]
    last = next(entry for entry in reversed(first) if entry.at and indexed.steps[indexed.index[entry.step]].window == 1)
    without = [entry for entry in first if entry is not last]
    assert judged(indexed, without, end).verdict == "pass", "the last minute of the window is its own"
    found = judged(indexed, without, end + timedelta(minutes=1))
    assert (found.verdict, codes(found), found.findings[0].steps) == ("fail", ["STA001"], (last.step,))


def test_nothing_is_due_yet_and_nothing_is_signed() -> None:
    indexed = pair()
    before = indexed.plan.windows[0].start - 30 * DAY
    found = judged(indexed, (), before)
    assert (found.verdict, len(found.open)) == ("pass", sum(step.required for step in indexed.steps))
    assert codes(judged(indexed, (), indexed.plan.windows[0].end + DAY)) == ["DOC008"]


def test_what_is_planned_by_no_time_is_due_with_the_change() -> None:
    plan = replace(pair().plan, deadline=date(2026, 12, 1))
    indexed = index_plan(replace(plan, revision=revision_of(plan)))
    entries = play(indexed, 3)
    never = {step.id for step in indexed.steps if step.window is None and step.planned_by is None}
    assert never
    signed = [entry for entry in entries if entry.step not in never]
    assert {one.step for one in judged(pair(), signed, NOW).open} == never
    assert judged(indexed, signed, datetime(2026, 12, 1, 22, 59, tzinfo=UTC)).verdict == "pass"
    assert judged(indexed, signed, datetime(2026, 12, 1, 23, 0, tzinfo=UTC)).verdict == "fail"


def test_a_deadline_before_the_last_window_makes_nothing_due_that_comes_after_it() -> None:
    plan = pair().plan
    plan = replace(plan, deadline=(plan.windows[0].end + DAY).date())
    indexed = index_plan(replace(plan, revision=revision_of(plan)))
    entries = play(indexed, 3)
    at = plan.windows[0].end + timedelta(days=2)
    assert at < plan.windows[-1].start
    signed = [entry for entry in entries if signed_at(indexed, entry) <= at]
    assert (judged(indexed, signed, at).verdict, judged(indexed, entries, NOW).verdict) == ("pass", "pass")


def test_a_future_signature_is_told_all_the_same() -> None:
    indexed = pair()
    at = indexed.plan.windows[0].start
    assert "TIM005" in codes(judged(indexed, play(indexed, 3), at))


@pytest.mark.long
def test_the_command_says_so_far_in_every_form(tmp_path) -> None:
    indexed = pair()
    (tmp_path / "plan.json").write_bytes((SAMPLES / "plan.json").read_bytes())
    end = indexed.plan.windows[0].end
    entries = [entry for entry in play(indexed, 3) if signed_at(indexed, entry) <= end]
    (tmp_path / "record.json").write_bytes(json_bytes(indexed.plan, "1", entries))
    now = f"{end.astimezone(UTC):%Y-%m-%dT%H:%M}"
    words = ["verify", "--plan", str(tmp_path), "--now", now, str(tmp_path / "record.json")]

    def run(*more: str, so_far: str = "--so-far") -> tuple[int, str]:
        command = [sys.executable, "-m", "runbook", *words, *filter(None, [so_far]), *more]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60, env=ENVIRON)
        assert b"Traceback" not in done.stderr
        return done.returncode, done.stdout.decode()

    status, told = run()
    assert status == 0, told
    assert "PASS so far, as of" in told
    assert "Open, and not due yet" in told
    assert "at no set time: " in told
    assert "sans échéance\u00a0: " in run("--lang", "fr")[1]
    assert run(so_far="")[0] == 1
    (result,) = json.loads(run("--format", "json")[1])["results"]
    assert result["verdict"] == "pass"
    assert result["so_far"] == end.astimezone(indexed.zone).isoformat()
    assert {one["step"] for one in result["open"]} == {s.id for s in indexed.steps if s.required} - {
        entry.step for entry in entries
    }
    notes = json.loads(run("--format", "sarif")[1])["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert "PASS so far" in notes[0]["message"]["text"]
    report = tmp_path / "report.pdf"
    assert run("--report", str(report))[0] == 0
    from pypdf import PdfReader

    text = " ".join(" ".join(page.extract_text() for page in PdfReader(report).pages).split())
    assert "PASS so far, as of" in text
    assert "Open, and not due yet" in text
