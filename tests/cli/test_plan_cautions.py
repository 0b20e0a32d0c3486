"""`check` holds windows against the plans of what is to come."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runbook.cli import runbook

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
SHORT = "end: 2026-12-03 22:00}"


def checked(file: Path, *words: str) -> Result:
    return CliRunner().invoke(runbook, ["check", str(file), *words], env={"LC_ALL": "C.UTF-8"})


@pytest.fixture
def too_short(tmp_path: Path) -> Path:
    """The example, its first window an hour long."""
    file = tmp_path / "inventory.yaml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace("end: 2026-12-04 03:00}", SHORT), encoding="utf-8")
    return file


def test_a_window_that_is_too_short_is_told_at_its_end(too_short: Path) -> None:
    assert "too short" not in checked(EXAMPLE).output
    found = checked(too_short)
    (warning,) = [line for line in found.output.splitlines() if "too short" in line]
    number = next(n for n, line in enumerate(too_short.read_text(encoding="utf-8").splitlines(), 1) if SHORT in line)
    assert (found.exit_code, f":{number}: " in warning) == (0, True)
    assert "more is needed, end it later, or go on in another night: one more window, with `for: 1`" in warning
    (french,) = [line for line in checked(too_short, "--lang", "fr").output.splitlines() if "trop courte" in line]
    assert "`for: 1`" in french


def test_nothing_is_told_of_what_is_done_or_over(too_short: Path) -> None:
    assert "too short" not in checked(too_short, "--now", "2026-12-04T12:00").output
    text = too_short.read_text(encoding="utf-8").replace("        # state: done ", "        state: done # ", 1)
    too_short.write_text(text, encoding="utf-8")
    assert "too short" not in checked(too_short).output


def test_of_many_changes_it_says_how_many_were_planned(too_short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runbook.windows.plan_cautions.MANY", 1)
    found = checked(too_short)
    assert "1 changes were planned, to say what their plans warn of; for 4 more, run `runbook plan`" in found.output
    assert found.output.count("too short") == 1


def test_a_window_in_which_nothing_can_be_done_is_told_at_its_beginning(tmp_path: Path) -> None:
    """The second hop of a pair begins half a day after the first: the 24 hours end after it has closed."""
    file = tmp_path / "inventory.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    night = "{start: 2026-12-12 22:00, end: 2026-12-13 04:00}"
    assert night in text
    early = "{start: 2026-12-09 10:00, end: 2026-12-09 16:00}"
    file.write_text(text.replace(night, early), encoding="utf-8")
    found = checked(file)
    (warning,) = [line for line in found.output.splitlines() if "none of the work" in line]
    number = next(n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if early in line)
    assert (found.exit_code, f":{number}: " in warning) == (0, True)
    assert (
        "the window closes at Wed, 9 Dec 2026 16:00, 11 h 52 min before all of it is done, move the window"
        in " ".join(warning.split())
    )
    (french,) = [line for line in checked(file, "--lang", "fr").output.splitlines() if "rien du travail" in line]
    assert "déplacez la fenêtre" in french


def test_a_night_that_goes_on_with_another_is_told_to_have_no_roll_call(too_short: Path) -> None:
    text = too_short.read_text(encoding="utf-8")
    more = "{start: 2026-12-05 21:00, end: 2026-12-06 05:00, for: 1}"
    place = text.index("\n", text.index(SHORT)) + 1
    indent = text[text.rindex("\n", 0, text.index(SHORT)) + 1 :].partition("-")[0]
    assert "roll" not in checked(too_short).output
    too_short.write_text(f"{text[:place]}{indent}- {more}\n{text[place:]}", encoding="utf-8")
    found = checked(too_short)
    (warning,) = [line for line in found.output.splitlines() if "roll call of its own" in line]
    number = next(n for n, line in enumerate(too_short.read_text(encoding="utf-8").splitlines(), 1) if more in line)
    assert (found.exit_code, f":{number}: " in warning) == (0, True)
    assert "as window 1 ends, hand over and let everybody leave; as window 2 opens, call the roll" in warning
    (french,) = [line for line in checked(too_short, "--lang", "fr").output.splitlines() if "appel à elle" in line]
    assert "passez le relais" in french


def test_a_night_without_work_is_told_where_it_goes_on_with_another(tmp_path: Path) -> None:
    file = tmp_path / "inventory.yaml"
    end = "end: 2026-12-04 03:00}\n"
    text = EXAMPLE.read_text(encoding="utf-8")
    place = text.index(end) + len(end)
    indent = text[text.rindex("\n", 0, place - 1) + 1 :].partition("-")[0]
    more = f"{indent}- start: 2026-12-05 21:00\n{indent}  end: 2026-12-06 05:00\n{indent}  for: 1\n"
    file.write_text(text[:place] + more + text[place:], encoding="utf-8")
    found = checked(file)
    (warning,) = [line for line in found.output.splitlines() if "No work is planned in window 2" in line]
    number = next(n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if "  for: 1" in line)
    assert (found.exit_code, f":{number}: " in warning) == (0, True)


def test_all_that_the_plan_warns_of_is_told_once_in_the_same_words(tmp_path: Path) -> None:
    """What `plan` marks with `!`: a site with one person has nobody to be a witness, and can never pass."""
    file = tmp_path / "inventory.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    lines = text.splitlines()
    for initials in ("TL", "AB"):  # the first ones are those of lyon
        del lines[next(n for n, line in enumerate(lines) if f"initials: {initials}" in line)]
    alone = "\n".join(lines).replace("roles: [technician,", "roles: [approver, technician,", 1)
    old = 'ip: 192.0.2.71, base: "6.2.0", software: "24.1.2"'  # nantes moves away from this one
    assert alone.count(old) == 1
    file.write_text(alone.replace(old, old.replace("24.1.2", "23.1.1")), encoding="utf-8")
    for tag in ("en", "fr"):
        planned = CliRunner().invoke(runbook, ["plan", str(file), "--lang", tag], env={"LC_ALL": "C.UTF-8"})
        said = [line.removeprefix("  ! ") for line in planned.output.splitlines() if line.startswith("  ! ")]
        found = checked(file, "--lang", tag)
        assert (found.exit_code, len(said) >= 2) == (0, True)
        assert [found.output.count(text) for text in said] == [1] * len(said)
    assert any("témoin" in text for text in said)
