"""What people write beside an address, a host name or an id that was expected.

`tests/checklist/test_engine.py` has the page read all of these.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from runbook.i18n import load_language
from runbook.model.plan import Evidence
from runbook.model.plan import PlanStep as Step
from runbook.report.finding_text import finding_text
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from runbook.verify.words_beside import read_beside
from tests.verify.harness import check, codes, faultless, indexed_plan_of, write

ADDRESS, HOST, PRIMARY = "test-hosts-add:rs-b:h1", "test-hosts-remove:h1", "failover-establish:rs-b:h1"
IP, NAME, ID = "192.0.2.12", "rs-b.example.com", "rs-b"
OTHER_IP, OTHER_NAME, OTHER_ID = "192.0.2.11", "rs-a.example.com", "rs-a"
PATCH, DIGEST = "RS-23-1", "1a2b3c4d"  # asked in no plan of these
SAME = {
    IP: [
        "{} (ping)", "{} ok", "{}.", "{}:443", "{}/24", "https://{}/login", "http://{}:80/appliance", "ok, {}", "{} ✓",
        "support.example.com -> {}", "pc17: {}, pc18: {}", "Reply from {}: bytes=32 time<1ms TTL=54", "{} (rs-b)",
        "{} (B)", "{} à 22h41", "{} a répondu", "{} sur les 2 postes", "{} – vu sur PC1 et PC2 (CM)", "{} on both PCs",
        "{}, see screenshot", "192,0,2,12", "⇒ {} 👍", "{} 4/4", "{} (28.11.2026, 0h05)", "{} 0 ms",
        "{} (fichier hosts modifié)", "{} – hosts file edited", "{} (voir photo)",
    ],
    NAME: [
        "{} (B)", "{}.", "https://{}/login", "{}:443", "{} ok", "rs-b ok", f"{{}} ({IP})",
        "support.example.com shows {}",
        "Hostname: {}", "{}/appliance", "{} 24.1.2", "{} on 28.11.2026", "{} capture.png",
        "https://{}:443/appliance/status?x=1#y", "{} à 22:41 (CM)",
    ],
    ID: [
        f"https://{NAME}/login", "B primary, A backup", "{} ok", "{} (CM)", "B 👍", IP,
        "{} est primaire et rs-a secours",
    ],
    PATCH: ["{} ok", "patch {} installed", "RS 23 1", "{} (CM)"],
    DIGEST: ["…{}", "1a2b-3c4d", "{} ok", "0" * 56 + "{}", "ends in {}"],
}  # fmt: skip
ASKED = {
    IP: ["{} not reached", "{} 100% loss", "{} (rs-a)", "{} (A)", "{} timeout", "{} on PC1 only", "{} injoignable",
         "{} (fichier hosts non modifié)", "{} (hosts file missing)",
         "{} ✗", "❌ {}", "≠ {}", "{} 👎", "{} 0/4", "ping 0 {}", "{} 0 sur 2", "{} HTTP 503", "{} 404"],
    NAME: ["{} ☒", "{} (n.c.)", "{} 7:42 p.m.", "{} (A)", "{} not found", "{} sauf sur PC2"],
    ID: ["B is not primary", "B ✗", "{} ✘", "≠ B", "{} 0/2"],
    PATCH: ["{} ✗", "≠ {}"],
}  # fmt: skip
OTHERWISE = {
    IP: [f"{OTHER_IP} (ping)", f"{{}} {OTHER_IP}", f"https://{OTHER_IP}/login", f"PC1 {{}}, PC2 {OTHER_IP}", ID, "ping",
         f"https://{NAME}", "192.0.2.122", "198.51.100.9 ok"],
    NAME: [f"{OTHER_NAME} (A)", f"{{}} {OTHER_NAME}", f"{{}} or {OTHER_ID}", f"{{}} ({OTHER_IP})", IP, "B",
           "https://support.example.com/login", "rs-b.example.org", "{} or rs-c.example.com"],
    ID: ["A primary, B backup", f"https://{OTHER_NAME}/login", "A, B", "B backup", "A then B", OTHER_IP],
    PATCH: ["RS-23-2", "{} failed", "{} RS-23-2"],
    DIGEST: ["1a2b3c4e", "{}0", "0" * 56 + "1a2b3c4e"],
}  # fmt: skip


def pair_of_dns() -> IndexedPlan:
    """A plan in which all of these are asked."""
    return indexed_plan_of("failover", "automatic", "asynchronous", "dns")


def rows(*tables: tuple[str | None, dict[str, list[str]]]) -> list[tuple[str, str, str | None]]:
    """Each text with what is wanted and what it is."""
    found = []
    for meaning, table in tables:
        for wanted, texts in table.items():
            for text in texts:
                found += [(wanted, text.format(wanted, wanted), meaning)]
                found += (
                    [(wanted, text.format(wanted, wanted).upper(), meaning)] if not re.search("://| a ", text) else []
                )
    return found


ROWS = rows(("same", SAME), ("asked", ASKED), (None, OTHERWISE))


@pytest.mark.parametrize(("wanted", "text", "meaning"), ROWS)
def test_words_beside_what_was_expected(wanted: str, text: str, meaning: str | None) -> None:
    assert read_beside(pair_of_dns(), 1, text, wanted) == meaning


def test_the_name_that_users_know_the_site_by_may_have_capitals_in_the_plan() -> None:
    plan = replace(pair_of_dns().plan, hostname="Support.Example.com")
    for text in ("support.example.com -> {}", "Support.Example.com -> {}", "SUPPORT.EXAMPLE.COM shows {}"):
        assert read_beside(index_plan(plan), 1, text.format(NAME), NAME) == "same"
    assert read_beside(index_plan(plan), 1, f"help.example.com -> {NAME}", NAME) is None


def asked_for(indexed: IndexedPlan, step: str) -> tuple[Step, Evidence]:
    found = indexed.steps[indexed.index[step]]
    assert found.evidence
    return found, found.evidence


@pytest.mark.parametrize(("step", "wanted"), [(ADDRESS, IP), (HOST, NAME), (PRIMARY, ID)])
def test_the_verdict_passes_asks_or_fails(step: str, wanted: str) -> None:
    assert (expect := asked_for(pair_of_dns(), step)[1].expect)
    assert expect.equals == wanted
    for table, told in ((SAME, []), (ASKED, ["EVD008"]), (OTHERWISE, ["EVD003"])):
        entries = faultless(pair_of_dns(), 3)
        write(entries, step, value=table[wanted][0].format(wanted, wanted))
        assert codes(check(pair_of_dns(), *entries.values())) == told


@pytest.mark.parametrize(
    ("step", "value", "en", "fr"),
    [
        (
            ADDRESS,
            "192.0.2.11 (ping)",
            "192.0.2.11 (ping) (appliance rs-a) is written down; it must be 192.0.2.12 (appliance rs-b).",
            "192.0.2.11 (ping) (serveur rs-a) est consigné\u202f; il faut 192.0.2.12 (serveur rs-b).",
        ),
        (HOST, "A", "A (appliance rs-a) is written down; it must be rs-b.example.com (appliance rs-b).", ""),
        (HOST, "RS-A", "RS-A is written down; it must be rs-b.example.com (appliance rs-b).", ""),
        (PRIMARY, "192.0.2.11", "192.0.2.11 (appliance rs-a) is written down; it must be rs-b.", ""),
        (ADDRESS, "192.0.2.99", "192.0.2.99 is written down; it must be 192.0.2.12.", ""),
        (ADDRESS, "192.0.2.12, 192.0.2.11", "192.0.2.12, 192.0.2.11 is written down; it must be 192.0.2.12.", ""),
    ],
)
def test_a_value_of_another_appliance_is_told_with_both_appliances(step: str, value: str, en: str, fr: str) -> None:
    entries = faultless(pair_of_dns(), 3)
    write(entries, step, value=value)
    (finding,) = check(pair_of_dns(), *entries.values()).findings
    for tag, told in (("en", en), ("fr", fr)):
        assert finding_text(finding, pair_of_dns().plan, load_language(tag), {}).message.endswith(told)
