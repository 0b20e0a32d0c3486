"""`runbook calendar`: which windows are in it, what is marked, what comes out as page, entries and table."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from runbook.cli import runbook
from runbook.cli.calendar import NAMED
from tests.windows.hostile import FORMULA, HOSTILE_NAME, TICKET, hostile_inventory

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
LYON = "{start: 2026-12-03 21:00, end: 2026-12-04 03:00}"


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(runbook, ["calendar", *map(str, words)], env={"LC_ALL": "C.UTF-8"})
    assert result.exit_code == 0, result.stderr
    return result


def changed(folder: Path, *pairs: tuple[str, str], house: str = "") -> Path:
    """The example with texts of it replaced, and a house beside it."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "inventory.yaml"
    file.write_text(text, encoding="utf-8")
    if house:
        (folder / "house").mkdir()
        (folder / "house" / "house.yaml").write_text(f"schema: 1\nname: Example SA\n{house}", encoding="utf-8")
    return file


def table(file: Path, *options: str) -> list[dict[str, str]]:
    text = run(file, "--format", "csv", "-o", "-", *options).stdout
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))


def conflicts(file: Path, *options: str) -> dict[str, str]:
    """What is said of each window that has a conflict, by its site, change and number."""
    return {
        f"{row['site']}/{row['change']}/{row['window']}": row["conflicts"]
        for row in table(file, *options)
        if row["conflicts"]
    }


def test_all_windows_are_in_the_table_in_the_order_of_time() -> None:
    rows = table(EXAMPLE)
    assert [(row["site"], row["start"]) for row in rows] == [
        ("lyon", "2026-12-03 21:00"),
        ("paris", "2026-12-05 22:00"),
        ("paris", "2026-12-08 22:00"),
        ("geneva", "2026-12-10 20:00"),
        ("paris", "2026-12-12 22:00"),
        ("paris", "2026-12-15 22:00"),
        ("geneva", "2026-12-17 20:00"),
        ("montreal", "2027-01-16 06:00"),
        ("nantes", "2027-01-23 18:00"),
    ]
    first, montreal = rows[0], rows[7]
    assert (first["end_utc"], first["minutes"], first["state"]) == ("2026-12-04 02:00Z", "360", "planned")
    assert (montreal["night"], montreal["start_utc"]) == ("2027-01-16", "2027-01-16 11:00Z")
    assert first["what"] == "Upgrade: Base 6.2.0 + BeyondTrust 24.1.2"
    assert first["people"] == "CM C. Martin; TL T. Leroy; AB A. Bernard"  # the only one who can decide
    assert all(row["conflicts"] == "" for row in rows)


def test_somebody_in_two_places_is_marked_at_both(tmp_path: Path) -> None:
    file = changed(tmp_path, (LYON, "{start: 2026-12-06 01:00, end: 2026-12-06 07:00}"))
    found = conflicts(file)
    when = "both on Sun, 6 Dec 2026 01:00"
    here = "is needed in two places: CHG0040 here and CHG0041 of paris"
    there = "is needed in two places: CHG0041 here and CHG0040 of lyon"
    assert found == {
        "lyon/CHG0040/1": f"C. Martin {here}, {when}; T. Leroy {here}, {when}",
        "paris/CHG0041/1": f"C. Martin {there}, {when}; T. Leroy {there}, {when}",
    }


