"""Records of several revisions of one change: one record, judged by the latest plan, each entry by the plan that it was
signed under."""

import io
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from msgspec.structs import replace as changed

from runbook.i18n import load_language
from runbook.model.control import is_control
from runbook.model.plan import Evidence, Slot
from runbook.model.record import Entry
from runbook.model.rehearsal import is_sealed, rehearsal_run
from runbook.model.revision import revision_of
from runbook.model.site import Person
from runbook.model.window_chain import steps_behind
from runbook.planning.control import of_what_is_left
from runbook.reading.plan_json import dump_plan
from runbook.simulate.carried_on import KINDS as CARRIED_ON
from runbook.simulate.carried_on import released_then, signed_under, with_releases
from runbook.simulate.draft import DraftRecord
from runbook.simulate.mistakes import KINDS, plant_one
from runbook.simulate.play import clock_time, play
from runbook.simulate.write import csv_bytes, json_bytes
from runbook.simulate.written_record import written_record
from runbook.verify.behind import behind
from runbook.verify.course import course_of
from runbook.verify.decision_clock import clocks_of
from runbook.verify.indexed_plan import index_plan
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests import plans
from tests.pages import checklist_pdf
from tests.records.filling import by_pypdf, joined_by_qpdf
from tests.verify.amended import WEEK, carried_on
from tests.verify.harness import NOW, codes
from tests.verify.nights import gone_back, no_go, seconds, stopped_in, until

ENGLISH = load_language("en")
HOURS = timedelta(hours=1)
RELEASE = "release-change"
KIND = ("failover", "automatic", "asynchronous", "dns")


def name(kind) -> str:
    return "-".join(filter(None, kind))


@cache
def change(kind=KIND):
    """A plan of two hops, and the one that carries it on after the first window."""
    earlier = plans.plan_of(*kind, hops=("bs", "s"))
    return earlier, carried_on(earlier)


def put(folder, *found):
    """A folder as `render` leaves it: the latest plan, and all that were ever rendered."""
    (folder / "plans").mkdir(exist_ok=True)
    for plan in found:
        (folder / "plans" / f"{plan.revision[:12]}.json").write_bytes(dump_plan(plan))
        (folder / "plan.json").write_bytes(dump_plan(plan))
    return folder


def played(*found, seed=3):
    """What was signed under each of the plans, by revision: entries by step."""
    *earlier, latest = map(index_plan, found)
    under = signed_under(latest, earlier)
    entries: dict[str, dict[str, Entry]] = {plan.revision: {} for plan in found}
    signed = {entry.step: entry for entry in play(latest, seed, under=under)}
    for entry in signed.values():
        entries[under[latest.index[entry.step]].indexed.plan.revision][entry.step] = entry
    for planned, entry in released_then(latest, signed, under):
        entries[planned.indexed.plan.revision][entry.step] = entry
    return entries


def results(folder, parts, now=NOW, so_far=None, runs=("1", "1", "1"), order=1):
    """The results of the parts, a file for each plan."""
    files = []
    for number, ((plan, entries), run) in enumerate(zip(parts, runs, strict=False)):
        file = folder / f"part-{number}.json"
        file.write_bytes(json_bytes(plan, run, tuple(entries.values() if isinstance(entries, dict) else entries)))
        files.append(file)
    return list(verify_files(files[::order], PlanStore([str(folder)]), now, so_far=so_far))


def result(folder, parts, **options):
    (one,) = results(folder, parts, **options)
    return one.result


def both(seed=3, plans_of=None):
    earlier, latest = plans_of or change()
    signed = played(earlier, latest, seed=seed)
    return earlier, latest, signed[earlier.revision], signed[latest.revision]


@pytest.mark.sampled(16)
@pytest.mark.parametrize("kind", [kind for kind in plans.KINDS if not kind[0].startswith("migrate-")], ids=name)
def test_a_change_that_was_carried_on_passes(kind, tmp_path) -> None:
    earlier, latest = change(kind)
    put(tmp_path, earlier, latest)
    for seed in range(4):
        first, second = played(earlier, latest, seed=seed).values()
        assert first
        assert second
        for order in (1, -1):
            found = result(tmp_path, [(earlier, first), (latest, second)], order=order)
            assert (found.verdict, found.findings) == ("pass", ()), found.findings
            assert (found.revision, found.amended) == (latest.revision, (earlier.revision,))


def test_a_change_that_was_carried_on_twice_passes(tmp_path) -> None:
    first = plans.plan_of(*KIND, hops=("bs", "s"))
    second = carried_on(first)
    third = carried_on(second, 2, by=2 * WEEK)
    assert third.amends == (first.revision, second.revision)
    put(tmp_path, first, second, third)
    signed = played(first, second, third)
    assert all(signed.values())
    parts = [(plan, signed[plan.revision]) for plan in (first, second, third)]
    found = result(tmp_path, parts)
    assert (found.verdict, codes(found), found.amended) == ("pass", [], (first.revision, second.revision))
    found = result(tmp_path, [parts[0], parts[2]])
    assert codes(found) == ["DOC019"]
    assert found.findings[0].args[0] == ("revisions", second.revision[:12])
    assert set(found.findings[0].steps) == {step for step in signed[second.revision] if required(third, step)}


def test_what_is_left_is_released_once_the_night_before_is_over(tmp_path) -> None:
    first = plans.plan_of("single", "automatic", hops=("bs", "s", "s"))
    second = carried_on(first)
    third = carried_on(second, 2, by=WEEK)
    put(tmp_path, first, second, third)
    whole = played(first, second, third)
    for plan, number in ((second, 1), (third, 2)):
        night = [entry for step, entry in whole[plan.amends[-1]].items() if index_plan(plan).steps[
            index_plan(plan).index[step]].window == number and entry.at and not step.startswith("people-")]  # fmt: skip
        last = max(night, key=lambda entry: entry.at)
        for minutes, wanted in ((-30, ["ORD001"]), (0, []), (30, [])):
            at = f"{datetime.fromisoformat(last.at) + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
            signed = {key: dict(entries) for key, entries in whole.items()}
            signed[plan.revision][RELEASE] = changed(whole[plan.revision][RELEASE], at=at)
            found = result(tmp_path, [(each, signed[each.revision]) for each in (first, second, third)])
            assert codes(found) == wanted, (number, minutes)
            assert not wanted or found.findings[0].steps[0] == RELEASE
            assert not wanted or last.at in {entry.at for step, entry in whole[plan.amends[-1]].items()
                                             if step == found.findings[0].steps[1]}  # fmt: skip


