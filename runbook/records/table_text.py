"""What the cells of a table mean that people and spreadsheets fill in: headers, ticks, ditto marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from runbook.model.record import WRITTEN_FIELDS, WRITTEN_STATES, Entry, plain_id
from runbook.model.revision import SHOWN
from runbook.reading.spreadsheet.words import in_words
from runbook.records.column_heads import (
    KEYS,
    all_heads,
    columns_by_head,
    heads_of_done_or_not,
    printed_heads,
    spare_heads,
    states_by_word,
    step_heads,
    step_words,
)

MISREAD_MARK = "ï»¿"  # the byte order mark of a UTF-8 file that was read as Windows-1252
DITTO_COLUMNS = ("revision", "run", "state", "at", "by", "witness")
NOTE_DITTOS = frozenset(
    ("same", "same reason", "same as above", "as above", "see above", "voir ci-dessus", "comme ci-dessus", "même motif")
)
_MARKS = ('"', "''", "″", "〃", "“", "”", "„", "«", "»", "´´", "``", ",,", '" "', "//", "↓", "≈", "|", "||", "‖")
_WORDS = ("idem", "Idem", "IDEM", "id.", "Id.", "ditto", "Ditto", "dito", "Dito", "do.")  # “ID” are somebody's initials
_DASHES = ("", "-", "–", "—", "- ", "– ", "— ")
_DITTOS = frozenset((*_WORDS, *(f"{dash}{mark}{dash[::-1]}" for mark in _MARKS for dash in _DASHES)))
_TICKS = {"true": "done", "vrai": "done", "☑": "done", "false": "", "faux": "", "☐": ""}
_FAILED = dict.fromkeys(("fail", "failure", "ko", "nok", "not ok", "échec", "echec", "échoué", "en échec"), "failed")
_FAILED |= dict.fromkeys(("error", "errors", "erreur", "erreurs", "en erreur", "pas ok", "aborted"), "failed")
_FAILED |= dict.fromkeys(("not done", "pas fait", "non fait", "à faire", "to do", "todo"), "skipped")
_NO = frozenset(("n", "no", "non"))
_UNTICKED = dict.fromkeys(("no", "n", "non", "false", "faux", "☐", "✗", "✘"), "skipped")
_YES_NO = {"true": "yes", "false": "no"}
_LEFT_ALONE = ("'", "’")  # in front of a number that a spreadsheet is to take for a text
_STEP = re.compile(r"[a-z0-9][a-z0-9_.+-]*(?::[a-zA-Z0-9_.+-]+)*|[^\W\d_]{1,10}\.? \d+(?:\.\d+)+")  # step 1.4
_TIME_BEGINS = re.compile(r"(?:T|,?\s)\s*(?:(?:à|at)\s)?\d{1,2}\s?[:hH.]")
_REVISION = re.compile(r"[0-9a-fA-F]+|[^\w\s]+|idem|ditto", re.ASCII | re.IGNORECASE)
_APART = re.compile(r"[\s:,;()–—-]+")  # words of a title
_HEX, _WHOLE_RUN = re.compile(r"[0-9a-fA-F]+"), re.compile(r"(\d+)\.0+")
_RULED, _FENCE = frozenset("-=+:| \t"), re.compile(r"`{3,}\w*")
_AROUND = "\"' \t"
_LABEL = re.compile(r"[^\W\d_][^\W\d_ ]+\s?:")  # “Visa: CM”
_TOTALS = frozenset(("total", "totals", "totaux", "sum", "somme"))
# Where a clause ends, or says of what, when or why.
_CLAUSE = re.compile(r"[.,;:!(]|\s(?:[-–—]|d['’]|(?:at|of|on|in|with|because|de|du|des|à|sur|avec|car)\s)")
_STROKES = re.compile(r"\s*/\s*")
_NAMES = frozenset(KEYS)
# Behind a head, how it is filled in: (hh:mm), (jj/mm/aaaa), (24 h), (initials), (done/na), (do not change).
_HINT = re.compile(
    r"\s*\((?:[hjmday]{1,4}(?:[:/ .-]{1,2}[hjmdays]{1,4}){0,5}|24 ?h|(?:done|fait|x|✓|na|n/a|skipped|failed)"
    r"(?:[/,| ]+(?:done|na|n/a|s\.o\.|skipped|sauté|failed|échec))+|do not (?:change|edit)|"
    r"ne pas modifier|initials|initiales)\)$"
)
# Where day and time have columns of their own; and what a spreadsheet shows of a cell that holds one of both.
_DAY_HEADS = frozenset(("date", "day", "jour"))
_TIME_HEADS = frozenset(("time", "heure", "clock", "end", "end time", "fin", "heure de fin"))
_MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00(?::00)?$")
_WHOLE_DAY = 6  # characters that it has at least: 3/12/26
_DAY_ONE = re.compile(r"^(?:1899-12-3[01]|1904-01-01)[T ](?=\d)")


class _Plain(dict[int, int | str | None]):
    """By letters, as `str.translate` asks for them: a blank for blanks, None for what nobody sees."""

    def __missing__(self, letter: int) -> int | str | None:
        kind = unicodedata.category(chr(letter))
        self[letter] = " " if kind == "Zs" else None if kind == "Cf" else letter
        return self[letter]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Without characters that nobody sees, and with no other blanks than plain ones."""
    return text.strip() if text.isascii() else text.translate(_PLAIN).strip()


