"""A night that goes on in another: what is on the pages of each, and what a record says while the next is to come."""

from msgspec.structs import replace as changed

from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.verify.harness import codes
from tests.verify.test_amended import HOURS, continued, day_later, put, result


def nights(folder, cut=4):
    """Two plans of a night that goes on, and what was signed under each: from step `cut` of the night on, the later."""
    earlier, latest = continued(done=True)
    put(folder, earlier, latest)
    indexed = index_plan(earlier)
    entries = {entry.step: entry for entry in play(indexed, 3)}
    night = [step.id for step in indexed.steps if step.window == 2 and entries[step.id].state == "done"]
    night.sort(key=lambda step: entries[step].at)
    after = [step.id for step in indexed.steps[indexed.index[night[-1]] + 1 :] if step.id in entries]
    later = {
        step: changed(entries[step], at=day_later(entries[step].at), value=day_later(entries[step].value))
        for step in (*night[cut:], *after)
    }
    first = {step: entry for step, entry in entries.items() if step not in later}
    return earlier, latest, first, later, night[cut:]


def test_a_time_without_its_date_is_of_the_night_that_the_pages_are_for(tmp_path) -> None:
    earlier, latest, first, later, night = nights(tmp_path)
    bare = {s: changed(e, at=e.at[11:]) if s in night else e for s, e in later.items()}
    early = {s: changed(e, at=e.at[11:]) if index_plan(earlier).steps[index_plan(earlier).index[s]].window else e
             for s, e in first.items()}  # fmt: skip
    found = result(tmp_path, [(earlier, early), (latest, bare)])
    assert (found.verdict, codes(found)) == ("pass", ["TIM011"])
    alone = result(tmp_path, [(latest, bare)])
    assert "TIM008" not in codes(alone)
    both = {**early, **{s: changed(e, at=e.at[11:]) for s, e in later.items() if s in night}}
    assert "TIM008" not in codes(result(tmp_path, [(earlier, both)])), "its own plan has the one night"


def test_a_time_without_its_date_that_has_not_come_lies_ahead(tmp_path) -> None:
    earlier, latest, first, later, night = nights(tmp_path)
    bare = {s: changed(e, at=e.at[11:]) if s in night else e for s, e in later.items() if s in night[:1]}
    opens = latest.windows[2].start
    found = result(tmp_path, [(earlier, first), (latest, bare)], now=opens, so_far=opens)
    assert codes(found) == ["TIM005", "TIM011"]


def test_what_failed_is_open_while_its_night_goes_on(tmp_path) -> None:
    plan = continued(done=False)
    put(tmp_path, plan)
    indexed = index_plan(plan)
    entries = {entry.step: entry for entry in play(indexed, 3)}
    night = [step.id for step in indexed.steps if step.window == 2 and step.required and entries[step.id].at]
    failed = next(step for step in night if indexed.steps[indexed.index[step]].installs)
    before = {s: e for s, e in entries.items() if e.at and e.at < entries[failed].at}
    tried = {
        **before,
        failed: changed(entries[failed], state="failed", value="", note="stopped at 40 %, case 81234567"),
    }
    for so_far in (plan.windows[1].end + HOURS, plan.windows[2].end):
        found = result(tmp_path, [(plan, tried)], so_far=so_far)
        assert (found.verdict, codes(found)) == ("pass", []), so_far
        assert {one.step: one.due for one in found.open}[failed] == plan.windows[2].end
    assert codes(result(tmp_path, [(plan, tried)], so_far=plan.windows[2].end + HOURS)) == ["STA003"]
    onwards = next(step for step in night if night.index(step) > night.index(failed))
    went_on = {**tried, onwards: entries[onwards]}
    assert codes(result(tmp_path, [(plan, went_on)], so_far=plan.windows[1].end + HOURS)) == ["STA004"]
    again = {**before, failed: changed(tried[failed], at=day_later(entries[failed].at))}
    found = result(tmp_path, [(plan, again)], so_far=plan.windows[2].start + HOURS)
    assert "STA003" in codes(found), "it failed in the last of its nights"


def test_blank_pages_of_the_next_night_pass_until_it_is_due(tmp_path) -> None:
    _, latest, _, _, _ = nights(tmp_path)
    opens, ends = latest.windows[2].start, latest.windows[2].end
    found = result(tmp_path, [(latest, [])], so_far=opens)
    assert (found.verdict, codes(found)) == ("pass", [])
    assert found.open
    assert codes(result(tmp_path, [(latest, [])], so_far=ends + HOURS)) == ["DOC008"]
    assert codes(result(tmp_path, [(latest, [])])) == ["DOC008"]
