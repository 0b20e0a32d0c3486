"""DOC: is this the record of that plan, and can every line of it be placed?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from runbook.i18n import N_
from runbook.model.control import is_control
from runbook.model.finding import Args, Finding, Message
from runbook.model.initials import normal_initials
from runbook.model.plan import Evidence, PlanStep
from runbook.model.record import ENTRY_FIELDS, STATES, WRITTEN_STATES, Entry, Record, RecordPart
from runbook.model.revision import short_revision
from runbook.records.column_heads import STATE_CHOICES
from runbook.verify.as_meant import EntriesAsMeant
from runbook.verify.carried_entries import CarriedEntries
from runbook.verify.course import course_of
from runbook.verify.gate_answers import answers_of, as_answered, on_copies, released_once
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.merging import Clash, Found, Together, distinct, put_together
from runbook.verify.missing_steps import (
    carried_on,
    never_printed,
    not_asked,
    signed_before,
    steps_known,
    unseen,
    unsigned,
)
from runbook.verify.no_reasons import without_marks
from runbook.verify.numbered_otherwise import numbered_otherwise
from runbook.verify.planned_windows import PlannedStep
from runbook.verify.quick import QuickTest, StateChoice
from runbook.verify.record_lines import Attempt, RecordLine
from runbook.verify.record_under_check import RecordUnderCheck, parts_with_plans
from runbook.verify.repeats import contradiction, corrected
from runbook.verify.times import UNREADABLE, Moment
from runbook.verify.unknown_steps import UnknownStep, step_index, unknown_steps
from runbook.verify.ways_taken import was_begun
from runbook.verify.written_times import time_of
from runbook.verify.yes_or_no import WHEN, answer_of, asks_for_the_way_back

# What people type where a list of states is not at hand, in the languages of the pages.
STATE_WORDS = {
    **dict.fromkeys(("x", "✓", "✔", "☑", "☒", "✅", "√", "v", "ok", "yes", "y", "oui", "o", "1"), "done"),
    **dict.fromkeys(("xx", "[x]", "o.k", "okay", "fini", "finie", "done ok", "d", "all ok", "tout ok"), "done"),
    **dict.fromkeys(("closed", "clos", "close", "clôturé", "clôturée", "all done", "tout fait"), "done"),
    **dict.fromkeys(("fait", "faite", "effectué", "effectuée", "réalisé", "réalisée", "terminé", "terminée"), "done"),
    **dict.fromkeys(("completed", "complete", "finished", "pass", "passed", "success", "successful"), "done"),
    **dict.fromkeys(("validé", "validée", "réussi", "réussie", "accompli", "accomplie"), "done"),
    **dict.fromkeys(("faits", "faites", "complété", "complétée", "exécuté", "exécutée", "achevé", "achevée"), "done"),
    **dict.fromkeys(("checked", "ticked", "signed", "coché", "cochée", "signé", "signée", "100%", "1.0", "👍"), "done"),
    **dict.fromkeys(("applied", "appliqué", "appliquée", "100 %", "tick", "j'ai fait", "c'est fait"), "done"),
    **dict.fromkeys(("●", "◉", "■"), "done"),
    **dict.fromkeys(("n/a", "n.a.", "n.a", "s.o.", "s.o", "s/o", "so", "sans objet"), "na"),
    **dict.fromkeys(("not applicable", "non applicable", "inapplicable", "does not apply", "not needed"), "na"),
    **dict.fromkeys(("not required", "ne s'applique pas", "non requis", "non requise", "pas nécessaire"), "na"),
    **dict.fromkeys(("non concerné", "non concernée", "pas concerné", "pas concernée", "not concerned"), "na"),
    **dict.fromkeys(("pas applicable", "not relevant", "not taken", "not used", "unused"), "na"),
    **dict.fromkeys(("pas pris", "pas prise", "non utilisé", "non utilisée", "pas utilisé", "pas utilisée"), "na"),
    **dict.fromkeys(("sauté", "sautée", "omis", "omise", "not done", "pas fait", "pas faite", "non fait"), "skipped"),
    **dict.fromkeys(("non faite", "non effectué", "non effectuée", "non réalisé", "non réalisée"), "skipped"),
    **dict.fromkeys(("échec", "échoué", "échouée"), "failed"),
}
_STATES = {**STATE_WORDS, **{without_marks(word): state for word, state in STATE_WORDS.items()}}
AS_A_PICTURE = "\ufe0f"  # what phones and word processors put behind a tick
# What says that nobody and no time belongs in a cell: strokes, dots, or the words for it.
_STROKE = r"[-‐‑‒–—―−_/\\.~\s]+"
_STRUCK_OUT = re.compile(
    rf"{_STROKE}|n/a|s/o|sans objet|none|nobody|n[ée]ant|not (?:required|needed|applicable|taken|used)|unused|aucune?"
    r"|personne|(?:non|pas) (?:requise?|applicable|nécessaire|prise?|utilisée?)",
    re.IGNORECASE,
)
# What says that a step was nobody's, in the cells of a row in which nothing is signed.
_UNUSED = re.compile(rf"{_STROKE}|n[./]?\s?a\.?|s[./]\s?o\.?|sans objet|(?:not|non) applicable", re.IGNORECASE)
_PUT_OFF = N_(
    "If the night of window {window} did not take place, move the window and mark those that were "
    "done: docs/changes.md. If it did, look for the pages that did not come back, and verify them "
    "together with the others."
)
_AHEAD = N_(
    "Window {window} has not opened yet: as long as the change is under way, verify with --so-far. If the window "
    "moved, mark those that were done: docs/changes.md."
)
_CUT_SHORT = N_(
    "Nothing is signed behind step {step}. If the night of window {window} was cut short there, record what stopped it "
    "(a step that failed, a no-go), or carry it on in another window: docs/changes.md. If it went on, look for the "
    "pages that did not come back, and verify them together with the others."
)
_MARKS = ".!*«»“”\"' "  # around a word, and no part of it
_ONE_STROKE = re.compile(r" ?/ ?")
_NO_STATE = re.compile(_STROKE)
_APPLIES_NOT = re.compile(
    r"(?P<state>[^(]*?)(?: ?[:,;–—] ?| - | ?(?=\())\(?(?P<why>[^()]*\w[^()]*)\)?"
)  # N/A (virtual)
_BETWEEN_STATES = re.compile(r"[\s/,;:()–-]+")


def lay_out(
    indexed: IndexedPlan, record: Record, plans: tuple[IndexedPlan, ...] = ()
) -> tuple[dict[int, RecordLine], list[Finding]]:
    """The lines of a record by step, and what is wrong with the document itself.

    Parts complete each other: a step that is signed in one file and witnessed in another is one line. `plans` are those
    of the parts, where they are not all `indexed`; parts that were signed under earlier ones come first.
    """
    findings = [one for part in record.parts for one in steps_known(indexed, part.faults)]
    found: defaultdict[int, list[Found]] = defaultdict(list)
    gone: list[tuple[PlannedStep, str]] = []
    unknown: dict[IndexedPlan, list[UnknownStep]] = {}
    meant = EntriesAsMeant({*plans, indexed}, record, tidy)
    for part, plan in parts_with_plans(indexed, record, plans):
        findings += _elsewhere(plan, part)
        for number, written in enumerate(part.entries):
            index = step_index(plan, written.step.strip())
            entry = meant.read(plan, index, written, part.place(number))
            if entry.blank:
                continue
            if index is None:
                unknown.setdefault(plan, []).append(UnknownStep(entry.step, part.file, part.place(number)))
                continue
            earlier = None if plan is indexed else PlannedStep(plan, index)
            place = index if earlier is None else indexed.index.get(earlier.step.id)
            if place is not None:
                found[place].append(Found(entry, part.place(number), part.file, earlier))
            elif earlier is not None:
                gone.append((earlier, part.place(number)))
    findings += meant.findings()
    for plan, entries in unknown.items():
        findings += unknown_steps(plan, entries)
    carried = CarriedEntries(indexed, found)
    for planned, place_then in gone:
        carried.gone(planned, place_then)
    counting, copies = on_copies(indexed, {index: carried.counting(index, found[index]) for index in sorted(found)})
    lines, repeated = _lines(indexed, counting)
    return lines, [*findings, *repeated, *copies, *carried.findings()]


def _lines(
    indexed: IndexedPlan, found: Mapping[int, Sequence[Found]]
) -> tuple[dict[int, RecordLine], Iterable[Finding]]:
    """The lines of the steps of which there are entries, and what is said of those that stand there more than once."""
    lines: dict[int, RecordLine] = {}
    findings: list[Finding] = []
    again: dict[str, list[str]] = {}  # where steps are filled in once more, alike: by file
    clashes: dict[tuple[str, str], list[tuple[str, Clash]]] = {}  # by the files that contradict each other
    for index, entries in found.items():
        if not entries:
            continue
        once, repeated = distinct(indexed, index, as_answered(indexed, index, entries))
        once = released_once(indexed, index, once)
        step = indexed.steps[index].id
        if repeated:
            again.setdefault(repeated, []).append(step)
        lines[index], together = _one_line(indexed, index, once)
        if together.replaced:
            findings.append(corrected(step, together.replaced))
        if together.clash:
            files = (together.clash.one.file, together.clash.other.file)
            clashes.setdefault(files, []).append((step, together.clash))
    findings += [contradiction(clash) for clash in clashes.values()]
    return lines, [*findings, *(Finding(code="DOC004", steps=tuple(s), where=file) for file, s in again.items())]


def tidy(entry: Entry, staff: Container[str] = (), asked: Evidence | None = None) -> Entry:
    """The entry without blanks around its fields and without strokes through empty cells, its state as the contract
    names it. Initials of `staff` beside a state are those of a hand; `asked` is the evidence of its step, if any."""
    texts = {field: getattr(entry, field).strip() for field in ENTRY_FIELDS}
    for field in ("at", "by", "witness"):
        if _STRUCK_OUT.fullmatch(texts[field]):
            texts[field] = ""
    written = texts["state"].replace(AS_A_PICTURE, "")
    state = written.casefold()
    if _NO_STATE.fullmatch(state or "-") and not (texts["at"] or texts["by"]):
        for field in ("value", "note"):
            if _UNUSED.fullmatch(texts[field]):
                texts[field] = ""
    sure = state.rstrip(f"{UNREADABLE} ")
    if not sure or (sure != state and _state(sure, staff, asked) in WRITTEN_STATES):  # "???", "done?"
        return Entry(**{**texts, "state": UNREADABLE if state else ""})
    texts["state"] = "" if _NO_STATE.fullmatch(state) else _state(state, staff, asked)
    if why := _APPLIES_NOT.fullmatch(written):
        word, words = why["state"].casefold(), _BETWEEN_STATES.split(why["why"].casefold())
        other = not {_STATES.get(one, one) for one in words}.isdisjoint(WRITTEN_STATES)  # "n/a, done by CM"
        if _STATES.get(word, word) == "na" and not other:
            note = texts["note"]
            texts["state"], texts["note"] = "na", f"{note} ({why['why']})" if note else why["why"]
    return Entry(**texts)


def _state(text: str, staff: Container[str], asked: Evidence | None) -> str:
    """The state that is meant: by one word, or by several that mean the same ("done ✓", "fait à 22h10 (CM)")."""
    bare = text.strip(_MARKS)
    if known := _STATES.get(text) or _STATES.get(bare) or _STATES.get(_ONE_STROKE.sub("/", bare.replace("’", "'"))):
        return known
    each = [word for word in _BETWEEN_STATES.split(WHEN.sub(" ", bare)) if word]
    words = {_STATES.get(word, word) for word in each if word in _STATES or normal_initials(word) not in staff}
    if len(words) == 1 and not words.isdisjoint(WRITTEN_STATES):
        return words.pop()
    said = answer_of(bare, staff)
    restored = said == "back" and asked is not None and asks_for_the_way_back(asked.label)
    return "done" if said in ("yes", "fine", "done") or restored else bare


def _elsewhere(indexed: IndexedPlan, part: RecordPart) -> Iterator[Finding]:
    """The revision is this plan's, yet the record names another site or change."""
    plan = indexed.plan
    named = (part.site or plan.site, part.change or plan.change)
    if named != (plan.site, plan.change):
        args = (("named", " / ".join(named)), ("planned", f"{plan.site} / {plan.change}"))
        yield Finding(code="DOC002", args=args, where=part.file)


