"""Processes give what one process gives; a worker that is killed loses nothing and doubles nothing."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import count
from multiprocessing import forkserver
from pathlib import Path

import pytest

from runbook.build import task as task_module
from runbook.build.engine import ChangeOutcome, build_files
from runbook.build.task import Task, TaskOutcome
from runbook.build.workers import Start, processes, results
from runbook.errors import InputError, MachineError, Problem
from runbook.part_file import part_file
from tests.build.fleets import SITES, files_below, quick_tasks

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"


def done(fleet: Path, out: Path, start: Start) -> list[ChangeOutcome]:
    return list(build_files(quick_tasks(fleet), out, start))


def test_two_processes_give_the_same_bytes(fleet, wanted, tmp_path):
    news = done(fleet, tmp_path, processes(2))
    assert Counter((told.made, told.error) for told in news) == {(3, None): SITES}
    assert files_below(tmp_path) == wanted


def slow_make(task: Task) -> TaskOutcome:
    time.sleep(0.05)
    return task_module.make(task)


def children() -> list[int]:
    """The worker processes that the fork server has started for this one."""
    rows = [(int(path.name), *parent_and_words(path)) for path in Path("/proc").glob("[0-9]*")]
    servers = {pid for pid, parent, words in rows if parent == os.getpid() and "forkserver" in words}
    return [pid for pid, parent, _words in rows if parent in servers]


def parent_and_words(process: Path) -> tuple[int, str]:
    """The parent of a process and its command line; 0 and nothing where it has ended meanwhile."""
    try:
        status = (process / "stat").read_text().rpartition(")")[2].split()
        return int(status[1]), (process / "cmdline").read_text()
    except OSError:
        return 0, ""


def test_a_killed_process_loses_and_doubles_nothing(fleet, wanted, tmp_path, monkeypatch):
    monkeypatch.setattr("runbook.build.workers.make_task", slow_make)
    news: list[ChangeOutcome] = []
    for number, told in enumerate(build_files(quick_tasks(fleet), tmp_path, processes(2))):
        news.append(told)
        if number in (2, 9):
            os.kill(children()[0], signal.SIGKILL)
    assert Counter((told.site, told.made, told.error) for told in news) == Counter(
        (told.site, 3, None) for told in news
    )
    assert len(news) == SITES
    assert files_below(tmp_path) == wanted


@pytest.mark.parametrize("error", [ConnectionRefusedError, BrokenPipeError, EOFError])
@pytest.mark.parametrize("call", [1, 2])
def test_a_death_of_the_process_that_starts_the_others_costs_nothing(fleet, wanted, tmp_path, monkeypatch, error, call):
    starting, calls = forkserver.connect_to_new_process, count(1)

    def dead(files: list[int]) -> tuple[int, int]:
        if next(calls) == call:
            raise error
        return starting(files)

    monkeypatch.setattr(forkserver, "connect_to_new_process", dead)
    news = done(fleet, tmp_path, processes(2))
    assert Counter((told.made, told.error) for told in news) == {(3, None): SITES}
    assert files_below(tmp_path) == wanted
    assert next(calls) > 2


def dying_make(task: Task) -> TaskOutcome:
    """The first worker dies in the middle of a file."""
    assert task.out is not None
    flag = task.out / "died"
    if not flag.exists():
        flag.touch()
        (task.out / task.folder).mkdir(parents=True)
        with part_file(task.out / task.folder / "plan.json", b"half"):
            os.kill(os.getpid(), signal.SIGKILL)
    return task_module.make(task)


def test_what_a_killed_process_left_half_written_is_taken_away(fleet, wanted, tmp_path, monkeypatch):
    monkeypatch.setattr("runbook.build.workers.make_task", dying_make)
    assert not any(told.error for told in done(fleet, tmp_path, processes(2)))
    (tmp_path / "died").unlink()
    assert files_below(tmp_path) == wanted


def fatal_make(task: Task) -> TaskOutcome:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_processes_that_always_die_are_given_up(fleet, monkeypatch):
    monkeypatch.setattr("runbook.build.workers.make_task", fatal_make)
    with pytest.raises(MachineError, match="keep dying"):
        list(results(quick_tasks(fleet), processes(2)))


def failing_make(task: Task) -> TaskOutcome:
    if task.site.id.startswith("q0003"):
        raise KeyError("a bug")
    return task_module.make(task)


def test_a_fault_of_one_site_is_told_and_the_others_go_on(fleet, tmp_path, monkeypatch):
    monkeypatch.setattr("runbook.build.workers.make_task", failing_make)
    news = done(fleet, tmp_path, processes(2))
    faults = [str(told.error) for told in news if told.error]
    assert faults == ["a fault of the kit, please report it: KeyError: 'a bug'"]
    assert sum(told.made for told in news) == 3 * (SITES - 1)


def test_errors_come_back_as_they_were():
    problem = Problem(file="f", line=1, path="p", message="m {a}", remedy="r", args=(("a", "b"),))
    for error in (MachineError("no {thing}", thing="x{y}"), InputError((problem,))):
        back = pickle.loads(pickle.dumps(error))
        assert (type(back), vars(back), str(back)) == (type(error), vars(error), str(error))


def test_an_interrupt_while_the_others_are_started_is_not_lost(monkeypatch):
    """It was ignored for as long as that takes: the run went on to its end."""
    pressed, goes_on = [], forkserver.ensure_running

    def start() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        pressed.append(True)
        goes_on()

    monkeypatch.setattr(forkserver, "ensure_running", start)
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            processes(2).soon()
    finally:
        signal.signal(signal.SIGINT, heard)
    assert pressed
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_processes_take_no_code_from_the_folder_that_one_works_in(tmp_path):
    mark = tmp_path / "mark"
    for name in ("runbook/__init__.py", "msgspec.py", "multiprocessing/__init__.py", "signal.py"):
        (tmp_path / "here" / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "here" / name).write_text(f"open({str(mark)!r}, 'w')\n")
    (tmp_path / "here" / "record.csv").write_text("revision,run\n")
    command = [str(Path(sys.executable).with_name("runbook")), "status", str(EXAMPLE), "record.csv", "--jobs", "2"]
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    done = subprocess.run(command, cwd=tmp_path / "here", env=environ, capture_output=True, text=True, check=False)
    assert "Changes:" in done.stdout, done.stderr
    assert not mark.exists()
