"""What a verdict only warns of: a pass begun before the wait was over, a package long after its Base."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec.structs import replace as changed

from runbook.errors import InputError
from runbook.i18n import Language, load_language
from runbook.model.record import Entry
from runbook.model.revision import revision_of, revision_of_content
from runbook.reading.plan_json import dump_plan, read_plan
from runbook.report.finding_text import finding_text
from runbook.simulate.draft import DraftRecord
from runbook.simulate.play import clock_time, play
from runbook.verify.indexed_plan import index_plan
from runbook.verify.pauses import pauses_of
from tests import plans
from tests.verify.harness import check, faultless, indexed_plan_of, paused, write
from tests.verify.nights import seconds

CALM = index_plan(replace(paused().plan, tolerances=None))  # it looks at no pace
BROKEN = ("wait-over:h2", "failover-sync:h2", "failover-break:h2")


def early(hour: int = 22) -> dict[str, Entry]:
    """The second pass is begun at its window's opening, an hour and more before the day is over; its package waits."""
    entries = faultless(CALM, 3)
    order = (
        "status-before:rs-b:h2",
        "status-before:rs-a:h2",
        "backup-settings:rs-b:h2",
        *BROKEN,
        "update-check:rs-a:h2",
    )
    for number, step in enumerate(order):
        write(entries, step, at=f"2026-10-28 {hour}:{5 + 5 * number:02d}")
    write(entries, "failover-sync:h2", value=f"2026-10-28 {hour}:26")
    return entries


def test_a_pass_begun_early_is_one_warning_that_names_what_was_begun() -> None:
    result = check(CALM, *early().values())
    (finding,) = result.findings
    assert (finding.code, result.verdict, result.culprits) == ("GAP002", "undetermined", ())
    assert set(finding.steps) == {"update-software:rs-a:h1", *BROKEN}
    assert finding.rule == "P07-pass:h1"
    assert "P07" in finding.sources
    for language in (Language(tag="en"), load_language("fr")):
        text = finding_text(finding, CALM.plan, language, CALM.plan.sources)
        assert "24" in text.message
        assert "47, 77" in text.guide
    assert "one of the kit's own rules" in finding_text(finding, CALM.plan, Language(tag="en"), {}).message


def test_where_the_package_comes_too_soon_the_pass_is_not_told_again() -> None:
    entries = early()
    steps = ("update-base:rs-a:h2", "backup-between:rs-a:h2", "update-software:rs-a:h2")
    for number, step in enumerate(steps):
        write(entries, step, at=f"2026-10-28 23:{10 + 10 * number:02d}")
    result = check(CALM, *entries.values())
    assert [finding.code for finding in result.findings] == ["GAP001"]


def test_where_the_package_is_named_by_a_wrong_order_the_pass_is_told_beside_it() -> None:
    """Its own time is not too soon: the backup before it is signed too late."""
    entries = early()
    write(entries, "backup-between:rs-a:h2", at="2026-10-29 02:12")
    result = check(CALM, *entries.values())
    assert [finding.code for finding in result.findings] == ["ORD001", "GAP002"]
    assert result.findings[0].steps[:2] == ("backup-between:rs-a:h2", "update-software:rs-a:h2")
    assert result.culprits == ("backup-between:rs-a:h2",)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("kind", ["atlas-failover", "atlas-no-failover"])
def test_in_a_cluster_a_package_too_soon_is_told_without_its_pass(kind: str, seed: int) -> None:
    """Where the last package of the pass before it is blamed, the others of that one do not show the same again; all of
    the pass is as much too early."""
    plan = plans.plan_of(kind, switch="dns" if kind == "atlas-failover" else None, bases=(True, True))
    first, second = plan.windows
    near = replace(second, start=first.start + timedelta(hours=15), end=first.end + timedelta(hours=30))
    indexed = index_plan(replace(plan, windows=(first, near)))
    entries = {one.step: one for one in play(index_plan(plan), seed, as_printed=True)}
    windows = {step.id for step in plan.steps if step.window}
    signed = {step: seconds(indexed, one) for step, one in entries.items() if one.at and step in windows}
    later = {step.id for step in plan.steps if step.hop == 2}
    last = max(at for step, at in signed.items() if step not in later and step.startswith("update-software"))
    begun = min(at for step, at in signed.items() if step in later)
    for minutes in (1320, 1350, 1380):
        moved = dict(entries)
        for step in later & signed.keys():
            at = signed[step] - begun + last + 60 * minutes
            moved[step] = changed(entries[step], at=clock_time(indexed, at))
        told = [one.code for one in check(indexed, *moved.values()).findings if one.code.startswith("GAP")]
        assert len(told) == 1, (minutes, told)


def test_two_hours_after_its_base_is_not_long_and_a_minute_more_is() -> None:
    for base, codes in (("22:36", []), ("22:21", ["GAP003"])):
        entries = faultless(CALM, 3)
        for number, step in enumerate(("failover-sync:h1", "failover-break:h1")):
            write(entries, step, at=f"2026-10-24 22:{17 + number}")
        write(entries, "failover-sync:h1", value="2026-10-24 22:16")
        write(entries, "update-base:rs-b:h1", at=f"2026-10-24 {base}")
        result = check(CALM, *entries.values())
        assert [finding.code for finding in result.findings] == codes
    assert result.findings[0].sources == ("P08", "F07")


