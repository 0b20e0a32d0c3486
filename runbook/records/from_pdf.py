"""Records as the kit's own fillable checklist, filled in with whatever viewer: the values of its form fields."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runbook.i18n import N_
from runbook.library_errors import library_reason
from runbook.model.finding import Finding, Message
from runbook.model.form import CHECKS, FormField, read_field, without_count
from runbook.model.printed import Middle
from runbook.model.record import RecordPart
from runbook.reading.unreadable import SomethingElse, Unreadable
from runbook.records.form_beside import TYPED, acts, attached, beside, has_scripts, is_more, is_signed, is_written
from runbook.records.form_content import Contents, PageChange
from runbook.records.form_covers import LaidField, covered, covered_by_fields
from runbook.records.form_layout import misplaced
from runbook.records.form_page import FormPage, NamelessField
from runbook.records.form_pages import parts_of_pages
from runbook.records.form_sight import middle, rectangle, size_of, unit_of, visible_part
from runbook.records.form_unseen import UnseenField
from runbook.records.form_widgets import CLIPPED, FormPlace, Widgets, clipped
from runbook.records.pdf_size import check_decrypted, check_size, small_streams

if TYPE_CHECKING:
    import pikepdf

PAGES = 500
FIELDS = 40_000
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_DAMAGE = (RuntimeError, ValueError, TypeError, AttributeError, LookupError)
_NO_FORM = N_("this PDF has no fields of the kit's checklist: it was printed to PDF or flattened, or is another one")
_PAINTED = N_("the fields of this form are empty, and what was filled in is painted on its pages: it was flattened")
_BEFORE = N_("give the file that was saved before, or type what it shows into record.csv or record.xlsx")
_SIGNED = N_("a digital signature, which was not checked")
_ACTS = N_("a script, another form behind this one or another drawing of a field, which can change what is seen")
_MORE = N_("another file before or behind this one, which other programs open in its place")
_BARE = N_("fields that the file does not name as a form: some programs show nothing of what is filled in there")
_LOOK = N_(
    "Open the file in a viewer that checks signatures: it says whether the file was changed after it was signed."
)
_AT = re.compile(r"\d[:h/.-]\d\d(?!\d)")  # a date or a time
_LOCKED = (N_("this PDF is encrypted"), N_("save it without a password"))


def parts_of(content: bytes, file: str) -> Iterator[RecordPart]:
    """The parts in one PDF. Raises Unreadable where it is no PDF, or no checklist of the kit's."""
    import pikepdf

    encrypted = _ENCRYPTED.search(content) is not None
    check_size(content)
    try:
        with small_streams(encrypted=encrypted), pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:  # by a password that only changing it takes
                if not encrypted:
                    raise Unreadable(*_LOCKED)
                check_decrypted(pdf)
            pages, typed = _read(pdf, content, file)
    except pikepdf.PasswordError:
        raise Unreadable(*_LOCKED) from None
    except (pikepdf.PdfError, *_DAMAGE) as error:
        raise Unreadable(N_("this PDF is damaged: {reason}"), reason=library_reason(error)) from None
    if not any(page.heads or page.steps for page in pages):
        raise SomethingElse(_NO_FORM, _BEFORE)
    if not any(page.filled for page in pages):
        _is_written_elsewhere(pages, typed)
    yield from parts_of_pages(pages, file)


def _is_written_elsewhere(pages: list[FormPage], typed: bool) -> None:
    """Of a form whose fields are empty. Raises Unreadable where what was filled in stands beside them, or is painted on
    the pages."""
    if any(page.drawing and _AT.search(page.drawing.text) for page in pages):
        raise Unreadable(_PAINTED, _BEFORE)
    if typed:
        raise Unreadable(
            N_("somebody wrote on this form outside its fields"),
            N_("type that into them, or into record.csv or record.xlsx"),
        )


