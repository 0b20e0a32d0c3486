"""From plans to files: every file in its place, whole, and the same whoever makes it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from runbook.atomic_write import put
from runbook.build.documents import BuildResult, Order, Work, named_files, printed, render, work_list
from runbook.errors import MachineError
from runbook.reading.plan_json import load_plan
from tests.document.sample import plan as sample
from tests.plans import plan_of

PLAN = plan_of("single", "automatic")
FILES = {
    "plan.json",
    "record.csv",
    "record.xlsx",
    "runbook.en.pdf",
    "runbook.fr.pdf",
    "checklist.en.pdf",
    "checklist.fr.pdf",
}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def collecting(told: list[Path]) -> Callable[[BuildResult], None]:
    return lambda one: told.append(one.path)


def test_any_number_of_jobs_makes_the_same_files(tmp_path):
    orders = [Order(plan=PLAN, languages=("fr", "en"))]
    for jobs in (1, 2):
        told: list[Path] = []
        made = render(work_list(orders, tmp_path / str(jobs)), jobs, collecting(told))
        assert [one.error for one in made] == [None] * len(FILES)
        assert sorted(told) == sorted(one.path for one in made)
    one, two = contents(tmp_path / "1"), contents(tmp_path / "2")
    assert one == two
    assert set(one) == {f"{PLAN.site}/{PLAN.change}/{name}" for name in FILES}


def test_a_batch_gives_the_bytes_of_a_single_run(tmp_path):
    """What another change of the batch says is nowhere in a change's files."""
    other = sample(site="other", change="X1", site_name="UNIQUE-MARK")
    mine = Order(plan=sample(), languages=("en",))
    alone, batch = tmp_path / "alone", tmp_path / "batch"
    render(work_list([mine], alone), 1)
    render(work_list([Order(plan=other, languages=("en",)), mine], batch), 1)
    assert contents(alone) == {k: v for k, v in contents(batch).items() if k.startswith("paris/")}


def test_the_plan_is_read_back_as_it_was_made(tmp_path):
    works = [w for w in work_list([Order(plan=PLAN, languages=("en",))], tmp_path) if w.kind == "plan"]
    (made,) = render(works, 1)
    assert load_plan(made.path) == PLAN


def test_every_document_is_filled_in_and_archived_copies_too(tmp_path):
    files = [file for file in named_files(("en",), archive=True) if file[2].endswith(".pdf")]
    works = [Work(kind=kind, plan=PLAN, language=tag, paper="A4", path=tmp_path / name) for kind, tag, name in files]
    assert {work.path.name: printed(work)[1] for work in works} == {name: True for *_, name in files}
    assert len(files) == 4


def test_a_change_that_fails_is_reported_and_the_others_go_on(tmp_path):
    (tmp_path / "paris").write_text("a file where a folder should be")
    orders = [Order(plan=sample(), languages=("en",)), Order(plan=sample(site="other"), languages=("en",))]
    made = render(work_list(orders, tmp_path), 1)
    assert {(one.site, type(one.error)) for one in made} == {("paris", NotADirectoryError), ("other", type(None))}
    assert len(contents(tmp_path / "other")) == 5


def test_the_records_speak_the_first_language(tmp_path):
    works = [w for w in work_list([Order(plan=PLAN, languages=("fr", "en"))], tmp_path) if w.kind == "csv"]
    render(works, 1)
    assert ",étape 1.1," in works[0].path.read_text("utf-8-sig")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a" / "plan.json"
    put(path, b"old")

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:1])
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        put(path, b"new")
    assert [file.name for file in path.parent.iterdir()] == ["plan.json"]
    assert path.read_bytes() == b"old"


def die(work: Work) -> BuildResult:
    """As a process does that the system ends for want of memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(work)


def test_a_worker_that_dies_is_a_message(tmp_path, monkeypatch):
    monkeypatch.setattr("runbook.build.documents.perform", die)
    with pytest.raises(MachineError, match="is there too little memory"):
        render(work_list([Order(plan=PLAN, languages=("en",))], tmp_path), 2)
