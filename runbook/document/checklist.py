"""The checklist as a document: one line a step, page by page, each line with its form fields."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from msgspec import structs

from runbook.document import checklist_layout as layout
from runbook.document import page_code as pagecode
from runbook.document.brief_ways import ends_ways
from runbook.document.carried_on import carried_on, on_one_line
from runbook.document.check_evidence import check_evidence
from runbook.document.house_sheet import LOGO, house_images
from runbook.document.letter_swap import meaning_of
from runbook.document.parts import CheckField, CheckGroup, Checklist, CheckPage, CheckRow, Labelled, Paper
from runbook.document.runbook import document_title, foot_of
from runbook.document.slots import ADVANCE, MM_PER_PT, Scale, Value, shortened, value, width_mm
from runbook.document.steps import start_shown
from runbook.document.ways import back_by, begun_by, is_closed, leads_from, no_go_way, no_return_text, time_in_short
from runbook.document.words import badge, counted, letter_of, moment
from runbook.i18n import N_, Language
from runbook.model.control import RELEASES
from runbook.model.form import Column, Head, PageCode, field_name, head_name, page_code
from runbook.model.plan import Phase, Plan, PlanStep
from runbook.model.ways_back import is_way_back
from runbook.model.window_chain import parts_in_nights
from runbook.records.titles import house_title

FIELD_POINTS = 8.0
CONTINUED = N_("(continued)")
TIPS: dict[Column, str] = {
    "done": N_("Step {number}: done"),
    "na": N_("Step {number}: not applicable; write the reason in the note"),
    "skipped": N_("Step {number}: left out; write the reason in the note"),
    "failed": N_("Step {number}: failed; write what happened in the note"),
    "at": N_("Step {number}: date and time of signing, such as 2026-12-05 22:10"),
    "by": N_("Step {number}: initials"),
    "witness": N_("Step {number}: initials of the witness"),
    "go": N_("Step {number}: go"),
    "nogo": N_("Step {number}: no-go; write the reason in the note"),
    "value": N_("Step {number}: {asked}"),
    "note": N_("Step {number}: note or reason"),
}

MOMENT = N_("Step {number} (date and time, such as 2026-12-05 22:10): {asked}")


def checklist(plan: Plan, language: Language, paper: Paper = "A4", *, fillable: bool = True) -> Checklist:
    """The checklist of `plan` in `language`."""
    parts = [
        (replace(phase, window=window), of_it, bool(later))
        for phase in plan.phases
        for later, (window, of_it) in enumerate(parts_in_nights(plan, phase))
    ]
    heads = {
        (number, again): _head(plan, phase, again or later, paper, language)
        for number, (phase, _steps, later) in enumerate(parts)
        for again in (False, True)
    }
    numbers = {step.id: number for number, (_phase, of_it, _later) in enumerate(parts) for step in of_it}
    closed = {s.number for phase, of_it, _later in parts for s in of_it if is_closed(plan, phase, s)}
    steps = {s.id: s.number for s in plan.steps}
    timed = _due_early(plan)
    rows = [(numbers[s.id], _row(plan, i, s, steps, timed, language)) for i, s in enumerate(plan.steps, 1)]
    carried = carried_on(plan, language)
    foot, own = foot_of(plan, language, "fine"), house_images(plan)
    more = 0 if carried is None else 1 + len(carried.begun)
    sheets = layout.paginate(rows, heads, paper, more, own_line=bool(foot.house_line))
    codes = (page_code(plan.revision, n, len(sheets), language.tag) for n in range(1, len(sheets) + 1))
    images = {f"page-{n}": pagecode.png(code) for n, code in enumerate(codes, 1)}
    return Checklist(
        language=language.tag.replace("_", "-"),
        direction=language.direction,
        paper=paper,
        title=document_title(N_("Checklist"), plan, language),
        path_title=language.text(plan.path_title),
        site=Labelled(label=language.text(N_("Site")), value=_site(plan)),
        ticket=_ticket(plan, language),
        carried=carried and on_one_line(carried, plan, language),
        fields=_head_fields(plan, language),
        run=CheckField(
            name=head_name("run"), tooltip=language.text(N_("Run, where the change is carried out more than once"))
        ),
        digits="".join(language.text(N_("DD MM HH MM")).split()),
        letters=meaning_of(plan, language, brief=True),
        heights=tuple(sorted({placed.row.height for sheet in sheets for placed in sheet})),
        pages=tuple(
            CheckPage(number=n, image=f"page-{n}", groups=_groups(sheet, heads, closed))
            for n, sheet in enumerate(sheets, 1)
        ),
        foot=foot,
        images={**images, **own},
        fillable=fillable,
        logo=LOGO if own else "",
    )


def page_codes(plan: Plan, pages: int, language: Language) -> tuple[PageCode, ...]:
    """What the codes of the pages say, in order."""
    return tuple(
        PageCode(revision=plan.revision, page=n, pages=pages, language=language.tag) for n in range(1, pages + 1)
    )


def _site(plan: Plan) -> Value:
    """The site's name; the end of a long one stands on the cover of the runbook."""
    return shortened("site.name", plan.site_name, 30)