def test_what_only_warns_orders_and_blames_nothing() -> None:
    for indexed in (CALM, indexed_plan_of("atlas-failover", None, None, "dns", bases=(True, True))):
        soft = [rule for rule in indexed.plan.rules if rule.severity == "warning"]
        assert soft
        assert pauses_of(indexed)
        bare = index_plan(replace(indexed.plan, rules=tuple(r for r in indexed.plan.rules if r not in soft)))
        assert bare.edges == indexed.edges
        assert pauses_of(bare) == ()


def test_a_plan_of_the_first_format_has_no_rule_that_only_warns() -> None:
    """Its revision does not cover the severity: an error could be written down to a warning."""
    plan = replace(CALM.plan, format="runbook-plan/1", offsets=())
    plan = replace(plan, revision=revision_of(plan))
    with pytest.raises(InputError):
        read_plan(dump_plan(plan), "plan.json")


def test_an_earlier_plan_says_what_it_said() -> None:
    """Without the kinds and fields of today a pass begun early is nothing, and a package too soon is an error."""
    plan = CALM.plan
    look = {"wait-over:h2"}
    rules = tuple(r for r in plan.rules if r.severity == "error" and not look & {*r.first, *r.then})
    plan = replace(plan, rules=rules, steps=tuple(s for s in plan.steps if s.id not in look))
    data = json.loads(dump_plan(replace(plan, revision="")))
    for rule in data["rules"]:
        del rule["severity"]
    data["revision"] = revision_of_content(data)
    older = index_plan(read_plan(json.dumps(data).encode(), "plan.json"))
    entries = {s: changed(e) for s, e in early().items() if s not in look}
    assert check(older, *entries.values()).findings == ()
    for number, step in enumerate(("update-base:rs-a:h2", "backup-between:rs-a:h2", "update-software:rs-a:h2")):
        write(entries, step, at=f"2026-10-28 23:{10 + 10 * number:02d}")
    assert [finding.code for finding in check(older, *entries.values()).findings] == ["GAP001"]


def test_no_planted_mistake_breaks_by_the_way_what_only_warns() -> None:
    indexed = indexed_plan_of("single", "automatic", None, None)
    (pause,) = (one for one in pauses_of(indexed) if one.at_most)
    entries = {step: entry for step, entry in faultless(indexed).items() if indexed.index[step] <= pause.then}
    draft = DraftRecord(indexed, entries, random.Random(1))
    latest = draft.times[pause.first] + pause.seconds
    assert draft.fits(pause.then, latest)
    assert not draft.fits(pause.then, latest + 60)
    assert draft.fits(pause.then, latest + 60, frozenset({pause.first}))


LOOK, LAST = "wait-over:h2", "update-software:rs-a:h1"  # signed at 2026-10-27 23:46


def looked_up(value: str, **last: str) -> list[str]:
    entries = faultless(paused(), 3)
    write(entries, LOOK, value=value)
    write(entries, LAST, **last)
    return [finding.code for finding in check(paused(), *entries.values()).findings]


@pytest.mark.parametrize("value", ["2026-10-26 23:46", "2026-10-25 00:23", "2026-10-27 23:51", "27/10/2026 22h46"])
def test_a_time_that_was_looked_up_wrongly_is_asked_about(value: str) -> None:
    entries = faultless(paused(), 3)
    write(entries, LOOK, value=value)
    result = check(paused(), *entries.values())
    (found,) = result.findings
    assert (result.verdict, found.code, found.steps) == ("undetermined", "EVD010", (LOOK,))
    assert f"{dict(found.args)['bound']:%Y-%m-%d %H:%M}" == "2026-10-27 23:46"


@pytest.mark.parametrize("value", ["27/10/2026 23h46", "2026-10-27 23:46:30", "2026-10-27 23:44", "27/10 23:46"])
def test_a_time_that_was_looked_up_as_people_write_it_is_right(value: str) -> None:
    assert looked_up(value) == []


def test_a_time_that_was_looked_up_without_its_date_is_compared_by_the_clock() -> None:
    assert looked_up("23:46") == ["TIM011"]
    assert looked_up("23:10") == ["TIM011", "EVD010"]


def test_a_signature_that_is_told_as_wrong_is_not_told_again_by_what_was_looked_up() -> None:
    seen = "2026-10-27 23:46"
    assert looked_up(seen, at="") == ["TIM007"]
    assert looked_up(seen, at="?") == ["TIM002"]
    assert "EVD010" not in looked_up(seen, at="2026-10-28 00:40")
    assert "EVD010" not in looked_up(seen, at="2027-10-27 23:46")


def test_a_plan_that_says_not_what_a_verdict_allows_for_keeps_its_verdict() -> None:
    entries = faultless(CALM, 3)
    write(entries, LOOK, value="2026-10-26 23:46")
    assert check(CALM, *entries.values()).findings == ()
