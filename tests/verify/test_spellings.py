"""Each spelling that docs/verification.md shows is read so, and the page shows what is read."""

from dataclasses import replace
from datetime import datetime

import pytest
from babel import Locale

from runbook.model.clock import zone_info
from runbook.model.control import is_peoples
from runbook.model.day_names import MONTHS, WEEKDAYS
from runbook.model.plan import Evidence, Expect
from runbook.model.record import WRITTEN_STATES, Entry
from runbook.records.people import people_in
from runbook.records.table_text import is_ditto
from runbook.verify.document import tidy
from runbook.verify.evidence import normal
from runbook.verify.indexed_plan import index_plan
from runbook.verify.names import initials_for_names, signs_for
from runbook.verify.parts_of_day import with_whole_hours
from runbook.verify.time_ranges import end_of, ends_of_ranges
from runbook.verify.time_spellings import plain
from runbook.verify.times import Moment, moments_within, read_moment
from runbook.verify.written_times import time_of
from tests import plans
from tests.measure import within
from tests.verify import spellings
from tests.verify.harness import check, faultless, pair, record, write

PARIS = zone_info("Europe/Paris")


def seconds(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp())


def words(rows):
    return [(text, meaning) for meaning, texts in rows for text in texts.split()]


@pytest.mark.parametrize("text", spellings.TIMES)
def test_one_moment_in_many_spellings(text):
    found = read_moment(text, PARIS)
    assert isinstance(found, Moment)
    start = seconds(spellings.MOMENT)
    assert (found.early, found.late, found.readings) == (start, start + 59, (start,))  # its minute


@pytest.mark.parametrize(("text", "meaning"), spellings.MORE_TIMES)
def test_other_moments(text, meaning):
    found = read_moment(text, PARIS)
    assert isinstance(found, Moment)
    assert found.early == seconds(meaning)
    assert found.late - found.early == (0 if meaning.count(":") > 1 else 59)


@pytest.mark.parametrize(("text", "meaning"), spellings.MONTH_FIRST)
def test_the_month_first_where_the_plan_says_so(text, meaning):
    found = read_moment(text, PARIS, "mdy")
    assert isinstance(found, Moment)
    assert found.early == seconds(meaning)


@pytest.mark.parametrize(("text", "order"), spellings.OTHER_ORDER)
def test_a_date_in_the_other_order_only_is_none_and_says_so(text, order):
    assert read_moment(text, PARIS, order) == "other-order"
    assert isinstance(read_moment(text, PARIS, "mdy" if order == "dmy" else "dmy"), Moment)


@pytest.mark.parametrize(
    ("text", "either"),
    [("11/12/2026 10:00", True), ("11/11/2026 10:00", False), ("28/11/2026 10:00", False), ("2026-11-12 10:00", False)],
)
def test_a_date_in_both_orders_says_so(text, either):
    found = read_moment(text, PARIS)
    assert isinstance(found, Moment)
    assert found.either_order == either


@pytest.mark.parametrize(("text", "meaning"), spellings.ALONE)
def test_a_time_alone_is_the_only_one_of_its_window(text, meaning):
    assert read_moment(text, PARIS) == "no-date"
    bounds = (seconds("2026-11-12 22:00"), seconds("2026-11-13 04:00"))
    assert [moment.early for moment in moments_within(text, bounds, PARIS)] == [seconds(meaning)]


@pytest.mark.parametrize(("text", "meaning"), spellings.DAY_ALONE)
def test_a_day_alone_has_the_month_of_its_window(text, meaning):
    assert read_moment(text, PARIS) == "no-month"
    bounds = (seconds("2026-11-12 22:00"), seconds("2026-11-13 04:00"))
    assert [moment.early for moment in moments_within(text, bounds, PARIS)] == [seconds(meaning)]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("sam. 22h30", "2026-12-05 22:30"),
        ("22:30, Sunday", "2026-12-06 22:30"),
        ("dim. soir 23h10", "2026-12-06 23:10"),
        ("22h30", None),
        ("ven. 22h30", None),
    ],
)
def test_where_a_window_has_two_evenings_the_weekday_says_which(text, meaning):
    plan = plans.plan_of("single", "automatic", hours=30)
    within = next(index for index, step in enumerate(plan.steps) if step.window == 1 and not is_peoples(step))
    found, from_window = time_of(index_plan(plan), within, text)
    assert (found, from_window) == ("no-date", False) if meaning is None else from_window
    assert meaning is None or (isinstance(found, Moment) and found.early == seconds(meaning))