def _ticket(plan: Plan, language: Language) -> Labelled | None:
    """The customer's own number of the change, where it has one."""
    if not plan.ticket:
        return None
    return Labelled(
        label=language.text(N_("Customer’s ticket")), value=shortened("change.ticket", plan.ticket, 18, "fine")
    )


def _head_fields(plan: Plan, language: Language) -> tuple[CheckField, ...]:
    """Read-only fields from which a program learns what the form is a record of."""
    heads: tuple[tuple[Head, str, str, int, Scale], ...] = (
        ("revision", N_("Revision of the plan"), plan.revision, 64, "fine"),
        ("site", N_("Site id"), plan.site, 24, "plain"),
        ("change", N_("Change id"), plan.change, 24, "plain"),
    )
    return tuple(
        CheckField(name=head_name(head), tooltip=language.text(tip), value=value(f"form.{head}", text, width, scale))
        for head, tip, text, width, scale in heads
    )


def _group(plan: Plan, phase: Phase, continued: bool, language: Language) -> CheckGroup:
    """The head of a phase's rows; by when a way back is begun stands where it begins."""
    pass_ = counted(N_("Pass {n} of {total}"), phase.hop, len(plan.passes), language)
    window = counted(N_("Window {n} of {total}"), phase.window, len(plan.windows), language)
    limit, at = _limit(plan, phase, language)
    first = next((step for step in plan.steps if step.phase == phase.id), None)
    back = back_by(plan, phase, first, language) if first else None
    begun = (back,) if back else () if continued else tuple(begun_by(plan, phase, language))
    # Of several times, each names its phases.
    leads = leads_from(plan, phase, language) if is_way_back(phase) and not begun[1:] else ""
    return CheckGroup(
        title=f"{phase.number}  {language.text(phase.title)}",
        course=" · ".join(text for text in (pass_, window, limit, leads) if text),
        opens=value("group.opens", moment(at, language), 24, "plain") if at else None,
        continued=continued,
        rows=(),
        back=begun,
        gone=language.text(GONE) if ends_ways(plan, phase) else "",
    )


def _limit(plan: Plan, phase: Phase, language: Language) -> tuple[str, datetime | None]:
    """When the window of a phase opens; of one outside the windows, what is said of all of its steps, with the word.

    Whether it is said depends on which steps have such a time, and never on the times: pages are filled in.
    """
    if phase.window is not None:
        return "", plan.windows[phase.window - 1].start
    steps = [step for step in plan.steps if step.phase == phase.id]
    for label, times, of_all in (
        (N_("No later than"), [step.planned_by for step in steps], max),
        (N_("Planned from"), [step.planned_from for step in steps], min),
    ):
        found = [at for at in times if at]
        if found and len(found) == len(times):
            return language.text(label), of_all(found)
    return "", None


def _due_early(plan: Plan) -> frozenset[str]:
    """The releases, and the step from which on nobody has clients, and what comes before one in its phase: they may be
    due before the rest of it."""
    gone = {effect.id for effect in plan.effects if effect.kind == "no-clients"}
    removed = next((step.id for step in plan.steps if not gone.isdisjoint(step.effects)), None)
    found: set[str] = set()
    before: list[PlanStep] = []
    for step in plan.steps:
        before = [one for one in before if one.phase == step.phase] + [step]
        if step.gate in RELEASES or step.id == removed:
            found |= {one.id for one in before}
    return frozenset(found)


