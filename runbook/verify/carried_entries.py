"""Entries of a step under several plans of a change: which of them count, and what is said of the others.

What was signed under an earlier plan counts for the step of the latest one where that reads the same, and it was signed
in the window planned for it then; and for a step that lies behind, whose pages are not printed again, where the same
evidence was asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from runbook.i18n import N_
from runbook.model.control import RELEASES, is_control
from runbook.model.finding import Finding, Message
from runbook.model.revision import short_revision
from runbook.verify.behind import behind
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan
from runbook.verify.led_back import led_back
from runbook.verify.merging import Found
from runbook.verify.planned_windows import PlannedStep, inside, is_of_another_night, windows_of
from runbook.verify.read_otherwise import EVIDENCE, otherwise
from runbook.verify.stopped_nights import says, signed_at, stopped_nights, was_stopped
from runbook.verify.times import Moment
from runbook.verify.written_times import time_of

NO_LONGER = N_("the latest plan does not have this step")
_READ = N_("it read differently then")
_BEHIND = N_("it read differently then, and is not printed again: it counts as it was signed")
_OPTIONAL = N_("it read differently then, and need not be done")
_OUTSIDE = N_("it was not signed in the window planned for it then")
_LEFT_OUT = N_("it was left out then")
_LED_BACK = N_("the change was backed out from there then")
_STOPPED = N_("a no-go stopped that night")
_RELEASED = N_("the revision that is released")
_MOVED = N_("its window, which has moved since")
_MOVED_OPTIONAL = N_("its window has moved since, and it need not be done")
_NOT_AGAIN = N_("{why}; it was not signed again since")
_AGAIN = N_("{why}; it was signed again since")

_Key = tuple[str, str, tuple[str, ...]]  # a revision, a code, and what is said of steps of it


class CarriedEntries:
    """Sorts the entries of one record, step by step, and gathers what is to be said of those that do not count."""

    def __init__(self, latest: IndexedPlan, found: Mapping[int, Sequence[Found]]) -> None:
        self.latest = latest
        self._led_back = led_back(latest, found)
        self._stopped = stopped_nights(latest, found)
        self._told: defaultdict[_Key, list[tuple[str, str]]] = defaultdict(list)

    def gone(self, planned: PlannedStep, place: str) -> None:
        """The latest plan does not have the step of an entry."""
        self._tell("STA016", planned, place, NO_LONGER)

    def counting(self, index: int, found: Sequence[Found]) -> Sequence[Found]:
        """The entries that count for a step, those of earlier plans before those of later ones; none where it has to be
        signed again."""
        if not any(one.earlier for one in found):
            return found
        step = self.latest.steps[index]
        if self._is_undone(found):
            return ()
        if is_control(step):
            own = _of_the_last_plan(found)
            last = own[-1].earlier
            if last is None:
                return own
            if step.gate in RELEASES:
                self._tell("STA015" if step.required else "STA016", last, own[-1].place, _RELEASED)
                return ()
            if self._is_of_another_night(index, own):
                said = ("STA015", _MOVED) if step.required else ("STA016", _MOVED_OPTIONAL)
                self._tell(said[0], last, own[-1].place, said[1])
                return ()
            return own
        if index in course_of(self.latest).back:
            found = [one for one in found if not self._led_back.is_over(_plan(one, self.latest), step.phase)]
        faults = [self._fault(index, one) for one in found]
        good = [one for one, why in zip(found, faults, strict=True) if not why]
        kept = [
            one
            for number, (one, why) in enumerate(zip(found, faults, strict=True))
            if not self._is_replaced(index, one, why, good, found[number + 1 :])
        ]
        if kept or not found:
            return kept
        self._not_signed(index, found[-1], faults[-1])
        return ()

    def _is_undone(self, found: Sequence[Found]) -> bool:
        """The last that was signed of a step was led back under its plan, by a whole way back: sign it again."""
        signed = [one for one in found if one.earlier is None or one.entry.state or one.entry.at]
        last = signed[-1].earlier if signed else None
        if last is None or last.step.gate in RELEASES or not self._led_back.is_undone(last.indexed, last.step.id):
            return False
        self._tell("STA016", last, signed[-1].place, _LED_BACK, _NOT_AGAIN)
        return True

    def _is_of_another_night(self, index: int, own: Sequence[Found]) -> bool:
        """What people decided or told each other was so for the night that was planned then, and its window has moved
        to another one since. A no-go holds until somebody decides anew."""
        last = own[-1].earlier
        if last is None or index in behind(self.latest):
            return False
        told = [(at, one) for one in own if (at := signed_at(one)) is not None]
        if not told:
            return False
        at, one = max(told, key=lambda each: each[0].late)
        return says(self.latest, one) != "no-go" and is_of_another_night(last, PlannedStep(self.latest, index), at)

    def _fault(self, index: int, one: Found) -> tuple[str, ...]:
        """What reads otherwise, where that matters; none of an entry of the latest plan."""
        if one.earlier is None:
            return ()
        differing = otherwise(one.earlier.indexed, self.latest, one.earlier.place, one.entry.state)
        if differing and index in behind(self.latest) and EVIDENCE not in differing:
            self._tell("STA016", one.earlier, one.place, _BEHIND)
            return ()
        return differing

    def _is_replaced(
        self, index: int, one: Found, why: tuple[str, ...], good: Sequence[Found], after: Sequence[Found]
    ) -> bool:
        """An entry of an earlier plan does not count: it reads otherwise; or a later plan's stands in its place."""
        if one.earlier is None:
            return False
        mine = one.earlier.indexed
        since = [other for other in after if other in good and _plan(other, self.latest) is not mine]
        again = any(other.entry.state for other in since)
        if why:
            if again:
                self._tell("STA016", one.earlier, one.place, _READ, _AGAIN)
            return True
        if not again or one.entry.state == "failed":
            return False
        if one.entry.state in ("na", "skipped") and any(other.entry.state == "done" for other in since):
            self._tell("STA016", one.earlier, one.place, _LEFT_OUT, _AGAIN)
            return True
        if self._led_back.was(mine, one.earlier.step.id):
            self._tell("STA016", one.earlier, one.place, _LED_BACK, _AGAIN)
            return True
        if was_stopped(self._stopped, one):
            self._tell("STA016", one.earlier, one.place, _STOPPED, _AGAIN)
            return True
        if _outside(one):
            self._tell("STA016", one.earlier, one.place, _OUTSIDE, _AGAIN)
            return True
        return False

    def _not_signed(self, index: int, one: Found, why: tuple[str, ...]) -> None:
        assert one.earlier is not None
        if self.latest.steps[index].required:
            self._tell("STA015", one.earlier, one.place, *why)
        else:
            self._tell("STA016", one.earlier, one.place, _OPTIONAL)

    def _tell(self, code: str, planned: PlannedStep, place: str, *said: str) -> None:
        told = self._told[planned.indexed.plan.revision, code, said]
        if not told or told[-1][0] != planned.step.id:
            told.append((planned.step.id, place))

    def findings(self) -> Iterator[Finding]:
        """One finding for each revision and what is said of its steps."""
        for (revision, code, said), steps in self._told.items():
            why: Message | tuple[Message, ...]
            if code == "STA015":
                why = tuple(map(Message, said))
            else:
                why = Message(said[1], (("why", Message(said[0])),)) if len(said) > 1 else Message(said[0])
            args = (("revision", short_revision(revision)), ("why", why))
            yield Finding(code=code, steps=tuple(step for step, _ in steps), args=args, where=steps[0][1])


def _of_the_last_plan(found: Sequence[Found]) -> Sequence[Found]:
    """The entries of the last plan that has some: leave, and who is there, is that of each plan by itself."""
    last = found[-1].earlier and found[-1].earlier.indexed
    return [one for one in found if (one.earlier and one.earlier.indexed) is last]


def _plan(one: Found, latest: IndexedPlan) -> IndexedPlan:
    return one.earlier.indexed if one.earlier else latest


def _outside(one: Found) -> bool:
    """It was signed at a known time, and not in a window planned for it."""
    assert one.earlier is not None
    found, _ = time_of(*one.earlier, one.entry.at)
    return isinstance(found, Moment) and not inside(windows_of(*one.earlier), found)