def test_an_early_release_of_pages_that_were_replaced_before_anything_was_touched_accuses_nobody(tmp_path) -> None:
    """The second night was put off, and put off again; who released it too soon let nobody begin."""
    first, second = change()
    third = carried_on(second)
    put(tmp_path, first, second, third)
    whole = played(first, third)
    release, work = played(second)[second.revision][RELEASE], played(first, second)[second.revision]
    night = max(entry.at for entry in whole[first.revision].values() if entry.step.endswith(":h1"))
    early = changed(release, at=f"{datetime.fromisoformat(night) - timedelta(minutes=30):%Y-%m-%d %H:%M}")
    touching = sorted(course_of(index_plan(second)).touching)
    begun = next(one for step in touching if (one := work.get(second.steps[step].id)))
    parts = [(first, whole[first.revision]), (second, {RELEASE: early}), (third, whole[third.revision])]
    assert (codes(result(tmp_path, parts)), result(tmp_path, parts).verdict) == ([], "pass")
    parts[1] = second, {RELEASE: early, begun.step: begun}
    assert "ORD001" in codes(result(tmp_path, parts))
    assert "ORD001" in codes(result(tmp_path, [parts[0], (second, {**work, RELEASE: early})]))


@pytest.mark.parametrize("phase", ["save:h2", "switch:h2"])
def test_what_is_left_is_released_once_a_night_that_moved_was_led_back(phase, tmp_path) -> None:
    earlier, _ = change()
    latest = carried_on(earlier, 2)  # its third window is not done, and has moved
    put(tmp_path, earlier, latest)
    then, signed = index_plan(earlier), played(earlier, latest)
    stood, minute = stopped_in(then, phase, seed=3)
    way = next(one for one in earlier.phases if one.id == phase).way_back
    night = {step: entry for step, entry in stood.items() if then.steps[then.index[step]].window == 3}
    whole = gone_back(then, signed[earlier.revision] | night, way, minute)
    over = max(entry.at for step, entry in whole.items() if step.startswith("back-"))
    for minutes, wanted in ((-24 * 60, ["ORD001", "STA016"]), (-5, ["ORD001", "STA016"]), (5, ["STA016"])):
        at = f"{datetime.fromisoformat(over) + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
        left = {**signed[latest.revision], RELEASE: changed(signed[latest.revision][RELEASE], at=at)}
        assert codes(result(tmp_path, [(earlier, whole), (latest, left)])) == wanted, minutes


def test_what_is_planned_anew_after_a_first_night_that_was_led_back_is_released_once_it_is_over(tmp_path) -> None:
    earlier, _ = change()
    latest = carried_on(earlier, 0)  # no night is done, and all have moved
    put(tmp_path, earlier, latest)
    then = index_plan(earlier)
    stood, minute = stopped_in(then, "save:h1", seed=3)
    whole = gone_back(then, stood, "pair-again:h1", minute)
    over = max(entry.at for step, entry in whole.items() if step.startswith("back-"))
    prepared = {step for step in whole if then.steps[then.index[step]].window is None} - {RELEASE}
    anew = {entry.step: entry for entry in play(index_plan(latest), 3) if entry.step not in prepared}
    for minutes, wanted in ((-5, ["ORD001", "STA016"]), (5, ["STA016"])):
        at = f"{datetime.fromisoformat(over) + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
        left = {**anew, RELEASE: changed(anew[RELEASE], at=at)}
        assert codes(result(tmp_path, [(earlier, whole), (latest, left)])) == wanted, minutes


def works(indexed, window):
    """The steps of the work of a window, in the plan's order."""
    return [indexed.steps[k] for k in sorted(course_of(indexed).work) if indexed.steps[k].window == window]


def required(plan, step):
    """Whether a step has to be signed for the change: not what each plan is released by."""
    found = index_plan(plan).steps[index_plan(plan).index[step]]
    return found.required and found.gate != "release"


def test_in_tables_and_books_and_by_the_first_digits(tmp_path) -> None:
    import csv

    from openpyxl import Workbook

    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    one = tmp_path / "one.csv"
    one.write_bytes(csv_bytes(earlier, "", tuple(first.values()), ENGLISH).replace(
        earlier.revision.encode(), earlier.revision[:12].upper().encode()
    ))  # fmt: skip
    book, other = Workbook(), tmp_path / "other.xlsx"
    sheet = book.create_sheet("record", 0)
    for row in csv.reader(io.StringIO(csv_bytes(latest, "2", tuple(second.values()), ENGLISH).decode("utf-8-sig"))):
        sheet.append(row)
    book.save(other)
    (found,) = verify_files([one, other], PlanStore([str(tmp_path)]), NOW)
    assert (found.result.verdict, codes(found.result), found.result.run) == ("pass", [], "2")
    together = tmp_path / "together.csv"
    together.write_bytes(one.read_bytes() + csv_bytes(latest, "", tuple(second.values()), ENGLISH)[3:])
    (found,) = verify_files([together], PlanStore([str(tmp_path)]), NOW)
    assert (found.result.verdict, codes(found.result)) == ("pass", [])


def filled(plan, entries):
    """The checklist of a plan, filled in as far as its pages have the steps."""
    from pypdf import PdfReader

    from runbook.model.form import DECISIONS, FormField, read_field

    decided = {said: column for column, said in DECISIONS.items()}

    form = checklist_pdf(plan)
    names: dict[tuple[str, str], str] = {}
    for name in PdfReader(io.BytesIO(form)).get_fields() or {}:
        meant = read_field(name)
        if isinstance(meant, FormField):
            names[meant.step, meant.column] = name
    values = {names[entry.step, entry.state]: "on" for entry in entries.values()}
    for entry in entries.values():
        if (box := names.get((entry.step, decided.get(entry.value, "")))) is not None:
            values[box] = "on"
            entry = changed(entry, value="")
        texts = {column: getattr(entry, column) for column in ("at", "by", "witness", "value", "note")}
        values |= {names[entry.step, column]: text for column, text in texts.items() if text}
    return by_pypdf(form, values)


