"""Where clients are removed or offline, pages, mail and calendar tell it all: not less than the time without them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from runbook.document.approval import approval
from runbook.document.bars import drawing
from runbook.document.impact import disruptions, longest, offline, outages
from runbook.document.letter import letter
from runbook.document.letter_text import as_text
from runbook.document.words import warning_text
from runbook.i18n import load_language
from runbook.model.plan import Plan, PlanStep
from runbook.model.site import Clients
from runbook.model.ways_back import main_phases
from runbook.pack.calendar import entries
from runbook.pdf.html import approval_html
from tests.plans import KINDS, plan_of

pytestmark = pytest.mark.sampled(4)

MSI = Clients(jump_clients=1200, extractable_msi=True)
LANGUAGES = tuple(map(load_language, ("en", "fr")))


def name(kind: tuple[Any, ...]) -> str:
    return "-".join(filter(None, kind))


def bases_of(kind: tuple[Any, ...]) -> tuple[bool, ...]:
    return (True,) if kind[0].startswith("migrate-") else (True, False)


def end(step: PlanStep) -> datetime:
    assert step.planned_start is not None
    return step.planned_start + timedelta(minutes=step.duration.high)


def last_end(plan: Plan) -> datetime:
    return max(end(step) for step in plan.steps if step.planned_start is not None)


def spaced(text: str) -> str:
    """With plain spaces alone."""
    return " ".join(text.split())


def texts(plan: Plan, language: Any) -> dict[str, str]:
    """What the approval's table, the mail and the calendar say."""
    rows = approval(plan, language).impact
    mail = letter(plan, language, ())
    said = {
        "approval": " ".join(f"{row.kind} {row.start.text} {row.end.text} {row.length} {row.who}" for row in rows),
        "mail": as_text(mail),
        "calendar": " ".join(f"{entry.summary} {entry.description}" for entry in entries(plan, language)),
    }
    return {where: spaced(text) for where, text in said.items()}


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_the_outage_told_is_not_less_than_the_time_without_clients(kind: tuple[Any, ...]) -> None:
    plan = plan_of(*kind, bases=bases_of(kind), wait="remove-clients")
    steps = {step.event: step for step in plan.steps}
    removal, return_ = steps["clients.remove"], steps["clients.redeploy"]
    worst = longest(plan)
    assert worst is not None
    assert outages(plan) == (worst,)  # the others lie within it
    assert removal.planned_by == plan.windows[0].start
    assert worst.start == plan.windows[0].start - timedelta(minutes=removal.duration.high)
    assert worst.end >= last_end(plan) + timedelta(minutes=return_.duration.high)
    assert worst.high >= (last_end(plan) - plan.windows[0].start) / timedelta(minutes=1)
    assert {removal, return_, *(s for s in plan.steps if s.window)} <= {*worst.steps}
    for language in LANGUAGES:
        shown = approval(plan, language)
        told = spaced(language.minutes(worst.high))
        assert spaced(shown.head.figures[0].value.text) == told
        assert shown.impact[0].strong
        assert told in spaced(letter(plan, language, ()).asked)
        assert all(told in text for text in texts(plan, language).values())
        (entry,) = (entry for entry in entries(plan, language) if entry.name == "no-clients")
        assert (entry.start, entry.end, entry.busy) == (worst.start, worst.end, False)
        for bar in drawing(plan, language).bars:
            assert language.text("no support") in [lane.name for lane in bar.lanes]
        (warned,) = (w for w in plan.warnings if w.code == "PLN009")
        assert told in spaced(warning_text(warned, language))
        assert all(spaced(warning_text(warned, language)) in where for where in (
            " ".join(spaced(w.text) for w in shown.warnings), texts(plan, language)["mail"]
        ))  # fmt: skip
    assert [risk for risk in plan.risks if "support" in risk.text and risk.limits]


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_every_window_of_mail_and_calendar_says_that_there_is_no_support(kind: tuple[Any, ...]) -> None:
    plan = plan_of(*kind, bases=bases_of(kind), wait="remove-clients")
    english = LANGUAGES[0]
    assert all(window.said[0].startswith("No support between ") for window in letter(plan, english, ()).windows)
    windows = [entry for entry in entries(plan, english) if entry.name.startswith("window-")]
    assert all("No support" in entry.description for entry in windows)


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_clients_with_a_pushed_msi_are_offline_from_the_push_until_the_new_version_serves(
    kind: tuple[Any, ...],
) -> None:
    plan = plan_of(*kind, clients=MSI)
    (away,) = offline(plan)
    push = next(step for step in plan.steps if step.event == "prep.msi")
    opens = plan.windows[0].start - timedelta(minutes=push.duration.high)
    assert away.start == (push.planned_start if push.window else opens)
    serves = {
        "single": "update.software",
        "failover-synchronous": "update.software",
        "failover-asynchronous": "switch.",
        "atlas": "switch.dns-propagated" if "dns" in kind else "cluster.sync-first",
        "migrate": "switch.dns-propagated",
    }
    wanted = next(event for path, event in serves.items() if plan.path.startswith(path))
    last = away.steps[-1]
    assert last.event is not None
    assert last.event.startswith(wanted)
    assert (away.end, away.window) == (end(last), None)
    outage = longest(plan)
    assert outage is not None
    assert away.end >= outage.end or kind[0].startswith("atlas")
    for language in LANGUAGES:
        assert all(spaced(language.minutes(away.high)) in text for text in texts(plan, language).values())
        assert [entry for entry in entries(plan, language) if entry.name == "clients-offline"]
        for bar, window in zip(drawing(plan, language).bars, plan.windows, strict=True):
            drawn = language.text("clients offline") in [lane.name for lane in bar.lanes]
            assert drawn is (away.end > window.start)


