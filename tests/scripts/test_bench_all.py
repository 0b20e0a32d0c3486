"""`make bench` goes on behind a missed bar, says what it is at, and keeps what it measured before on its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import bench_all


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three parts: one that meets its bars, one that misses one, one that ends with a traceback."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "docs").mkdir()
    for name, status in (("good", 0), ("late", 1)):
        program = f"open('docs/benchmarks-{name}.md', 'w').write('figures'); raise SystemExit({status})"
        (tmp_path / "scripts" / f"{name}.py").write_text(program)
    (tmp_path / "scripts" / "broken.py").write_text("raise ValueError")
    monkeypatch.setattr(bench_all, "ROOT", tmp_path)
    monkeypatch.setattr(bench_all, "PAGE", tmp_path / "docs" / "benchmarks.md")
    monkeypatch.setattr(bench_all, "commit", lambda: "abc1234")
    monkeypatch.setattr(
        bench_all, "PARTS", {"late": ("late.py", "slow"), "broken": ("broken.py", "gone"), "good": ("good.py", "well")}
    )
    return tmp_path / "docs" / "benchmarks.md"


def test_a_missed_bar_hides_nothing(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_all.main([]) == 1
    rows = [line for line in bench.read_text().splitlines() if line.startswith("| [")]
    assert [row.split(" | ")[-1].strip(" |") for row in rows] == [
        "**a bar is missed**",
        "**it did not end**",
        "all bars are met",
    ]
    told = capsys.readouterr().err
    assert "1 of 3: slow" in told
    assert told.endswith("late: a bar is missed\nbroken: it did not end\ngood: all bars are met\n")


def test_one_part_alone_leaves_the_others_on_the_page(bench: Path) -> None:
    bench_all.main([])
    assert bench_all.main(["good"]) == 0
    assert bench.read_text().count("| [") == 3


def test_no_part_is_run_where_one_is_unknown(bench: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_all.main(["good", "fast"]) == 2
    assert "no such part: fast" in capsys.readouterr().err
    assert not bench.exists()
