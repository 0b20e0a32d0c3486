"""A night that goes on in another: what is on the pages of each, and what a record says while the next is to come."""

from msgspec.structs import replace as changed

from runbook.i18n import load_language
from runbook.model.ways_back import main_steps
from runbook.report.finding_text import finding_texts
from runbook.report.open_steps import open_rows
from runbook.report.text import plain, text_of
from runbook.simulate.play import play
from runbook.simulate.write import csv_bytes
from runbook.verify.indexed_plan import index_plan
from tests import plans
from tests.verify.harness import codes
from tests.verify.test_amended import HOURS, RELEASE, continued, day_later, put, result, results


def nights(folder, cut=4):
    """Two plans of a night that goes on, and what was signed under each: from step `cut` of the night on, the later."""
    earlier, latest = continued(done=True)
    put(folder, earlier, latest)
    indexed = index_plan(earlier)
    entries = {entry.step: entry for entry in play(indexed, 3)}
    of_night = [step.id for step in indexed.steps if step.window == 2 and step.id in entries]
    night = [step for step in of_night if entries[step].state == "done"]
    night.sort(key=lambda step: entries[step].at)
    after = [step.id for step in indexed.steps[indexed.index[night[-1]] + 1 :] if step.id in entries]
    later = {
        step: changed(entries[step], at=day_later(entries[step].at), value=day_later(entries[step].value))
        for step in (*night[cut:], *after)
    }
    first = {step: entry for step, entry in entries.items() if step not in later}
    at = earlier.windows[1].end.astimezone(indexed.zone) + HOURS
    later[RELEASE] = changed(entries[RELEASE], at=f"{at:%Y-%m-%d %H:%M}")
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
    bare = {s: changed(e, at=e.at[11:]) if s in night else e for s, e in later.items() if s in (RELEASE, *night[:1])}
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
    """With those of the first nights beside them; without, these are asked for, and no page is called empty."""
    earlier, latest, first, _, _ = nights(tmp_path)
    opens, ends = latest.windows[2].start, latest.windows[2].end
    signed = [(earlier, list(first.values())), (latest, [])]
    found = result(tmp_path, signed, so_far=opens)
    assert (found.verdict, codes(found)) == ("pass", [])
    assert found.open
    assert codes(result(tmp_path, [(latest, [])], so_far=opens)) == ["DOC019"]
    assert codes(result(tmp_path, [(latest, [])], so_far=ends + HOURS)) == ["DOC008"]
    assert codes(result(tmp_path, [(latest, [])])) == ["DOC008"]


def test_records_put_aside_beside_the_plan_are_named(tmp_path) -> None:
    earlier, latest, first, later, _ = nights(tmp_path)
    aside = tmp_path / "record.csv.1a2b3c4d.bak"
    aside.write_bytes(csv_bytes(earlier, "1", tuple(first.values()), load_language("en")))
    blank, other = tmp_path / "record.csv.5e6f7a8b.bak", tmp_path / "record.xlsx.00112233.bak"
    blank.write_bytes(csv_bytes(earlier, "1", (), load_language("en")))
    other.write_bytes(b"PK no book")
    again = tmp_path / "record.csv.99887766.bak"
    again.write_bytes(aside.read_bytes())
    (one,) = results(tmp_path, [(latest, later)])
    assert "DOC019" in codes(one.result)
    for tag, words in (("en", "Put aside beside the plan: "), ("fr", "Mis de côté près du plan\u00a0: ")):
        (text,) = [t for t in finding_texts(one, load_language(tag), {}) if t.code == "DOC019"]
        assert text.remedy.endswith(f"{words}{aside}, {again}.")
    again.unlink()
    aside.unlink()
    (one,) = results(tmp_path, [(latest, later)])
    assert all(finding.remedy is None for finding in one.result.findings if finding.code == "DOC019")


def test_so_far_says_how_far_it_is_and_what_is_next(tmp_path) -> None:
    _, latest, _, _, _ = nights(tmp_path)
    indexed = index_plan(latest)
    found = results(tmp_path, [(latest, [])], so_far=latest.windows[2].start)
    text = "\n".join(text_of(found, load_language("en"), {}, plain))
    following = next(one for one in indexed.steps if one.id == found[0].result.open[0].step)
    assert f"Required steps that are signed: 0 of {sum(one.required for one in indexed.steps)}." in text
    assert "Done under an earlier plan, and not signed in these files: " in text
    assert f"Next: {following.number} " in text
    french = "\n".join(text_of(found, load_language("fr"), {}, plain))
    assert "sans échéance\u00a0: " in french
    assert "Étapes obligatoires visées\u00a0: 0 sur " in french


def test_open_steps_name_the_windows_that_their_work_may_go_on_in(tmp_path) -> None:
    plan = continued(done=False)
    put(tmp_path, plan)
    found = results(tmp_path, [(plan, [])], so_far=plan.windows[0].start - 240 * HOURS)
    rows = [row.due for row in open_rows(found[0], load_language("en"))]
    assert [due for due in rows if due.endswith(", in windows 2 and 3")]
    (tmp_path / "later").mkdir()
    _, latest, _, _, _ = nights(tmp_path / "later")
    found = results(tmp_path / "later", [(latest, [])], so_far=latest.windows[2].start)
    assert not [row for row in open_rows(found[0], load_language("en")) if "windows" in row.due]


def test_optional_steps_are_told_apart_from_the_open_ones(tmp_path) -> None:
    plan = plans.plan_of("atlas-no-failover")
    put(tmp_path, plan)
    found = results(tmp_path, [(plan, [])], so_far=plan.windows[0].start - 240 * HOURS)
    optional = [step.number for step in main_steps(plan) if not step.required]
    text = "\n".join(text_of(found, load_language("en"), {}, plain))
    assert f"Optional steps that are not signed, and need not be: {', '.join(optional)}." in text
