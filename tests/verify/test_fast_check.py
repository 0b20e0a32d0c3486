"""The quick look says "clean" only where the full check finds nothing; and it does say so of faultless records."""

import gc
import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from itertools import islice, product
from pathlib import Path
from weakref import WeakSet

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from runbook.model.finding import Finding
from runbook.model.record import WRITTEN_FIELDS, Entry
from runbook.reading.plan_json import dump_plan
from runbook.records.collect import read_records
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify import document, gaps, pace, pauses, signatures
from runbook.verify.course import course_of
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.lay_beside import lay_beside
from runbook.verify.quick import AGES, Seen, all_apart
from runbook.verify.rules import ENTRY_RULES, RULES
from runbook.verify.verdict import verify_record
from tests.measure import PEAK
from tests.verify.harness import indexed_plan_of, pair, paused, record
from tests.verify.make_night_examples import night

INDEXED_PLANS = (
    pair(),
    indexed_plan_of("single", "manual", None, None),
    indexed_plan_of("atlas-failover", None, None, "dns"),
)
SCREENS = tuple(FastCheck(indexed) for indexed in INDEXED_PLANS)
TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "?", "done", "na", "failed", "CM", "cm", "TL", "AB", "yes", "no", "0", "24.1.2", "6.2.0"]
    ),
    st.datetimes(datetime(2026, 10, 20), datetime(2026, 12, 20)).map(lambda at: f"{at:%Y-%m-%d %H:%M}"),
    st.datetimes(datetime(2026, 10, 20), datetime(2026, 12, 20)).map(lambda at: f"{at:%Y-%m-%d %H:%M:%S}"),
    st.text(max_size=5),
)
LATER = int(datetime(2027, 6, 1, tzinfo=UTC).timestamp())
BAD = Path(__file__).parents[1] / "examples" / "records" / "bad"  # of the plan of `pair`
FAMILIES = {
    "states": {"STA"},
    "timing": {"TIM"},
    "pace": {"TIM"},
    "order": {"ORD"},
    "gaps": {"GAP001"},
    "pauses": {"GAP002", "GAP003"},
    "windows": {"WIN"},
    "adjacency": {"ADJ"},
    "signatures": {"SGN"},
    "evidence": {"EVD"},
    "leave": {"ORD004", "SGN012"},
    "going_back": {"STA019", "STA020", "STA021", "STA026", "ORD005", "ORD006", "WIN005"},
}
FIELDS = st.sampled_from(["state", "at", "by", "witness", "value", "note", "step"])


@pytest.mark.sampled(1)
@given(
    which=st.integers(0, 2),
    seed=st.integers(0, 30),
    edits=st.lists(st.tuples(st.integers(0, 200), FIELDS, TEXTS), max_size=3),
    dropped=st.lists(st.integers(0, 200), max_size=1),
)
@settings(max_examples=250 if os.environ.get("LONG") else 120)
def test_clean_means_no_finding(which, seed, edits, dropped) -> None:
    indexed, fast_check = INDEXED_PLANS[which], SCREENS[which]
    entries = list(play(indexed, seed))
    for place, field, text in edits:
        place %= len(entries)
        entries[place] = replace(entries[place], **{field: text})
    for place in dropped:
        entries.pop(place % len(entries))
    whole = record(indexed, *entries)
    clean = fast_check.clean(whole, None)
    assert clean or edits or dropped
    assert not clean or verify_record(indexed, whole, None).findings == ()


@pytest.mark.parametrize("field", ["at", "value", "note"])
def test_what_is_crossed_out_is_left_to_the_full_check(field) -> None:
    indexed = pair()
    entries = list(play(indexed, 1))
    place = next(place for place, entry in enumerate(entries) if entry.value.startswith("screenshot"))
    crossed_out = f"{getattr(entries[place], field) or 'no'}\u0336"  # its last letter
    entries[place] = replace(entries[place], **{field: crossed_out})
    whole = record(indexed, *entries)
    assert verify_record(indexed, whole, None).findings
    assert not FastCheck(indexed).clean(whole, None)


WRITTEN = (
    "", " ", "?", "x", "banana", "done", "na", "failed", "skipped", "no", "yes", "0", "24.1.2", "CM", "cm", "TL", "AB",
    "2031-01-01 10:00", "2024-01-01 10:00", "2026-10-24 22:00", "2026-10-25 02:30", "2026-10-28 03:00", "22:10",
    "24102235", "24/10 22:35", "go", "no-go",
)  # fmt: skip