@pytest.mark.long
def test_on_the_pages_of_both_plans_apart_and_in_one_file(tmp_path) -> None:
    earlier = plans.plan_of("single", "automatic", hops=("bs", "s"))
    latest = carried_on(earlier)
    put(tmp_path, earlier, latest)
    signed = played(earlier, latest)
    forms = [filled(plan, signed[plan.revision]) for plan in (earlier, latest)]
    files = [tmp_path / "first.pdf", tmp_path / "second.pdf", tmp_path / "both.pdf"]
    joined = joined_by_qpdf(tmp_path, *((form, "1-z") for form in forms))
    for file, content in zip(files, (*forms, joined), strict=True):
        file.write_bytes(content)
    for some in (files[:2], files[2:]):
        (found,) = verify_files(some, PlanStore([str(tmp_path)]), NOW)
        assert (found.result.verdict, codes(found.result)) == ("pass", []), found.result.findings
        assert found.result.amended == (earlier.revision,)


def test_records_of_different_runs_are_not_one(tmp_path) -> None:
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    parts = [(earlier, first), (latest, second)]
    assert [one.result.run for one in results(tmp_path, parts, runs=("1", "2"))] == ["1", "2"]
    assert [one.result.run for one in results(tmp_path, parts, runs=("", "2"))] == ["2"]
    found = results(tmp_path, [*parts, (latest, second)], runs=("", "1", "2"))
    assert sorted(one.result.run for one in found) == ["", "1", "2"], "whose the one without a run is, is unknown"
    played_runs = [rehearsal_run(plan.revision, 5) for plan in (earlier, latest)]
    (one,) = results(tmp_path, parts, runs=played_runs)
    assert (one.result.rehearsal, one.result.verdict, one.result.run) == (True, "pass", played_runs[1])
    sealed_runs = [run + "-0f1e2d3c" for run in played_runs]
    (one,) = results(tmp_path, parts, runs=sealed_runs)
    assert (one.result.rehearsal, one.result.verdict, one.result.run) == (True, "pass", sealed_runs[1])
    assert len(results(tmp_path, parts, runs=(sealed_runs[0], played_runs[1]))) == 2
    assert len(results(tmp_path, parts, runs=(played_runs[0], "1"))) == 2
    assert len(results(tmp_path, parts, runs=("", played_runs[1]))) == 2


def test_a_plan_in_between_that_nobody_signed_under_hides_no_step_of_the_first_night(tmp_path) -> None:
    """The second night moved twice: the pages of the plan in between never had what was left out in the first."""
    earlier, second = change()
    third = carried_on(second, done=1)
    put(tmp_path, earlier, second, third)
    signed = played(earlier, second, third)
    assert not signed[second.revision]
    first = signed[earlier.revision]
    gone = next(step for step in first if required(third, step))
    without = {step: entry for step, entry in first.items() if step != gone}
    found = result(tmp_path, [(earlier, without), (third, signed[third.revision])])
    assert [(one.code, one.steps) for one in found.findings] == [("STA001", (gone,))]
    found = result(tmp_path, [(third, signed[third.revision])])
    assert codes(found) == ["DOC019"]
    named = str(found.findings[0].args)
    assert (earlier.revision[:12] in named, second.revision[:12] in named) == (True, False)


def test_so_far_a_blank_record_of_the_second_night_lacks_the_first_and_is_not_empty(tmp_path) -> None:
    earlier, latest = change()
    put(tmp_path, earlier, latest)
    after = earlier.windows[0].end.astimezone(UTC) + HOURS
    found = result(tmp_path, [(latest, {})], so_far=after)
    assert (found.verdict, codes(found)) == ("fail", ["DOC019"])
    assert earlier.revision[:12] in str(found.findings[0].args)
    assert codes(result(tmp_path, [(latest, {})])) == ["DOC008"]
    late = latest.windows[1].end.astimezone(UTC) + HOURS
    assert codes(result(tmp_path, [(latest, {})], so_far=late)) == ["DOC008"]


def test_of_a_change_carried_on_twice_the_first_part_alone_lacks_nothing(tmp_path) -> None:
    earlier, second = change()
    third = carried_on(second, done=2)
    put(tmp_path, earlier, second, third)
    signed = played(earlier, second, third)
    for known in ([earlier], [earlier, second]):
        found = result(tmp_path, [(plan, signed[plan.revision]) for plan in known])
        assert (found.verdict, codes(found)) == ("undetermined", ["DOC020"])
        assert (second, third)[len(known) - 1].revision[:12] in str(found.findings[0].args)


def test_the_earlier_part_alone_is_judged_by_its_plan_and_nothing_is_missing(tmp_path) -> None:
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    found = result(tmp_path, [(earlier, first)])
    assert (found.verdict, found.revision, codes(found)) == ("undetermined", earlier.revision, ["DOC020"])
    assert set(found.findings[0].steps) == {step for step in second if required(latest, step)}
    gone = next(step for step in first if required(latest, step))
    without = {step: entry for step, entry in first.items() if step != gone}
    assert codes(result(tmp_path, [(earlier, without)])) == ["DOC020", "STA001"]
    after = earlier.windows[0].end.astimezone(UTC) + HOURS
    found = result(tmp_path, [(earlier, first)], so_far=after)
    assert (found.verdict, codes(found), found.revision) == ("pass", [], latest.revision)
    whole = play(index_plan(earlier), 3)
    found = result(tmp_path, [(earlier, whole)])
    assert (found.verdict, codes(found)) == ("pass", []), "it was carried out as it was planned first"


def test_the_later_part_alone_says_which_files_are_missing(tmp_path) -> None:
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    for parts in ([(latest, second)], [(earlier, {}), (latest, second)]):
        found = result(tmp_path, parts)
        assert codes(found) == ["DOC019"]
        assert set(found.findings[0].steps) == {step for step in first if required(latest, step)}
        assert found.findings[0].args[0] == ("revisions", earlier.revision[:12])


