"""Records as the kit's own fillable checklist, filled in with whatever viewer: the values of its form fields."""

from __future__ import annotations

import io
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.form import CHECKS, FormField, read_field
from runbook.model.record import WRITTEN_FIELDS, Entry, RecordPart
from runbook.records.unreadable import Unreadable

if TYPE_CHECKING:
    import pikepdf

UNPACKED = 96 * 2**20  # bytes of all streams, unpacked; a checklist with its fonts takes 2 MB
PAGES = 500
FIELDS = 40_000
DEPTH = 32  # of a tree of fields
LENGTH = 20_000  # characters of one value
_STREAM = re.compile(rb"stream\r?\n")
# The objects of a file may hide in streams: those that unpack twice or by other means are no viewer's work.
_HIDDEN = re.compile(rb"/(?:ObjStm|XRef)\b")
_OTHER_FILTERS = re.compile(rb"/(?:LZW|RunLength|ASCII85|ASCIIHex)|/Filter\s*\[[^]]*/[^]]*/|/\w*#[0-9A-Fa-f]{2}")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


@dataclass(slots=True)
class _Form:
    """What the fields say: heads, and for each step its columns; the page on which each step stands."""

    heads: dict[str, str] = field(default_factory=dict)
    steps: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    places: dict[str, str] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    seen: int = 0


def parts_of(content: bytes, file: str) -> Iterator[RecordPart]:
    """The part in one PDF. Raises Unreadable where it is no PDF, or no checklist of the kit's."""
    import pikepdf

    if _ENCRYPTED.search(content):
        raise Unreadable(N_("this PDF is encrypted; save it without a password"))
    check_size(content)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Unreadable(N_("this PDF is encrypted; save it without a password"))
            form = _read(pdf, file)
    except pikepdf.PasswordError:
        raise Unreadable(N_("this PDF is encrypted; save it without a password")) from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, LookupError) as error:
        reason = str(error).rpartition(">: ")[2]  # without the name of the object in memory that was read
        raise Unreadable(N_("this PDF is damaged: {reason}"), reason=reason) from None
    if not form.seen:
        raise Unreadable(N_("this PDF is not the form of the kit's checklist, or was printed or flattened"))
    entries = tuple(_entry(step, columns) for step, columns in form.steps.items())
    yield RecordPart(
        file=file,
        revision=form.heads.get("revision", ""),
        site=form.heads.get("site", ""),
        change=form.heads.get("change", ""),
        run=form.heads.get("run", ""),
        entries=entries,
        places=tuple(form.places[entry.step] for entry in entries),
        faults=tuple(form.faults),
    )


def check_size(content: bytes) -> None:
    """Unpack every stream once, keeping nothing. Raises Unreadable where they come to more than UNPACKED."""
    left = UNPACKED
    for found in _STREAM.finditer(content):
        head = content[max(0, found.start() - 1024) : found.start()].rpartition(b" obj")[2]
        if _HIDDEN.search(head) and _OTHER_FILTERS.search(head):
            raise Unreadable(N_("this PDF hides its objects in a way that no viewer does"))
        engine = zlib.decompressobj()
        chunk: bytes = content[found.end() : found.end() + 2**16]
        position = found.end() + len(chunk)
        try:
            while chunk and not engine.eof:
                left -= len(engine.decompress(chunk, 2**20))
                if left < 0:
                    raise Unreadable(N_("this PDF unpacks to more than a record can need"))
                chunk = engine.unconsumed_tail
                if not chunk:
                    chunk = content[position : position + 2**16]
                    position += len(chunk)
        except zlib.error:
            continue  # not deflated, or not a stream


def _read(pdf: pikepdf.Pdf, file: str) -> _Form:
    """The fields of all pages, by their widgets: what cannot be seen on a page does not count."""
    form = _Form()
    if len(pdf.pages) > PAGES:
        raise Unreadable(N_("this PDF has more pages or fields than a record can need"))
    for number, page in enumerate(pdf.pages, 1):
        for widget in page.obj.get("/Annots") or ():
            if widget.get("/Subtype") != "/Widget":
                continue
            form.seen += 1
            if form.seen > FIELDS:
                raise Unreadable(N_("this PDF has more pages or fields than a record can need"))
            _take(form, widget, f"{file}:{number}", str(number))
    if not form.heads and not form.steps:
        form.seen = 0
    return form


def _take(form: _Form, widget: Any, where: str, page: str) -> None:
    name, value = _name_and_value(widget)
    meant = read_field(name)
    text = _text(value)
    if text is None:
        reason = Message(N_("the value of the field {what} is no text"), (("what", name[:200]),))
        form.faults.append(Finding(code="DOC010", args=(("reason", reason),), where=where))
        return
    if meant is None:
        if text:
            form.faults.append(Finding(code="DOC011", args=(("what", name[:200]),), where=where))
        return
    if not isinstance(meant, FormField):
        form.heads.setdefault(meant, text)
        return
    form.places.setdefault(meant.step, page)
    form.steps[meant.step].setdefault(meant.column, text)


def _name_and_value(widget: Any) -> tuple[str, Any]:
    """The full name of a widget's field, and its value, which a parent may hold."""
    names: list[str] = []
    value = None
    node = widget
    for _ in range(DEPTH):
        if node is None:
            break
        if "/T" in node:
            names.append(str(node["/T"]))
        if value is None and "/V" in node:
            value = node["/V"]
        node = node.get("/Parent")
    return ".".join(reversed(names)), value


def _text(value: Any) -> str | None:
    """A field's value as text: "" where a box is not ticked; None where it is neither text nor a box."""
    import pikepdf

    if value is None:
        return ""
    if isinstance(value, pikepdf.Name):
        return "" if value == "/Off" else "on"
    if isinstance(value, pikepdf.String) and len(bytes(value)) <= LENGTH:
        return " ".join(str(value).split())
    return None


def _entry(step: str, columns: dict[str, str]) -> Entry:
    """The entry of a step; several ticked boxes are kept, for the verifier to refuse."""
    fields = {name: columns.get(name, "") for name in WRITTEN_FIELDS}
    fields["state"] = "+".join(column for column in CHECKS if columns.get(column))
    return Entry(step=step, **fields)
