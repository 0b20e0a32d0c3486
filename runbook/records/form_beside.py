"""What is written on the pages of a form beside its fields: texts, stamps, drawings and remarks of viewers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from runbook.model.finding import Args
from runbook.records.form_sight import border_of
from runbook.records.form_widgets import Widgets, clipped

_NO_WRITING = frozenset({"/Widget", "/Link", "/Popup", "/PrinterMark", "/TrapNet"})
_THICK = 4.0  # points of a line around what is pressed: nobody draws one to show where it is
TYPED = frozenset({"/FreeText", "/Ink", "/Stamp"})  # with these, people fill in pages that are no form
_PLACES = ("/GoTo", "/GoToR", "/URI", "/Named")
_MANY = 20  # that one finding names
_ARCHIVE, _COMMENT = b"PK\5\6", 2**16 + 22  # how an archive ends, and how far from the end of the file that may be
_BLANK = b"\xef\xbb\xbf\0 \t\r\n"
_BOOKMARKS = 10_000  # that are looked at


def is_written(annotation: Any) -> bool:
    """Whether something is seen of an annotation: links have thin lines at most, remarks open when they are pressed."""
    kind = annotation.get("/Subtype")
    thick = kind == "/Link" and border_of(annotation) > _THICK
    return kind not in _NO_WRITING or "/AP" in annotation or thick or annotation.get("/Open") is True


def has_scripts(pdf: Any) -> bool:
    """Whether the file has a script, also of a bookmark or one that calculates, or another form behind its own: all can
    change what is seen."""
    import pikepdf

    form, action = pdf.Root.get("/AcroForm") or {}, pdf.Root.get("/OpenAction")
    opens = not isinstance(action, pikepdf.Array) and action is not None and not _goes(action)
    named = "/JavaScript" in (pdf.Root.get("/Names") or {})
    calculates = len(form.get("/CO") or ()) > 0
    return opens or named or calculates or "/XFA" in form or "/AA" in pdf.Root or any(map(acts, _bookmarks(pdf)))


def _bookmarks(pdf: Any) -> Iterator[Any]:
    waiting = [pdf.Root.get("/Outlines")]
    for _ in range(_BOOKMARKS):
        if not waiting:
            return
        one = waiting.pop()
        if one is not None:
            yield one
            waiting += [one.get("/Next"), one.get("/First")]


def acts(place: Any) -> bool:
    """Whether a field or a page does something by itself, or when it is pressed: hide another, run a script; or a field
    shows something else then, as boxes alone do while they are pressed."""
    import pikepdf

    action, drawn = place.get("/A"), place.get("/AP") or {}
    if "/R" in drawn or ("/D" in drawn and isinstance(drawn.get("/N"), pikepdf.Stream)):
        return True
    return "/AA" in place or (action is not None and (place.get("/Subtype") == "/Widget" or not _goes(action)))


def _goes(action: Any) -> bool:
    """Whether an action but leads to a place, and has no other behind it."""
    return action.get("/S") in _PLACES and "/Next" not in action


def is_more(content: bytes) -> bool:
    """Whether a file is more than a PDF: it begins with something else, or ends as archives and spreadsheets do."""
    end = content.rfind(_ARCHIVE, -_COMMENT)
    length = int.from_bytes(content[end + 20 : end + 22], "little")
    return bool(content[: content.find(b"%PDF-")].strip(_BLANK)) or (end >= 0 and end + 22 + length >= len(content))


def is_signed(pdf: Any) -> bool:
    """Whether a program has put its signature on the file, as the form says of itself."""
    return bool(int((pdf.Root.get("/AcroForm") or {}).get("/SigFlags", 0)) & 1)


def attached(pdf: Any) -> tuple[str, ...]:
    """The names of files that are attached to the whole of this one, to one of its pages, or to what lies on that."""
    pages = [page.obj for page in pdf.pages]
    lying = (one for page in pages for one in page.get("/Annots") or () if one is not None)
    places = (one["/AF"] for one in (pdf.Root, *pages, *lying) if "/AF" in one)
    listed = (file for files in places for file in list(files)[:_MANY] if file is not None)  # None: it was taken away
    names = (str(file.get("/UF", file.get("/F", "?"))) for file in listed)
    return tuple(dict.fromkeys((*list(pdf.attachments)[:_MANY], *names)))


def beside(annotations: list[Any], widgets: Widgets) -> Args:
    """Names what stands on a page, in one finding."""
    named = [_named(one, widgets) for one in annotations[:_MANY]]
    more = len(annotations) - len(named)
    return (("what", ", ".join(named) + (f", + {more}" if more else "")),)


def _named(annotation: Any, widgets: Widgets) -> str:
    import pikepdf

    kind = str(annotation.get("/Subtype", "/?"))[1:40]
    content = annotation.get("/Contents")
    text = clipped(widgets.string(content)) if isinstance(content, pikepdf.String) else ""
    return f"{kind} “{text}”" if text else kind
