"""Steps of a house in a plan: where they stand, what they show, and that a record needs no more than the plan."""

import json
import os
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from runbook.document.serving import NOBODY, serving
from runbook.errors import InputError, PlanningError
from runbook.i18n import load_language, with_words
from runbook.model.control import is_control
from runbook.model.plan import Expect
from runbook.model.revision import revision_of
from runbook.model.site import Inventory
from runbook.planning.house_trial import try_house
from runbook.procedures.load import load_procedures
from runbook.reading.plan_json import dump_plan, read_plan
from runbook.records.blank_rows import rows
from tests.house.folders import EXAMPLE, FILE, STEP, example, of, plan_with, written
from tests.pages import runbook_of

CONTACT = 'contacts: {noc: {name: {en: Control room, fr: Supervision}, phone: "+33 1 99 00 00 01"}}\n'


def _ids(plan) -> list[str]:
    return [step.id for step in plan.steps]


def test_a_plan_without_a_house_does_not_name_one() -> None:
    plan = plan_with(None)
    assert "house" not in json.loads(dump_plan(plan))
    assert read_plan(dump_plan(plan), "plan.json") == plan


def test_a_plan_with_a_house_is_read_back_with_its_revision() -> None:
    plan = plan_with(of(EXAMPLE), "paris")
    assert plan.house is not None
    assert plan.house.logo.startswith("data:image/svg+xml;base64,")
    again = read_plan(dump_plan(plan), "plan.json")
    assert again == plan
    assert revision_of(again) == plan.revision


def test_before_each_window(tmp_path) -> None:
    plan = plan_with(of(written(tmp_path / "h")), "paris")
    own = [step for step in plan.steps if step.house]
    assert [step.window for step in own] == list(range(1, len(plan.windows) + 1))
    for step in own:
        there = [each for each in plan.steps if each.window == step.window]
        leave, own_place = [is_control(each) for each in there], there.index(step)
        assert own_place == leave.index(False)
        assert there[0].planned_start == plan.windows[(step.window or 0) - 1].start


def test_before_a_step_of_a_way_back(tmp_path) -> None:
    """In each way back that has the step, and nowhere else; its minutes are part of the clock."""
    steps = STEP.replace("{before: window, each: window}", "{before: back.establish}")
    plain = plan_with(None, "paris")
    plan = plan_with(of(written(tmp_path / "h", steps=steps)), "paris")
    own = [step for step in plan.steps if step.house]
    assert [step.phase for step in own] == ["pair-again:h1", "pair-again:h2"]
    for step in own:
        there = [each for each in plan.steps if each.phase == step.phase]
        assert there[there.index(step) + 1].event == "back.establish"
        assert (step.window, step.planned_start, step.planned_from, step.required) == (None, None, None, False)
    ends = {phase.id: phase.back_until for phase in plain.phases}
    for phase in plan.phases:
        before = ends[phase.id]
        earlier = timedelta(minutes=5 if (phase.way_back or "").startswith("pair-again") else 0)
        assert phase.back_until == (before and before - earlier), phase.id


@pytest.mark.parametrize("site", ["paris", "lyon"])
def test_what_is_done_at_the_end_of_each_window_is_done_on_a_way_back_from_one(site, tmp_path) -> None:
    """Before what may be done afterwards, and without what only a window has; n/a where it was done in the window."""
    slot = "  slots: [{label: {en: Until, fr: Jusqu’à}, value: window.end, kind: datetime}]\n"
    steps = STEP.replace("{before: window, each: window}", "{after: window, each: window}") + slot
    plain = plan_with(None, site)
    plan = plan_with(of(written(tmp_path / "h", steps=steps)), site)
    nights = {phase.id for phase in plan.phases if phase.window is not None}
    ways = [phase for phase in plan.phases if phase.back_from]
    led = {phase.id for phase in ways if not nights.isdisjoint(phase.back_from)}
    assert led
    assert led != {phase.id for phase in ways}, "nothing was switched off before the first window"
    own = [step for step in plan.steps if step.house and step.window is None]
    assert {step.phase for step in own} == led
    assert len(own) == len(led)
    within = {phase.id: phase.within for phase in plain.phases}
    for step in own:
        there = [each for each in plan.steps if each.phase == step.phase]
        assert there.index(step) == within[step.phase]
        assert (step.required, step.na_allowed, step.slots) == (False, True, ())
    assert all(step.slots for step in plan.steps if step.house and step.window is not None)
    lasts = {phase.id: phase.back_until for phase in plain.phases}
    for phase in plan.phases:
        before = lasts[phase.id]
        assert phase.back_until == (before and before - timedelta(minutes=5)), phase.id


