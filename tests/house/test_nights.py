"""A hold point of a house's own, and two approvals by others than those who carry out: from inventory to verdict.

The pair of the example; a plan each, and no page.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from msgspec.structs import replace as changed

from runbook.document.ways import no_go_way
from runbook.model.record import Entry
from runbook.model.site import Person
from runbook.simulate.play import clock_time, play
from runbook.verify.course import course_of
from runbook.verify.indexed_plan import IndexedPlan, index_plan
from tests.house.folders import FILE, example, of, plan_with, written
from tests.pages import language
from tests.verify.harness import check, codes
from tests.verify.nights import Entries, gone_back, no_go, seconds, until

HOLD = """\
board:
  title: {en: Ask the board, fr: Demandez au comité}
  do: {en: Ask whether the traffic may move., fr: Demandez si le trafic peut être basculé.}
  minutes: {low: 1, high: 5}
  roles: [approver]
  hold: true
  place: {before: switch.shared-ip-off, each: pass}
"""
TWO = "approval: {needed: 2, not_by_those_who_carry_out: true}\n"
ASKED, FIRST, SECOND = "house-board:h1", "release-change", "release-change.2"
BOARD = {"LB": ("approver",), "RP": ("approver", "technician")}  # more who approve; one of them could carry it out


@cache
def night() -> IndexedPlan:
    """The plan of a pair with two more people who approve, by a house that asks for two and has a hold point."""
    people = tuple(
        Person(initials=one, name=f"{one[0]}. {one[1]}xample", email=f"{one.lower()}@example.com", roles=roles)
        for one, roles in BOARD.items()
    )
    book = example()
    sites = tuple(replace(one, staff=(*one.staff, *people)) if one.id == "paris" else one for one in book.sites)
    with TemporaryDirectory() as folder:
        house = of(written(Path(folder), FILE + TWO, HOLD))
        return index_plan(plan_with(house, "paris", replace(book, sites=sites)))


@cache
def _played() -> tuple[Entry, ...]:
    return play(night(), 2, as_printed=True)


def entries() -> Entries:
    """A faultless night."""
    return {entry.step: entry for entry in _played()}


def told(found: Entries) -> tuple[str, list[str]]:
    """The verdict, and the codes."""
    result = check(night(), *found.values())
    return result.verdict, codes(result)


def at_the_board(value: str, note: str = "The bank pays wages tonight.") -> tuple[Entries, int]:
    """The night up to the hold point of the house, with what was said there; and when."""
    whole = entries()
    found = until(night(), whole, ASKED)
    minute = seconds(night(), whole[ASKED])
    found[ASKED] = changed(whole[ASKED], value=value, note=note)
    return found, minute


def test_done_right_two_release_it_and_the_board_says_go() -> None:
    found = entries()
    assert {FIRST, SECOND, ASKED} <= found.keys()
    assert {found[FIRST].by, found[SECOND].by} <= {"TL", *BOARD}
    assert found[ASKED].value == "go"
    assert told(found) == ("pass", [])


@pytest.mark.parametrize("missing", [FIRST, SECOND])
def test_one_approval_is_missing(missing: str) -> None:
    found = entries()
    del found[missing]
    assert told(found) == ("fail", ["STA001"])


def test_one_gave_both_approvals() -> None:
    found = entries()
    found[SECOND] = changed(found[SECOND], by=found[FIRST].by)
    assert told(found) == ("fail", ["SGN013"])


def test_who_released_it_carried_out_a_step() -> None:
    found, plan = entries(), night()
    hands = (plan.steps[k] for k in sorted(course_of(plan).hands))
    step = next(one.id for one in hands if one.id in found and "technician" in one.roles and not one.witness)
    found[FIRST], found[SECOND] = changed(found[FIRST], by="LB"), changed(found[SECOND], by="RP")
    assert told(found) == ("pass", [])
    found[step] = changed(found[step], by="RP")
    assert told(found) == ("fail", ["SGN011"])


def test_the_board_was_not_asked() -> None:
    found = entries()
    del found[ASKED]
    assert told(found) == ("fail", ["STA001"])


@pytest.mark.parametrize("value", ["", "perhaps"])
def test_the_board_was_asked_and_did_not_answer(value: str) -> None:
    found = entries()
    found[ASKED] = changed(found[ASKED], value=value)
    verdict, seen = told(found)
    assert verdict == "fail"
    assert [code[:3] for code in seen] == ["EVD"]


def test_asked_once_the_traffic_had_moved() -> None:
    found, plan = entries(), night()
    after = (found.get(plan.steps[k].id) for k in plan.edges[plan.index[ASKED]])
    behind = sorted(seconds(plan, one) for one in after if one and one.at)
    found[ASKED] = changed(found[ASKED], at=clock_time(plan, behind[0] + 600))
    assert told(found) == ("fail", ["ORD001"])


def test_the_board_says_no_go_and_nobody_goes_back() -> None:
    assert told(at_the_board("no-go")[0]) == ("undetermined", ["STA020"])
    assert told(at_the_board("no-go", "")[0]) == ("fail", ["STA018", "STA020"])


def test_the_board_says_no_go_and_the_way_back_is_the_one_that_the_page_names() -> None:
    found, minute = at_the_board("no-go")
    plan = night().plan
    step = night().steps[night().index[ASKED]]
    mark = no_go_way(plan, step, language("en"))
    assert mark is not None
    (way,) = (one for one in plan.phases if one.number == mark.number)
    assert told(gone_back(night(), found, way.id, minute + 120)) == ("undetermined", ["STA021"])


def test_gone_on_after_the_no_go_of_the_board() -> None:
    found = entries()
    found[ASKED] = changed(found[ASKED], value="no-go", note="The bank pays wages tonight.")
    assert told(found) == ("fail", ["ORD004"])


def test_a_no_go_that_anybody_heard() -> None:
    found, minute = at_the_board("no-go")
    found[ASKED] = no_go(night(), ASKED, minute, "CM", note="L. B. said no-go on the telephone: wages are paid tonight")
    assert told(found) == ("undetermined", ["STA020"])
