"""What sheets, columns and yes and no are called, in every language that the kit has: they are read in all of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from runbook.i18n import N_, Language, available, load_language
from runbook.inventory.workbook.columns import SHEETS, SheetColumn, SheetKey, sheet_of

YES, NO = N_("yes"), N_("no")
_HEADS_TOO = {"courriel": "email", "mail": "email"}  # what people call a column besides
_YES_TOO = ("true", "vrai", "x", "1", "☑")
_NO_TOO = ("false", "faux", "0", "☐")


def folded(text: str) -> str:
    """A name as names are compared: in small letters, without accents, blanks and signs."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isalnum())


@cache
def _languages() -> tuple[Language, ...]:
    return tuple(map(load_language, available()))


@cache
def sheets_by_name() -> Mapping[str, SheetKey]:
    """The sheet that a folded name means."""
    named = {folded(language.text(sheet.title)): sheet.key for language in _languages() for sheet in SHEETS}
    return {**named, **{folded(name): sheet.key for sheet in SHEETS for name in (sheet.title, sheet.key)}}


TABLES = (".csv", ".tsv")  # how files of CSV are called


@cache
def sheet_titles() -> tuple[str, ...]:
    """What sheets are called in all languages, as it is written."""
    return tuple(dict.fromkeys(language.text(sheet.title) for language in _languages() for sheet in SHEETS))


def sheet_in_file(name: str) -> SheetKey | None:
    """The sheet that a file of CSV holds, by its name: `Sites.csv`, `Sites.tsv`; or `fleet-Sites.csv`,
    `Fleet - Sites.csv`, as LibreOffice and Google call the sheets of a workbook."""
    stem = name[:-4] if name.lower().endswith(TABLES) else name
    return sheets_by_name().get(folded(stem)) or sheets_by_name().get(folded(stem.rpartition("-")[2]))


def language_of(names: Iterable[str]) -> Language:
    """The language that most of the names of sheets and columns are in; the first of the kit's, where none is."""
    found = [folded(name) for name in names]
    return max(_languages(), key=lambda one: sum(name in _words()[one.tag] for name in found))


@cache
def _words() -> Mapping[str, frozenset[str]]:
    texts = [text for sheet in SHEETS for text in (sheet.title, *(column.head for column in sheet.columns))]
    return {one.tag: frozenset(folded(one.text(text)) for text in texts) for one in _languages()}


@cache
def columns_by_name(sheet: SheetKey) -> Mapping[str, SheetColumn]:
    """The column of a sheet that a folded head means: its key, or its head in any language."""
    columns = sheet_of(sheet).columns
    last = [column.key.rpartition(".")[2] for column in columns]
    found = {head: column for head, key in _HEADS_TOO.items() for column in columns if column.key == key}
    found |= {folded(key): column for column, key in zip(columns, last, strict=True) if last.count(key) == 1}
    for language in _languages():
        found |= {folded(language.text(column.head)): column for column in columns}
    found |= {folded(column.head): column for column in columns}
    return found | {folded(column.key): column for column in columns}


@cache
def shown_names(sheet: SheetKey) -> tuple[str, ...]:
    """The heads of a sheet in all languages, as they are written."""
    columns = sheet_of(sheet).columns
    return tuple(dict.fromkeys(language.text(column.head) for language in _languages() for column in columns))


@cache
def answers() -> Mapping[str, bool]:
    """Yes or no, by its words in small letters."""
    said = dict.fromkeys(_YES_TOO, True) | dict.fromkeys(_NO_TOO, False)
    for language in _languages():
        said |= {language.text(YES).casefold(): True, language.text(NO).casefold(): False}
    return said | {YES: True, NO: False}
