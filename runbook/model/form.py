"""What stands in the fillable checklist for programs: names of form fields, and the code on each page.

Both the pages and the reader of filled-in forms use this module, so that neither can drift.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Column = Literal["done", "na", "skipped", "failed", "at", "by", "witness", "go", "nogo", "value", "note"]
COLUMNS: tuple[Column, ...] = (
    "done", "na", "skipped", "failed", "at", "by", "witness", "go", "nogo", "value", "note"
)  # fmt: skip
_COLUMNS: dict[str, Column] = {column: column for column in COLUMNS}
STATES: tuple[Column, ...] = ("done", "na", "skipped", "failed")  # check boxes that say what became of a step
DECISIONS: dict[Column, str] = {"go": "go", "nogo": "no-go"}  # and those of a decision, with what each is as evidence
CHECKS: tuple[Column, ...] = (*STATES, *DECISIONS)  # all check boxes; the others are text fields
Head = Literal["revision", "site", "change", "run"]
HEADS: tuple[Head, ...] = ("revision", "site", "change", "run")  # all but `run` are read-only
# `run` and `revision` stand on every page, `site` and `change` on the first (pages before `pages` 2: all on the first).

NAME = 1000  # characters of a field's name; the kit's are far shorter
_FIELD = re.compile(r"(?P<index>[0-9]{4})-(?P<column>[A-Za-z]+)-(?P<step>[^\s+#.~()\[\]]+)")
_HEAD = re.compile(r"0000-(?P<head>[A-Za-z]+)")
# The kit's name, and what programs that join forms put around it: names of parents, a number or words before it, apart
# from it by a sign or a blank; behind it a number in brackets, after a sign or as a child's name, or words. No step's
# id has such signs, or a blank.
_RENAMED = re.compile(
    r"(?:.*\.)?(?:.{0,40}[\W_])??"
    r"(?P<own>[0-9]{4}-[A-Za-z]+(?:-[^\s+#.~()\[\]]+)?)(?P<counted>_(?:[0-9]{1,4}|[Cc]opy[0-9]{0,3}))??"
    r"(?:\s.*|(?:\[[0-9]+\]|\((?:[0-9]+|copy)\)|[+#.~][0-9]+)+)?",
    re.DOTALL,
)
# A count behind an id that does not end in an appliance's, which alone may have such an end.
_COUNTED = re.compile(r"(?P<own>[^:]+|[^:]+:[^:]+:[Hh][0-9]{1,4})(?:_[0-9]{1,4}|[-_][Cc]opy[0-9]{0,3})")
_COUNT = re.compile(r"(?:_[0-9]{1,4}|[-_][Cc]opy[0-9]{0,3})$")
_PAGE = re.compile(r"RBK1:(?P<revision>[0-9A-F]{64}):(?P<page>[0-9]{1,3})/(?P<pages>[0-9]{1,3}):(?P<language>[A-Z-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field of one step: `index` counts the steps from 1 and is not believed, `step` is the step's id."""

    index: int
    column: Column
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCode:
    """What the QR code at the head of a checklist page says."""

    revision: str
    page: int
    pages: int
    language: str


def field_name(index: int, column: Column, step: str) -> str:
    """`0012-at-update.software:rs-a:h1`, with each dot as a comma: a dot would make a tree of fields."""
    return f"{index:04d}-{column}-{step.replace('.', ',')}"


def head_name(head: Head) -> str:
    """The name of a field that speaks of the whole record: `0000-revision`."""
    return f"0000-{head}"


def read_field(name: str) -> FormField | Head | None:
    """What a field name means, also where a program that joined forms has renamed it; None where it is none of ours."""
    found = _FIELD.fullmatch(name)
    if found is None or found["index"] == "0000" or _COUNT.search(found["step"]):
        renamed = _RENAMED.fullmatch(name) if len(name) <= NAME else None
        if renamed is None:
            return None
        if head := _HEAD.fullmatch(without_count(renamed["own"])):
            return next((h for h in HEADS if h == head["head"].lower()), None)
        found = _FIELD.fullmatch(renamed["own"])
    column = _COLUMNS.get(found["column"].lower()) if found else None
    if found is None or column is None or found["index"] == "0000":
        return None
    step = found["step"].replace(",", ".")
    counted = _COUNTED.fullmatch(step)
    return FormField(index=int(found["index"]), column=column, step=counted["own"] if counted else step)


def without_count(step: str) -> str:
    """The id without an `_2` at its end, which is a part of it, or tells fields of one name apart."""
    return _COUNT.sub("", step)


def page_code(revision: str, page: int, pages: int, language: str) -> str:
    """`RBK1:<REVISION>:1/2:FR`: only characters that a QR code packs densest."""
    return f"RBK1:{revision.upper()}:{page}/{pages}:{language.replace('_', '-').upper()}"


def read_page_code(text: str) -> PageCode | None:
    """The parts of a page's code; None where it is not one."""
    found = _PAGE.fullmatch(text)
    if found is None:
        return None
    tag = found["language"].split("-")
    return PageCode(
        revision=found["revision"].lower(),
        page=int(found["page"]),
        pages=int(found["pages"]),
        language="_".join([tag[0].lower(), *(p if len(p) == 2 else p.capitalize() for p in tag[1:])]),
    )
