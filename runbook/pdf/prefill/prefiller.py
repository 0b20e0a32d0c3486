"""The press: pages of plans, from masters where there can be one."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256

from runbook.cache import Cache
from runbook.document.parts import Paper
from runbook.i18n import Language
from runbook.model.plan import Plan
from runbook.pdf.pages import PageKind
from runbook.pdf.prefill.fill_in import Plate, name_of
from runbook.pdf.prefill.make_master import make
from runbook.pdf.prefill.master import Master
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.slot_face import Face, face_of
from runbook.pdf.prefill.slot_texts import Words
from runbook.pdf.prefill.split_plan import Shape, SplitPlan, split
from runbook.resources import fingerprint

ROOM = 48 * 2**20  # bytes of masters in memory
Key = tuple[Shape, PageKind, str, Paper]


class Press:
    """Masters in memory and in `cache`; `glossary` are the languages of screen labels.

    The same plan gives the same bytes, whatever was printed before and whatever the cache holds.
    """

    def __init__(self, glossary: tuple[Language, ...], cache: Cache | None = None) -> None:
        self._glossary, self._cache = glossary, cache
        self._plates: OrderedDict[Key, tuple[Plate, int]] = OrderedDict()
        self._words: dict[str, Words] = {}
        self._last: tuple[Plan, SplitPlan] | None = None

    def printed(self, kind: PageKind, plan: Plan, language: Language, paper: Paper) -> bytes | None:
        """The PDF; None where it has to be set in full."""
        try:
            shape, values = self._split(plan)
            return self._plate((shape, kind, language.tag, paper), plan, language).printed(plan, values)
        except NotPrefillable:
            return None

    def name(self, kind: PageKind, plan: Plan, language: Language, paper: Paper) -> str | None:
        """The first identifier that the PDF has where it is printed from a master; nothing is made."""
        try:
            shape, values = self._split(plan)
        except NotPrefillable:
            return None
        return name_of(_name((shape, kind, language.tag, paper)), plan, values)

    def _split(self, plan: Plan) -> SplitPlan:
        """Shape and values; those of the last plan are remembered, for its other documents."""
        if self._last is None or self._last[0] is not plan:
            self._last = (plan, split(plan))
        return self._last[1]

    def _plate(self, key: Key, plan: Plan, language: Language) -> Plate:
        """The shape's.

        Raises NotPrefillable where there is none; that may be for this plan's values: the next one is tried.
        """
        found = self._plates.get(key)
        if found is None:
            found = self._plates[key] = self._fetched(key, plan, language)
            while sum(size for _, size in self._plates.values()) > ROOM and len(self._plates) > 1:
                self._plates.popitem(last=False)
        else:
            self._plates.move_to_end(key)
        return found[0]

    def _fetched(self, key: Key, plan: Plan, language: Language) -> tuple[Plate, int]:
        """A master from the cache, or made and put there, and its bytes. Raises NotPrefillable where there is none."""
        import msgspec

        _, kind, _, paper = key
        name = _name(key)

        def made() -> bytes:
            return msgspec.msgpack.encode(make(kind, plan, language, self._glossary, paper, face_of(language), name))

        def read(data: bytes) -> tuple[Plate, int]:
            master = msgspec.msgpack.decode(data, type=Master)
            if master.name != name:
                raise ValueError(master.name)
            return Plate(master, self._words_of(language, master)), len(data)

        return self._cache.through(name, made, read) if self._cache else read(made())

    def _words_of(self, language: Language, master: Master) -> Words:
        words = self._words.get(language.tag)
        if words is None:
            words = self._words[language.tag] = Words(language, Face(font=b"", glyphs=master.glyphs, lines={}))
        return words


def _name(key: Key) -> str:
    """What a master is called: a hash of the shape and of the kit that sets it."""
    return sha256(f"{fingerprint()} {key!r}".encode("utf-8", "surrogatepass")).hexdigest()
