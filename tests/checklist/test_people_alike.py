"""People who are not in the plan, and initials in other spellings: the checklist's engine takes them as verify does."""

from __future__ import annotations

from itertools import product

import pytest
from msgspec.structs import replace

from runbook.model.initials import normal_initials
from runbook.model.record import RecordPerson
from runbook.records.people import people_in
from runbook.verify.indexed_plan import index_plan
from tests.checklist.engine import NO_NODE, Engine, record_of
from tests.checklist.planted import Planted
from tests.checklist.test_engine import _found_by_verify
from tests.verify.harness import faultless, pair
from tests.verify.spellings import FULL_NAMES, NAMES, NO_FULL_NAMES, NO_NAMES, SIGNED_FOR
from tests.verify.test_hands import SEVERAL
from tests.verify.test_spellings import named_otherwise

# As typed, with points, in Greek and Cyrillic letters, with a mark, in wide letters, with a stroke between.
SPELT = ("NX", "n.x.", "ΝХ", "N\u0302X", "ＮＸ", "n-x")
# Of the record alone; no name; initials again; of somebody of the plan, turned or in Cyrillic letters; of others.
NAMED = ("N. Example", "", "–", "nx", "N.X.", "C. Martin", "Martin C.", "С. Маrtin", "MARTIN c", "Nadia Martin")


# Of CM: in Cyrillic letters, with a Greek sigma of the shape of a moon, in Roman numerals; of DV, in letters of others.
@pytest.mark.skipif(NO_NODE, reason="Node is not there")
def test_letters_that_look_alike_are_the_same_initials_to_both() -> None:
    typed = ["СМ", "ϹM", "ϲм", "ⅭⅯ", "ÐѴ", "đѵ"]
    with Engine() as engine:
        found = engine.ask("initials", texts=typed)
    assert found == [normal_initials(text) for text in typed] == ["cm"] * 4 + ["dv"] * 2


@pytest.mark.long
@pytest.mark.skipif(NO_NODE, reason="Node is not there")
def test_substitutes_in_all_spellings_are_taken_alike() -> None:
    indexed = index_plan(pair().plan)
    steps = [step for step in indexed.steps if step.witness]
    entries = faultless(pair(), 3)
    barred = next(step.id for step in indexed.steps if not step.na_allowed)
    seen: set[str] = set()
    with Engine() as engine:
        engine.take(indexed.plan)
        spelt = zip(SPELT, SPELT[1:] + SPELT[:1], reversed(SPELT), strict=True)
        for (by, named, witness), name in product(spelt, NAMED):
            one = entries[steps[0].id], entries[steps[1].id]
            signed = {
                steps[0].id: replace(one[0], by=by, witness=witness),
                steps[1].id: replace(one[1], witness=by),
                barred: replace(entries[barred], state="na", value="", note="not on this site"),
            }
            people = (RecordPerson(initials=named, name=name, roles=("technician", "witness")),)
            record = tuple((entries | signed).values())
            found = engine.ask("findings", record=record_of(indexed.plan, record, people), options={})["findings"]
            mine = sorted((each["code"], tuple(each["steps"])) for each in found)
            theirs = _found_by_verify(indexed, Planted(record, people), None, None)
            assert mine == theirs, (by, named, witness, name)
            seen.update(code for code, _ in theirs)
    assert seen >= {"SGN005", "SGN008", "SGN010", "STA005"}


@pytest.mark.skipif(NO_NODE, reason="Node is not there")
def test_several_in_one_line_of_the_list_are_taken_alike() -> None:
    indexed = index_plan(pair().plan)
    step = next(step.id for step in indexed.steps if step.witness)
    entries = faultless(pair(), 3)
    seen: set[str] = set()
    with Engine() as engine:
        engine.take(indexed.plan)
        for initials, name, each in SEVERAL:
            people = (RecordPerson(initials=initials, name=name, roles=("technician", "witness")),)
            for by, _ in each:
                record = tuple((entries | {step: replace(entries[step], by=by)}).values())
                found = engine.ask("findings", record=record_of(indexed.plan, record, people), options={})["findings"]
                mine = sorted((one["code"], tuple(one["steps"])) for one in found)
                apart = people_in(initials, name, "technician, witness", "")
                assert mine == _found_by_verify(indexed, Planted(record, apart), None, None), (initials, name, by)
                seen.update(code for code, _ in mine)
    assert seen == {"SGN008", "SGN010"}


