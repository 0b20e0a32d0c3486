"""An account of a step, rule or path of a house, as text for those who write them."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.cli.procedure_words import heading
from runbook.house.anchors import anchors_on, named_path
from runbook.house.house_draft import HouseDraft, HouseEntry
from runbook.house.house_texts import message_of, texts_in
from runbook.i18n import N_, Language
from runbook.model.house import HouseStep
from runbook.model.procedure import Procedures

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
                lines += [*_entry(entry, procedures, say), ""]
    return "".join(f"{line}\n" for line in lines) or None


def _entry(entry: HouseEntry, procedures: Procedures, say: Language) -> Iterator[str]:
    if isinstance(entry.noun, HouseStep):
        step = entry.noun
        yield f"  {message_of(step.title)}"
        yield "  " + say.text(N_("{low} to {high} minutes"), low=step.minutes.low, high=step.minutes.high)
        yield "  " + say.text(N_("may be signed by: {roles}"), roles=", ".join(step.roles))
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
    elif entry.file.part == "rules":
        yield f"  {message_of(entry.noun.text)}"
        yield f"  kind: {entry.noun.kind}"
    for found in texts_in(entry.noun):
        yield "  " + " / ".join(f"{tag}: {text}" for tag, text in found.words.items())
