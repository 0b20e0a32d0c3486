"""What an inventory takes from a house: people by their initials, roles, keys under extra, freezes, languages."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runbook.cache import Cache
from runbook.cli import runbook
from runbook.cli.house_cautions import tell_untranslated
from runbook.cli.options import house_of
from runbook.errors import InputError
from runbook.i18n import Language
from runbook.inventory.load import parse_inventory
from runbook.inventory.packed import load_fleet
from tests.house.folders import EXAMPLE, FILE, ROOT, STEP, written

INVENTORY = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
PEOPLE = """\
roles: {operator: {en: Operator, fr: Opérateur}}
people:
  CM: {name: C. Martin, roles: [technician, network, desktop, operator]}
  TL: {name: T. Leroy, roles: [representative, witness]}
"""
STAFF = "      - {initials: CM, name: C. Martin, email: cm@example.com, roles: [technician, network, desktop]}\n"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(runbook, [str(one) for one in arguments], env={"LC_ALL": "C.UTF-8"})


def _inventory(folder: Path, *changed: tuple[str, str]) -> Path:
    text = INVENTORY
    for before, after in changed:
        assert before in text
        text = text.replace(before, after, 1)
    (folder / "inventory.yaml").write_text(text, encoding="utf-8")
    return folder / "inventory.yaml"


def _line(file: Path, words: str) -> int:
    return next(n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if words in line)


def test_people_are_named_by_initials(tmp_path) -> None:
    written(tmp_path / "house", FILE + PEOPLE)
    file = _inventory(tmp_path, (STAFF, "      - CM\n"))
    assert _run("check", file).exit_code == 0
    planned = _run("plan", file, "--site", "lyon", "--format", "json")
    assert '"name": "C. Martin"' in planned.output
    assert '"operator"' in planned.output


def test_nobody_of_that_name(tmp_path) -> None:
    written(tmp_path / "house", FILE + PEOPLE)
    file = _inventory(tmp_path, (STAFF, "      - CX\n"))
    found = _run("check", file)
    assert found.exit_code == 2
    assert f"inventory.yaml:{_line(file, '- CX')}: sites[0].staff[0]: no person has the initials CX" in found.output
    assert "write keys" not in found.output


def test_initials_without_a_house(tmp_path) -> None:
    found = _run("check", _inventory(tmp_path, (STAFF, "      - CM\n")))
    assert found.exit_code == 2
    assert "there is no house" in found.output


def test_a_role_that_nobody_declares(tmp_path) -> None:
    written(tmp_path / "house", FILE + PEOPLE)
    file = _inventory(tmp_path, ("roles: [technician, network, desktop]", "roles: [technician, operatr]"))
    found = _run("check", file)
    assert found.exit_code == 2
    assert "write operator if you mean it" in found.output


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("{vipp: true}", "write vip if you mean it"),
        ("{vip: 3}", "3 cannot be the value of vip"),
        ("{tier: bronze}", "write one of: gold / silver"),
        ("{shelf: B7}", "the house declares no key shelf here"),
        ("{rack: B7}", "the house declares the key rack for appliances only"),
        ("{url: x}", "for changes only, write it under extra of the change"),
    ],
)
def test_keys_under_extra(extra: str, words: str, tmp_path) -> None:
    declared = "extra:\n  vip: {of: site, type: yes-no}\n  tier: {of: site, type: choice, choices: [gold, silver]}\n"
    written(
        tmp_path / "house", FILE + declared + "  rack: {of: appliance, type: text}\n  url: {of: change, type: text}\n"
    )
    file = _inventory(tmp_path, ("    name: Lyon – Confluence\n", f"    name: Lyon\n    extra: {extra}\n"))
    found = _run("check", file)
    assert found.exit_code == 2
    assert words in found.output
    assert f"inventory.yaml:{_line(file, 'extra:')}" in found.output


def test_extra_without_a_house_is_refused(tmp_path) -> None:
    file = _inventory(tmp_path, ("    name: Lyon – Confluence\n", "    name: Lyon\n    extra: {vip: true}\n"))
    assert "no house declares the key vip" in _run("check", file).output


def test_a_key_that_has_to_be_there(tmp_path) -> None:
    written(tmp_path / "house", FILE + "extra: {tier: {of: change, type: text, required: true}}\n")
    assert "the house asks for the key tier" in _run("check", _inventory(tmp_path)).output


def test_freezes_of_the_house(tmp_path) -> None:
    freeze = "freezes: [{start: 2026-12-03 00:00, end: 2026-12-04 00:00, reason: audit, except: [OTHER]}]\n"
    written(tmp_path / "house", FILE + freeze)
    found = _run("check", _inventory(tmp_path))
    assert found.exit_code == 2
    assert "this window is in a freeze" in found.output
    written(tmp_path / "house", FILE + freeze.replace("OTHER", "CHG0040"))
    assert "CHG0040" not in _run("check", tmp_path / "inventory.yaml").output


def test_languages_of_the_house(tmp_path) -> None:
    heading = "languages: [fr, en]                    # what is rendered, unless a site or --lang says otherwise\n"
    file = _inventory(tmp_path, (heading, ""))
    assert _run("check", file).exit_code == 2
    written(tmp_path / "house", FILE + "languages: [en]\n")
    planned = _run("plan", file, "--site", "lyon", "--format", "json")
    assert planned.exit_code == 0
    assert '"languages": [\n    "en"\n  ]' in planned.output


def test_a_folder_of_inventories_does_not_read_its_house_as_sites(tmp_path) -> None:
    _inventory(tmp_path)
    assert "changes: 5" in _run("check", tmp_path).output
    written(tmp_path / "house")
    assert "changes: 5" in _run("check", tmp_path).output
    assert "house-off" in _run("plan", tmp_path, "--site", "lyon", "--format", "json").output


def test_a_house_that_is_wrong_stops_whatever_needs_it(tmp_path) -> None:
    written(tmp_path / "house", steps=STEP + "  colour: red\n")
    file = _inventory(tmp_path)
    for command in ("check", "plan", "render", "pack"):
        found = _run(command, file)
        assert found.exit_code == 2
        assert "ours.yaml:6: off.colour" in found.output
    assert _run("check", file, "--house", tmp_path / "nowhere").exit_code == 2


@pytest.mark.long
def test_procedures_check_and_show(tmp_path) -> None:
    house = written(tmp_path / "house", steps=STEP.replace("{before: window, each: window}", "{before: snapshot-take}"))
    found = _run("procedures", "check", "--house", house)
    assert found.exit_code == 0
    assert "these paths have no snapshot-take" in found.output
    assert "ours.yaml:5: off.place.before" in found.output
    shown = _run("procedures", "show", "house.off", "--house", house)
    assert "before: snapshot-take" in shown.output
    assert "single-{method}" in shown.output
    assert "migrate" not in shown.output


@pytest.mark.long
def test_a_step_that_cannot_stand_there_is_told_with_its_line(tmp_path) -> None:
    rules = "R1: {first: [packages], then: [house.off], text: {en: x, fr: y}}\n"
    found = _run("procedures", "check", "--house", written(tmp_path / "house", rules=rules))
    assert found.exit_code == 2
    assert "rules/ours.yaml:1: R1: the rules run in a circle" in found.output


def test_init_writes_a_house_that_is_right(tmp_path) -> None:
    made = _run("init", "--house", tmp_path)
    assert made.exit_code == 0
    assert "extra: {monitored: true}" in made.output.splitlines()[-1]
    assert _run("init", tmp_path).exit_code == 0
    assert _run("check", tmp_path / "inventory.yaml").exit_code == 0
    again = _run("init", "--house", tmp_path)
    assert again.exit_code == 2
    assert "already" in again.output
    written_house = (tmp_path / "house" / "house.yaml").read_text("utf-8")
    assert "\nrisks: " in written_house, "grades are shown"
    assert "\n# approval: {needed: 2, not_by_those_who_carry_out: true}" in written_house
    for file in (tmp_path / "house").rglob("*.*"):
        assert file.read_bytes() == (EXAMPLE / file.relative_to(tmp_path / "house")).read_bytes()


def test_somebody_who_is_away_on_the_day_of_a_window(tmp_path) -> None:
    away = "    away: [{start: 2026-12-01, end: 2026-12-03}]\n    deputy: TL\n"
    people = "people:\n  CM:\n    name: C. Martin\n    roles: [technician]\n" + away
    written(tmp_path / "house", FILE + people + "  TL: {name: T. Leroy, roles: [witness]}\n")
    found = _run("check", _inventory(tmp_path))
    assert found.exit_code == 0
    assert "warning: C. Martin is away on the day of this window of CHG0040" in found.output
    assert "CHG0041" not in found.output


def test_a_missing_translation_is_told_with_the_inventory(tmp_path) -> None:
    written(tmp_path / "house", steps=STEP.replace("{en: Switch it off, fr: Éteignez}", "{fr: Éteignez}"))
    found = _run("check", _inventory(tmp_path))
    assert found.exit_code == 0
    assert "ours.yaml:2: off.title: warning: this text has no translation: en" in found.output
    assert "[fr] Éteignez" in _run("plan", tmp_path / "inventory.yaml", "--site", "lyon").output


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((), "house: texts without a translation into en: 1; they are printed in another one, marked\n"),
        (("en",), "house: texts without a translation into en: 1; they are printed in another one, marked\n"),
        (("fr",), ""),
        (("fr_CA",), ""),
    ],
)
def test_what_is_rendered_and_packed_tells_how_many_texts_lack_its_languages(asked, told, tmp_path, capsys) -> None:
    """Asked for on the command line, or by the sites where it says nothing."""
    house = house_of(
        str(_inventory(tmp_path)),
        written(tmp_path / "house", steps=STEP.replace("{en: Switch it off, fr: Éteignez}", "{fr: Éteignez}")),
    )
    fleet = load_fleet(str(tmp_path / "inventory.yaml"), Cache(folder=tmp_path / "cache"), house)
    tell_untranslated(house, fleet, asked, Language(tag="en"))
    assert capsys.readouterr().err == told


def test_a_translation_that_nobody_asked_for_is_not_missed(tmp_path) -> None:
    """What pages are printed in counts: the languages of the inventory."""
    written(tmp_path / "house", steps=STEP.replace("en: Switch it off, ", ""))
    inventory = _inventory(tmp_path, ("languages: [fr, en]", "languages: [fr]"))
    assert "no translation" not in _run("check", inventory).output


@pytest.mark.long
def test_a_house_alone_asks_for_the_languages_that_it_names(tmp_path) -> None:
    house = written(tmp_path / "house", steps=STEP.replace("en: Switch it off, ", ""))
    (house / "house.yaml").write_text(FILE + "languages: [fr]\n", encoding="utf-8")
    assert "no translation" not in _run("procedures", "check", "--house", house).output


@pytest.mark.parametrize("named", ["NX", "CM"])
def test_a_witness_whom_a_site_has_not_is_told_in_the_line_of_witnesses(named: str, tmp_path) -> None:
    people = "people:\n  NX: {name: N. Example, roles: [witness]}\n  CM: {name: C. Martin, roles: [technician]}\n"
    written(tmp_path / "house", FILE + people + f"witnesses: [{named}]\n")
    found = _run("plan", _inventory(tmp_path), "--site", "lyon")
    assert found.exit_code == 2
    assert "house.yaml:6: lyon/CHG0040: " in found.output


def test_the_outline_says_what_is_left_out(tmp_path) -> None:
    written(tmp_path / "house", FILE + "leave_out: {compare-builds: {en: Read elsewhere, fr: Lu ailleurs}}\n")
    told = _run("plan", _inventory(tmp_path), "--site", "paris").output
    assert "Left out by Example SA: " in told
    assert "(Read elsewhere)" in told


def test_a_telephone_at_somebody_of_a_site_names_people_and_initials() -> None:
    text = (EXAMPLE.parent / "inventory.yaml").read_text(encoding="utf-8")
    text = text.replace("{initials: NK, ", '{initials: NK, phone: "112", ')
    with pytest.raises(InputError) as raised:
        parse_inventory(text.replace("      - CM\n      - TL\n      - AB\n", ""), "inventory.yaml")
    (problem,) = [one for one in raised.value.problems if one.path.endswith(".phone")]
    assert "under people in house.yaml" in problem.remedy
    assert "the initials alone here" in problem.remedy


def test_show_has_all_that_a_step_a_rule_and_a_path_are_made_of() -> None:
    step, rule, path, replaced = (
        _run("procedures", "show", name, "--house", EXAMPLE).output
        for name in ("house.monitoring-off", "monitoring-first", "certificate-renewal", "house.certificate-replaced")
    )
    assert "rule: monitoring-first" in step
    assert "type: yes-no" in step
    assert "first: house.monitoring-off" in rule
    assert "then: packages" in rule
    assert "renew: roll-call, house.certificate-replaced" in path
    assert "path: certificate-renewal" in replaced


@pytest.mark.parametrize("name", ["house.yml", "House.yaml", "pipe", "file", ""])
def test_a_house_that_cannot_be_read_is_not_passed_over(name: str, tmp_path) -> None:
    file = tmp_path / "inventory.yaml"
    file.write_text((ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    house = tmp_path / "house"
    if name == "file":
        house.write_text(FILE, encoding="utf-8")
    else:
        house.mkdir()
    if name == "pipe":
        os.mkfifo(house / "house.yaml")
    elif name.lower().startswith("house"):
        (house / name).write_text(FILE, encoding="utf-8")
    found = CliRunner().invoke(runbook, ["check", str(file)], env={"LC_ALL": "C.UTF-8"})
    assert found.exit_code == 2
    assert str(house) in found.output


def test_an_empty_name_is_no_house() -> None:
    arguments = ["check", str(ROOT / "examples" / "inventory.yaml"), "--house", ""]
    found = CliRunner().invoke(runbook, arguments, env={"LC_ALL": "C.UTF-8"})
    assert (found.exit_code, "the name of the folder is empty" in found.output) == (2, True)
