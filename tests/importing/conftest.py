"""What the tests of imports share: the command, run as people run it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from runbook.cli import runbook

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """`runbook WORDS…`; everything it says is in `output`."""

    def call(*words: str | Path) -> Result:
        return CliRunner().invoke(runbook, [str(word) for word in words], catch_exceptions=False)

    return call


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """The example inventory, with all its comments and changes."""
    example = Path(__file__).parent.parent.parent / "examples" / "inventory.yaml"
    path = tmp_path / "inventory.yaml"
    path.write_bytes(example.read_bytes())
    return path
