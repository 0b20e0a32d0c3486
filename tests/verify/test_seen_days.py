"""A day without its time, where a step asks for both; and a time among words that change nothing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace as changed

from runbook.verify.words_beside import time_beside
from tests.verify.harness import check, codes, faultless, indexed_plan_of, pair, write

SYNC, CLIENTS = "failover-sync:h1", "verify-clients:h1"  # signed on 24 October at 22:32, on 28 October
BESIDE = (
    *("{} ok", "{} ✓", "{} (CM)", "last sync {}", "dernière synchro : {}", "{} (GUI)", "oldest client: {}"),
    *("{} (step 6.11)", "{}, étape 6.11", "see step 6.11 {}"),
    *(
        "{} (voir capture)",
        "{}, see screenshot 12",
        "{} – capture jointe",
        "{} (screenshot attached)",
        "{}, ticket 4711",
    ),
    *("{}, vu par CM", "[{}]", "Sync finished {}", "le {}"),
)
AGAINST = (
    *("{} not finished", "before {}", "{} en cours", "{} failed", "{} 22:40", "{} sauf un", "{} ✗", "≠ {}"),
    *("{} (voir en cours)", "voir {} pas fini"),
)


def told(**values: str) -> list[str]:
    entries = faultless(pair(), 3)
    for step, value in values.items():
        write(entries, {"sync": SYNC, "clients": CLIENTS}[step], value=value)
    return codes(check(pair(), *entries.values()))


@pytest.mark.parametrize("text", ["2026-10-24", "24/10/2026", "24/10", "24 Oct", "samedi 24 octobre", "(24.10.2026)"])
def test_the_time_is_asked_where_the_signature_under_it_leaves_room(text: str) -> None:
    assert told(sync=text) == ["EVD008"]


@pytest.mark.parametrize("text", ["31/12/9999", "9999-12-31", "01/01/0001", "0001-01-01"])
def test_the_first_and_the_last_day_of_all_are_no_date_and_time(text: str) -> None:
    assert told(sync=text) == told(clients=text) == ["EVD002"]


@pytest.mark.parametrize("text", ["26/10/2026", "2026-10-27", "27 Oct"])
def test_a_day_is_enough_where_every_time_of_it_would_do(text: str) -> None:
    assert told(clients=text) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"clients": "2026-10-25"}, "EVD008"),  # the users were moved that night
        ({"clients": "2026-10-28"}, "EVD008"),  # or after it was signed
        ({"clients": "2026-10-24"}, "EVD002"),
        ({"clients": "2026-10-29"}, "EVD002"),
        ({"sync": "2026-10-23"}, "EVD002"),
        ({"sync": "2026-10-25"}, "EVD002"),
        ({"sync": "yesterday"}, "EVD002"),
    ],
)
def test_a_day_on_which_it_cannot_have_been_is_none(values: dict[str, str], code: str) -> None:
    assert told(**values) == [code]


@pytest.mark.parametrize(
    ("day", "found"), [("05/12", ["EVD008"]), ("2026-12-05", ["EVD008"]), ("04/12/2026", ["EVD002"])]
)
def test_of_a_signature_that_was_to_be_looked_up_the_time_is_asked(day: str, found: list[str]) -> None:
    indexed = indexed_plan_of("single", "automatic", None, None, bases=(True, True))
    entries = faultless(indexed, 3)
    assert write(entries, "wait-over:h2", value=day)
    assert codes(check(indexed, *entries.values())) == found


def test_several_days_are_one_question_that_says_what_to_write() -> None:
    entries = faultless(pair(), 3)
    for step in (SYNC, "failover-resync:h1", "failover-sync:h2"):
        entries[step] = changed(entries[step], value=entries[step].at[:10])
    (found,) = check(pair(), *entries.values()).findings
    assert (found.code, found.steps) == ("EVD008", (SYNC, "failover-resync:h1", "failover-sync:h2"))
    assert found.remedy
    assert "22:10" in found.remedy.text


@pytest.mark.parametrize("text", BESIDE)
def test_a_time_among_words_that_change_nothing(text: str) -> None:
    assert told(sync=text.format("24/10/2026 22:15")) == []
    assert time_beside(text.format("24/10 22h15"), {"cm"}).removeprefix("le ").strip("[]") == "24/10 22h15"


@pytest.mark.parametrize("text", AGAINST)
def test_words_that_say_more_make_it_none(text: str) -> None:
    assert told(sync=text.format("24/10/2026 22:15")) == ["EVD002"]


@pytest.mark.parametrize("text", ["~{}", "≈ {}", "vers {}", "{} environ", "last sync about {} (CM)", "{} ?"])
def test_a_time_of_which_somebody_was_not_sure_is_a_question(text: str) -> None:
    for time in ("24/10/2026 22:15", "22:15"):
        assert told(sync=text.format(time)) == ["EVD005"]


def test_about_no_time_is_none() -> None:
    assert told(sync="about ten") == ["EVD002"]
