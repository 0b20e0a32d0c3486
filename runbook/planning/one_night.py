"""What is better done in one night: what was fetched, saved or announced in an earlier one is no longer right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.control import GATE_ANNOUNCED
from runbook.model.plan import PlanStep, PlanWarning, PlanWindow
from runbook.model.warning_codes import TORN
from runbook.model.window_chain import night_of

_BROKEN = N_(
    "The pair is synchronised in window {before} (step {first}) and broken in window {window} (step {then}). What is "
    "changed on A in between is not on B."
)
_FETCHED = N_(
    "The files are fetched in window {before} (from step {first} on) and installed in window {window} (step {then}). "
    "A package that was downloaded is not offered again: keep the files and their checksums until then."
)
_TAKEN = N_(
    "The snapshot is taken in window {before} (step {first}) and the packages are installed in window {window} (step "
    "{then}). What is changed on the appliance in between, and the sessions on it, are not in the snapshot."
)
_SAVED = N_(
    "The settings of the old appliance are saved in window {before} (step {first}) and the users are moved in window "
    "{window} (step {then}). What is changed on the old appliance in between, and the sessions on it, do not reach the "
    "new one."
)


class OneNight(NamedTuple):
    """The places of the first and the last step of what is better done in one night, and what is said where it is not;
    "" where nothing is lost."""

    first: int
    last: int
    text: str


class _Kind(NamedTuple):
    """What begins with such a step, and ends with the next one that goes with it."""

    begins: Callable[[PlanStep], bool]
    ends: Callable[[PlanStep, PlanStep], bool]
    text: str = ""


def _installs_on_it(one: PlanStep, then: PlanStep) -> bool:
    return then.installs is not None and then.appliance == one.appliance


_KINDS = (
    _Kind(lambda one: one.event == "failover.sync", lambda _, then: then.event == "failover.break", _BROKEN),
    _Kind(lambda one: one.event == "manual.key", _installs_on_it, _FETCHED),
    _Kind(lambda one: one.id.startswith("snapshot-take:"), _installs_on_it, _TAKEN),
    _Kind(lambda one: one.event == GATE_ANNOUNCED, lambda _, then: then.gate == "hold"),
    _Kind(
        lambda one: one.event == "backup.settings" and one.letter == "old",
        lambda _, then: (then.event or "").startswith("switch."),
        _SAVED,
    ),
)


def kept_together(steps: Sequence[PlanStep]) -> tuple[OneNight, ...]:
    """What is better done in one night, the shortest first: a pair is synchronised and broken, files are fetched and
    installed, a snapshot is taken and packages are installed, a hold point is announced and reached, the settings of an
    old appliance are saved and its users moved."""
    return tuple(sorted(_found(steps), key=lambda one: one.last - one.first))


def _found(steps: Sequence[PlanStep]) -> Iterator[OneNight]:
    for kind in _KINDS:
        for first, step in enumerate(steps):
            if step.window is None or not kind.begins(step):
                continue
            behind = ((i, then) for i, then in enumerate(steps[first + 1 :], first + 1) if then.window == step.window)
            last = next((i for i, then in behind if kind.ends(step, then)), None)
            if last is not None:
                yield OneNight(first, last, kind.text)


def torn_apart(steps: Sequence[PlanStep], windows: Sequence[PlanWindow]) -> Iterator[PlanWarning]:
    """A warning for each of these of which the first and the last step are planned in two nights, where that loses
    something."""
    for one in kept_together(steps):
        first, last = steps[one.first], steps[one.last]
        before, window = night_of(windows, first), night_of(windows, last)
        if one.text and before != window:
            args = {"before": str(before), "first": first.number, "window": str(window), "then": last.number}
            yield PlanWarning(code=TORN, text=one.text, args=args)
