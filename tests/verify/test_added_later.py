"""What is told of entries that were completed afterwards, and of values that are right in other words."""

import dataclasses

import pytest
from msgspec.structs import replace as changed

from runbook.errors import InputError
from runbook.i18n import load_language
from runbook.model.plan import Expect
from runbook.model.record import Record
from runbook.records.record_file import RecordFile, read_keys
from runbook.report.compared import compared
from runbook.report.finding_text import finding_text
from runbook.simulate.play import play
from runbook.verify.indexed_plan import index_plan
from runbook.verify.verdict import verify_record
from tests import plans
from tests.verify.harness import NOW, check, codes, faultless, pair, record, write

ENGLISH = load_language("en")


@pytest.mark.parametrize("field", ["witness", "by", "at", "value"])
def test_what_was_filled_in_afterwards_with_a_reason_is_told(field) -> None:
    indexed = pair()
    entries = faultless(indexed)
    step = next(s.id for s in indexed.steps if (e := entries[s.id]).state == "done" and all((e.by, e.witness, e.value)))
    first = changed(entries[step], **{field: ""})
    second = changed(entries[step], note="forgotten that night, asked on the phone")
    others = [entry for entry in entries.values() if entry.step != step]
    both = record(indexed, *others, first, second)
    found = verify_record(indexed, both, NOW)
    assert (found.verdict, codes(found), found.findings[0].steps) == ("pass", ["DOC006"], (step,))
    told = {one.field: [value for value, _ in one.values] for one in compared(found.findings[0], both)}
    assert told[field] == ["", getattr(entries[step], field)]
    lone = changed(second, **{name: "" for name in ("state", "at", "by", "witness", "value") if name != field})
    assert codes(check(indexed, *others, first, lone)) == ["DOC006"]
    assert codes(check(indexed, *others, first, changed(second, note=""))) == []


def test_a_witness_who_signs_on_a_page_of_their_own_corrects_nothing() -> None:
    indexed = pair()
    entries = faultless(indexed)
    step = next(s.id for s in indexed.steps if entries[s.id].witness)
    second = changed(entries[step], note="seen on the screen")
    first = {**entries, step: changed(entries[step], witness="")}
    parts = tuple(
        part
        for file, each in (("a.csv", first.values()), ("b.csv", [second]))
        for part in record(indexed, *each, file=file).parts
    )
    assert codes(verify_record(indexed, Record(revision=indexed.plan.revision, run="1", parts=parts), NOW)) == []


def test_a_host_name_may_be_written_without_its_domain() -> None:
    indexed = index_plan(plans.plan_of("failover", "automatic", "asynchronous", "dns"))
    hosts = {one.hostname: one.hostname.partition(".")[0] for one in indexed.plan.appliances}
    entries = {entry.step: entry for entry in play(indexed, 3)}
    asked = [s for s in indexed.steps if s.evidence and s.evidence.expect and s.evidence.expect.equals in hosts]
    assert asked
    for step in asked:
        assert step.evidence
        assert step.evidence.expect
        own = hosts[str(step.evidence.expect.equals)]
        other = next(short for short in hosts.values() if short != own)
        for text, expected in (
            (own, []),
            (f" {own.upper()} ", []),
            (other, ["EVD003"]),
            (f"{own}.example.net", ["EVD003"]),
        ):
            seen = dict(entries)
            write(seen, step.id, value=text)
            assert codes(check(indexed, *seen.values())) == expected, text


def test_a_figure_that_is_the_name_of_an_appliance_too_is_a_figure() -> None:
    indexed = index_plan(plans.plan_of("failover", "automatic", "asynchronous", "dns"))
    one, *others = indexed.plan.appliances
    (step, *_) = (s for s in indexed.steps if s.evidence and s.evidence.expect and s.evidence.expect.equals)
    assert step.evidence
    asked = dataclasses.replace(step.evidence, type="count", expect=Expect(equals="3"))
    plan = dataclasses.replace(
        indexed.plan,
        steps=tuple(dataclasses.replace(s, evidence=asked) if s is step else s for s in indexed.steps),
        appliances=(dataclasses.replace(one, id="3", hostname="17.example.com"), *others),
    )
    entries = {entry.step: entry for entry in play(indexed, 3)}
    for value, expected in (("3", []), ("3.0", []), ("17", ["EVD003"])):
        write(entries, step.id, value=value)
        assert codes(check(index_plan(plan), *entries.values())) == expected, value


def test_french_names_the_fields_that_differ() -> None:
    indexed = pair()
    entries = faultless(indexed)
    step = next(s.id for s in indexed.steps if entries[s.id].witness and entries[s.id].value)
    first = changed(entries[step], witness="", value="")
    second = changed(entries[step], note="oublié cette nuit-là")
    both = record(indexed, *(e for e in entries.values() if e.step != step), first, second)
    found = verify_record(indexed, both, NOW)
    text = finding_text(found.findings[0], indexed.plan, load_language("fr"), {}, both)
    fields = [line.split("\u00a0: ")[0].rpartition(", ")[2] for line in text.compared]
    assert fields == ["témoin", "valeur", "remarque"]
    clash = changed(second, note="", by="CM" if first.by != "CM" else "TL", state="na")
    found = verify_record(indexed, record(indexed, *both.parts[0].entries[:-1], clash), NOW)
    (finding,) = (one for one in found.findings if one.code == "DOC005")
    assert "état, initiales" in finding_text(finding, indexed.plan, load_language("fr"), {}).message


@pytest.mark.parametrize(("names", "shown", "more"), [(("notes.txt",), 0, 0), (("record.csv",), 1, 0), (None, 5, 2)])
def test_a_folder_in_the_place_of_a_record_names_those_in_it(names, shown, more, tmp_path) -> None:
    many = ["checklist.fr.pdf", "record.csv", "record.xlsx", *(f"record.csv.{n}a2b3c4d.bak" for n in range(4))]
    for name in (*(names or many), "plan.json", "runbook.fr.pdf"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError) as refused:
        read_keys_of(tmp_path)
    (problem,) = refused.value.problems
    args = dict(problem.args)
    assert problem.message == "this is a folder"
    assert [one for one in args.get("files", "").split(", ") if one] == [
        str(tmp_path / n) for n in (names or many)[:shown]
    ]
    assert args.get("more", "0") == str(more)


def read_keys_of(folder):
    return list(read_keys(RecordFile(folder), 0))