@pytest.mark.parametrize("text", [*spellings.NO_DAY_ALONE, *spellings.NO_TIME_ALONE])
def test_a_day_alone_that_the_window_does_not_have_is_no_time(text):
    assert isinstance(read_moment(text, PARIS), str)
    assert not list(moments_within(text, (seconds("2026-11-12 22:00"), seconds("2026-11-13 04:00")), PARIS))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("0h11 le lendemain", "2026-11-12 22:00", "2026-11-14 04:00"),  # two midnights
        ("00:11 next day", "2026-11-12 00:00", "2026-11-12 04:00"),  # and none
    ],
)
def test_the_next_day_is_that_of_a_window_with_one_midnight(text, start, end):
    assert not list(moments_within(text, (seconds(start), seconds(end)), PARIS))


@pytest.mark.parametrize(("text", "meaning"), spellings.MIDNIGHTS)
def test_midnight_with_a_date_is_the_one_of_the_day_s_ends_that_lies_in_the_window(text, meaning):
    plan = plans.plan_of("single", "automatic")
    start, end = seconds("2026-11-12 22:00"), seconds("2026-11-13 04:00")

    def windowed(start, end):
        window = replace(
            plan.windows[0], start=datetime.fromtimestamp(start, PARIS), end=datetime.fromtimestamp(end, PARIS)
        )
        return index_plan(replace(plan, windows=(window, *plan.windows[1:])))

    within = next(index for index, step in enumerate(plan.steps) if step.window == 1 and not is_peoples(step))
    found, _ = time_of(windowed(start, end), within, text)
    assert isinstance(found, Moment)
    assert found.early == seconds(meaning)
    both = windowed(start - 48 * 3600, end + 48 * 3600)
    assert time_of(both, within, text)[0] == "nonsense"  # either end of the day may be meant
    assert time_of(windowed(end, end + 3600), within, text)[0] == "nonsense"
    without = next(index for index, step in enumerate(plan.steps) if step.window is None)
    assert time_of(windowed(start, end), without, text)[0] == "nonsense"


@pytest.mark.parametrize("text", ["nuit du 12 au 13 novembre, minuit", "midnight, night of 12/13 Nov 2026"])
def test_a_night_has_one_midnight(text):
    plan = plans.plan_of("single", "automatic")
    start, end = seconds("2026-11-11 22:00"), seconds("2026-11-15 04:00")
    window = replace(
        plan.windows[0], start=datetime.fromtimestamp(start, PARIS), end=datetime.fromtimestamp(end, PARIS)
    )
    within = next(index for index, step in enumerate(plan.steps) if step.window == 1 and not is_peoples(step))
    found, _ = time_of(index_plan(replace(plan, windows=(window, *plan.windows[1:]))), within, text)
    assert isinstance(found, Moment)
    assert found.early == seconds("2026-11-13 00:00")


@pytest.mark.parametrize("text", spellings.NO_TIMES)
def test_what_is_no_time_is_none(text):
    assert isinstance(read_moment(text, PARIS), str)


@pytest.mark.parametrize("text", spellings.ABOUT)
def test_a_time_that_is_not_the_exact_one_is_unreadable(text):
    assert read_moment(text, PARIS) == "unreadable"
    assert read_moment(text.replace("1", "x"), PARIS) == "nonsense"


@pytest.mark.parametrize(("text", "state"), words(spellings.STATES))
def test_states(text, state):
    assert tidy(Entry(step="s", state=f" {text} ")).state == state


@pytest.mark.parametrize("text", spellings.STATES_IN_WORDS)
def test_states_with_a_hand_or_a_time(text):
    assert tidy(Entry(step="s", state=text), pair().staff).state == "done"


@pytest.mark.parametrize("text", ["N/A – VM", "n/a (VM)", "na: VM", "NA - VM", "Sans objet, VM"])
def test_why_a_step_does_not_apply_is_its_reason_beside_the_state_too(text):
    read = tidy(Entry(step="s", state=text), pair().staff)
    assert (read.state, read.note) == ("na", "VM")
    assert tidy(Entry(step="s", state=text, note="No test system."), pair().staff).note == "No test system. (VM)"