def column_names(cells: Iterable[str]) -> list[str]:
    """The cells of a header as the contract would write them; where they are not its own, in any language. Beside its
    own, those of the paper checklist, and what people call them, stand for columns that are not there, the first for
    each; so do the numbers for the steps."""
    names = _known_names(cells)
    for known in (all_heads(), *spare_heads()):
        there = frozenset(names)
        called = {name: _called(name, known, there) for name in names}
        first = {called[name]: name for name in reversed(names) if called[name] != name}
        names = [column if first.get(column := called[name]) == name else name for name in names]
    if "step" not in names and "state" in names:  # the numbers are all that says which step it is
        names = ["step" if name == "number" else name for name in names]
    return names


def _known_names(cells: Iterable[str]) -> list[str]:
    """The cells of a header in small letters; where they are the contract's, or those of blank records or of the paper
    checklist, as the contract would write them."""
    typed = [_head(cell) for cell in cells]
    meant = columns_by_head()
    if "step" in typed:
        meant = {name: column for name, column in printed_heads().items() if column not in typed}
    return [meant.get(name, name) for name in typed]


@lru_cache(maxsize=4096)  # titles and states stand in row after row
def _head(cell: str) -> str:
    """A cell of a header in small letters, without quotes, blanks beside strokes, how to fill it in, and its mark."""
    text = plain(cell.removeprefix(MISREAD_MARK)).strip(_AROUND).casefold()
    return _HINT.sub("", _STROKES.sub("/", text)).rstrip(" :*?")


def _called(name: str, known: Mapping[str, str], there: Collection[str]) -> str:
    """The column that a head means, as a whole or in each of its parts (`remarks/reason`), and that is not `there`;
    else the head."""
    heads = (name, *name.split("/"))
    whole, *parts = [None if (column := known.get(head)) in there else column for head in heads]
    return whole or (parts[0] if len({*parts}) == 1 else None) or name


def known_columns(cells: Iterable[str]) -> int:
    """How many cells of a header name a column of a record."""
    return len({*column_names(cells)} & _NAMES)


def is_ruled(cells: Sequence[str]) -> bool:
    """Whether a row is but a line that draws a table in plain text (`|---|:--:|`, `+===+`), or a fence around it."""
    text = "".join(cells).strip()
    if text[:1] == "`":
        return _FENCE.fullmatch(text) is not None
    return text[:1] in _RULED and ("--" in text or "==" in text) and _RULED.issuperset(text)


