"""Lines that are read by what repeats in them say what they say when they are read as JSON; others are left to that."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from runbook.model.entry_columns import columns_of
from runbook.model.record import Entry
from runbook.reading.unreadable import Unreadable
from runbook.records import kit_lines
from runbook.records.from_json import part_of
from runbook.records.kit_lines import kit_line
from runbook.simulate.play import play
from runbook.simulate.write import json_bytes
from tests.verify.harness import pair

ENTRIES = play(pair(), 3)
LINE = json_bytes(pair().plan, "7", ENTRIES, None)
ODD = [
    "\\",
    "\\u0041",
    '"',
    "\n",
    "\0",
    "\x7f",
    "\u00a0",
    "é",
    "}, {",
    '", "at": "',
    ' ,"at":"',
    "]}",
    "]}\n",
    "{}",
    "x",
]


def same(line: bytes) -> bool:
    """Whether a line is read by what repeats in it; if so, it says the same as JSON."""
    found = kit_line(line, "a")
    if found is None:
        return False
    assert told(found) == told(part_of(line, "a"))
    return True


def told(part) -> list[object]:
    """All that a part of a record says."""
    return [replace(part, entries=()), *map(astuple, part.entries)]


def test_a_line_as_the_kit_writes_it_is_read() -> None:
    assert same(LINE)
    assert same(LINE.rstrip(b"\n"))
    found = kit_line(LINE, "a")
    assert found is not None
    assert [*found.entries] == [*ENTRIES]


@given(st.integers(0, len(LINE)), st.integers(0, 40), st.sampled_from(ODD))
def test_a_line_that_was_changed_anywhere_says_the_same_or_is_left(place, gone, put) -> None:
    same(LINE[:place] + put.encode() + LINE[place + gone :])


@given(st.lists(st.tuples(st.integers(0, 6), st.text(max_size=6) | st.sampled_from(ODD)), max_size=4), st.data())
def test_a_record_of_other_texts_says_the_same_or_is_left(texts, data) -> None:
    record = json.loads(LINE)
    for field, text in texts:
        entry = data.draw(st.sampled_from(record["entries"]))
        entry[[*entry][field]] = text
    same(json.dumps(record, ensure_ascii=data.draw(st.booleans())).encode())


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        (b'"by": "CM"', b'"by": "CM", "by": "TL"'),
        (b'"by": "CM"', b'"note": "", "by": "CM"'),
        (b'"run": "7"', b'"run": "7", "people": []'),
        (b'"run": "7"', b'"run": "7", "run": "8"'),
        (b'"state": "done", "at"', b'"state": "done", "state": "na", "at"'),
        (b'"note": ""}]}', b'"note": ""}], "log": []}'),
        (b'"note": ""}]}', b'"note": ""}]} {}'),
        (b'"note": ""}]}', b'"note": ""}, {"step": "x", "state": "'),
        (b'"note": ""}]}', b'"note": ""}, {"step": "x", "state": "", "at": "'),
        (b'"at": "2026', b'"at": "\\u0032026'),
        (b'"at": "2026', b'"at": "\t2026'),
        (b'"at": "2026', b'"at": "\xff2026'),
        (b'"at": "2026-', b'"at": 2026, "x": "'),
        (b'"format": "runbook-record/1"', b'"format": "runbook-record/2"'),
        (b'"entries": [', b'"entries": [], "entries": ['),
    ],
)
def test_what_the_kit_does_not_write_is_left(what, instead) -> None:
    assert same(LINE)  # all of its texts are known
    head, found, tail = LINE.rpartition(what)
    assert found
    assert kit_line(head + instead + tail, "a") is None


def test_pieces_of_two_lines_make_no_third_one() -> None:
    ended = LINE[: LINE.index(b'}, {"step"')] + b"}]}\n"  # after its first entry
    assert same(LINE)
    assert same(ended)
    assert kit_line(ended[:-1] + LINE, "a") is None
    assert kit_line(LINE.replace(b"}]}\n", b"}]}" + b', "at": "", "by"' + LINE.partition(b', "by"')[2]), "a") is None
    with pytest.raises(Unreadable):
        part_of(ended[:-1] + LINE, "a")


def test_no_more_texts_are_known_than_are_held(monkeypatch) -> None:
    monkeypatch.setattr(kit_lines, "KNOWN", len(ENTRIES) + 5)
    kit_lines._known.clear()
    for number in range(30):
        for note in (f"note {number}", "long " * 200):
            entries = [Entry(step=one.step, state=one.state, at=one.at, note=note) for one in ENTRIES]
            assert same(json_bytes(pair().plan, "7", entries, None))
            assert len(kit_lines._known) <= len(ENTRIES) + 5
    assert max(map(len, kit_lines._known)) <= kit_lines.LONGEST


def test_columns_are_a_sequence_of_entries() -> None:
    columns = columns_of(ENTRIES)
    assert columns_of(columns) is columns
    assert len(columns) == len(ENTRIES)
    assert columns[-1] == ENTRIES[-1]
    assert columns[2:5] == [*ENTRIES[2:5]]
    assert [*columns] == [*ENTRIES]
    with pytest.raises(IndexError):
        columns[len(ENTRIES)]