@pytest.mark.parametrize(
    "text", ["N/A, done by CM", "so, fait", "n/a (échec)", "N/A: failed, see note", "s.o. – skipped"]
)
def test_what_names_another_state_beside_it_does_not_say_that_it_applies_not(text):
    assert tidy(Entry(step="s", state=text), pair().staff).state not in ("na", "done", "failed", "skipped")


@pytest.mark.parametrize("text", spellings.NO_STATES)
def test_what_is_no_state_stays_as_it_is(text):
    assert tidy(Entry(step="s", state=text), pair().staff).state not in ("done", "na", "failed")


@pytest.mark.parametrize("text", spellings.TIMES_IN_WORDS)
def test_words_that_change_nothing_are_no_part_of_a_time(text):
    found, _ = time_of(pair(), 0, text)
    assert isinstance(found, Moment)
    assert found.early == seconds(spellings.MOMENT)


@pytest.mark.parametrize("text", spellings.NO_TIMES_IN_WORDS)
def test_words_that_say_more_leave_no_time(text):
    assert time_of(pair(), 0, text)[0] == "nonsense"


@pytest.mark.parametrize("text", spellings.RANGES)
def test_from_when_to_when_ends_when_it_was_signed(text):
    ended = ends_of_ranges(pair())(Entry(step="s", at=text))
    found, _ = time_of(pair(), 0, ended.at)
    assert isinstance(found, Moment)
    assert found.early == seconds(spellings.MOMENT)


@pytest.mark.parametrize("text", spellings.NO_RANGES)
def test_what_is_no_range_is_no_time(text):
    found, _ = time_of(pair(), 0, ends_of_ranges(pair())(Entry(step="s", at=text)).at)
    assert found in ("nonsense", "unreadable")


@pytest.mark.parametrize(
    ("text", "east", "west"),
    [
        ("22:05-22:20", "22:20", "22:20"),
        ("10:05 am - 10:20 am", "10:20am", "10:20am"),
        ("11:50 am - 12:10 pm", "12:10pm", "12:10pm"),
        ("11:50 pm - 12:10 am", "12:10am", "12:10am"),
        ("0:20 pm - 0:10 pm", "0:20 pm - 0:10 pm", "0:20 pm - 0:10 pm"),
        ("23:50–00:10", "00:10", "00:10"),
        ("12/11/2026 23:50–00:10", "2026-11-13 00:10", "2026-11-13 00:10"),
        ("12/11 23:50–00:10", "13/11 00:10", "13/11 00:10"),
        ("28/02 23:50–00:10", "00:10", "00:10"),
        ("le 27 23:50–00:10", "le 28 00:10", "le 28 00:10"),
        ("le 28 23:50–00:10", "le 28 23:50–00:10", "le 28 23:50–00:10"),  # of February, it is the last one
        ("23:50–00:10 12/11", "00:10", "00:10"),
        ("23:50–00:10 UTC", "00:10 utc", "00:10 utc"),
        ("prévu 23:50–00:10", "prevu 00:10", "prevu 00:10"),
        ("pas fait 12/11 23:50–00:10", "pas fait 12/11 23:50–00:10", "pas fait 12/11 23:50–00:10"),
        ("2026-11-12 22:30-23:00", "2026-11-12 23:00", "2026-11-12 22:30-23:00"),
        ("2026-11-12 01:30-04:00", "2026-11-12 04:00", "2026-11-12 01:30-04:00"),
        ("2026-11-12T22:30-23:00", "2026-11-12T22:30-23:00", "2026-11-12T22:30-23:00"),
        ("2026-11-12 19:42-05:00", "2026-11-12 19:42-05:00", "2026-11-12 19:42-05:00"),
        ("2026-11-12 19:42+01:00", "2026-11-12 19:42+01:00", "2026-11-12 19:42+01:00"),
        ("12-11-2026, 19:42", "12-11-2026, 19:42", "12-11-2026, 19:42"),
        ("12/11/26-19:42", "12/11/26-19:42", "12/11/26-19:42"),
        ("22:20–22:05", "22:20–22:05", "22:20–22:05"),
    ],
)
def test_a_time_with_its_offset_is_no_range(text, east, west):
    assert (end_of(text, west=False), end_of(text, west=True)) == (east, west)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2026-10-24 23:50-00:10", "2026-10-25 00:10"),
        ("2026-10-25 23:50-00:10", "2026-10-25 00:10"),  # the day on which it was signed: no window has its night
        ("2026-12-24 23:50-00:10", "2026-12-25 00:10"),
    ],
)
def test_a_range_past_midnight_ends_on_the_next_day(text, meaning):
    assert ends_of_ranges(pair())(Entry(step="s", at=text)).at == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        *(("minuit 1", "00:01"), ("midi et une", "12:01"), ("minuit 59", "00:59")),
        *((text, text) for text in ("minuit 0", "minuit 60")),
        *(("17h30 du soir", "17:30"), ("24h00 du soir", "24:00")),
        *((text, text) for text in ("16h30 du soir", "25h00 du soir")),
    ],
)
def test_the_minutes_beside_midnight_and_the_hours_of_an_evening_have_ends(text, meaning):
    assert with_whole_hours(text) == meaning