def test_a_plan_that_is_named_knows_those_beside_it(tmp_path) -> None:
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    files = []
    for plan, entries in ((earlier, first), (latest, second)):
        files.append(tmp_path / f"{plan.revision}.json")
        files[-1].write_bytes(json_bytes(plan, "1", tuple(entries.values())))
    for named in (["plan.json"], [f"plans/{plan.revision[:12]}.json" for plan in (latest, earlier)]):
        (found,) = verify_files(files, PlanStore([str(tmp_path / one) for one in named]), NOW)
        assert found.result.verdict == "pass"
    damaged = tmp_path / "plans" / f"{earlier.revision[:12]}.json"
    damaged.write_bytes(damaged.read_bytes().replace(b"CHG0041", b"CHG0042"))
    (found,) = verify_files(files, PlanStore([str(tmp_path)]), NOW)
    assert found.result.verdict == "fail"
    assert codes(found.result) == ["DOC001", "DOC019"]


def test_a_later_plan_that_is_damaged_carries_on_nothing(tmp_path) -> None:
    """Nor do plans that say of each other that they carry them on."""
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    for file in (tmp_path / "plan.json", tmp_path / "plans" / f"{latest.revision[:12]}.json"):
        file.write_bytes(file.read_bytes().replace(b"CHG0041", b"CHG0042"))
    found = results(tmp_path, [(earlier, first), (latest, second)])
    assert [one.result.revision for one in found] == [earlier.revision, latest.revision]
    assert "DOC001" in codes(found[1].result)
    assert "DOC020" not in codes(found[0].result)
    file = tmp_path / "plans" / f"{earlier.revision[:12]}.json"
    around = b'"amends": ["' + latest.revision.encode() + b'"]'
    file.write_bytes(file.read_bytes().replace(b'"amends": []', around))
    found = results(tmp_path, [(earlier, first), (latest, second)], so_far=NOW)
    assert {code for one in found for code in codes(one.result)} == {"DOC001"}


def changed_step(plan, step_id, **fields):
    """The plan with a step that reads otherwise."""
    steps = tuple(replace(step, **fields) if step.id == step_id else step for step in plan.steps)
    plan = replace(plan, steps=steps)
    return replace(plan, revision=revision_of(plan))


AHEAD = "verify-clients:h1"  # outside the windows, after the second one


@pytest.mark.long
def test_what_reads_otherwise_has_to_be_signed_again(tmp_path) -> None:
    earlier, latest, first, second = both()
    step = index_plan(earlier).steps[index_plan(earlier).index[AHEAD]]
    asked = Evidence(name="other", type="text", label="Other")
    for fields, what in (
        ({"do": "Do it another way."}, "what is to be done"),
        ({"slots": (*step.slots, Slot(label="a", value="b", kind="text"))}, "its values"),
        ({"evidence": asked}, "the evidence that is asked for"),
    ):
        later = changed_step(latest, AHEAD, **fields)
        put(tmp_path, earlier, later)
        before = {**first, AHEAD: second[AHEAD]}
        rest = {key: entry for key, entry in second.items() if key != AHEAD}
        found = result(tmp_path, [(earlier, before), (later, rest)])
        assert codes(found) == ["STA015"]
        assert found.findings[0].steps == (AHEAD,)
        assert [message.text for message in dict(found.findings[0].args)["why"]] == [what]
        again = {
            **second,
            AHEAD: changed(second[AHEAD], value="as agreed" if "evidence" in fields else second[AHEAD].value),
        }
        found = result(tmp_path, [(earlier, before), (later, again)])
        assert (found.verdict, codes(found)) == ("pass", ["STA016"]), "signed again"
        found = result(tmp_path, [(earlier, before), (later, {})], so_far=earlier.windows[0].end + HOURS)
        assert "STA015" not in codes(found), "it is not due"
        (tmp_path / "plans" / f"{later.revision[:12]}.json").unlink()


@pytest.mark.parametrize("mark", ["figures", "never_none", "past"])
def test_what_a_later_plan_takes_for_no_answer_makes_no_other_step_of_it(mark, tmp_path) -> None:
    earlier, latest, first, second = both()
    step = next(step for step in works(index_plan(latest), 1) if step.evidence and step.id in first)
    assert step.evidence
    later = changed_step(latest, step.id, evidence=replace(step.evidence, **{mark: not getattr(step.evidence, mark)}))
    put(tmp_path, earlier, later)
    assert codes(result(tmp_path, [(earlier, first), (later, second)])) == []


def test_what_lies_behind_counts_as_it_was_signed(tmp_path) -> None:
    earlier, latest, first, second = both()
    index = index_plan(latest)
    step = next(step for step in works(index, 1) if step.evidence and step.id in first)
    assert step.evidence
    later = changed_step(latest, step.id, see="Something else.")
    put(tmp_path, earlier, later)
    found = result(tmp_path, [(earlier, first), (later, second)])
    assert (found.verdict, codes(found)) == ("pass", ["STA016"])
    other = changed_step(latest, step.id, evidence=replace(step.evidence, name="other"))
    put(tmp_path, earlier, other)
    assert codes(result(tmp_path, [(earlier, first), (other, second)])) == ["STA015"]


def test_a_step_that_is_no_longer_planned_is_told(tmp_path) -> None:
    earlier, latest, first, second = both()
    gone = "prep-strategy"
    rules = tuple(
        replace(
            rule,
            first=tuple(one for one in rule.first if one != gone),
            then=tuple(one for one in rule.then if one != gone),
            steps=tuple(one for one in rule.steps if one != gone),
        )
        for rule in latest.rules
    )
    later = replace(latest, steps=tuple(one for one in latest.steps if one.id != gone), rules=rules)
    later = replace(later, revision=revision_of(later))
    put(tmp_path, earlier, later)
    found = result(tmp_path, [(earlier, first), (later, second)])
    assert (found.verdict, codes(found), found.findings[0].steps) == ("pass", ["STA016"], (gone,))


def test_it_was_signed_in_the_window_planned_for_it_then(tmp_path) -> None:
    """A step of a window that was moved counts in the window of the pages that it was signed on, and in no other."""
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    moved = next(step for step in works(index_plan(latest), 2) if step.required)
    rest = {step: entry for step, entry in second.items() if step != moved.id}
    then = next(entry for entry in play(index_plan(earlier), 3) if entry.step == moved.id)
    assert codes(result(tmp_path, [(earlier, {**first, moved.id: then}), (latest, rest)])) == []
    late = {**first, moved.id: second[moved.id]}
    found = result(tmp_path, [(earlier, late), (latest, rest)])
    assert (codes(found), found.findings[0].steps) == (["WIN004"], (moved.id,))
    assert dict(found.findings[0].args)["revision"] == earlier.revision[:12]
    again = changed(second[moved.id], note="signed on the old pages by mistake")
    found = result(tmp_path, [(earlier, late), (latest, {**rest, moved.id: again})])
    assert (found.verdict, codes(found)) == ("pass", ["STA016"]), "signed again on the right pages"
    other = changed(again, at=then.at.replace("-08", "-16").replace("-09", "-17"))
    found = result(tmp_path, [(earlier, late), (latest, {**rest, moved.id: other})])
    assert "DOC005" not in codes(found)


