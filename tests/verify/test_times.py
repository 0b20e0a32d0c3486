"""Times as people write them."""

from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runbook.model.clock import zone_info
from runbook.verify.times import Moment, read_moment
from tests.verify.harness import check, codes, faultless, indexed_plan_of, pair, write

PARIS = zone_info("Europe/Paris")
SAME = 1796505000  # 2026-12-05 22:10 in Paris


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-05 22:10",
        "2026-12-05T22:10",
        " 2026-12-05   22:10 ",
        "2026-12-05 22:10:00",
        "2026-12-05 22:10+01:00",
        "2026-12-05T21:10Z",
        "2026-12-05 16:10 -0500",
        "2026-12-05 22:10+1:00",
        "2026-12-05 16:40-4:30",
        "05/12/2026 22:10",
        "5/12/26 22h10",
        "05.12.2026 22:10:00",
        "05-12-2026, 22:10",
        "05/12/2026 à 22h10",
        "46361,9236111111",
        "46361.9236111111",
    ],
)
def test_one_moment_in_many_spellings(text) -> None:
    found = read_moment(text, PARIS)
    assert isinstance(found, Moment)
    assert (found.early, found.late, found.readings) == (SAME, SAME + 59, (SAME,))  # its minute


@given(at=st.datetimes(), zone=st.sampled_from(["Europe/Paris", "America/St_Johns", "Pacific/Apia"]))
@example(at=datetime(2026, 3, 29, 2, 30), zone="Europe/Paris")
@example(at=datetime(2026, 10, 25, 2, 30), zone="Europe/Paris")
def test_a_time_as_the_kit_writes_it_means_what_it_means_in_another_spelling(at, zone) -> None:
    text = f"{at:%H:%M}"
    for day in (f"{at.year:04}-{at:%m-%d}", f"{at.year:04}-02-30", f"{at.year:04}-13-01"):
        for between in " T":
            written, otherwise = f"{day}{between}{text}", f"{day.replace('-', '/')}{between}{text}"
            assert read_moment(written, zone_info(zone)) == read_moment(otherwise, zone_info(zone))
    assert read_moment(f"{at.year:04}-05-31 24:00", PARIS) == read_moment(f"{at.year:04}/05/31 24:00", PARIS)


def test_seconds_are_exact_where_they_are_written() -> None:
    found = read_moment("2026-12-05 22:10:31", PARIS)
    assert isinstance(found, Moment)
    assert (found.early, found.late) == (SAME + 31, SAME + 31)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("?", "unreadable"),
        ("2026-12-05 2?:10", "unreadable"),
        ("22:10", "no-date"),
        ("22h10", "no-date"),
        ("05/12/2026", "no-time"),
        ("46361", "no-time"),
        ("40000", "no-time"),
        ("39999", "nonsense"),
        ("59999", "no-time"),
        ("60000", "nonsense"),
        ("2026-02-30 22:10", "nonsense"),
        ("2026-12-05 24:10", "nonsense"),
        ("2026-12-05 22:10 +99:00", "nonsense"),
        ("12345,5", "nonsense"),
        ("yesterday", "nonsense"),
        ("0000-01-01 00:00", "nonsense"),
        ("2026-03-29 02:30", "skipped"),
    ],
)
def test_what_is_no_moment_says_why(text, trouble) -> None:
    assert read_moment(text, PARIS) == trouble


@pytest.mark.parametrize(
    ("said", "otherwise"),
    [
        ("(heure d’été)", "CEST"),
        ("heure d'été", "CEST"),
        ("(été)", "CEST"),
        ("summer time", "CEST"),
        ("Central European Summer Time", "CEST"),
        ("DST", "CEST"),
        ("(daylight saving time)", "CEST"),
        ("heure d’hiver", "CET"),
        ("(heure normale)", "CET"),
        ("standard time", "CET"),
        ("winter time", "CET"),
    ],
)
def test_the_season_of_the_clock_decides_which_of_two_hours_is_meant(said: str, otherwise: str) -> None:
    for written in ("2026-10-25 02:20 {}", "25/10/2026 2h20 {}", "02:20 {} 25/10/2026"):
        found = read_moment(written.format(said), PARIS)
        assert isinstance(found, Moment)
        assert found == read_moment(f"2026-10-25 02:20 {otherwise}", PARIS)
    assert read_moment(f"25/10 02h20 {said}", PARIS, "dmy", 2026) == found
    winter = read_moment("2026-11-01 01:20 standard time", zone_info("America/Toronto"))
    assert winter == read_moment("2026-11-01 01:20 -05:00", zone_info("America/Toronto"))