def _one_line(indexed: IndexedPlan, index: int, found: Sequence[Found]) -> tuple[RecordLine, Together]:
    attempts, others = _attempts(indexed, index, found)
    answers = answers_of(indexed, index, others)
    if answers:
        others = answers[:1]
    together = put_together(indexed, index, others)
    line = RecordLine(
        index=index,
        step=_step_of(indexed, index, together.earlier),
        entry=together.entry,
        place=together.place,
        attempts=attempts,
        answers=tuple(Attempt(entry=one.entry, place=one.place, earlier=one.earlier) for one in answers),
        contested=together.clash is not None,
        corrected=together.replaced is not None,
        earlier=together.earlier,
    )
    return line, together


def _step_of(indexed: IndexedPlan, index: int, earlier: PlannedStep | None) -> PlanStep:
    """A step as it was signed: who is to sign and witness is who was to then. Whether it is required, the latest plan
    says."""
    step = indexed.steps[index]
    if earlier is None:
        return step
    return earlier.step if earlier.step.required == step.required else replace(earlier.step, required=step.required)


def _attempts(indexed: IndexedPlan, index: int, found: Sequence[Found]) -> tuple[tuple[Attempt, ...], Sequence[Found]]:
    """Tries that failed, apart from what came of them; a lone failure is what came of it. A try that was written below
    what came of it is one where the times say so."""
    failed = [number for number, one in enumerate(found) if one.entry.state == "failed"]
    others = [number for number, one in enumerate(found) if one.entry.state != "failed"]
    below = [found[number] for number in failed if others and number > others[-1]]
    if failed and others and (not below or _all_before(indexed, index, below, [found[number] for number in others])):
        tried = (found[number] for number in failed)
        tries = tuple(Attempt(entry=one.entry, place=one.place, earlier=one.earlier) for one in tried)
        return tries, [found[number] for number in others]
    return (), found


