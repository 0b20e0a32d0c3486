"""Phases and their steps, as they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from runbook.document import code_side as balance
from runbook.document.appliances import SIDE_COLUMNS, beside_step, lettered, packages_of, spoken_of
from runbook.document.links import Links
from runbook.document.parts import EvidenceView, FieldKind, Labelled, NoteView, PhaseView, RecoveryView, StepView
from runbook.document.slots import Value, value, version_value
from runbook.document.words import anchor, counted, duration, moment, staff_roles, window_text
from runbook.i18n import N_, Language
from runbook.model.plan import Evidence, Note, Phase, Plan, PlanAppliance, PlanStep, Slot

VALUE_COLUMNS = 22
_FIELD_KINDS: dict[str, FieldKind] = {"yes-no": "yes-no", "datetime": "moment", "version": "short", "count": "short"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What every step of a runbook is shown with."""

    plan: Plan
    language: Language
    links: Links
    recoveries: dict[str, RecoveryView]
    appliances: dict[str, PlanAppliance]
    numbers: dict[str, str]
    serving: dict[str, str | None]  # phase -> the appliance that serves the users


def phases(plan: Plan, language: Language, links: Links, recoveries: dict[str, RecoveryView]) -> tuple[PhaseView, ...]:
    """The chapters of the runbook, each with its steps."""
    setting = _Setting(
        plan=plan,
        language=language,
        links=links,
        recoveries=recoveries,
        appliances={a.id: a for a in plan.appliances},
        numbers={s.id: s.number for s in plan.steps},
        serving={p.id: p.serves for p in plan.phases},
    )
    return tuple(
        _phase(plan, phase, tuple(_step(setting, s) for s in plan.steps if s.phase == phase.id), language)
        for phase in plan.phases
    )


def note(item: Note, language: Language) -> NoteView:
    """A note in the reader's language."""
    text = language.markdown_text(item.text)
    return NoteView(kind=item.kind, text=text, kit=item.kit, sources=", ".join(item.sources))


def _phase(plan: Plan, phase: Phase, steps: tuple[StepView, ...], language: Language) -> PhaseView:
    current = next((p for p in plan.passes if p.hop == phase.hop), None)
    facts: list[Labelled] = []
    for number in sorted({step.window for step in plan.steps if step.phase == phase.id and step.window}):
        window = plan.windows[number - 1]
        facts += [
            Labelled(label=language.text(N_("Window opens")), value=_end("window.start", window.start, language)),
            Labelled(label=language.text(N_("Window closes")), value=_end("window.end", window.end, language)),
        ]
    if current:
        facts += packages_of(current, language)
    if phase.serves and len(plan.appliances) > 1:
        label = language.text(N_("Serves the users now"))
        facts.append(Labelled(label=label, value=value("phase.serves", phase.serves, 14)))
    return PhaseView(
        number=phase.number,
        anchor=anchor(phase),
        title=language.text(phase.title),
        hop=counted(N_("Pass {n} of {total}"), phase.hop, len(plan.passes), language),
        window=window_text(plan, phase, language),
        facts=tuple(facts),
        appliances=lettered(current, language) if current else (),
        back=language.markdown_text(phase.back),
        back_also=tuple(map(language.markdown_text, phase.back_also)),
        back_is_kits=phase.back_is_kits,
        steps=steps,
    )


