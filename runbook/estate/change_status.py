"""Where a change stands, and what that is known by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    "pages-missing": N_("pages missing"),
    "overdue": N_("overdue"),
    "stopped": N_("stopped"),
    "cancelled": N_("cancelled"),
}
SETTLED = frozenset({"planned", "approved", "under-way", "passed", "stopped", "cancelled"})  # no status but 0
OF_VERDICTS = {"fail": "failed", "undetermined": "undetermined", "backed-out": "backed-out"}
AWAITED = "awaited"  # in the place of a verdict, where all that is wrong is that a night's pages are not back
_WORST = ("fail", "undetermined", AWAITED, "backed-out", "pass")
LEFT_SAFE = "STA021"  # a way back that leaves the site otherwise than before
# What is found in a record only because its change was stopped: what is missing, and the failure that stopped it.
OF_STOPPING = frozenset({"STA001", "STA003", "STA019", "STA020", "STA021", "DOC007", "DOC008", "DOC019", "DOC023"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingTold:
    """A finding in brief: its code and severity, the printed number of the first step that it is about and who may
    sign that, all of its steps (`2.1–2.4, 3.1`), its place."""

    code: str
    severity: Severity
    number: str
    roles: tuple[str, ...]
    where: str
    steps: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordJudged:
    """A record of a change, and the verdict on it. `open` steps are not signed and not due yet, `missing` ones are due;
    `next_step` is the first of both and of those that failed and were not put right, and `next_due` when it is due, if
    ever. `awaited` is the end of the night whose pages have not come back, where nothing else is wrong. `before`: the
    night was led back, and the change is planned anew since."""

    revision: str
    run: str
    verdict: str
    files: tuple[str, ...]
    findings: tuple[FindingTold, ...] = ()
    more: tuple[tuple[str, int], ...] = ()  # of which codes how many findings there are beyond these
    open: int = 0
    missing: int = 0
    next_step: str = ""
    next_due: datetime | None = None
    awaited: datetime | None = None
    before: bool = False


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

    def faults(self) -> Iterator[tuple[str, tuple[str, ...], int]]:
        """What is counted of its records: a code, who may sign the step, how often. No notes, and nothing of what is
        missing because the change was given up, or because the pages of a night have not come back; nor of a night that
        was led back before the change was planned anew."""
        no_fault = OF_STOPPING if is_given_up(self.state, self.windows) else frozenset()
        for record in (one for one in self.records if not one.before):
            found = [(one.code, one.roles, 1) for one in record.findings]
            found += [(code, (), count) for code, count in record.more]
            for code, roles, count in found:
                if CODES[code].severity != "note" and code not in no_fault and not record.awaited:
                    yield code, roles, count


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
    verdict = worst(AWAITED if one.awaited else one.verdict for one in judged)
    given_up = is_given_up(state, planned)
    if given_up and verdict in ("fail", "undetermined", AWAITED):
        wrong = (one for one in judged if one.verdict in ("fail", "undetermined") and not one.awaited)
        return _of_given_up(state, wrong)
    if verdict == AWAITED:
        return _of_awaited(state, (one.awaited for one in judged if one.awaited), now, late)
    if verdict != "pass":
        return OF_VERDICTS.get(verdict, verdict)
    if not any(one.open for one in judged):
        return "passed"
    if given_up:
        return state
    return "overdue" if late else "under-way"


def was_led_back(record: RecordJudged) -> bool:
    """Whether a way back was taken whole, and nothing else is wrong with its record: the site is as before, or safe."""
    return record.verdict == "backed-out" or {code for code, _ in _deciding(record)} == {LEFT_SAFE}


def is_planned_anew(was: Sequence[WindowActual], ahead: WindowActual) -> bool:
    """Whether a window that is `ahead` comes after the one that a record's plan (`was`) had in its place, and after all
    that was signed in the windows of that plan."""
    same = was[min(ahead.number, len(was)) - 1]
    return ahead.start > same.start and all(one.last is None or one.last < ahead.start for one in was)


def is_given_up(state: ChangeState, windows: Iterable[WindowActual]) -> bool:
    """Whether a change was stopped half-way, or cancelled before anything was signed in a window of it."""
    return state == "stopped" or (state == "cancelled" and all(window.first is None for window in windows))


def _of_awaited(state: ChangeState, ends: Iterable[datetime], now: datetime, late: bool) -> str:
    """Where a change stands whose pages of a night have not come back: due, as long as it lasts."""
    if state != "done" and late:
        return "overdue"
    return "pages-missing" if state == "done" or now > min(ends) else "due"


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