@pytest.mark.parametrize("text", spellings.TIMES)
def test_no_single_time_is_a_range(text):
    assert end_of(text, west=False) == end_of(text, west=True) == text


@pytest.mark.parametrize(
    ("kind", "text", "meaning"),
    [
        (kind, text, meaning)
        for kind, rows in (
            ("yes-no", spellings.YES_NO),
            ("version", spellings.VERSIONS),
            ("count", spellings.COUNTS),
            ("go-no-go", spellings.DECISIONS),
        )
        for text, meaning in words(rows)
    ],
)
def test_evidence(kind, text, meaning):
    assert normal(pair(), _asked(kind), text) == meaning


@pytest.mark.parametrize("text", spellings.COUNTS_OF_ALL)
def test_a_count_of_all_is_that_count(text):
    assert normal(pair(), _asked("count"), text) == "12"


@pytest.mark.parametrize("text", spellings.COUNTS_OF_NAMED)
def test_a_count_in_words_or_with_as_many_names_is_that_count(text):
    assert normal(pair(), _asked("count"), text) == "3"


@pytest.mark.parametrize("text", spellings.COUNTS_OF_NOBODY)
def test_that_nobody_is_there_is_a_count_of_none(text):
    assert normal(pair(), _asked("count"), text) == "0"


@pytest.mark.parametrize("text", spellings.COUNTS_ABOUT)
def test_a_count_of_some_is_one_where_nothing_says_how_many_it_must_be(text):
    assert normal(pair(), _asked("count"), text) == "12"
    assert normal(pair(), replace(_asked("count"), expect=Expect(equals="12")), text) is None


@pytest.mark.parametrize("text", spellings.NO_COUNTS)
def test_what_is_not_all_of_them_is_no_count(text):
    assert normal(pair(), _asked("count"), text) is None


@pytest.mark.parametrize(
    ("text", "meaning"), [(text, meaning) for meaning, texts in spellings.DECISIONS_IN_WORDS for text in texts]
)
def test_a_decision_in_words(text, meaning):
    assert normal(pair(), _asked("go-no-go"), text) == meaning


@pytest.mark.parametrize(("name", "texts"), spellings.DECIDED_BY)
def test_a_go_of_somebody_whose_name_begins_like_a_title_or_holds_a_particle(name, texts):
    plan = pair().plan
    others = [one for one in plan.staff if "approver" not in one.roles]
    approver = replace(plan.staff[0], initials="ZZ", name=name, roles=("approver",))
    for staff, meaning in (((*others, approver), "go"), (plan.staff, None)):
        indexed = index_plan(replace(plan, staff=staff))
        assert [normal(indexed, _asked("go-no-go"), text) for text in texts] == [meaning] * len(texts)


@pytest.mark.parametrize("text", spellings.NO_DECISIONS)
def test_what_is_neither_go_nor_no_go_is_no_decision(text):
    assert normal(pair(), _asked("go-no-go"), text) is None