def kinds_of(indexed):
    """The index of one step of each kind, as far as rules tell them apart."""
    kinds: dict[object, int] = {}
    for index, step in enumerate(indexed.steps):
        expect = step.evidence and (step.evidence.type, step.evidence.expect and bool(step.evidence.expect.after))
        back = (step.event or "").startswith("back.")
        told = (step.required, step.na_allowed, step.witness, step.roles, bool(step.window), step.gate, back)
        kind = (*told, expect, step.installs)
        kinds.setdefault(kind, index)
    return kinds.values()


def edited(indexed, entries):
    """The record with each field of each kind of step changed to each text, whatever state the step is in."""
    for index in kinds_of(indexed):
        for state in ("done", "na", ""):
            base = entries[index] if state == "done" else Entry(step=entries[index].step, state=state)
            base = replace(base, by=entries[index].by, note="A reason.") if state == "na" else base
            for field in WRITTEN_FIELDS:
                for text in WRITTEN:
                    yield [*entries[:index], replace(base, **{field: text}), *entries[index + 1 :]]


@cache
def whole(indexed):
    """A faultless record in which every step is done."""
    aside = course_of(indexed).back.union(course_of(indexed).gate("decision"))
    for seed in range(400):
        entries = {entry.step: entry for entry in play(indexed, seed)}
        steps = [step.id for index, step in enumerate(indexed.steps) if index not in aside]
        if all(step in entries and entries[step].state == "done" for step in steps):
            return tuple(entries.get(step.id) or Entry(step=step.id) for step in indexed.steps)
    raise AssertionError("no record has every step done")


@cache
def bad_samples():
    """The records of the folder of bad samples."""
    return tuple(sample for file in sorted(BAD.glob("*.csv")) for sample in read_records([file], []))


def disagreements(indexed, every=1):
    """What the full check finds in edited records that the quick look calls clean; and how many it called so."""
    fast_check, clean = FastCheck(indexed), 0
    found: list[Finding] = []
    edits = (record(indexed, *entries) for entries in islice(edited(indexed, whole(indexed)), None, None, every))
    for edit in (*edits, *(sample for sample in bad_samples() if sample.revision == indexed.plan.revision)):
        if fast_check.clean(edit, LATER):
            clean += 1
            found += verify_record(indexed, edit, datetime.fromtimestamp(LATER, UTC)).findings
    return found, clean


@pytest.mark.long
@pytest.mark.parametrize("indexed", INDEXED_PLANS, ids=["pair", "single", "cluster"])
def test_an_edit_of_any_field_of_any_kind_of_step_is_clean_only_where_nothing_is_found(indexed) -> None:
    found, clean = disagreements(indexed, 1 if os.environ.get("LONG") else 3)
    assert found == []
    assert clean > 100


# Of the document nothing is asked quickly, and nothing of several signatures together. That a day by itself names no
# other weekday is asked by `test_other_weekday.py`.
TOGETHER = [(rule, "quick", lambda shape: ()) for rule in RULES if rule not in (document, signatures)]
BY_ITSELF = [(rule, "quick_entry", lambda indexed, index, entry: True) for rule in ENTRY_RULES if rule is not pace]


def test_each_rule_that_asks_something_of_an_entry_by_itself_is_asked() -> None:
    assert [id(rule) for rule in RULES if hasattr(rule, "quick_entry")] == [id(rule) for rule in ENTRY_RULES]


@pytest.mark.long
@pytest.mark.parametrize(
    ("rule", "which", "passes"), [*TOGETHER, *BY_ITSELF], ids=lambda one: getattr(one, "__name__", one)
)
def test_a_rule_that_the_quick_look_leaves_out_is_missed_by_name(rule, which, passes, monkeypatch) -> None:
    monkeypatch.setattr(rule, which, passes)
    if rule is gaps:  # a package too soon comes in a pass begun too early; a plan made before has no rule for that
        monkeypatch.setattr(pauses, which, passes)
    found = [finding for indexed in (pair(), paused(), night("plain")) for finding in disagreements(indexed, 13)[0]]
    family = FAMILIES[rule.__name__.rpartition(".")[2]]
    assert any(finding.code.startswith(tuple(family)) for finding in found)


@pytest.mark.parametrize(
    ("asked", "passes"),
    [
        ([], True),
        ([(1, 0, 0)], True),
        ([(0, 1, 0)], False),
        ([(0, 1, -60)], True),
        ([(0, 1, -60), (0, 1, 0)], False),  # not long before, and not before at all
        ([(0, 1, 0), (0, 1, -60)], False),
        ([(1, 0, 0), (1, 0, 5)], True),
        ([(1, 0, 6), (1, 0, 0), (1, 0, 5)], False),
    ],
)
def test_of_what_several_rules_ask_of_two_steps_the_most_is_asked(asked, passes) -> None:
    seen = Seen(times=(10, 5), beside=(), now=AGES)
    assert all(test(seen) for test in all_apart(asked)) == passes