@pytest.mark.parametrize(("is_required", "wanted"), [(True, ("fail", ["STA015"])), (False, ("pass", ["STA016"]))])
def test_what_people_told_each_other_for_a_night_that_has_moved_is_told_again(is_required, wanted, tmp_path) -> None:
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    indexed = index_plan(latest)
    steps = [step for step in indexed.steps if step.id in second and is_control(step) and step.window]
    step = next(step.id for step in steps if step.required is is_required and second[step.id].at)
    then = changed(second[step], at=clock_time(indexed, seconds(indexed, second[step]) - int(WEEK.total_seconds())))
    rest = {key: entry for key, entry in second.items() if key != step}
    found = result(tmp_path, [(earlier, {**first, step: then}), (latest, rest)])
    assert (found.verdict, codes(found), found.findings[0].steps) == (*wanted, (step,))


@pytest.mark.long
def test_what_was_said_for_a_night_that_has_moved_is_said_again(tmp_path) -> None:
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    indexed = index_plan(latest)
    steps = [indexed.steps[indexed.index[step]] for step, entry in second.items() if entry.at]
    said = [step.id for step in steps if is_control(step) and step.window]
    assert any(required(latest, step) for step in said)
    for step in said:
        then = changed(second[step], at=clock_time(indexed, seconds(indexed, second[step]) - int(WEEK.total_seconds())))
        rest = {key: entry for key, entry in second.items() if key != step}
        found = result(tmp_path, [(earlier, {**first, step: then}), (latest, rest)])
        wanted = ("fail", ["STA015"]) if required(latest, step) else ("pass", ["STA016"])
        assert (found.verdict, codes(found)) == wanted, step
        assert found.findings[0].steps == (step,)
        found = result(tmp_path, [(earlier, {**first, step: then}), (latest, second)])
        assert (found.verdict, codes(found)) == ("pass", []), "signed again"
        if indexed.steps[indexed.index[step]].gate == "hold":
            no = changed(then, value="no-go", note="The site lost its power.")
            assert "ORD004" in codes(result(tmp_path, [(earlier, {**first, step: no}), (latest, rest)]))
    so_far = result(tmp_path, [(earlier, {**first, step: then}), (latest, {})], so_far=earlier.windows[1].end)
    assert not {"STA015", "STA001"} & set(codes(so_far)), "it is not due"


def test_a_step_that_is_signed_under_both_repeats_or_contradicts(tmp_path) -> None:
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    step = next(step for step in first if first[step].state == "done" and step.startswith("prep-"))
    found = result(tmp_path, [(earlier, first), (latest, {**second, step: first[step]})])
    assert (found.verdict, codes(found)) == ("pass", ["DOC004"])
    other = changed(first[step], by={"CM": "TL", "TL": "CM"}[first[step].by])
    found = result(tmp_path, [(earlier, first), (latest, {**second, step: other})])
    assert codes(found) == ["DOC005"]


def test_what_was_left_out_or_failed_before_is_done_later(tmp_path) -> None:
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    indexed = index_plan(latest)
    step = next(step for step in works(indexed, 2) if step.required and not step.installs)
    out = {
        **first,
        step.id: changed(second[step.id], state="skipped", at="", witness="", value="", note="no time left"),
    }
    found = result(tmp_path, [(earlier, out), (latest, second)])
    assert (found.verdict, codes(found)) == ("pass", ["STA016"])
    then = next(entry for entry in play(index_plan(earlier), 3) if entry.step == step.id)
    failed = {**first, step.id: changed(then, state="failed", value="", note="the page did not open")}
    found = result(tmp_path, [(earlier, failed), (latest, second)])
    assert (found.verdict, codes(found)) == ("pass", ["STA009"]), "the try lies in the window planned for it then"


def test_who_was_staff_then_may_have_signed_then(tmp_path) -> None:
    earlier, latest = change()
    new = Person(initials="NX", name="N. Example", email="nx@example.com", roles=("technician", "network"))
    staff = (*(one for one in latest.staff if one.initials != "CM"), new)
    later = replace(latest, staff=staff)
    later = replace(later, revision=revision_of(later))
    put(tmp_path, earlier, later)
    earlier, later, first, second = both(plans_of=(earlier, later))
    assert "CM" in {entry.by for entry in first.values()}
    assert "NX" in {entry.by for entry in second.values()}
    (one,) = results(tmp_path, [(earlier, first), (later, second)])
    assert (one.result.verdict, codes(one.result)) == ("pass", [])
    from runbook.report.signed import people_of, signed_steps, signers

    found = signers(signed_steps(one), one.staff, people_of(one.record), "by")
    assert {"CM", "NX"} <= {who.initials for who in found if who.in_plan}
    step = next(step for step, entry in second.items() if entry.state == "done")
    found = result(tmp_path, [(earlier, first), (later, {**second, step: changed(second[step], by="CM")})])
    assert codes(found) == ["SGN002"]
    step = next(step for step, entry in first.items() if entry.state == "done")
    found = result(tmp_path, [(earlier, {**first, step: changed(first[step], by="NX")}), (later, second)])
    assert codes(found) == ["SGN002"]


