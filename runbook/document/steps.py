"""Steps, as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from msgspec import structs

from runbook.document.appliances import beside_step
from runbook.document.evidence import evidence
from runbook.document.glyphs import text_mm
from runbook.document.house_sheet import calls_support, escalation_beside
from runbook.document.links import Links
from runbook.document.parts import Labelled, NoteView, RecoveryView, StepBlock, StepMark, StepView
from runbook.document.said_before import OWN, in_earlier_way
from runbook.document.serving import serving
from runbook.document.slots import Value, value, version_value
from runbook.document.step_room import least_mm, places, scope_low, signers_beside
from runbook.document.ways import no_go_way, no_return_text
from runbook.document.words import duration, moment, staff_roles
from runbook.i18n import N_, Language
from runbook.model.control import RELEASES, is_peoples
from runbook.model.plan import HOUSE_SOURCE, Note, Phase, Plan, PlanAppliance, PlanStep, Slot
from runbook.model.ways_back import ways_back
from runbook.model.window_chain import parts_in_nights
from runbook.records.titles import title_of

VALUE_COLUMNS = {"version": 9, "count": 9, "ip": 16, "datetime": 24}
OTHER_COLUMNS = 20
# Of the first host name of a step, which is the site's where there are several, and of the others: from what a line has
# room for down to the least.
HOST_COLUMNS = tuple((first, other) for first in (40, 36, 30) for other in (first, 22))
SIGNERS, SITE_SIGNERS, WAY_SIGNERS, SMALL_SIGNERS = 24, 28, 22, 20  # columns; more are set small
MANY_ROLES = 3  # from so many on, who may sign a step has more room, and may take three lines
ROWS = 4  # how many steps share their words at most: a block is never broken over pages
NOTE_MM, NOTE_POINTS = 166.0, 10.0
SHORT_MM, KIT_MM, MARK_POINTS = 79.0, 8.5, 8.0
OTHER_PAGE = "B"  # what the signs of other pages of the vendor begin with, in the catalogue
REGULAR = 0.95  # of the width of bold text
LONG_NOTES = 2  # lines from which on notes are not said again


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What every step of a runbook is shown with."""

    plan: Plan
    language: Language
    links: Links
    recoveries: dict[str, RecoveryView]
    appliances: dict[str, PlanAppliance]
    numbers: dict[str, str]
    serving: dict[str, str | None]  # step -> the appliance that serves the users as it begins
    notes_as: dict[str, StepMark]  # step -> the earlier one that has its notes
    in_chapter: frozenset[str]  # of these, the steps of which the head of their chapter says it
    ways: frozenset[str]  # the chapters that lead back


def setting_of(plan: Plan, language: Language, links: Links, recoveries: dict[str, RecoveryView]) -> Setting:
    """The setting of a plan's steps."""
    notes_as = dict(_notes_as(plan, language))
    earlier = {step: _mark(same) for step, same in in_earlier_way(plan, notes_as) if step not in notes_as}
    return Setting(
        plan=plan,
        language=language,
        links=links,
        recoveries=recoveries,
        appliances={a.id: a for a in plan.appliances},
        numbers={s.id: s.number for s in plan.steps},
        serving=serving(plan),
        notes_as=notes_as | earlier,
        in_chapter=frozenset(earlier),
        ways=frozenset(way.id for way in ways_back(plan)),
    )


def note(item: Note, language: Language) -> NoteView:
    """A note in the reader's language."""
    text, pages = language.markdown_text(item.text), other_pages(item.sources)
    mark = KIT_MM * item.kit + text_mm(pages, MARK_POINTS)
    short = item.kind == "note" and text_mm(text, NOTE_POINTS) * REGULAR + mark < SHORT_MM
    return NoteView(
        kind=item.kind,
        text=text,
        kit=item.kit,
        sources=signs(item.sources),
        short=short,
        house=HOUSE_SOURCE in item.sources,
        pages=pages,
    )


def _with_signs(notes: tuple[NoteView, ...], sources: str) -> tuple[NoteView, ...]:
    """The notes of a step: the last one, behind which stands what the step rests on, has a whole line where there is no
    room for that beside another."""
    if not notes or not notes[-1].short:
        return notes
    last = notes[-1]
    wide = (
        text_mm(last.text, NOTE_POINTS) * REGULAR + KIT_MM * last.kit + text_mm(f"{last.pages} {sources}", MARK_POINTS)
    )
    return (*notes[:-1], structs.replace(last, short=wide < SHORT_MM))


def signs(sources: Iterable[str]) -> str:
    """The signs of the catalogue; what is the house's own bears the mark of the house alone."""
    return ", ".join(source for source in dict.fromkeys(sources) if source != HOUSE_SOURCE)


