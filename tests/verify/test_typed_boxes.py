"""Boxes that were typed out in a table, one of them ticked."""

from __future__ import annotations

import pytest

from runbook.verify.typed_boxes import LONGEST, ticked_in
from tests.verify.harness import check, codes, faultless, pair, write

BREAK, SESSION = "failover-break:h1", "verify-session:rs-b:h1"


BOXES = [
    ("☑ GO ☐ NO-GO", "GO"),
    ("☐ GO ☒ NO-GO", "NO-GO"),
    ("GO ☑ NO-GO ☐", "GO"),
    ("[x] yes [ ] no", "yes"),
    ("[ ] oui / [X] non", "non"),
    ("( ) done (x) n/a ( ) failed", "n/a"),
]
NO_BOXES = [
    "",
    "GO",
    "☑ GO",
    "☑ ☐",
    "☑☐ GO",
    "☑ GO ☑ NO-GO",
    "☐ GO ☐ NO-GO",
    "done ✓ ✓",
    "GO ☑ or ☐ NO-GO",
    "☑ a ☐ b" * LONGEST,
]


@pytest.mark.parametrize(("text", "meant"), BOXES)
def test_the_one_that_is_ticked_is_meant(text, meant) -> None:
    assert ticked_in(text) == meant


@pytest.mark.parametrize("text", NO_BOXES)
def test_what_is_no_such_row_stays_as_it_is(text) -> None:
    assert ticked_in(text) == text


@pytest.mark.parametrize(
    ("step", "field", "text", "told"),
    [
        (SESSION, "value", "☑ oui ☐ non", []),
        (SESSION, "value", "[ ] yes [x] no", ["EVD003"]),
        (SESSION, "value", "☑ oui ☑ non", ["EVD002"]),
        (SESSION, "value", "☐ oui ☐ non", ["EVD002"]),
        (SESSION, "value", "oui :(", ["EVD002"]),
        (SESSION, "value", "yes :-/", ["EVD002"]),
        (SESSION, "value", "yes :-)", []),
        (SESSION, "value", "yes: seen (CM)", []),
        (BREAK, "state", "done :(", ["DOC012"]),
        (BREAK, "state", "☑ done ☐ n/a ☐ failed", []),
        (BREAK, "state", "☐ done ☐ n/a ☐ failed", ["DOC012"]),
    ],
)
def test_a_record_has_what_is_ticked(step, field, text, told) -> None:
    entries = faultless(pair(), 3)
    write(entries, step, **{field: text})
    assert codes(check(pair(), *entries.values())) == told
