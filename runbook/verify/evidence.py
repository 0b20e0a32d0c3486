"""EVD: is what had to be written down there, of its kind, and as it must be?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from runbook.i18n import N_
from runbook.model.entry_columns import VALUE
from runbook.model.finding import Args, Finding, Message
from runbook.model.initials import normal_initials
from runbook.model.plan import Evidence, EvidenceType, PlanStep
from runbook.model.record import Entry
from runbook.model.site import version_key
from runbook.records.column_heads import answers_by_word, go_by_word
from runbook.verify.address_evidence import same_address
from runbook.verify.appliance_names import full_hostname, named_appliance
from runbook.verify.badges import badge_of
from runbook.verify.columns import columns, with_one_slip
from runbook.verify.decisions import as_answer, given_by, is_both, is_to_come, times_said, without_names
from runbook.verify.decisions_timed import decided_at_another_time
from runbook.verify.figures_beside import count_in, is_approximate, version_in
from runbook.verify.full_names import is_full_name, titled
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.looked_up_times import looked_up_tests
from runbook.verify.more_than_yes import plain_part
from runbook.verify.names import untitled
from runbook.verify.no_reasons import has_figures, is_no_evidence, may_answer, points_elsewhere, without_marks
from runbook.verify.other_appliance import OtherAppliance
from runbook.verify.quick import QuickTest, StateChoice
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.says_none import says_none
from runbook.verify.seen_days import TIME_ASKED, of_its_day
from runbook.verify.seen_early import seen_moment
from runbook.verify.seen_times import is_about, seen_at
from runbook.verify.time_spellings import Written
from runbook.verify.times import UNREADABLE
from runbook.verify.untimely_days import untimely_day, untimely_day_tests
from runbook.verify.words_beside import owner_of, read_beside, speaks_against
from runbook.verify.written_days import day_of, written_day
from runbook.verify.written_times import raw_moment
from runbook.verify.yes_or_no import answer_of, asks_for_the_way_back, is_unclear, only_approves

_NOTHING = (
    "none aucun aucune nil - zero empty vide tableempty emptytable tablevide thetableisempty latableestvide noclient "
    "noclients aucunclient aucuneclient noneconnected noneleft nooneleft aucunconnecte nobody noone personne "
    "pluspersonne plusaucun plusaucune rien nothing"
)
NONE = frozenset(_NOTHING.split())  # a count of nothing, without blanks
KINDS: dict[EvidenceType, str] = {
    "text": N_("a text"),
    "version": N_("a version, such as 24.1.2"),
    "date": N_("a date, such as 2026-12-05"),
    "datetime": N_("a date and time, such as 2026-12-05 22:10"),
    "yes-no": N_("yes or no"),
    "go-no-go": N_("go or no-go"),
    "count": N_("a whole number"),
}
_YES_NO = {"yes": N_("yes"), "no": N_("no")}  # the answer that must be given, in the words of whoever reads of it
_REMEDIES: dict[EvidenceType, Message] = {  # where what spreadsheets make of values explains nothing
    "date": Message(N_("Write the date, such as 2026-12-05; verify again.")),
    "go-no-go": Message(
        N_(
            "Ask whoever decided what was decided, and write go or no-go. A go on a condition is none until the "
            "condition is met: then write go, with the time; verify again."
        )
    ),
}
# As a status page shows it: BeyondTrust 24.1.2 (build 55). A build is not compared: no plan names one.
_VERSION = re.compile(
    r"=?(?:beyondtrust|bomgar|remotesupport|base|software|logiciel)*:?(?:version|vers\.?|ver\.?|v\.?)?:?"
    r"(?P<own>\d+(?:[.,]\d+)*)\.?"
    r"(?:(?<=[.,]\d)-\d+|(?<=[.,]\d\d)-\d+|,?\((?:build|b|no\.?|n°|#|:)*\d+\)|,?(?:build|rev\.?)[:#]?\d+)?",
    re.ASCII,
)
_TICKED = re.compile(r"[-–,;:]?(?:\(ok\)|ok|[✓✔☑✅])")  # that the version is the right one
_AROUND = "\"'“”«»=;,"  # `="6.2.0"`, as it is written for spreadsheets
_DOTTED = re.compile(r"\d{1,9}(?:\.\d{1,9}){1,9}", re.ASCII)
_TWO = re.compile(r"\d[.,]\d+\s+v?\d+[.,]\d")  # side by side, which are not one
_COLUMNS = ("EVD001", "EVD002", "EVD005", "EVD008")
_DAY = re.compile(r"\d{5}(?:\.0+)?|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|(?:19|20)\d\d\.\d{1,2}\.\d{1,2}", re.ASCII)
_COUNT = re.compile(
    r"=?(\d+)(?:[.,]0+)?(?:(?:jump)?clients?)?"
    r"(?:online|enligne|connect(?:ed|és?)|(?:are|is)?(?:remaining|left)|restante?s?)?",
    re.ASCII,
)

_OF = N_("{value} (appliance {appliance})")
_BOTH_TICKED = N_(
    "Both are there, go and no-go: ask whoever decided which holds, take the other out and write the reason beside it; "
    "verify again."
)


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """The evidence of each step that was done, in the plan's order.

    What is left out, of another kind or unreadable again and again in a file has one cause: a column.
    """
    found: list[Finding] = []
    for line in case.lines.values():
        evidence = line.step.evidence
        if evidence is not None and line.took_place and not line.contested and (line.done or line.entry.value):
            found += _evidence(case, line, evidence)
    days = [one for one in found if one.remedy == TIME_ASKED]
    yield from columns(days, _COLUMNS, many=2)
    yield from with_one_slip(columns([one for one in found if one.remedy != TIME_ASKED], _COLUMNS))


def quick(shape: StateChoice) -> Sequence[QuickTest]:
    """No time that is evidence lies before what it comes after, or ahead; one that is looked up is that of its step."""
    steps = shape.indexed.steps
    proofs = [index for index in shape.done if (evidence := steps[index].evidence) and _wanted(evidence) is None]
    return (*_seen_tests(shape, proofs), *looked_up_tests(shape, proofs), *untimely_day_tests(shape, proofs))


def _seen_tests(shape: StateChoice, indexes: Iterable[int]) -> Iterator[QuickTest]:
    """That such times lie neither before what they come after nor ahead."""
    place, index_of, seconds, watches = shape.place, shape.indexed.index, shape.seconds, shape.indexed.watches
    proofs = [(place[index], evidence) for index in indexes if (evidence := shape.indexed.steps[index].evidence)]
    seen_at = [own for own, evidence in proofs if evidence.type == "datetime"]
    after = [
        (own, place[index_of[evidence.expect.after]])
        for own, evidence in proofs
        if evidence.expect and evidence.expect.after is not None and index_of[evidence.expect.after] in place
    ]
    if seen_at:
        yield lambda seen: all(
            seconds[seen.beside[own][VALUE]] <= min(seen.times[own] + watches, seen.now) for own in seen_at
        )
    if after:
        yield lambda seen: all(seconds[seen.beside[own][VALUE]] >= seen.times[first] for own, first in after)


def quick_entry(indexed: IndexedPlan, index: int, entry: Entry) -> bool:
    """What must equal something does so to the letter; all else is readable, of its kind, and says something."""
    step, value = indexed.steps[index], entry.value
    evidence = step.evidence
    if evidence is None or entry.state != "done":
        return True
    if (wanted := _wanted(evidence)) is not None:
        return value == wanted
    if not value.strip() or UNREADABLE in value:
        return False
    if (evidence.figures and not has_figures(value)) or (evidence.never_none and says_none(value)):
        return False
    if evidence.type == "go-no-go" and times_said(value):
        return False
    if evidence.type != "text":
        return evidence.type == "datetime" or _is_of_its_kind(indexed, step, evidence, value)
    return not (indexed.tolerant and (_is_none(value) or OtherAppliance(indexed, step).named_in(value)))


def _evidence(case: RecordUnderCheck, line: RecordLine, evidence: Evidence) -> Iterator[Finding]:
    value = line.entry.value
    label: Args = (("label", Message(evidence.label)), ("value", value))
    if not value:
        yield _finding(line, "EVD001", label)
    elif not value.strip(f"{UNREADABLE} ") or (UNREADABLE in value and _in_doubt(evidence)):
        yield _finding(line, "EVD005", label)
    elif line.index in case.turned or line.index in case.exchanged:
        return  # the order of day and month in its file is told once
    elif _says_only_fine(case.indexed, evidence, value):
        yield replace(_finding(line, "EVD008", label), remedy=_yes_or_no_asked(evidence))
    elif not _is_of_its_kind(case.indexed, line.step, evidence, value) and not _is_time(case, line, evidence):
        yield from _of_another_kind(case, line, evidence, label)
    elif evidence.expect and evidence.expect.equals is not None:
        yield from _as_wanted(case.indexed, line, evidence, evidence.expect.equals, label)
    else:
        yield from _of_its_kind(case, line, evidence, label)


def _of_its_kind(case: RecordUnderCheck, line: RecordLine, evidence: Evidence, label: Args) -> Iterator[Finding]:
    """What is of its kind, and nothing says which value it must be."""
    if evidence.type == "datetime":
        yield from seen_at(case, line, label)
    elif evidence.type == "date":
        yield from filter(None, (untimely_day(case, line, label),))
    elif evidence.type == "go-no-go":
        yield from decided_at_another_time(case, line, label)
    elif evidence.type == "text" and case.indexed.tolerant:
        yield from _in_words(case.indexed, line, evidence, label)


def _is_of_its_kind(indexed: IndexedPlan, step: PlanStep, evidence: Evidence, value: str) -> bool:
    """Whether a value is of its kind. `yes on A` at a step of B is no yes, though such a letter may be a word."""
    if normal(indexed, evidence, value) is None:
        return False
    return evidence.type != "yes-no" or _other_badge(indexed, step, evidence, value) is None


def _other_badge(indexed: IndexedPlan, step: PlanStep, evidence: Evidence, value: str) -> str | None:
    """The id of another appliance beside what would be an answer without it: `A: 6.2.0` at a step of B."""
    bare, owner = badge_of(indexed.plan, step, value)
    if owner in (None, step.appliance) or not indexed.tolerant:
        return None
    answers = raw_moment(bare, indexed) if evidence.type == "datetime" else normal(indexed, evidence, bare)
    return None if answers is None else owner


def _in_words(indexed: IndexedPlan, line: RecordLine, evidence: Evidence, label: Args) -> Iterator[Finding]:
    """A text of one's own answers what is asked, and of no other appliance alone."""
    if not answers_in_words(line, evidence):
        yield _finding(line, "EVD008", label)
    elif other := OtherAppliance(indexed, line.step).named_in(line.entry.value):
        yield _finding(line, "EVD011", (*label, ("other", other), ("own", str(line.step.appliance))))


