"""Plans of folders that no record at hand is of: of several changes, those that nobody has proved yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from runbook.i18n import N_
from runbook.model.finding import Finding, Message, Result
from runbook.model.revision import short_revision
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import Verified

_SINCE = N_("due since {due}")
_DAMAGED = N_("and the plan cannot be read")


class PlanNotDue(NamedTuple):
    """A plan that has no record and need have none yet: its first window opens at `due`, on the site's clock."""

    site: str
    change: str
    revision: str
    due: datetime


def without_record(
    plan_store: PlanStore, lived: Collection[str], played: Collection[str], now: datetime, later: list[PlanNotDue]
) -> Iterator[Verified]:
    """A result for each current plan of the folders that is due and that no record is of; those that are not due are
    added to `later`. Nothing where there is one plan alone: whoever names that has its record.

    `lived` are the revisions that records are of, `played` those of rehearsals, which count where there is nothing but
    rehearsals. A plan is due once its first window has opened.
    """
    seen = {plan_store.whole(revision) for revision in lived or played}
    for revision, file in plan_store.current_but(seen):
        found = plan_store.plan_of(revision)
        if found is None:
            yield _missing(revision, file, "", "", Message(_DAMAGED))
            continue
        plan = found.plan
        due = min(window.start for window in plan.windows)
        if now < due:
            later.append(PlanNotDue(plan.site, plan.change, revision, due))
        else:
            yield _missing(revision, file, plan.site, plan.change, Message(_SINCE, (("due", due),)))


def revisions_of(one: Verified) -> set[str]:
    """The revisions that a record is of: the one that it was judged by, and those that its parts name."""
    return {one.result.revision, *(part.revision for part in one.record.parts)} if one.record else set()


def _missing(revision: str, file: str, site: str, change: str, since: Message) -> Verified:
    finding = Finding(code="DOC023", args=(("revision", short_revision(revision)), ("since", since)), where=file)
    result = Result(
        revision=revision,
        site=site,
        change=change,
        run="",
        verdict="undetermined",
        findings=(finding,),
        culprits=(),
    )
    return Verified(result)


def is_without_record(result: Result) -> bool:
    """Whether a result is that of a plan and of no record."""
    return any(finding.code == "DOC023" for finding in result.findings)