def test_a_day_passes_from_the_package_of_one_night_to_that_of_the_next(tmp_path) -> None:
    earlier = plans.plan_of(*KIND, hops=("bs", "s"))
    latest = carried_on(earlier, by=-48 * HOURS)  # the second night is the one after the first
    put(tmp_path, earlier, latest)
    first, second = played(earlier, latest).values()
    assert result(tmp_path, [(earlier, first), (latest, second)]).verdict == "pass"
    indexed = index_plan(latest)
    waits = [
        (one, other, wait)
        for a, later in indexed.edges.items()
        for b, wait in later.items()
        for one, other in [(indexed.steps[a].id, indexed.steps[b].id)]
        if wait and one in first and other in second
    ]
    assert waits
    for one, other, wait in waits:
        at = datetime.fromisoformat(first[one].at) + timedelta(seconds=wait) - timedelta(minutes=5)
        soon = {**second, other: changed(second[other], at=f"{at:%Y-%m-%d %H:%M}")}
        found = result(tmp_path, [(earlier, first), (latest, soon)])
        assert {"GAP001", "ORD001"} & {*codes(found)}
        assert {one, other} <= {step for finding in found.findings for step in finding.steps}


def continued(done: bool):
    """A plan whose second window goes on in a third night; or, once it is done, the plan that carries that on."""
    plan = plans.plan_of("single", "automatic", hops=("bs", "s"))
    night = plan.windows[1]
    more = replace(night, start=night.start + 24 * HOURS, end=night.end + 24 * HOURS, continues=2)
    if not done:
        plan = replace(plan, windows=(*plan.windows, more))
        return replace(plan, revision=revision_of(plan))
    windows = (*(replace(window, done=True) for window in plan.windows), more)
    steps = tuple(replace(step, planned_by=more.start) if step.id == RELEASE else step for step in plan.steps)
    later = replace(plan, windows=windows, steps=steps, amends=(plan.revision,))
    later = replace(later, rules=of_what_is_left(later.rules, steps_behind(later), later.steps))
    return plan, replace(later, revision=revision_of(later))


def test_a_step_is_signed_in_its_window_or_in_one_that_continues_it(tmp_path) -> None:
    plan = continued(done=False)
    put(tmp_path, plan)
    indexed = index_plan(plan)
    entries = {entry.step: entry for entry in play(indexed, 3)}
    done = {step for step, entry in entries.items() if entry.state == "done"}
    night = [step.id for step in indexed.steps if step.window == 2 and step.id in done]
    night.sort(key=lambda step: entries[step].at)
    after = [step.id for step in indexed.steps[indexed.index[night[-1]] + 1 :] if step.id in entries]
    for cut in range(0, len(night), 3):
        moved = {step: a_day_later(entries[step]) for step in (*night[cut:], *after)}
        found = result(tmp_path, [(plan, {**entries, **moved})])
        assert (found.verdict, codes(found)) == ("pass", []), cut
    last = max((step.id for step in works(indexed, 2) if step.id in done), key=lambda step: entries[step].at)
    dropped = {*after, *(step for step in night if step.startswith("people-"))}
    for days, code in ((2, "WIN002"), (-1, "WIN001")):
        late = {**entries, last: changed(entries[last], at=day_later(entries[last].at, days))}
        kept = {step: entry for step, entry in late.items() if step not in dropped}
        assert code in codes(result(tmp_path, [(plan, kept)])) or days < 0
    between = plan.windows[1].end + HOURS
    text = f"{between.astimezone(indexed.zone):%Y-%m-%d %H:%M}"
    found = result(tmp_path, [(plan, {**entries, last: changed(entries[last], at=text)})])
    assert "WIN002" in codes(found) or "ORD001" in codes(found)
    due = plan.windows[2].end
    rest = {s: e for s, e in entries.items() if s not in (*night[5:], *after)}
    assert result(tmp_path, [(plan, rest)], so_far=plan.windows[1].end + HOURS).verdict == "pass"
    assert result(tmp_path, [(plan, rest)], so_far=due + HOURS).verdict == "fail"


def a_day_later(entry):
    """Signed a day later, and what was seen then; a time that was looked up stays."""
    looked_up = entry.step.startswith("wait-over")
    return changed(entry, at=day_later(entry.at), value=entry.value if looked_up else day_later(entry.value))


def day_later(text, days=1):
    try:
        return f"{datetime.fromisoformat(text) + timedelta(days=days):%Y-%m-%d %H:%M}"
    except ValueError:
        return text


def test_a_night_that_is_continued_is_signed_on_the_pages_of_both(tmp_path) -> None:
    earlier, latest = continued(done=True)
    put(tmp_path, earlier, latest)
    indexed = index_plan(earlier)
    entries = {entry.step: entry for entry in play(indexed, 3)}
    done = {step for step, entry in entries.items() if entry.state == "done"}
    night = [step.id for step in indexed.steps if step.window == 2 and step.id in done]
    night.sort(key=lambda step: entries[step].at)
    assert not {index_plan(latest).index[step] for step in night} & behind(index_plan(latest))
    after = [step.id for step in indexed.steps[indexed.index[night[-1]] + 1 :] if step.id in entries]
    for cut in (0, 4, len(night) - 1):
        later = {step: a_day_later(entries[step]) for step in (*night[cut:], *after)}
        first = {step: entry for step, entry in entries.items() if step not in later}
        found = result(tmp_path, [(earlier, first), (latest, later)])
        assert codes(found) == ["STA015"], "what is left is released for itself"
        between = earlier.windows[1].end.astimezone(indexed.zone) + HOURS
        later[RELEASE] = changed(entries[RELEASE], at=f"{between:%Y-%m-%d %H:%M}")
        found = result(tmp_path, [(earlier, first), (latest, later)])
        assert (found.verdict, codes(found)) == ("pass", []), cut
        dropped = {step: entry for step, entry in later.items() if step != night[-1]}
        assert codes(result(tmp_path, [(earlier, first), (latest, dropped)])) in (["STA001"], ["DOC007"])


@pytest.mark.long
@pytest.mark.parametrize("kind", [kind for kind in plans.KINDS if not kind[0].startswith("migrate-")], ids=name)
def test_each_known_mistake_is_found_in_a_change_that_was_carried_on(kind, tmp_path) -> None:
    earlier, latest = change(kind)
    put(tmp_path, earlier, latest)
    indexed, before = index_plan(latest), index_plan(earlier)
    under = signed_under(indexed, [before])
    planted = set()
    for seed, kind_of in enumerate((*KINDS, *CARRIED_ON)):
        entries = {entry.step: entry for entry in play(indexed, seed, under=under)}
        draft = DraftRecord(indexed, entries, random.Random(seed), earlier=(before,))
        draft.under |= {one.step.id: one for one in under if one.indexed is not indexed}
        with_releases(draft, under)
        mistake = plant_one(draft, kind_of)
        if mistake is None:
            continue
        planted.add(kind_of)
        first = [entry for key, entry in draft.entries.items() if draft.plan_of(key) is before]
        second = [entry for key, entry in draft.entries.items() if draft.plan_of(key) is not before]
        found = result(tmp_path, [(earlier, first), (latest, second)], now=None)
        told = [(one.code, set(mistake.steps) <= set(one.steps)) for one in found.findings]
        assert len(told) == 1, (mistake, told)
        assert told[0][0] in mistake.codes, (mistake, told)
        assert told[0][1], mistake
    assert {kind_of for kind_of in CARRIED_ON if kind_of.__name__ != "_read_otherwise"} <= planted
    assert len(planted) > len(KINDS) / 2


