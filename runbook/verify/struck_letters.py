"""What is crossed out where there is no format: letters with a stroke through them, as programs write them (`d̶o̶n̶e̶`),
and texts in the marks of Markdown or of web pages (`~~done~~`)."""

from __future__ import annotations

import re

from msgspec.structs import replace

from runbook.model.record import UNREADABLE, WRITTEN_FIELDS, Entry

_STROKES = "\u0335\u0336\u0337\u0338\u20d2\u20d3"
_TAG = "</?(?:s|del|strike)>"
# As in Markdown and on web pages; or from the first letter on, with what stands before and between them: `≠` is a sign
# of its own.
_STRUCK = re.compile(
    rf"~~(?=[^~\s])[^~]+~~|<(?:s|del|strike)>[^<]*</(?:s|del|strike)>|"
    rf"(?:[^\w\s=<>{_STROKES}][{_STROKES}]+){{,9}}[^\W_][{_STROKES}]+(?:[^{_STROKES}][{_STROKES}]+|[.:/\s-](?![{_STROKES}]))*"
)


def has_struck(text: str) -> bool:
    """Whether something is crossed out in a text."""
    return (not text.isascii() or "~~" in text or "</" in text) and _STRUCK.search(text) is not None


def without_struck(entry: Entry) -> tuple[Entry, str, bool]:
    """An entry without what is crossed out in it, that as it was ("" where nothing is), and whether a field says
    nothing else."""
    gone: list[str] = []
    left: dict[str, str] = {}
    for name in WRITTEN_FIELDS:
        text: str = getattr(entry, name)
        if has_struck(text):
            gone += _STRUCK.findall(text)
            left[name] = " ".join(_STRUCK.sub(" ", text).split())
    if not gone:
        return entry, "", False
    whole = [name for name, text in left.items() if not text]
    seen = replace(entry, **left | dict.fromkeys(whole, UNREADABLE))
    crossed = " ".join(re.sub(f"[{_STROKES}]|~~|{_TAG}", "", " ".join(gone)).split())
    return seen, crossed, bool(whole)
