"""What check says to do about a pair found apart leads on: to an inventory that is planned, or to Support."""

from __future__ import annotations

from pathlib import Path

import pytest

from runbook.errors import InputError
from runbook.inventory.load import load_inventory
from runbook.planning.pipeline import make_plan
from runbook.procedures.load import load_procedures

BAD = Path(__file__).parent.parent / "examples" / "inventory" / "bad" / "apart.yaml"


def site_text(name: str) -> str:
    """One site of the refused ones, as an inventory of its own."""
    head, *sites = BAD.read_text(encoding="utf-8").split("\n  - id: ")
    found = next(site for site in sites if site.split()[0] == name)
    return f"{head}\n  - id: {found}\n"


@pytest.mark.parametrize(
    ("name", "swaps", "path"),
    [
        ("no-serving", {"state: apart}": "state: apart, serving: a0}"}, "failover-apart-asynchronous-manual-dns"),
        ("serving-of-a-pair", {"serving: a0}": "state: apart, serving: a0}"}, "failover-apart-asynchronous-manual-dns"),
        ("serving-unknown", {"serving: a7": "serving: a1"}, "failover-apart-moved-manual"),
        ("unlike-and-paired", {
            "{switch: dns}": "{switch: dns, state: apart, serving: a1}",
            '{base: "6.2.0", software: "24.1.2"}': '{base: "6.2.0", software: "23.1.1"}',
            "          - {start: 2026-12-06 22:00, end: 2026-12-07 04:00}\n": "",
        }, "failover-apart-moved-manual"),
        ("several-hops", {
            ', {software: "24.1.2"}': "",
            "          - {start: 2026-12-06 22:00, end: 2026-12-07 04:00}\n": "",
        }, "failover-apart-asynchronous-manual-dns"),
        ("patch", {", {patch: BT26-01}": ""}, "failover-apart-asynchronous-manual-dns"),
        ("clients", {"        client_wait: remove-clients": ""}, "failover-apart-asynchronous-manual-dns"),
        ("newer-than-the-hop", {
            'hops: [{base: "6.2.0", software: "23.1.1"}]': 'hops: [{base: "7.0.0", software: "24.1.2"}]',
        }, "failover-apart-asynchronous-manual-dns"),
        ("a-part", {'hops: [{base: "6.2.0", software': "hops: [{software"}, "failover-apart-asynchronous-manual-dns"),
        ("left-unlike", {
            "hops: [{software": 'hops: [{base: "6.2.0", software',
        }, "failover-apart-asynchronous-manual-dns"),
        ("both-old-unlike", {
            'hops: [{base: "6.2.0", software: "23.1.1"}]': 'hops: [{software: "22.3.1"}]',
        }, "failover-apart-asynchronous-manual-dns"),
        ("order-of-the-other", {"order: synchronous": "order: asynchronous"}, "failover-apart-asynchronous-manual-dns"),
        ("order-of-the-other-2", {"order: asynchronous": "order: synchronous"}, "failover-apart-synchronous-manual"),
        ("backup-serves", {"role: primary": "role: x", "role: backup": "role: primary", "role: x": "role: backup"},
         "failover-apart-asynchronous-manual-dns"),
        ("moved-back", {"role: primary": "role: x", "role: backup": "role: primary", "role: x": "role: backup"},
         "failover-apart-asynchronous-manual-dns"),
    ],
)  # fmt: skip
def test_what_is_to_be_done_leads_to_a_plan(name: str, swaps: dict[str, str], path: str, tmp_path: Path) -> None:
    text = site_text(name)
    file = tmp_path / "inventory.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        load_inventory(file)
    for old, new in swaps.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    inventory = load_inventory(file)
    (site,) = inventory.sites
    assert make_plan(inventory, site, site.changes[0], load_procedures()).path == path


def test_where_the_guide_says_nothing_support_is_named() -> None:
    with pytest.raises(InputError) as caught:
        load_inventory(BAD)
    named = {problem.line for problem in caught.value.problems if "ask Support" in problem.remedy}
    assert len(named) > 7
