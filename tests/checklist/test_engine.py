"""The checklist's engine says what verify says, of the codes that the page decides: neither code nor steps differ."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from runbook.inventory.load import load_inventory
from runbook.model.plan import Evidence, Expect, Plan
from runbook.model.record import Entry, Record, RecordPart
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from runbook.reading.plan_json import load_plan
from runbook.records.collect import read_records
from runbook.simulate.play import play
from runbook.verify import words_beside as beside
from runbook.verify.answer_words import LISTS
from runbook.verify.codes import CODES
from runbook.verify.course import course_of
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.more_than_yes import NEUTRAL
from runbook.verify.no_reasons import _ANSWERS, _ELSEWHERE, _NO_REASONS, _NOBODY, _TICKS
from runbook.verify.reasons import reason_in
from runbook.verify.verdict import verify_record
from tests import plans
from tests.checklist.engine import FOLDER, NO_NODE, Engine, record_of
from tests.checklist.planted import NOTES, Planted, records
from tests.measure import slowness
from tests.verify import spellings
from tests.verify import test_answers as answers
from tests.verify import test_typed_boxes as boxes
from tests.verify import test_words_beside as words
from tests.verify.harness import SAMPLES, moved

pytestmark = pytest.mark.skipif(NO_NODE, reason="Node is not there")
ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / ".bench" / "browsers" / "node_modules" / ".bin" / "tsc"
TSC = HERE if HERE.is_file() else shutil.which("tsc")
LONG = bool(os.environ.get("LONG"))
PARTS = 4
SHARE = 10  # one text in so many is asked of each step, of each step other ones; with LONG=1 all of all
DAY = timedelta(days=1)
Told = tuple[str, tuple[str, ...]]
SEED = int(os.environ.get("SEED", "0"))
EACH = int(os.environ.get("EACH") or (200 if LONG else 3))  # records of a plan
DECIDED = frozenset(code for code, one in CODES.items() if one.page)


def _plans() -> Iterator[tuple[str, Plan]]:
    """Every path, the sites of the examples and of twenty.yaml, plans of earlier days, nights when clocks change."""
    yield from ((f"path {'-'.join(filter(None, kind))}", plans.plan_of(*kind)) for kind in plans.KINDS)
    for name in ("examples/inventory.yaml", "tests/data/twenty.yaml"):
        loaded = load_inventory(ROOT / name)
        for site in loaded.sites:
            for change in site.changes:
                yield f"{site.id} {change.id}", make_plan(loaded, site, change, load_procedures())
    for name in ("plan.json", "pauses/plan.json", "cluster/plan.json", "grown/plan.json"):
        yield f"records/{name}", load_plan(SAMPLES / name)
    single = plans.plan_of("single", "automatic", bases=(True, True))
    yield "close nights", moved(single, ("2026-12-05", "2026-12-06"))
    yield "clock put back", moved(single, ("2026-10-24", "2026-10-25"))
    yield "clock put forward", moved(single, ("2026-03-28", "2026-03-29"))
    yield "a window more", _continued(single)


def _taken(engine: Engine, part: int) -> Iterator[tuple[int, str, IndexedPlan]]:
    """The plans of a part, with their numbers and names; each is the engine's until the next."""
    for number, (name, plan) in enumerate(_plans()):
        if number % PARTS == part:
            engine.take(plan)
            yield number, name, index_plan(plan)


def _continued(plan: Plan) -> Plan:
    """The work of the first window goes on in one two nights later."""
    first = plan.windows[0]
    more = replace(first, start=first.start + 2 * DAY, end=first.end + 2 * DAY, continues=1)
    later = tuple(replace(one, start=one.start + 9 * DAY, end=one.end + 9 * DAY) for one in plan.windows[1:])
    return replace(plan, windows=(first, *later, more))


def _found_by_verify(indexed: IndexedPlan, one: Planted, now: int | None, so_far: int | None) -> list[Told]:
    plan = indexed.plan
    part = RecordPart(
        file="r", revision=plan.revision, site=plan.site, change=plan.change, run="1", entries=one.entries,
        people=one.people,
    )  # fmt: skip
    record = Record(revision=plan.revision, run="1", parts=(part,))
    times = (None if each is None else datetime.fromtimestamp(each, UTC) for each in (now, so_far))
    at, until = times
    result = verify_record(indexed, record, at, so_far=until)
    assert not result.more
    return sorted((found.code, found.steps) for found in result.findings if found.code in DECIDED)


