"""`--duplex` of `render` and `pack`: other pages under the same names, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.build.manifest import MANIFEST
from runbook.cli import runbook

pytestmark = pytest.mark.usefixtures("no_pages")

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"


def made(command: str, out: Path, *words: str) -> dict[str, bytes]:
    """The files that the command leaves."""
    asked = [command, str(EXAMPLE), "--site", "lyon", "--lang", "en", "--jobs", "1", "--out", str(out), *words]
    result = CliRunner().invoke(runbook, asked, env={"LC_ALL": "C.UTF-8"})
    assert result.exit_code == 0, result.output
    return {path.name: path.read_bytes() for path in (out / "lyon" / "CHG0040").iterdir() if path.is_file()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    assert one.keys() == other.keys()
    return {name for name in one if one[name] != other[name]} - {MANIFEST}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("command", "pages"),
    [("render", {"runbook.en.pdf", "checklist.en.pdf"}), ("pack", {"approval.en.pdf", "pack.en.eml"})],
)
def test_pages_for_both_sides_are_made_anew_under_the_same_names(tmp_path, command, pages):
    one_side = made(command, tmp_path / "a")
    both = made(command, tmp_path / "a", "--duplex")
    assert differing(one_side, both) >= pages
    assert both["plan.json"] == one_side["plan.json"]
    assert both["runbook.en.pdf"] == b"%PDF-runbook A4 duplex"
    assert made(command, tmp_path / "b", "--duplex") == both
    assert differing(both, made(command, tmp_path / "a")) >= pages
    letter = made(command, tmp_path / "a", "--duplex", "--paper", "Letter")
    assert letter["runbook.en.pdf"] == b"%PDF-runbook Letter duplex"
