"""Is what is printed on the pages of a filled-in form what the kit printed there?

The checklists beside the plan say it: those of the same revision, page by page, in either language. Texts are compared
as they are read, with their places: programs write anew what they save. Fields have to lie where the kit put them, for
whoever looks at the page takes what stands beside a text for its answer. Where there is no such checklist, or it is the
file that was filled in itself, nothing is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from runbook.errors import InputError
from runbook.i18n import N_
from runbook.model.finding import Args, Finding, Message
from runbook.model.form import FormField
from runbook.model.printed import Middle, PlacedField, PrintedPage, PrintedText
from runbook.model.record import Record, RecordPart
from runbook.records.form_layout import ELSEWHERE, told
from runbook.records.record_file import RecordFile, read_parts
from runbook.verify.checklist_pages import checklists_in
from runbook.verify.fonts_otherwise import fonts_apart
from runbook.verify.lines_otherwise import lines_apart
from runbook.verify.pictures_otherwise import pictures_apart
from runbook.verify.plan_store import PlanStore

NEAR = 1.0  # in the page's units: programs round what they write
BESIDE = 3.0  # the same, of fields: they are 8 apart at least
SAME_LANGUAGE = 0.6  # of a page's texts; pages of the same steps in two languages share less than half
OTHER_PAPER = 15.0  # points; A4 and Letter differ by 17 and 50
SAME = 100  # times that one text stands on a page
SHOWN = 80  # characters of a text that is told
_SHAPES, _OWN_SHAPES = N_("letters of other shapes"), N_("those of the checklist")


def printed_otherwise(record: Record, plan_store: PlanStore) -> Iterator[Finding]:
    """One finding for each page that differs, and one for each whose fields lie elsewhere, if that is not told yet; and
    one for the first whose letters have other shapes: pages share their fonts."""
    for part in record.parts:
        if not part.printed:
            continue
        pages = _pages_beside(part, plan_store)
        shapes_told = False
        known = {fault.where for fault in part.faults if ("shown", ELSEWHERE) in fault.args}
        for page in part.printed:
            other = _most_like(page, pages)
            if other is None:
                continue
            where = f"{part.file}:{page.number}"
            found = list(_compared(page, other, where))
            yield from found
            if not found and not shapes_told and fonts_apart(page.fonts, other.fonts):
                shapes_told = True
                yield _told(Message(_SHAPES), Message(_OWN_SHAPES), len(page.texts), where)
            if where not in known and (moved := told(_moved(page, other))):
                yield Finding(code="DOC015", args=moved, where=where)


def not_compared(record: Record, plan_store: PlanStore) -> tuple[str, ...]:
    """The forms of which a page has nothing to be compared with: no other checklist of its revision, language and paper
    lies beside the plan."""
    return tuple(dict.fromkeys(part.file for part in record.parts if part.printed and _is_alone(part, plan_store)))


def _is_alone(part: RecordPart, plan_store: PlanStore) -> bool:
    pages = _pages_beside(part, plan_store)
    return any(_most_like(page, pages) is None for page in part.printed)


def _pages_beside(part: RecordPart, plan_store: PlanStore) -> list[PrintedPage]:
    """What is printed in the checklists beside the plan, but for the file itself."""
    revision = plan_store.whole(part.revision)
    return [
        page
        for file, pages in _checklists(plan_store.folders_of(revision), revision)
        if not _is_same(file, part.file)
        for page in pages
    ]


def _most_like(page: PrintedPage, pages: list[PrintedPage]) -> PrintedPage | None:
    """The page of a checklist whose texts stand on it: one of the same steps, else one that has lost its own fields;
    None where it is like none."""
    for others in ([one for one in pages if one.steps == page.steps], pages):
        shares = [(_share(page.texts, other.texts), other) for other in others if _same_paper(page, other)]
        share, other = max(shares, key=lambda one: one[0], default=(0.0, page))
        if share >= SAME_LANGUAGE:
            return other
    return None


def _compared(page: PrintedPage, other: PrintedPage, where: str) -> Iterator[Finding]:
    """What is printed on a page, laid beside the one that it is."""
    here, gone = _missing(page.texts, other.texts), _missing(other.texts, page.texts)
    if here or gone:
        text = here[0] if here else None
        place = next((one for one in gone if text is None or _takes_its_place(text, one)), None)
        shown = tuple(one.text[:SHOWN] if one and one.manner.own else "" for one in (text, place))
        args: Args = (("text", shown[0]), ("printed", shown[1]), ("count", max(len(here), len(gone))))
        yield Finding(code="DOC021", args=args, where=where)
    elif apart := pictures_apart(page.pictures, other.pictures):
        yield _told(Message(N_("another picture")), Message(N_("the code of the page")), apart, where)
    elif apart := lines_apart(page.lines, other.lines):
        yield _told(Message(N_("other lines or areas")), Message(_OWN_SHAPES), apart, where)


def _told(text: Message, printed: Message, count: int, where: str) -> Finding:
    return Finding(code="DOC021", args=(("text", text), ("printed", printed), ("count", count)), where=where)


def _moved(page: PrintedPage, other: PrintedPage) -> list[PlacedField]:
    """The fields of a page that do not lie where they do on the other. In their names, small and capital letters are
    the same."""
    places: defaultdict[FormField, list[Middle]] = defaultdict(list)
    for _, meant, middle, _ in other.fields:
        places[_plain(meant)].append(middle)
    return [field for field in page.fields if not any(_lies_at(field, there) for there in places[_plain(field[1])])]


def _plain(meant: FormField) -> FormField:
    return replace(meant, step=meant.step.casefold())


def _lies_at(field: PlacedField, there: Middle) -> bool:
    return max(abs(a - b) for a, b in zip(field[2], there, strict=True)) < BESIDE


def _same_paper(page: PrintedPage, other: PrintedPage) -> bool:
    """On another one all stands elsewhere."""
    return max(abs(one - there) for one, there in zip(page.paper, other.paper, strict=True)) < OTHER_PAPER


def _share(texts: tuple[PrintedText, ...], others: tuple[PrintedText, ...]) -> float:
    common = Counter(text.text for text in texts) & Counter(text.text for text in others)
    return common.total() / max(len(texts), len(others), 1)


def _missing(texts: tuple[PrintedText, ...], others: tuple[PrintedText, ...]) -> list[PrintedText]:
    """The texts of one page that do not stand in the same place, as large and to be seen as well, on the other."""
    known: defaultdict[str, list[PrintedText]] = defaultdict(list)
    for other in others:
        known[other.text].append(other)
    return [
        text
        for text in texts
        if not any(_near(text, other) and _alike(text, other) for other in known[text.text][:SAME])
    ]


def _near(text: PrintedText, other: PrintedText) -> bool:
    return max(abs(text.x - other.x), abs(text.y - other.y)) < NEAR


def _takes_its_place(text: PrintedText, other: PrintedText) -> bool:
    """Whether a text stands in the place of another; one that is hidden or moved beside its place, in its own."""
    return _near(text, other) if text.manner.own else text.text == other.text


def _alike(text: PrintedText, other: PrintedText) -> bool:
    cut = max(abs(one - there) for one, there in zip(text.manner.clip, other.manner.clip, strict=True))
    return abs(text.size - other.size) < NEAR and text.manner.own == other.manner.own and cut < NEAR


def _is_same(file: Path, name: str) -> bool:
    try:
        return file.samefile(name)
    except (OSError, ValueError):
        return False


@lru_cache(maxsize=8)
def _checklists(folders: tuple[Path, ...], revision: str) -> tuple[tuple[Path, tuple[PrintedPage, ...]], ...]:
    """What the checklists of this revision in the folders have printed on their pages."""
    return tuple((file, _pages(file, revision)) for folder in folders for file in checklists_in(folder))


def _pages(file: Path, revision: str) -> tuple[PrintedPage, ...]:
    try:
        parts = tuple(read_parts(RecordFile(file)))
    except InputError:
        return ()
    return tuple(page for part in parts if part.revision == revision for page in part.printed)
