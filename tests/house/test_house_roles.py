"""Roles of a house: they stand in the record that is filled in, in reports, and in who is invited."""

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import icalendar
import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from runbook.document.words import staff_roles
from runbook.errors import PlanningError
from runbook.house.house_load import read_house
from runbook.i18n import load_language, with_words
from runbook.inventory.load import parse_file
from runbook.model.plan import Plan
from runbook.model.record import RecordPerson
from runbook.model.site import Inventory, Person
from runbook.procedures.load import load_procedures
from runbook.records.blank_rows import rows
from runbook.report.record_tables import person_rows
from runbook.simulate.play import _Team
from runbook.verify.indexed_plan import index_plan
from runbook.verify.substitutes import _own_roles
from tests.house.folders import EXAMPLE, FILE, STEP, example, of, plan_with, written

OPERATOR = Person(initials="OP", name="O. Petit", roles=("operator",), email="op@example.com")


@pytest.fixture
def own(tmp_path) -> Path:
    """The example with its house, and somebody who has nothing but the house's role."""
    shutil.copytree(EXAMPLE.parent, tmp_path / "own")
    inventory = tmp_path / "own" / "inventory.yaml"
    text = inventory.read_text(encoding="utf-8")
    one = "      - {initials: OP, name: O. Petit, email: op@example.com, roles: [operator]}\n"
    inventory.write_text(text.replace("      - {initials: NK", one + "      - {initials: NK"), encoding="utf-8")
    return Path(inventory)


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(runbook, arguments, env={"LC_ALL": "C.UTF-8"})
    return result.exit_code, result.output


def _pack(inventory: Path, *more: str) -> tuple[int, str]:
    without = [part for name in ("approval", "runbook", "checklist") for part in ("--without", name)]
    to = str(inventory.parent / "out")
    return _run("pack", str(inventory), "--site", "nice", "--lang", "en", "--out", to, *without, *more)


@pytest.mark.long
def test_the_record_of_the_example_is_written(tmp_path, no_pages) -> None:
    out = tmp_path / "out"
    status, said = _run(
        "render", str(EXAMPLE.parent / "inventory.yaml"), "--site", "lille", "--lang", "fr", "--out", str(out)
    )
    assert status == 0, said
    assert "intervenant, opérateur" in (out / "lille" / "CHG0050" / "record.csv").read_text(encoding="utf-8-sig")
    assert (out / "lille" / "CHG0050" / "record.xlsx").is_file()


def test_a_blank_record_says_the_role_in_each_language(own) -> None:
    plan = _plan_of_nice(own)
    for tag, name in (("en", "operator"), ("fr", "opérateur")):
        language = with_words(load_language(tag), plan.words)
        (one, *_others) = (row for row in rows(plan, language) if row[2].startswith("house-monitoring-off"))
        assert name in one[-1].split(", ")[-1]


def test_reports_say_the_role_in_the_readers_language(own) -> None:
    plan = _plan_of_nice(own)
    french = with_words(load_language("fr"), plan.words)
    (row,) = person_rows([], (OPERATOR,), (RecordPerson(initials="OP", name="", roles=(), place=""),), french)
    assert row.roles in ("opérateur", "–")
    named = RecordPerson(initials="XY", name="X. Y", roles=("operator",), place="")
    (row,) = person_rows([], (), (named,), french)
    assert row.roles == "opérateur"


def test_a_substitute_may_have_the_role_by_any_of_its_names(own) -> None:
    known = _own_roles(index_plan(_plan_of_nice(own)).plan)
    assert {known[("operator",)], known[("operateur",)]} == {"operator"}


def test_whoever_signs_steps_of_the_house_is_invited(own) -> None:
    status, said = _pack(own)
    assert status == 0, said
    mails = [file.read_text(encoding="utf-8") for file in own.parent.glob("out/nice/CHG0051/invitation.window-*.eml")]
    assert mails
    assert all("op@example.com" in mail for mail in mails)
    assert icalendar.Calendar.from_ical((own.parent / "out/nice/CHG0051/windows.ics").read_bytes())


def test_a_pack_goes_to_a_role_of_the_house(own) -> None:
    status, said = _pack(own, "--cc", "operator")
    assert status == 0, said
    mail = (own.parent / "out/nice/CHG0051/pack.en.eml").read_text(encoding="utf-8")
    assert "op@example.com" in mail.partition("\n\n")[0]
    status, said = _pack(own, "--cc", "gardener")
    assert status == 2
    assert "gardener" in said
    assert "operator" in said


def _plan_of_nice(inventory: Path) -> Plan:
    packed, _draft = read_house(EXAMPLE, load_procedures())
    text = inventory.read_text(encoding="utf-8")
    sites = parse_file(text, "inventory.yaml", lambda site, _data: site, house=packed.house).sites
    book = Inventory(schema=1, organization="Example SA", languages=("en",), sites=sites)
    return plan_with(of(EXAMPLE), "nice", book)


def test_texts_of_a_house_leave_the_words_of_the_kit_alone(tmp_path) -> None:
    roles = "roles: {done: {en: failed}, kit: {en: guide}, house: {en: vendor}, operator: {en: op}}\n"
    steps = STEP.replace("{en: Switch it off, fr: Éteignez}", "{en: done, fr: Éteint}") + "  roles: [done]\n"
    steps += STEP.replace("off:", "on:").replace("{en: Switch it off, fr: Éteignez}", "kit")
    plan = plan_with(of(written(tmp_path / "house", FILE + roles, steps)))
    titles = {step.event: step.title for step in plan.steps if step.house}
    for tag, off, role in (("en", "done", "failed"), ("fr", "Éteint", "[en] failed")):
        kit = load_language(tag)
        language = with_words(kit, plan.words)
        assert [language.text(word) for word in ("done", "kit", "house")] == [
            kit.text(word) for word in ("done", "kit", "house")
        ]
        assert (language.text(titles["house.off"]), language.text(titles["house.on"])) == (off, "kit")
        assert staff_roles(("done",), language) == role


def test_nobody_but_those_whom_the_house_names_may_witness(tmp_path) -> None:
    people = "witnesses: [AB, CD]\npeople:\n" + "".join(
        f"  {who}: {{name: {who}, roles: [technician]}}\n" for who in ("AB", "CD", "EF")
    )
    house = of(written(tmp_path / "house", FILE + people))
    staff = tuple(Person(initials=who, name=who, roles=("technician",)) for who in ("AB", "CD", "EF"))
    site = next(one for one in example().sites if one.id == "lyon")
    book = replace(example(), sites=(replace(site, staff=staff),))
    indexed = index_plan(plan_with(house, "lyon", book))
    assert indexed.may_witness("ab") == {"cd"}
    assert indexed.may_witness("ef") == {"ab", "cd"}
    alone = replace(house.house, file=replace(house.house.file, witnesses=("AB",)))
    only = index_plan(plan_with(replace(house, house=alone), "lyon", book))
    assert only.may_witness("ab") == frozenset()
    team = _Team(only, Random(1))
    places = [place for place, step in enumerate(only.steps) if step.witness]
    assert {team.witness(place, team.signer(place, "done")) for place in places} == {"AB"}
    nobody_else = replace(book, sites=(replace(site, staff=staff[:1]),))
    with pytest.raises(PlanningError, match="also the only one who may sign"):
        plan_with(replace(house, house=alone), "lyon", nobody_else)