def _head(plan: Plan, phase: Phase, continued: bool, paper: Paper, language: Language) -> CheckGroup:
    """The head as it is set."""
    more = f" {language.text(CONTINUED)}" if continued else ""
    return layout.headed(_group(plan, phase, continued, language), more, paper)


def _groups(
    sheet: tuple[layout.PlacedRow[CheckRow], ...], heads: dict[tuple[int, bool], CheckGroup], closed: Container[str]
) -> tuple[CheckGroup, ...]:
    """Neighbouring rows of one phase in one night, under its head; behind the step that closes its way back, one of
    those `closed`, that does not speak of it any more."""
    groups: list[CheckGroup] = []
    for placed in sheet:
        if placed.opens:
            head = structs.replace(heads[placed.group, placed.continued], rows=(placed.row,))
            groups.append(structs.replace(head, back=()) if placed.row.number in closed else head)
        else:
            last = groups[-1]
            groups[-1] = structs.replace(last, rows=(*last.rows, placed.row))
    return tuple(groups)


NAMED = ("licence", "patch")  # a pass may have several of these: the row says which
UNLESS_LATE = N_("leave empty until")
GONE = N_("No way back from here")
HOLD = N_("Hold point: without a go nothing further is done")


def _row(
    plan: Plan, index: int, step: PlanStep, numbers: dict[str, str], timed: Container[str], language: Language
) -> CheckRow:
    asked = language.text(step.evidence.label) if step.evidence else ""
    of_moment = step.evidence is not None and step.evidence.type == "datetime"
    decided = step.evidence is not None and step.evidence.type == "go-no-go"

    def field(column: Column) -> CheckField:
        words = MOMENT if of_moment and column == "value" else TIPS[column]
        tip = language.text(words, number=step.number, asked=asked)
        return CheckField(name=field_name(index, column, step.id), tooltip=tip)

    it = step.appliance or step.place
    about = bool(step.appliance and step.place)
    package = value("row.package", step.slots[0].value, 24, "plain") if step.installs in NAMED and step.slots else None
    planned = start_shown(step) or (step.planned_by if step.id in timed else None)
    late = _late(plan, step, language)
    return CheckRow(
        number=step.number,
        title=house_title(plan, step, language),
        late=language.text(UNLESS_LATE) if late else "",
        package=late or package,
        badge=badge(letter_of(plan, it, step.hop) if it else None, language),
        appliance=value("row.appliance", it, 8 if about else 10) if it else None,
        about=about,
        day=value("row.day", language.weekday(planned), 4, "fine") if planned else None,
        planned=value("row.planned", language.time(planned), 6) if planned else None,
        evidence=check_evidence(step, numbers, language) if step.evidence else None,
        bar=_bar(plan, step, language),
        done=field("done"),
        na=field("na") if step.na_allowed else None,
        skipped=field("skipped") if not step.required and not step.na_allowed else None,
        failed=field("failed"),
        at=field("at"),
        by=field("by"),
        witness=field("witness") if step.witness else None,
        decision=(field("go"), field("nogo")) if decided else None,
        value=field("value") if step.evidence and not decided else None,
        note=field("note"),
    )


def _late(plan: Plan, step: PlanStep, language: Language) -> Value | None:
    """Of a decision to go on late: the time from which on a go counts; older plans have that of the way back alone."""
    if step.gate != "decision":
        return None
    phase = next(one for one in plan.phases if one.id == step.phase)
    return time_in_short(plan, phase, phase.late_from or phase.back_until, "row.back", language)


def _bar(plan: Plan, step: PlanStep, language: Language) -> str:
    """The words above a point of no return, or a hold point: there, where a no-go leads, too."""
    if step.gate != "hold":
        return no_return_text(plan, step, language)
    way = no_go_way(plan, step, language)
    return " · ".join(filter(None, (language.text(HOLD), way.says if way else "")))


def locked_fields(form: Checklist) -> dict[str, float]:
    """The fields that nobody fills in, and the type size in points at which each shows its whole text."""
    return {f.name: points(f.value) for f in form.fields if f.value and form.fillable}


def points(shown: Value) -> float:
    """The type size at which a locked field shows its whole text."""
    room = width_mm(shown.columns, shown.scale) / MM_PER_PT - 4  # readers leave two points at either end
    return min(FIELD_POINTS, round(room / ADVANCE / max(1, len(shown.text)), 1))
