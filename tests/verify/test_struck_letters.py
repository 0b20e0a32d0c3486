"""What is crossed out letter by letter, as chat programs and phones do, is not read, but named."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from runbook.model.record import Entry
from runbook.verify.struck_letters import without_struck
from tests.verify.harness import check, codes, faultless, pair, write

KEYS = "failover-keys:h1"


def struck(text: str, stroke: str = "\u0336") -> str:
    return "".join(letter + stroke if letter.isalnum() else letter for letter in text)


@pytest.mark.parametrize("stroke", ["\u0335", "\u0336", "\u0337", "\u0338"])
def test_letters_with_a_stroke_are_not_read(stroke: str) -> None:
    written = Entry(step=KEYS, by=f"{struck('CM', stroke)} TL", note=f"seen, {struck('not done', stroke)} by AB")
    entry, gone, whole = without_struck(written)
    assert (entry.by, entry.note, gone, whole) == ("TL", "seen, by AB", "CM not done", False)


@pytest.mark.parametrize("field", ["state", "at", "by", "witness", "value", "note"])
def test_blanks_and_signs_between_have_a_stroke_too(field: str) -> None:
    """As programs draw it, through each sign of the text."""
    entries = faultless(pair())
    step, text = next((one.step, text) for one in entries.values() if (text := getattr(one, field)) and one.state)
    write(entries, step, **{field: "".join(f"{sign}\u0336" for sign in f"({text})")})
    result = check(pair(), *entries.values())
    assert [(found.code, found.steps) for found in result.findings] == [("DOC014", (step,))]


@pytest.mark.parametrize(
    "text", ["≠", "~~", "~~~~", "~22:10~", "a ~~ b", "=\u0338", "6.2.0 ✗", "e\u0301t\u00e9", "Ø", "CM"]
)
def test_other_signs_and_letters_are_left(text: str) -> None:
    written = Entry(step=KEYS, note=text, value=text)
    assert without_struck(written) == (written, "", False)


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("state", struck("done"), ["DOC014"]),
        ("by", struck("CM"), ["DOC014"]),
        ("by", f"{struck('CM')} TL", ["DOC014"]),
        ("value", struck("yes"), ["DOC014"]),
        ("note", struck("failed"), ["DOC014"]),
        ("by", "~~CM~~", ["DOC014"]),
        ("by", "~~AB~~ CM", ["DOC014"]),
        ("state", "<del>done</del>", ["DOC014"]),
        ("note", "<s>not done</s>", ["DOC014"]),
    ],
)
def test_it_is_told_and_does_not_count(field: str, text: str, told: list[str]) -> None:
    entries = faultless(pair(), 3)
    write(entries, KEYS, **{field: text})
    result = check(pair(), *entries.values())
    assert (codes(result), result.verdict == "pass") == (told, False)
    assert "̶" not in str(result.findings[0].args)


@pytest.mark.parametrize("field", ["note", "value"])
def test_where_nothing_but_a_remark_is_crossed_out_the_step_is_missing_all_the_same(field: str) -> None:
    entries = faultless(pair())
    entries[KEYS] = Entry(step=KEYS, **{field: struck("later")})
    result = check(pair(), *entries.values())
    assert (result.verdict, codes(result)) == ("fail", ["DOC014", "STA001"])


def test_who_crossed_out_an_entry_may_say_below_that_it_was_in_the_wrong_line() -> None:
    entries = faultless(pair())
    right = replace(entries[KEYS], note="wrong line")
    write(entries, KEYS, at=struck("2026-12-05 22:10"))
    assert codes(check(pair(), *entries.values(), right)) == ["DOC014"]