@pytest.mark.parametrize(
    ("order", "text", "meaning"),
    [
        (order, text, meaning)
        for order, rows in (("dmy", spellings.DAYS), ("mdy", spellings.DAYS_MONTH_FIRST))
        for meaning, texts in rows
        for text in texts.split(",")
    ],
)
def test_a_day_in_many_spellings(order, text, meaning):
    assert normal(index_plan(replace(pair().plan, date_order=order)), _asked("date"), text) == meaning


@pytest.mark.parametrize("text", spellings.NO_DAYS)
def test_what_is_no_day_is_none(text):
    assert normal(pair(), _asked("date"), text) is None


def yes_or_no():
    return _asked("yes-no")


@pytest.mark.parametrize(
    ("text", "meaning"), [(text, meaning) for meaning, texts in spellings.SIGNED for text in texts]
)
def test_an_answer_with_initials_of_the_plan(text, meaning):
    assert normal(pair(), yes_or_no(), text) == meaning


@pytest.mark.parametrize("text", spellings.NO_ANSWERS)
def test_what_says_more_or_less_than_yes_or_no_is_neither(text):
    assert normal(pair(), yes_or_no(), text) is None


@pytest.mark.parametrize("initials", ["NO", "N", "KO", "NA"])
def test_initials_that_could_be_an_answer_are_not_taken_off(initials):
    person = replace(pair().plan.staff[0], initials=initials)
    indexed = index_plan(replace(pair().plan, staff=(*pair().plan.staff, person)))
    assert normal(indexed, yes_or_no(), f"oui ({initials})") is None


@pytest.mark.parametrize(
    ("text", "same"),
    [(text, True) for _, texts in spellings.SHORT_VERSIONS for text in texts]
    + [(text, False) for text in spellings.OTHER_VERSIONS],
)
def test_a_version_written_shorter_is_the_one_that_is_expected(text, same):
    asked = replace(version_evidence(), expect=Expect(equals="6.2.0"))
    assert (normal(pair(), asked, text) == "6.2.0") is same


def version_evidence():
    return next(step.evidence for step in pair().steps if step.evidence and step.evidence.type == "version")


@pytest.mark.parametrize("text", spellings.BUILDS)
def test_a_version_with_its_build_is_that_version(text):
    assert normal(pair(), version_evidence(), text) == "24.1.2"


@pytest.mark.parametrize("text", spellings.NO_VERSIONS)
def test_what_says_more_than_a_version_is_none(text):
    assert normal(pair(), version_evidence(), text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((text, "CM") for text in (*spellings.NAMES, *spellings.SIGNED_FOR)),
        *((text, text) for text in spellings.NO_NAMES),
    ],
)
def test_a_name_in_full_is_that_of_one_person(text, meant):
    named = initials_for_names(pair(), record(pair()))
    assert named(Entry(step="s", by=text, witness=text)) == Entry(step="s", by=meant, witness=meant)


def named_otherwise():
    """The plan of the samples, with the people whose names are spelt in several ways."""
    plan = pair().plan
    more = [replace(plan.staff[0], initials=one, name=name, email=None) for one, name, *_ in spellings.FULL_NAMES]
    return index_plan(replace(plan, staff=(*plan.staff, *more)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((text, one) for one, *texts in spellings.FULL_NAMES for text in texts),
        *((text, text) for text in spellings.NO_FULL_NAMES),
    ],
)
def test_a_name_in_full_is_known_however_it_is_spelt(text, meant):
    indexed = named_otherwise()
    named = initials_for_names(indexed, record(indexed))
    assert named(Entry(step="s", by=text)).by == meant


@pytest.mark.parametrize("text", spellings.SIGNED_FOR)
def test_who_signed_for_somebody_else_signed_and_that_is_told(text):
    assert signs_for(text, pair().staff)
    entries = faultless(pair(), 3)
    step = "failover-keys:h1"
    write(entries, step, by=text)
    (told,) = check(pair(), *entries.values()).findings
    assert (told.code, told.steps, dict(told.args)["who"]) == ("SGN017", (step,), text)


@pytest.mark.parametrize(
    "text", ["CM for the record", "CM pour accord", "CM (pour info)", "CM, pour vérification 22:14"]
)
def test_who_signed_for_the_record_signed_for_nobody_else(text):
    entries = faultless(pair(), 3)
    write(entries, "failover-keys:h1", by=text)
    assert check(pair(), *entries.values()).findings == ()


