"""Two plans made from two sites, and what is said to differ between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from runbook.document.difference_text import SHOWN, difference_rows
from runbook.document.differences import PlanDifferences, StepDifferences, differences
from runbook.i18n import load_language
from runbook.model.plan import Note, Plan, PlanWarning
from runbook.model.site import Clients, Hop, Inventory, Package, Person, Site, Window
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures
from tests.plans import change_of, plan_of, site_of

NOTHING = PlanDifferences(
    facts=(), windows=(), appliances=(), people=(), hops=(), steps=StepDifferences(), totals=(0, 0), others=()
)


def planned(edit: Callable[[Site], Site] = lambda site: site) -> Plan:
    """The plan of an asynchronous pair by shared IP, its site edited before."""
    site = replace(site_of("failover", "shared-ip"), changes=(change_of("failover", "automatic", "asynchronous"),))
    site = edit(site)
    inventory = Inventory(schema=1, organization="Example SA", languages=("fr", "en"), sites=(site,))
    return make_plan(inventory, site, site.changes[0], load_procedures())


def rows(edit: Callable[[Site], Site], tag: str = "en") -> list[tuple[str, str]]:
    return list(difference_rows(differences(planned(), planned(edit)), load_language(tag)))


def _appliance(number: int, **values: Any) -> Callable[[Site], Site]:
    def edit(site: Site) -> Site:
        made = list(site.appliances)
        made[number] = replace(made[number], **values)
        return replace(site, appliances=tuple(made))

    return edit


def _change(**values: Any) -> Callable[[Site], Site]:
    return lambda site: replace(site, changes=(replace(site.changes[0], **values),))


def _moved(site: Site) -> Site:
    first, second = site.changes[0].windows
    later = Window(start=second.start + timedelta(days=1), end=second.end + timedelta(days=1))
    return _change(windows=(first, later))(site)


def test_two_equal_plans_differ_in_nothing():
    found = differences(planned(), planned())
    assert found == replace(NOTHING, totals=found.totals)
    assert difference_rows(found, load_language("en")) == ()


def test_a_corrected_address_is_told_and_nothing_else():
    assert rows(_appliance(1, ip="192.0.2.99")) == [("Appliance rs-b", "IP address: 192.0.2.12 → 192.0.2.99")]


def test_a_host_name_and_a_version_of_one_appliance():
    found = rows(_appliance(0, hostname="rs-1.example.com", software="22.3.4"))
    assert found == [
        ("Appliance rs-a", "host name: rs-a.example.com → rs-1.example.com"),
        ("Appliance rs-a", "BeyondTrust today: 22.2.1 → 22.3.4"),
    ]


def _packages(*packages: Package) -> Callable[[Site], Site]:
    return _change(hops=(Hop(packages=packages),))


def test_other_packages_are_told_with_what_they_are() -> None:
    plus = _packages(Package(base="6.2.0"), Package(software="23.1.1"), Package(licence="5 users"))
    assert rows(plus)[0] == (
        "Packages of hop 1", "Base 6.2.0 + BeyondTrust 23.1.1 → Base 6.2.0 + BeyondTrust 23.1.1 + Licence 5 users"
    )  # fmt: skip
    patch = Package(patch="BT26-02", file="bt26-02.nss", sha256="0123456789abcdef" * 4)
    assert rows(_packages(patch), "fr")[0] == (
        "Paquets du palier 1",
        "Base 6.2.0 + BeyondTrust 23.1.1 → Correctif BT26-02 (bt26-02.nss, SHA-256 01234567…)",
    )


def test_the_same_packages_written_otherwise_or_in_an_older_plan_differ_in_nothing() -> None:
    written = _packages(Package(base="6.2.0"), Package(software="23.1.1"))
    assert planned(written).revision == planned().revision
    older = replace(planned(), passes=tuple(replace(p, packages=()) for p in planned().passes))
    assert [package.name for package in older.passes[0].contents] == ["6.2.0", "23.1.1"]
    assert differences(older, planned()).hops == ()
    assert differences(older, planned()).others == ()


def test_a_window_that_moves_is_told_once_and_not_at_each_step():
    assert rows(_moved) == [
        (
            "Window 2",
            "Tue, 8 Dec 2026 22:00 – Wed, 9 Dec 2026 04:00 → Wed, 9 Dec 2026 22:00 – Thu, 10 Dec 2026 04:00",
        )
    ]


def test_people_who_come_go_and_change():
    def edit(site: Site) -> Site:
        martin, leroy, _bernard = site.staff
        changed = replace(martin, name="C. Martin-Roy", roles=("technician",))
        new = Person(initials="NK", name="N. Keller", roles=("manager", "witness", "representative"))
        return replace(site, staff=(changed, leroy, new))

    assert rows(edit) == [
        ("Staff, CM", "name: C. Martin → C. Martin-Roy"),
        ("Staff, CM", "signs as: technician, network → technician"),
        ("Staff, NK", "added: N. Keller (change manager, witness, representative)"),
        ("Staff, AB", "removed: A. Bernard (representative, witness, change manager)"),
        ("Steps", "who signs, or what is written down, at 5 steps"),  # of the network, which nobody holds any more
    ]


def test_another_package_and_one_hop_more():
    one = plan_of("failover", "automatic", "asynchronous", "dns")
    two = plan_of("failover", "automatic", "asynchronous", "dns", bases=(False, True))
    found = difference_rows(differences(one, two), load_language("en"))
    assert ("Packages of hop 1", "Base 6.2.0 + BeyondTrust 23.1.1 → BeyondTrust 23.1.1") in found
    assert ("Packages of hop 2", "added: Base 6.3.1 + BeyondTrust 23.3.2") in found
    assert [about for about, _ in found if about.startswith("Window")] == ["Window 3", "Window 4"]
    (steps,) = (said for about, said in found if about == "Steps" and "→" in said)
    assert steps.startswith(f"{len(one.steps)} → {len(two.steps)}; added: ")


def test_another_path_says_what_is_done_now():
    one = plan_of("failover", "automatic", "asynchronous", "dns")
    two = plan_of("failover", "automatic", "synchronous", "dns")
    found = dict(difference_rows(differences(one, two), load_language("en")))
    assert found["What the change is"] == f"{one.path_title} → {two.path_title}"


def test_facts_of_the_site():
    def edit(site: Site) -> Site:
        assert site.failover
        other = replace(site.failover, shared_ip="192.0.2.6")
        return replace(site, hostname="help.example.com", failover=other, clients=Clients(jump_clients=1300))

    assert rows(edit)[:3] == [
        ("Name that users reach", "support.example.com → help.example.com"),
        ("Shared IP address", "192.0.2.5 → 192.0.2.6"),
        ("Jump Clients", "0 → 1,300"),
    ]


def test_texts_demands_and_durations_are_counted():
    plan = planned()
    first, second, *rest = plan.steps
    later = replace(second, duration=replace(second.duration, high=second.duration.high + 5))
    edited = replace(first, do="Do it otherwise.", witness=not first.witness)
    found = differences(plan, replace(plan, steps=(edited, later, *rest)))
    assert (found.steps.texts, found.steps.demands, found.steps.durations) == ((first.id,), (first.id,), (second.id,))
    assert [said for _, said in difference_rows(found, load_language("en"))] == [
        "texts of 1 step",
        "who signs, or what is written down, at 1 step",
        "planned duration of 1 step",
    ]


def test_what_has_no_line_of_its_own_is_named():
    plan = planned()
    other = replace(plan, rules=plan.rules[1:], never=(*plan.never, Note(kind="never", text="x")))
    found = differences(plan, other)
    assert found.others == ("rules", "never")
    (row,) = difference_rows(found, load_language("en"))
    assert row == ("Besides", "rules between steps and what must never be done")


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", [f.name for f in fields(Plan) if f.name not in ("format", "revision")])
def test_whatever_differs_between_two_plans_is_never_passed_over(name):
    """Also where it should follow from something else."""
    plan = planned()
    told = (PlanWarning(code="PLN001", text="Too short.", args={"window": "1"}),)
    changed: dict[str, Any] = {name: told if name == "warnings" else _another(getattr(plan, name))}
    other = replace(plan, **changed)
    assert difference_rows(differences(plan, other), load_language("fr"))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", [f.name for f in fields(type(planned().steps[0])) if f.name != "id"])
def test_whatever_differs_in_a_step_is_never_passed_over(name):
    plan = planned()
    step = replace(plan.steps[0], **{name: _another(getattr(plan.steps[0], name))})
    assert difference_rows(differences(plan, replace(plan, steps=(step, *plan.steps[1:]))), load_language("en"))


def _another(value: Any) -> Any:
    """Something else that could stand there."""
    if isinstance(value, tuple):
        return value[1:] if value else ("x",)
    if isinstance(value, dict):
        return {**value, "x": "y"}
    if isinstance(value, bool):
        return not value
    return None if value is not None and not isinstance(value, str) else "x"


def test_many_differences_are_counted_at_the_end():
    plan = plan_of("atlas-failover", None, None, "dns", nodes=60)
    other = replace(plan, appliances=tuple(replace(a, hostname=f"x{a.hostname}") for a in plan.appliances))
    found = difference_rows(differences(plan, other), load_language("en"))
    assert len(found) == SHOWN
    assert found[-1] == ("Besides", f"{len(plan.appliances) - SHOWN + 1} more differences")


def test_in_french():
    assert rows(_appliance(1, ip="192.0.2.99"), "fr") == [("Serveur rs-b", "adresse IP\u00a0: 192.0.2.12 → 192.0.2.99")]
