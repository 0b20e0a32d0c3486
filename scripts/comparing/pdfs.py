"""What is not the same in two PDFs to whoever looks at them, reads them, or fills them in.

Identifiers aside: a PDF of the kit is made of the kit's code, too, and its identifiers tell so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from scripts.comparing.values import bytes_differences, first_apart, json_differences

DPI = 100
OF_FIELDS = ("/T", "/FT", "/V", "/Ff", "/F", "/Rect", "/TU", "/DA", "/AS", "/MaxLen", "/Opt", "/MK")


def pdf_differences(before: bytes, after: bytes, added: frozenset[str] = frozenset()) -> list[str]:
    """What differs, and where. Pages are looked at where the files' objects are not the same to the byte."""
    if before == after:
        return []
    with pikepdf.open(io.BytesIO(before)) as left, pikepdf.open(io.BytesIO(after)) as right:
        found = [*_attachments(left, right, added)]
        named = [*_fields(left, right), *_links(left, right), *_metadata(left, right)]
        if _bare(left) == _bare(right):
            return found
    found += [*looks(before, after), *named]
    return found or ["objects that are neither seen nor filled in, such as tags"]


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return len(document)


def looks(before: bytes, after: bytes) -> Iterator[str]:
    """Pages with another text or, at 100 dpi with their fields filled in, another picture."""
    with closing(pypdfium2.PdfDocument(before)) as left, closing(pypdfium2.PdfDocument(after)) as right:
        left.init_forms()
        right.init_forms()
        if len(left) != len(right):
            yield f"{len(left)} and {len(right)} pages"
        for n in range(min(len(left), len(right))):
            yield from (f"page {n + 1}: {told}" for told in _on_page(left[n], right[n]))


def _on_page(before: Any, after: Any) -> Iterator[str]:
    words, others = (page.get_textpage().get_text_range() for page in (before, after))
    if words != others:
        yield f"text: {first_apart(words, others)}"
    one, other = picture(before), picture(after)
    if one.size != other.size:
        yield f"{one.size} and {other.size} pixels"
    elif one.tobytes() != other.tobytes():
        left, top, right, bottom = ImageChops.difference(one, other).getbbox() or (0, 0, 0, 0)
        yield f"picture: from {left}, {top} to {right}, {bottom} of {one.size[0]} x {one.size[1]} pixels"


def picture(page: Any) -> Image.Image:
    """A page as a reader shows it."""
    shown: Image.Image = page.render(scale=DPI / 72, may_draw_forms=True).to_pil().convert("RGB")
    return shown


def fields(pdf: pikepdf.Pdf) -> dict[str, dict[str, str]]:
    """Each form field by its name, with its page and what decides how it is seen and filled in."""
    pages = {page.objgen: str(n) for n, page in enumerate(pdf.pages, 1)}
    form: Any = pdf.Root.get("/AcroForm", {})
    found: dict[str, dict[str, str]] = {}
    for field in _with_kids(form.get("/Fields", [])):
        told = {key: _unparsed(field[key]) for key in OF_FIELDS if key in field}
        told["page"] = pages.get(field.P.objgen, "") if "/P" in field else ""
        name = str(field.get("/T", "")) or "without a name"
        while name in found:
            name += " again"
        found[name] = told
    return found


def _with_kids(some: Any) -> Iterator[Any]:
    for field in some:
        yield field
        yield from _with_kids(field.get("/Kids", []))


def _unparsed(value: Any) -> str:
    if isinstance(value, pikepdf.Array) and all(isinstance(number, int | float | Decimal) for number in value):
        return str([float(number) for number in value])  # 306. is 306
    return value.unparse().decode("latin-1") if isinstance(value, pikepdf.Object) else repr(value)


def _fields(before: pikepdf.Pdf, after: pikepdf.Pdf) -> Iterator[str]:
    left, right = fields(before), fields(after)
    for name in [*left, *(name for name in right if name not in left)]:
        if name not in right or name not in left:
            yield f"field {name}: {'after' if name in right else 'before'} alone"
        elif left[name] != right[name]:
            keys = [key for key in (*OF_FIELDS, "page") if left[name].get(key) != right[name].get(key)]
            yield f"field {name}: {', '.join(keys)}: {left[name].get(keys[0])} and {right[name].get(keys[0])}"
    if list(left) != list(right) and left.keys() == right.keys():
        yield "fields: in another order"


def _links(before: pikepdf.Pdf, after: pikepdf.Pdf) -> Iterator[str]:
    for n, (left, right) in enumerate(zip(before.pages, after.pages, strict=False), 1):
        if _links_of(left) != _links_of(right):
            yield f"page {n}: links"


def _links_of(page: Any) -> list[tuple[str, ...]]:
    notes = [note for note in page.get("/Annots", []) if note.Subtype == "/Link"]
    return [
        (_unparsed(note.Rect), str(note.get("/Dest", "")), str(note.A.get("/URI", "")) if "/A" in note else "")
        for note in notes
    ]


def _metadata(before: pikepdf.Pdf, after: pikepdf.Pdf) -> Iterator[str]:
    left, right = _told_of(before), _told_of(after)
    for key in sorted(left.keys() | right.keys()):
        if left.get(key) != right.get(key):
            yield f"metadata: {key}: {first_apart(left.get(key, ''), right.get(key, ''))}"


def _told_of(pdf: pikepdf.Pdf) -> dict[str, str]:
    told = {str(key): str(value) for key, value in pdf.docinfo.items()}
    if "/Metadata" in pdf.Root:
        told["/Metadata"] = pdf.Root.Metadata.read_bytes().decode(errors="replace")
    return told | {"/Lang": str(pdf.Root.get("/Lang", ""))}


def _attachments(before: pikepdf.Pdf, after: pikepdf.Pdf, added: frozenset[str]) -> Iterator[str]:
    left, right = _attached(before), _attached(after)
    for name in sorted(left.keys() | right.keys()):
        if name not in left or name not in right:
            yield f"attachment {name}: {'after' if name in right else 'before'} alone"
            continue
        one, other = left[name], right[name]
        same = json_differences(one, other, "plan", added) if name == "plan.json" else bytes_differences(one, other)
        yield from (f"attachment {name}: {told}" for told in same)


def _attached(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    return {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}


def _bare(pdf: pikepdf.Pdf) -> bytes:
    """All objects of a PDF but its identifiers and attachments, written in one way; `pdf` is bare afterwards."""
    for name in list(pdf.attachments):
        del pdf.attachments[name]
    for holder, key in ((pdf.trailer, "/ID"), (pdf.Root, "/AF")):
        if key in holder:
            del holder[key]
    written = io.BytesIO()
    pdf.save(written, static_id=True)
    return written.getvalue()
