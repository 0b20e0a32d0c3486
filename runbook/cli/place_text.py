"""An account of a place of docs/house.md that stands for several steps: a phase, a window, all packages."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.cli.procedure_words import columns, heading
from runbook.house.anchors import WINDOW
from runbook.i18n import N_, Language
from runbook.model.procedure import PACKAGES, PhaseData
from runbook.procedures.draft import Draft

PLACES = {
    PACKAGES: N_("every step that installs a package"),
    WINDOW: N_("where the work of a window begins or ends"),
}


def place_names(draft: Draft) -> frozenset[str]:
    """What places are called that are no step or event."""
    return frozenset({*PLACES, *(phase.id for _path, phase in _phases(draft))})


def place_lines(draft: Draft, name: str, say: Language) -> Iterator[str]:
    """The account of the place of that name, and of the phase; nothing where there is none."""
    if name in PLACES:
        yield say.text(N_("place {name}"), name=name)
        yield f"  {say.text(PLACES[name])}"
        if name == PACKAGES:
            installing = [entry for entry in draft.entries("steps") if entry.noun.installs]
            yield from heading(say, N_("Steps"))
            yield from columns([(e.noun.event or e.name, e.name, say.text(e.noun.title), e.spot) for e in installing])
        else:
            yield from heading(say, N_("Where it is used"))
            yield from columns([_row(path, phase, say) for path, phase in _phases(draft) if phase.window])
        yield ""
    if phases := [_row(path, phase, say) for path, phase in _phases(draft) if phase.id == name]:
        yield say.text(N_("phase {name}"), name=name)
        yield from heading(say, N_("Where it is used"))
        yield from columns(phases)
        yield ""


def _phases(draft: Draft) -> Iterator[tuple[str, PhaseData]]:
    """All phases, with the name of their path."""
    return ((entry.name, phase) for entry in draft.entries("paths") for phase in entry.noun.phases)


def _row(path: str, phase: PhaseData, say: Language) -> tuple[str, ...]:
    window = f"window: {phase.window}" if phase.window else ""
    return path, f"{phase.id}: {say.text(phase.title)}", f"each: {phase.each}", window