@pytest.mark.long
@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_rehearsal_of_a_change_that_was_carried_on(form, tmp_path) -> None:
    earlier, latest = change()
    store = PlanStore([str(put(tmp_path, earlier, latest))])
    indexed, before = store.carried_on([str(tmp_path)])
    assert [plan.plan.revision for plan in before] == [earlier.revision]
    for mistakes in (0, 3):
        content, planted = written_record(indexed, 4, mistakes, form, ENGLISH, before)
        assert is_sealed(content)
        assert not is_sealed(content.replace(b"TL", b"CM", 1))
        file = tmp_path / f"record-{mistakes}.{form}"
        file.write_bytes(content)
        (found,) = verify_files([file], store, NOW)
        assert found.result.rehearsal
        told = [set(one.codes) & set(codes(found.result)) for one in planted]
        assert len(told) == mistakes
        assert all(told)
        assert (found.result.verdict == "pass") == (not mistakes)


def test_each_plan_is_released_by_itself(tmp_path) -> None:
    """What released the first night releases nothing of the second; and a night without a release is told of."""
    earlier, latest, first, second = both()
    put(tmp_path, earlier, latest)
    assert RELEASE in first
    assert RELEASE in second

    def told(first, second):
        found = result(tmp_path, [(earlier, first), (latest, second)])
        return [(one.code, one.steps[0], one.where) for one in found.findings]

    without = {step: entry for step, entry in second.items() if step != RELEASE}
    assert [one[:2] for one in told(first, without)] == [("STA015", RELEASE)]
    never = {step: entry for step, entry in first.items() if step != RELEASE}
    assert told(never, second) == [("STA001", RELEASE, str(tmp_path / "part-0.json"))]
    touching = [earlier.steps[k].id for k in sorted(course_of(index_plan(earlier)).touching)]
    at = sorted(first[step].at for step in touching if step in first and first[step].at)[6]
    late = {**first, RELEASE: changed(first[RELEASE], at=at[:-1] + "9")}
    [(code, step, where)] = told(late, second)
    assert (code, step, where.startswith(str(tmp_path / "part-0.json"))) == ("ORD001", RELEASE, True)
    nobody = {**first, RELEASE: changed(first[RELEASE], by="CM")}
    assert [one[:2] for one in told(nobody, second)] == [("SGN003", RELEASE)]


def test_who_released_a_night_carries_it_out_and_another_night_not(tmp_path) -> None:
    earlier, _ = change()
    staff = tuple(
        replace(one, roles=(*one.roles, "approver")) if one.initials == "AB" else one for one in earlier.staff
    )
    earlier = replace(earlier, staff=staff)
    earlier = replace(earlier, revision=revision_of(earlier))
    latest = carried_on(earlier)
    put(tmp_path, earlier, latest)
    _, _, first, second = both(plans_of=(earlier, latest))

    def by(entries, hand):
        return {
            step: changed(entry, by=hand if entry.by in ("CM", "TL") and entry.witness != hand else entry.by)
            for step, entry in entries.items()
            if step != RELEASE
        }

    def told(one, other, releases):
        nights = [by(first, one), by(second, other)]
        for night, was, who in zip(nights, (first, second), releases, strict=True):
            night[RELEASE] = changed(was[RELEASE], by=who)
        found = result(tmp_path, [(earlier, nights[0]), (latest, nights[1])])
        return [(each.code, dict(each.args)["who"]) for each in found.findings if each.code == "SGN012"]

    assert told("CM", "CM", ("TL", "AB")) == []
    assert told("TL", "CM", ("AB", "TL")) == [], "who carried out the first night releases the second"
    assert told("TL", "CM", ("TL", "AB")) == [("SGN012", "TL")]
    assert told("CM", "TL", ("AB", "TL")) == [("SGN012", "TL")]


@pytest.mark.parametrize("night", [0, 1])
def test_each_plan_has_decision_times_of_its_own(night, tmp_path) -> None:
    nights = both()
    put(tmp_path, *nights[:2])
    plan, entries = index_plan(nights[night]), nights[2 + night]
    clock = next(one for one in clocks_of(plan) if one.phase.id == f"switch:h{night + 1}")
    signed = {step.id for step in plan.steps if step.window == clock.phase.window and step.id in entries}
    last = max(
        (step for k in clock.steps if (step := plan.steps[k].id) in signed and entries[step].state == "done"),
        key=lambda step: entries[step].at,
    )
    at = datetime.fromtimestamp(clock.until, UTC).astimezone(plan.zone) + timedelta(minutes=5)
    late = {step for step in signed if entries[step].at >= entries[last].at} - {
        plan.steps[k].id for k in course_of(plan).gate("decision")
    }
    parts = [dict(nights[2]), dict(nights[3])]
    parts[night] |= {step: changed(entries[step], at=f"{at:%Y-%m-%d %H:%M}") for step in late}
    for gate in course_of(plan).gate("decision"):
        parts[night].pop(plan.steps[gate].id, None)
    told = result(tmp_path, list(zip(nights[:2], parts, strict=True)))
    assert [one.code for one in told.findings if last in one.steps] == ["ORD003"], told.findings
    decision = f"decision-late-{clock.phase.id}"
    go = Entry(step=decision, state="done", at=f"{at - timedelta(minutes=9):%Y-%m-%d %H:%M}", by="TL", value="go")
    parts[night][decision] = go
    assert "ORD003" not in codes(result(tmp_path, list(zip(nights[:2], parts, strict=True))))


