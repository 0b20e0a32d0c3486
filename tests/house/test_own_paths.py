"""Changes on paths of a house's own: from an inventory to their papers."""

import json
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import islice, pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace as changed
from pypdf import PdfReader

from runbook.cli import runbook
from runbook.errors import InputError, PlanningError
from runbook.model.plan import Plan
from runbook.model.site import Change, Hop
from runbook.model.window_chain import night_of
from runbook.planning.effects import outages_of
from runbook.planning.house_trial import try_house
from runbook.planning.invented import inventories
from runbook.planning.pipeline import make_plan
from runbook.procedures.facts import ALWAYS_OTHER, NEVER_OTHER, facts_of, hop_facts
from runbook.procedures.load import load_procedures
from runbook.reading.plan_json import read_plan
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from tests.house.folders import EXAMPLE, FILE, ROOT, STEP, example, of, told, written
from tests.verify.harness import check, codes

INVENTORY = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
CHANGE = """\
      - id: CHG0077
        kind: other
        path: certificate-renewal
        windows:
          - {start: 2026-12-10 21:00, end: 2026-12-10 23:00}

"""
PAIR = "  # A pair, the backup first"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(runbook, [str(one) for one in arguments], env={"LC_ALL": "C.UTF-8"})


def _inventory(folder: Path, change: str = CHANGE) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "inventory.yaml").write_text(INVENTORY.replace(PAIR, change + PAIR, 1), encoding="utf-8")
    return folder / "inventory.yaml"


def test_what_has_to_be_at_hand_is_what_its_steps_use(tmp_path) -> None:
    """Of the kit's list, which serves changes that install: no account, medium or number that no step speaks of."""
    asked = _run("plan", _inventory(tmp_path / "i"), "--house", EXAMPLE, "--change", "CHG0077", "--format", "json")
    assert [need["text"] for need in json.loads(asked.stdout)["needs"]] == [
        "/appliance administrator", "Passphrase of the private key", "Certificate, private key and chain"
    ]  # fmt: skip


@pytest.mark.long
def test_from_the_inventory_to_a_verdict(tmp_path) -> None:
    file, house, out = _inventory(tmp_path / "i"), EXAMPLE, tmp_path / "out"
    assert _run("check", file, "--house", house).exit_code == 0
    told = _run("plan", file, "--house", house, "--change", "CHG0077").output
    assert "Renewal of the certificate [certificate-renewal]" in told
    assert "Replace the certificate · house  ly-1" in told
    assert "Update the ticket" in told
    assert _run("pack", file, "--house", house, "--change", "CHG0077", "--out", out, "--jobs", 1).exit_code == 0
    place = out / "lyon" / "CHG0077"
    assert {"runbook.fr.pdf", "checklist.en.pdf", "approval.fr.pdf", "windows.ics"} <= {p.name for p in place.iterdir()}
    record = tmp_path / "record.csv"
    assert _run("simulate", "--plan", place / "plan.json", "--format", "csv", "-o", record).exit_code == 0
    verdict = _run("verify", "--plan", place, record)
    assert (verdict.exit_code, "PASS" in verdict.output) == (0, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (CHANGE.replace("certificate-renewal", "certificate-renewel"), "write certificate-renewal if you mean it"),
        (CHANGE.replace("        path: certificate-renewal\n", ""), "the key path is missing"),
        (
            CHANGE.replace("        windows:", '        hops: [{base: "6.9.0"}]\n        windows:'),
            "hops is for upgrades",
        ),
        (CHANGE.replace("kind: other", "kind: upgrade"), "the key hops is missing"),
        (CHANGE.replace("kind: other", "kind: upgrade"), "path is for changes of kind: other"),
        (
            CHANGE.replace("23:00}\n", "23:00}\n          - {start: 2026-12-11 21:00, end: 2026-12-11 23:00}\n"),
            "has one window",
        ),
    ],
)
def test_what_such_a_change_has(change: str, words: str, tmp_path) -> None:
    found = _run("check", _inventory(tmp_path / "i", change), "--house", EXAMPLE)
    assert found.exit_code == 2
    assert words in found.output


def test_without_a_house_there_is_no_such_path(tmp_path) -> None:
    assert "the path certificate-renewal is a house's, and there is none" in _run("check", _inventory(tmp_path)).output


