"""A master and a site's values -> the site's document."""

from __future__ import annotations

import datetime as clock
import re
from hashlib import sha256

from runbook.document.checklist import points
from runbook.document.slots import value
from runbook.model.plan import Plan
from runbook.pdf.identity import identity
from runbook.pdf.prefill.marks import ShownAs
from runbook.pdf.prefill.master import Coding, Master, SlotTemplate
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.site_part import SitePart
from runbook.pdf.prefill.slot_texts import LinesUsed, SetText, SlotTexts
from runbook.pdf.prefill.split_plan import SiteValue

_SAFE = re.compile(r"[A-Za-z0-9_-]*")  # what a string of an object holds without being written in another way
_REVISION = re.compile(r"[0-9a-f]{64}")


def name_of(master: str, plan: Plan, values: list[SiteValue]) -> str:
    """The first identifier of the PDF that a master gives with these values."""
    texts = [v.isoformat() if isinstance(v, clock.datetime) else v for v in values]
    return identity(master.encode(), repr((texts, plan.warnings)).encode("utf-8", "surrogatepass"))


class LoadedMaster:
    """A master with what is needed to fill it in, again and again. `size` is its bytes, `used` when it last was."""

    def __init__(self, master: Master, slot_texts: SlotTexts, size: int) -> None:
        self.master, self.slot_texts, self.size, self.used = master, slot_texts, size, 0
        self.digest = sha256(master.file.data)
        self.has_warnings = any(shown_as is ShownAs.WARNING for shown_as, _ in master.shown)

    def filled_in(self, plan: Plan, values: list[SiteValue]) -> bytes:
        """The PDF.

        Raises NotPrefillable where a value does not fit its slot, or needs what the slot's face does not have.
        """
        master, slot_texts = self.master, self.slot_texts
        if master.codes and not _REVISION.fullmatch(plan.revision):
            raise NotPrefillable("revision")
        shown = slot_texts.shown(master.shown, values, slot_texts.warnings(plan) if self.has_warnings else [])
        texts, slots = in_slots(slot_texts, master.templates, shown)
        part = SitePart(master)
        part.objects(_object_texts(master, shown, texts))
        for sheet in master.sheets:
            part.sheet(sheet, slots)
        if master.codes:
            part.codes(plan.revision)
        return part.file(name_of(master.name, plan, values), self.digest.copy())


def in_slots(
    slot_texts: SlotTexts, templates: tuple[SlotTemplate, ...], shown: list[str]
) -> tuple[list[str], list[SetText]]:
    """The text of each slot, of the values as they are `shown`, and how it is set.

    Raises NotPrefillable where one does not fit its slot, or needs what the slot's face does not have.
    """
    texts = [_joined(template.parts, shown) for template in templates]
    slots = [slot_texts.set(text, t.columns, t.scale) for text, t in zip(texts, templates, strict=True)]
    one_line = (LinesUsed.NONE, LinesUsed.NORMAL)
    if any(t.normal_only and slot.lines not in one_line for slot, t in zip(slots, templates, strict=True)):
        raise NotPrefillable("a place that knows one size")
    return texts, slots


def _joined(parts: tuple[str | int, ...], shown: list[str]) -> str:
    first = parts[0]
    if len(parts) == 1 and isinstance(first, int):
        return shown[first]
    return "".join([shown[part] if isinstance(part, int) else part for part in parts])


def _object_texts(master: Master, shown: list[str], slot_texts: list[str]) -> list[bytes]:
    """The values in objects, as they are written there."""
    written: list[bytes] = []
    for each in master.texts:
        if each.template is not None:
            template = master.templates[each.template]
            in_slot = value("", slot_texts[each.template], template.columns, template.scale)
            written.append(b"%g" % points(in_slot))
            continue
        text = _joined(each.parts, shown)
        if not _SAFE.fullmatch(text):
            raise NotPrefillable(text)
        written.append(text.encode("utf-16-be").hex().encode() if each.coding is Coding.UTF_16 else text.encode())
    return written
