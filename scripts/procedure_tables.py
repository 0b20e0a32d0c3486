"""Writes the tables of docs/procedures.md: every key, condition and value of the procedures, as the model has them.

Run it without arguments; a test fails where the page is not current.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runbook.model import procedure
from runbook.procedures.conditions import NAME_PLACES
from runbook.procedures.facts import CHANGE_FACTS, HOP_FACTS, PACKAGE_FACTS, STEP_FACTS
from runbook.procedures.load import load_procedures
from runbook.procedures.values import VALUES
from runbook.reading.annotations import alternatives, fields_of, limits_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "procedures.md"
BEGIN, END = "<!-- tables: python scripts/procedure_tables.py -->\n", "<!-- end of tables -->\n"
NOUNS = {
    "A step (`steps/*.yaml`, by its name)": procedure.StepData,
    "… a note of a step": procedure.NoteData,
    "… a value of a step": procedure.SlotData,
    "… the evidence of a step": procedure.EvidenceData,
    "… the minutes of a step": procedure.Minutes,
    "… an effect of a step": procedure.EffectUse,
    "A path (`paths/*.yaml`, one a file)": procedure.PathData,
    "… a phase of a path": procedure.PhaseData,
    "… a way back of a path": procedure.WayBackData,
    "A line of a phase, or of a block (`blocks.yaml`, lists by their names)": procedure.Use,
    "A rule (`rules.yaml`, by its name)": procedure.RuleData,
    "What is better done in one night (`nights.yaml`, by its name)": procedure.NightData,
    "A prohibition (`never.yaml`, by its id)": procedure.NeverData,
    "A recovery (`recoveries.yaml`, by its id)": procedure.RecoveryData,
    "A link (`links.yaml`, by its name)": procedure.LinkData,
    "A screen label (`terms.yaml`, a list under `terms`)": procedure.TermData,
    "Something to have at hand (`needs.yaml`, a list)": procedure.NeedData,
    "A risk (`risks.yaml`, a list)": procedure.RiskData,
    "An effect (`effects.yaml`, by its name)": procedure.EffectData,
    "How a gap of the guide is settled (`decisions.yaml`, by its id)": procedure.DecisionData,
}
EVENTS = """\
### Events

All that plans have (`event` of a step): this table is the vocabulary. Steps of a house have `house.NAME`, some steps
have none.

"""
_KINDS = {str: "text", int: "number", bool: "true or false"}


def tables() -> str:
    """All tables as Markdown."""
    parts = [f"### {title}\n\n" + _table(_keys(noun)) for title, noun in NOUNS.items()]
    for title, facts in (
        ("Conditions of the change", CHANGE_FACTS),
        ("Conditions of the hop: for phases, lines, steps and what is beside them, and for rules", HOP_FACTS),
        ("Conditions of the package: for what a line with `each: package` leads to", PACKAGE_FACTS),
        ("Conditions of the step: only for notes, values and effects", STEP_FACTS),
    ):
        parts.append(f"### {title}\n\n" + _table([("condition", "holds where"), *_coded(facts)]))
    means = {name: value.means for name, value in VALUES.items()}
    parts.append("### Values\n\n" + _table([("value", "is"), *_coded(means)]))
    filled = {f"{{{name}}}": ", ".join(values) for name, (values, _exists) in NAME_PLACES.items()}
    parts.append("### In the name of a path\n\n" + _table([("written", "is filled in with"), *_coded(filled)]))
    parts.append(EVENTS + _table([("event", "means that this is done"), *_coded(events())]))
    return "\n".join(parts)


def events() -> dict[str, str]:
    """What each event of the kit's procedures means: the titles of its steps, which several may share."""
    found: dict[str, list[str]] = {}
    for step in load_procedures().steps.values():
        if step.event:
            found.setdefault(step.event, []).append(step.title)
    return {name: "; ".join(dict.fromkeys(found[name])) for name in sorted(found)}


def _coded(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(f"`{name}`", text) for name, text in words.items()]


def _keys(noun: Any) -> Iterator[tuple[str, ...]]:
    yield "key", "holds", "is"
    for part in fields_of(noun).values():
        must = "" if part.optional else " (must be there)"
        yield f"`{part.key}`", _kind(part.annotation) + must, limits_of(part.annotation)[1].description or ""


def _kind(annotation: Any) -> str:
    """What a key holds, in words."""
    bare, limits = limits_of(annotation)
    origin, args = typing.get_origin(bare), typing.get_args(bare)
    if origin is typing.Literal:
        return ", ".join(f"`{choice}`" for choice in args)
    if origin is tuple:
        inner = limits_of(args[0])[0]
        if typing.get_origin(inner) is typing.Literal:
            return f"list: {_kind(args[0])}"
        return "list of texts" if inner is str else "list of groups"
    if len(kinds := alternatives(bare)) > 1:
        return " or ".join(_kind(kind) for kind in kinds)
    if bare not in _KINDS:
        return "group"
    return _KINDS[bare] + (f", {limits.max_length} letters" if limits.max_length else "")


def _table(rows: Any) -> str:
    first, *others = rows
    lines = [first, ["---"] * len(first), *others]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def page(text: str) -> str:
    """The page with its tables made anew."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{tables()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
