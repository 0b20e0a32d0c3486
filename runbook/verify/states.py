"""STA: is every required step signed, and is what was not done allowed to be left out, with its reason?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from runbook.i18n import N_
from runbook.model.control import SUPPORT_CALLED, is_control, is_peoples
from runbook.model.finding import ArgumentValue, Finding, Message
from runbook.model.initials import normal_initials
from runbook.model.plan import Gate, PlanStep
from runbook.model.record import Entry
from runbook.verify.attempts import check_attempts
from runbook.verify.contrary_notes import (
    says_absent,
    says_alone,
    says_away,
    says_by_another,
    says_done,
    says_half_done,
    says_mistaken,
    says_not_done,
    says_refused,
    says_restarted,
    says_ticked,
    says_unsaid,
    says_unseen,
)
from runbook.verify.contrary_to_step import says_contrary
from runbook.verify.course import course_of, roll_calls
from runbook.verify.document import after_failure, missing_runs
from runbook.verify.evidence import answers_in_words, normal
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.missing_steps import empty_rows, not_asked, to_repeat
from runbook.verify.not_reached import not_reached
from runbook.verify.planned_windows import PlannedStep
from runbook.verify.quick import QuickTest, StateChoice
from runbook.verify.reasons import reason_in, tells_support_case
from runbook.verify.record_lines import RecordLine
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.said_at_gates import said
from runbook.verify.struck_out import struck_out
from runbook.verify.taken_back import stopped
from runbook.verify.times import UNREADABLE, read_moment
from runbook.verify.ways_taken import was_begun
from runbook.verify.words_beside import hands_beside

_LEAVES: tuple[Gate, ...] = ("release", "spoken-release", "ratified", "hold", "decision")
GO_OR_NOT = ("go", "no-go")
MANY = 5  # steps that were signed without a tick
_ASKED = N_("{trouble} {act}")  # two sentences of the procedure: what the second says is of the first
_NOW = N_(
    "If it was not done, do it now, before going on; otherwise have the entry completed by whoever "
    "carried the step out. Verify again."
)
_IN_A_WINDOW = N_(
    "If it was not done, do not go on without it: the change manager decides whether the window is overrun or "
    "the work goes on in another window (docs/changes.md). If it was done, have the entry completed by whoever "
    "carried out the step. Verify again."
)


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """Missing steps, then what each line says of itself, in the plan's order."""
    if not case.lines and not case.plans:
        return
    gone = {index for run in missing_runs(case) for index in run}
    gone |= after_failure(case) | case.misnamed | not_asked(case)
    unticked = [line for line in case.lines.values() if not line.contested and _is_unticked(case, line)]
    if len(unticked) >= MANY:  # the boxes were left blank
        yield Finding(code="STA007", steps=tuple(line.step.id for line in unticked), where=unticked[0].place)
    yield from _contrary(case)
    yield from _done_all_the_same(case)
    noted: dict[str, list[Finding]] = {}
    for index, step in enumerate(case.indexed.steps):
        line = case.lines.get(index)
        if line is None:
            if step.required and index not in gone:
                yield Finding(
                    code="STA001",
                    steps=(step.id,),
                    sources=step.sources,
                    where=empty_rows(case).get(index, ""),
                    remedy=_to_do(case, index),
                )
        elif not line.contested and not (len(unticked) >= MANY and _is_unticked(case, line)):
            begun = line.entry.state == "" and index in case.open and not _is_unticked(case, line)
            for found in () if begun else _line(case, line):
                if found.code == "STA014":
                    noted.setdefault(line.entry.note, []).append(found)
                else:
                    yield found
    for same in noted.values():  # one remark along a chapter that nobody needed
        yield same[0] if len(same) == 1 else replace(same[0], steps=tuple(one.steps[0] for one in same), sources=())


def _contrary(case: RecordUnderCheck) -> Iterator[Finding]:
    """Steps ticked as done whose note, or text in the place of evidence, says that they were not; once for each text.

    Of a step that failed and was done later, the note may be about the try that failed; beside somebody's leave, or a
    step of a way back, it is why one does not go on, unless it says that the leave was refused.
    """
    told: dict[str, list[RecordLine]] = {}
    work = course_of(case.indexed).work if case.indexed.tolerant else ()
    for index, line in ((index, line) for index, line in case.lines.items() if index in work):
        if line.entry.state == "done" and not line.contested and not line.attempts:
            rewritten = line.corrected or index in case.unseen  # what is crossed out may be what was put right
            words = (text for text in _texts(line) if _denies(case.planned(index), line.entry, text, rewritten))
            if (text := next(words, None) or _by_another_hand(case, line)) is not None:
                told.setdefault(text, []).append(line)
    for index in course_of(case.indexed).gate(*_LEAVES) if case.indexed.tolerant else ():
        leave = case.lines.get(index)
        given = leave and leave.done and not leave.answers and said(case, index) != "no-go"
        if leave and given and _is_refused(case.indexed, leave.entry):
            told.setdefault(leave.entry.note, []).append(leave)
    for _, line in sorted(case.lines.items()):
        if _is_unsaid(case, line) and line not in told.get(line.entry.note, ()):
            told.setdefault(line.entry.note, []).append(line)
    for text, lines in told.items():
        steps = tuple(line.step.id for line in lines)
        yield Finding(code="STA023", steps=steps, args=(("reason", text),), where=lines[0].place)