@pytest.mark.long
@pytest.mark.parametrize("phase", ["save:h2", "switch:h2"])
def test_a_night_that_was_led_back_is_done_on_the_next(phase, tmp_path) -> None:
    """What was signed before somebody went back is signed again under the later plan: that contradicts nothing."""
    earlier, _ = change()
    latest = carried_on(earlier, 2)
    put(tmp_path, earlier, latest)
    then = index_plan(earlier)
    signed = played(earlier, latest)
    stood, minute = stopped_in(then, phase, seed=3)
    way = next(one for one in earlier.phases if one.id == phase).way_back
    night = {step: entry for step, entry in stood.items() if then.steps[then.index[step]].window == 3}
    whole = gone_back(then, signed[earlier.revision] | night, way, minute)
    found = result(tmp_path, [(earlier, whole), (latest, signed[latest.revision])])
    assert (found.verdict, codes(found)) == ("pass", ["STA016"]), found.findings
    assert {one.split(":")[0] for one in found.findings[0].steps} >= {"status-before", "failover-break"}
    (taken,) = found.back
    assert (taken.phase, taken.whole) == (way, True)
    half = dict(whole)
    del half[[step for step in half if step.startswith("back-")][-1]]
    told = result(tmp_path, [(earlier, half), (latest, signed[latest.revision])])
    assert codes(told) == ["STA016", "STA019"], "it was half taken all the same"
    second, minute = stopped_in(index_plan(latest), phase, seed=3)
    again = {step: entry for step, entry in second.items() if step in signed[latest.revision]}
    twice = gone_back(index_plan(latest), again, way, minute)
    led = [step for step in twice if step.startswith("back-")]
    found = result(tmp_path, [(earlier, whole), (latest, twice)])
    assert "DOC005" not in codes(found)
    del twice[led[-1]]
    assert "STA019" in codes(result(tmp_path, [(earlier, whole), (latest, twice)])), "the first completes no second"


@pytest.mark.parametrize("phase", ["save:h2", "switch:h2"])
def test_what_was_led_back_and_not_signed_again_is_not_done(phase, tmp_path) -> None:
    """Work, a go and a roll call of the night that was led back are none of the night that follows."""
    earlier, _ = change()
    latest = carried_on(earlier, 2)
    put(tmp_path, earlier, latest)
    then = index_plan(earlier)
    signed = played(earlier, latest)
    stood, minute = stopped_in(then, phase, seed=3)
    way = next(one for one in earlier.phases if one.id == phase).way_back
    night = {step: entry for step, entry in stood.items() if then.steps[then.index[step]].window == 3}
    whole = gone_back(then, signed[earlier.revision] | night, way, minute)
    led = [step for step in night if step in signed[latest.revision] and latest.steps[then.index[step]].required]
    assert any(step.startswith("people-") for step in led)
    undone = {step for step in led if not then.steps[then.index[step]].gate}
    later = {step: entry for step, entry in signed[latest.revision].items() if step not in undone}
    told = result(tmp_path, [(earlier, whole), (latest, later)])
    missing = {step for one in told.findings if one.code in ("STA001", "DOC007") for step in one.steps}
    assert (told.verdict, missing) == ("fail", undone)
    assert {*codes(told)} <= {"STA001", "DOC007", "STA016"}, told.findings
    notes = [dict(one.args)["why"] for one in told.findings if one.code == "STA016"]
    assert any("not signed again" in why.text for why in notes)
    (one,) = results(tmp_path, [(earlier, whole), (latest, later)], so_far=latest.windows[2].start)
    assert not {"STA001", "DOC007"}.intersection(codes(one.result)), "it is open until its night is over"
    assert undone <= {each.step for each in one.result.open}
    work = [step for step in undone if not is_control(then.steps[then.index[step]])]
    on = max(work, key=lambda step: whole[step].at)
    after = datetime.fromisoformat(max(entry.at for step, entry in whole.items() if step.startswith("back-")))
    went_on = {**whole, on: changed(whole[on], at=f"{after + HOURS:%Y-%m-%d %H:%M}")}
    told = codes(result(tmp_path, [(earlier, went_on), (latest, later)]))
    assert {"ORD005", "ORD001"}.intersection(told), "it was gone on with after that, or the end was told too soon"


@pytest.mark.sampled(2)
@pytest.mark.parametrize("kind", [KIND, ("failover", "automatic", "synchronous", None)], ids=name)
def test_a_night_that_a_no_go_stopped_is_done_again_on_the_next(kind, tmp_path) -> None:
    """What was done before the no-go, and is done once more, contradicts nothing; an installation is none of that, nor
    what was done behind the no-go, and the next night needs a go of its own."""
    earlier, _ = change(kind)
    latest = carried_on(earlier, len(earlier.windows) - 1)
    put(tmp_path, earlier, latest)
    then, signed = index_plan(earlier), played(earlier, latest)
    whole = {entry.step: entry for entry in play(then, 3, as_printed=True)}
    hold = then.steps[course_of(then).gate("hold")[-1]]
    minute = seconds(then, whole[hold.id])
    night = {s: e for s, e in until(then, whole, hold.id).items() if then.steps[then.index[s]].window == hold.window}
    stopped = signed[earlier.revision] | night | {hold.id: no_go(then, hold.id, minute, whole[hold.id].by)}

    def told(first, second=signed[latest.revision]):
        return result(tmp_path, [(earlier, first), (latest, second)])

    found = told(stopped)
    assert (found.verdict, codes(found)) == ("pass", ["STA016"]), found.findings
    again = {step for step in night if not then.steps[then.index[step]].gate} & signed[latest.revision].keys()
    work = {step for step in again if not is_control(then.steps[then.index[step]])}
    assert work
    assert work == {*found.findings[0].steps}
    gone_on = {**signed[latest.revision]}
    del gone_on[hold.id]
    assert "ORD004" in codes(told(stopped, gone_on)), "the go of nobody"
    said = {**stopped, hold.id: changed(stopped[hold.id], value="go", note="")}
    assert "DOC005" in codes(told(said)), "nothing stopped that night"
    install = next(step for step in then.steps if step.no_return and step.id in whole and step.window == hold.window)
    behind_it = {**stopped, install.id: changed(whole[install.id], at=clock_time(then, minute + 1200))}
    assert {"DOC005", "ORD004"} <= {*codes(told(behind_it))}