@pytest.mark.long
def test_a_path_that_no_site_has_the_appliances_for(tmp_path) -> None:
    path = (
        "name: own\ntitle: {en: C}\nreasons: [{en: C}]\nphases:\n  - id: a\n    title: {en: A}\n    window: true\n"
        "    back: {en: B}\n    steps: [{step: house.off, at: old}]\n"
    )
    step = "".join(line for line in STEP.splitlines(keepends=True) if "place:" not in line)
    found = _run("procedures", "check", "--house", written(tmp_path / "house", FILE, step, paths=path))
    assert found.exit_code == 2
    assert "ours.yaml:9: phases[0].steps[0].at: own: no appliance is called old here" in found.output


@pytest.mark.long
def test_nothing_is_said_of_packages_or_of_no_outage_where_the_path_does_not_speak_of_them(tmp_path) -> None:
    file, out = _inventory(tmp_path / "i"), tmp_path / "out"
    made = _run("pack", file, "--house", EXAMPLE, "--change", "CHG0077", "--out", out, "--jobs", 1, "--lang", "en")
    assert made.exit_code == 0
    place = out / "lyon" / "CHG0077"
    plan = read_plan((place / "plan.json").read_bytes(), "plan.json")
    assert [text for text in (*(n.text for n in plan.never), *(r.text for r in plan.risks)) if "ackage" in text] == []
    pages = " ".join(page.extract_text() for page in PdfReader(place / "approval.en.pdf").pages)
    mail = message_from_bytes((place / "pack.en.eml").read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    for text in (" ".join(pages.split()), " ".join(body.get_content().split())):
        assert "not stated by the organisation’s path" in text
        for other in ("none planned", "No outage is planned", "What is installed", "An installation is", "Packages"):
            assert other not in text


PATH = (
    "name: own\ntitle: {{en: C}}\nreasons: [{{en: C}}]\nphases:\n  - id: a\n    title: {{en: A}}\n    window: true\n"
    "    back: {{en: B}}\n    steps:\n{}"
)
VM = "extra: {vm: {of: appliance, type: text}}\n"
UNPLACED = "".join(line for line in STEP.splitlines(keepends=True) if "place:" not in line)


def _lines(*lines: str) -> str:
    return PATH.format("".join(f"      - {{{line}}}\n" for line in (*lines, "step: house.off")))


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (("step: failover-break",), 10, "F05 (F05, N5) asks for failover.sync before failover-break"),
        (("step: cluster-distribute, at: A",), 10, "AF3a (AF3, AN1) asks for cluster.download"),
        (
            ("step: backup-settings, at: A", "step: prep-strategy", "step: failover-sync, when: [dns]",
             "step: failover-break"),
            13,
            "F05 (F05, N5)",
        ),
        (("step: backup-certificates, at: A", "step: backup-certificates, at: A"), 11, "a second time"),
        (("step: backup-certificates, at: A", "step: backup-certificates, at: pair"), 11, "ours.yaml:10"),
        (("step: house.off",), 11, "a second time"),
        (("step: verify-console, at: A",), 10, "verify-console is done only where software-in-hop holds"),
        (("step: status-before, at: A, when: [asynchronous]",), 10, "done only where asynchronous holds"),
        (("step: status-before, at: A, unless: [wait-24h]",), 10, "is not done where wait-24h holds"),
        (("step: switch-shared-ip-off, at: B",), 10, "is about A, and this line is about B, write at: A, or take the "
         "step that leads back, back-shared-ip-off"),
        (("step: switch-dns", "step: switch-dns"), 11, "the step that leads back is back-dns"),
        (("step: roll-call, at: pair",), 10, "roll-call is done once, and this line names several appliances"),
        (("step: roll-call, at: A, when: [extra.vm]", "step: tell-begin, when: [extra.vm]"), 11, "it never holds, "
         "write at: with the appliance"),
    ],
)  # fmt: skip
def test_lines_that_the_vendors_rules_do_not_allow(lines: tuple[str, ...], line: int, words: str, tmp_path) -> None:
    found = told(written(tmp_path / "house", FILE + VM, UNPLACED, paths=_lines(*lines)))
    assert any(at == line and words in text for _file, at, text in found), found


