"""On which page of the printed checklist does a step stand? Asked where a page did not come back.

The rendered checklists beside the plan say it, by their form fields; where there are none, or they are of another
revision, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.model.form import FormField, head_name, read_field

if TYPE_CHECKING:
    import pikepdf

PATTERN = "checklist.*.pdf"
LARGEST = 32 * 2**20  # bytes; a checklist takes 200 kB
PAGES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistPages:
    """A checklist by the name of its file, and the page of each step in it, by the step's id."""

    file: str
    pages: Mapping[str, int]


@lru_cache(maxsize=32)
def checklist_pages(folders: tuple[Path, ...], revision: str) -> tuple[ChecklistPages, ...]:
    """The checklists of this revision in the folders, each name once."""
    found: dict[str, ChecklistPages] = {}
    for file in (file for folder in folders for file in checklists_in(folder)):
        pages = {} if file.name in found else _pages_of(file, revision)
        if pages:
            found[file.name] = ChecklistPages(file=file.name, pages=pages)
    return tuple(found.values())


def checklists_in(folder: Path) -> Iterable[Path]:
    """The files that are called as checklists are."""
    try:
        return sorted(file for file in folder.glob(PATTERN) if file.is_file() and file.stat().st_size <= LARGEST)
    except OSError:
        return ()


def _pages_of(file: Path, revision: str) -> dict[str, int]:
    """The page of each step; nothing where it is another revision's, or no checklist that can be read."""
    import pikepdf

    pages: dict[str, int] = {}
    try:
        with pikepdf.open(file) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                if number > PAGES or (number == 1 and _revision(page) != revision):
                    return {}
                for name in _fields(page):
                    meant = read_field(name)
                    if isinstance(meant, FormField):
                        pages.setdefault(meant.step, number)
    except (OSError, pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, LookupError):
        return {}
    return pages


def _fields(page: pikepdf.Page) -> list[str]:
    return [_of_field(widget, "/T") for widget in page.obj.get("/Annots", [])]


def _revision(page: pikepdf.Page) -> str:
    for widget in page.obj.get("/Annots", []):
        if _of_field(widget, "/T") == head_name("revision"):
            return _of_field(widget, "/V")
    return ""


def _of_field(widget: pikepdf.Object, key: str) -> str:
    """What a place or the field that it belongs to says: a field on several pages has a place on each."""
    field = widget if key in widget else widget.get("/Parent")
    return "" if field is None else str(field.get(key, ""))
