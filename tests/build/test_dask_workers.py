"""Dask: a real scheduler and its workers, on loopback. They give what one process gives, and what is wrong is told."""

import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
import trustme

from runbook.build import dask_workers as cluster_module
from runbook.build import task as task_module
from runbook.build.dask_workers import FAILED, dask, place_of
from runbook.build.engine import ChangeOutcome, build_files
from runbook.build.task import Task, TaskOutcome
from runbook.build.workers import results
from runbook.errors import MachineError
from runbook.resources import fingerprint
from tests.build.fleets import SITES, files_below, quick_tasks

ROOT = Path(__file__).parent.parent.parent
Process = subprocess.Popen[bytes]

pytestmark = pytest.mark.filterwarnings("ignore")  # those of distributed's own


@contextmanager
def cluster(folder: Path, kits: tuple[str, ...] = ("", ""), scheme: str = "tcp") -> Iterator[tuple[str, list[Process]]]:
    """A scheduler and a worker for each of `kits`, folders to import the kit from first; they end with the block, and
    by themselves."""
    folder.mkdir()
    place = folder / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", str(place)]
    scheduler = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        f"{scheme}://127.0.0.1",
        "--port",
        "0",
    ]
    scheduler += common
    started = [begun(scheduler, folder)]
    try:
        started += [begun(worker_words(folder, scheme), folder, kit) for kit in kits]
        yield address_in(place, len(kits)), started
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def worker_words(folder: Path, scheme: str = "tcp") -> list[str]:
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        "--host",
        f"{scheme}://127.0.0.1",
        "--no-nanny",
        "--no-dashboard",
    ]
    worker += ["--nthreads", "1", "--death-timeout", "30", "--lifetime", "5 minutes"]
    return [*worker, "--local-directory", str(folder), "--scheduler-file", str(folder / "scheduler.json")]


def joined(address: str, workers: int) -> None:
    """Wait until there are so many workers."""
    from distributed import Client

    with Client(address, timeout="30s", set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)


def begun(words: list[str], folder: Path, kit: str = "") -> Process:
    environ = os.environ | ({"PYTHONPATH": kit} if kit else {})
    return subprocess.Popen(words, cwd=folder, env=environ, stderr=subprocess.DEVNULL)


def address_in(place: Path, workers: int) -> str:
    """The scheduler's address, once it and its workers are there."""
    from distributed import Client

    deadline = time.monotonic() + 60
    while not place.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    with Client(scheduler_file=str(place), timeout="30s", set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)
        return str(client.scheduler.address)


def test_the_same_bytes_though_a_worker_is_killed(fleet, wanted, tmp_path):
    with cluster(tmp_path / "dask") as (address, (_scheduler, worker, _other)):
        news: list[ChangeOutcome] = []
        for number, told in enumerate(build_files(quick_tasks(fleet), tmp_path / "out", dask(address))):
            news.append(told)
            if number == 2:
                worker.kill()
        assert Counter((told.made, told.error) for told in news) == {(3, None): SITES}
        assert len({told.site for told in news}) == SITES
        assert files_below(tmp_path / "out") == wanted


def certificates(folder: Path) -> dict[str, str]:
    """Dask's settings for a scheduler, its workers and a client, as files of an authority of their own."""
    authority, pair = trustme.CA(), folder / "pair.pem"
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("cluster.example.com").private_key_and_cert_chain_pem.write_to_path(pair)
    parts = [f"{role}.{part}" for role in ("scheduler", "worker", "client") for part in ("cert", "key")]
    return {"ca-file": str(folder / "ca.pem"), **dict.fromkeys(parts, str(pair))}


def in_environment(files: dict[str, str]) -> dict[str, str]:
    """The same settings as Dask reads them from the environment."""
    names = {name: name.upper().replace("-", "_").replace(".", "__") for name in files}
    return {f"DASK_DISTRIBUTED__COMM__TLS__{names[name]}": file for name, file in files.items()}


@contextmanager
def settings(files: dict[str, str]) -> Iterator[None]:
    """Dask's settings from the environment, for what is started and for this process."""
    import dask.config
    import distributed  # noqa: F401  # it brings settings of its own, which have to be there before

    with pytest.MonkeyPatch.context() as patch:
        for name, file in in_environment(files).items():
            patch.setenv(name, file)
        with dask.config.set({f"distributed.comm.tls.{name}": file for name, file in files.items()}):
            yield


