"""A night that goes on in another: what is on the pages of each, and what a record says while the next is to come."""

from msgspec.structs import replace as changed

from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.verify.harness import codes
from tests.verify.test_amended import continued, day_later, put, result


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