def _times_of_checking(indexed: IndexedPlan, seed: int) -> tuple[int | None, int | None]:
    """No time of checking, or one within the change or behind it, and for some of these what is due by then."""
    chance = random.Random(seed)
    windows = indexed.plan.windows
    if chance.random() < 0.4:
        return None, None
    first, last = windows[0].start.timestamp(), windows[-1].end.timestamp()
    now = int(chance.uniform(first - 86_400, last + 86_400)) // 60 * 60
    return now, now if chance.random() < 0.6 else None


@pytest.mark.sampled(4)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_disagreement_with_verify(part) -> None:
    asked, seen = Counter[str](), Counter[str]()
    differ: list[object] = []
    with Engine() as engine:
        for number, name, indexed in _taken(engine, part):
            for seed, one in records(indexed, EACH, number * 10_000 + SEED):
                now, so_far = _times_of_checking(indexed, seed)
                record = record_of(indexed.plan, one.entries, one.people)
                found = engine.ask("findings", record=record, options={"now": now, "soFar": so_far})
                asked["left to verify" if found["unread"] else "compared"] += 1
                if found["unread"]:
                    continue
                mine = sorted((each["code"], tuple(each["steps"])) for each in found["findings"])
                theirs = _found_by_verify(indexed, one, now, so_far)
                seen.update(code for code, _ in theirs)
                if mine != theirs:
                    missing, more = set(theirs) - set(mine), set(mine) - set(theirs)
                    differ.append((name, seed, missing, more))
    assert not differ, (len(differ), differ[:5])
    assert asked["compared"] > 4 * asked["left to verify"], asked
    assert len(seen) > 20, seen


def _slipped(entries: Sequence[Entry], chance: random.Random) -> list[Entry]:
    """The same, all of one person's times, or those of a run of lines, with one slip."""
    timed = [entry for entry in entries if entry.at]
    first = chance.randrange(len(timed))
    who = chance.choice([None, chance.choice(timed).by])
    run = timed[first : first + chance.randint(2, 14)] if who is None else [one for one in timed if one.by == who]
    by = timedelta(hours=chance.choice([1, -1, 12, -12, 24, -24, 24 * 31, -24 * 31]))
    return [
        changed(one, at=f"{datetime.fromisoformat(one.at) + by:%Y-%m-%d %H:%M}") if one in run else one
        for one in entries
    ]


@pytest.mark.sampled(4)
@pytest.mark.parametrize("part", range(PARTS))
def test_a_slip_of_a_hand_or_in_a_run_of_lines_is_told_as_verify_tells_it(part) -> None:
    compared, differ = 0, []
    with Engine() as engine:
        for number, name, indexed in _taken(engine, part):
            for seed in range(6):
                entries = _slipped(play(indexed, seed), random.Random(100 * number + seed))
                planted = Planted(tuple(entries))
                record = record_of(indexed.plan, planted.entries, ())
                found = engine.ask("findings", record=record, options={"now": None, "soFar": None})
                mine = sorted((each["code"], tuple(each["steps"])) for each in found["findings"])
                theirs = _found_by_verify(indexed, planted, None, None)
                compared += 1
                if mine != theirs:
                    differ.append((name, seed, set(theirs) ^ set(mine)))
    assert compared > 20
    assert not differ, differ[:5]


@pytest.mark.sampled(14)
@pytest.mark.parametrize("path", [path for path in sorted((SAMPLES / "bad").iterdir()) if path.is_file()], ids=str)
def test_the_sample_records_alike(path, engine) -> None:
    """Each part of a sample by itself, as far as the page could have written it."""
    parts = list(_parts(path))
    assert read_records([path], [])
    for indexed, part in parts:
        engine.take(indexed.plan)
        record = record_of(indexed.plan, part.entries, part.people)
        found = engine.ask("findings", record=record, options={})
        if not found["unread"]:
            mine = sorted((each["code"], tuple(each["steps"])) for each in found["findings"])
            assert mine == _found_by_verify(indexed, Planted(tuple(part.entries), part.people), None, None)