def is_header(cells: Sequence[str], again: bool = False) -> bool:
    """Whether a row is the header of a record; one that stands among the rows holds little else. Heads of one's own
    alone make none of a list such as `step, who, when`."""
    if step_heads().isdisjoint(map(str.strip, cells)) and all(map(str.isascii, cells)):
        return False
    heads = [*map(_head, cells)]
    if step_words().isdisjoint((*heads, *(part for head in heads for part in head.split("/")))):
        return False
    names = column_names(cells)
    known, sure = len({*names} & _NAMES), len({*_known_names(cells)} & _NAMES)
    return "step" in names and (sure > 1 or known > 3) and (not again or 2 * known >= sum(map(bool, names)))


def revision_named(cells: Sequence[str]) -> str:
    """The revision that a row above a table names, in the cell behind that word, or in a title behind it; "" where it
    names none."""
    written = [*filter(None, map(str.strip, cells))]
    for head, cell in pairwise(_APART.split(written[0]) if len(written) == 1 else written):
        digits = key_text(cell) if len(cell) >= SHOWN else ""
        if _HEX.fullmatch(digits) and columns_by_head().get(_head(head)) == "revision":
            return digits
    return ""


def layout(cells: Sequence[str]) -> tuple[dict[str, int], list[str], list[tuple[str, int]]]:
    """Column by name, the cells of a header that name none, and the columns that it names again."""
    columns: dict[str, int] = {}
    others: list[str] = []
    again: list[tuple[str, int]] = []
    for column, name in enumerate(column_names(cells)):
        if name in _NAMES and name not in columns:
            columns[name] = column
        elif name in _NAMES:
            again.append((name, column))
        elif name:
            others.append(cells[column])
    return columns, others, again


def day_and_time(cells: Sequence[str], columns: Mapping[str, int]) -> tuple[int, int] | None:
    """The columns of the day and of the time, where a header has one of each and no other for both; -1 for the day
    where one column has to be both."""
    typed = [plain(cell).strip(_AROUND).casefold() for cell in cells]
    days, times = ([place for place, name in enumerate(typed) if name in heads] for heads in (_DAY_HEADS, _TIME_HEADS))
    if "at" not in columns and len(days) + len(times) == 1:
        return -1, (days or times)[0]
    if len(days) != 1 or len(times) != 1 or columns.get("at", times[0]) != times[0]:
        return None
    return days[0], times[0]


def joined(day: str, time: str) -> str:
    """A day and a time as one text. A cell of a spreadsheet may hold both, and show one of them."""
    day = _MIDNIGHT.sub("", day)
    if not day or not time or (len(day) >= _WHOLE_DAY and time.startswith(day)):
        return time or day
    return f"{day} {_DAY_ONE.sub('', time)}"


def looks_like_a_step(entry: Entry, revision: str) -> bool:
    """Whether a row is one of a record: "Total" or "Remarks: none" in the column of steps, or of revisions, is not."""
    if not entry.blank:
        return True
    return _STEP.fullmatch(plain_id(entry.step)) is not None and (
        not revision or _REVISION.fullmatch(revision) is not None
    )


def is_of_columns(fields: Mapping[str, str], is_first: bool) -> bool:
    """Whether a row speaks of its columns, and of no step: a total, signatures, or, as the first below a header, how
    each is filled in (`(id)`, `x / na`, `hh:mm`)."""
    step, at = fields.get("step", ""), fields.get("at", "")
    if step.casefold().rstrip(" :") in _TOTALS:
        return not at and not fields.get("by")
    if step.endswith(":"):  # “Signatures:”
        return fields.get("state", "") not in WRITTEN_STATES
    if not is_first or not any(map(str.isalpha, at)) or any(map(str.isdigit, at)):
        return False
    return _STEP.fullmatch(plain_id(step)) is None and fields.get("state", "") not in WRITTEN_STATES