def test_a_hold_point_at_the_end_of_each_window_is_on_no_way_back(tmp_path) -> None:
    steps = STEP.replace("{before: window, each: window}", "{after: window, each: window}") + "  hold: true\n"
    plan = plan_with(of(written(tmp_path / "h", steps=steps)), "paris")
    assert {step.window for step in plan.steps if step.house} == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("{after: window}", 1),
        ("{after: update.software, each: appliance}", 4),
        ("{after: update.software, each: pass}", 2),
        ("{before: packages}", 1),
        ("{after: packages, paths: [single]}", 0),
        ("{before: prepare}", 1),
        ("{after: update.software, paths: [failover-asynchronous]}", 1),
    ],
)
def test_as_often_as_its_place_says(place: str, wanted: int, tmp_path) -> None:
    steps = STEP.replace("{before: window, each: window}", place)
    plan = plan_with(of(written(tmp_path / "h", steps=steps)), "paris")
    own = [number for number, step in enumerate(plan.steps) if step.house]
    assert len(own) == wanted
    for number in own:
        beside = plan.steps[number + (1 if "before" in place else -1)]
        if "update.software" in place:
            assert beside.event == "update.software"
            assert (plan.steps[number].appliance == beside.appliance) == ("appliance" in place)
        if "packages" in place:
            assert beside.installs
    rules = [rule for rule in plan.rules if rule.house]
    assert len(rules) == wanted
    assert all(rule.kind == "order" for rule in rules)


def test_steps_at_one_place_keep_their_order(tmp_path) -> None:
    names = ("alpha", "beta", "gamma")
    for place in ("{before: window}", "{after: window}", "{after: update.software}", "{before: save}"):
        steps = "".join(
            STEP.replace("off:", f"{name}:").replace("{before: window, each: window}", place) for name in names
        )
        plan = plan_with(of(written(tmp_path / place.strip("{}").replace(":", ""), steps=steps)))
        assert [step.event for step in plan.steps if step.house] == [f"house.{name}" for name in names]


def test_a_step_of_the_house_is_placed_by_another(tmp_path) -> None:
    steps = STEP.replace("off:", "zero:").replace("{before: window, each: window}", "{after: house.off, each: window}")
    plan = plan_with(of(written(tmp_path / "h", steps=steps + STEP)))
    assert [step.event for step in plan.steps if step.house] == ["house.off", "house.zero"]


@pytest.mark.parametrize("place", ["{before: window, each: window}", "{before: house.work, each: window}"])
def test_a_step_after_another_comes_before_what_that_was_placed_before(place: str, tmp_path) -> None:
    """The monitoring is off after the call, and before the work: also where the work is a step of the house."""
    steps = "".join(
        STEP.replace("off:", f"{name}:").replace("{before: window, each: window}", where)
        for name, where in (
            ("work", "{before: update.base, each: window}"),
            ("called", place),
            ("quiet", "{after: house.called, each: window}"),
        )
    )
    plan = plan_with(of(written(tmp_path / "h", steps=steps)))
    assert [step.event for step in plan.steps if step.house] == ["house.called", "house.quiet", "house.work"]


@pytest.mark.parametrize("site", ["lyon", "paris", "geneva", "montreal"])
@pytest.mark.parametrize("place", ["{before: packages, each: appliance}", "{before: upgrade-a}", "{before: upgrade}"])
def test_a_hold_point_of_the_kit_stays_right_before_what_it_decides_on(site: str, place: str, tmp_path) -> None:
    """A snapshot before the installation is taken before whoever decides gives a go for the next step."""
    house = of(written(tmp_path / "h", steps=STEP.replace("{before: window, each: window}", place)))
    steps = plan_with(house, site).steps
    behind = [then.id for one, then in pairwise(steps) if one.gate == "hold"]
    assert behind
    assert behind == [then.id for one, then in pairwise(plan_with(None, site).steps) if one.gate == "hold"]
    assert any(one.house for one in steps) or not place.startswith("{before: packages")


def test_nothing_of_a_house_stands_right_behind_a_hold_point_of_the_kit(tmp_path) -> None:
    steps = STEP.replace("{before: window, each: window}", "{after: hold.point, each: pass}")
    folder = written(tmp_path / "h", steps=steps)
    with pytest.raises(PlanningError, match="may not stand right behind the hold point hold-point:h1"):
        plan_with(of(folder))
    with pytest.raises(InputError) as told:
        try_house(folder, load_procedures())
    [problem] = told.value.problems
    assert (problem.line, problem.path) == (5, "off.place")
    assert dict(problem.args)["place"] == "after: packages"