def test_lines_that_may_stand_together(tmp_path) -> None:
    lines = (
        "step: status-before, at: pair", "step: backup-certificates, at: A", "step: backup-certificates, at: B",
        "step: backup-settings, at: A", "step: prep-strategy", "step: failover-sync", "step: failover-break",
    )  # fmt: skip
    assert told(written(tmp_path / "house", FILE, UNPLACED, paths=_lines(*lines))) == []


@pytest.mark.parametrize(
    ("lines", "done_on"),
    [
        (("at: pair",), ["pa-1", "pa-2"]),
        (("at: B", "at: A"), ["pa-2", "pa-1"]),
        (("at: all, when: [extra.vm]",), ["pa-2"]),
        (("at: all, unless: [extra.vm]", "at: B, when: [extra.vm]"), ["pa-1", "pa-2"]),
    ],
)
def test_a_step_of_ones_own_is_done_on_each_appliance_that_a_path_names(lines, done_on, tmp_path) -> None:
    """And is signed on each, with the values of that one."""
    slots = "  slots:\n    - {label: {en: VM}, value: extra.vm}\n    - {label: {en: Name}, value: it.hostname}\n"
    path = PATH.format("".join(f"      - {{step: house.off, {line}}}\n" for line in lines))
    house = of(written(tmp_path / "house", FILE + VM, UNPLACED + slots, paths=path))
    (site,) = (one for one in example().sites if one.id == "paris")
    one, two = site.appliances
    site = replace(site, appliances=(one, replace(two, extra={"vm": "bt-2"})))
    own = Change(id="CHG1", kind="other", path="own", windows=site.changes[0].windows[:1])
    plan = make_plan(example(), site, own, load_procedures(), house=house)
    assert [(step.event, step.appliance) for step in plan.steps] == [("house.off", one) for one in done_on]
    for step in plan.steps:
        vm = ["bt-2"] if step.appliance == "pa-2" else []
        assert [slot.value for slot in step.slots] == [*vm, f"{step.appliance}.example.com"]
    indexed = index_plan(plan)
    entries = play(indexed, 1)
    assert codes(check(indexed, *entries)) == []
    assert codes(check(indexed, *entries[:-1])) != []


def test_what_never_holds_on_a_path_of_a_house_holds_on_no_such_change() -> None:
    held: set[str] = set()
    for inventory in (one for path in load_procedures().paths for one in islice(inventories(frozenset(path.when)), 4)):
        (site,) = inventory.sites
        (change,) = site.changes
        sites = (site, replace(site, failover=replace(site.failover, switch="dns")) if site.failover else site)
        other = Change(id="CHG1", kind="other", path="x", windows=change.windows[:1])
        for one in sites:
            assert facts_of(one, other) | hop_facts(one, replace(other, hops=(Hop(),)), 1) >= ALWAYS_OTHER
            held |= facts_of(one, other) | hop_facts(one, replace(other, hops=(Hop(),)), 1)
    assert held.isdisjoint(NEVER_OTHER)
    assert {"single", "pair", "cluster", "dns", "apart", "jump-clients", "old-base"} <= held


def test_a_drill_moves_the_shared_ip_by_the_kits_steps(tmp_path) -> None:
    """What is verified before B serves is an upgrade's; that the address is on one alone is everybody's."""
    drill = (
        "step: verify-console-same, at: B", "step: switch-shared-ip-off, at: A", "step: switch-shared-ip-on, at: B",
    )  # fmt: skip
    house = of(written(tmp_path / "right", FILE, UNPLACED, paths=_lines(*drill)))
    (site,) = (one for one in example().sites if one.failover and one.failover.switch == "shared-ip")
    own = Change(id="CHG1", kind="other", path="own", windows=site.changes[0].windows[:1])
    plan = make_plan(example(), site, own, load_procedures(), house=house)
    events = [step.event for step in plan.steps]
    assert events == ["verify.console", "switch.shared-ip-off", "switch.shared-ip-on", "house.off"]
    swapped = _lines(drill[0], drill[2], drill[1])
    with pytest.raises(PlanningError, match="FA7"):
        make_plan(
            example(), site, own, load_procedures(), house=of(written(tmp_path / "h", FILE, UNPLACED, paths=swapped))
        )


HOLD = UNPLACED.replace("off:", "board:").replace("high: 5", "high: 40") + "  roles: [approver]\n  hold: true\n"


