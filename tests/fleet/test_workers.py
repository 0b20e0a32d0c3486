"""Processes and Dask give what one process gives; a worker that is killed loses nothing and doubles nothing."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runbook.errors import InputError, MachineError, Problem
from runbook.fleet import Task, Told, render_fleet
from runbook.fleet import task as task_module
from runbook.fleet.task import Outcome
from runbook.fleet.workers import Start, dask, here, processes, results
from tests.fleet.fleets import files_below, marked_sites, quick_tasks, write_fleet

ROOT = Path(__file__).parent.parent.parent
SITES = 24


@pytest.fixture(scope="module")
def fleet(tmp_path_factory) -> Path:
    return write_fleet(tmp_path_factory.mktemp("fleet") / "in", [site for _mark, site in marked_sites(SITES)])


@pytest.fixture(scope="module")
def wanted(fleet, tmp_path_factory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("out")
    assert not any(told.error for told in render_fleet(quick_tasks(fleet), out, here()))
    return files_below(out)


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers of one thread each, on loopback; they end with the block, and by themselves."""
    place = folder / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", str(place)]
    program = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common]
    started = [subprocess.Popen(program, cwd=folder, stderr=subprocess.DEVNULL)]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        "--host",
        "127.0.0.1",
        "--nthreads",
        "1",
        "--no-nanny",
    ]
    worker += ["--death-timeout", "30", "--lifetime", "5 minutes", "--local-directory", str(folder), *common]
    try:
        started += [subprocess.Popen(worker, cwd=folder, stderr=subprocess.DEVNULL) for _ in range(2)]
        yield address_in(place), started
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def address_in(place: Path) -> str:
    """The scheduler's address, once it and both workers are there."""
    from distributed import Client

    deadline = time.monotonic() + 60
    while not place.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    with Client(scheduler_file=str(place), timeout="30s", set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        return str(client.scheduler.address)


def done(fleet: Path, out: Path, start: Start) -> list[Told]:
    return list(render_fleet(quick_tasks(fleet), out, start))


def test_two_processes_give_the_same_bytes(fleet, wanted, tmp_path):
    news = done(fleet, tmp_path, processes(2))
    assert Counter((told.made, told.error) for told in news) == {(3, None): SITES}
    assert files_below(tmp_path) == wanted


def slow_make(task: Task) -> Outcome:
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
    monkeypatch.setattr("runbook.fleet.workers.make_task", slow_make)
    news: list[Told] = []
    for number, told in enumerate(render_fleet(quick_tasks(fleet), tmp_path, processes(2))):
        news.append(told)
        if number in (2, 9):
            os.kill(children()[0], signal.SIGKILL)
    assert Counter((told.site, told.made, told.error) for told in news) == Counter(
        (told.site, 3, None) for told in news
    )
    assert len(news) == SITES
    assert files_below(tmp_path) == wanted


def dying_make(task: Task) -> Outcome:
    """The first worker dies in the middle of a file."""
    assert task.out is not None
    flag = task.out / "died"
    if not flag.exists():
        flag.touch()
        (task.out / task.folder).mkdir(parents=True)
        (task.out / task.folder / f".plan.json.{os.getpid()}.part").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    return task_module.make(task)


def test_what_a_killed_process_left_half_written_is_taken_away(fleet, wanted, tmp_path, monkeypatch):
    monkeypatch.setattr("runbook.fleet.workers.make_task", dying_make)
    assert not any(told.error for told in done(fleet, tmp_path, processes(2)))
    (tmp_path / "died").unlink()
    assert files_below(tmp_path) == wanted


def fatal_make(task: Task) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_processes_that_always_die_are_given_up(fleet, monkeypatch):
    monkeypatch.setattr("runbook.fleet.workers.make_task", fatal_make)
    with pytest.raises(MachineError, match="die one after the other"):
        list(results(quick_tasks(fleet), processes(2)))


def failing_make(task: Task) -> Outcome:
    if task.site.id.startswith("q0003"):
        raise KeyError("a bug")
    return task_module.make(task)


def test_a_fault_of_one_site_is_told_and_the_others_go_on(fleet, tmp_path, monkeypatch):
    monkeypatch.setattr("runbook.fleet.workers.make_task", failing_make)
    news = done(fleet, tmp_path, processes(2))
    faults = [str(told.error) for told in news if told.error]
    assert faults == ["a fault of the kit, please report it: KeyError: 'a bug'"]
    assert sum(told.made for told in news) == 3 * (SITES - 1)


def test_errors_come_back_as_they_were():
    problem = Problem(file="f", line=1, path="p", message="m {a}", remedy="r", args=(("a", "b"),))
    for error in (MachineError("no {thing}", thing="x{y}"), InputError((problem,))):
        back = pickle.loads(pickle.dumps(error))
        assert (type(back), vars(back), str(back)) == (type(error), vars(error), str(error))


@pytest.mark.filterwarnings("ignore")  # those of distributed's own
def test_dask_gives_the_same_bytes_though_a_worker_is_killed(fleet, wanted, tmp_path):
    (tmp_path / "dask").mkdir()
    with cluster(tmp_path / "dask") as (address, (_scheduler, worker, _other)):
        news: list[Told] = []
        for number, told in enumerate(render_fleet(quick_tasks(fleet), tmp_path / "out", dask(address))):
            news.append(told)
            if number == 2:
                worker.kill()
        assert Counter((told.made, told.error) for told in news) == {(3, None): SITES}
        assert len({told.site for told in news}) == SITES
        assert files_below(tmp_path / "out") == wanted


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_does_not_answer_is_named(fleet):
    with pytest.raises(MachineError, match=r"no Dask scheduler answers at 127\.0\.0\.1:9"):
        list(results(quick_tasks(fleet), dask("127.0.0.1:9")))