def _all_before(indexed: IndexedPlan, index: int, some: Sequence[Found], others: Sequence[Found]) -> bool:
    """Whether all of some entries were signed before all of the others, as far as their times are known."""
    first, then = (
        [time_of(*(one.earlier or (indexed, index)), one.entry.at)[0] for one in each] for each in (some, others)
    )
    known = [at for at in first if isinstance(at, Moment)], [at for at in then if isinstance(at, Moment)]
    if len(known[0]) < len(first) or len(known[1]) < len(then):
        return False
    return max(at.late for at in known[0]) < min(at.early for at in known[1])


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """Pages that are missing, an empty record, and states that are none."""
    unknown: defaultdict[str, list[RecordLine]] = defaultdict(list)
    for line in case.lines.values():
        state = line.entry.state
        if state not in STATES and state != UNREADABLE and not line.contested:
            unknown[state].append(line)
    for state, lines in unknown.items():
        steps, where = tuple(line.step.id for line in lines), lines[0].place
        ticked = tuple(state.split("+"))
        if len(ticked) > 1 and all(one in WRITTEN_STATES for one in ticked):
            args: Args = (("states", tuple(Message(STATE_CHOICES[one]) for one in ticked)),)
            yield Finding(code="DOC027", steps=steps, args=args, where=where)
        else:
            yield Finding(code="DOC012", steps=steps, args=(("state", state),), where=where)
    yield from numbered_otherwise(case)
    yield from _other_revisions(case)
    if (never := never_printed(case)) and case.lines:
        yield Finding(code="STA017", steps=case.ids(*sorted(never)))
    mixed = any(fault.code == "DOC018" for part in case.record.parts for fault in part.faults)
    missing = [] if mixed else missing_runs(case)  # a page of another record stands in its place
    if not case.lines:
        nothing = all(entry.blank for part in case.record.parts for entry in part.entries)
        due = unsigned(case) - signed_before(case)  # those are not on the pages of this plan
        if nothing and (due or not case.open) and not (_other_entries(case) or case.unseen):
            yield Finding(code="DOC008", where=case.record.parts[0].file if case.record.parts else "")
        if nothing or not case.plans:
            return
    for run in missing:
        first, last = case.indexed.steps[run[0]], case.indexed.steps[run[-1]]
        phases = {step.phase for step in (case.indexed.steps[index] for index in run)}
        titles = tuple(Message(phase.title) for phase in case.indexed.plan.phases if phase.id in phases)
        args = (
            ("first", case.refs(run[0])),
            ("last", case.refs(run[-1])),
            ("phase", titles or first.phase),
        )
        sources = tuple(dict.fromkeys(last.sources))
        yield Finding(
            code="DOC007",
            steps=case.ids(*run),
            args=args,
            sources=sources,
            remedy=_cut(case, run) or _not_held(case, run),
        )


