"""`check` tells of a change whose records `verify` would refuse, before its pages are printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.cli import runbook

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
NODE = "      - {id: mo-n4, role: traffic"


def cluster(nodes: int) -> str:
    """The example, its cluster with as many traffic nodes more."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = [number for number, line in enumerate(lines) if line.startswith(NODE)]
    more = [
        lines[at]
        .replace("mo-n4", f"x-{n}")
        .replace("n4.", f"x{n}.")
        .replace("203.0.113.32", f"10.0.{n // 250}.{n % 250 + 1}")
        for n in range(nodes)
    ]
    return "".join([*lines[: at + 1], *more, *lines[at + 1 :]])


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("nodes", "told"), [(150, False), (500, True)])
def test_a_cluster_that_is_too_large_for_a_verdict_is_told_at_its_hops(nodes, told, tmp_path):
    file = tmp_path / "inventory.yaml"
    file.write_text(cluster(nodes), encoding="utf-8")
    found = CliRunner().invoke(runbook, ["check", str(file), "--now", "2026-01-01T00:00"], env={"LC_ALL": "C.UTF-8"})
    assert found.exit_code == 0, found.output
    lines = [line for line in found.output.splitlines() if "too large for `runbook verify`" in line]
    assert len(lines) == told
    if told:
        number = int(lines[0].split(":")[1])
        assert "hops" in file.read_text(encoding="utf-8").splitlines()[number - 1]
