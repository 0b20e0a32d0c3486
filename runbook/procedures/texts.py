"""The texts of procedures: what is shown to a reader, and so is translated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from runbook.procedures.draft import Draft, DraftEntry
from runbook.reading.nodes import KeyPath

# The keys that hold text for the reader: the fields that runbook.model.procedure calls Text.
TEXT_KEYS = (
    "title", "where", "do", "see", "text", "label", "trouble", "act", "ours", "back", "reasons", "holder", "otherwise"
)  # fmt: skip


class ShownText(NamedTuple):
    """A text, the key that it stands under, and where."""

    entry: DraftEntry
    path: KeyPath
    key: str
    text: str


def texts_of(draft: Draft) -> Iterator[ShownText]:
    """Every text of a folder of procedures."""
    for entry in draft.entries():
        yield from texts_in(entry)


def texts_in(entry: DraftEntry) -> Iterator[ShownText]:
    """The texts of one step, path, rule …"""
    for group in entry.groups:
        for key in (key for key in TEXT_KEYS if key in group.data):
            text = group.text(key)
            found = [(group.at(key), text)] if text is not None else group.texts(key)
            yield from (ShownText(entry, path, key, text) for path, text in found if text.strip())