@pytest.mark.sampled(2)
@pytest.mark.parametrize("place", ["{before: decision.late}", "{after: decision.late, each: pass}"])
def test_a_step_beside_a_decision_stands_by_one_that_the_plan_has(place: str, tmp_path) -> None:
    """Paths have decisions that plans leave out: of windows that are done, and where nothing leads back."""
    folder = written(tmp_path / "h", steps=STEP.replace("{before: window, each: window}", place))
    kit = load_procedures()
    try_house(folder, replace(kit, paths=kit.paths if os.environ.get("LONG") else kit.paths[::9]))
    steps = plan_with(of(folder), "paris").steps
    own = [number for number, step in enumerate(steps) if step.house]
    assert own
    assert {steps[number + (1 if "before" in place else -1)].gate for number in own} == {"decision"}


def test_values_phones_and_conditions_of_the_inventory(tmp_path) -> None:
    file = FILE + CONTACT + "extra: {vip: {of: site, type: yes-no}, rack: {of: appliance, type: text}}\n"
    steps = STEP.replace("{before: window, each: window}", "{after: update.software, each: appliance}")
    steps += "  call: [noc]\n  when: [extra.vip]\n  slots: [{label: {en: Rack, fr: Baie}, value: extra.rack}]\n"
    steps += "  evidence: {name: rack, type: text, label: {en: Rack, fr: Baie}, equals: '{extra.rack}'}\n"
    house = of(written(tmp_path / "h", file, steps))
    assert not any(step.house for step in plan_with(house).steps)
    book = example()
    site = next(each for each in book.sites if each.id == "lyon")
    appliances = tuple(replace(one, extra={"rack": "B 7"}) for one in site.appliances)
    told = Inventory(
        schema=1,
        organization=book.organization,
        languages=book.languages,
        sites=(replace(site, extra={"vip": True}, appliances=appliances),),
    )
    (step,) = (step for step in plan_with(house, inventory=told).steps if step.house)
    shown = [(slot.label, slot.value) for slot in step.slots]
    assert shown == [("Rack", "B 7"), ("Control room", "+33 1 99 00 00 01")]
    assert step.evidence is not None
    assert step.evidence.expect == Expect(equals="B 7")
    bare = replace(told, sites=(replace(site, extra={"vip": True}),))
    (step,) = (step for step in plan_with(house, inventory=bare).steps if step.house)
    assert step.evidence is not None
    assert step.evidence.expect is None


def test_the_number_of_a_person_beside_a_step_is_not_split_between_lines(tmp_path) -> None:
    file = FILE + 'people: {CM: {name: C. Martin, phone: "+33 6 99 00 00 11", roles: [technician]}}\n'
    house = of(written(tmp_path / "h", file, STEP + "  call: [CM]\n"))
    [shown] = {slot.value for step in plan_with(house).steps if step.house for slot in step.slots}
    assert shown.split(" ") == ["C.", "Martin,", "+33\u00a06\u00a099\u00a000\u00a000\u00a011"]


def test_people_whom_a_plan_does_not_name_are_not_in_it(tmp_path) -> None:
    people = "people:\n  QQ: {name: Q. Quimper, phone: '+33 6 77', roles: [technician]}\n"
    people += "  RR: {name: R. Rennes, phone: '+33 6 88', roles: [technician]}\n"
    file = FILE + people + "extra: {rack: {of: site, type: text}}\n"
    for when, wanted in (("  when: [extra.rack]\n", False), ("", True)):
        house = of(written(tmp_path / f"h{wanted}", file, STEP + "  call: [RR]\n" + when))
        text = dump_plan(plan_with(house)).decode()
        assert ("R. Rennes" in text, "+33 6 88" in text) == (wanted, wanted)
        assert "Quimper" not in text
        assert "+33 6 77" not in text


def test_a_missing_translation_is_marked(tmp_path) -> None:
    steps = STEP.replace("{en: Switch it off, fr: Éteignez}", "{fr: Éteignez tout}")
    plan = plan_with(of(written(tmp_path / "h", steps=steps)))
    (step,) = (step for step in plan.steps if step.house)
    english, french = (with_words(load_language(tag), plan.words) for tag in ("en", "fr"))
    assert (english.text(step.title), french.text(step.title)) == ("[fr] Éteignez tout", "Éteignez tout")
    assert french.text(step.do) == "Éteignez la supervision."


