"""What all parts of the procedures and of a house are called: looked up before a place or a rule is written."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.cli.place_text import PLACES
from runbook.cli.procedure_words import BETTER, columns
from runbook.house.house_draft import HouseDraft
from runbook.house.house_texts import message_of
from runbook.i18n import N_, Language
from runbook.model.house import event_of
from runbook.model.procedure import Procedures

NameRows = list[tuple[str, ...]]
_KIT = N_("kit")


def contents(kit: Procedures, house: HouseDraft | None, say: Language) -> str:
    """All paths, phases, events and steps, rules, nights and risks, each with its title; those of a house come last."""
    phases = {phase.id: say.text(phase.title) for path in kit.paths for phase in path.phases}
    steps: NameRows = [
        (step.event or name, name if step.event else "", say.text(step.title)) for name, step in kit.steps.items()
    ]
    places: NameRows = [(name, say.text(words)) for name, words in PLACES.items()]
    rules: NameRows = [
        (name, say.text(_KIT) if rule.kit else "", say.text(rule.text)) for name, rule in kit.rules.items()
    ]
    paths: NameRows = [(path.name, say.text(path.title)) for path in kit.paths]
    if house is not None:
        steps += [(event_of(entry.name), "", message_of(entry.noun.title)) for entry in house.of("steps")]
        rules += [
            (entry.name, "", message_of(entry.noun.text)) for entry in house.of("rules") if entry.name not in kit.rules
        ]
        paths += [(entry.name, message_of(entry.noun.title)) for entry in house.of("paths")]
    lines = [
        *_part(N_("Paths"), paths, say),
        *_part(N_("Phases"), list(phases.items()), say),
        *_part(N_("Places that stand for several steps, besides phases"), places, say),
        *_part(N_("Events and steps; of a step with an event, places and rules name the event"), steps, say),
        *_part(N_("Rules; a house may leave out most of the kit's own"), rules, say),
        *_part(BETTER, [(name, say.text(night.text)) for name, night in kit.nights.items()], say),
        *_part(N_("Risks"), [(risk.id, say.text(risk.text)) for risk in kit.risks], say),
    ]
    return "".join(f"{line}\n" for line in lines)


def _part(title: str, rows: NameRows, say: Language) -> Iterator[str]:
    if rows:
        yield say.text(title)
        yield from columns(rows)
        yield ""
