"""The objects of a PDF of marks that are no pages -> those that hold values, cut where the values stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from runbook.pdf.forms import FONT
from runbook.pdf.prefill.extract_slots import slot_mark
from runbook.pdf.prefill.marks import MARK, REVISION, SHORT
from runbook.pdf.prefill.master import Coding, ObjectTemplate, ObjectText, SlotTemplate
from runbook.pdf.prefill.shown_values import ShownValues

POINTS = 9000  # the type size that marks the first locked field; the next has one more
# What holds a value in an object as pikepdf writes it: a string in UTF-16, a slot's mark, a type size, a mark.
_HOLDER = re.compile(
    rb"<feff(?P<utf_16>[0-9a-f]*)>|\((?P<slot>q[0-9a-z]{3})\)|/%s (?P<points>9[0-9]{3}) Tf|(?P<mark>%s)"
    % (FONT.encode(), MARK.pattern.encode())
)
# How each of these begins: most objects hold none, which this finds out in a fifth of the time.
_BEGINNING = re.compile(rb"<feff|\(q|/%s 9|z[a-z]|%s" % (FONT.encode(), REVISION[:SHORT].encode()))
_METADATA = b"<< /Type /Metadata /Subtype /XML"
_Parts = list[bytes | ObjectText]


class ObjectExtractor:
    """Finds values in objects. `locked` are the templates of the form's locked fields, in their order.

    `met` are the templates that were found.
    """

    def __init__(self, templates: tuple[SlotTemplate, ...], locked: tuple[int, ...], shown: ShownValues) -> None:
        self._templates, self._locked, self._shown = templates, locked, shown
        self._slots = {slot_mark(i).encode(): i for i in range(len(templates))}
        self._texts: dict[ObjectText, int] = {}
        self.met: set[int] = set()

    def objects(self, pdf: Any, written: Mapping[int, bytes]) -> tuple[ObjectTemplate, ...]:
        """The objects that hold values; `written` are all of the file's."""
        import pikepdf

        templates: list[ObjectTemplate] = []
        for number, data in written.items():
            if _BEGINNING.search(data):
                templates.append(self._object(number, data))
        metadata = pdf.Root.get("/Metadata")
        if isinstance(metadata, pikepdf.Stream):  # left readable to programs that know no PDF
            templates.append(self._object(metadata.objgen[0], metadata.read_bytes(), _METADATA))
        return tuple(sorted((t for t in templates if t.texts), key=lambda t: t.number))

    def texts(self) -> tuple[ObjectText, ...]:
        """What the objects hold, by the numbers that they have there."""
        return tuple(self._texts)

    def _object(self, number: int, data: bytes, head: bytes = b"") -> ObjectTemplate:
        pieces: list[bytes] = [b""]
        texts: list[int] = []
        end = 0
        for holder in _HOLDER.finditer(data):
            for part in (data[end : holder.start()], *self._parts(holder)):
                if isinstance(part, bytes):
                    pieces[-1] += part
                else:
                    pieces.append(b"")
                    texts.append(self._texts.setdefault(part, len(self._texts)))
            end = holder.end()
        pieces[-1] += data[end:]
        return ObjectTemplate(number=number, pieces=tuple(pieces), texts=tuple(texts), head=head)

    def _parts(self, holder: re.Match[bytes]) -> _Parts:
        """What holds a value, cut."""
        if holder["utf_16"] is not None:
            return self._utf_16(bytes.fromhex(holder["utf_16"].decode()).decode("utf-16-be"))
        if holder["mark"]:
            return [ObjectText(coding=Coding.PLAIN, parts=self._shown.parts(holder["mark"].decode()))]
        if holder["points"]:
            template = self._locked[int(holder["points"]) - POINTS]
            before, after = holder[0].split(holder["points"])
            return [before, ObjectText(coding=Coding.POINTS, template=template), after]
        if holder["slot"] in self._slots:
            template = self._slots[holder["slot"]]
            self.met.add(template)
            return [b"(", ObjectText(coding=Coding.PLAIN, parts=self._templates[template].parts), b")"]
        return [holder[0]]

    def _utf_16(self, text: str) -> _Parts:
        parts: _Parts = [b"<feff"]
        for part in self._shown.parts(text) if MARK.search(text) else (text,):
            if isinstance(part, int):
                parts.append(ObjectText(coding=Coding.UTF_16, parts=(part,)))
            else:
                parts.append(part.encode("utf-16-be").hex().encode())
        return [*parts, b">"]
