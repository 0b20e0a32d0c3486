"""Who signed and who witnessed: people of the plan however they write their initials, and substitutes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from runbook.i18n import load_language
from runbook.model.record import STATES, Entry, Record, RecordPerson
from runbook.model.revision import revision_of
from runbook.model.site import Person, StaffRole
from runbook.records.collect import read_records
from runbook.records.people import people_in
from runbook.report.finding_text import finding_text
from runbook.report.signed import STATE_NAMES, SignedStep, signers
from runbook.simulate.play import play
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.names import initials_for_names
from runbook.verify.substitutes import same_name
from runbook.verify.verdict import verify_record
from runbook.verify.words_beside_names import is_a_word
from tests.checklist.engine import record_of
from tests.verify.harness import NOW, check, codes, faultless, pair, record, write

KEYS, BREAK, CONFIRM, SESSION = "failover-keys:h1", "failover-break:h1", "switch-confirm:h1", "verify-session:rs-b:h1"
DURAND = RecordPerson(initials="PD", name="P. Durand", roles=("technician",))


def checked(entries: dict[str, Entry], *people: RecordPerson, indexed: IndexedPlan | None = None):
    whole = record(indexed or pair(), *entries.values())
    (part,) = whole.parts
    parts = (replace(part, people=people),)
    return verify_record(indexed or pair(), Record(revision=whole.revision, run=whole.run, parts=parts), NOW)


def signed(step: str = KEYS, by: str = "PD", **more: str) -> dict[str, Entry]:
    entries = faultless(pair(), 3)
    write(entries, step, by=by, **more)
    return entries


def test_a_substitute_with_name_and_role_signs_and_is_told() -> None:
    result = checked(signed(by="p.d."), DURAND)
    assert (result.verdict, codes(result)) == ("pass", ["SGN008"])
    found = finding_text(result.findings[0], pair().plan, load_language("en"), {})
    number = pair().steps[pair().index[KEYS]].number
    assert found.message == (
        "P. Durand (p.d.) is not in the plan; the record names this person as a substitute: technician. "
        f"Steps: {number}."
    )


def test_however_many_steps_a_substitute_signs_is_told_once_with_all_of_them() -> None:
    entries = signed()
    write(entries, "prep-strategy", by="P.D.")
    (found,) = checked(entries, DURAND).findings
    assert found.steps == ("prep-strategy", KEYS)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (replace(DURAND, name=""), "no name is given"),
        (replace(DURAND, name=" – "), "no name is given"),
        (replace(DURAND, name="?"), "no name is given"),
        (replace(DURAND, name="P.D."), "no name is given"),
        (replace(DURAND, roles=()), "no role that the plan knows is given"),
        (replace(DURAND, roles=("plumber",)), "no role that the plan knows is given"),
        (replace(DURAND, name="", roles=()), "neither a name nor a role that the plan knows is given"),
    ],
)
def test_a_substitute_who_is_not_described_is_an_error_once(person, reason) -> None:
    entries = signed()
    write(entries, "prep-strategy", by="PD")
    result = checked(entries, person)
    assert (result.verdict, codes(result)) == ("fail", ["SGN010"])
    assert reason in finding_text(result.findings[0], pair().plan, load_language("en"), {}).message


@pytest.mark.parametrize("name", ["c. MARTIN", "Martin, C.", "С. Mаrtin"])  # the last in letters of two alphabets
def test_somebody_of_the_plan_is_no_substitute(name: str) -> None:
    result = checked(signed(BREAK, "CM", witness="PD"), replace(DURAND, name=name, roles=("witness",)))
    assert (result.verdict, codes(result)) == ("fail", ["SGN010"])
    text = finding_text(result.findings[0], pair().plan, load_language("en"), {}).message
    assert "C. Martin is in the plan, as CM" in text


@pytest.mark.parametrize(
    "roles", [("Technicien",), ("TECHNICIAN",), ("témoin, technicienne",), ("plumber", "technician")]
)
def test_roles_are_read_as_people_write_them(roles) -> None:
    assert codes(checked(signed(), replace(DURAND, roles=roles))) == ["SGN008"]


def test_a_substitute_of_another_role_may_not_sign() -> None:
    result = checked(signed(), replace(DURAND, roles=("representative",)))
    assert codes(result) == ["SGN003", "SGN008"]
    texts = [finding_text(one, pair().plan, load_language("en"), {}).message for one in result.findings]
    assert any(text.startswith("PD (representative) signed what is for: technician.") for text in texts)


SEVERAL = [
    ("NK/PD", "N. Kern / P. Durand", [("NK", "N. Kern"), ("PD", "P. Durand")]),
    ("NK, PD", "P. Durand, N. Kern", [("NK", "N. Kern"), ("PD", "P. Durand")]),
    ("N.K. & P.D.", "Kern, Nadia & Durand, Paul", [("N.K.", "Kern, Nadia"), ("P.D.", "Durand, Paul")]),
    ("NK et TL", "N. Kern", [("NK", "N. Kern"), ("TL", "")]),
    ("NK ou PD", "N. Kern ou P. Durand", [("NK", "N. Kern"), ("PD", "P. Durand")]),
    ("NK\nPD", "N. Kern\nP. Durand", [("NK", "N. Kern"), ("PD", "P. Durand")]),
    ("NK/TL", "", [("NK", ""), ("TL", "")]),
    ("N/K", "N. Kern", [("N/K", "N. Kern")]),
]


def test_one_of_two_is_nobody() -> None:
    people = people_in("NK or PD", "N. Kern or P. Durand", "technician", "")
    assert codes(checked(signed(by="NK or PD"), *people)) == ["SGN002"]


@pytest.mark.parametrize(("initials", "name", "each"), SEVERAL)
def test_several_in_one_line_of_the_list_are_each_by_themselves(initials, name, each) -> None:
    people = people_in(initials, name, "technician", "row 70")
    assert [(one.initials, one.name) for one in people] == each
    assert {(one.roles, one.place) for one in people} == {(("technician",), "row 70")}


def test_several_in_one_line_of_the_list_and_in_one_box_are_told_as_several(tmp_path) -> None:
    path = tmp_path / "record.json"
    for initials, name, step, wanted in (
        ("NK/TL", "N. Kern / T. Leroy", KEYS, ["SGN008", "SGN016"]),
        ("NK/TL", "N. Kern", BREAK, ["SGN014"]),
        ("NK/PD", "N. Kern, P. Durand", KEYS, ["SGN008", "SGN008", "SGN016"]),
        ("NK/PD", "", KEYS, ["SGN014"]),
    ):
        entries = signed(step, initials, witness="")
        person = RecordPerson(initials=initials, name=name, roles=("technician",))
        written = record_of(pair().plan, tuple(entries.values()), (person,))
        path.write_text(json.dumps(written), encoding="utf-8")
        (whole,) = read_records([path], [])
        result = verify_record(pair(), whole, NOW)
        assert codes(result) == wanted, (initials, name)


def test_the_initials_of_somebody_of_the_plan_are_not_a_substitutes() -> None:
    result = checked(signed(by="CM"), replace(DURAND, initials="c.m."))
    assert codes(result) == ["SGN010"]
    text = finding_text(result.findings[0], pair().plan, load_language("en"), {}).message
    assert text.startswith("“CM” signed as a substitute, and these are the initials of C. Martin.")


def test_two_substitutes_do_not_share_their_initials() -> None:
    result = checked(signed(), DURAND, replace(DURAND, name="Paule Dupont"))
    assert codes(result) == ["SGN010"]


@pytest.mark.parametrize("name", ["C. Martin", "Martin", "MARTIN Claire", "Claire Martin"])
def test_somebody_of_the_plan_named_again_is_nobody_new(name) -> None:
    assert checked(signed(by="CM"), replace(DURAND, initials="cm", name=name, roles=())).findings == ()


def test_a_substitute_who_signed_nothing_is_not_spoken_of() -> None:
    assert checked(faultless(pair(), 3), DURAND, replace(DURAND, initials="QX", name="")).findings == ()


def test_a_substitute_witnesses_by_role() -> None:
    witness = replace(DURAND, roles=("witness",))
    assert codes(checked(signed(BREAK, "TL", witness="PD"), witness)) == ["SGN008"]
    assert codes(checked(signed(BREAK, "TL", witness="PD"), DURAND)) == ["SGN008", "SGN009"]
    assert codes(checked(signed(BREAK, "TL", witness="PD"), replace(DURAND, name=""))) == ["SGN010"]
    assert codes(checked(signed(BREAK, "PD", witness="p.d."), replace(DURAND, roles=("technician", "witness")))) == [
        "SGN005",
        "SGN008",
    ]


def test_without_a_list_strangers_stay_strangers() -> None:
    assert codes(checked(signed())) == ["SGN002"]
    assert codes(checked(signed(), replace(DURAND, initials="QX"))) == ["SGN002"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("C. Martin", "Claire Martin", True),
        ("Élodie Noël", "NOEL Elodie", True),
        ("Claire Martin", "Paul Martin", False),
        ("C. M.", "Claire Martin", False),  # two initials name nobody
        ("", "Claire Martin", False),
        ("Jean Jean", "Jean", True),
        ("C. C. Martin", "C. Martin", True),
    ],
)
def test_names_that_can_be_one_person(one, other, same) -> None:
    assert same_name(one, other) is same_name(other, one) is same


@pytest.mark.parametrize("by", ["cm", "C.M.", "ĈM", "СМ", "С.М.", "ＣＭ", "c m"])
def test_initials_are_the_same_from_any_keyboard(by) -> None:
    assert check(pair(), *signed(by=by).values()).findings == ()


@pytest.mark.parametrize("witness", ["TL", "t.l.", "Т.L."])  # the last one with a Cyrillic letter
def test_a_witness_to_oneself_is_one_in_any_spelling(witness) -> None:
    result = check(pair(), *signed(BREAK, "TL", witness=witness).values())
    assert codes(result) == ["SGN005"]


def test_who_may_not_sign_at_all_is_told_once_though_they_are_the_witness_too() -> None:
    assert codes(check(pair(), *signed(BREAK, "AB", witness="a.b.").values())) == ["SGN003"]


def staffed(*roles: tuple[StaffRole, ...]) -> IndexedPlan:
    """The pair with these roles of CM, TL, AB, and whoever of them witnesses."""
    staff = [replace(person, roles=held) for person, held in zip(pair().plan.staff, roles, strict=True)]
    named = tuple(person.initials for person in staff if "witness" in person.roles)
    return index_plan(replace(pair().plan, staff=tuple(staff), witnesses=named))


TECHNICIAN: tuple[StaffRole, ...] = ("technician", "network", "manager")
WITNESS: tuple[StaffRole, ...] = ("witness", "representative")


@pytest.mark.parametrize(
    ("indexed", "by", "witness", "found"),
    [
        (staffed(TECHNICIAN, TECHNICIAN, WITNESS), "TL", "AB", []),
        (staffed(TECHNICIAN, TECHNICIAN, WITNESS), "TL", "a.b.", []),
        (staffed(TECHNICIAN, TECHNICIAN, WITNESS), "TL", "CM", ["SGN009"]),
        (staffed(TECHNICIAN, (*TECHNICIAN, "witness"), WITNESS), "CM", "TL", []),
        (staffed(TECHNICIAN, (*TECHNICIAN, "witness"), WITNESS), "TL", "CM", ["SGN009"]),
        # the only witness signs: anybody else may witness
        (staffed(TECHNICIAN, (*TECHNICIAN, "witness"), TECHNICIAN), "TL", "CM", []),
        (staffed(TECHNICIAN, (*TECHNICIAN, "witness"), TECHNICIAN), "TL", "AB", []),
        (staffed(TECHNICIAN, (*TECHNICIAN, "witness"), TECHNICIAN), "CM", "AB", ["SGN009"]),
        # nobody is named
        (staffed(TECHNICIAN, TECHNICIAN, TECHNICIAN), "TL", "CM", []),
        (staffed(TECHNICIAN, TECHNICIAN, TECHNICIAN), "TL", "AB", []),
    ],
)
def test_who_may_witness(indexed, by, witness, found) -> None:
    entries = {entry.step: entry for entry in play(indexed, 3)}
    assert check(indexed, *entries.values()).findings == ()
    write(entries, BREAK, by=by, witness=witness)
    assert codes(check(indexed, *entries.values())) == found


def test_one_person_who_may_not_witness_is_one_finding() -> None:
    entries = signed(BREAK, "TL", witness="CM")
    write(entries, SESSION, by="TL", witness="c.m.")
    (found,) = check(pair(), *entries.values()).findings
    assert (found.code, found.steps) == ("SGN009", (BREAK, SESSION))


def test_a_second_signature_that_nobody_asked_for_accuses_nobody() -> None:
    assert check(pair(), *signed(KEYS, "TL", witness="CM").values()).findings == ()


def test_who_may_witness_is_open_where_the_signer_is_not_known() -> None:
    assert codes(check(pair(), *signed(BREAK, "", witness="CM").values())) == ["SGN001"]
    assert codes(check(pair(), *signed(BREAK, "?", witness="CM").values())) == ["SGN007"]


def test_plans_of_before_let_anybody_witness() -> None:
    older = index_plan(replace(pair().plan, witnesses=(), tolerances=None))
    assert check(older, *signed(BREAK, "TL", witness="CM").values()).findings == ()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"by": ""}, "SGN001"),
        ({"by": "?"}, "SGN007"),
        ({"witness": ""}, "SGN004"),
        ({"state": ""}, "STA007"),
        ({"state": "almost"}, "DOC012"),
        ({"at": "in the evening of the 24th"}, "TIM001"),
    ],
)
def test_a_column_that_was_left_blank_or_filled_in_wrongly_is_one_finding(fields, code) -> None:
    entries = faultless(pair(), 3)
    asked = [step for step, entry in entries.items() if entry.witness and entry.state == "done"]
    assert len(asked) > 5
    for step in asked:
        write(entries, step, **fields)
    (found,) = (one for one in check(pair(), *entries.values()).findings if one.code == code)
    assert set(found.steps) == set(asked)
    entries = faultless(pair(), 3)
    for step in asked[:2]:
        write(entries, step, **fields)
    told = [one.steps for one in check(pair(), *entries.values()).findings if one.code == code]
    assert told == ([tuple(asked[:2])] if code == "DOC012" else [(step,) for step in asked[:2]])


@pytest.mark.parametrize("tag", ["fr", "en"])
def test_who_wrote_another_state_is_told_the_words_of_the_language_and_the_keys(tag: str) -> None:
    entries, language = faultless(pair(), 3), load_language(tag)
    write(entries, KEYS, state="almost")
    (found,) = (one for one in check(pair(), *entries.values()).findings if one.code == "DOC012")
    text = finding_text(found, pair().plan, language, {}).message
    for state in STATES:
        word = language.text(STATE_NAMES.get(state, state))
        assert word in text, state
        assert state == word or tag == "en" or f"{word} ({state})" in text, state


@pytest.mark.parametrize("stroke", ["-", "—", " – ", "/", "...", "n/a", "S/O", "sans objet", "Néant"])
def test_a_cell_that_is_struck_out_names_nobody(stroke: str) -> None:
    steps = pair().steps
    alone = next(step.id for step in steps if step.required and not step.witness)
    both = next(step.id for step in steps if step.required and step.witness)
    entries = faultless(pair(), 3)
    write(entries, alone, witness=stroke)
    result = checked(entries)
    assert (result.verdict, codes(result)) == ("pass", [])

    write(entries, both, witness=stroke)
    assert [found.code for found in checked(entries).findings] == ["SGN004"]
    write(entries, both, witness=entries[alone].by, by=stroke)
    assert "SGN001" in codes(checked(entries))


def test_several_question_marks_are_one() -> None:
    for field, code in (("state", "STA008"), ("by", "SGN007"), ("at", "TIM002"), ("value", "EVD005")):
        entries = faultless(pair(), 3)
        step = next(one.id for one in pair().steps if one.evidence and one.required)
        write(entries, step, **{field: "???"})
        assert code in codes(checked(entries)), field


@pytest.mark.parametrize(
    "written",
    [
        {"by": "TL/AB", "witness": ""}, {"by": "TL, AB", "witness": ""}, {"by": "t.l. & a.b.", "witness": ""},
        {"by": "TL et AB", "witness": ""}, {"by": "TL and AB", "witness": ""}, {"by": "TL AB", "witness": ""},
        {"by": "TL-AB", "witness": ""}, {"by": "TL\nAB", "witness": ""}, {"by": "T. Leroy / A. Bernard", "witness": ""},
        {"by": "TL/AB", "witness": "TL/AB"}, {"by": "TL/AB", "witness": "AB"}, {"by": "TL/CM/AB", "witness": ""},
        {"by": "TL", "witness": "CM/AB"}, {"by": "TL", "witness": "C. Martin + A. Bernard"},
    ],
)  # fmt: skip
def test_two_people_in_one_box_are_told_as_that_and_accused_of_nothing(written) -> None:
    result = checked(signed(BREAK, **written))
    assert (result.verdict, codes(result)) == ("undetermined", ["SGN014"])
    text = finding_text(result.findings[0], pair().plan, load_language("en"), {})
    assert "it is not clear who signed and who witnessed" in text.message
    assert "Ask them who carried the step out" in text.remedy


def test_boxes_of_two_people_are_one_cause() -> None:
    entries = signed(BREAK, "TL/AB", witness="")
    write(entries, SESSION, by="CM, TL", witness="")
    (found,) = checked(entries).findings
    assert (found.code, found.steps) == ("SGN014", (BREAK, SESSION))
    assert dict(found.args)["who"] == "TL/AB, CM, TL"


@pytest.mark.parametrize("by", ["TL/tl", "TL / T. Leroy", "T. Leroy (TL)", "LEROY, T.", "TL – T. Leroy"])
def test_one_person_twice_in_a_box_is_one(by) -> None:
    assert checked(signed(BREAK, by, witness="AB")).findings == ()


@pytest.mark.parametrize("by", ["TL/XY", "XY, ZZ", "TL/AB/XY", "TL(AB)"])
def test_a_box_that_holds_anything_else_is_somebody_unknown(by) -> None:
    assert codes(checked(signed(BREAK, by, witness="AB"))) == ["SGN002"]


def test_a_substitute_beside_somebody_of_the_plan_is_two_people() -> None:
    assert codes(checked(signed(BREAK, by="PD/TL", witness=""), DURAND)) == ["SGN014"]
    assert codes(checked(signed(by="PD/TL"), DURAND)) == ["SGN008", "SGN016"]
    also = replace(DURAND, roles=("technician", "witness"))
    assert codes(checked(signed(BREAK, by="PD/TL", witness="AB"), also)) == ["SGN008", "SGN016"]
    assert "SGN014" in codes(checked(signed(BREAK, by="PD/TL", witness="PD"), also)), "one of them witnessed it"


@pytest.mark.parametrize(
    ("step", "written", "code"),
    [
        (KEYS, {"by": "TL/CM"}, "SGN016"), (KEYS, {"by": "T. Leroy et C. Martin"}, "SGN016"),
        (KEYS, {"by": "TL, CM", "witness": "AB"}, "SGN016"), (BREAK, {"by": "TL/CM", "witness": "AB"}, "SGN016"),
        (KEYS, {"by": "TL → CM"}, "SGN016"), (KEYS, {"by": "TL > CM"}, "SGN016"), (KEYS, {"by": "TL -> CM"}, "SGN016"),
        (KEYS, {"by": "TL, relève CM"}, "SGN016"), (KEYS, {"by": "CM (relève T. Leroy)"}, "SGN016"),
        (KEYS, {"by": "TL handed over to CM"}, "SGN016"), (KEYS, {"by": "TL relieved by C. Martin"}, "SGN016"),
        (KEYS, {"by": "TL relayé par CM"}, "SGN016"), (KEYS, {"by": "TL (relève AB)"}, "SGN014"),
        (KEYS, {"by": "TL/AB"}, "SGN014"), (BREAK, {"by": "TL/CM", "witness": ""}, "SGN014"),
        (BREAK, {"by": "TL/CM", "witness": "CM"}, "SGN014"), (BREAK, {"by": "TL/CM", "witness": "AB/CM"}, "SGN014"),
    ],
)  # fmt: skip
def test_two_who_both_may_sign_are_a_note_where_nothing_hangs_on_which_of_them(step, written, code) -> None:
    """A step that one began and the other ended; not where one of them may be the witness."""
    result = checked(signed(step, **written))
    assert (codes(result), result.verdict) == ([code], "pass" if code == "SGN016" else "undetermined")


def test_two_people_in_one_box_are_no_third_one_in_the_report() -> None:
    entries = signed(BREAK, "TL/AB", witness="")
    steps = [SignedStep(pair().steps[pair().index[one]], entry, None) for one, entry in entries.items()]
    people = pair().plan.staff
    assert {one.initials for one in signers(steps, people, (), "by")} <= {person.initials for person in people}


def with_initials(own: str) -> IndexedPlan:
    """The plan of the samples, in which somebody who neither signs nor witnesses has these initials."""
    plan = pair().plan
    odd = Person(initials=own, name="G. Olsen", roles=("technician", "witness"))
    plan = replace(plan, staff=(*plan.staff, odd))
    return index_plan(replace(plan, revision=revision_of(plan)))


@pytest.mark.parametrize("own", ["GO", "OK", "VISA"])
def test_whoever_signed_for_somebody_whose_initials_are_a_word_is_told(own: str) -> None:
    indexed = with_initials(own)
    entries = faultless(pair(), 3)
    signer = entries[KEYS].by
    for word in ("for", "pour"):
        write(entries, KEYS, by=f"{signer} {word} {own}")
        (found,) = checked(entries, indexed=indexed).findings
        assert (found.code, found.steps, dict(found.args)["who"]) == ("SGN017", (KEYS,), f"{signer} {word} {own}")
        assert found.where == f"record.json:entries[{list(entries).index(KEYS)}]"
        assert checked(entries).findings == ()  # for accord, the visa, or to go


@pytest.mark.parametrize("own", ["OK", "VU", "SIG", "BY"])
def test_of_two_in_a_box_neither_is_lost_because_initials_are_a_word(own: str) -> None:
    indexed = with_initials(own)
    named = initials_for_names(indexed, record(indexed))
    for text in (f"{own}/TL", f"{own} TL", f"{own} (TL)"):
        assert named(Entry(step=KEYS, by=text)).by == text
    if own != "BY":
        assert initials_for_names(pair(), record(pair()))(Entry(step=KEYS, by=f"{own} TL")).by == "TL"


def test_initials_that_are_words_of_records_are_known_as_such() -> None:
    words = ("GO", "ok", "N.A.", "YES", "OUI", "NO", "SO", "X", "Vu", "KO")
    assert [one for one in words if not is_a_word(one)] == []
    assert [one for one in ("CM", "TL", "LE", "ME", "LA", "GOL", "NOR", "ÉR", "AB") if is_a_word(one)] == []


@pytest.mark.parametrize("mark", ["✗", "✘", "❌", "☐"])
@pytest.mark.parametrize("field", ["by", "witness"])
def test_initials_with_a_cross_beside_them_are_asked_about(field, mark) -> None:
    entries = faultless(pair(), 3)
    initials = getattr(entries[BREAK], field)
    for text in (f"{initials} {mark}", f"{mark} {initials}"):
        write(entries, BREAK, **{field: text})
        assert codes(checked(entries)) == ["SGN007"]
    for tick in ("✓", "☑", "☒"):
        write(entries, BREAK, **{field: f"{tick} {initials}"})
        assert checked(entries).verdict == "pass"


@pytest.mark.parametrize("state", ["✓ {}", "{} ✓", "done {}", "fait ({})", "fait par {}", "x {}", "ok – {}"])
def test_a_state_is_by_the_hand_that_signed_or_witnessed(state) -> None:
    entries = faultless(pair(), 3)
    own = (entries[BREAK].by, entries[BREAK].witness)
    other = next(one for one in pair().staff if one.upper() not in own).upper()
    for hand in own:
        write(entries, BREAK, state=state.format(hand))
        assert checked(entries).verdict == "pass", hand
    write(entries, BREAK, state=state.format(other))
    (found,) = checked(entries).findings
    assert (found.code, found.steps, found.args) == ("STA023", (BREAK,), (("reason", state.format(other)),))


def test_a_substitute_without_a_role_is_told_which_there_are():
    found = checked(signed(), replace(DURAND, roles=("astronaut",))).findings
    finding = next(one for one in found if one.code == "SGN010")
    told = finding_text(finding, pair().plan, load_language("fr"), {}).message
    assert "intervenant, réseau, postes de travail, technicien d’assistance, témoin, approbateur" in told


@pytest.mark.parametrize("role", ["représentante", "Représentant", "technicienne d’assistance"])
def test_a_representative_is_known_by_other_words(role):
    assert people_in("JB", "Julie Bonnet", role, "")[0].roles == ("representative",)
