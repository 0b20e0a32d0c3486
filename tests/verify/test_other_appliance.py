"""Evidence in words of one's own that names the other appliance, at a step that both have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runbook.report.finding_text import finding_text
from runbook.verify.other_appliance import OtherAppliance
from tests.pages import language
from tests.verify.harness import check, codes, faultless, indexed_plan_of, pair, write

BACKUP, CERTIFICATE = "backup-between:rs-a:h1", "backup-certificates:rs-b"
OTHERS = [
    "rs-b",
    "backup RS-B.nss",
    "rs-b.example.com",
    "\\\\nas\\chg\\rs-b_1.nss",
    "192.0.2.12",
    "same as rs-b",
    "rs\u2011b",
]
OWN = ["rs-a", "rs-a, as on rs-b", "backup.nss 1", "rs-bb.nss", "192.0.2.121", "b.nss 1", "crs-b 1", "B"]


@pytest.mark.parametrize(("value", "told"), [(one, ["EVD011"]) for one in OTHERS] + [(one, []) for one in OWN])
def test_evidence_of_the_other_appliance_is_a_question(value: str, told: list[str]) -> None:
    indexed = indexed_plan_of("failover", "automatic", "synchronous", "dns")
    entries = faultless(indexed, 3)
    write(entries, BACKUP, value=value)
    result = check(indexed, *entries.values())
    assert (codes(result), result.verdict) == (told, "undetermined" if told else "pass")


@pytest.mark.parametrize(
    "text", ["{}: 6.2.0", "{} 6.2.0", "[{}] 6.2.0", "6.2.0 ({})", "6.2.0 on {}", "https://{}/login: 6.2.0"]
)
def test_a_version_beside_an_address_is_that_of_the_appliance_there(text: str) -> None:
    indexed = pair()
    for address, told in (("192.0.2.11", ["EVD011"]), ("192.0.2.12", []), ("192.0.2.13", ["EVD002"])):
        entries = faultless(indexed, 3)
        write(entries, "update-base:rs-b:h1", value=text.format(address))
        assert codes(check(indexed, *entries.values())) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *((text.format("A"), ["EVD011"]) for text in ("oui sur {}", "yes on {}", "OK ({})", "{}: oui", "non, {}")),
        *((text.format("B"), []) for text in ("oui sur {}", "yes on {}", "OK ({})", "{}: oui")),
        *(("oui, sur A et B", []), ("yes, a", []), ("oui (CM)", [])),
    ],
)
def test_a_yes_beside_the_letter_of_the_other_appliance_is_a_question(text: str, told: list[str]) -> None:
    entries = faultless(pair(), 3)
    write(entries, "verify-session:rs-b:h1", value=text)
    assert codes(check(pair(), *entries.values())) == told


def test_it_names_both() -> None:
    indexed = indexed_plan_of("failover", "automatic", "synchronous", "dns")
    entries = faultless(indexed, 3)
    write(entries, CERTIFICATE, value="cert rs-a.p12")
    (found,) = check(indexed, *entries.values()).findings
    english, french = (finding_text(found, indexed.plan, language(tag), {}).message for tag in ("en", "fr"))
    assert english.endswith("“cert rs-a.p12” names rs-a, and the step is about rs-b.")
    assert french.endswith("«\u00a0cert rs-a.p12\u00a0» nomme rs-a, et l’étape concerne rs-b.")


def test_what_one_appliance_alone_does_may_name_the_other() -> None:
    """What is taken over from the old appliance is written down at a step of the new one."""
    indexed = indexed_plan_of("migrate-physical-physical", "automatic", None, None)
    entries = faultless(indexed, 3)
    asked = [
        step
        for step in indexed.steps
        if step.id in entries and step.appliance and step.evidence and step.evidence.type == "text"
        and not step.evidence.expect and entries[step.id].state == "done"
    ]  # fmt: skip
    assert asked
    for step in asked:
        twins = {one.appliance for one in indexed.steps if one.event == step.event and step.event and not one.place}
        (other,) = (one.id for one in indexed.plan.appliances if one.id != step.appliance)
        seen = dict(entries)
        write(seen, step.id, value=f"{other}.nss 1")
        assert codes(check(indexed, *seen.values())) == ["EVD011"] * (other in twins and not step.place), step.id


def test_what_is_done_on_the_other_appliance_may_name_it() -> None:
    indexed = indexed_plan_of("failover", "automatic", "synchronous", "dns")
    step = indexed.steps[indexed.index[BACKUP]]
    assert OtherAppliance(indexed, step).named_in("rs-b") == "rs-b"
    assert OtherAppliance(indexed, replace(step, place="rs-b")).named_in("rs-b") is None
