"""Entries of the same step: values are compared and not letters; corrections stand in their file, with a reason."""

import pytest
from msgspec.structs import replace

from runbook.i18n import load_language
from runbook.model.record import Entry, Record, RecordPart
from runbook.report.finding_text import finding_text
from runbook.verify.document import lay_out
from runbook.verify.verdict import verify_record
from tests.measure import within
from tests.verify.harness import NOW, codes, faultless, pair

SEED = 3
TIMED, VERSION, PROOF = "failover-break:h1", "update-software:rs-b:h1", "failover-sync:h1"


def part(file, *entries):
    plan = pair().plan
    return RecordPart(file=file, revision=plan.revision, site="", change="", run="1", entries=entries)


def verified(*parts):
    return verify_record(pair(), Record(revision=pair().plan.revision, run="1", parts=parts), NOW)


def told(finding, *parts):
    found = Record(revision=pair().plan.revision, run="1", parts=parts)
    return finding_text(finding, pair().plan, load_language("en"), {}, found)


def whole():
    return faultless(pair(), SEED)


def two_files(step, **fields):
    """The faultless record, and a second file in which one step says the same or something else."""
    entries = whole()
    return verified(part("a.csv", *entries.values()), part("b.csv", replace(entries[step], **fields)))


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        (TIMED, {"at": "2026-10-24 22:35:00"}),
        (TIMED, {"at": "2026-10-24 22:35:40"}),
        (TIMED, {"at": "24/10/2026 22h35"}),
        (TIMED, {"at": "24 oct. 2026 10:35 pm"}),
        (TIMED, {"at": "2026-10-24 22:35+02:00"}),
        (TIMED, {"at": "2026-10-24T20:35Z"}),
        (TIMED, {"at": "22:35"}),
        (TIMED, {"by": "t.l.", "witness": "a.b."}),
        (TIMED, {"state": "X"}),
        (TIMED, {"state": " Fait "}),
        (VERSION, {"value": "v23,1,1"}),
        (PROOF, {"value": "24/10/2026 22h15"}),
        ("failover-keys:h1", {"value": "OUI"}),
        ("prep-strategy", {"note": ""}),
    ],
)
def test_the_same_in_another_spelling_is_no_contradiction(step, fields):
    result = two_files(step, **fields)
    assert (result.verdict, set(codes(result))) == ("pass", {"DOC004"})


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        (TIMED, {"at": "2026-10-24 22:36"}),
        (TIMED, {"at": "2026-10-24 22:35+01:00"}),
        (TIMED, {"at": "10/24/2026 22:35"}),
        (TIMED, {"by": "AB"}),
        (TIMED, {"witness": "CM"}),
        (TIMED, {"state": "na"}),
        (VERSION, {"value": "23.1.2"}),
        (PROOF, {"value": "24/10/2026 22h16"}),
        ("failover-keys:h1", {"value": "non"}),
    ],
)
def test_another_meaning_is_a_contradiction(step, fields):
    result = two_files(step, **fields)
    assert "DOC005" in codes(result)
    assert result.verdict == "fail"


def test_an_offset_settles_which_of_two_times_another_file_means():
    """In the hour that the clock repeats, two offsets are two times; none beside one of them is that one."""
    entries = whole()
    step = "test-hosts-remove:h1"
    for one, other, expected in (
        ("2026-10-25 02:30", "2026-10-25 02:30+02:00", []),
        ("2026-10-25 02:30+01:00", "2026-10-25 02:30", []),
        ("2026-10-25 02:30+01:00", "2026-10-25 02:30+02:00", ["DOC005"]),
    ):
        told = {**entries, step: replace(entries[step], at=one)}
        second = replace(entries[step], at=other)
        assert codes(verified(part("a.csv", *told.values()), part("b.csv", second))) == expected
        record = Record(revision="", run="", parts=(part("a.csv", *told.values()), part("b.csv", second)))
        line = lay_out(pair(), record)[0][pair().index[step]]
        assert expected or "+" in line.entry.at


def test_two_sheets_in_contradiction_are_one_finding_that_shows_both():
    entries = whole()
    other = [replace(entry, at="2026-10-20 23:59") for entry in entries.values() if entry.step.startswith("prep-")]
    parts = (part("a.csv", *entries.values()), part("b.csv", *other, replace(entries[VERSION], by="AB")))
    result = verified(*parts)
    (finding,) = result.findings
    assert (finding.code, len(finding.steps)) == ("DOC005", len(other) + 1)
    assert dict(finding.args)["count"] == len(other) + 1
    text = told(finding, *parts)
    assert "differently: at, by." in text.message
    assert "2026-10-21" not in text.message  # what each says is told once, below
    assert len(text.compared) == len(other) + 1
    assert text.compared[0].endswith("at: “2026-10-21 14:06” (a.csv:entries[0]); “2026-10-20 23:59” (b.csv:entries[0])")
    third = part("c.csv", replace(entries[TIMED], by="AB"))
    assert codes(verified(part("a.csv", *entries.values()), part("b.csv", *other), third)) == ["DOC005", "DOC005"]