def test_over_tls_with_certificates_from_files(fleet, wanted, tmp_path):
    with settings(certificates(tmp_path)), cluster(tmp_path / "dask", ("",), "tls") as (address, _processes):
        assert address.startswith("tls://")
        news = list(build_files(quick_tasks(fleet), tmp_path / "out", dask(address)))
        assert Counter((told.made, told.error) for told in news) == {(3, None): SITES}
        assert files_below(tmp_path / "out") == wanted
        bare = {name: value for name, value in os.environ.items() if not name.startswith("DASK_")}
        run = [sys.executable, "-m", "runbook", "render", "examples/inventory.yaml", "--out", tmp_path / "none"]
        for environ, said in (
            (bare, "Dask's settings name no certificates: distributed.comm.tls.ca-file, "),
            (
                bare | in_environment(broken(tmp_path)),
                "the certificates that Dask's settings name cannot be used: there is no such file",
            ),
            (bare | in_environment(stranger(tmp_path)), "no Dask scheduler answers at"),
        ):
            words = [*run, "--dask", address]
            told = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, env=environ, check=False)
            assert (told.returncode, said in told.stderr) == (2, True), told.stderr
            assert files_below(tmp_path / "none") == {}


def broken(folder: Path) -> dict[str, str]:
    """Settings with files that are not there."""
    (folder / "broken").mkdir()
    return {name: f"{file}.gone" for name, file in certificates(folder / "broken").items()}


def stranger(folder: Path) -> dict[str, str]:
    """Certificates of another authority."""
    (folder / "other").mkdir()
    return certificates(folder / "other")


def test_settings_that_ask_for_encryption_are_told_before_anything_is_sent(fleet):
    """Dask's own refusal left a client behind that ended twenty seconds later, with a traceback."""
    import distributed  # noqa: F401  # as in `settings`
    from dask import config

    strict = config.set({"distributed.comm.require-encryption": True})
    with strict, pytest.raises(MachineError, match="ask for encryption: write tls://"):
        list(results(quick_tasks(fleet), dask("tcp://127.0.0.1:9")))


def test_of_what_dask_makes_of_an_error_the_one_beneath_is_told(fleet, tmp_path):
    """It brings objects in memory, and `SSLError: [SSL: …` in English."""
    (tmp_path / "ours").mkdir()
    with settings(certificates(tmp_path / "ours")), cluster(tmp_path / "dask", ("",), "tls") as (address, _processes):
        of_tls = r": (its certificate|the signer|the server closed|it does not accept)"
        with settings(stranger(tmp_path)), pytest.raises(MachineError, match=of_tls):
            list(results(quick_tasks(fleet), dask(address)))
        with pytest.raises(MachineError, match=r": (the connection was cut|the server closed the connection)$"):
            list(results(quick_tasks(fleet), dask(address.replace("tls:", "tcp:"))))


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_command_itself_tells_numbers_while_nothing_is_unpickled(tag, tmp_path):
    """A process of its own, which has read nothing of Babel's yet: progress and the last line have numbers."""
    with cluster(tmp_path / "dask", ("",)) as (address, _processes):
        words = ["render", "examples/inventory.yaml", "--site", "lyon", "--lang", tag, "--out", tmp_path / "out"]
        run = [sys.executable, "-m", "runbook", *words, "--dask", address]
        environ = {**os.environ, "LC_ALL": f"{tag}.UTF-8"}
        found = subprocess.run(run, capture_output=True, text=True, cwd=ROOT, env=environ)
        assert (found.returncode, "Traceback" in found.stderr) == (0, False), found.stderr
        made = tmp_path / "out" / "lyon" / "CHG0040"
        assert {f"runbook.{tag}.pdf", f"checklist.{tag}.pdf", "plan.json"} <= {file.name for file in made.iterdir()}


def test_a_worker_of_many_threads_does_one_task_after_the_other(fleet, monkeypatch):
    at_work, most = [], []

    def made(task: Task) -> TaskOutcome:
        at_work.append(task)
        time.sleep(0.01)
        most.append(len(at_work))
        at_work.remove(task)
        return TaskOutcome(products=())

    monkeypatch.setattr(task_module, "_made", made)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(task_module.make, quick_tasks(fleet)))
    assert most == [1] * SITES