@cache
def _sample_plans() -> dict[str, IndexedPlan]:
    """The plans of the samples that the page can be of: by revision."""
    names = (".", "cluster", "pauses", "grown", *(f"nights/{one.name}" for one in (SAMPLES / "nights").iterdir()))
    found = (load_plan(SAMPLES / name / "plan.json") for name in names)
    return {plan.revision: index_plan(plan) for plan in found}


def _parts(path: Path) -> Iterator[tuple[IndexedPlan, RecordPart]]:
    for record in read_records([path], []):
        for part in record.parts:
            revision = next((one for one in _sample_plans() if part.revision and one.startswith(part.revision)), "")
            if revision and not part.faults:
                yield _sample_plans()[revision], part


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started


DAYS = (
    *("2026-11-12", "2026-12-01", "2026-12-02", "2031-01-01", "2026-02-30", "0000-01-01", "0050-01-01"),
    *(" 2026-11-12 ", "notice", "x", "-", "", "?", "today"),
)
OTHER_DAYS = ("12/11", "12 nov. 2026", "2026-11-12 10:00", "46338", "⑫/⑪")


def test_it_reads_days_as_verify_does_and_leaves_other_spellings_to_it(engine) -> None:
    plan = plans.plan_of("single", "automatic")
    indexed, step = index_plan(plan), "prep-vendor-notice"
    engine.take(plan)
    unread, differ = [], []
    for text in (*DAYS, *OTHER_DAYS):
        whole = [one for one in play(indexed, 3) if one.step != step]
        whole += [Entry(step=step, state="done", at="2026-12-01 10:00", by="CM", value=text)]
        found = engine.ask("findings", record=record_of(plan, tuple(whole)), options={})
        mine = [each["code"] for each in found["findings"] if each["code"].startswith("EVD")]
        theirs = [code for code, _ in _found_by_verify(indexed, Planted(tuple(whole)), None, None)]
        if found["unread"]:
            unread.append(text)
        elif mine != [code for code in theirs if code.startswith("EVD")]:
            differ.append((text, mine, theirs))
    assert unread == list(OTHER_DAYS)
    assert differ == []


def test_it_reads_answers_as_verify_does(engine) -> None:
    """Where yes is expected and where no is, where a text is asked, and at a gate."""
    assert engine.ask("answers") == {said: sorted(texts) for said, texts in LISTS.items()}
    assert engine.ask("neutral") == sorted(NEUTRAL)
    indexed = answers.single()
    engine.take(indexed.plan)
    faultless = play(indexed, 3)
    texts = [*answers.FINE, *answers.DONE, *answers.YES, *answers.FACTS, *answers.NO, *answers.NEITHER]
    texts += [*answers.WITH_MORE, *answers.DENIED_WITH_MORE, *answers.DENIED_OTHERWISE]
    texts += [*answers.MORE, *answers.NOT_APPLICABLE]
    texts += [*answers.GOES, *answers.NO_GOES, *answers.NO_REFUSALS, *answers.NO_GO_AHEAD]
    differ = []
    versions = [
        text.format(one, one, old=two)
        for text in (*answers.AS_SEEN, *answers.CHANGED, *answers.OTHERWISE)
        for one, two in permutations((answers.version(), "1.2.3"))
    ]
    texts += [*answers.EVIDENCE, *answers.NO_FILES, *versions]
    steps = (answers.WANTS_YES, answers.WANTS_NO, answers.TEXT, answers.GATE, answers.VERSION)
    for number, step in enumerate(steps):
        for text in texts if LONG else texts[number::SHARE]:
            whole = tuple(changed(one, value=text) if one.step == step else one for one in faultless)
            found = engine.ask("findings", record=record_of(indexed.plan, whole), options={})
            mine = sorted(each["code"] for each in found["findings"] if each["code"].startswith(("EVD", "ORD", "STA")))
            theirs = sorted(code for code, _ in _found_by_verify(indexed, Planted(whole), None, None))
            if mine != [code for code in theirs if code.startswith(("EVD", "ORD", "STA"))]:
                differ.append((step, text, mine, theirs))
    assert differ == []