def _of_another_kind(case: RecordUnderCheck, line: RecordLine, evidence: Evidence, label: Args) -> Iterator[Finding]:
    """It is not of the kind; or a time that somebody was not sure of, or its day alone; or of another appliance."""
    if other := _other_badge(case.indexed, line.step, evidence, line.entry.value):
        yield _finding(line, "EVD011", (*label, ("other", other), ("own", str(line.step.appliance))))
        return
    about = evidence.type == "datetime" and is_about(case, line)
    nearly = evidence.type == "count" and _is_nearly(case.indexed, evidence, line.entry.value)
    if case.indexed.tolerant and (about or nearly):
        yield _finding(line, "EVD005", label)
        return
    if evidence.type == "datetime" and (told := of_its_day(case, line)):
        yield from [replace(_finding(line, "EVD008", label), remedy=TIME_ASKED)] if told == "asked" else []
        return
    if evidence.type == "yes-no" and _may_say_so(case.indexed, line, evidence):
        yield replace(_finding(line, "EVD008", label), remedy=_yes_or_no_asked(evidence))
        return
    found = _finding(line, "EVD002", (*label, ("kind", Message(KINDS[evidence.type]))))
    remedy = _yes_or_no_asked(evidence) if evidence.type == "yes-no" else _REMEDIES.get(evidence.type)
    if evidence.type == "go-no-go" and is_both(line.entry.value):
        remedy = Message(_BOTH_TICKED)
    yield replace(found, remedy=remedy) if remedy else found


