"""Documents of plans, from masters where there can be one."""

from __future__ import annotations

from hashlib import sha256
from itertools import count

from runbook.cache import Cache
from runbook.document.parts import Paper
from runbook.i18n import Language, a_day_on, with_words
from runbook.model.plan import Plan
from runbook.pdf.pages import PrintedKind
from runbook.pdf.prefill.fill_in import LoadedMaster, name_of
from runbook.pdf.prefill.make_master import make_master
from runbook.pdf.prefill.master import Master
from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.slot_face import Face, face_of
from runbook.pdf.prefill.slot_texts import SlotTexts
from runbook.pdf.prefill.split_plan import Shape, SplitPlan, shown_twice, split
from runbook.resources import fingerprint

ROOM = 48 * 2**20  # bytes of masters in memory
MasterKey = tuple[Shape, PrintedKind, str, Paper]


class Prefiller:
    """Masters in memory and in `cache`; `glossary` are the languages of screen labels.

    The same plan gives the same bytes, whatever was filled in before and whatever the cache holds.
    """

    def __init__(self, glossary: tuple[Language, ...], cache: Cache | None = None) -> None:
        self._glossary, self._cache = glossary, cache
        self._masters: dict[MasterKey, LoadedMaster] = {}
        self._uses = count()
        self._slot_texts: dict[tuple[str, bytes], SlotTexts] = {}
        self._faces: dict[str, Face] = {}
        self._last: tuple[Plan, SplitPlan] | None = None

    def filled_in(self, kind: PrintedKind, plan: Plan, language: Language, paper: Paper) -> bytes | None:
        """The PDF; None where it has to be set in full."""
        try:
            shape, values = self._split(plan)
            return self._master((shape, kind, language.tag, paper), plan, language).filled_in(plan, values)
        except NotPrefillable:
            return None

    def name(self, kind: PrintedKind, plan: Plan, language: Language, paper: Paper) -> str | None:
        """The first identifier that the PDF has where it is filled in; nothing is made."""
        try:
            shape, values = self._split(plan)
        except NotPrefillable:
            return None
        return name_of(_name((shape, kind, language.tag, paper)), plan, values)

    def _split(self, plan: Plan) -> SplitPlan:
        """Shape and values; those of the last plan are remembered, for its other documents."""
        if self._last is None or self._last[0] is not plan:
            found = split(plan)
            if shown_twice(plan, found.values):
                raise NotPrefillable("a time that the clock shows twice")
            if any(a_day_on(window.start, window.end) for window in plan.windows):
                raise NotPrefillable("a window of a day or longer")
            self._last = (plan, found)
        return self._last[1]

    def _master(self, key: MasterKey, plan: Plan, language: Language) -> LoadedMaster:
        """The shape's.

        Raises NotPrefillable where there is none; that may be for this plan's values: the next one is tried.
        """
        loaded = self._masters.get(key)
        if loaded is None:
            loaded = self._loaded(key, plan, language)
            self._make_room(loaded.size)
            self._masters[key] = loaded
        loaded.used = next(self._uses)
        return loaded

    def _make_room(self, size: int) -> None:
        """Let go of the masters that were not used for longest, as long as one more has no room."""
        while self._masters and sum(loaded.size for loaded in self._masters.values()) + size > ROOM:
            del self._masters[min(self._masters, key=lambda key: self._masters[key].used)]

    def _loaded(self, key: MasterKey, plan: Plan, language: Language) -> LoadedMaster:
        """A master from the cache, or made and put there. Raises NotPrefillable where there is none."""
        import msgspec

        _, kind, _, paper = key
        name, words = _name(key), (language.tag, msgspec.json.encode(plan.words))

        def make() -> bytes:
            face = self._face_of(language)
            texts, values = self._slot_texts_of(words, language, face.glyphs), self._split(plan)[1]
            made = make_master(kind, plan, language, self._glossary, paper, face, name, values, texts)
            return msgspec.msgpack.encode(made)

        def read(data: bytes) -> LoadedMaster:
            master = msgspec.msgpack.decode(data, type=Master)
            if master.name != name:
                raise ValueError(master.name)
            return LoadedMaster(master, self._slot_texts_of(words, language, master.glyphs), len(data))

        return self._cache.through(name, make, read) if self._cache else read(make())

    def _face_of(self, language: Language) -> Face:
        """The face of slots, looked at once for all masters in a language. Raises NotPrefillable."""
        face = self._faces.get(language.tag)
        if face is None:
            face = self._faces[language.tag] = self._kept_face(language)
        return face

    def _kept_face(self, language: Language) -> Face:
        """It from the cache, or looked at and put there. Raises NotPrefillable."""
        import msgspec

        if self._cache is None:
            return face_of(language)
        name = sha256(f"{fingerprint()} face {language.tag}".encode()).hexdigest()
        read = msgspec.msgpack.Decoder(Face).decode
        return self._cache.through(name, lambda: msgspec.msgpack.encode(face_of(language)), read)

    def _slot_texts_of(self, words: tuple[str, bytes], language: Language, glyphs: dict[str, str]) -> SlotTexts:
        """Those of a language with the words of a house, if any. No time that they show is one of a repeated hour."""
        slot_texts = self._slot_texts.get(words)
        if slot_texts is None:
            face = Face(font=b"", glyphs=glyphs, lines={})
            slot_texts = self._slot_texts[words] = SlotTexts(with_words(language, {}, ()), face)
        return slot_texts


def _name(key: MasterKey) -> str:
    """What a master is called: a hash of the shape and of the kit that sets it."""
    return sha256(f"{fingerprint()} {key!r}".encode("utf-8", "surrogatepass")).hexdigest()
