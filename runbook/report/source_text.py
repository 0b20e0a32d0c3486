"""Where a rule comes from, in words: ids of the catalogue, lines of the vendor's guide with their sections, pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from runbook.i18n import N_, Language
from runbook.model.plan import WHOLE_GUIDE
from runbook.procedures.guide_sections import section_titles

KITS = N_("the kit’s own rule")
LINES = 3  # places in the guide that are told in brief


def sources_text(sources: Sequence[str], language: Language, guide: Mapping[str, str], *, kits: bool = False) -> str:
    """`F10, F11, guide, lines 305, 477 (Restoring a failover relationship)`; a page of the vendor's by its address.

    Ids alone where the guide does not say it. `kits`: the rule is the kit's own, as pages mark it, and says so first.
    """
    together: dict[str, list[str]] = {}
    for source in sources:
        together.setdefault(guide.get(source, ""), []).append(source)
    each = (_source_text(", ".join(ids), lines, language) for lines, ids in together.items())
    return joined((*_marks(sources, language, guide, kits), *each), language)


def brief_sources(sources: Sequence[str], language: Language, guide: Mapping[str, str], *, kits: bool = False) -> str:
    """`F10, F11, guide, lines 305, 477, 478 … (Restoring a failover relationship)`: the ids, and the first of the
    guide's lines with their sections; `kits` as above."""
    whole = [source for source in sources if guide.get(source) == WHOLE_GUIDE]
    rest = [source for source in sources if source not in whole]
    of_kit = [_source_text(", ".join(whole), WHOLE_GUIDE, language)] if whole else []
    of_rest = [_brief(rest, language, guide)] if rest else []
    return joined((*_marks(sources, language, guide, kits), *of_kit, *of_rest), language)


def _marks(sources: Sequence[str], language: Language, guide: Mapping[str, str], kits: bool) -> tuple[str, ...]:
    """That it is the kit's own, where no source says so."""
    return (language.text(KITS),) if kits and all(guide.get(source) != WHOLE_GUIDE for source in sources) else ()


def _brief(sources: Sequence[str], language: Language, guide: Mapping[str, str]) -> str:
    ids, told = ", ".join(sources), {source: guide.get(source, "") for source in sources}
    addresses = [text for text in told.values() if "://" in text]
    each = (text.split(", ") for text in told.values() if text and text not in addresses)
    lines = list(dict.fromkeys(chain.from_iterable(each)))
    if not lines:
        return sources_text(sources, language, guide) if len(sources) == 1 else ids
    return _source_text(ids, ", ".join(lines[:LINES]) + " …" * (len(lines) > LINES), language)


def joined(texts: Iterable[str], language: Language) -> str:
    """`one; two; three`."""
    found = list(texts)
    joined = found[0] if found else ""
    for other in found[1:]:
        joined = language.text(N_("{one}; {other}"), one=joined, other=other)
    return joined


def _source_text(ids: str, lines: str, language: Language) -> str:
    if not lines:
        return ids
    if lines == WHOLE_GUIDE:
        return language.text(N_("{source}, the kit’s own rule"), source=ids)
    if "://" in lines:
        return language.text(N_("{source}, see {address}"), source=ids, address=lines)
    titles = joined(map(language.text, section_titles(lines)), language)
    one = lines.isdecimal()
    if not titles:
        place = N_("{source}, guide, line {lines}") if one else N_("{source}, guide, lines {lines}")
        return language.text(place, source=ids, lines=lines)
    place = N_("{source}, guide, line {lines} ({titles})") if one else N_("{source}, guide, lines {lines} ({titles})")
    return language.text(place, source=ids, lines=lines, titles=titles)