def _may_say_so(indexed: IndexedPlan, line: RecordLine, evidence: Evidence) -> bool:
    """Whether it may be an answer with words beside it, or says that there is none to give."""
    bare, _ = badge_of(indexed.plan, line.step, line.entry.value)
    return indexed.tolerant and is_unclear(bare, indexed.staff, _wanted(evidence)) and not speaks_against(bare)


def _is_nearly(indexed: IndexedPlan, evidence: Evidence, value: str) -> bool:
    """Whether it is a number of which somebody was not sure, where it has to be an exact one."""
    return is_approximate(value) and normal(indexed, replace(evidence, expect=None), value) is not None


def _says_only_fine(indexed: IndexedPlan, evidence: Evidence, value: str) -> bool:
    """A tick or "ok" where no is expected: it may mean that it was seen, or that all is as it must be."""
    if evidence.type != "yes-no" or _wanted(evidence) != "no" or not indexed.tolerant:
        return False
    return answer_of(value, indexed.staff) in ("fine", "done", "back")


def answers_in_words(line: RecordLine, evidence: Evidence) -> bool:
    """Whether a text of one's own says what is asked for: a file, a place, with whom something was settled."""
    return not (says_nothing(line) or _lacks_figures(line, evidence) or (evidence.never_none and _has_none(line)))