@pytest.mark.skipif(NO_NODE, reason="Node is not there")
def test_roles_beside_initials_and_who_was_not_there_are_taken_alike() -> None:
    indexed = index_plan(pair().plan)
    entries = faultless(pair(), 3)
    step = next(step.id for step in indexed.steps if step.witness)
    by, witness = entries[step].by, entries[step].witness
    absent = f"{witness} absent"
    signed: tuple[tuple[str, str, list[str]], ...]
    signed = ((f"TECH/{by}", witness, []), (f"chef de {by}", witness, ["SGN002"]), (by, absent, ["SGN006"]))
    with Engine() as engine:
        engine.take(indexed.plan)
        for first, second, codes in signed:
            record = tuple((entries | {step: replace(entries[step], by=first, witness=second)}).values())
            found = engine.ask("findings", record=record_of(indexed.plan, record), options={})["findings"]
            assert [each["code"] for each in found] == codes, (first, second)
            assert [code for code, _ in _found_by_verify(indexed, Planted(record, ()), None, None)] == codes


OTHER_NAMES = (
    "s.o.",
    "N.A.",
    "SO",
    "n. example",
    "EXAMPLE Nora (NX)",
    "Example",
    "CM 22:10",
    "NX/CM",
    "M. Martin",
    "signé N. Example",
)


@pytest.mark.skipif(NO_NODE, reason="Node is not there")
def test_names_in_full_are_taken_alike_however_they_are_spelt() -> None:
    indexed = named_otherwise()
    entries = faultless(indexed, 3)
    step = next(one.id for one in indexed.steps if not one.witness and not one.gate)
    texts = [*NO_FULL_NAMES, *(text for _, _, *spelt in FULL_NAMES for text in spelt)]
    with Engine() as engine:
        engine.take(indexed.plan)
        for text in texts:
            record = tuple((entries | {step: replace(entries[step], by=text)}).values())
            found = engine.ask("findings", record=record_of(indexed.plan, record), options={})
            mine = sorted((each["code"], tuple(each["steps"])) for each in found["findings"])
            assert mine == _found_by_verify(indexed, Planted(record, ()), None, None), text
            assert bool(mine) == (text in NO_FULL_NAMES), text


@pytest.mark.long
@pytest.mark.skipif(NO_NODE, reason="Node is not there")
def test_names_where_initials_belong_are_taken_alike() -> None:
    """But for addresses, which the page knows of nobody, and several people in one box: it leaves those to verify."""
    indexed = index_plan(pair().plan)
    entries = faultless(pair(), 3)
    step = next(step.id for step in indexed.steps if step.witness)
    timed = f"C. Martin {entries[step].at[11:16].replace(':', 'h')}"
    left: set[str] = set()
    with Engine() as engine:
        engine.take(indexed.plan)
        for text, field in product((*NAMES, *NO_NAMES, *SIGNED_FOR, *OTHER_NAMES, timed), ("by", "witness")):
            for people in ((), (RecordPerson(initials="NX", name="N. Example", roles=("technician", "witness")),)):
                record = tuple((entries | {step: replace(entries[step], **{field: text})}).values())
                asked = record_of(indexed.plan, record, people)
                found = engine.ask("findings", record=asked, options={})
                if found["unread"]:
                    left.add(text)
                    continue
                mine = sorted((each["code"], tuple(each["steps"])) for each in found["findings"])
                assert mine == _found_by_verify(indexed, Planted(record, people), None, None), (text, field, people)
    assert {text for text in left if "@" not in text} == {"NX/CM", "TECH/CM/TL"}