@pytest.mark.sampled(12)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_ways_back_say_that_nobody_can_use_them(kind: tuple[Any, ...]) -> None:
    kept = plan_of(*kind)
    assert not any("Nobody can use the site" in text for phase in kept.phases for text in phase.back_also)
    plan = plan_of(*kind, bases=bases_of(kind), wait="remove-clients")
    for phase in main_phases(plan):
        if phase.window is not None:
            assert any("Nobody can use the site" in text for text in phase.back_also), phase.id
    for language in LANGUAGES:
        said = language.text(main_phases(plan)[-1 if not kind[0].startswith("migrate") else 3].back_also[0])
        assert any(said in way.back for way in approval(plan, language).ways)


@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_nothing_says_that_sessions_go_on_elsewhere(kind: tuple[Any, ...]) -> None:
    """Moving the traffic disconnects everybody; the upgrade of what does not serve, nobody (51, 57)."""
    plan = plan_of(*kind)
    said = [one.text for one in plan.effects] + [n.text for s in plan.steps for n in s.notes]
    assert not [text for text in said if "start again there" in text]
    (told,) = (step for step in plan.steps if step.id == "prep-downtime")
    notes = " ".join(note.text for note in told.notes)
    if "asynchronous" in plan.options:
        assert "does not serve disconnects nobody. Moving the traffic disconnects everybody" in notes
    assert ("During an installation, the site is down" in notes) == ("single" in plan.options)
    installing = {s.appliance for d in outages(plan) for s in d.steps if s.installs}
    serving = {p.primary_start for p in plan.passes} if plan.options and "asynchronous" not in plan.options else set()
    assert installing <= serving


def test_two_stretches_of_one_change_are_told_apart() -> None:
    """With removal nothing is pushed on top: what the MSI brings is removed too."""
    plan = plan_of("single", "manual", bases=(True, True), wait="remove-clients", clients=MSI)
    assert offline(plan) == ()
    assert disruptions(plan)[0].kind == "no-clients"


@pytest.mark.sampled(20)
@pytest.mark.parametrize("kind", KINDS, ids=name)
def test_the_approval_speaks_of_jump_clients_that_upgrade_where_some_do(kind: tuple[Any, ...]) -> None:
    """Not where all clients are removed, nor where there are none."""
    said = "After an upgrade, no Jump Client"
    english = LANGUAGES[0]
    bases = (True,) if kind[0].startswith("migrate-") else (True, False)
    for wait, clients, upgrades in (("24h", MSI, True), ("remove-clients", MSI, False), ("24h", Clients(), False)):
        plan = plan_of(*kind, bases=bases, wait=wait, clients=clients)
        upgrades = upgrades and (plan.kind == "upgrade" or "level-differs" in plan.options)
        assert (said in approval_html(approval(plan, english), english)) is upgrades
