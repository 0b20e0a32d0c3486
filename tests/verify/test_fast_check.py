"""The quick look says "clean" only where the full check finds nothing; and it does say so of faultless records."""

import subprocess
import sys
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from runbook.reading.plan_json import dump_plan
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from runbook.verify.fast_check import FastCheck
from runbook.verify.verdict import verify_record
from tests.measure import PEAK
from tests.verify.harness import indexed_plan_of, pair, record

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
FIELDS = st.sampled_from(["state", "at", "by", "witness", "value", "note", "step"])


@given(
    which=st.integers(0, 2),
    seed=st.integers(0, 30),
    edits=st.lists(st.tuples(st.integers(0, 200), FIELDS, TEXTS), max_size=3),
    dropped=st.lists(st.integers(0, 200), max_size=1),
)
@settings(max_examples=600, deadline=None)
def test_clean_means_no_finding(which, seed, edits, dropped) -> None:
    indexed, fast_check = INDEXED_PLANS[which], SCREENS[which]
    entries = list(play(indexed, seed))
    for place, field, text in edits:
        place %= len(entries)
        entries[place] = replace(entries[place], **{field: text})
    for place in dropped:
        entries.pop(place % len(entries))
    whole = record(indexed, *entries)
    if fast_check.clean(whole, None):
        assert verify_record(indexed, whole, None).findings == ()
    if not edits and not dropped:
        assert fast_check.clean(whole, None)


def test_the_future_is_not_clean() -> None:
    whole = record(INDEXED_PLANS[1], *play(INDEXED_PLANS[1], 1))
    assert SCREENS[1].clean(whole, int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()))
    assert not SCREENS[1].clean(whole, int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()))


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
    for count in (50, 5000):
        path = tmp_path / f"{count}.jsonl"
        with path.open("wb") as file:
            for run in range(count):
                file.write(json_bytes(indexed.plan, str(run), play(indexed, run % 20), None))
        words = [sys.executable, "-c", program, str(path), str(tmp_path / "plan.json")]
        passed, megabytes = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
        assert int(passed) == count
        used.append(float(megabytes))
    assert used[1] - used[0] < 12
