"""Records as the kit writes them, one to a line: read by what stands in them again and again.

What stands between the time of one entry and that of the next (who signed, what was written down, the next step and its
state) is the same in many records. Each such text is read once, by an expression that takes nothing but what the kit
writes: each key once, in its order, and no escapes. So a line is cut at its times, and what is known is looked up.
"""

from __future__ import annotations

import re
from sys import intern

from runbook.model.entry_columns import EntryColumns, WrittenBeside
from runbook.model.record import FORMAT, RecordPart

KNOWN = 10_000  # texts
LONGEST = 500  # characters of such a text
_AT = '", "at": "'  # the end of a state, and the beginning of a time
_TEXT = r'([^"\\\x00-\x1f]*)'
_HEAD = re.compile(
    rf'\{{"format": "{FORMAT}", "revision": "{_TEXT}", "site": "{_TEXT}", "change": "{_TEXT}", "run": "{_TEXT}", '
    rf'"entries": \[\{{"step": "{_TEXT}", "state": "{_TEXT}'
)
# From the end of a time on: up to the state of the next entry, or to the end of the record.
_BETWEEN = re.compile(
    rf', "by": "{_TEXT}", "witness": "{_TEXT}", "value": "{_TEXT}", "note": "{_TEXT}"\}}'
    rf'(?:, \{{"step": "{_TEXT}", "state": "{_TEXT}|\]\}}\n?)'
)
_OF_TIMES = b"0123456789-: "  # what times consist of, as a rule
_END = "\0"  # the step after the last one


class _Known(dict[str, tuple[WrittenBeside, str, str]]):
    """What a text between two times says: of its entry, and the step and state of the next. Raises KeyError where it is
    not as the kit writes it."""

    def __missing__(self, text: str) -> tuple[WrittenBeside, str, str]:
        found = _BETWEEN.fullmatch(text)
        if found is None:
            raise KeyError(text)
        by, witness, value, note, step, state = found.groups()
        read = (by, witness, value, note), intern(_END if step is None else step), intern(state or "")
        if len(text) <= LONGEST:
            if len(self) >= KNOWN:
                self.clear()
            self[text] = read
        return read


_known = _Known()


def kit_line(line: bytes, file: str) -> RecordPart | None:
    """The record on a line; None where it is not written as the kit does."""
    try:
        first, *pieces = line.decode().split(_AT)
        head = _HEAD.fullmatch(first)
        if head is None or not pieces:
            return None
        ats, _, between = zip(*[piece.partition('"') for piece in pieces], strict=True)
        beside, thens, states = zip(*map(_known.__getitem__, between), strict=True)
    except (UnicodeDecodeError, KeyError):
        return None
    odd, last = "".join(ats).encode().translate(None, _OF_TIMES).decode(), len(thens) - 1
    if thens[last] != _END or _END in thens[:last] or "\\" in odd or not odd.isprintable():
        return None
    revision, site, change, run, step, state = head.groups()
    entries = EntryColumns((step, *thens[:last]), (state, *states[:last]), ats, beside)
    return RecordPart(file=file, revision=revision, site=site, change=change, run=run, entries=entries)