def _is_unsaid(case: RecordUnderCheck, line: RecordLine) -> bool:
    """Whether leave that is ticked as given, or what people were told, was not, as its note says; or who was called was
    not there."""
    note, called = line.entry.note, line.index in roll_calls(case.indexed)
    if not (case.indexed.tolerant and is_control(line.step) and line.done):
        return False
    if not (says_unsaid(note) or says_alone(note) or (called and says_absent(note))):
        return False
    return not (line.contested or line.attempts or line.answers) and said(case, line.index) != "no-go"


def _done_all_the_same(case: RecordUnderCheck) -> Iterator[Finding]:
    """What need not be done, and is struck out or left blank, and is answered, or noted as done; once for each text."""
    told: dict[str, list[RecordLine]] = {}
    out = struck_out(case)
    for index, line in sorted(case.lines.items()):
        blank = not line.step.required and not line.entry.state and not was_begun(line)
        if (index in out or blank) and (text := _done_as_written(case, line)):
            told.setdefault(text, []).append(line)
    for text, lines in told.items():
        steps = tuple(line.step.id for line in lines)
        yield Finding(code="STA027", steps=steps, args=(("reason", text),), where=lines[0].place)


def _done_as_written(case: RecordUnderCheck, line: RecordLine) -> str:
    """What says of a line that is not ticked that it was done, or decided; "" where nothing does."""
    entry, evidence = line.entry, line.step.evidence
    if entry.state and evidence and normal(case.indexed, evidence, entry.value) in ("yes", *GO_OR_NOT):
        return entry.value  # without a tick, evidence is told by itself
    if not case.indexed.tolerant:
        return ""
    if entry.state and says_done(entry.value):
        return entry.value
    refused = line.step.gate is not None and says_refused(entry.note)
    ticked = not entry.state and line.index in course_of(case.indexed).back and says_ticked(entry.note)
    return entry.note if refused or ticked or says_done(entry.note) else ""


def _denies(planned: PlannedStep, entry: Entry, text: str, corrected: bool) -> bool:
    """Whether it says that a step was not done, or, of one for the whole site, only on one appliance; that somebody
    restarted what is being installed; that it was ticked by mistake, which is the reason of a correction; or, of a step
    with a witness, that this one was not there; or who signed."""
    step = planned.step
    return (
        says_not_done(text)
        or (not corrected and says_mistaken(text))
        or (step.appliance is None and says_half_done(text))
        or (step.installs is not None and says_restarted(text))
        or (step.witness and says_unseen(text, entry.witness))
        or says_contrary(planned.indexed, step, text, (entry.by, entry.witness))
        or _is_of_another(planned.indexed, entry, text)
    )


def _by_another_hand(case: RecordUnderCheck, line: RecordLine) -> str | None:
    """The time of a step beside which initials stand, of none who signed or witnessed it: `22:10 (TL)`."""
    indexed, _ = case.planned(line.index)
    entry, order = line.entry, indexed.plan.date_order
    if read_moment(entry.at, indexed.zone, order) != "nonsense":
        return None
    hands, own = hands_beside(entry.at, indexed.staff), map(normal_initials, (entry.by, entry.witness))
    return entry.at if hands and hands.isdisjoint(own) else None


def _is_refused(indexed: IndexedPlan, entry: Entry) -> bool:
    """Whether leave was not given, or not by who signed it, by the note beside it."""
    return says_refused(entry.note) or _is_of_another(indexed, entry, entry.note)


def _is_of_another(indexed: IndexedPlan, entry: Entry, text: str) -> bool:
    """Whether it says that who signed was not there, or that it was somebody else of the plan who did it."""
    return says_away(text, entry.by) or says_by_another(text, entry.by, entry.witness) in indexed.staff