def _read(pdf: pikepdf.Pdf, content: bytes, file: str) -> tuple[list[FormPage], bool]:
    """The pages, by the places of fields on them: what cannot be seen on a page does not count.

    And whether anything is written on them beside the fields, as people fill in what is no form.
    """
    if len(pdf.pages) > PAGES:
        raise Unreadable(N_("this PDF has more pages or fields than a record can need"))
    widgets, seen, typed = Widgets(pdf), 0, False
    contents = Contents(widgets.shown)
    scripts = has_scripts(pdf)
    pages: list[FormPage] = []
    for number, sheet in enumerate(pdf.pages, 1):
        page, others, visible = FormPage(number, unit=unit_of(sheet)), [], visible_part(sheet)
        scripts = scripts or acts(sheet.obj)
        pages.append(page)
        for annotation in _places(sheet):
            seen += 1
            if seen > FIELDS:
                raise Unreadable(N_("this PDF has more pages or fields than a record can need"))
            kind = annotation.get("/Subtype")
            scripts = scripts or acts(annotation)
            if kind == "/Widget":
                scripts = scripts or acts(annotation.get("/Parent", {}))
                _take(page, widgets, annotation, widgets.read(annotation, visible, page.unit), f"{file}:{number}")
            elif not _hides(page, widgets, annotation, f"{file}:{number}") and is_written(annotation):
                typed = typed or kind in TYPED
                others.append(annotation)
        covers = covered_by_fields(page.laid, page.filled_in, page.unit)
        page.faults += [Finding(code="DOC015", args=args, where=f"{file}:{number}") for args in covers]
        if moved := misplaced(page.placed):
            page.faults.append(Finding(code="DOC015", args=moved, where=f"{file}:{number}"))
        _look_at_drawing(page, contents, sheet)
        if others:
            page.faults.append(Finding(code="DOC016", args=beside(others, widgets), where=f"{file}:{number}"))
    _find_bare_copies(pdf, pages, contents)
    _tell_of_the_file(pdf, pages, content, scripts, file)
    return pages, typed


def _find_bare_copies(pdf: pikepdf.Pdf, pages: list[FormPage], contents: Contents) -> None:
    """The pages without fields that draw what a page with fields draws: nothing was filled in on them but in fields."""
    bare = [page for page in pages if page.drawing and page.drawing.change == "no-form"]
    if not bare:
        return
    forms = (page for page in pages if page.heads or page.steps)
    drawn = {contents.digest(pdf.pages[page.number - 1]) for page in forms} - {b""}
    for page in bare:
        if contents.digest(pdf.pages[page.number - 1]) in drawn:
            page.drawing = PageChange("bare-copy")


def _places(sheet: Any) -> Iterator[Any]:
    """What lies on a page. Programs that take fields away leave places of nothing."""
    return (place for place in sheet.obj.get("/Annots") or () if place is not None)


def _tell_of_the_file(pdf: pikepdf.Pdf, pages: list[FormPage], content: bytes, scripts: bool, file: str) -> None:
    """What the file does by itself, what is attached to it, and what it shows and does not print."""
    if scripts:
        _tell(pages, "DOC016", Message(_ACTS), file)
    if "/AcroForm" not in pdf.Root and any(page.filled_in for page in pages):
        _tell(pages, "DOC016", Message(_BARE), file)
    if is_more(content):
        _tell(pages, "DOC016", Message(_MORE), file)
    if names := attached(pdf):
        files = (("files", clipped(", ".join(names))),)
        _tell(pages, "DOC016", Message(N_("files that are attached to this one: {files}"), files), file)
    if is_signed(pdf) or any(page.signed for page in pages):
        _tell(pages, "DOC016", Message(_SIGNED), file, _LOOK)
    if which := [each for page in pages for each in page.illegible]:
        fields = (("which", clipped(", ".join(which))),)
        drawn = N_("how {which} is drawn: which letters its font shows is not known, and what is stored was read")
        _tell(pages, "DOC016", Message(drawn, fields), file)
    if which := [each for page in pages for each in page.left_out]:
        fields = (("which", clipped(", ".join(which))),)
        _tell(pages, "DOC014", Message(N_("{which}: shown, and left out in print or at some sizes"), fields), file)