def another_kit(folder: Path) -> str:
    """A checkout that differs in a line."""
    for name in ("runbook", "templates", "locales"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    with (folder / "templates" / "styles" / "base.css").open("a") as sheet:
        sheet.write("/* another */\n")
    return str(folder)


BOMB = """
import os

class Bomb(Exception):
    def __reduce__(self):
        return os.system, (f"touch {MARK}.$PPID",)

    def __eq__(self, other):
        os.system(f"touch {MARK}.$PPID")
        return True

class Text(str):
    __reduce__, __eq__, __hash__ = Bomb.__reduce__, Bomb.__eq__, str.__hash__

def raised():
    raise Bomb
"""


def hostile_kit(folder: Path, mark: Path, module: str, lines: str) -> str:
    """A kit with more lines in a module, in which there is an object that runs a command where it comes to be: then
    there is a file `mark` with the number of the process."""
    another_kit(folder)
    with (folder / "runbook" / module).open("a") as source:
        source.write(f"\nMARK = {str(mark)!r}\n{BOMB}\n{lines}\n")
    return str(folder)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("answer", ["Bomb()", "raised()", "Text('kit')"])
def test_what_a_worker_gives_for_its_fingerprint_runs_nothing(fleet, tmp_path, answer):
    mark = tmp_path / "ran"
    kit = hostile_kit(tmp_path / "kit", mark, "resources.py", f"fingerprint = lambda: {answer}")
    said = pytest.raises(MachineError, match=r"not all workers .* answer|lack the kit")
    with cluster(tmp_path / "dask", (kit,)) as (address, _processes), said:
        list(build_files(quick_tasks(fleet), tmp_path / "out", dask(address)))
    assert not Path(f"{mark}.{os.getpid()}").exists()
    assert files_below(tmp_path / "out") == {}


@pytest.mark.parametrize("answer", ["raised()", "[Bomb()]"])
def test_what_a_worker_gives_for_a_result_runs_nothing(fleet, tmp_path, answer):
    mark = tmp_path / "ran"
    lines = f"made_there = lambda kit, task: {answer}"
    kit = hostile_kit(tmp_path / "kit", mark, "build/dask_workers.py", lines)
    with (tmp_path / "kit" / "runbook" / "resources.py").open("a") as source:
        source.write(f"\nfingerprint = lambda: {fingerprint()!r}\n")
    with cluster(tmp_path / "dask", (kit,)) as (address, _processes):
        news = list(build_files(quick_tasks(fleet), tmp_path / "out", dask(address)))
    assert {str(told.error) for told in news} == {str(MachineError(FAILED))}
    assert len(news) == SITES
    assert not Path(f"{mark}.{os.getpid()}").exists()
    assert files_below(tmp_path / "out") == {}


def test_while_workers_are_there_nothing_is_unpickled_and_afterwards_everything(tmp_path):
    """Dask unpickles types, warnings and exceptions whatever it is told to read."""
    mark = tmp_path / "ran"
    content = pickle.dumps(Touch(mark))
    with cluster(tmp_path / "dask", ("",)) as (address, _processes):
        connection = cluster_module._client(address, *place_of(address))
        with connection, pytest.raises(TypeError, match=r"refused: \w+\.system"):
            pickle.loads(content)
    assert not mark.exists()
    pickle.loads(content)
    assert mark.exists()


class Touch:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, (f"touch {self.mark}",)


def no_kit(folder: Path) -> str:
    folder.mkdir()
    (folder / "runbook.py").write_text("raise ImportError('not installed')")
    return str(folder)


@pytest.mark.parametrize("kit", [another_kit, no_kit])
def test_workers_with_another_kit_or_none_are_named_and_nothing_is_made(fleet, tmp_path, kit):
    with cluster(tmp_path / "dask", ("", kit(tmp_path / "kit"))) as (address, _processes):
        with pytest.raises(MachineError, match="lack the kit, or have another version") as told:
            list(build_files(quick_tasks(fleet), tmp_path / "out", dask(address)))
        assert str(told.value).count("tcp://127.0.0.1") == 1
    assert files_below(tmp_path / "out") == {}


def test_what_a_worker_with_another_kit_is_given_goes_to_others(fleet, wanted, tmp_path):
    """It joins while the run goes on."""
    kit = another_kit(tmp_path / "kit")
    with cluster(tmp_path / "dask", ("",)) as (address, processes):
        news: list[ChangeOutcome] = []
        for told in build_files(quick_tasks(fleet), tmp_path / "out", dask(address)):
            news.append(told)
            if len(news) == 2:
                processes.append(begun(worker_words(tmp_path / "dask"), tmp_path / "dask", kit))
                joined(address, 2)
        assert Counter((told.made, told.error) for told in news) == {(3, None): SITES}
    assert files_below(tmp_path / "out") == wanted


def test_a_run_with_workers_of_another_kit_alone_ends_and_says_so(fleet, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "PATIENCE", 2.0)
    kit = another_kit(tmp_path / "kit")
    with (  # noqa: PT012
        cluster(tmp_path / "dask", ("",)) as (address, processes),
        pytest.raises(MachineError, match="lack the kit, or have another version"),
    ):
        for number, _told in enumerate(build_files(quick_tasks(fleet), tmp_path / "out", dask(address))):
            if number == 1:
                processes.append(begun(worker_words(tmp_path / "dask"), tmp_path / "dask", kit))
                joined(address, 2)
                processes[1].kill()


@pytest.mark.parametrize("greets", [b"", b"220 mail.example.com ESMTP\r\n"])
def test_what_listens_and_is_no_scheduler_is_told_in_time(fleet, monkeypatch, greets):
    monkeypatch.setattr(cluster_module, "ANSWER", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    connection.sendall(greets)
                    kept.append(connection)

        kept: list[socket.socket] = []
        Thread(target=greet, daemon=True).start()
        port = server.getsockname()[1]
        began = time.monotonic()
        with pytest.raises(MachineError, match=re.escape(f"no Dask scheduler answers at 127.0.0.1:{port}: ")):
            list(results(quick_tasks(fleet), dask(f"127.0.0.1:{port}")))
        assert time.monotonic() - began < 10
        for connection in kept:
            connection.close()


def test_a_worker_that_does_not_answer_is_told_in_time(fleet, tmp_path, monkeypatch):
    with cluster(tmp_path / "dask") as (address, (_scheduler, worker, _other)):
        monkeypatch.setattr(cluster_module, "ANSWER", 1.0)
        os.kill(worker.pid, signal.SIGSTOP)
        with pytest.raises(MachineError, match=r"not all workers of the Dask scheduler at .* answer"):
            list(results(quick_tasks(fleet), dask(address)))


@pytest.mark.parametrize(("dead", "said"), [((1, 2), "all workers of the Dask scheduler"), ((0,), "scheduler is gone")])
def test_when_all_workers_or_the_scheduler_are_gone_the_run_ends_and_says_so(
    fleet, tmp_path, monkeypatch, capfd, dead, said
):
    monkeypatch.setattr(cluster_module, "PATIENCE", 3.0)
    began = 0
    with cluster(tmp_path / "dask") as (address, processes), pytest.raises(MachineError, match=said):  # noqa: PT012
        for _told in build_files(quick_tasks(fleet), tmp_path / "out", dask(address)):
            began += 1
            for number in dead if began == 2 else ():
                processes[number].kill()
    assert 2 <= began < SITES
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("address", ["foo", "http://127.0.0.1:80", ":8786", "tcp://:8786", "tcp://a:b", "a:99999"])
def test_what_is_no_address_of_a_scheduler_is_a_usage_error(fleet, tmp_path, address):
    words = ["render", str(fleet), "--out", str(tmp_path / "out"), "--dask", address]
    run = subprocess.run([sys.executable, "-m", "runbook", *words], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 2
    assert f"{address!r} is not the address of a scheduler; write one such as tcp://scheduler:8786" in run.stderr
    assert not (tmp_path / "out").exists()


def test_addresses():
    assert place_of("tcp://scheduler:8786") == place_of("scheduler:8786") == ("scheduler", 8786)
    assert place_of("tls://[2001:db8::1]:8786") == ("2001:db8::1", 8786)


def test_a_scheduler_that_does_not_answer_is_named_at_once(fleet):
    began = time.monotonic()
    with pytest.raises(MachineError, match=r"no Dask scheduler answers at 127\.0\.0\.1:9: the connection is refused"):
        list(results(quick_tasks(fleet), dask("127.0.0.1:9")))
    assert time.monotonic() - began < 5
