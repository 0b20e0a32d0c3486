"""What is said of a window, in words: what its values are is known by their names."""

from __future__ import annotations

from collections.abc import Mapping

from runbook.i18n import Language

# Values of messages that the kit has written as ISO 8601, and the reader's language writes otherwise.
STORED = ("time", "start", "end", "opened", "closed", "deadline", "missing", "length", "wait")


def mark_text(message: str, values: Mapping[str, str], language: Language) -> str:
    """A message with its values; all but times are data."""
    told = {name: language.stored(value) if name in STORED else value for name, value in values.items()}
    return language.text(message, **told)