def _has_none(line: RecordLine) -> bool:
    """Where there has to be something, and there is none; or the note, which is pointed to, says so."""
    value, note = line.entry.value, line.entry.note
    return says_none(note if points_elsewhere(value) else value)


def says_nothing(line: RecordLine) -> bool:
    """A tick, a stroke, "ok", "tbd"; "see note" where the note says nothing more."""
    value, note = line.entry.value, line.entry.note
    return _is_none(value) and not (points_elsewhere(value) and note and not _is_none(note))


def _is_none(text: str) -> bool:
    """Strokes, ticks, a word that fills the field; or that all is well, in as many words."""
    return is_no_evidence(text) or (only_approves(text) and not may_answer(text))


def _lacks_figures(line: RecordLine, evidence: Evidence) -> bool:
    """Where a figure has to stand in the text and none does; nor in the note, and none is said to have been given."""
    value, note = line.entry.value, line.entry.note
    if not evidence.figures or has_figures(value):
        return False
    explained = bool(note) and not is_no_evidence(note) and (points_elsewhere(value) or may_answer(value))
    return not explained and not has_figures(note)


def _in_doubt(evidence: Evidence) -> bool:
    """Whether a question mark behind what is written ("24.1.2?") makes it nothing that could be compared: in all but a
    text of one's own, such as an address."""
    return evidence.type != "text" or bool(evidence.expect and evidence.expect.equals is not None)


def _yes_or_no_asked(evidence: Evidence) -> Message:
    """What to write, and what has to be seen."""
    wanted = _wanted(evidence)
    if not (word := _YES_NO.get(wanted or "")):
        return Message(N_("Write yes or no, as it was seen; verify again."))
    return Message(
        N_("Write yes or no, as it was seen (it must be {expected}); verify again."), (("expected", Message(word)),)
    )