def test_somebody_in_a_great_many_places_is_told_of_three(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    head, _, rest = text.partition("  - id: lyon")
    lyon = "  - id: lyon" + rest.partition("\n  # A pair")[0] + "\n"
    names = ("lyon", "brest", "nice", "metz", "pau")
    sites = [
        lyon.replace("id: lyon", f"id: {name}").replace("192.0.2.11", f"192.0.2.{n}").replace("ly-1", f"ly-{n}")
        .replace("assistance.lyon", f"assistance.{name}")
        for n, name in enumerate(names, 11)
    ]  # fmt: skip
    file = tmp_path / "inventory.yaml"
    file.write_text(head + "".join(sites), encoding="utf-8")
    found = conflicts(file)
    assert list(found) == [f"{name}/CHG0040/1" for name in sorted(names)]
    martin = {key: [one for one in told.split("; ") if "C. Martin" in one] for key, told in found.items()}
    assert {len(told) for told in martin.values()} == {4}
    assert {told[-1] for told in martin.values()} == {"C. Martin is needed in even more places at that time"}


OTHER_CHANGE = """\
      - id: CHG0099
        kind: upgrade
        method: automatic
        hops: [{software: "24.1.3"}]
        windows: [{start: 2026-12-04 02:00, end: 2026-12-04 08:00}]
"""


def test_two_changes_of_a_site_at_once_are_marked_at_both(tmp_path: Path) -> None:
    window = f"          - {LYON}\n"
    found = conflicts(changed(tmp_path, (window, window + OTHER_CHANGE)))
    begins = {key: told.partition(" to ")[0] for key, told in found.items()}
    assert begins == {
        "lyon/CHG0040/1": "this window of CHG0040 overlaps one of CHG0099, from Fri, 4 Dec 2026 02:00",
        "lyon/CHG0099/1": "this window of CHG0099 overlaps one of CHG0040, from Thu, 3 Dec 2026 21:00",
    }


def test_a_window_that_is_too_short_is_marked(tmp_path: Path) -> None:
    file = changed(tmp_path, (LYON, "{start: 2026-12-03 21:00, end: 2026-12-03 22:00}"))
    (told,) = conflicts(file).values()
    assert told.startswith("this window of CHG0040 is too short for the steps planned in it: ")


def test_a_night_that_goes_on_with_another_is_no_conflict(tmp_path: Path) -> None:
    nights = "{start: 2026-12-03 21:00, end: 2026-12-03 23:30}\n"
    nights += "          - {start: 2026-12-04 21:00, end: 2026-12-05 02:00, for: 1}"
    file = changed(tmp_path, (LYON, nights))
    assert conflicts(file) == {}
    (told,) = (row["remarks"] for row in table(file) if row["remarks"])
    assert "has no roll call of its own" in told


@pytest.mark.parametrize("whose", ["site", "house"])
def test_a_window_in_a_freeze_is_refused_by_check_and_marked_here(whose: str, tmp_path: Path) -> None:
    freezes = "freezes: [{start: 2026-12-03 00:00, end: 2026-12-05 00:00, reason: closing}]\n"
    added = [("    changes:\n      - id: CHG0040", f"    {freezes}    changes:\n      - id: CHG0040")]
    file = changed(tmp_path, *(added if whose == "site" else []), house="" if whose == "site" else freezes)
    checked = CliRunner().invoke(runbook, ["check", str(file)], env={"LC_ALL": "C.UTF-8"})
    assert (checked.exit_code, "this window is in a freeze" in checked.stderr) == (2, True)
    told = "this window is in a freeze, from Thu, 3 Dec 2026 00:00 to Sat, 5 Dec 2026 00:00: closing"
    assert conflicts(file) == {"lyon/CHG0040/1": told}


@pytest.mark.parametrize(
    ("start", "end", "night", "bar"),
    [
        ("2026-12-04 21:00", "2026-12-05 03:00", "4 Dec 2026", ("62.5", "25.0")),
        ("2026-12-05 05:59", "2026-12-05 11:59", "4 Dec 2026", ("99.9", "0.5")),
        ("2026-12-05 06:00", "2026-12-05 12:00", "5 Dec 2026", ("0.0", "25.0")),
        ("2026-12-05 09:00", "2026-12-05 15:00", "5 Dec 2026", ("12.5", "25.0")),
    ],
)
def test_what_begins_by_day_stands_with_the_night_that_follows(
    start: str, end: str, night: str, bar: tuple[str, str], tmp_path: Path
) -> None:
    """A window on Saturday at nine is none of Friday night: neither in its words, nor in its picture."""
    page = run(changed(tmp_path, (LYON, f"{{start: {start}, end: {end}}}")), "--format", "html", "-o", "-").stdout
    (group,) = [each for each in page.split("<section")[1:] if 'data-site="lyon"' in each]
    assert re.findall(r"Night of \w{3}, ([^<]+?) <", group) == [night]
    row = group[group.index('data-site="lyon"') :]
    drawn = re.search(r'class="fill" x="([\d.]+)" y="0" width="([\d.]+)"', row)
    assert drawn is not None
    assert drawn.groups() == bar
    assert "A night runs from 06:00 of its day to 06:00 of the next" in page


def test_all_windows_of_a_crowded_night_are_marked(tmp_path: Path) -> None:
    moved = (LYON, "{start: 2026-12-06 05:00, end: 2026-12-06 11:00}")
    found = conflicts(changed(tmp_path, moved, house="sites_in_a_night: 1\n"))
    told = "2 sites have windows on the night of Sat, 5 Dec 2026, and the organisation allows 1 at most"
    assert found == {"lyon/CHG0040/1": told, "paris/CHG0041/1": told}


def test_absence_and_deadline_are_marked(tmp_path: Path) -> None:
    house = "people:\n  CM: {name: C. Martin, roles: [technician], away: [{start: 2026-12-04, end: 2026-12-04}]}\n"
    late = ("      - id: CHG0040", "      - id: CHG0040\n        deadline: 2026-12-03")
    (told,) = conflicts(changed(tmp_path, late, house=house)).values()
    assert "C. Martin is away on the day of this window of CHG0040" in told
    assert "this window ends after the deadline of CHG0040, Thu, 3 Dec 2026" in told


@pytest.mark.sampled(3)
@pytest.mark.parametrize("state", ["done", "cancelled", "stopped"])
def test_what_is_closed_is_shown_and_has_no_conflict(state: str, tmp_path: Path) -> None:
    moved = (LYON, "{start: 2026-12-06 01:00, end: 2026-12-06 07:00}")
    file = changed(tmp_path, moved, ("      - id: CHG0040", f"      - id: CHG0040\n        state: {state}"))
    assert [row["state"] for row in table(file) if row["site"] == "lyon"] == [state]
    assert conflicts(file) == {}


@pytest.mark.parametrize("form", ["html", "csv", "ics"])
def test_with_a_site_nothing_of_another_is_in_it(form: str, tmp_path: Path) -> None:
    moved = (LYON, "{start: 2026-12-06 01:00, end: 2026-12-06 07:00}")
    file = changed(tmp_path, moved, house="sites_in_a_night: 1\n")
    told = run(file, "--site", "lyon", "--format", form, "-o", "-").stdout.replace("\r\n ", "")
    assert "CHG0040" in told
    foreign = r"CHG004[1234]|paris|La D.fense|gen[eè]v|montr|nantes|Keller|Rochat|Favre|Tremblay|Gagnon|Dubois"
    assert re.findall(foreign, told.replace("Europe/Paris", ""), re.IGNORECASE) == []
    assert "in two places" not in told
    assert "the organisation allows" not in told


def test_an_unknown_site_is_named_with_the_nearest(tmp_path: Path) -> None:
    result = CliRunner().invoke(runbook, ["calendar", str(EXAMPLE), "--site", "lion", "-o", "-"])
    assert (result.exit_code, "did you mean lyon?" in result.stderr) == (2, True)


def test_entries_are_the_windows_as_calendars_read_them(tmp_path: Path) -> None:
    calendar = Calendar.from_ical(run(hostile_inventory(tmp_path), "--format", "ics", "-o", "-").stdout_bytes)
    events = calendar.walk("VEVENT")
    assert len(events) == len({str(event["UID"]) for event in events}) == 10
    assert "METHOD" not in calendar
    assert all("@calendar.runbook-kit.invalid" in str(event["UID"]) for event in events)
    lyon = next(event for event in events if "CHG0040" in str(event["UID"]))
    assert lyon.decoded("DTSTART") == datetime(2026, 12, 3, 20, tzinfo=UTC)
    assert str(lyon["SUMMARY"]) == "CHG0040 Lyon – Confluence: Window 1 of 1"
    assert "Conflict: C. Martin is needed in two places" in str(lyon["DESCRIPTION"])
    evil = next(event for event in events if "CHG0666" in str(event["UID"]))
    assert str(evil["SUMMARY"]) == f"CHG0666 ({TICKET}) {HOSTILE_NAME}: Window 1 of 1"


def test_no_cell_is_a_formula_and_no_value_is_code(tmp_path: Path) -> None:
    file = hostile_inventory(tmp_path)
    text = run(file, "--format", "csv", "-o", "-").stdout.removeprefix("\ufeff")
    cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert f"'{TICKET}" in cells
    page = run(file, "-o", "-").stdout
    assert HOSTILE_NAME not in page
    assert HOSTILE_NAME in unescape(page)
    assert FORMULA in unescape(page)
    assert "\u202e" not in page
    assert page.count("<script") == 1


@pytest.mark.parametrize(("name", "begins"), [("a.html", b"<!DOC"), ("b.ics", b"BEGIN"), ("c.CSV", b"\xef\xbb\xbfnig")])
def test_the_end_of_the_name_says_what_is_written(name: str, begins: bytes, tmp_path: Path) -> None:
    target = tmp_path / name
    result = run(EXAMPLE, "-o", target)
    assert target.read_bytes().startswith(begins)
    assert result.stderr == f"{target}: windows: 9; in conflict: 0.\n"


def test_the_first_windows_in_conflict_are_named(tmp_path: Path) -> None:
    file = changed(
        tmp_path, house="freezes: [{start: 2026-12-01 00:00, end: 2027-02-01 00:00, reason: closing of accounts}]\n"
    )
    windows = ("lyon", 1, "Thu, 3 Dec 2026 21:00"), ("paris", 1, "Sat, 5 Dec 2026 22:00")
    target, rows = tmp_path / "a.html", conflicts(file)
    told = run(file, "-o", target).stderr.splitlines()
    assert told[0] == f"{target}: windows: 9; in conflict: {len(rows)}."
    assert len(rows) == 9 > NAMED
    for (site, number, start), line in zip(windows, told[1:], strict=False):
        assert line.startswith(f"{site}/CHG004"), line
        assert f", Window {number} of " in line, line
        assert f"{start}: " in line, line
    said = [*rows.values()][:NAMED]
    assert [line[-len(value) :] for line, value in zip(told[1:-1], said, strict=True)] == said
    assert told[1 + NAMED :] == [f"and 1 more, which {target} shows"]
    assert run(file, "-q", "-o", target).stderr == ""


def test_a_name_that_says_nothing_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(runbook, ["calendar", str(EXAMPLE), "-o", str(tmp_path / "a.pdf")])
    assert (result.exit_code, "use --format to say so" in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize("form", ["html", "ics"])
def test_what_it_wrote_is_replaced_and_what_somebody_changed_is_not(form: str, tmp_path: Path) -> None:
    target = tmp_path / f"calendar.{form}"
    run(EXAMPLE, "-o", target)
    before = target.read_bytes()
    run(EXAMPLE, "--site", "lyon", "-o", target)
    assert target.read_bytes() != before
    target.write_bytes(before.replace(b"Lyon", b"Lion"))
    result = CliRunner().invoke(runbook, ["calendar", str(EXAMPLE), "-o", str(target)])
    assert (result.exit_code, b"Lion" in target.read_bytes()) == (2, True)
    run(EXAMPLE, "-o", target, "--force")
    assert target.read_bytes() == before


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_names_each_window_once_and_leads_to_it(language: str) -> None:
    page = run(EXAMPLE, "-o", "-", "--lang", language).stdout
    rows = re.findall(r'data-row="([^"]+)"', page)
    assert len(rows) == len(set(rows)) == 9
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= set(re.findall(r' id="([^"]+)"', page))
    assert {"night-2026-12-03", "night-2027-01-23"} <= links
    assert f'<html lang="{language}"' in page


def test_who_uses_no_script_sees_all_of_it() -> None:
    page = run(EXAMPLE, "-o", "-").stdout
    assert re.findall(r"<(?:section|li|div)[^>]* hidden", page) == []
    assert re.search(r'<form id="filters"[^>]* hidden', page)


def test_days_of_a_freeze_of_the_house_are_marked_in_the_months(tmp_path: Path) -> None:
    freeze = "freezes: [{start: 2026-12-30 00:00, end: 2027-01-02 00:00, reason: closing}]\n"
    page = run(changed(tmp_path, house=freeze), "-o", "-").stdout
    frozen = re.findall(r'<td class="frozen"><span class="day">(\d+)</span> <span class="unseen">freeze</span>', page)
    assert frozen == ["30", "31", "1"]


def test_of_a_table_it_is_said_that_it_cannot_be_seen_who_wrote_it(tmp_path: Path) -> None:
    table = tmp_path / "calendar.csv"
    command = ["calendar", str(hostile_inventory(tmp_path)), "-o", str(table)]
    assert CliRunner().invoke(runbook, command).exit_code == 0
    done = CliRunner().invoke(runbook, command)
    assert (done.exit_code, "does not show who wrote it" in done.output) == (2, True)
    assert CliRunner().invoke(runbook, [*command, "--force"]).exit_code == 0
