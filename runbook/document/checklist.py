"""The checklist as a document: one line a step, page by page, each line with its form fields."""

from __future__ import annotations

from ..i18n import Language, N_
from ..model.form import PageCode, field_name, head_name, page_code
from ..model.plan import Plan, PlanStep
from . import layout
from .parts import CheckField, CheckGroup, Checklist, CheckPage, CheckRow, Labelled, Paper
from .qr import png
from .runbook import document_title, foot
from .slots import value
from .words import badge, letter_of

TIPS = {
    "done": N_("Step {number}: done"),
    "na": N_("Step {number}: not applicable; write the reason in the note"),
    "skipped": N_("Step {number}: left out; write the reason in the note"),
    "failed": N_("Step {number}: failed; write what happened in the note"),
    "at": N_("Step {number}: date and time of signing, such as 2026-12-05 22:10"),
    "by": N_("Step {number}: initials"),
    "witness": N_("Step {number}: initials of the witness"),
    "value": N_("Step {number}: what is written down"),
    "note": N_("Step {number}: note or reason"),
}


def checklist(plan: Plan, language: Language, paper: Paper = "A4") -> Checklist:
    """The checklist of `plan` in `language`."""
    titles = {p.id: f"{p.number}  {language.text(p.title)}" for p in plan.phases}
    rows = [(titles[s.phase], _row(plan, i, s, language)) for i, s in enumerate(plan.steps, 1)]
    sheets = layout.paginate(rows, paper)
    images = {f"page-{n}": png(page_code(plan.revision, n, len(sheets), language.tag)) for n in range(1, len(sheets) + 1)}
    return Checklist(
        language=language.tag.replace("_", "-"),
        direction=language.direction,
        paper=paper,
        title=document_title(N_("Checklist"), plan, language),
        path_title=language.text(plan.path_title),
        head=(
            Labelled(label=language.text(N_("Site")), value=value("site.name", plan.site_name, 30)),
            Labelled(label=language.text(N_("Change")), value=value("change.id", plan.change, 20)),
        ),
        fields=_head_fields(plan, language),
        run=CheckField(name=head_name("run"), tooltip=language.text(N_("Run, where the change is carried out more than once"))),
        pages=tuple(
            CheckPage(number=n, image=f"page-{n}", groups=_groups(sheet)) for n, sheet in enumerate(sheets, 1)
        ),
        foot=foot(plan, language),
        images=images,
    )


def page_codes(plan: Plan, pages: int, language: Language) -> tuple[PageCode, ...]:
    """What the codes of the pages say, in order."""
    return tuple(
        PageCode(revision=plan.revision, page=n, pages=pages, language=language.tag) for n in range(1, pages + 1)
    )


def _head_fields(plan: Plan, language: Language) -> tuple[CheckField, ...]:
    """Read-only fields from which a program learns what the form is a record of."""
    texts = {"revision": plan.revision, "site": plan.site, "change": plan.change}
    tips = {"revision": N_("Revision of the plan"), "site": N_("Site id"), "change": N_("Change id")}
    return (
        CheckField(name=head_name("revision"), tooltip=language.text(tips["revision"]), value=value("form.revision", texts["revision"], 64, "fine")),
        CheckField(name=head_name("site"), tooltip=language.text(tips["site"]), value=value("form.site", texts["site"], 40, "fine")),
        CheckField(name=head_name("change"), tooltip=language.text(tips["change"]), value=value("form.change", texts["change"], 40, "fine")),
    )


def _groups(sheet: tuple[layout.Placed[CheckRow], ...]) -> tuple[CheckGroup, ...]:
    """Neighbouring rows of one phase, under its title."""
    groups: list[CheckGroup] = []
    for placed in sheet:
        if placed.opens or not groups:
            groups.append(CheckGroup(title=placed.group, continued=placed.continued, rows=(placed.row,)))
        else:
            last = groups[-1]
            groups[-1] = CheckGroup(title=last.title, continued=last.continued, rows=(*last.rows, placed.row))
    return tuple(groups)


def _row(plan: Plan, index: int, step: PlanStep, language: Language) -> CheckRow:
    def field(column: str) -> CheckField:
        tip = language.text(TIPS[column], number=step.number)
        return CheckField(name=field_name(index, column, step.id), tooltip=tip)  # type: ignore[arg-type]

    letter = letter_of(plan, step.appliance, step.hop) if step.appliance else None
    planned = language.time(step.planned_start) if step.planned_start else ""
    return CheckRow(
        number=step.number,
        title=language.text(step.title),
        badge=badge(letter, language),
        appliance=value("row.appliance", step.appliance, 12) if step.appliance else None,
        planned=value("row.planned", planned, 5, "fine") if planned else None,
        evidence=language.text(step.evidence.label) if step.evidence else "",
        done=field("done"),
        na=field("na") if step.na_allowed else None,
        skipped=field("skipped"),
        failed=field("failed"),
        at=field("at"),
        by=field("by"),
        witness=field("witness") if step.witness else None,
        value=field("value") if step.evidence else None,
        note=field("note"),
    )


def locked_fields(form: Checklist) -> frozenset[str]:
    """The names of the fields that nobody fills in."""
    return frozenset(f.name for f in form.fields)
