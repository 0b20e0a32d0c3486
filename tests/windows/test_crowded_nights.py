"""How many sites the house wants in one night: `check` warns of each that is one too many."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.cli import runbook

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
NOW = "2026-11-01T00:00"


def warned(folder: Path, limit: int, *moved: tuple[str, str]) -> list[str]:
    """What `check` says of the example with other windows and a house."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in moved:
        assert old in text
        text = text.replace(old, new)
    file, house = folder / "inventory.yaml", folder / "house"
    file.write_text(text, encoding="utf-8")
    house.mkdir()
    (house / "house.yaml").write_text(f"schema: 1\nname: Example SA\nsites_in_a_night: {limit}\n", encoding="utf-8")
    result = CliRunner().invoke(runbook, ["check", str(file), "--now", NOW], env={"LC_ALL": "C.UTF-8"})
    assert result.exit_code == 0, result.stderr
    return [line for line in result.stderr.splitlines() if "the organisation allows" in line]


# The window of Lyon, moved beside the first of Paris.
TO_PARIS = ("{start: 2026-12-03 21:00, end: 2026-12-04 03:00}", "{start: 2026-12-06 00:30, end: 2026-12-06 06:00}")
TO_DAWN = (TO_PARIS[0], "{start: 2026-12-06 05:59, end: 2026-12-06 11:59}")
TO_DAY = (TO_PARIS[0], "{start: 2026-12-05 06:00, end: 2026-12-05 12:00}")  # of the night that follows
TO_MORNING = (TO_PARIS[0], "{start: 2026-12-06 06:00, end: 2026-12-06 12:00}")


@pytest.mark.parametrize("moved", [TO_PARIS, TO_DAWN, TO_DAY])
def test_a_night_with_more_sites_than_the_house_wants_is_warned_of(moved, tmp_path):
    (line,) = warned(tmp_path, 1, moved)
    assert "2 sites have windows on the night of Sat, 5 Dec 2026, and the organisation allows 1 at most" in line


@pytest.mark.parametrize(("limit", "moved"), [(2, (TO_PARIS,)), (1, (TO_MORNING,)), (1, ())])
def test_as_many_as_it_wants_are_not(limit, moved, tmp_path):
    assert warned(tmp_path, limit, *moved) == []