@pytest.mark.parametrize("text", ["—", "n/a", "N.A.", "s.o.", "sans objet"])
def test_a_row_that_is_struck_out_is_blank_as_verify_has_it(engine, text) -> None:
    indexed = answers.single()
    engine.take(indexed.plan)
    left = next(step.id for step in indexed.steps if not step.required and step.na_allowed)
    struck = Entry(step=left, witness=text, value=text, note=text)
    whole = tuple(struck if one.step == left else one for one in (*play(indexed, 3), struck))
    found = engine.ask("findings", record=record_of(indexed.plan, whole), options={})
    theirs = _found_by_verify(indexed, Planted(whole), None, None)
    assert (found["unread"], found["findings"], theirs) == (0, [], [])


@pytest.mark.parametrize("tried", [False, True])
def test_ways_back_that_are_struck_out_are_told_as_verify_does(engine, tried) -> None:
    indexed = answers.single()
    engine.take(indexed.plan)
    ways = [[indexed.steps[index].id for index in steps] for _, steps in course_of(indexed).ways]
    struck = {step: Entry(step=step, state="na") for steps in ways for step in steps}
    struck |= {step: Entry(step=step, note="not taken") for step in ways[-1]}
    if tried:
        struck[ways[0][0]] = Entry(step=ways[0][0], state="failed", at="2026-12-05 23:30", by="CM", note="no page")
    whole = (*(one for one in play(indexed, 3) if one.step not in struck), *struck.values())
    found = engine.ask("findings", record=record_of(indexed.plan, whole), options={})
    mine = sorted((each["code"], *each["steps"]) for each in found["findings"])
    theirs = sorted((code, *steps) for code, steps in _found_by_verify(indexed, Planted(whole), None, None))
    assert (mine, len(mine) > 1) == (theirs, tried)


def test_it_reads_words_beside_what_was_expected_as_verify_does(engine) -> None:
    assert engine.ask("harmless") == sorted(beside.HARMLESS)
    engine.take(words.pair_of_dns().plan)
    texts = [(wanted, text) for wanted, text, _ in words.ROWS]
    assert engine.ask("beside", texts=texts, hop=1) == [meaning or "" for _, _, meaning in words.ROWS]


def test_it_reads_counts_as_verify_does(engine) -> None:
    indexed = answers.single()
    engine.take(indexed.plan)
    counts = [text for _, row in spellings.COUNTS for text in row.split()]
    texts = [*counts, *spellings.COUNTS_OF_ALL, *spellings.COUNTS_ABOUT, *spellings.COUNTS_OF_NOBODY]
    texts += [*spellings.COUNTS_OF_NAMED, *spellings.NO_COUNTS]
    for expect in (None, Expect(equals="12"), Expect(equals="0")):
        asked = Evidence(name="n", type="count", label="N", expect=expect)
        wanted = [normal(indexed, asked, text) for text in texts]
        shown = {"equals": expect.equals} if expect else None
        assert engine.ask("values", texts=texts, evidence={"type": "count", "expect": shown}) == wanted


def test_it_reads_decisions_as_verify_does(engine) -> None:
    indexed = answers.single()
    engine.take(indexed.plan)
    texts = [text for _, row in spellings.DECISIONS for text in row.split()]
    texts += [text for _, row in spellings.DECISIONS_IN_WORDS for text in row]
    texts += spellings.NO_DECISIONS
    wanted = [normal(indexed, Evidence(name="n", type="go-no-go", label="N", expect=None), text) for text in texts]
    assert engine.ask("values", texts=texts, evidence={"type": "go-no-go", "expect": None}) == wanted


@pytest.mark.parametrize(("name", "texts"), spellings.DECIDED_BY)
def test_it_reads_a_go_beside_names_as_verify_does(engine, name, texts) -> None:
    plan = answers.single().plan
    approver = replace(plan.staff[0], initials="ZZ", name=name, roles=("approver",))
    engine.take(replace(plan, staff=(*plan.staff, approver)))
    assert engine.ask("values", texts=texts, evidence={"type": "go-no-go", "expect": None}) == ["go"] * len(texts)


