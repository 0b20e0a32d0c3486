"""The words that accounts of procedures share: conditions, sources, and every text in every language."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from runbook.i18n import N_, Language
from runbook.model.procedure import NightData, RuleData
from runbook.procedures.draft import Draft, DraftEntry
from runbook.procedures.facts import FACTS
from runbook.procedures.texts import texts_in
from runbook.reading.nodes import KeyPath, path_text

BETTER = N_("What is better done in one night")
_WIDTH = 100


def heading(say: Language, title: str) -> Iterator[str]:
    """An empty line and a title."""
    yield ""
    yield f"  {say.text(title)}"


def columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows of a table, each column as wide as it has to be; columns in which nothing stands are left out."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True) if width)
        yield f"    {'  '.join(cells)}".rstrip()


def condition_lines(when: Iterable[str], unless: Iterable[str], say: Language) -> Iterator[str]:
    """Each condition by its name and in words; nothing where there is none."""
    lines = [say.text(N_("{name}: {words}"), name=fact, words=say.text(FACTS[fact])) for fact in when]
    lines += [say.text(N_("not {name}: {words}"), name=fact, words=say.text(FACTS[fact])) for fact in unless]
    if lines:
        yield from heading(say, N_("Conditions"))
        yield from (f"    {line}" for line in lines)


def source_lines(draft: Draft, sources: Iterable[str], say: Language) -> Iterator[str]:
    """Each source with where it stands in the vendor's guide."""
    places = {entry.name: entry.noun for entry in draft.entries("catalogue")}
    named = [source for source in dict.fromkeys(sources) if source in places]
    if named:
        yield from heading(say, N_("Sources: lines of the vendor's guide, or pages"))
        yield from (f"    {source:<5} {places[source]}" for source in named)


def selectors_text(noun: RuleData | NightData) -> Iterator[str]:
    """The ends of a rule or a night, as they are written."""
    for key in ("first", "then", "steps"):
        if named := getattr(noun, key, ()):
            yield from textwrap.wrap(
                f"{key}: {', '.join(named)}", _WIDTH, initial_indent="  ", subsequent_indent="         "
            )


def each_language(entry: DraftEntry, say: Language, languages: Iterable[Language]) -> Iterator[str]:
    """Every text of an entry, in every language of the kit."""
    shown = list(texts_in(entry))
    if shown:
        yield from heading(say, N_("Texts"))
    for text in shown:
        yield "    " + "  ".join((path_text(text.path[len(entry.path) :]), *_beside(entry, text.path[:-1])))
        for language in languages:
            known = language.tag == "en" or text.text in language.messages
            told = language.text(text.text) if known else say.text(N_("(no translation)"))
            indent = f"      {language.tag:<6} "
            yield from textwrap.wrap(told, _WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))


def _beside(entry: DraftEntry, path: KeyPath) -> Iterator[str]:
    """What stands beside a text in a group of its own: conditions, origins, the value of a slot; as it is written."""
    group = next((found for found in entry.groups if found.path == path and path != entry.path), None)
    for key in ("kind", "value", "when", "unless", "sources") if group else ():
        value = group.data.get(key) if group else None
        if value:
            yield f"{key}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