def test_a_correction_stands_in_the_same_file_with_its_reason():
    entries = whole()
    right = replace(entries[TIMED], at="2026-10-24 22:34", note="wrong line")
    whole_part = part("a.csv", *entries.values(), right)
    result = verified(whole_part)
    (finding,) = result.findings
    assert (finding.code, result.verdict) == ("DOC006", "pass")
    assert "“2026-10-24 22:35” (a.csv:entries[14])" in told(finding, whole_part).compared[0]
    assert lay_out(pair(), record(entries, right))[0][pair().index[TIMED]].entry == right
    for silent in (*(replace(right, note=note) for note in ("", "-", "?", "n/a")), replace(right, state="")):
        assert codes(verified(part("a.csv", *entries.values(), silent))) == ["DOC005"]
    assert codes(verified(part("a.csv", *entries.values()), part("b.csv", right))) == ["DOC005"]


def record(entries, *more):
    return Record(revision="", run="", parts=(part("a.csv", *entries.values(), *more),))


def test_another_file_may_complete_repeat_or_contradict_a_correction():
    entries = whole()
    right = replace(entries[TIMED], at="2026-10-24 22:34", note="wrong line")
    first = part("a.csv", *entries.values(), right)
    assert codes(verified(first, part("b.csv", Entry(step=TIMED, witness="A.B.")))) == ["DOC006"]
    assert codes(verified(first, part("b.csv", right))) == ["DOC004", "DOC006"]
    assert codes(verified(first, part("b.csv", replace(right, at="2026-10-24 22:33", note="")))) == ["DOC005"]


@pytest.mark.parametrize(("more", "expected"), [({}, []), ({"witness": "AB"}, ["DOC006"])])
def test_a_later_row_with_a_note_corrects_only_what_it_fills_in(more, expected):
    """A remark that was thought of later is no correction of the fields that stayed empty."""
    entries = whole()
    empty = next(
        step for step, entry in entries.items() if entry.state == "done" and not (entry.value or entry.witness)
    )
    later = Entry(step=empty, note="the fan was loud", **more)
    assert codes(verified(part("a.csv", *entries.values(), later))) == expected


def test_a_correction_of_a_correction_and_of_two_that_contradict_each_other():
    entries = whole()
    wrong = replace(entries[TIMED], at="2026-10-24 22:31")
    right = replace(entries[TIMED], at="2026-10-24 22:34", note="wrong line")
    again = replace(entries[TIMED], at="2026-10-24 22:33", note="wrong line again")
    for rows in ((right, again), (wrong, again), (right, wrong, again)):
        assert codes(verified(part("a.csv", *entries.values(), *rows))) == ["DOC006"]
    assert codes(verified(part("a.csv", *entries.values(), right, wrong))) == ["DOC005"]


def test_notes_are_joined_and_those_alike_once():
    parts = (
        part("a.csv", Entry(step="prep-strategy", state="done", note="Agreed by mail")),
        part("b.csv", Entry(step="prep-strategy", by="TL", note="agreed  by MAIL")),
        part("c.csv", Entry(step="prep-strategy", at="2026-10-20 14:59", note="Call")),
    )
    lines, findings = lay_out(pair(), Record(revision="", run="", parts=parts))
    line = lines[pair().index["prep-strategy"]]
    assert findings == []
    assert (line.entry.note, line.entry.by, line.entry.at) == ("Agreed by mail; Call", "TL", "2026-10-20 14:59")


@pytest.mark.long
@pytest.mark.parametrize("distinct", [False, True])
def test_a_file_full_of_repeated_entries_is_quick(distinct):
    """8 MB of them: half a second; as many different ones are no record that anybody wrote."""
    times = (f"2026-10-24 22:35:{number % 60:02}.{number}" if distinct else "22:35" for number in range(100_000))
    entries = tuple(Entry(step=TIMED, state="done", at=at, by="TL") for at in times)
    with within(2.5):
        lines, findings = lay_out(pair(), Record(revision="", run="", parts=(part("a.json", *entries),)))
    assert "DOC004" in [finding.code for finding in findings]
    assert len(lines) == 1