def test_it_reads_boxes_that_were_typed_out_as_verify_does(engine) -> None:
    indexed = answers.single()
    engine.take(indexed.plan)
    faultless = play(indexed, 3)
    for step in (answers.WANTS_YES, answers.GATE):
        for text in (*(text for text, _ in boxes.BOXES), *boxes.NO_BOXES):
            whole = tuple(changed(one, value=text) if one.step == step else one for one in faultless)
            found = engine.ask("findings", record=record_of(indexed.plan, whole), options={})
            mine = sorted((each["code"], tuple(each["steps"])) for each in found["findings"])
            assert mine == _found_by_verify(indexed, Planted(whole), None, None), text


def test_it_asks_about_a_number_that_nobody_was_sure_of_as_verify_does(engine) -> None:
    indexed = answers.cluster()
    engine.take(indexed.plan)
    faultless = play(indexed, 3)
    for text in answers.ABOUT_NONE:
        whole = tuple(changed(one, value=text) if one.step == answers.EMPTY else one for one in faultless)
        found = engine.ask("findings", record=record_of(indexed.plan, whole), options={})
        assert [each["code"] for each in found["findings"]] == ["EVD005"]


@pytest.mark.long
def test_it_reads_reasons_as_verify_does(engine) -> None:
    lists = engine.ask("lists")
    python = {
        "NO_REASONS": _NO_REASONS,
        "ANSWERS": _ANSWERS,
        "ELSEWHERE": _ELSEWHERE,
        "TICKS": _TICKS,
        "NOBODY": _NOBODY,
    }
    assert lists == {name: sorted(words) for name, words in python.items()}
    texts = [*NOTES, *(f"{one} – {two}" for one in NOTES for two in NOTES), "T.B.D.", "n / a", "À VOIR", "Œuvre", "№ 5"]
    assert engine.ask("reasons", texts=texts) == [reason_in(text) for text in texts]


@pytest.mark.long
def test_a_record_of_a_hundred_steps_takes_milliseconds(engine) -> None:
    plan = max((plan for _, plan in _plans()), key=lambda plan: -abs(len(plan.steps) - 100))
    indexed = index_plan(plan)
    engine.take(plan)
    took = []
    for seed in range(40):
        engine.ask("findings", record=record_of(plan, play(indexed, seed)), options={})
        took.append(engine.milliseconds)
    assert 80 <= len(plan.steps) <= 120
    assert sorted(took)[len(took) // 2] < 10 * slowness()


@pytest.mark.skipif(TSC is None, reason="tsc is not there: make browsers")
def test_tsc_finds_nothing() -> None:
    files = [str(file) for file in (*sorted(FOLDER.glob("engine_*.js")), FOLDER / "engine_types.d.ts")]
    words = [
        str(TSC),
        "--noEmit",
        "--allowJs",
        "--checkJs",
        "--strict",
        "--target",
        "es2022",
        "--lib",
        "es2022",
        *files,
    ]
    run = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("ends", [False, True], ids=["begins", "ends"])
def test_of_times_taken_from_the_plan_it_says_what_verify_says(ends, engine) -> None:
    """Which asks about all of them (TIM016), and of no installation alone; in a plan whose minutes are too short."""
    made = plans.plan_of("failover", "manual", "asynchronous", "shared-ip")
    least = [replace(one.duration, low=one.duration.high + 5) for one in made.steps]
    steps = [replace(one, duration=low) if one.installs else one for one, low in zip(made.steps, least, strict=True)]
    plan = replace(made, steps=tuple(steps))
    indexed, entries = index_plan(plan), []
    engine.take(plan)
    for one in play(index_plan(made), 3):
        start, step = plan.steps[indexed.index[one.step]].planned_start, plan.steps[indexed.index[one.step]]
        at = start and start + timedelta(minutes=step.duration.high if ends else 0)
        entries.append(changed(one, at=f"{at.astimezone(indexed.zone):%Y-%m-%d %H:%M}") if at and one.at else one)
    found = engine.ask("findings", record=record_of(plan, entries), options={})
    mine = sorted((each["code"], tuple(each["steps"])) for each in found["findings"])
    assert mine == _found_by_verify(indexed, Planted(tuple(entries)), None, None)
    assert "TIM009" not in {code for code, _ in mine}
    part = RecordPart(file="r", revision=plan.revision, site="", change="", run="1", entries=tuple(entries))
    case = Record(revision=plan.revision, run="1", parts=(part,))
    assert "TIM016" in {each.code for each in verify_record(indexed, case, None).findings}