def _texts(line: RecordLine) -> tuple[str, ...]:
    """What is written in words of one's own beside a step; evidence that is none is told as that."""
    entry, evidence = line.entry, line.step.evidence
    if evidence is None or not _is_text(line.step) or (evidence.expect and evidence.expect.equals is not None):
        return (entry.note,)
    return (entry.note, entry.value) if answers_in_words(line, evidence) else (entry.note,)


def _is_text(step: PlanStep) -> bool:
    return step.evidence is not None and step.evidence.type == "text"


def _is_unticked(case: RecordUnderCheck, line: RecordLine) -> bool:
    entry, extra = line.entry, case.indexed.tolerant and not line.step.required
    return entry.state == "" and bool(entry.at or entry.by or entry.witness or (extra and _says(entry.value)))


def _says(text: str) -> bool:
    """Whether more is written than the strokes and dots of an empty cell."""
    return UNREADABLE in text or any(letter.isalnum() for letter in text)


def quick(shape: StateChoice) -> Sequence[QuickTest] | None:
    """What is done, not applicable or left blank where that may be."""
    for state, step in zip(shape.states, shape.indexed.steps, strict=True):
        if not (state == "done" or (state == "na" and step.na_allowed) or (state == "" and not step.required)):
            return None
    return ()


def quick_entry(indexed: IndexedPlan, index: int, entry: Entry) -> bool:
    """Not applicable with its reason, left blank altogether, or done without a word that says otherwise."""
    step, note, tolerant = indexed.steps[index], entry.note, indexed.tolerant
    if entry.state == "na":
        excused = reason_in(note) == "given" and not entry.value
        return excused and not (tolerant and (says_not_done(note) or says_done(note)))
    if entry.state == "":
        return entry.blank
    if not tolerant:
        return True
    texts = [text for text in (note, entry.value if _is_text(step) else "") if text]
    planned = PlannedStep(indexed, index)
    if any(_denies(planned, entry, text, corrected=False) for text in texts) or (entry.value and step.evidence is None):
        return False
    if not note:
        return True
    return not (says_unsaid(note) or says_absent(note) or (step.gate in _LEAVES and says_refused(note)))


def _line(case: RecordUnderCheck, line: RecordLine) -> Iterator[Finding]:
    step, entry = line.step, line.entry
    if entry.state == UNREADABLE:
        yield _at(line, "STA008")
    elif line.index in struck_out(case):
        return
    elif _is_unticked(case, line):
        yield _at(line, "STA007")
    elif entry.state and line.index in not_reached(case):  # struck out: it was not come to
        yield from _reason(case, line)
    elif step.required and entry.state in ("", "skipped", "failed"):
        yield from _not_done(case, line)
    elif entry.state == "na" and not step.na_allowed:
        yield _at(line, "STA005")
    elif entry.state in ("", "na", "skipped", "failed"):
        yield from (_reason if entry.state else _left_blank)(case, line)
    if line.attempts:
        yield from _made_good(case, line)
    elif entry.state == "failed" and step.installs == "base":
        yield from _support(case, line)


def _not_done(case: RecordUnderCheck, line: RecordLine) -> Iterator[Finding]:
    """A step that has to be done, and was not."""
    if line.entry.state == "failed":
        yield from _failed(case, line)
    elif line.entry.state == "skipped":
        yield _at(line, "STA002")
    elif line.index not in not_reached(case):
        yield replace(_at(line, "STA001"), remedy=_to_do(case, line.index))


def _to_do(case: RecordUnderCheck, index: int) -> Message | None:
    """What to do about a step that is not signed, while the change is under way and nothing after it is signed."""
    if not case.under_way or any(then in case.lines for then in case.indexed.edges.get(index, {})):
        return None
    return Message(_IN_A_WINDOW if case.indexed.steps[index].window else _NOW)


def _failed(case: RecordUnderCheck, line: RecordLine) -> Iterator[Finding]:
    """It failed and was not made good; the worse where steps that wait for it were signed all the same. Where its work
    goes on in a window to come, it is open."""
    behind = case.indexed.edges.get(line.index, {})
    onwards = [
        then for then in behind if then in case.lines and case.lines[then].done and not _tells_the_end(case, then)
    ]
    if not onwards:
        if stopped(case):
            yield from _given_up(case, line)
        elif line.index not in to_repeat(case):
            yield _at(line, "STA003", ("act", recovery(case, line)))
        return
    found = case.indexed.rules[line.index, onwards[0]]
    asks_for_case = line.step.installs == "base"  # which tells of a note without it
    if (reason := reason_in(line.entry.note)) != "given" and case.indexed.tolerant and not asks_for_case:
        yield _at(line, "STA006" if reason == "none" else "STA013")
    yield Finding(
        code="STA004",
        steps=case.ids(line.index, *onwards),
        args=(("step", case.refs(line.index)), ("then", case.refs(*onwards)), ("act", recovery(case, line))),
        rule=found.id,
        sources=found.sources,
        where=line.place,
    )


