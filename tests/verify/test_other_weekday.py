"""A weekday that is not that of the date beside it is asked about, once a file; what other rules blame is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from runbook.model.site import Person
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import index_plan
from runbook.verify.time_spellings import names_another_weekday
from tests.verify.harness import check, codes, faultless, indexed_plan_of, pair, record, write

BREAK, SYNC, SOFTWARE = "failover-break:h1", "failover-sync:h1", "update-software:rs-b:h1"


def told(**times: str) -> tuple[str, list[str], list[tuple[str, ...]]]:
    entries = faultless(pair(), 3)
    for step, text in times.items():
        write(entries, {"broken": BREAK, "synced": SYNC, "installed": SOFTWARE}[step], at=text)
    result = check(pair(), *entries.values())
    assert not FastCheck(pair()).clean(record(pair(), *entries.values()), None) or not result.findings
    return result.verdict, codes(result), [finding.steps for finding in result.findings]


@pytest.mark.parametrize(
    "day",
    [
        *("sam. 24/10/2026", "Saturday 24 Oct", "Sat, 24 October 2026", "24/10/2026 (samedi)", "2026-10-24 Sat"),
        *("Saturday evening 24/10/2026", "24/10/26, sam.", "from Fri 23/10/2026 22:00 to Sat 24/10/2026"),
        *("Sa 24.10.2026", "Samstag, 24.10.2026", "Za 24-10-2026", "sábado 24/10/2026", "24/10/2026 (sab.)"),
        *("Sat/Sun 24/10/2026", "Sat-Sun night 24/10/2026", "nuit de sam. à dim. 24/10/2026"),
        *("nuit du sam. 24 au dim. 25 octobre,", "night of Sat 24 to Sun 25 Oct 2026"),
        *("zaterdag 24/10/2026", "sabato 24/10/2026", "Sa/So 24/10/2026", "Sonnabend 24 Oct"),
    ],
)
def test_the_weekday_of_the_date_is_no_finding(day: str) -> None:
    assert told(broken=f"{day} 22:35")[:2] == ("pass", [])


@pytest.mark.parametrize(
    "day",
    [
        *("ven. 24/10/2026", "Monday 24 Oct", "Sun, 24 October 2026", "24/10/2026 (mardi)", "2026-10-24 Weds"),
        *("Monday evening 24/10/2026", "24/10/26, lun.", "from Fri 23/10/2026 22:00 to Mon 24/10/2026"),
        *("So 24.10.2026", "Freitag, 24.10.2026", "Zo 24-10-2026", "domingo 24/10/2026", "24/10/2026 (dom.)"),
        *("Sun/Mon 24/10/2026", "Sun-Mon night 24/10/2026", "nuit de dim. à lun. 24/10/2026", "Do 24/10/2026"),
        *("Fri/Sat 24/10/2026", "nuit de ven. à sam. 24/10/2026"),
        *("nuit du dim. 24 au lun. 25 octobre,", "night of Fri 24 to Sat 25 Oct 2026"),
        *("Sat/Mon 24/10/2026", "nuit de sam. à lun. 24/10/2026", "nuit du sam. 24 au lun. 25 octobre,"),
        *("segunda-feira 24/10/2026", "venerdì 24/10/2026", "Vr 24/10/2026"),
    ],
)
def test_another_weekday_is_a_question(day: str) -> None:
    assert told(broken=f"{day} 22:35") == ("undetermined", ["TIM017"], [(BREAK,)])


@pytest.mark.parametrize(("day", "found"), [("sam.", []), ("dim.", []), ("ven.", ["TIM017"]), ("lun.", ["TIM017"])])
def test_after_midnight_the_evening_before_may_be_meant(day: str, found: list[str]) -> None:
    assert told(installed=f"{day} 25/10/2026 00:23")[1] == found


@pytest.mark.parametrize(("day", "found"), [("Sat/Sun", []), ("Sun/Mon", ["TIM017"]), ("nuit de sam. à dim.", [])])
def test_of_a_night_what_is_after_midnight_is_of_its_second_day(day: str, found: list[str]) -> None:
    assert told(installed=f"{day} 25/10/2026 00:23")[1] == found


@pytest.mark.parametrize(("clock", "asked"), [("00:23", False), ("06:00", False), ("17:59", False), ("18:00", True)])
def test_of_a_night_the_evening_of_its_second_day_is_another(clock: str, asked: bool) -> None:
    assert names_another_weekday("Fri/Sat", datetime.fromisoformat(f"2026-10-24 {clock}")) is asked


@pytest.mark.parametrize(
    ("day", "found"), [("Sat", []), ("sam.", []), ("Mon", ["TIM017"]), ("Sa", []), ("(Sa)", []), ("So", ["TIM017"])]
)
def test_a_weekday_behind_the_time_is_looked_at_too(day: str, found: list[str]) -> None:
    assert told(broken=f"24/10/2026 22:35 {day}")[1] == found


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("Mon 30/11/2026", []),
        ("Sun 30/11/2026", ["TIM017"]),
        ("30 mar", []),
        ("Mo 30/11/2026", []),
        ("ma 30/11/2026", []),
        ("di 30/11/2026", ["TIM017"]),
        ("So 30/11/2026", ["TIM017"]),
        ("so far 30/11/2026", []),
        ("30/11/2026, so he said", []),
    ],
)
def test_the_weekday_of_a_day_that_is_evidence_has_to_be_its_own(day: str, found: list[str]) -> None:
    entries = faultless(single := indexed_plan_of("single", "automatic", None, None), 3)
    write(entries, "prep-vendor-notice", value=day, at="2026-11-30 15:35")
    assert not found or not FastCheck(single).clean(record(single, *entries.values()), None)
    assert [code for code in codes(check(single, *entries.values())) if code == "TIM017"] == found


def test_those_of_a_file_are_one_cause() -> None:
    found = told(broken="Mon 24/10/2026 22:35", installed="Mon 25/10/2026 00:23")
    assert found == ("undetermined", ["TIM017"], [(BREAK, SOFTWARE)])


def test_a_time_that_another_rule_blames_is_told_there_alone() -> None:
    assert told(installed="Sun 24/10/2026 00:23")[1] == ["ORD001"]
    assert told(broken="Mon 26/10/2026 22:35")[1] == ["ORD001"]


def test_the_time_that_is_evidence_has_a_weekday_too() -> None:
    entries = faultless(pair(), 3)
    day, _, clock = entries[SYNC].value.partition(" ")
    write(entries, SYNC, value=f"Monday {day} {clock}")
    assert codes(check(pair(), *entries.values())) == ["TIM017"]
    write(entries, SYNC, value=f"Saturday {day} {clock}")
    assert codes(check(pair(), *entries.values())) == []


def test_initials_that_are_short_for_a_weekday_are_initials() -> None:
    indexed = pair()
    person = next(iter(indexed.staff.values()))
    own = Person(initials="LUN", name="L. Unger", email="lun@example.com", roles=person.roles)
    other = index_plan(replace(indexed.plan, staff=(*indexed.plan.staff, own)))
    for known, found in ((other, []), (indexed, ["TIM017"])):
        entries = faultless(known, 3)
        write(entries, BREAK, at="24/10/2026 22:35 (LUN)")
        assert codes(check(known, *entries.values())) == found


def test_initials_of_two_letters_are_initials_too() -> None:
    indexed = pair()
    person = next(iter(indexed.staff.values()))
    own = Person(initials="MO", name="M. Olsen", email="mo@example.com", roles=person.roles)
    other = index_plan(replace(indexed.plan, staff=(*indexed.plan.staff, own)))
    for known, found in ((other, []), (indexed, ["TIM017"])):
        entries = faultless(known, 3)
        write(entries, BREAK, at="24/10/2026 22:35 MO")
        assert codes(check(known, *entries.values())) == found


def test_in_march_mar_is_no_weekday_but_mardi_is() -> None:
    indexed = indexed_plan_of("single", "automatic", None, None)
    entries = faultless(indexed, 3)
    step = next(one for one, entry in entries.items() if entry.at)
    for text in ("mar. 1 déc. 2026 10:00", "10 mar 2026 10:00", "mar. 11 mars 2026 10:00"):
        write(entries, step, at=text)
        assert "TIM017" not in codes(check(indexed, *entries.values()))
    write(entries, step, at="mardi 11 mars 2026 10:00")
    assert "TIM017" in codes(check(indexed, *entries.values()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sam. 22h35", "TIM011"),
        ("dim. 22h35", "TIM017"),
        ("Sat evening 22:35", "TIM011"),
        ("samedi 24 à 22h35", "TIM011"),
        ("Sat 24th 22:35", "TIM011"),
        ("dim. 24 22h35", "TIM017"),
        ("Mon 24th 22:35", "TIM017"),
        ("(dim.) 22h35", "TIM017"),
        ("zondag 24 22u35", "TIM017"),
        ("(zo) 22u35", "TIM017"),
        ("sam. 25 22h35", "TIM008"),
    ],
)
def test_a_weekday_in_the_place_of_the_date_has_to_be_that_of_the_window(text: str, found: str) -> None:
    assert found in told(broken=text)[1]