def test_the_words_of_the_kit_stay_its_own(tmp_path) -> None:
    kit = "Save the settings"
    plan = plan_with(of(written(tmp_path / "h", steps=STEP.replace("Switch it off", kit))))
    french = load_language("fr")
    assert with_words(french, plan.words).text(kit) == french.text(kit)


def test_another_translation_is_another_plan(tmp_path) -> None:
    one = plan_with(of(written(tmp_path / "a")))
    two = plan_with(of(written(tmp_path / "b", steps=STEP.replace("Éteignez}", "Coupez}"))))
    assert one.revision != two.revision
    assert one.texts["fr"] != two.texts["fr"]
    assert one.texts["en"] == two.texts["en"]


def test_durations_watches_and_witnesses(tmp_path) -> None:
    file = FILE + "watches: 0\ndurations: {verify.session: {low: 7, high: 9}}\n"
    file += "people: {TL: {name: T. Leroy, roles: [witness]}, ZZ: {name: Z, roles: [witness]}}\nwitnesses: [TL, ZZ]\n"
    plan = plan_with(of(written(tmp_path / "h", file)))
    assert plan.tolerances is not None
    assert (plan.tolerances.watches, plan.witnesses) == (0, ("TL",))
    (tested,) = (step for step in plan.steps if step.event == "verify.session")
    assert (tested.duration.low, tested.duration.high) == (7, 9)


def test_steps_of_the_kit_are_witnessed_and_written_down(tmp_path) -> None:
    rules = "W: {kind: witness, first: [prep-downtime]}\n"
    rules += "E: {kind: evidence, first: [prep-downtime], "
    rules += "evidence: {name: f, type: text, label: {en: F, fr: G}, figures: true, never_none: true}}\n"
    plan = plan_with(of(written(tmp_path / "h", rules=rules)))
    (step,) = (step for step in plan.steps if step.id == "prep-downtime")
    assert step.witness
    assert step.evidence is not None
    assert (step.evidence.label, step.evidence.figures, step.evidence.never_none) == ("F", True, True)
    shown = [row[-3] for row in rows(plan, load_language("en")) if row[2] == "prep-downtime"]
    assert shown == ["F (with figures)"]


def test_a_date_of_the_house_is_past_where_it_says_so(tmp_path) -> None:
    rules = "E: {kind: evidence, first: [prep-downtime], "
    rules += "evidence: {name: f, type: date, label: {en: F, fr: G}, past: true}}\n"
    plan = plan_with(of(written(tmp_path / "h", rules=rules)))
    (step,) = (step for step in plan.steps if step.id == "prep-downtime")
    assert step.evidence is not None
    assert step.evidence.past


def _run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(runbook, [str(one) for one in arguments], env={"LC_ALL": "C.UTF-8"})
    return result.exit_code, result.output


def test_a_record_is_verified_without_the_folder(tmp_path) -> None:
    plan = plan_with(of(EXAMPLE), "lyon")
    place, record = tmp_path / "plan.json", tmp_path / "record.csv"
    place.write_bytes(dump_plan(plan))
    assert _run("simulate", "--plan", place, "--format", "csv", "-o", record)[0] == 0
    assert "Mettez le ticket" in record.read_text("utf-8-sig") or "Update the ticket" in record.read_text("utf-8-sig")
    status, told = _run("verify", "--plan", place, record)
    assert (status, "PASS" in told) == (0, True)


def test_a_step_of_the_house_that_is_late_fails_with_the_house_named(tmp_path) -> None:
    rules = """R1: {first: [house.off], then: [packages], same_window: true, text: {en: It is off first., fr: Coupé.}}
"""
    plan = plan_with(of(written(tmp_path / "h", rules=rules)), "lyon")
    place, record = tmp_path / "plan.json", tmp_path / "record.csv"
    place.write_bytes(dump_plan(plan))
    assert _run("simulate", "--plan", place, "--format", "csv", "-o", record)[0] == 0
    late = next(step.planned_start for step in reversed(plan.steps) if step.planned_start and not is_control(step))
    lines = record.read_text("utf-8-sig").splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if "house-off" in line)
    head, cells = lines[0].strip().split(","), lines[number].split(",")
    cells[head.index("at")] = late.strftime("%Y-%m-%d %H:%M")
    lines[number] = ",".join(cells)
    record.write_text("".join(lines), encoding="utf-8")
    status, told = _run("verify", "--plan", place, record)
    assert status == 1
    assert "ORD001  error  [2.4, 2.5, 3.3, 3.4, 3.10]" in told  # both rules, of its place and R1, which is in own words
    assert "It is off first." in told
    assert "the step that it was placed" not in told
    assert "Step 2.4: Switch it off" in told
    assert "Source: Example SA" in told
    assert "Éteignez" in _run("verify", "--plan", place, record, "--lang", "fr")[1]


