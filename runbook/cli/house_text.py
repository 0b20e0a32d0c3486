"""An account of a step, rule or path of a house, as text for those who write them."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.cli.procedure_words import heading
from runbook.house.anchors import anchors_on, named_path
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.house.house_texts import message_of, texts_in
from runbook.i18n import N_, Language
from runbook.model.house import HousePath, HouseRule, HouseStep, event_of
from runbook.model.procedure import Procedures
from runbook.procedures.checks.selectors import parts_of

_KINDS = {"steps": N_("step {name}"), "rules": N_("rule {name}"), "paths": N_("path {name}")}


def house_account(draft: HouseDraft, procedures: Procedures, name: str, say: Language) -> str | None:
    """The account of everything of a house that has that name, with or without `house.`; None where nothing has."""
    plain = name.removeprefix("house.")
    lines: list[str] = []
    for part, kind in _KINDS.items():
        for entry in draft.of(part):
            if entry.name == plain:
                line, _node = entry.file.root.find(entry.path)
                lines += [say.text(kind, name=entry.name), f"  {entry.file.name}:{line}"]
                lines += [*_entry(entry, draft, procedures, say), ""]
    return "".join(f"{line}\n" for line in lines) or None


def _entry(entry: HouseEntry, draft: HouseDraft, procedures: Procedures, say: Language) -> Iterator[str]:
    if isinstance(entry.noun, HouseStep):
        step = entry.noun
        yield f"  {message_of(step.title)}"
        yield "  " + say.text(N_("{low} to {high} minutes"), low=step.minutes.low, high=step.minutes.high)
        yield "  " + say.text(N_("may be signed by: {roles}"), roles=", ".join(step.roles))
        if step.evidence is not None:
            yield f"  evidence: {step.evidence.name}  type: {step.evidence.type}"
        if step.place is not None:
            side = "before" if step.place.before is not None else "after"
            anchor = step.place.before or step.place.after or ""
            yield f"  {side}: {anchor}  each: {step.place.each}"
            yield from heading(say, N_("Where it is used"))
            for path in procedures.paths:
                if named_path(path, path.name, step.place.paths) and (
                    anchor.startswith("house.") or anchor in anchors_on(path, procedures)
                ):
                    yield f"    {path.name}"
        yield from _own(event_of(entry.name), draft)
    elif isinstance(entry.noun, HouseRule):
        yield from _rule(entry.noun)
    elif isinstance(entry.noun, HousePath):
        for phase in entry.noun.phases:
            yield f"  {phase.id}: {', '.join(line.step for line in phase.steps)}"
    for found in texts_in(entry.noun):
        yield "  " + " / ".join(f"{tag}: {text}" for tag, text in found.words.items())


def _own(event: str, draft: HouseDraft) -> Iterator[str]:
    """The rules and paths of the house that name a step of it."""
    for entry in draft.of("rules"):
        if event in {parts_of(one)[0] for one in (*entry.noun.first, *entry.noun.then, *entry.noun.steps)}:
            yield f"  rule: {entry.name}"
    for entry in draft.of("paths"):
        if any(line.step == event for phase in entry.noun.phases for line in phase.steps):
            yield f"  path: {entry.name}"


def _rule(rule: HouseRule) -> Iterator[str]:
    if rule.text:
        yield f"  {message_of(rule.text)}"
    yield f"  kind: {rule.kind}"
    for key, names in (("first", rule.first), ("then", rule.then), ("steps", rule.steps)):
        if names:
            yield f"  {key}: {', '.join(names)}"
    if rule.minutes is not None:
        yield f"  minutes: {rule.minutes}"