def _step(setting: _Setting, step: PlanStep) -> StepView:
    plan, language = setting.plan, setting.language
    own, place = (setting.appliances.get(id_ or "") for id_ in (step.appliance, step.place))
    serves = setting.serving.get(step.phase)
    others = () if own or place else spoken_of(plan, step.hop, language)
    here = place or own
    about = beside_step(plan, own, step.hop, serves, language) if own and place else None
    label, day, planned = planned_time(step, language)
    codes = tuple(setting.links.view(link) for link in step.links)
    recoveries = tuple(setting.recoveries[r] for r in step.recoveries if r in setting.recoveries)
    notes = tuple(note(n, language) for n in step.notes)
    side = balance.side_mm(here is not None, len(others) + (about is not None))
    texts = [language.text(text) for text in (step.where, step.do, step.see) if text]
    troubles = [" ".join(r.trouble for r in recoveries)] if recoveries else []
    asked = _evidence(step.evidence, setting.numbers, language) if step.evidence else None
    below = balance.evidence_mm(asked.kind if asked else None)
    narrow = balance.beside(texts, troubles, [n.text for n in notes], len(step.slots), below, side, codes)
    return StepView(
        number=step.number,
        title=language.text(step.title),
        scope="" if here else language.text(N_("Whole site")),
        appliances=(beside_step(plan, here, step.hop, serves, language),) if here else others,
        about=about,
        planned_label=label,
        planned_day=day,
        limit=step.planned_start is None,
        planned=planned,
        duration=duration(step.duration, language),
        signers=value("step.signers", staff_roles(step.roles, language), 23, "tall"),
        where=language.text(step.where),
        do=language.markdown_text(step.do),
        see=language.markdown_text(step.see),
        values=tuple(_value(slot, language) for slot in step.slots),
        notes=notes,
        recoveries=recoveries,
        side_links=codes[:narrow],
        links=codes[narrow:],
        evidence=asked,
        na_allowed=step.na_allowed,
        witness=step.witness,
        no_return=step.no_return,
        kit=step.kit,
        sources=", ".join(step.sources),
    )


def planned_time(step: PlanStep, language: Language) -> tuple[str, Value | None, Value | None]:
    """The label, the day and the clock time of a step: in a window, or a limit outside."""
    if step.planned_start is not None:
        day = value("step.planned.day", language.short_date(step.planned_start), 7, "fine")
        return language.text(N_("Planned")), day, value("step.planned", language.time(step.planned_start), 6)
    if step.planned_by is not None:
        return language.text(N_("Not later than")), *_limit("step.by", step.planned_by, language)
    if step.planned_from is not None:
        return language.text(N_("Planned from")), *_limit("step.from", step.planned_from, language)
    return "", None, None


def _limit(name: str, at: datetime, language: Language) -> tuple[Value, Value]:
    return value(f"{name}.day", language.date(at), SIDE_COLUMNS), value(name, language.time(at), 6)


def _value(slot: Slot, language: Language) -> Labelled:
    text = slot.value
    if slot.kind == "datetime":
        text = _moment_text(text, language)
    elif slot.kind == "count" and text.isascii() and text.isdigit():
        text = language.number(int(text))
    elif slot.kind == "version":
        return Labelled(label=language.text(slot.label), value=version_value("value.version", text, VALUE_COLUMNS))
    return Labelled(label=language.text(slot.label), value=value(f"value.{slot.kind}", text, VALUE_COLUMNS))


def _moment_text(text: str, language: Language) -> str:
    try:
        return moment(datetime.fromisoformat(text), language)
    except ValueError:
        return text


def _evidence(evidence: Evidence, numbers: dict[str, str], language: Language) -> EvidenceView:
    expected: Value | None = None
    expected_text = ""
    wanted = evidence.expect
    if wanted and wanted.after is not None:
        expected_text = language.text(N_("later than step {number}"), number=numbers.get(wanted.after, wanted.after))
    elif wanted and wanted.equals is not None:
        if evidence.type == "yes-no":
            expected_text = language.text(N_("expected: yes") if wanted.equals == "yes" else N_("expected: no"))
        else:
            expected = value("evidence.expected", wanted.equals, 20 if evidence.type == "text" else 12)
    return EvidenceView(
        label=language.text(evidence.label),
        kind=_FIELD_KINDS.get(evidence.type, "line"),
        expected=expected,
        expected_text=expected_text,
    )


def _end(name: str, at: datetime, language: Language) -> Value:
    return value(name, moment(at, language), 24)
