"""What the verifier says: a code and its arguments. Sentences are made at the edge, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Severity = Literal[
    "error",  # proved wrong: the verdict is fail
    "warning",  # cannot be decided from what was written down: the verdict is undetermined
    "note",  # worth knowing; the verdict does not depend on it
]
Verdict = Literal[
    "pass",
    "backed-out",  # the change was not carried to its end, and the site is as before
    "undetermined",
    "fail",
]
Family = Literal["DOC", "STA", "TIM", "ORD", "GAP", "WIN", "ADJ", "SGN", "EVD"]


@dataclass(frozen=True, slots=True)
class StepRefs:
    """Steps by their ids; shown by their printed numbers."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message id; shown in the reader's language. `args` fill it as those of a finding do."""

    text: str
    args: tuple[tuple[str, ArgumentValue], ...] = ()


# str: data, shown as it is. datetime: local to the site, aware. timedelta: a duration, in whole minutes.
ArgumentValue = str | int | datetime | timedelta | StepRefs | Message | tuple[Message, ...]
Args = tuple[tuple[str, ArgumentValue], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the verifier found; one finding is one cause.

    `code` is a key of `runbook.verify.codes.CODES`; `args` fill its messages. `steps` are ids, the ones most concerned
    first. `rule` is the id of the plan's rule where there is one. `where` is `file:place`, "" where it is nowhere (a
    missing entry). `slip` is a plausible mistake of writing that would explain it. `remedy` is what to do now,
    where that is not what its code says.
    """

    code: str
    steps: tuple[str, ...] = ()
    args: Args = ()
    rule: str = ""
    sources: tuple[str, ...] = ()
    where: str = ""
    slip: Message | None = None
    remedy: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a code means. `title`, `message` and `remedy` (what to do now) are message ids.

    `page`: the checklist in the browser decides it as verify does, and says so before an entry counts.
    """

    code: str
    severity: Severity
    title: str
    message: str
    remedy: str
    page: bool = False

    @property
    def family(self) -> str:
        """The first three letters."""
        return self.code[:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """A step that is not signed and need not be yet: its id, and when it is due on the site's clock, if ever."""

    step: str
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTaken:
    """A way back that was begun, by its phase: by whom, from when until when as far as that is known, on the site's
    clock.

    `whole`: all its steps are done or not applicable. `as_before`: it leads to where the site was before.
    """

    phase: str
    by: tuple[str, ...]  # initials as they were written
    begun: datetime | None
    ended: datetime | None
    whole: bool
    as_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The verdict on one record.

    `revision` is that of the plan that it was judged by; `amended` are the earlier ones that parts of it were signed
    under, the oldest first. `so_far`: until when it was judged, where that is not the whole change; `open` is what is
    not due by then.
    """

    revision: str
    site: str
    change: str
    run: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    culprits: tuple[str, ...]
    undecided: tuple[str, ...] = ()  # of the culprits, those that others are as likely to be wrong in the place of
    rehearsal: bool = False  # played, not lived
    more: tuple[tuple[str, int], ...] = ()  # of which codes how many findings stand here no more
    amended: tuple[str, ...] = ()
    so_far: datetime | None = None
    open: tuple[OpenStep, ...] = ()
    back: tuple[BackTaken, ...] = ()  # the ways back that were begun