def other_pages(sources: Iterable[str]) -> str:
    """The signs of pages of the vendor's other than its guide: they begin with a B."""
    return ", ".join(source for source in sources if source.startswith(OTHER_PAGE))


def blocks(setting: Setting, phase: Phase) -> tuple[StepBlock, ...]:
    """The steps of a phase, night by night: one act on several appliances stands in one block, and so do small steps in
    a row."""
    found: list[StepBlock] = []
    for _night, part in parts_in_nights(setting.plan, phase):
        for (small, _), run in groupby(_alike(part), key=lambda act: _in_one_frame(setting, act)):
            for steps in [[step for act in run for step in act]] if small else run:
                row = not small and len(steps) > 1
                found.append(StepBlock(steps=tuple(_step(setting, step, row) for step in steps)))
    return tuple(found)


def _in_one_frame(setting: Setting, act: list[PlanStep]) -> tuple[bool, str | None]:
    """Whether an act is a small step, and which appliance serves the users as it begins, as the head of a page says."""
    return len(act) == 1 and is_small(setting, act[0]), setting.serving.get(act[0].id)


def is_small(setting: Setting, step: PlanStep) -> bool:
    """Whether a step stands in a row of a few lines: one about people, a decision that is seldom asked for, or one of a
    way back, which is seldom taken."""
    back = step.phase in setting.ways and "\n" not in step.do
    return step.gate == "decision" or is_peoples(step) or back