def is_lost(fields: Mapping[str, str]) -> bool:
    """Whether a row without a step was one of a record: a sum or a signature below the rows is not."""
    state, signed = fields.get("state", ""), bool(fields.get("at") or fields.get("by"))
    revision = fields.get("revision", "")
    if _REVISION.fullmatch(revision) or fields.get("run") or fields.get("number"):
        return bool(state) or signed
    if revision or any(_LABEL.match(fields.get(name, "")) for name in ("at", "by", "witness")):
        return state in WRITTEN_STATES  # a word that no revision is, and “Visa: CM”, say what their line is
    are_names = {name for name in WRITTEN_FIELDS if fields.get(name)} <= {"by", "witness"}
    return state in WRITTEN_STATES or (signed and (bool(state) or not (fields.get("title") or are_names)))


def is_ditto(text: str) -> bool:
    """Whether a cell says that it is as the one above."""
    return text in _DITTOS


def is_note_ditto(text: str) -> bool:
    """The same of a note, of which there are more words."""
    return text in _DITTOS or text.casefold().rstrip(".") in NOTE_DITTOS


def under_ditto(text: str, above: str) -> str:
    """A time whose date is a ditto mark, with the date of the time above; any other text as it is."""
    mark, _, time = text.partition(" ")
    begins = _TIME_BEGINS.search(above) if time and is_ditto(mark) else None
    return f"{above[: begins.start()]} {time}" if begins else text


def asks_whether_done(cell: str) -> bool:
    """Whether a cell of a header asks of a step whether it was done, yes or no."""
    return _head(cell) in heads_of_done_or_not()


def not_done(fields: Mapping[str, str]) -> str | None:
    """The state of a row at which a no stands where yes or no is asked: skipped, or none where nothing else is written;
    None where no such no stands there."""
    if fields.get("state", "").casefold().rstrip(".") not in _NO:
        return None
    return "skipped" if any(fields.get(name) for name in WRITTEN_FIELDS if name != "state") else ""


def state_text(text: str) -> str:
    """A box that a spreadsheet ticks is TRUE or FALSE; a tick means done. So do words of the lists to choose from."""
    word = text.casefold()
    return _TICKS[word] if word in _TICKS else states_by_word().get(word, text)


def says_another_state(text: str, state: str, head: str) -> bool:
    """Whether what stands under a head beside a row that is `state` names another one, where nobody reads it; if it is
    a sentence, as its beginning: `failed, will retry`. Under `Done?` a no does."""
    word = _CLAUSE.split(text.casefold())[0].strip()
    meant = states_by_word().get(word) or _FAILED.get(word)
    if meant is None and _called(_head(head), all_heads(), ()) == "state":
        meant = _UNTICKED.get(word)
    return meant is not None and state in WRITTEN_STATES and meant != state


def value_text(text: str) -> str:
    """The same box where the evidence is yes or no; a number without the mark that keeps it a text."""
    text = text[1:] if text[:1] in _LEFT_ALONE and text[1:2].isdecimal() else text
    return _YES_NO.get(text.casefold(), text) if len(text) < 6 else text


def key_text(text: str) -> str:
    """A revision in groups of digits as one, and a run that a program made a fraction of (`1.0`) as a whole number."""
    digits = "".join(text.split())
    if " " in text and len(digits) >= SHOWN and _HEX.fullmatch(digits):
        return digits
    return found[1] if (found := _WHOLE_RUN.fullmatch(text)) else text


def misread(cells: Iterable[str]) -> bool:
    """Whether a header shows that its file, which is UTF-8, was read as Windows-1252 and saved again."""
    return any(cell.startswith(MISREAD_MARK) for cell in cells)


def repaired(text: str) -> str:
    """The text that was misread so; what was typed since then is left as it is."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def rows_within(fields: Mapping[str, str], revision: str) -> str:
    """What a quotation mark that was left open has made part of a cell: lines that begin with the revision."""
    if len(revision) < SHOWN:
        return ""
    for name, text in fields.items():
        if "\n" in text and name != "revision":
            lines = [line.strip(" \"'\r") for line in text.split("\n")[1:]]
            if found := [line for line in lines if line.startswith(revision)]:
                return in_words(found)
    return ""