def _cut(case: RecordUnderCheck, run: tuple[int, ...]) -> Message | None:
    """What to do where a night was begun, and nothing is signed of what follows in it and after it."""
    steps, number = case.indexed.steps, case.indexed.steps[run[0]].window
    begun = [index for index in case.lines if steps[index].window == number and index < run[0]]
    if number is None or max(case.lines) > run[0] or all(is_control(steps[index]) for index in begun):
        return None
    return Message(_CUT_SHORT, (("window", number), ("step", case.refs(max(begun)))))


def _not_held(case: RecordUnderCheck, run: tuple[int, ...]) -> Message | None:
    """What to do where nothing at all is signed of a window: it may have been put off."""
    signed = {case.indexed.steps[index].window for index in case.lines}
    for number in sorted({number for index in run if (number := case.indexed.steps[index].window)} - signed):
        own = {index for index, step in enumerate(case.indexed.steps) if step.required and step.window == number}
        if own <= {*run}:
            opens = case.indexed.plan.windows[number - 1].start.timestamp()
            ahead = case.now is not None and case.now < opens
            return Message(_AHEAD if ahead else _PUT_OFF, (("window", number),))
    return None


def _other_revisions(case: RecordUnderCheck) -> Iterator[Finding]:
    """Steps that were to be signed under an earlier plan, or are to be under a later one, of which there is no file."""
    for code, missing, revisions in (
        ("DOC019", signed_before(case), unseen(case)),
        ("DOC020", carried_on(case), (short_revision(case.later_plan.plan.revision),) if case.later_plan else ()),
    ):
        if missing and (case.lines or case.plans or (case.open and missing == unsigned(case))):
            args = (("revisions", ", ".join(revisions)), ("count", len(missing)))
            yield Finding(code=code, steps=case.ids(*sorted(missing)), args=args)


