"""The pages of a filled-in form -> the records that they are pages of.

A file may hold more than one filled copy: of halves that people filled in apart, of several runs, of a year's changes.
Each page says what it is a page of; a page that does not is of the same record as the one before it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.model.form import DECISIONS, STATES, Column, FormField, Head, read_field, without_count
from runbook.model.record import UNREADABLE, WRITTEN_FIELDS, Entry, RecordPart
from runbook.model.revision import short_revision
from runbook.records.form_content import findings
from runbook.records.form_layout import the_first, torn
from runbook.records.form_page import FormPage
from runbook.records.form_unseen import unseen
from runbook.records.form_widgets import clipped

_IN_RECORD = {**dict.fromkeys(STATES, "state"), **dict.fromkeys(DECISIONS, "value")}  # where a box is in an entry
_REVISION = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(slots=True, kw_only=True)
class _Group:
    """Pages of one record."""

    revision: str
    run: str
    pages: list[FormPage] = field(default_factory=list)


def parts_of_pages(pages: list[FormPage], file: str) -> list[RecordPart]:
    """A part for each record that pages are of, in the order of their first pages."""
    _name_heads(pages, file)
    _mend_ids(pages)
    groups = _groups(pages)
    if any(page.filled for page in pages):
        groups = [group for group in groups if group.run or any(page.filled for page in group.pages)]
    parts = [_part(group, file) for group in groups]
    others = [(page.number, page.drawing) for page in pages if page.drawing and not (page.heads or page.steps)]
    if parts and others:
        parts[0] = replace(parts[0], faults=(*parts[0].faults, *findings(others, file)))
    empty = (one for page in pages if not (page.heads or page.steps) for one in page.unseen)
    if parts and (told_of := tuple(unseen(empty, file))):
        parts[0] = replace(parts[0], faults=(*parts[0].faults, *told_of))
    if (what := _mixed(groups)) and parts:
        told = Finding(code="DOC018", args=(("what", what),), where=file)
        parts = [replace(part, faults=(*part.faults, told)) for part in parts]
    return parts


def _name_heads(pages: list[FormPage], file: str) -> None:
    """Read the fields that have lost their names by their places: there, on another page, is one of the whole record.

    A whole revision is one wherever it stands. What is left is told, once of the file.
    """
    places = {place: head for page in pages for place, head in page.head_places.items()}
    left: list[tuple[FormPage, str]] = []
    for page in pages:
        for place, text, hidden in page.nameless:
            head: Head | None = "revision" if _REVISION.fullmatch(text) else places.get(place)
            if head is None or hidden:
                left.append((page, text))
            else:
                page.put_head(head, text)
    if not left:
        return
    texts = clipped(", ".join(f"“{text}”" for text in dict.fromkeys(text for _, text in left)))
    alone = Message(N_("a field that has lost its name ({texts})"), (("texts", texts),))
    several = Message(N_("fields that have lost their names ({texts})"), (("texts", texts),))
    first = left[0][0]
    what = alone if len(left) == 1 else several
    first.faults.append(Finding(code="DOC011", args=(("what", what),), where=f"{file}:{first.number}"))


def _mend_ids(pages: list[FormPage]) -> None:
    """Take the count from ids where it tells joined forms apart, and is no part of an appliance's name.

    So it is where fields of one number differ in nothing else, or where every name has one.
    """
    ids: dict[int, set[str]] = {}
    for page in pages:
        for index, step in page.steps:
            ids.setdefault(index, set()).add(step)
    all_counted = not any(page.named_plainly for page in pages)
    mended = {
        (index, step): base
        for index, known in ids.items()
        for step in known
        if (base := without_count(step)) != step
        and (all_counted or base in known or any(without_count(other) == base for other in known - {step}))
    }
    for page in pages if mended else ():
        page.placed = [(name, _mended(meant, mended), middle, text) for name, meant, middle, text in page.placed]
        page.unseen = [one._replace(meant=one.meant and _mended(one.meant, mended)) for one in page.unseen]
        old, page.steps = page.steps, {}
        for (index, step), copies in old.items():
            page.steps.setdefault((index, mended.get((index, step), step)), []).extend(copies)


def _mended(meant: FormField, mended: Mapping[tuple[int, str], str]) -> FormField:
    return replace(meant, step=mended.get((meant.index, meant.step), meant.step))


def _groups(pages: list[FormPage]) -> list[_Group]:
    revisions = _filled_on([page.claim("revision") for page in pages])
    runs = [""] * len(pages)
    for revision in dict.fromkeys(revisions):
        own = [i for i, one in enumerate(revisions) if one == revision]
        for i, run in zip(own, _filled_on([pages[i].claim("run") for i in own]), strict=True):
            runs[i] = run
    found: dict[tuple[str, str], _Group] = {}
    for page, revision, run in zip(pages, revisions, runs, strict=True):
        if page.heads or page.steps:
            found.setdefault((revision, run), _Group(revision=revision, run=run)).pages.append(page)
    return list(found.values())


def _filled_on(claims: list[str]) -> list[str]:
    """The claims, with that of the page before in the place of none; the first ones have that of the first that has."""
    last = next(filter(None, claims), "")
    filled = []
    for claim in claims:
        last = claim or last
        filled.append(last)
    return filled


def _mixed(groups: list[_Group]) -> str:
    """What is wrong with pages of several records in one file: which pages are of which; "" where nothing is.

    A whole checklist behind another is two records. A page that says two things, one that stands among those of
    another record, or one without the first page of its own is a page in the wrong place.
    """
    pages = [page for group in groups for page in group.pages]
    heads: tuple[Head, ...] = ("revision", "run", "site", "change")
    torn = any(len(page.heads.get(head, ())) > 1 for page in pages for head in heads)
    torn = torn or any(
        len({page.claim(head) for page in group.pages} - {""}) > 1 for group in groups for head in heads[2:]
    )
    order = sorted((page.number, i) for i, group in enumerate(groups) for page in group.pages)
    runs = [i for i, _ in groupby(i for _, i in order)]
    loose = [group for group in groups if all(index != 1 for page in group.pages for index, _ in page.steps)]
    if not torn and len(runs) == len(set(runs)) and (len(groups) == 1 or not loose):
        return ""
    rows = ((i, [n for n, _ in numbers]) for i, numbers in groupby(order, key=lambda one: one[1]))
    claimed = {page.number: page for page in pages}
    return ", ".join(f"{_numbers(own)} ({_said([claimed[n] for n in own], groups[i])})" for i, own in rows)[:500]


def _numbers(own: list[int]) -> str:
    return f"{own[0]}–{own[-1]}" if len(own) > 1 else str(own[0])


def _said(pages: list[FormPage], group: _Group) -> str:
    """Revision and run of pages, and whatever else they say of themselves."""
    places = (claim for page in pages for claim in (page.claim("site"), page.claim("change")))
    own = [short_revision(group.revision), group.run, *places]
    others = [short_revision(text) for page in pages for claims in page.heads.values() for text in claims[1:]]
    return " / ".join(dict.fromkeys(text for text in (*own, *others) if text))


def _part(group: _Group, file: str) -> RecordPart:
    entries = list(_entries(group.pages))
    drawings = [(page.number, page.drawing) for page in group.pages if page.drawing]
    apart = torn((page.number, page.placed, [one.meant for one in page.unseen if one.meant]) for page in group.pages)
    return RecordPart(
        file=file,
        revision=group.revision,
        site=next(filter(None, (page.claim("site") for page in group.pages)), ""),
        change=next(filter(None, (page.claim("change") for page in group.pages)), ""),
        run=group.run,
        entries=tuple(entry for entry, _ in entries),
        places=tuple(place for _, place in entries),
        faults=(
            *_as_one(fault for page in group.pages for fault in page.faults),
            *(Finding(code="DOC015", args=args, where=f"{file}:{number}") for number, args in apart),
            *unseen((one for page in group.pages for one in page.unseen), file),
            *findings(drawings, file),
        ),
        printed=tuple(page.printed for page in group.pages if page.texts),
    )


def _as_one(faults: Iterable[Finding]) -> Iterator[Finding]:
    """Fields that are shown alike and stored alike otherwise, such as all boxes that a program ticked and did not draw,
    are one finding, where the first of them is."""
    alike: defaultdict[object, list[Finding]] = defaultdict(list)
    for number, fault in enumerate(faults):
        alike[fault.args[1:] if fault.code == "DOC015" else number].append(fault)
    for first, *more in alike.values():
        if more:
            names = [str(fault.args[0][1]) for fault in (first, *more)]
            steps = (meant.step for name in names if isinstance(meant := read_field(name), FormField))
            told = (("what", the_first(names)), *first.args[1:])
            first = replace(first, steps=tuple(dict.fromkeys(steps)), args=told)
        yield first


def _entries(pages: list[FormPage]) -> Iterable[tuple[Entry, str]]:
    """The entries of each step: one of each copy that is filled in and is not like another; one where none is."""
    steps: dict[str, dict[Entry, str]] = {}
    for page in pages:
        unseen: defaultdict[str, list[str]] = defaultdict(list)
        for meant in (one.meant for one in page.unseen if one.meant):
            unseen[meant.step].append(_IN_RECORD.get(meant.column, meant.column))
        for (_, step), copies in page.steps.items():
            for copy in copies:
                steps.setdefault(step, {}).setdefault(_entry(step, copy, unseen[step]), str(page.number))
    for found in steps.values():
        filled = [(entry, place) for entry, place in found.items() if not entry.blank]
        yield from filled or list(found.items())[:1]


def _entry(step: str, columns: Mapping[str, str], unseen: Iterable[str]) -> Entry:
    """The entry of a step; several ticked boxes are kept, for the verifier to refuse. Of what nobody sees,
    nobody can tell what it says."""
    fields = {name: columns.get(name, "") for name in WRITTEN_FIELDS}
    fields["state"] = "+".join(_ticked(columns, STATES))
    if decided := [DECISIONS[column] for column in _ticked(columns, DECISIONS)]:
        fields["value"] = "+".join(decided)
    return Entry(step=step, **fields | {name: UNREADABLE for name in unseen if not fields[name]})


def _ticked(columns: Mapping[str, str], boxes: Iterable[Column]) -> list[Column]:
    return [column for column in boxes if columns.get(column, "").casefold() not in ("", "off")]
