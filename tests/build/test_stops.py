"""A run may be stopped at any moment: each file is the old one or the new one, and the next run mends the rest.

`make endure` stops 200 runs; `make test` fewer.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from runbook.build.manifest import MANIFEST
from tests.build.fleets import files_below, quick_tasks
from tests.measure import slowness

ROOT = Path(__file__).parent.parent.parent
STOPS = 200 if os.environ.get("LONG") else 8
RUN = """
import sys
from pathlib import Path
from runbook.build.engine import build_files
from runbook.build.workers import here, processes
from tests.build.fleets import quick_tasks
if __name__ == "__main__":
    start = processes(2) if sys.argv[3] == "2" else here()
    for told in build_files(quick_tasks(Path(sys.argv[1])), Path(sys.argv[2]), start):
        assert told.error is None
"""


def begun(program: Path, fleet: Path, out: Path, jobs: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, str(program), str(fleet), str(out), str(jobs)]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(words, env=environ, start_new_session=True, stderr=subprocess.DEVNULL)


def test_runs_stopped_at_random_moments_leave_whole_files_and_the_next_one_mends(fleet, wanted, tmp_path):
    program, out = tmp_path / "run.py", tmp_path / "out"
    program.write_text(RUN)
    (tmp_path / "whole").mkdir()
    before = time.perf_counter()
    begun(program, fleet, tmp_path / "whole", 1).wait()
    whole = time.perf_counter() - before
    chance = random.Random(3)
    halves = 0
    for number in range(STOPS):
        if number % 4 == 0:
            subprocess.run(["rm", "-rf", str(out)], check=True)
        run = begun(program, fleet, out, 2 if number % 8 == 7 else 1)
        try:
            run.wait(timeout=chance.uniform(0.2, 1) * whole)
        except subprocess.TimeoutExpired:
            os.kill(run.pid, chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
            run.wait()
        finally:
            group_ends(run.pid)
        there = {name: data for name, data in files_below(out).items() if not name.endswith(".part")}
        torn = [name for name, data in there.items() if not name.endswith(MANIFEST) and wanted[name] != data]
        assert torn == []
        halves += 0 < len(there) < len(wanted)
    assert halves, "no run was stopped in the middle"
    begun(program, fleet, out, 1).wait()
    assert files_below(out) == wanted


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_workers_that_set_pages_end_with_the_run_that_was_killed(fleet, tmp_path, stop):
    words = [sys.executable, "-m", "runbook", "render", str(fleet), "--out", str(tmp_path / "out"), "--jobs", "2"]
    environ = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}  # without masters: each takes seconds
    run = subprocess.Popen(words, cwd=ROOT, env=environ, start_new_session=True, stderr=subprocess.DEVNULL)
    at_work(run.pid)
    assert run.poll() is None
    os.kill(run.pid, stop)
    run.wait()
    group_ends(run.pid, within=1)


@pytest.mark.parametrize("whom", [os.kill, os.killpg], ids=["run", "group"])
@pytest.mark.parametrize("after", [0.6, 4])
def test_interrupted_while_others_set_pages_it_ends_at_once_and_in_silence(fleet, tmp_path, whom, after):
    """A terminal's Ctrl-C reaches the workers too."""
    words = [sys.executable, "-m", "runbook", "render", str(fleet), "--out", str(tmp_path / "out"), "--jobs", "2"]
    environ = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache"), "LC_ALL": "C.UTF-8"}  # each master takes seconds
    run = subprocess.Popen(words, cwd=ROOT, env=environ, start_new_session=True, stderr=subprocess.PIPE, text=True)
    time.sleep(after)
    assert run.poll() is None
    whom(run.pid, signal.SIGINT)
    _nothing, told = run.communicate(timeout=3 * slowness(time.perf_counter))
    group_ends(run.pid, within=1)
    ends = [(130, ["Interrupted."]), (-signal.SIGINT, [])]  # the latter where it was still being imported
    assert ((run.returncode, told.splitlines()[-1:]) in ends, "Traceback" in told) == (True, False), told
    assert list(tmp_path.rglob("out/**/*.part")) == []


def at_work(group: int) -> None:
    """Wait until two workers are there, beside the run, what tracks its resources, and what they are forked from."""
    deadline = time.monotonic() + 100
    while len(living(group)) < 5 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)


def group_ends(group: int, within: float = 20) -> None:
    """The workers of a run that was killed end by themselves, soon: in so many seconds of a machine that does nothing
    else. To finish what they are at takes several times that, on a slow one too."""
    deadline = time.monotonic() + within * slowness(time.perf_counter)
    while living(group) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in (left := living(group)):
        os.kill(process, signal.SIGKILL)
    assert not left, "workers outlive the run that started them"


def living(group: int) -> list[int]:
    """The processes of a group that have not ended, whether somebody has asked how or not."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, of_group = place.read_text().rpartition(")")[2].split()[:3]
            found += [int(place.parent.name)] if int(of_group) == group and state != "Z" else []
    return found


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[Path]:
    """A small file system of its own; skips, loudly, without the right to mount one."""
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "none", str(place)], capture_output=True)
    if done.returncode:
        pytest.skip(f"SKIPPED: no right to mount a small disk, so a full one was not tried: {done.stderr.decode()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def rendered(fleet: Path, out: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "runbook", "render", str(fleet), "--out", str(out), "--lang", "en", "--jobs", "1"]
    site = next(task.site.id for task in quick_tasks(fleet) if len(task.site.inventory().sites[0].appliances) == 1)
    return subprocess.run([*words, "--site", site], cwd=ROOT, capture_output=True, text=True)


def test_a_full_disk_is_one_clear_error_and_leaves_nothing_half(fleet, wanted, tmp_path):
    with mounted(tmp_path / "disk", "size=100k") as disk:
        run = rendered(fleet, disk / "out")
        assert (run.returncode, "no room is left on the disk" in run.stderr) == (2, True), run.stderr
        assert "Traceback" not in run.stderr
        assert [name for name in files_below(disk) if name.endswith(".part")] == []
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        assert rendered(fleet, disk / "out").returncode == 0
        mended = files_below(disk / "out")
        same = [name for name, data in mended.items() if name.endswith((".json", ".csv")) and wanted.get(name) == data]
        assert len(same) == 3  # the plan, among the others too, and a record


def test_a_read_only_disk_is_one_clear_error(fleet, tmp_path):
    with mounted(tmp_path / "disk", "size=100k", "ro") as disk:
        run = rendered(fleet, disk / "out")
        assert (run.returncode, "the disk is read-only" in run.stderr) == (2, True), run.stderr
        assert "Traceback" not in run.stderr


def test_no_permission_is_a_clear_error(fleet, tmp_path):
    if os.geteuid() == 0:  # root may write everything but a folder that nobody may
        place = Path("/proc/1/out")
    else:
        place = tmp_path / "closed" / "out"
        place.parent.mkdir(mode=0o500)
    run = rendered(fleet, place)
    assert (run.returncode, "Traceback" in run.stderr) == (2, False), run.stderr
    assert str(place) in run.stderr
