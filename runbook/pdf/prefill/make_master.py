"""A shape -> its master: the pages of marks, set once by WeasyPrint, and cut."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from msgspec import Struct, structs

from runbook.document.parts import Checklist, Paper
from runbook.document.slots import Size, Value
from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.pdf.pages import PrintedKind, document_of, html_of, options_of
from runbook.pdf.prefill.extract_master import MarkedPages, extract
from runbook.pdf.prefill.extract_objects import POINTS
from runbook.pdf.prefill.extract_slots import SLOT_MARK, slot_mark
from runbook.pdf.prefill.fill_in import in_slots
from runbook.pdf.prefill.marked_plan import marked
from runbook.pdf.prefill.marks import MARK, mark_language
from runbook.pdf.prefill.master import Master, SlotTemplate
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.shown_values import ShownValues
from runbook.pdf.prefill.slot_face import Face
from runbook.pdf.prefill.slot_texts import SlotTexts
from runbook.pdf.prefill.split_plan import SiteValue

OF_ONE_SIZE = frozenset({"row.planned", "row.day"})  # slots whose line is given by templates/styles, not by their size
_SLOT = re.compile(r'(<span class="slot [a-z]+ w[0-9]+ )[a-z-]+("[^>]*>)[^<]*(</span>)')
_SLOT_TEXT = re.compile(r'<span class="slot [^>]*>(q[0-9a-z]{3})</span>')
_HIDDEN = re.compile(r'<title.*?</title>| (?:name|value)="[^"]*"', re.DOTALL)


def outside_slots(page: str) -> str:
    """The HTML of a document without what is in its slots, its title, and the names and values of its fields."""
    return _HIDDEN.sub("", _SLOT.sub(r"\1\2\3", page))


def make_master(
    kind: PrintedKind,
    plan: Plan,
    language: Language,
    glossary: tuple[Language, ...],
    paper: Paper,
    face: Face,
    name: str,
    values: list[SiteValue],
    slot_texts: SlotTexts,
) -> Master:
    """The master of the shape of `plan`, which can be filled in with the `values` of the plan itself.

    Raises NotPrefillable where the pages of that shape are not the same but for slots; and before anything is set,
    where one of the values does not fit its slot: a master takes as long as the pages that have to be set in full then.
    """
    from runbook.pdf.quicker import stored
    from runbook.pdf.weasyprint import render_pdf

    marked_plan = marked(plan)
    if MARK.search(repr(marked_plan.house and replace(marked_plan.house, staff=()))):
        raise NotPrefillable("what looks like a mark")
    marking = mark_language(language)
    document, locked = document_of(kind, marked_plan, marking, glossary, paper)
    shown = ShownValues(marked_plan)
    templates: dict[SlotTemplate, int] = {}

    def with_slot_mark(slot: Value) -> Value:
        parts = shown.parts(slot.text)
        if not any(isinstance(part, int) for part in parts):
            if any(map(SLOT_MARK.fullmatch, slot.drawn.split("\n"))):
                raise NotPrefillable("what looks like the mark of a slot")
            return slot
        one_size = slot.name in OF_ONE_SIZE
        template = SlotTemplate(parts=parts, columns=slot.columns, scale=slot.scale, normal_only=one_size)
        return replace(slot, text=slot_mark(templates.setdefault(template, len(templates))), size=Size.NORMAL)

    document = _with_values(document, with_slot_mark)
    page = html_of(document, marking)
    own, _ = document_of(kind, plan, language, glossary, paper)
    _check(page, html_of(own, language))
    in_slots(slot_texts, tuple(templates), slot_texts.shown(shown.all(), values, slot_texts.warnings(plan)))
    points = {field: float(POINTS + i) for i, field in enumerate(locked)}
    with stored():
        marked_pdf = render_pdf(page, document.images, **options_of(kind), locked=points)
    checklist = isinstance(document, Checklist)
    marked_pages = MarkedPages(
        pdf=marked_pdf,
        shown=shown,
        templates=tuple(templates),
        locked=_locked(document, points, len(templates)),
        codes=len(document.pages) if checklist else 0,
        slots=_slots(page, len(templates)) if checklist else {},
    )
    return extract(marked_pages, name, language.tag, face)


def _slots(page: str, templates: int) -> Counter[int]:
    """How many slots each template has in the HTML of pages without running heads, of which not each is on a page."""
    numbers = {slot_mark(i): i for i in range(templates)}
    return Counter(numbers[text] for text in _SLOT_TEXT.findall(page) if text in numbers)


def _locked(document: Any, points: Mapping[str, float], templates: int) -> tuple[int, ...]:
    """Which template each locked field holds."""
    numbers = {slot_mark(i): i for i in range(templates)}
    held = {f.name: f.value for f in document.fields if f.value} if points else {}
    return tuple(numbers[held[name].text] for name in points)


def _check(page: str, own: str) -> None:
    """No mark outside the slots, and nothing else than stands on the pages of the plan itself."""
    bare = outside_slots(page)
    if MARK.search(bare):
        raise NotPrefillable("a value outside the slots")
    if outside_slots(own) != bare:
        raise NotPrefillable("pages that depend on values")


def _with_values(thing: Any, change: Callable[[Value], Value]) -> Any:
    """`thing` with every `Value` in it changed."""
    if isinstance(thing, Value):
        return change(thing)
    if isinstance(thing, tuple):
        return tuple(_with_values(part, change) for part in thing)
    if isinstance(thing, Struct):
        changed = {name: _with_values(getattr(thing, name), change) for name in thing.__struct_fields__}
        if any(changed[name] is not getattr(thing, name) for name in changed):
            return structs.replace(thing, **changed)
    return thing
