"""What PDF/UA-1 asks of tags and annotations beyond what WeasyPrint writes."""

from __future__ import annotations

from typing import Any

SILENT = b"200b"  # what a glyph reads as whose letters the glyph before it says: some scripts join them
PRINTED = 4  # the annotation flag: it is there on paper, too


def finish_tags(pdf: Any) -> None:
    """Change a document before it is written: `pdf` is its pydyf.PDF.

    Each header cell says what it heads: its column where it stands in the table's head, else its row. Each annotation
    is printed. Each glyph has a text.
    """
    import pydyf

    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and b"begincmap" in stream.stream:
            stream.stream = [part.replace(b" <>", b" <%s>" % SILENT) for part in stream.stream]
    known = {thing.number: thing for thing in pdf.objects if isinstance(thing, pydyf.Dictionary)}
    for thing in known.values():
        if thing.get("S") == "/TH" and "A" in thing:
            group = _parent(_parent(thing, known), known)
            thing["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"
        if thing.get("Type") == "/Annot" and thing.get("Subtype") == "/Link":
            thing["F"] = PRINTED


def _parent(element: Any, known: dict[int, Any]) -> Any:
    """The element that a structure element stands in; its reference reads `12 0 R`."""
    reference = element.get("P", b"0")
    return known.get(int(bytes(reference).split()[0]), {})