@pytest.mark.parametrize(("length", "announced"), [(60, 2), (90, 1)])
def test_a_hold_point_of_ones_own_is_announced_in_the_night_in_which_it_is_reached(
    length: int, announced: int, tmp_path
) -> None:
    """With work between the two, after which there is time for it in the first night or not."""
    work = UNPLACED.replace("off:", "work:").replace("high: 5", "high: 30")
    lines = ("step: roll-call", "step: house.off", "step: tell-gate", "step: house.work", "step: house.board")
    path = PATH.format("".join(f"      - {{{line}}}\n" for line in lines))
    house = of(written(tmp_path / "house", FILE, UNPLACED + work + HOLD, paths=path))
    (site,) = (one for one in example().sites if one.id == "lyon")
    window = site.changes[0].windows[0]
    first = replace(window, end=window.start + timedelta(minutes=length))
    second = replace(window, start=window.start + timedelta(days=1), end=window.end + timedelta(days=1), continues=1)
    own = Change(id="CHG1", kind="other", path="own", windows=(first, second))
    plan = make_plan(example(), site, own, load_procedures(), house=house)
    nights = {step.event: night_of(plan.windows, step) for step in plan.steps}
    assert nights["house.off"] == 1
    assert (nights["people.tell-gate"], nights["house.board"]) == (announced, announced)


THERE_AND_BACK = (
    "step: switch-shared-ip-off, at: A", "step: switch-shared-ip-on, at: B", "step: switch-dns",
    "step: prep-strategy", "step: back-shared-ip-off, at: B", "step: back-shared-ip-on, at: A",
    "step: back-dns, unless: [shared-ip]",
)  # fmt: skip


def _drill(tmp_path: Path, name: str, *lines: str) -> Plan:
    house = of(written(tmp_path / "house", FILE, UNPLACED, paths=_lines(*lines)))
    (site,) = (one for one in example().sites if one.id == name)
    own = Change(id="CHG1", kind="other", path="own", windows=site.changes[0].windows[:1])
    return make_plan(example(), site, own, load_procedures(), house=house)


@pytest.mark.parametrize("name", ["paris", "geneva"])
def test_a_drill_there_and_back_is_judged_by_the_order_of_its_moves(name: str, tmp_path) -> None:
    """All that moves the users is the work of a drill: never the shared IP on both, on the way there and back."""
    indexed = index_plan(_drill(tmp_path, name, *THERE_AND_BACK))
    played = ({entry.step: entry for entry in play(indexed, seed, as_printed=True)} for seed in range(60))
    entries = next(one for one in played if all(entry.state == "done" for entry in one.values()))
    assert check(indexed, *entries.values()).verdict == "pass"
    moves = [step.id for step in indexed.steps if step.event and step.event.startswith(("switch.", "back."))]
    assert len(moves) == (4 if name == "paris" else 2)
    assert [first for first, _last in outages_of(indexed.steps, load_procedures().effects)] == moves[:: len(moves) // 2]
    for one, other in pairwise(moves):
        swapped = entries | {one: changed(entries[one], at=entries[other].at), other: entries[other]}
        swapped[other] = changed(entries[other], at=entries[one].at)
        assert "ORD001" in codes(check(indexed, *swapped.values())), (one, other)


def test_a_drill_there_and_back_is_begun_with_a_release_and_kept_in_no_other_order(tmp_path) -> None:
    plan = _drill(tmp_path / "a", "paris", "step: release-change", *THERE_AND_BACK)
    (release,) = (rule for rule in plan.rules if rule.id.startswith("G1"))
    assert {"back-shared-ip-off:pa-2:h1", "back-shared-ip-on:pa-1:h1"} <= set(release.then)
    with pytest.raises(PlanningError, match="X28l"):
        _drill(tmp_path / "b", "paris", *THERE_AND_BACK[4:6], *THERE_AND_BACK[:2])


def _tried(folder: Path, *lines: str) -> list[str]:
    """What is wrong with a house of one path, which has these lines of the kit's and no others."""
    extra = "extra: {kept: {of: site, type: yes-no}}\n"
    path = PATH.format("".join(f"      - {{{line}}}\n" for line in lines))
    house = written(folder / "house", FILE + extra, paths=path)
    (house / "steps" / "ours.yaml").unlink()
    try:
        try_house(house, load_procedures())
    except InputError as error:
        return [f"{one.line}: {one.message.format(**dict(one.args))}" for one in error.problems]
    return []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("step: switch-shared-ip-on, at: B", "step: switch-shared-ip-off, at: A"), "11: the order of the path breaks"),
        (("step: switch-dns, when: [dns]", "step: switch-dns"), "11: own: done twice with one identity: switch-dns:h1"),
        (("step: switch-dns, when: [single]",), "10: switch-dns:h1: no appliance is called B here"),
        (("step: status-before, at: B", "step: status-before, at: old"), "11: own: no appliance is called old here"),
    ],
)  # fmt: skip
def test_a_path_is_refused_for_what_is_wrong_with_it(lines: tuple[str, ...], wanted: str, tmp_path) -> None:
    """Whatever other kinds of sites lack: a single appliance has no B, and that is not what is wrong here."""
    (found,) = _tried(tmp_path, *lines)
    assert found.startswith(wanted)


