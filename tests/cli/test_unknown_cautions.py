"""Where nobody knows what runs today, `check` says what that leaves open, and how the pages handle it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from runbook.cli.unknown_cautions import unknown_cautions
from runbook.model.site import UNKNOWN, Site
from tests.plans import change_of, hop_of, site_of

RUNS = ("appliances", 0)


def places(site: Site) -> list[tuple[Any, ...]]:
    return [caution.path for caution in unknown_cautions(site)]


def blind(topology: str, method: Any, order: Any = None, switch: Any = None, **options: Any) -> Site:
    today = options.pop("today", {"base": UNKNOWN, "software": UNKNOWN})
    site = site_of(topology, switch)
    appliances = (replace(site.appliances[0], **today), *site.appliances[1:])
    return replace(site, appliances=appliances, changes=(change_of(topology, method, order, **options),))


def test_each_version_that_is_unknown_is_named() -> None:
    assert places(blind("single", "automatic")) == [(*RUNS, "base"), (*RUNS, "software")]
    assert places(blind("single", "automatic", today={"base": UNKNOWN})) == [(*RUNS, "base")]
    assert places(blind("single", "automatic", today={})) == []


def test_what_depends_on_it_is_named_at_the_change() -> None:
    keys, major, level = ("changes", 0), ("changes", 0, "major"), ("changes", 0, "from")
    assert keys in places(blind("single", "manual"))
    assert keys not in places(blind("single", "manual", today={"software": UNKNOWN}))
    assert major in places(blind("single", "automatic", major=None))
    assert major not in places(blind("single", "automatic", major=None, hops=("b",)))
    assert level in places(blind("migrate-physical-virtual", "manual"))


def test_what_a_change_that_is_done_has_installed_is_known() -> None:
    site = blind("single", "manual", major=None)
    done = replace(site.changes[0], id="CHG0040", state="done")
    later = replace(change_of("single", "manual", None, major=None), hops=(hop_of("s", 2),))
    later = replace(later, windows=tuple(replace(w, start=w.end, end=w.end.replace(hour=23)) for w in later.windows))
    assert places(replace(site, changes=(done, later))) == [(*RUNS, "base"), (*RUNS, "software")]


def test_patches_ask_for_no_newer_version() -> None:
    said = {caution.message for caution in unknown_cautions(blind("single", "automatic", hops=("p",)))}
    assert said == {"it is not known which {what} {id} runs"}
    said = {caution.message for caution in unknown_cautions(blind("single", "automatic"))}
    assert any("it cannot be checked whether the packages are newer" in text for text in said)
