"""A finding in words: its arguments as the reader's language writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runbook.i18n import N_, Language
from runbook.model.finding import ArgumentValue, Finding, Message, Severity, StepRefs
from runbook.model.plan import Plan
from runbook.verify.codes import CODES

_MARKS = re.compile(r"[*`]|\[([^\]]*)\]\([^)]*\)")  # Markdown's, in texts that come from the procedures


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingText:
    """A finding in words; "" where it has nothing to say of a kind."""

    code: str
    severity: Severity
    numbers: str  # printed step numbers
    message: str
    rule: str
    guide: str  # catalogue ids, and the guide's lines
    slip: str
    remedy: str
    where: str


def finding_text(finding: Finding, plan: Plan | None, language: Language, guide: Mapping[str, str]) -> FindingText:
    """The finding in the reader's language. `guide` gives the lines of the vendor's guide for a catalogue id."""
    code = CODES[finding.code]
    phrasing = _Phrasing(plan, language)
    values: dict[str, ArgumentValue] = {"step": StepRefs(finding.steps), **dict(finding.args)}
    rule = next((rule for rule in plan.rules if rule.id == finding.rule), None) if plan else None
    return FindingText(
        code=code.code,
        severity=code.severity,
        numbers=phrasing.steps(finding.steps),
        message=phrasing.message(Message(code.message, tuple(values.items()))),
        rule=phrasing.message(Message(rule.text)) if rule else "",
        guide=sources_text(finding.sources, language, guide),
        slip=phrasing.message(finding.slip) if finding.slip else "",
        remedy=phrasing.message(Message(code.remedy)),
        where=finding.where,
    )


def message_text(message: Message, plan: Plan, language: Language) -> str:
    """A message of the kit's in the reader's language, steps by their printed numbers."""
    return _Phrasing(plan, language).message(message)


def sources_text(sources: Sequence[str], language: Language, guide: Mapping[str, str]) -> str:
    """`F10, F11 (guide, lines 305, 477)`; ids alone where the guide does not say it."""
    together: dict[str, list[str]] = {}
    for source in sources:
        together.setdefault(guide.get(source, ""), []).append(source)
    message = N_("{source} (guide, lines {lines})")
    return language.text(N_("; ")).join(
        language.text(message, source=", ".join(ids), lines=lines) if lines else ", ".join(ids)
        for lines, ids in together.items()
    )


class _Phrasing:
    """Writes values as a language does, and steps by the numbers that a plan prints."""

    def __init__(self, plan: Plan | None, language: Language) -> None:
        self.language = language
        self.places = {step.id: place for place, step in enumerate(plan.steps)} if plan else {}
        self.numbers = [step.number for step in plan.steps] if plan else []

    def message(self, message: Message) -> str:
        """A message with its arguments, without Markdown's marks."""
        values = {name: self.value(value) for name, value in message.args}
        text = self.language.text(message.text, **values) if values else self.language.text(message.text)
        return " ".join(_MARKS.sub(lambda mark: mark[1] or "", text).split()) if not values else text

    def value(self, value: ArgumentValue) -> str:
        """One argument."""
        match value:
            case StepRefs():
                return self.steps(value.ids)
            case Message():
                return self.message(value)
            case datetime():
                return self._moment(value)
            case timedelta():
                return self.language.minutes(int(value.total_seconds()) // 60)
            case tuple():
                return self.language.list(self.message(one) for one in value)
            case _:
                return str(value)

    def steps(self, ids: Sequence[str]) -> str:
        """Printed numbers in the plan's order, neighbours joined: `2.1–2.4, 3.1`."""
        places = sorted({self.places[step] for step in ids if step in self.places})
        runs: list[list[int]] = []
        for place in places:
            if runs and runs[-1][-1] == place - 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        texts = [f"{self.numbers[run[0]]}–{self.numbers[run[-1]]}" for run in runs if len(run) > 2]
        texts += [self.numbers[place] for run in runs if len(run) <= 2 for place in run]
        known = ", ".join(sorted(texts, key=lambda text: self.numbers.index(text.split("–")[0])))
        return ", ".join(filter(None, (known, *(step for step in ids if step not in self.places))))

    def _moment(self, moment: datetime) -> str:
        """With its offset in the hour that the clock repeats."""
        text = self.language.datetime(moment)
        other = moment.replace(fold=1 - moment.fold)
        if moment.utcoffset() == other.utcoffset():
            return text
        return f"{text} ({moment:%z})"