@pytest.mark.parametrize(
    ("zone", "text", "otherwise"),
    [
        ("America/Toronto", "2026-11-01 01:30 EST", "2026-11-01 01:30 -05:00"),
        ("America/Toronto", "2026-11-01 01:30 EDT", "2026-11-01 01:30 -04:00"),
        ("America/Toronto", "1 nov. 2026 1h30 (HNE)", "2026-11-01 01:30 -05:00"),
        ("America/Toronto", "2026-11-01 1h30 HAE", "2026-11-01 01:30 -04:00"),
        ("America/Toronto", "2026-10-31 23:10 EDT", "2026-10-31 23:10"),
        ("America/Toronto", "2026-07-01 23:10 EST", "2026-07-01 23:10"),  # as people say all year
        ("America/Toronto", "2026-04-02 23:10 EST", "2026-04-02 23:10"),  # half a year before and after it is EDT, too
        ("America/Toronto", "2026-10-12 23h10 (HNE)", "2026-10-12 23:10"),
        ("Australia/Sydney", "2026-12-05 22:10 AEST", "2026-12-05 22:10"),
        ("Europe/Paris", "2026-12-05 22:49 CEST", "2026-12-05 22:49"),
        ("Europe/Paris", "2026-04-11 22:49 CET", "2026-04-11 22:49"),
        ("Europe/Paris", "2026-04-11 22:49 MEZ", "2026-04-11 22:49"),
        ("America/Toronto", "2026-12-05 22:49 CET", "2026-12-05 16:49"),  # another clock's, which says what it is
        ("America/Chicago", "Dec 5, 2026 10:14 PM CST", "2026-12-05 22:14"),
        ("America/Toronto", "2026-11-01 01:30 ET", "2026-11-01 01:30"),
        ("America/Toronto", "2026-11-01 1h30 (heure avancée de l’Est)", "2026-11-01 01:30 -04:00"),
        ("America/Toronto", "2026-11-01 1h30 heure normale", "2026-11-01 01:30 -05:00"),
        ("Asia/Kolkata", "2026-11-14 22:40 IST", "2026-11-14 22:40"),
        ("Asia/Tokyo", "2026-12-29 22:40 (JST)", "2026-12-29 22:40"),
        ("Europe/Dublin", "2026-10-25 01:30 IST", "2026-10-25 01:30+01:00"),
        ("Europe/Dublin", "2026-10-25 01:30 GMT", "2026-10-25 01:30+00:00"),
        ("Europe/Paris", "2026-10-25 02:30 MEZ", "2026-10-25 02:30+01:00"),
    ],
)
def test_the_name_of_the_sites_own_clock(zone: str, text: str, otherwise: str) -> None:
    found = read_moment(text, zone_info(zone))
    assert isinstance(found, Moment)
    assert found == read_moment(otherwise, zone_info(zone))


def test_the_name_of_a_clock_that_begins_with_an_a_is_no_morning() -> None:
    assert read_moment("2026-12-05 10:10 AEST", zone_info("America/Toronto")) == "nonsense"


@pytest.mark.parametrize("name", ["JST", "EST", "(HNE)", "IST", "BST", "EET", "CAT", "ET"])
def test_the_name_of_another_clock_is_none_of_the_site(name: str) -> None:
    """Not even where it is a word, or that clock shows now and then what this one does."""
    assert read_moment(f"2026-10-19 17:41 {name}", PARIS) == "nonsense"
    entries = faultless(pair(), 3)
    step = "failover-break:h1"
    write(entries, step, at=f"{entries[step].at} {name}")
    assert [(one.code, one.steps) for one in check(pair(), *entries.values()).findings] == [("TIM001", (step,))]


def test_the_repeated_hour_has_two_readings_and_an_offset_decides() -> None:
    both = read_moment("2026-10-25 02:30", PARIS)
    first, second = (read_moment(f"2026-10-25 02:30+0{hours}:00", PARIS) for hours in (2, 1))
    assert isinstance(both, Moment)
    assert isinstance(first, Moment)
    assert isinstance(second, Moment)
    assert both.readings == (first.early, second.early)
    assert both.readings[1] - both.readings[0] == 3600
    assert (both.ambiguous, first.ambiguous, second.ambiguous) == (True, False, False)


def test_a_clock_may_be_put_back_by_half_an_hour() -> None:
    found = read_moment("2026-04-05 01:45", zone_info("Australia/Lord_Howe"))
    assert isinstance(found, Moment)
    assert found.readings[1] - found.readings[0] == 1800


@pytest.mark.long
@given(st.text(max_size=40) | st.from_regex(r"[0-9/:.,+TZh? -]{0,30}", fullmatch=True))
def test_anything_is_read_or_refused(text) -> None:
    found = read_moment(text, PARIS)
    assert isinstance(found, Moment | str)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("9999-12-31 23:59", "TIM005"),
        ("9999-12-31 00:10", "TIM005"),
        ("31/12/9999 22h10", "TIM005"),
        ("9998-06-15 22:10", "TIM005"),
        ("0001-01-01 00:10", "TIM006"),
        ("0999-06-15 22:10", "TIM006"),
    ],
)
def test_a_year_at_the_end_of_all_years_is_in_the_future_or_long_ago(text, told) -> None:
    indexed = indexed_plan_of("single", "manual", None, None)
    for step in indexed.steps[::5]:
        entries = faultless(indexed)
        write(entries, step.id, at=text)
        result = check(indexed, *entries.values())
        assert result.verdict == "fail"
        assert {told, "TIM001"} & set(codes(result)) == {told}