def _tells_the_end(case: RecordUnderCheck, index: int) -> bool:
    """Whether it goes on with nothing: people tell each other that a change that was stopped has ended."""
    return is_peoples(case.indexed.steps[index]) and stopped(case)


def _given_up(case: RecordUnderCheck, line: RecordLine) -> Iterator[Finding]:
    """It failed, and the change was not gone on with: the reason has to be written down."""
    reason = reason_in(line.entry.note)
    if reason != "given":
        yield _at(line, "STA006" if reason == "none" else "STA013")
    else:
        yield _at(line, "STA022", ("reason", line.entry.note))


def _reason(case: RecordUnderCheck, line: RecordLine) -> Iterator[Finding]:
    """Left out, or tried without success, where that may be: with its reason."""
    note = line.entry.note
    if not case.indexed.tolerant:
        if not note:
            yield _at(line, "STA006")
        return
    reason = reason_in(note)
    if reason != "given":
        yield _at(line, "STA006" if reason == "none" else "STA013")
    elif line.entry.state == "failed" and line.index not in course_of(case.indexed).back:  # that is no way back's end
        yield _at(line, "STA012", ("reason", note))
    elif line.entry.state == "na" and line.step.required and says_not_done(note):
        yield from () if line.index in not_reached(case) else (_at(line, "STA025", ("reason", note)),)


def _left_blank(case: RecordUnderCheck, line: RecordLine) -> Iterator[Finding]:
    """It need not be done, and nothing is ticked: a note beside it may say why, or that it was done."""
    note = line.entry.note
    if case.indexed.tolerant and _says(note):
        yield _at(line, "STA013") if reason_in(note) == "unreadable" else _at(line, "STA014", ("reason", note))


def _made_good(case: RecordUnderCheck, line: RecordLine) -> Iterator[Finding]:
    """It failed, and was done later: the reason and what was done about it have to be written down."""
    notes = [line.entry.note, *(attempt.entry.note for attempt in line.attempts)]
    if not case.indexed.tolerant:
        yield _at(line, "STA009" if any(notes) else "STA010", ("act", recovery(case, line)))
        return
    yield from check_attempts(case, line)
    reasons = {reason_in(note) for note in notes}
    if "given" in reasons:
        yield from list(_support(case, line)) or [_at(line, "STA009", ("act", recovery(case, line)))]
    elif "unreadable" in reasons:
        yield _at(line, "STA013")
    else:
        yield _at(line, "STA010", ("act", recovery(case, line)))


def _support(case: RecordUnderCheck, line: RecordLine) -> Iterator[Finding]:
    """A Base that failed is Support's: the number of the case and what was done stand in one of its notes; the
    number may stand beside the call to Support of a way back."""
    notes = [line.entry.note, *(attempt.entry.note for attempt in line.attempts)]
    told = (*notes, *_support_called(case))
    if line.step.installs == "base" and case.indexed.tolerant and not tells_support_case(told, case.indexed.plan):
        lone = {reason_in(note) for note in notes}
        yield _at(line, "STA013") if lone == {"unreadable"} else _at(line, "STA011", ("act", recovery(case, line)))


def _support_called(case: RecordUnderCheck) -> Iterator[str]:
    """What is written beside the calls to Support of the ways back."""
    for index in course_of(case.indexed).back:
        if case.indexed.steps[index].event == SUPPORT_CALLED and index in case.lines and case.lines[index].done:
            yield case.lines[index].entry.value


def recovery(case: RecordUnderCheck, line: RecordLine) -> Message:
    """What the procedure asks for where this step fails, and of what trouble."""
    known = {found.id: found for found in case.indexed.plan.recoveries}
    asked = (known[one] for one in line.step.recoveries if one in known)  # the step names the nearest one first
    told = (Message(_ASKED, (("trouble", Message(one.trouble)), ("act", Message(one.act)))) for one in asked)
    if is_control(line.step) or line.step.house:  # the vendor knows nothing of these
        other = Message(N_("Stop, leave everything as it is, and have it decided how the change goes on."))
    else:
        other = Message(N_("Stop, leave everything as it is, call Support."))
    return next(told, other)


def _at(line: RecordLine, code: str, *args: tuple[str, ArgumentValue]) -> Finding:
    step = line.step
    return Finding(code=code, steps=(step.id,), args=args, sources=step.sources, where=line.place)