def _other_entries(case: RecordUnderCheck) -> bool:
    """A record has entries twice in one file, and what is read of them are none: that is told of the file."""
    faults = (fault for part in case.record.parts for fault in part.faults if fault.code == "DOC015")
    return any(
        isinstance(what, Message) and ("key", "entries") in what.args for fault in faults for _, what in fault.args
    )


def quick(shape: StateChoice) -> Sequence[QuickTest]:
    """Every step stands there once, and the states are those of the contract: others have no quick test."""
    return ()


def missing_runs(case: RecordUnderCheck) -> list[tuple[int, ...]]:
    """Runs of required steps of which nothing is filled in and that fill a phase or more: pages that did not come back.

    What was not begun because an earlier step failed is not missing: the failure is the cause. Nor is what is not due,
    or was to be signed under another plan.
    """
    stopped = after_failure(case) | case.misnamed | not_asked(case)
    wanted = [index for index, step in enumerate(case.indexed.steps) if step.required and index not in stopped]
    sizes = _steps_by_phase(case, wanted)
    runs: list[tuple[int, ...]] = []
    for missing, group in groupby(wanted, key=lambda index: index not in case.lines):
        run = tuple(group)
        whole = any(count == sizes[phase] for phase, count in _steps_by_phase(case, run).items())
        if missing and whole and len(run) > 1:
            runs.append(run)
    return runs


def _steps_by_phase(case: RecordUnderCheck, indices: Iterable[int]) -> Counter[str]:
    return Counter(case.indexed.steps[index].phase for index in indices)


def after_failure(case: RecordUnderCheck) -> frozenset[int]:
    """The steps that wait for one that failed; where it was the last that was tried, all that follows."""
    found: set[int] = set()
    for index, line in case.lines.items():
        if line.entry.state == "failed" and not line.contested:
            todo = [index]
            while todo:
                new = [then for then in case.indexed.edges.get(todo.pop(), {}) if then not in found]
                found.update(new)
                todo += new
    return frozenset(found) | _behind_the_last(case)


def _behind_the_last(case: RecordUnderCheck) -> set[int]:
    """What was not signed behind the last step that was tried, where that failed in a window."""
    steps, back = case.indexed.steps, course_of(case.indexed).back
    last = max((index for index in case.lines if index not in back and was_begun(case.lines[index])), default=None)
    if last is None or steps[last].window is None or last not in case.indexed.edges:
        return set()
    line = case.lines[last]
    if line.entry.state != "failed" or line.contested:
        return set()
    return {index for index in range(last + 1, len(steps)) if index not in case.lines and index not in back}
