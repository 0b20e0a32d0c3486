"""A small plan made by hand: one pass of an asynchronous pair, with every kind of thing that a page can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from runbook.model.plan import (
    Duration,
    Evidence,
    Expect,
    Link,
    Need,
    Note,
    Phase,
    Plan,
    PlanAppliance,
    PlanHop,
    PlanStep,
    PlanWarning,
    PlanWindow,
    Recovery,
    Slot,
    Term,
)
from runbook.model.site import Clients, Failover, Person

PARIS = ZoneInfo("Europe/Paris")
OPENS = datetime(2026, 12, 5, 22, 0, tzinfo=PARIS)


def appliance(id_: str, role: str, ip: str, **more: object) -> PlanAppliance:
    """An appliance of the sample."""
    given = {
        "form": "physical",
        "model": "B300",
        "hostname": f"{id_}.example.com",
        "base": "6.1.0",
        "software": "22.2.1",
        **more,
    }
    return PlanAppliance(id=id_, role=role, ip=ip, **given)  # type: ignore[arg-type]


def step(id_: str, number: str, **more: object) -> PlanStep:
    """A step of the sample; `more` overrides any of its fields."""
    given: dict[str, object] = {
        "event": id_.split(":")[0],
        "appliance": None,
        "letter": None,
        "hop": None,
        "window": None,
        "required": True,
        "na_allowed": False,
        "witness": False,
        "roles": ("technician",),
        "evidence": None,
        "sources": ("P01", "F04"),
        "title": "Save the settings",
        "where": "/login > Management > Software",
        "do": "Under **Software :: Backup Settings**, set a password, click **Download Backup** and store the file.",
        "see": "A file of today is in its place.",
        "notes": (),
        "slots": (),
        "recoveries": (),
        "links": (),
        "no_return": False,
        "kit": False,
        "duration": Duration(low=5, high=10),
        "planned_start": None,
        "planned_by": None,
        "planned_from": None,
        **more,
    }
    return PlanStep(id=id_, number=number, phase=f"phase-{number.split('.')[0]}", **given)  # type: ignore[arg-type]


def steps() -> tuple[PlanStep, ...]:
    """Three phases: before, the window, after."""
    return (
        step(
            "prep.vendor-notice",
            "1.1",
            title="Wait for the vendor’s notice",
            na_allowed=True,
            where="",
            links=("support",),
            planned_by=OPENS,
            evidence=Evidence(name="n", type="text", label="Date of the e-mail"),
        ),
        step(
            "backup.settings:rs-a:h1",
            "1.2",
            appliance="rs-a",
            letter="A",
            hop=1,
            planned_by=OPENS,
            notes=(Note(kind="warning", text="If the password is lost, the file is lost.", sources=("E1",)),),
            evidence=Evidence(name="file", type="text", label="File, place, password holder"),
        ),
        step(
            "failover.sync:h1",
            "2.1",
            hop=1,
            window=1,
            witness=True,
            planned_start=OPENS,
            notes=(
                Note(kind="never", text="Break the pair before the sync has ended.", sources=("N5",)),
                Note(kind="note", text="The button is on the page of the backup.", kit=True),
            ),
            evidence=Evidence(
                name="t", type="datetime", label="Last data sync", expect=Expect(after="backup.settings:rs-a:h1")
            ),
        ),
        step(
            "update.software:rs-b:h1",
            "2.2",
            appliance="rs-b",
            letter="B",
            hop=1,
            window=1,
            links=("faq-377",),
            recoveries=("R1",),
            planned_start=OPENS + timedelta(minutes=30),
            duration=Duration(low=15, high=60, source="P11"),
            slots=(
                Slot(label="BeyondTrust package", value="24.1.2", kind="version"),
                Slot(label="Window ends", value=(OPENS + timedelta(hours=4)).isoformat(), kind="datetime"),
            ),
            evidence=Evidence(name="v", type="version", label="Installed version", expect=Expect(equals="24.1.2")),
        ),
        step(
            "hw.confirm:rs-b",
            "2.3",
            appliance="rs-b",
            letter="B",
            hop=1,
            window=1,
            no_return=True,
            witness=True,
            kit=True,
            planned_start=OPENS + timedelta(minutes=90),
            where="",
            evidence=Evidence(name="w", type="yes-no", label="Warnings shown", expect=Expect(equals="no")),
        ),
        step(
            "after.installers",
            "3.1",
            planned_from=OPENS + timedelta(hours=4),
            na_allowed=True,
            slots=(Slot(label="Jump Clients", value="1200", kind="count"),),
            evidence=Evidence(name="c", type="count", label="Installers rebuilt"),
        ),
    )


def plan(**more: object) -> Plan:
    """The sample plan; `more` overrides any of its fields."""
    a, b = appliance("rs-a", "primary", "192.0.2.11"), appliance("rs-b", "backup", "192.0.2.12", form="virtual")
    made = Plan(
        format="runbook-plan/1",
        revision="0123456789abcdef" * 4,
        organization="Example SA",
        site="paris",
        site_name="Paris – La Défense",
        hostname="support.example.com",
        change="CHG0041",
        kind="upgrade",
        path="failover-asynchronous-automatic-shared-ip",
        path_title="Two appliances in failover, asynchronous, automatic, shared IP",
        reasons=("The site has a primary and a backup appliance.", "The inventory asks for the asynchronous order."),
        timezone="Europe/Paris",
        languages=("en", "fr"),
        options=("automatic", "pair"),
        failover=Failover(switch="shared-ip", shared_ip="192.0.2.20"),
        clients=Clients(jump_clients=1200),
        appliances=(a, b),
        windows=(PlanWindow(start=OPENS, end=OPENS + timedelta(hours=4)),),
        staff=(
            Person(initials="CM", name="C. Martin", email="cm@example.com", roles=("technician", "network")),
            Person(initials="TL", name="T. Leroy", email=None, roles=("technician", "approver")),
        ),
        passes=(
            PlanHop(
                hop=1,
                base="6.2.0",
                software="24.1.2",
                windows=(1,),
                letters={"A": "rs-a", "B": "rs-b"},
                primary_start="rs-a",
                primary_end="rs-b",
            ),
        ),
        phases=tuple(
            Phase(
                id=f"phase-{n}",
                number=n,
                title=title,
                hop=hop,
                window=window,
                letter=None,
                back="Nothing was changed; simply stop.",
                back_is_kits=True,
            )
            for n, title, hop, window in (
                (1, "Preparation", None, None),
                (2, "Backup, sync and appliance B", 1, 1),
                (3, "Afterwards", None, None),
            )
        ),
        steps=steps(),
        rules=(),
        never=(Note(kind="never", text="Break the pair before the sync has ended.", sources=("N5",)),),
        needs=(
            Need(kind="credential", text="Administrator of /appliance", holder="technician"),
            Need(kind="file", text="The settings backup of today", holder="technician"),
        ),
        recoveries=(
            Recovery(
                id="R1",
                trouble="The automatic update fails",
                act="Read FAQ 377, then go the **manual** way.",
                links=("faq-377",),
                sources=("SA3",),
                kit=False,
            ),
        ),
        links=(
            Link(id="faq-377", title="FAQ 377", url="https://www.example.com/csm/SolutionFAQ.aspx?id=377"),
            Link(id="support", title="Support", url="https://www.example.com/docs/index.htm#support"),
        ),
        sources={"P01": "43, 192, 319", "F04": "192-197"},
        terms=(Term(label="Sync Now", status="confirmed"), Term(label="Upload Backup", status="inferred")),
        warnings=(
            PlanWarning(code="time", text="Window {n} is {minutes} min too short.", args={"n": "1", "minutes": "10"}),
        ),
    )
    return replace(made, **more)  # type: ignore[arg-type]
