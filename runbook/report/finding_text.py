"""A finding in words: its arguments as the reader's language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runbook.i18n import N_, Language, shown
from runbook.model.finding import ArgumentValue, Finding, Message, Severity, StepRefs
from runbook.model.plan import HOUSE_MARK, HOUSE_SOURCE, Plan, PlanStep, Rule
from runbook.model.record import Record
from runbook.report.compared import DifferingField, compared
from runbook.report.source_text import brief_sources, joined, sources_text
from runbook.verify.checklist_pages import ChecklistPages
from runbook.verify.codes import CODES
from runbook.verify.session import Verified

FIELDS = (N_("state"), N_("at"), N_("by"), N_("witness"), N_("value"), N_("note"))  # of an entry
TITLES = 3  # steps of a finding, the ones most concerned first, that are named in full

_MARKS = re.compile(r"[*`]|\[([^\]]*)\]\([^)]*\)")  # Markdown's, in texts that come from the procedures


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingText:
    """A finding in words; "" where it has nothing to say of a kind."""

    code: str
    severity: Severity
    numbers: str  # printed step numbers
    message: str
    pages: str  # where what is missing stands on paper
    steps: tuple[str, ...]  # the first steps: number, title, appliance
    compared: tuple[str, ...]  # what entries say that are not alike, and where
    rule: str
    guide: str  # catalogue ids, and the guide's lines with their sections
    guide_in_brief: str  # the ids, and the first of these lines with theirs
    slip: str
    remedy: str
    where: str


def finding_texts(verified: Verified, language: Language, guide: Mapping[str, str]) -> list[FindingText]:
    """All findings of a result in the reader's language, with what its record and the pages beside its plan say."""
    plan, record, checklists = verified.plan, verified.record, verified.checklists
    return [finding_text(one, plan, language, guide, record, checklists) for one in verified.result.findings]


def finding_text(
    finding: Finding,
    plan: Plan | None,
    language: Language,
    guide: Mapping[str, str],
    record: Record | None = None,
    checklists: Sequence[ChecklistPages] = (),
) -> FindingText:
    """The finding in the reader's language. `guide` gives the lines of the vendor's guide for a catalogue id."""
    code = CODES[finding.code]
    phrasing = _Phrasing(plan, language)
    values = _values(finding, language)
    sources = _named(finding.sources, plan)
    rule = next((rule for rule in plan.rules if rule.id == finding.rule), None) if plan else None
    kits = _is_kits(finding, rule, plan)
    return FindingText(
        code=code.code,
        severity=code.severity,
        numbers=phrasing.steps(finding.steps),
        message=phrasing.message(Message(code.message, tuple(values.items()))),
        pages=_pages_text(finding, checklists, record, language) if finding.code == "DOC007" else "",
        steps=tuple(phrasing.title(step) for step in finding.steps[:TITLES] if step in phrasing.places),
        compared=tuple(_compared_text(one, phrasing) for one in compared(finding, record)),
        rule=phrasing.message(Message(rule.text)) if rule else "",
        guide=sources_text(sources, language, guide, kits=kits),
        guide_in_brief=brief_sources(sources, language, guide, kits=kits),
        slip=phrasing.message(finding.slip) if finding.slip else "",
        remedy=phrasing.message(finding.remedy or Message(code.remedy)),
        where=finding.where,
    )


def _is_kits(finding: Finding, rule: Rule | None, plan: Plan | None) -> bool:
    """Whether pages mark what was broken as the kit's own: the rule, or else the one step that it is about."""
    if rule is not None or plan is None:
        return rule is not None and rule.kit
    steps = [step for step in plan.steps if step.id in finding.steps]
    return len(steps) == 1 and steps[0].kit and steps[0].sources == finding.sources


def _named(sources: Sequence[str], plan: Plan | None) -> tuple[str, ...]:
    """The sources, the organisation by its name where its own house is one."""
    house = plan.house if plan else None
    return tuple(shown(house.name) if house and one == HOUSE_SOURCE else one for one in sources)


def argument_texts(finding: Finding, plan: Plan | None, language: Language) -> dict[str, str]:
    """The arguments of a finding as the reader's language writes them, by their names in its message."""
    phrasing = _Phrasing(plan, language)
    values = _values(finding, language)
    return {name: shown(phrasing.value(value)) for name, value in values.items()}


def _values(finding: Finding, language: Language) -> dict[str, ArgumentValue]:
    """The arguments of a finding; fields of an entry as the language names them."""
    values: dict[str, ArgumentValue] = {"step": StepRefs(finding.steps), **dict(finding.args)}
    fields = values.get("fields")
    if finding.code == "DOC005" and isinstance(fields, str):
        values["fields"] = ", ".join(map(language.text, fields.split(", ")))
    return values