def _look_at_drawing(page: FormPage, contents: Contents, sheet: Any) -> None:
    """What the page itself draws: how it differs from the kit's pages, or else its texts and pictures."""
    page.drawing = contents.changed(sheet, form=bool(page.heads or page.steps or page.unseen))
    if page.steps and page.drawing is None:
        page.texts, page.pictures, page.fonts, page.lines = contents.printed(sheet)
        page.paper = size_of(sheet)


def _tell(pages: list[FormPage], code: str, what: Message, file: str, remedy: str = "") -> None:
    """Of the whole file: on the first page that is one of a checklist."""
    for page in pages:
        if page.heads or page.steps:
            told = Finding(code=code, args=(("what", what),), where=f"{file}:{page.number}")
            page.faults.append(replace(told, remedy=Message(remedy)) if remedy else told)
            return


def _hides(page: FormPage, widgets: Widgets, annotation: Any, where: str) -> bool:
    """Whether an annotation hides fields that are filled in, which is told."""
    widgets.look(len(page.filled_in))
    under = covered(annotation, page.filled_in, page.unit)
    page.faults += [Finding(code="DOC015", args=args, where=where) for args in under]
    return bool(under)


def _take(page: FormPage, widgets: Widgets, widget: Any, place: FormPlace, where: str) -> None:
    """Put down what a place says, or why it is not believed."""
    meant: Any = read_field(place.name)
    if meant is None:
        _take_other(page, widgets, widget, place, where)
        return
    if place.text and place.kind not in ("", _kind_of(meant)):
        reason = Message(N_("the field {what} is of another kind than the kit's"), (("what", place.name[:200]),))
        page.faults.append(Finding(code="DOC010", args=(("reason", reason),), where=where))
        return
    if place.text is None:
        reason = Message(N_("the value of the field {what} is not text"), (("what", place.name[:200]),))
        page.faults.append(Finding(code="DOC010", args=(("reason", reason),), where=where))
        return
    if place.said is not None:
        page.faults.append(Finding(code=place.said[0], args=place.said[1], where=where))
    if place.hidden:
        if place.text and place.text != "Off":
            own = meant if isinstance(meant, FormField) else None
            page.unseen.append(UnseenField(page.number, place.name[:CLIPPED], clipped(place.text), place.beside, own))
        return
    _put(page, widgets, widget, place, meant)


def _take_other(page: FormPage, widgets: Widgets, widget: Any, place: FormPlace, where: str) -> None:
    """Put down what is no field of the kit's, and hides or holds something."""
    if not place.hidden and widgets.paints(widget) and _hides(page, widgets, widget, where):
        return
    if place.kind == "/Sig" and place.text is None:
        page.signed = True
    elif place.text != "" or (not place.hidden and widgets.paints(widget)):
        if place.name:
            page.faults.append(Finding(code="DOC011", args=(("what", place.name[:200]),), where=where))
        else:
            page.nameless.append(NamelessField(_whole(middle(widget)), place.text or "", place.hidden))


def _kind_of(meant: Any) -> str:
    """The kind of field that the kit makes for it."""
    return "/Btn" if isinstance(meant, FormField) and meant.column in CHECKS else "/Tx"


def _put(page: FormPage, widgets: Widgets, widget: Any, place: FormPlace, meant: Any) -> None:
    """Put down what can be seen at a place."""
    text, before = place.text or "", len(page.filled_in)
    if text and text != "Off":
        page.filled_in.append((place.name, text, rectangle(widget, page.unit)))
        if place.illegible:
            page.illegible.append(f"{place.name} “{clipped(text)}”")
        if widgets.is_left_out(widget):
            page.left_out.append(f"{place.name} “{clipped(text)}”")
    page.named_plainly = page.named_plainly or without_count(place.name) == place.name
    where = middle(widget)
    if "/AP" in widget or "/MK" in widget:
        page.laid.append(LaidField(widget, where, before))
    if isinstance(meant, FormField):
        page.put(meant, text)
        page.placed.append((place.name, meant, where, text))
    else:
        page.put_head(meant, text)
        page.head_places[_whole(where)] = meant


def _whole(place: Middle) -> tuple[int, int]:
    """A place in whole points."""
    return round(place[0]), round(place[1])