def test_a_rule_that_a_path_breaks_on_several_sites_is_told_once(tmp_path) -> None:
    """On A of some, and on B of others: it is the same rule."""
    steps = ("step: cluster-files", "step: cluster-key")
    lines = (f"{step}, at: {at}, when: [{kind}]" for at, kind in (("A", "dns"), ("B", "nat")) for step in steps)
    (found,) = _tried(tmp_path, *lines)
    assert found.startswith("13: the order of the path breaks the rule X14:rs-1:h1")


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "lines", [("step: status-before, at: pair",), ("step: prep-strategy, unless: [extra.kept]",), THERE_AND_BACK]
)
def test_a_path_that_some_sites_can_follow_is_right(lines: tuple[str, ...], tmp_path) -> None:
    assert _tried(tmp_path, *lines) == []


def test_a_site_that_cannot_follow_a_path_is_told_the_line(tmp_path) -> None:
    house = written(tmp_path / "house", FILE, UNPLACED, paths=_lines("step: switch-dns"))
    found = _run("plan", _inventory(tmp_path / "i", CHANGE.replace("certificate-renewal", "own")), "--house", house)
    assert found.exit_code == 2
    assert (
        "ours.yaml:10: lyon/CHG0077: switch-dns:h1: no appliance is called B here, choose another path" in found.output
    )


@pytest.mark.parametrize(("name", "moved"), [("paris", "switch.shared-ip-on"), ("geneva", "switch.dns")])
def test_a_drill_for_all_pairs_moves_the_users_as_each_site_does(name: str, moved: str, tmp_path) -> None:
    ways = (
        "switch-shared-ip-off, at: A",
        "switch-shared-ip-on, at: B",
        "switch-dns",
        "switch-dns-propagated",
        "switch-nat",
    )
    house = of(written(tmp_path, FILE, UNPLACED, paths=_lines(*(f"step: {one}" for one in ways))))
    (site,) = (one for one in example().sites if one.id == name)
    own = Change(id="CHG1", kind="other", path="own", windows=site.changes[0].windows[:1])
    plan = make_plan(example(), site, own, load_procedures(), house=house)
    events = [step.event for step in plan.steps if step.event and step.event.startswith("switch.")]
    assert moved in events
    assert {one.split("-")[0] for one in events} == {moved.split("-")[0]}


@pytest.mark.parametrize("name", ["single-automatic", "failover-asynchronous-manual-dns"])
def test_a_path_has_no_name_that_plans_give_one_of_the_kits(name: str, tmp_path) -> None:
    path = _lines().replace("name: own", f"name: {name}")
    assert any("of its own" in text for *_, text in told(written(tmp_path / "house", FILE, UNPLACED, paths=path)))


def test_a_path_by_which_nothing_is_done(tmp_path) -> None:
    path = PATH.format("      - {step: house.off, when: [extra.monitored]}\n").replace("name: own", "name: drill")
    file = FILE + "extra: {monitored: {of: site, type: yes-no}}\n"
    house = written(tmp_path / "house", file, UNPLACED, paths=path)
    inventory = _inventory(tmp_path / "i", CHANGE.replace("certificate-renewal", "drill"))
    for command in (("check", "--now", "2026-12-01T00:00"), ("plan",)):
        found = _run(*command, inventory, "--house", house)
        assert found.exit_code == 2
        assert "ours.yaml:4: lyon/CHG0077: nothing is done in lyon/CHG0077: no line of the path drill" in found.output