def _alike(steps: Sequence[PlanStep]) -> Iterator[list[PlanStep]]:
    """Steps that differ in their appliances alone, in blocks of about the same length."""
    runs: list[list[PlanStep]] = []
    for step in steps:
        if runs and step.appliance and _words(runs[-1][-1]) == _words(step):
            runs[-1].append(step)
        else:
            runs.append([step])
    for run in runs:
        parts = -(-len(run) // ROWS)
        yield from (run[len(run) * i // parts : len(run) * (i + 1) // parts] for i in range(parts))


def _words(step: PlanStep) -> tuple[object, ...]:
    """All of a step that stands once for several: it does not depend on the site's values."""
    said = (step.title, step.where, step.do, step.see, step.notes, step.recoveries, step.links, step.place)
    asked = step.evidence and (step.evidence.label, step.evidence.type)
    boxes = (step.appliance is None, step.witness, step.na_allowed, step.no_return, step.kit, step.sources)
    return (*said, asked, *boxes, tuple((slot.label, slot.kind) for slot in step.slots), step.planned_start is None)


def _notes_as(plan: Plan, language: Language) -> Iterator[tuple[str, StepMark]]:
    """Steps whose notes stand at an earlier step of the same name, on the same kind of appliance."""
    seen: dict[object, StepMark] = {}
    for phase in plan.phases:
        for run in (run for _night, steps in parts_in_nights(plan, phase) for run in _alike(steps)):
            first = run[0]
            notes = tuple(n for n in first.notes if n.kind == "note")
            kind = "pair" if first.letter in ("A", "B") else first.letter
            mark = _mark(first)
            earlier = seen.setdefault((first.title, kind, notes), mark)
            if earlier is not mark and _lines(notes, language) >= LONG_NOTES:
                yield from ((step.id, earlier) for step in run)


def _lines(notes: tuple[Note, ...], language: Language) -> float:
    """How many lines notes take."""
    return sum(-(-text_mm(language.markdown_text(n.text), NOTE_POINTS) // NOTE_MM) for n in notes)


def _mark(step: PlanStep) -> StepMark:
    return StepMark(number=step.number, anchor=step_anchor(step))


def step_anchor(step: PlanStep) -> str:
    """The name by which a page refers to a step."""
    return f"step-{step.number}"


def _step(setting: Setting, step: PlanStep, row: bool) -> StepView:
    """A step; one in a `row` shares its words with others."""
    plan, language = setting.plan, setting.language
    own, place = (setting.appliances.get(id_ or "") for id_ in (step.appliance, step.place))
    serves = setting.serving.get(step.id)
    here = place or own
    small = not row and is_small(setting, step)
    label, day, planned = planned_time(step, language)
    notes = tuple(note(n, language) for n in step.notes)
    cautions = tuple(n for n in notes if n.kind != "note")
    values = _values(plan, step, language, HOST_COLUMNS[-1])
    said = () if step.id in setting.notes_as else tuple(n for n in notes if n.kind == "note")
    view = StepView(
        number=step.number,
        anchor=step_anchor(step),
        title=title_of(plan, step, language),
        scope="" if here else language.text(N_("Whole site")),
        appliance=beside_step(plan, here, step.hop, serves, language, row=row) if here else None,
        about=beside_step(plan, own, step.hop, serves, language, row=row) if own and place else None,
        planned_label=label,
        planned_day=day,
        planned=planned,
        duration=duration(step.duration, language),
        signers=_signers(setting, step, small, here is not None),
        where=language.text(step.where),
        do=language.markdown_text(step.do),
        see=language.markdown_text(step.see),
        values=values,
        values_below=False,
        cautions=cautions,
        cautions_above=False,
        notes=said if step.recoveries or step.links else _with_signs(said, signs(step.sources)),
        notes_as=setting.notes_as.get(step.id),
        brief=step.id in setting.notes_as,
        in_chapter=step.id in setting.in_chapter,
        own_values=any(OWN.search(n.text) for n in step.notes),
        recoveries=tuple(setting.recoveries[r] for r in step.recoveries if r in setting.recoveries),
        links=() if step.id in setting.in_chapter else tuple(setting.links.view(link) for link in step.links),
        evidence=evidence(step, setting.numbers, language) if step.evidence else None,
        na_allowed=step.na_allowed,
        witness=step.witness,
        no_return=no_return_text(plan, step, language),
        kit=step.kit,
        sources=signs(step.sources),
        house=step.house,
        support=calls_support(plan, step),
        calls=escalation_beside(plan, step, language),
        hold=step.gate == "hold",
        no_go=no_go_way(plan, step, language),
        small=small,
    )
    if not row and not small:
        view = structs.replace(view, values=_with_wide_hosts(plan, view, step, language))
    above, below = places(view)
    view = structs.replace(view, cautions_above=above and not row, values_below=below, scope_low=scope_low(view))
    return structs.replace(view, signers_beside=not row and signers_beside(view))


def _with_wide_hosts(plan: Plan, view: StepView, step: PlanStep, language: Language) -> tuple[Labelled, ...]:
    """The values of a step, its host names in slots as wide as takes no more room."""
    high = least_mm(view)
    for columns in HOST_COLUMNS:
        values = _values(plan, step, language, columns)
        if least_mm(structs.replace(view, values=values)) <= high:
            return values
    return view.values


def _signers(setting: Setting, step: PlanStep, small: bool, beside: bool) -> Value:
    """Who signs; beside an appliance never up to the line at its right, however many roles."""
    narrow = WAY_SIGNERS if step.phase in setting.ways else SMALL_SIGNERS
    narrow = SITE_SIGNERS if len(step.roles) >= MANY_ROLES else narrow
    wide = narrow if small else SIGNERS if beside else SITE_SIGNERS
    return value("step.signers", staff_roles(step.roles, setting.language), wide, "plain")


def planned_time(step: PlanStep, language: Language) -> tuple[str, Value | None, Value | None]:
    """The label, the day and the clock time of a step: in a window, or a limit outside."""
    limits = (
        (N_("Planned"), "step.planned", start_shown(step)),
        (N_("No later than"), "step.by", step.planned_by),
        (N_("Planned from"), "step.from", step.planned_from),
    )
    for label, name, at in limits:
        if at is not None:
            day = value(f"{name}.day", language.short_date(at), 8, "plain")
            return language.text(label), day, value(name, language.time(at), 6)
    return "", None, None


def start_shown(step: PlanStep) -> datetime | None:
    """When a step is planned, in a window; a decision that is asked for only behind a time has none: nobody has to sign
    it then."""
    return None if step.gate == "decision" else step.planned_start


def _values(plan: Plan, step: PlanStep, language: Language, hosts: tuple[int, int]) -> tuple[Labelled, ...]:
    """The values of a step, its first host name and others in slots of `hosts` columns; of a release, the revision that
    is released."""
    first = next((slot for slot in step.slots if slot.kind == "host"), None)
    values = tuple(_value(slot, language, hosts[slot is not first]) for slot in step.slots)
    if step.gate not in RELEASES:
        return values
    shown = value("step.revision", plan.revision[:12], 12)
    return (Labelled(label=language.text(N_("Revision of the plan")), value=shown), *values)


def _value(slot: Slot, language: Language, host: int) -> Labelled:
    """A value with its label; a host name in a slot so many columns wide."""
    text = slot.value
    if slot.kind == "datetime":
        text = _moment_text(text, language)
    elif slot.kind == "count" and text.isascii() and text.isdigit():
        text = language.number(int(text))
    width = host if slot.kind == "host" else VALUE_COLUMNS.get(slot.kind, OTHER_COLUMNS)
    if slot.kind == "version":
        return Labelled(label=language.text(slot.label), value=version_value("value.version", text, width))
    return Labelled(label=language.text(slot.label), value=value(f"value.{slot.kind}", text, width))


def _moment_text(text: str, language: Language) -> str:
    try:
        return moment(datetime.fromisoformat(text), language)
    except ValueError:
        return text