def test_what_the_guide_says_is_the_least_stays_the_least(tmp_path) -> None:
    before = next(step.duration for step in plan_with(None).steps if step.event == "update.base")
    assert before.source is not None
    file = FILE + f"durations: {{update.base: {{low: {before.low + 20}, high: {before.high + 40}}}}}\n"
    after = next(
        step.duration for step in plan_with(of(written(tmp_path / "h", file))).steps if step.event == "update.base"
    )
    assert (after.low, after.high, after.source) == (before.low, before.high + 40, before.source)


def test_whoever_the_house_names_in_a_plan_is_found_there(tmp_path) -> None:
    plan = plan_with(of(EXAMPLE), "lyon")
    assert plan.house is not None
    assert [one.initials for one in plan.house.staff] == ["CM", "TL", "AB"]
    alone = replace(plan, staff=plan.staff[:1])
    place = tmp_path / "lyon" / "CHG0040"
    place.mkdir(parents=True)
    (place / "plan.json").write_bytes(dump_plan(replace(alone, revision=revision_of(alone))))
    status, told = _run("forget", "--initials", "AB", "--out", tmp_path)
    assert status == 0
    assert "A. Bernard" in told


def test_what_is_left_out_stands_in_plans_whose_path_has_it(tmp_path) -> None:
    left = "leave_out: {compare-builds: {en: Read elsewhere, fr: Lu ailleurs}}\n"
    house = of(written(tmp_path / "h", file=FILE + left))
    pair, single = (plan_with(house, site).house for site in ("paris", "lyon"))
    assert pair is not None
    assert single is not None
    assert [one.title for one in pair.left_out] == ["Compare the builds"]
    assert single.left_out == ()


@pytest.mark.parametrize(
    ("days", "called"), [("", ["A"]), ("2026-12-05", ["A", "T"]), ("2026-01-01", ["T"]), ("2027-12-01", ["A"])]
)
def test_a_deputy_is_called_for_somebody_who_is_away(days, called, tmp_path) -> None:
    end = {"2026-01-01": "2026-12-31"}.get(days, days)
    away = f", away: [{{start: {days}, end: {end}}}]" if days else ""
    people = f"""people:
  AB: {{name: A, phone: "+33 1 11 11 11 11", roles: [approver], deputy: TL{away}}}
  TL: {{name: T, phone: "+33 1 22 22 22 22", roles: [technician]}}
escalation: [{{minutes: 45, call: AB}}]
"""
    house = plan_with(of(written(tmp_path / "h", file=FILE + people)), "paris").house
    assert house is not None
    assert [one.name for one in house.escalation] == called
    assert {one.minutes for one in house.escalation} == {45}


BALANCER = """\
balancer:
  title: {en: Point the load balancer to A, fr: Dirigez le répartiteur vers A}
  do: {en: Take B out and A in., fr: Retirez B et ajoutez A.}
  minutes: {low: 1, high: 5}
  moves: true
  place: {after: back.shared-ip-on}
checked:
  title: {en: Ask the control room, fr: Interrogez la supervision}
  do: {en: Ask whether the users are on A., fr: Demandez si les utilisateurs sont sur A.}
  minutes: {low: 1, high: 5}
  moves: true
  place: {after: house.balancer}
"""


def test_steps_of_a_house_that_move_the_users_back(tmp_path) -> None:
    """From an inventory to a page: until the last of them is done the users are being moved, and A serves behind it."""
    found, heads = {}, {}
    for name, steps in {"moving": BALANCER, "other": BALANCER.replace("  moves: true\n", "")}.items():
        plan = plan_with(of(written(tmp_path / name, steps=steps)), "paris")
        first, then = (step for step in plan.steps if step.house and step.phase == "move-back:h1")
        there = [step for step in plan.steps if step.phase == first.phase]
        after = there[there.index(then) + 1]
        assert there[there.index(first) - 1].event == "back.shared-ip-on"
        found[name] = [serving(plan)[step.id] for step in (first, then, after)]
        chapter = next(each for each in runbook_of(plan).phases if after.number in [step.number for step in each.steps])
        heads[name] = {
            block.head.serves.label: block.words.number for block in chapter.blocks if block.head and block.head.serves
        }
        numbers = {"moving": after.number, "other": first.number}
        assert heads[name]["Serves the users now"] == numbers[name]
    assert found == {"moving": [NOBODY, NOBODY, "pa-1"], "other": ["pa-1", "pa-1", "pa-1"]}
