"""Where a change stands, and what that is known by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from runbook.i18n import N_
from runbook.model.finding import Severity
from runbook.model.site import ChangeState
from runbook.verify.codes import CODES

# In the order in which they are counted; a word of a verdict that is none of these is carried through as it is.
STANDINGS = {
    "planned": N_("planned"),
    "approved": N_("approved"),
    "due": N_("due"),
    "under-way": N_("under way, right so far"),
    "passed": N_("passed"),
    "backed-out": N_("backed out"),
    "failed": N_("failed"),
    "undetermined": N_("undetermined"),
    "record-missing": N_("record missing"),
    "overdue": N_("overdue"),
    "stopped": N_("stopped"),
    "cancelled": N_("cancelled"),
}
SETTLED = frozenset({"planned", "approved", "under-way", "passed", "stopped", "cancelled"})  # no status but 0
OF_VERDICTS = {"fail": "failed", "undetermined": "undetermined", "backed-out": "backed-out"}
_WORST = ("fail", "undetermined", "backed-out", "pass")
# What is found in a record only because its change was stopped: what is missing, and the failure that stopped it.
OF_STOPPING = frozenset({"STA001", "STA003", "STA019", "STA020", "STA021", "DOC007", "DOC008", "DOC019", "DOC023"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingTold:
    """A finding in brief: its code and severity, the printed number of the step and who may sign that, its place."""

    code: str
    severity: Severity
    number: str
    roles: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordJudged:
    """A record of a change, and the verdict on it. `open` steps are not signed and not due yet; `next_step` is the
    first of them, and `next_due` when it is due, if ever."""

    revision: str
    run: str
    verdict: str
    files: tuple[str, ...]
    findings: tuple[FindingTold, ...] = ()
    more: tuple[tuple[str, int], ...] = ()  # of which codes how many findings there are beyond these
    open: int = 0
    next_step: str = ""
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowActual:
    """A window as it was planned, and the first and last time that was signed of its steps, where that is known."""

    number: int
    start: datetime
    end: datetime
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStatus:
    """A change, and where it stands. `state` is what the inventory says of it; `revision` that of its plan, "" where
    none was rendered. `rehearsals` are records that were played: they say nothing of the change."""

    site: str
    site_name: str
    change: str
    ticket: str
    path: str
    state: ChangeState
    standing: str
    revision: str
    deadline: date | None
    windows: tuple[WindowActual, ...]
    records: tuple[RecordJudged, ...] = ()
    rehearsals: int = 0


def standing_of(
    state: ChangeState,
    records: Iterable[RecordJudged],
    windows: Iterable[WindowActual],
    now: datetime,
    *,
    late: bool,
) -> str:
    """Where a change stands. `late`: the day by whose end it has to be done is over.

    A change is due once its first window has opened. Of one that was stopped half-way, or cancelled before a window of
    it began, what is missing is no fault; what is wrong is one all the same.
    """
    judged, planned = list(records), list(windows)
    if not judged:
        return _unrecorded(state, planned, now, late)
    verdict = worst(one.verdict for one in judged)
    given_up = state == "stopped" or (state == "cancelled" and all(window.first is None for window in planned))
    if given_up and verdict in ("fail", "undetermined"):
        return _of_given_up(state, (one for one in judged if one.verdict in ("fail", "undetermined")))
    if verdict != "pass":
        return OF_VERDICTS.get(verdict, verdict)
    if not any(one.open for one in judged):
        return "passed"
    if given_up:
        return state
    return "overdue" if late else "under-way"


def _of_given_up(state: ChangeState, judged: Iterable[RecordJudged]) -> str:
    """Where a stopped or cancelled change stands by what was found but for that it was given up; a record of which
    nothing is told was not looked at."""
    told = [list(_deciding(one)) for one in judged]
    left = {severity for codes in told for code, severity in codes if code not in OF_STOPPING}
    if "error" in left:
        return "failed"
    return "undetermined" if left or not all(told) else state


def _deciding(record: RecordJudged) -> Iterator[tuple[str, Severity]]:
    """The codes that decide a verdict: all but notes."""
    found = [(one.code, one.severity) for one in record.findings]
    found += [(code, CODES[code].severity) for code, _ in record.more]
    return ((code, severity) for code, severity in found if severity != "note")


def worst(verdicts: Iterable[str]) -> str:
    """The worst of some verdicts; one that is not known here is worse than all but what is proved wrong or open."""
    return min(verdicts, key=lambda one: _WORST.index(one) if one in _WORST else 1.5)


def _unrecorded(state: ChangeState, windows: list[WindowActual], now: datetime, late: bool) -> str:
    if state in ("stopped", "cancelled"):
        return state
    if state == "done":
        return "record-missing"
    if late:
        return "overdue"
    if now > max(window.end for window in windows):
        return "record-missing"
    return "due" if now >= min(window.start for window in windows) else state