@pytest.mark.long
@pytest.mark.parametrize("indexed", INDEXED_PLANS, ids=["pair", "single", "cluster"])
def test_a_layout_for_a_single_record_says_what_one_for_many_says(indexed, monkeypatch) -> None:
    monkeypatch.setattr("runbook.verify.fast_check.OFTEN", 2)
    verdicts = []
    for entries in islice(edited(indexed, whole(indexed)), None, None, 29):
        fast_check = FastCheck(indexed)
        first, again, often = (fast_check.clean(record(indexed, *entries), LATER) for _ in range(3))
        assert first == again == often
        verdicts.append(first)
    assert {*verdicts} == {True, False}


def test_what_is_known_to_be_right_is_no_more_than_is_held(monkeypatch) -> None:
    indexed = pair()
    entries = list(play(indexed, 1))
    place = next(place for place, entry in enumerate(entries) if entry.value.startswith("screenshot"))
    fast_check = FastCheck(indexed)
    monkeypatch.setattr("runbook.verify.fast_check.KNOWN", len(entries) + 3)
    for number in range(12):
        for value in (f"screenshot {number}.png", "screenshot.png " * 50):
            entries[place] = replace(entries[place], value=value)
            assert fast_check.clean(record(indexed, *entries), None)
        assert 0 < sum(map(len, fast_check.right.values())) <= len(entries) + 3
    assert max(len(text) for known in fast_check.right.values() for each in known for text in each) < 300


@pytest.mark.parametrize("indexed", INDEXED_PLANS, ids=["pair", "single", "cluster"])
def test_words_that_deny_a_tick_are_seen_in_evidence_as_in_notes(indexed) -> None:
    entries, fast_check = list(play(indexed, 1)), FastCheck(indexed)
    steps = [indexed.steps[indexed.index[entry.step]] for entry in entries]
    in_words = [place for place, step in enumerate(steps) if step.evidence and step.evidence.type == "text"]
    told = 0
    found: list[Finding] = []
    for place, text in product(in_words, ("not done", "fait sur A seulement", "B failed", "wrong line")):
        edit = [*entries[:place], replace(entries[place], value=text), *entries[place + 1 :]]
        if fast_check.clean(record(indexed, *edit), None):
            found += verify_record(indexed, record(indexed, *edit), None).findings
        else:
            told += 1
    assert found == []
    assert told > 10


@pytest.mark.long
def test_what_is_known_of_plans_keeps_few_of_them() -> None:
    """However many a fleet has: else the memory of a process that verifies it grows with them."""
    alive: WeakSet[IndexedPlan] = WeakSet()
    for number in range(12):
        indexed = index_plan(pair().plan)
        alive.add(indexed)
        entries = [replace(one, at=one.at[5:]) for one in play(indexed, number)]  # without its year
        assert verify_record(indexed, record(indexed, *entries[:-3]), None).findings
        del indexed
    gc.collect()
    assert len(alive) <= 4


def test_the_future_is_not_clean() -> None:
    whole = record(INDEXED_PLANS[1], *play(INDEXED_PLANS[1], 1))
    assert SCREENS[1].clean(whole, int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()))
    assert not SCREENS[1].clean(whole, int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()))


@pytest.mark.long
def test_memory_stays_flat_over_many_records(tmp_path) -> None:
    indexed = INDEXED_PLANS[1]
    (tmp_path / "plan.json").write_bytes(dump_plan(indexed.plan))
    program = (
        "import sys\nfrom runbook.verify.plan_store import PlanStore\nfrom runbook.verify.session import verify_files\n"
        "found = verify_files([sys.argv[1]], PlanStore([sys.argv[2]]), None)\n"
        "count = sum(one.result.verdict == 'pass' for one in found)\n"
        f"print(count, {PEAK})"
    )
    used = []
    for count in (50, 1500):
        path = tmp_path / f"{count}.jsonl"
        with path.open("wb") as file:
            for run in range(count):
                file.write(json_bytes(indexed.plan, str(run), play(indexed, run % 20), None))
        words = [sys.executable, "-c", program, str(path), str(tmp_path / "plan.json")]
        passed, megabytes = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
        assert int(passed) == count
        used.append(float(megabytes))
    assert used[1] - used[0] < 12


@pytest.mark.parametrize("indexed", INDEXED_PLANS, ids=lambda one: one.plan.path)
def test_a_clean_record_has_the_times_that_the_full_check_reads(indexed) -> None:
    one, quick = record(indexed, *play(indexed, 7)), FastCheck(indexed)
    assert quick.clean(one, None)
    lines, _ = document.lay_out(indexed, one)
    moments = lay_beside(indexed, one, lines, None).moments
    assert quick.times(one) == {indexed.steps[index].id: moment.early for index, moment in moments.items()}