def test_in_a_plan_in_which_po_is_somebody_po_is_nobody_who_was_signed_for():
    plan = pair().plan
    both = index_plan(replace(plan, staff=(*plan.staff, replace(plan.staff[0], initials="PO", name="P. Olivier"))))
    named = initials_for_names(both, record(both))
    assert named(Entry(step="s", by="CM PO")).by == "CM PO"
    assert named(Entry(step="s", by="CM p.o. TL")).by == "CM p.o. TL"


@pytest.mark.parametrize(
    "text", ["Mr CM / Mr TL", "M. CM et M. TL 22:14", "CM 22:10, TL 22:12", "CM (sig.) et T. Leroy"]
)
def test_several_in_one_box_stay_several_whatever_stands_beside_them(text):
    named = initials_for_names(pair(), record(pair()))
    assert named(Entry(step="s", by=text)) == Entry(step="s", by="CM / TL")


def test_a_word_before_a_name_is_a_title_or_makes_it_another_name():
    named = initials_for_names(pair(), record(pair()))
    assert named(Entry(step="s", by="Mme C. Martin", witness="TL")) == Entry(step="s", by="CM", witness="TL")
    assert named(Entry(step="s", by="TL", witness="Mr Claire Martin")) == Entry(step="s", by="TL", witness="CM")
    other = Entry(step="s", by="Paul C. Martin", witness="CM")
    assert named(other) is other


@pytest.mark.parametrize("text", spellings.DITTOS)
def test_a_ditto_mark_is_the_cell_above(text):
    assert is_ditto(text)


def test_a_day_of_the_window_is_not_taken_for_hours_and_minutes():
    bounds = (seconds("2026-11-12 06:00"), seconds("2026-11-13 04:00"))
    assert list(moments_within("12.11", bounds, PARIS)) == []
    assert list(moments_within("11.12", bounds, PARIS)) == []
    assert [moment.early for moment in moments_within("12.10", bounds, PARIS)] == [seconds("2026-11-12 12:10")]


def _asked(kind) -> Evidence:
    """Evidence of that kind, yes where that is asked; the plan has none that is a count or a decision."""
    asked = [step.evidence for step in pair().steps if step.evidence and step.id != "prep-certificate-stores"]
    return next((evidence for evidence in asked if evidence.type == kind), replace(asked[0], type=kind))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_months_and_weekdays_are_those_of_cldr(language):
    locale = Locale(language)
    for kind in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            assert len(locale.months[kind][width]) == 12
            for number, name in locale.months[kind][width].items():
                assert MONTHS[plain(name).rstrip(".")] == number
            assert len(locale.days[kind][width]) == 7
            for number, name in locale.days[kind][width].items():
                assert WEEKDAYS[plain(name).rstrip(".")] == number


def test_the_page_is_current():
    assert spellings.PAGE.read_text(encoding="utf-8") == spellings.page()


def test_strokes_through_a_line_leave_it_blank():
    assert tidy(Entry(step="a", state="—", at="–", by="-", witness="...")).blank


@pytest.mark.parametrize("text", ["-", "—", "n/a", "N.A.", "s.o.", "S/O", "sans objet", "--"])
def test_a_row_in_which_nothing_is_signed_is_blank_whatever_strikes_its_cells_out(text):
    named = initials_for_names(pair(), record(pair()))
    assert named(tidy(Entry(step="a", state="", witness=text, value=text, note=text))).blank
    assert not named(tidy(Entry(step="a", state="done", value=text))).blank
    assert named(Entry(step="a", by="SO", witness="SO")).witness == "SO"


BLANKS = " " * 100_000


@pytest.mark.parametrize("text", [f"a{BLANKS}!", f"yes, ticket {BLANKS}x", f"NK{BLANKS}!", f"({BLANKS}"])
def test_a_text_of_any_length_is_read_in_no_time(text):
    with within(0.5):
        read = tidy(Entry(step="s", state=text, at=text, by=text, witness=text, value=text, note=text), {"NK"})
        answer = normal(pair(), Evidence(name="seen", type="yes-no", label="Seen"), text)
        people = people_in(text, text, text, "people[0]")
    assert read.state not in WRITTEN_STATES
    assert answer is None
    assert [person.initials for person in people] == [text]
