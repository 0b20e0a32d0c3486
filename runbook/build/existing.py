"""What lies in the place of a file that was made, and what becomes of it: the one place that decides.

What the kit made itself, and nobody has touched, is replaced. A record that somebody filled in stays where it is of the
plan that is built, and else is put aside. What is anything else (a signed page, an edited mail, a file that was cut
short) is put aside. A plan never goes: each that was ever built lies in `plans/`, by its revision.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.atomic_write import put
from runbook.build.file_stamps import Stamp, stamp_of
from runbook.build.manifest import digest_of
from runbook.errors import InputError
from runbook.model.revision import short_revision
from runbook.reading.found_file import content_found
from runbook.reading.plan_json import EARLIER_PLANS, dump_plan, earlier_name, is_plan_name, read_plan

if TYPE_CHECKING:
    from runbook.build.documents import DocumentKind
    from runbook.model.plan import Plan
    from runbook.model.record import RecordPart

RECORDS: dict[DocumentKind, str] = {"csv": "from_csv", "xlsx": "from_xlsx", "checklist": "from_pdf"}
_RECORD_NAMES: tuple[tuple[re.Pattern[str], DocumentKind], ...] = (
    (re.compile(r"record\.csv"), "csv"),
    (re.compile(r"record\.xlsx"), "xlsx"),
    (re.compile(r"checklist\.[\w-]+\.pdf"), "checklist"),
)
_BESIDE = frozenset(("DOC011", "DOC016"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What came of a file: its stamp in its place; or that what is filled in there stays. `aside`: what lay there is
    called so now, and `filled_in` says whether it is a record that somebody filled in."""

    stamp: Stamp | None = None
    stays: bool = False
    aside: Path | None = None
    filled_in: bool = False


def place(path: Path, kind: DocumentKind, data: bytes, revision: str, known: str | None, *, fresh: bool) -> Placed:
    """Put `data` to `path`, or leave there what must stay. Raises OSError.

    `revision` is that of the plan that is built, `known` the digest of what was made there before. With `fresh` what is
    filled in is put aside, of whatever plan it is.
    """
    stamp, there = stamp_of(path), content_found(path)
    if there == data:
        return Placed(stamp=stamp)
    filled_for = filled_in(kind, there) if there and digest_of(there) != known else None
    if filled_for in (revision, short_revision(revision)) and not fresh:
        return Placed(stays=True)
    aside = put(path, data, keep=lambda content: not _is_the_kits(path, kind, content, known, data))
    replaced = None if aside is None else content_found(aside)
    filled = replaced is not None and filled_in(kind, replaced) is not None
    return Placed(stamp=stamp_of(path), aside=aside, filled_in=filled)


def record_kind(name: str) -> DocumentKind | None:
    """The kind of a record by its name, put aside or not; None where it is no record."""
    return next((kind for pattern, kind in _RECORD_NAMES if pattern.match(name)), None)


def filled_in(kind: DocumentKind, data: bytes) -> str | None:
    """The revision of the plan that a filled-in record is of, as it names it; "" where it names none.

    None where the file is no record that can be read, or nothing is filled in.
    """
    parts = parts_in(kind, data)
    return _revision_of(parts) if any(map(says_something, parts)) else None


def says_something(part: RecordPart) -> bool:
    """Whether somebody filled in a part of a record; what stands beside it is no entry of it."""
    if part.run or part.people or any(fault.code not in _BESIDE for fault in part.faults):
        return True
    return not all(entry.blank for entry in part.entries)


def parts_in(kind: DocumentKind, data: bytes) -> tuple[RecordPart, ...]:
    """The parts of a record; none where the file is no record that can be read."""
    if kind not in RECORDS:
        return ()
    from importlib import import_module

    from runbook.reading.unreadable import Unreadable

    try:
        return tuple(import_module(f"runbook.records.{RECORDS[kind]}").parts_of(data, ""))
    except Unreadable:
        return ()


def _revision_of(parts: tuple[RecordPart, ...]) -> str:
    return next((str(part.revision).strip().lower() for part in parts if part.revision), "")


def keep_plan(folder: Path, plan: Plan) -> None:
    """See to it that the plan lies among those of its change, `folder`. Raises OSError."""
    _keep_plan(folder, plan.revision, dump_plan(plan))


def _keep_plan(folder: Path, revision: str, content: bytes) -> None:
    path = folder / EARLIER_PLANS / earlier_name(revision)
    there = content_found(path)
    if there != content and (there is None or _revision(there) != revision):
        put(path, content, keep=lambda replaced: replaced != content and _revision(replaced) != revision)


def _is_the_kits(path: Path, kind: DocumentKind, content: bytes, known: str | None, data: bytes) -> bool:
    """Whether what was replaced is what the kit made, and nobody's work; a plan is kept among the others."""
    if content == data or digest_of(content) == known:
        own = True
    elif kind in RECORDS and kind != "checklist":
        own = _is_blank(path.parent, kind, content)
    elif kind == "plan":
        own = _revision(content) is not None
    else:
        own = path.suffix == ".pdf" and _is_sealed(content)
    if own and kind == "plan" and (revision := _revision(content)) is not None:
        _keep_plan(path.parent, revision, content)
    return own


def _is_blank(folder: Path, kind: DocumentKind, content: bytes) -> bool:
    """Whether a table is the blank record of a plan that lies in `folder`, to the byte: a remark may stand anywhere."""
    from runbook.build.documents import printed
    from runbook.i18n import available

    name = earlier_name(_revision_of(parts_in(kind, content)))
    plan = _plan(content_found(folder / EARLIER_PLANS / name) or b"") if is_plan_name(name) else None
    return plan is not None and any(printed(kind, plan, tag, "A4")[0] == content for tag in available())


def _is_sealed(content: bytes) -> bool:
    from runbook.pdf.identity import first_identifier

    return first_identifier(content) is not None


def _revision(content: bytes) -> str | None:
    """The revision of a plan.json; None where it is none, or is damaged."""
    plan = _plan(content)
    return None if plan is None else plan.revision


def _plan(content: bytes) -> Plan | None:
    try:
        return read_plan(content, "")
    except InputError:
        return None