def _equal(indexed: IndexedPlan, step: PlanStep, evidence: Evidence, value: str, wanted: str) -> bool:
    """The same, as values of their kind are compared; an appliance is the same by any of its names."""
    if normal(indexed, evidence, value) == normal(indexed, evidence, wanted):
        return True
    if evidence.type == "date":
        return day_of(indexed, indexed.index[step.id], value) == day_of(indexed, indexed.index[step.id], wanted)
    if evidence.type != "text" or (indexed.tolerant and speaks_against(value)):
        return False
    names = named_appliance(indexed.plan, step.hop, value), full_hostname(indexed.plan, value)
    return wanted in names or same_address(value, wanted)


def _as_wanted(
    indexed: IndexedPlan, line: RecordLine, evidence: Evidence, wanted: str, label: Args
) -> Iterator[Finding]:
    """What must equal something is another value, or has words beside it that say more."""
    value, step = line.entry.value, line.step
    if _equal(indexed, step, evidence, value, wanted):
        return
    with_words = evidence.type == "text" and indexed.tolerant
    beside = read_beside(indexed, step.hop, value, wanted) if with_words else None
    if beside == "asked":
        yield _finding(line, "EVD008", label)
    elif beside is None:
        yield _other_value(indexed, line, evidence, wanted)


def is_other_value(case: RecordUnderCheck, line: RecordLine) -> bool:
    """Whether what a step wrote down as evidence is another value than it must be."""
    evidence = line.step.evidence
    if evidence is None or not line.done or line.contested:
        return False
    return any(found.code == "EVD003" for found in _evidence(case, line, evidence))


def _other_value(indexed: IndexedPlan, line: RecordLine, evidence: Evidence, wanted: str) -> Finding:
    """Another value. Where both are of appliances of the plan it says of which."""
    plan, hop, value = indexed.plan, line.step.hop, line.entry.value
    owners = [owner_of(plan, hop, text) for text in (value, wanted)] if evidence.type == "text" else []
    label = ("label", Message(evidence.label))
    if None in owners or len({*owners}) < 2:
        word = _YES_NO.get(wanted) if evidence.type == "yes-no" else None
        return _finding(line, "EVD003", (label, ("value", value), ("expected", Message(word) if word else wanted)))
    written, expected = (
        text if text.casefold() == str(owner).casefold() else Message(_OF, (("value", text), ("appliance", str(owner))))
        for text, owner in zip((value, wanted), owners, strict=True)
    )
    return _finding(line, "EVD003", (label, ("value", written), ("expected", expected)))


_DASHES = re.compile("[-‐‑‒–—]")
_GO: Mapping[str | None, str] = {"go": "go", "nogo": "no-go", "yes": "go", "fine": "go", "no": "no-go"}


def normal(indexed: IndexedPlan, evidence: Evidence, value: str) -> str | None:
    """A value as it is compared: `24,1`, `v24.1` and `24.1` are one version; None where it is not of the kind."""
    if evidence.type == "version":
        value = version_in(value, indexed.staff)
    elif evidence.type == "count":
        value = count_in(value, indexed.staff, exact=_wanted(evidence) is not None)
    text = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    match evidence.type:
        case "version":
            return None if _TWO.search(value) else _version(evidence, text.strip(_AROUND))
        case "yes-no":
            return _yes_or_no(indexed, evidence, value)
        case "go-no-go":
            said = _GO.get(_DASHES.sub("", text).strip(".!")) or go_by_word().get(value.casefold())
            answered = said or _decided(indexed, value) or _decided_by_name(indexed, value)
            return None if answered == "go" and (is_to_come(value) or _given_by_others(indexed, value)) else answered
        case "count":
            count = _COUNT.fullmatch(text)
            return "0" if without_marks(text) in NONE else str(int(count[1])) if count else None
        case "date":
            return _day(written_day(value, indexed.plan.date_order))
        case "datetime":
            return text if raw_moment(value, indexed) else None
        case "text":
            return text or None