def steps_text(ids: Iterable[str], planned: Sequence[PlanStep], places: Mapping[str, int]) -> str:
    """Printed numbers in the order of the planned steps, neighbours joined: `2.1–2.4, 3.1`; then ids that have none.

    `places` says where each step stands among them.
    """
    wanted = list(ids)
    runs: list[list[int]] = []
    for place in sorted({places[step] for step in wanted if step in places}):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    texts: list[str] = []
    for run in runs:
        numbers = [planned[place].number for place in run]
        texts += [f"{numbers[0]}–{numbers[-1]}"] if len(numbers) > 2 else numbers
    return ", ".join(filter(None, (*texts, *(step for step in wanted if step not in places))))


def message_text(message: Message, plan: Plan, language: Language) -> str:
    """A message of the kit's in the reader's language, steps by their printed numbers."""
    return _Phrasing(plan, language).message(message)


def step_title(step: PlanStep, language: Language) -> str:
    """What a step is called in the reader's language."""
    return _without_marks(language.text(step.title))


def marked_title(step: PlanStep, language: Language) -> str:
    """The same for people, with a mark where it is a step of the organisation's own."""
    return step.marked(step_title(step, language), language.text(HOUSE_MARK))


def _pages_text(
    finding: Finding, checklists: Sequence[ChecklistPages], record: Record | None, language: Language
) -> str:
    """On which pages of the rendered checklists the steps of a finding stand; "" where that is not known. Where none of
    a page is filled in, such pages alone."""
    found = []
    parts = record.parts if record else ()
    filled_in = {entry.step.strip() for part in parts for entry in part.entries if not entry.blank}
    for checklist in checklists:
        each = {checklist.pages[step] for step in finding.steps if step in checklist.pages}
        came_back = {checklist.pages[step] for step in filled_in if step in checklist.pages}
        pages = sorted(each - came_back or each)
        if pages:
            text = _runs(pages)
            args = {"pages": text, "file": checklist.file}
            found.append(language.plural("page {pages} of {file}", "pages {pages} of {file}", len(pages), **args))
    return language.text(N_("In print: {pages}."), pages=language.list(found)) if found else ""


def _runs(pages: Sequence[int]) -> str:
    """`1–3, 5`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _compared_text(differing: DifferingField, phrasing: _Phrasing) -> str:
    """`2.5, at: “22:30” (a.csv:14); “22:35” (b.csv:3)`."""
    language = phrasing.language
    values = [
        language.text(N_("“{value}” ({place})"), value=value, place=place) if value
        else language.text(N_("nothing ({place})"), place=place)
        for value, place in differing.values
    ]  # fmt: skip
    if differing.left_out:
        values.append(language.text(N_("{n} more"), n=str(differing.left_out)))
    number, told = phrasing.steps([differing.step]), joined(values, language)
    message = N_("Step {number}, {field}: {values}")
    return language.text(message, number=number, field=language.text(differing.field), values=told)


def _without_marks(text: str) -> str:
    return " ".join(_MARKS.sub(lambda mark: mark[1] or "", text).split())


class _Phrasing:
    """Writes values as a language does, and steps by the numbers that a plan prints."""

    def __init__(self, plan: Plan | None, language: Language) -> None:
        self.language = language
        self.places = {step.id: place for place, step in enumerate(plan.steps)} if plan else {}
        self.planned: Sequence[PlanStep] = plan.steps if plan else ()

    def message(self, message: Message) -> str:
        """A message with its arguments, without Markdown's marks."""
        values = {name: self.value(value) for name, value in message.args}
        text = self.language.text(message.text, **values) if values else self.language.text(message.text)
        return text if values else _without_marks(text)

    def value(self, value: ArgumentValue) -> str:
        """One argument."""
        match value:
            case StepRefs():
                return self.steps(value.ids)
            case Message():
                return self.message(value)
            case datetime():
                return self.language.datetime(value)
            case timedelta():
                return self.language.minutes(int(value.total_seconds()) // 60)
            case tuple():
                return self.language.list(self.message(one) for one in value)
            case _:
                return str(value)

    def title(self, step_id: str) -> str:
        """`Step 2.5: Install the update (rs-a)`."""
        step = self.planned[self.places[step_id]]
        named = {"number": step.number, "title": marked_title(step, self.language)}
        if step.appliance is None:
            return self.language.text(N_("Step {number}: {title}"), **named)
        return self.language.text(N_("Step {number}: {title} ({appliance})"), **named, appliance=step.appliance)

    def steps(self, ids: Sequence[str]) -> str:
        """Printed numbers in the plan's order, neighbours joined: `2.1–2.4, 3.1`."""
        return steps_text(ids, self.planned, self.places)
