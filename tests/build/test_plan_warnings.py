"""What a plan warns of is told by whoever makes the files, as `check` does."""

from __future__ import annotations

from pathlib import Path

from runbook.build.answers import answer_of, outcome_in
from runbook.build.engine import build_files
from runbook.build.task import make
from runbook.build.workers import here
from runbook.cli.building import _messages
from runbook.i18n import load_language
from tests.build.fleets import marked_sites, quick_tasks, write_fleet


def test_it_is_told_once_for_each_change_and_by_workers_elsewhere_too(tmp_path: Path) -> None:
    sites = [site for _mark, site in marked_sites(2, kinds=(0,))]
    for window in (window for site in sites for change in site["changes"] for window in change["windows"]):
        window["end"] = window["start"].replace(":00", ":20")
    fleet, said, texts = write_fleet(tmp_path / "in", sites), set[tuple[str, str]](), list[str]()
    for told in build_files(quick_tasks(fleet), tmp_path / "out", here()):
        texts += _messages(told, tmp_path / "out", load_language("en"), mailed=False, said=said)
        assert not list(_messages(told, tmp_path / "out", load_language("en"), mailed=False, said=said))
    short = [text for text in texts if "Window 1 is too short for the steps planned in it" in text]
    changes = {f"{site['id']}/{change['id']}" for site in sites for change in site["changes"]}
    assert {text.partition(": ")[0] for text in short} == changes
    assert len(short) == len(changes)
    for task in quick_tasks(fleet):
        outcome = make(task)
        assert outcome.warnings
        assert outcome_in(task, answer_of(outcome)).warnings == outcome.warnings