def _decided(indexed: IndexedPlan, value: str) -> str | None:
    """Go or no-go in words of one's own."""
    return _GO.get(answer_of(as_answer(value), indexed.staff) or answers_by_word().get(value.casefold()))


def _given_by_others(indexed: IndexedPlan, value: str) -> bool:
    """Whether somebody gave a go who may not, by initials."""
    given = filter(None, (indexed.staff.get(normal_initials(who)) for who in given_by(value)))
    return any("approver" not in person.roles for person in given)


def _decided_by_name(indexed: IndexedPlan, value: str) -> str | None:
    """The same beside names in full: a go of those who may give one, a no-go of anybody."""
    approving = [one.name for one in indexed.staff.values() if "approver" in one.roles]
    others = [one.name for one in indexed.staff.values() if one.name not in approving]

    def is_of(words: Sequence[str], names: Sequence[str]) -> bool:
        written = (words, untitled(words))  # “M.” is a title, or the letter of a first name
        full = any(is_full_name(some, one) for some in written for one in names)
        return full or titled(words, (*approving, *others)) in names

    def of_approvers(words: Sequence[str]) -> bool:
        return is_of(words, approving) and not of_others(words)

    def of_others(words: Sequence[str]) -> bool:
        return is_of(words, others)

    bare = without_names(value, of_approvers)
    if bare is not None and (said := _decided(indexed, bare)) is not None:
        return said
    bare = without_names(value, lambda words: of_approvers(words) or of_others(words))
    return "no-go" if bare is not None and _decided(indexed, bare) == "no-go" else None


def _version(evidence: Evidence, text: str) -> str | None:
    ticked = _TICKED.search(text)
    written = _VERSION.fullmatch(text[: ticked.start()] if ticked and ticked.end() == len(text) else text)
    found = written["own"].replace(",", ".") if written else None
    return None if found and _is_made_of(found, evidence) else _as_expected(found, evidence)


def _day(written: Written | None) -> str | None:
    if written is None or written.day is None:
        return None
    return written.day.isoformat()[5 if written.yearless else 0 :]


def _yes_or_no(indexed: IndexedPlan, evidence: Evidence, value: str) -> str | None:
    """That all is well is yes; where no is expected it is neither, for nobody can tell what was seen."""
    said = answer_of(value, indexed.staff)
    if said is None and indexed.tolerant:
        said = answer_of(plain_part(value, indexed.staff), indexed.staff)
    if said == "back" and indexed.tolerant and not asks_for_the_way_back(evidence.label):
        return None
    if said in ("fine", "done", "back"):
        return None if _wanted(evidence) == "no" and indexed.tolerant else "yes"
    return "no" if said == "none" else said or answers_by_word().get(value.casefold())


def _wanted(evidence: Evidence) -> str | None:
    return evidence.expect.equals if evidence.expect else None


def _as_expected(version: str | None, evidence: Evidence) -> str | None:
    """6.2 as 6.2.0, where that is expected: the same version, written shorter or longer."""
    expected = evidence.expect.equals if evidence.expect else None
    if version is None or expected is None or not _DOTTED.fullmatch(expected) or not _DOTTED.fullmatch(version):
        return version
    return expected if version_key(version) == version_key(expected) else version


def _is_made_of(version: str, evidence: Evidence) -> bool:
    """Whether a spreadsheet made this of a dotted version that is expected: the number of a day, or its date."""
    expected = evidence.expect.equals if evidence.expect else None
    if expected is None or "." not in expected or version == expected.lstrip("vV"):
        return False
    return _DAY.fullmatch(version) is not None


def _is_time(case: RecordUnderCheck, line: RecordLine, evidence: Evidence) -> bool:
    return evidence.type == "datetime" and seen_moment(case, line) is not None


def _finding(line: RecordLine, code: str, args: Args) -> Finding:
    return Finding(code=code, steps=(line.step.id,), args=args, sources=line.step.sources, where=line.place)
