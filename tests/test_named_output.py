"""What a user names for an output: never what is read, nothing of somebody's own, no device, link or pipe replaced."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import subprocess
import sys
from contextlib import chdir, closing
from pathlib import Path
from socket import AF_UNIX, socket
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from runbook.i18n import load_language
from runbook.model.rehearsal import is_sealed
from runbook.named_output import NamedOutput
from runbook.reading.plan_json import dump_plan
from runbook.simulate.written_record import written_record
from runbook.verify.indexed_plan import index_plan
from tests.build.test_stops import mounted
from tests.measure import within
from tests.pages import checklist_pdf
from tests.plans import plan_of
from tests.test_part_file import another_run

pytestmark = pytest.mark.sampled(4)

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = load_language("en")
PLAN, OTHER = plan_of("single", "automatic"), plan_of("single", "manual")
READ = "is read by this command, and is never written to; name another file for the output\n"
THERE = "already exists, and is not as this command wrote it; name another file, or add --force\n"
SHARED = "is where standard output or standard error goes; name another file for the output\n"
ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


# Root is bound by the rights of files, too, without these capabilities.
BOUND = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


def run(
    folder: Path, *words: object, through: tuple[str, ...] = (), **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """`runbook words…` in a folder."""
    command = [*through, sys.executable, "-m", "runbook", *map(str, words)]
    given: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": ENVIRON, "timeout": 120}
    return subprocess.run(command, cwd=folder, check=False, **given | options)


def refused(done: subprocess.CompletedProcess[bytes], text: str) -> None:
    assert (done.returncode, done.stderr.decode()) == (2, text)
    assert not done.stdout


def simulate(folder: Path, *words: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return run(folder, "simulate", "--plan", "plan.json", *words, **options)


def verify(folder: Path, *words: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return run(folder, "verify", "--plan", "plan.json", *words, **options)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A plan, its rehearsal, and its report."""
    folder: Path = tmp_path_factory.mktemp("made")
    (folder / "plan.json").write_bytes(dump_plan(PLAN))
    with chdir(folder):
        for words in (
            ("simulate", "--plan", "plan.json", "--format", "csv", "-o", "record.csv"),
            ("verify", "--plan", "plan.json", "--report", "report.pdf", "record.csv"),
        ):
            done = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
            assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The same, for one test."""
    return Path(shutil.copytree(made, tmp_path / "folder"))


def linked(folder: Path, name: str) -> str:
    (folder / "other").symlink_to(name)
    (folder / "link").symlink_to("other")
    return "link"


def hard_linked(folder: Path, name: str) -> str:
    (folder / "twin").hardlink_to(folder / name)
    return "twin"


def absolute(folder: Path, name: str) -> str:
    return str(folder / name)


def through_a_linked_folder(folder: Path, name: str) -> str:
    (folder / "here").symlink_to(".")
    return f"here/{name}"


@pytest.mark.long
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
@pytest.mark.parametrize("way", [lambda _, name: name, absolute, linked, hard_linked, through_a_linked_folder])
@pytest.mark.parametrize("which", ["plan.json", "record.csv"])
def test_what_is_read_is_never_written_to(folder, monkeypatch, which, way, force):
    """As `verify --report rec1.pdf rec1.pdf` once replaced the record by the report."""
    monkeypatch.chdir(folder)
    there = way(folder, which)
    before = files(folder)
    commands = [["verify", "--plan", "plan.json", "--report", there, *force, "record.csv"]]
    commands += [["simulate", "--plan", "plan.json", "-o", there, *force]] * (which == "plan.json")
    for words in commands:
        done = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
        assert (done.exit_code, done.output) == (2, f"{there} {READ}")
    assert files(folder) == before


@pytest.mark.long
def test_what_is_read_from_standard_input_or_in_a_folder_is_not_written_to_either(folder):
    before = files(folder)
    with (folder / "record.csv").open("rb") as record:
        done = verify(folder, "--report", "record.csv", "--force", "-", stdin=record)
    refused(done, f"record.csv {READ}")
    with (folder / "plan.json").open("rb") as plan:
        done = run(folder, "simulate", "--plan", "/dev/stdin", "--force", "-o", "plan.json", stdin=plan)
    refused(done, f"plan.json {READ}")
    deep = folder / "site" / "change" / "plans" / "0123456789ab.json"
    deep.parent.mkdir(parents=True)
    deep.write_bytes(dump_plan(OTHER))
    for name in ("plan.json", deep):
        refused(run(folder, "verify", "--plan", ".", "--report", name, "--force", "record.csv"), f"{name} {READ}")
    assert (files(folder), deep.read_bytes()) == (before, dump_plan(OTHER))


@pytest.mark.long
@pytest.mark.parametrize(("form", "lang"), [("csv", "fr"), ("json", "en")])
def test_an_earlier_rehearsal_is_replaced_until_somebody_writes_into_it(folder, form, lang):
    words = ("--format", form, "--lang", lang, "--seed", 3, "--mistakes", 7, "-o", "rehearsal")
    assert simulate(folder, *words).returncode == 0
    earlier = (folder / "rehearsal").read_bytes()
    assert simulate(folder, "-o", "rehearsal").returncode == 0
    assert earlier != (folder / "rehearsal").read_bytes() == simulate(folder).stdout
    assert [name for name in files(folder) if ".bak" in name] == []
    work = earlier.replace(b"20", b"19", 1)
    (folder / "rehearsal").write_bytes(work)
    refused(simulate(folder, "-o", "rehearsal"), f"rehearsal {THERE}")
    assert (folder / "rehearsal").read_bytes() == work
    assert simulate(folder, "-o", "rehearsal", "--force").returncode == 0
    assert (folder / "rehearsal").read_bytes() == simulate(folder).stdout


@pytest.mark.parametrize("mistakes", [0, 5])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_changed_rehearsal_is_seen_at_once_without_its_plan(form, mistakes):
    content, _planted = written_record(index_plan(PLAN), 3, mistakes, form, ENGLISH)
    assert is_sealed(content)
    places = range(0, len(content), len(content) // 50)
    with within(2):
        for place in places:
            other = b"x" if content[place : place + 1] != b"x" else b"y"
            assert not is_sealed(content[:place] + other + content[place + 1 :]), place
            assert not is_sealed(content[:place] + content[place + 1 :]), place
    assert len(places) >= 50
    assert not any(map(is_sealed, (content + b"\n", content * 2, content.replace(b"\n", b"\r\r\n"), b"", b"{}")))
    assert not is_sealed(re.sub(rb"(rehearsal-3-[0-9a-f]{8})-[0-9a-f]{8}", rb"\1", content)), "an earlier version"


@pytest.mark.long
def test_an_earlier_report_is_replaced_and_no_other_pdf(folder, tmp_path):
    report = folder / "report.pdf"
    done = verify(folder, "--lang", "fr", "--report", report, "record.csv")
    assert (done.returncode, report.read_bytes() != (tmp_path / "folder" / "record.csv").read_bytes()) == (0, True)
    with pikepdf.open(report) as signed:
        signed.docinfo["/Keywords"] = "signed"
        signed.save(folder / "signed.pdf")
    (folder / "appended.pdf").write_bytes(report.read_bytes() + b"\n% a signature\n%%EOF\n")
    (folder / "checklist.en.pdf").write_bytes(checklist_pdf(PLAN))
    (folder / "letter.pdf").write_bytes(b"dear")
    before = files(folder)
    for name in ("signed.pdf", "appended.pdf", "checklist.en.pdf", "letter.pdf"):
        refused(verify(folder, "--report", name, "record.csv"), f"{name} {THERE}")
    assert files(folder) == before
    assert verify(folder, "--report", "letter.pdf", "--force", "record.csv").returncode == 0
    assert (folder / "letter.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.long
def test_a_file_that_holds_nothing_is_taken_and_keeps_its_rights(folder):
    """As `mktemp` makes one, for its user alone."""
    (folder / "empty").touch(mode=0o600)
    assert simulate(folder, "-o", "empty").returncode == 0
    assert stat.S_IMODE((folder / "empty").stat().st_mode) == 0o600
    assert (folder / "empty").read_bytes() == simulate(folder).stdout


@pytest.mark.long
@pytest.mark.parametrize("target", ["there", "missing"])
def test_a_link_stays_and_what_it_leads_to_is_written(folder, target):
    (folder / "elsewhere").mkdir()
    if target == "there":
        (folder / "elsewhere" / "there").touch()
    (folder / "link").symlink_to("other link")
    (folder / "other link").symlink_to(f"elsewhere/{target}")
    assert simulate(folder, "-o", "link").returncode == 0
    assert ((folder / "link").is_symlink(), (folder / "other link").is_symlink()) == (True, True)
    assert files(folder / "elsewhere") == {target: simulate(folder).stdout}


def test_a_device_is_written_into_and_stays(folder):
    """One of the test's own: with the machine's /dev/null replaced by a file, every program on it would suffer."""
    null, full = folder / "null", folder / "full"
    try:
        os.mknod(null, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        os.mknod(full, 0o666 | stat.S_IFCHR, os.makedev(1, 7))
        null.write_bytes(b"")
    except PermissionError:
        pytest.skip("SKIPPED: no right to make a device, so writing into one was not tried")
    (folder / "link").symlink_to("null")
    for done in (simulate(folder, "-o", "null"), verify(folder, "--report", "link", "record.csv")):
        assert (done.returncode, done.stderr, null.is_char_device(), null.stat().st_rdev) == (0, b"", True, 0x103)
    refused(simulate(folder, "-o", "full"), "full: no room is left on the disk\n")
    assert full.is_char_device()
    assert sorted(file.name for file in folder.iterdir() if file.name.startswith(".")) == []


@pytest.mark.long
def test_a_pipe_with_a_name_is_written_into_and_stays(folder):
    os.mkfifo(folder / "pipe")
    with subprocess.Popen(["cat", folder / "pipe"], stdout=subprocess.PIPE) as reader:
        assert simulate(folder, "-o", "pipe").returncode == 0
        assert reader.communicate()[0] == simulate(folder).stdout
    assert (folder / "pipe").is_fifo()


@pytest.mark.long
@pytest.mark.parametrize("name", ["/dev/stdout", "/proc/self/fd/1", "/dev/fd/1", "link"])
def test_standard_output_by_its_name_is_what_is_open(folder, name):
    """A pipe, and a file that goes on where others have written: it is neither replaced nor begun anew."""
    (folder / "link").symlink_to("/dev/stdout")
    wanted = simulate(folder).stdout
    assert simulate(folder, "-o", name).stdout == wanted
    for mode in ("wb", "ab"):
        with (folder / "log").open(mode) as log:
            log.write(b"before\n")
            log.flush()
            assert simulate(folder, "-o", name, stdout=log).returncode == 0
            log.seek(0, os.SEEK_END)
            log.write(b"after\n")
    assert (folder / "log").read_bytes() == (b"before\n" + wanted + b"after\n") * 2


@pytest.mark.long
def test_two_outputs_are_never_one_file(folder):
    """The verdict and its report, a rehearsal and the mistakes that are said."""
    for name in ("report.pdf", "/dev/stdout"):
        with (folder / "report.pdf").open("wb") as output:
            done = verify(folder, "--report", name, "record.csv", stdout=output)
        assert (done.returncode, done.stderr.decode()) == (2, f"{name} {SHARED}")
        with (folder / "rehearsal").open("wb") as errors:
            done = simulate(folder, "--mistakes", 2, "-o", "rehearsal", stderr=errors)
        assert (done.returncode, (folder / "rehearsal").read_text()) == (2, f"rehearsal {SHARED}")
    done = verify(folder, "--report", "/dev/stdout", "record.csv")  # a pipe
    refused(done, f"/dev/stdout {SHARED}")
    refused(
        verify(folder, "--report", "-", "record.csv"),
        "the verdict goes to standard output, and the report cannot go there too; name a file\n",
    )
    assert not (folder / "-").exists()


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/report", "{folder}/missing: there is no such file or folder"),
        ("missing/../report", "missing/..: there is no such file or folder"),
        ("record.csv/report", "record.csv/report: a part of the path is not a folder"),
        ("loop", "loop: symbolic links form a loop"),
        ("x" * 300, "x: the name is too long"),
        ("site", "site: it is a folder"),
        ("socket", "socket: it is a socket, or a device that is not there"),
        ("new/", "new/: it is a folder"),
        ("record.csv/", "record.csv/: it is a folder"),
        ("", "the name of the file is empty, name a file"),
    ],
)
def test_a_place_that_cannot_be_is_told_before_any_work(folder, monkeypatch, name, reason):
    (folder / "loop").symlink_to("loop")
    (folder / "site").mkdir()
    with closing(socket(AF_UNIX)) as opened:
        monkeypatch.chdir(folder)  # its name may not be long
        opened.bind("socket")
    before = files(folder)
    for done in (simulate(folder, "-o", name), verify(folder, "--report", name, "record.csv")):
        told = done.stderr.decode()
        assert (done.returncode, "Traceback" in told, done.stdout) == (2, False, b"")
        assert reason.format(folder=folder).replace("x: ", "x" * 300 + ": ") in told or "is a directory" in told
    assert (files(folder), (folder / "missing").exists()) == (before, False)


@pytest.mark.long
def test_a_full_and_a_read_only_disk_are_told_and_nothing_is_half_written(folder, tmp_path):
    with mounted(tmp_path / "disk", "size=12k") as disk:
        (disk / "record.csv").touch()
        (disk / "full").write_bytes(bytes(10 * 1024))  # of pages of 4 KB, so that none is left
        before = files(disk)
        refused(simulate(folder, "-o", disk / "record.csv"), f"{disk / 'record.csv'}: no room is left on the disk\n")
        assert files(disk) == before
        done = verify(folder, "--report", disk / "report.pdf", "record.csv")
        assert (done.returncode, done.stderr.decode()) == (2, f"{disk / 'report.pdf'}: no room is left on the disk\n")
        assert files(disk) == before
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for name in ("record.csv", "new"):
            remedy = "get the permission that it takes, or name another file or folder"
            refused(simulate(folder, "-o", disk / name), f"{disk / name}: the disk is read-only, {remedy}\n")


@pytest.mark.long
@pytest.mark.parametrize("words", ["render out", "pack out", "status --plan out", "export csv", "export yaml"])
def test_a_loop_of_links_is_told_in_the_place_of_any_folder(tmp_path, words):
    """Also where a folder below it is meant."""
    shutil.copy(ROOT / "examples" / "inventory.yaml", tmp_path)
    (tmp_path / "one").symlink_to("other")
    (tmp_path / "other").symlink_to("one")
    command, form = words.split(maxsplit=1)
    for name in ("one", "one/below"):
        place = {"out": ("--out", name), "--plan out": ("--plan", name)}.get(form, ("--to", form, "-o", name))
        done = run(tmp_path, command, "inventory.yaml", *place)
        told = done.stderr.decode()
        assert (done.returncode, "Traceback" in told) == (2, False), told
        assert name in told.splitlines()[-1]
        assert told.splitlines()[-1].endswith(": symbolic links form a loop"), told


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "told"),
    [
        *(
            (words, "the name of the folder is empty, name a folder, or leave the option out")
            for words in ("render --out", "pack --out", "status --plan", "forget --initials CM --out")
        ),
        ("export --to csv -o", "the name of a file or folder is empty, name one"),
    ],
)
def test_no_name_is_not_the_folder_that_one_is_in(tmp_path, words, told):
    """As of a variable that nobody has set."""
    shutil.copy(ROOT / "examples" / "inventory.yaml", tmp_path)
    command, *more = words.split()
    inventory = () if command == "forget" else ("inventory.yaml",)
    refused(run(tmp_path, command, *inventory, *more, ""), f"{more[-1]}: {told}\n")
    assert list(files(tmp_path)) == ["inventory.yaml"]


@pytest.mark.long
def test_tables_that_belong_together_are_all_there_or_none(tmp_path):
    """Half of them would be read as a whole inventory that lacks what the others say."""
    words = ("export", ROOT / "examples" / "inventory.yaml", "--to", "csv", "-o")
    with mounted(tmp_path / "disk", "size=20k") as disk:
        refused(
            run(tmp_path, *words, disk / "sheets"), f"{disk / 'sheets' / 'packages.csv'}: no room is left on the disk\n"
        )
        assert files(disk / "sheets") == {}
        subprocess.run(["mount", "-o", "remount,size=2m", str(disk)], check=True)
        assert run(tmp_path, *words, disk / "sheets").returncode == 0
        first = files(disk / "sheets")
        subprocess.run(["mount", "-o", "remount,size=48k", str(disk)], check=True)
        other = ("export", ROOT / "examples" / "with-house" / "inventory.yaml", *words[2:])
        done = run(tmp_path, *other, disk / "sheets", "--force")
        assert (done.returncode, b"no room is left on the disk" in done.stderr) == (2, True), done.stderr
        assert files(disk / "sheets") == first


@pytest.mark.long
def test_no_right_to_write_is_told_and_what_is_there_stays(folder):
    """Also where the file alone is closed: with another renamed to it, it would be gone all the same."""
    shutil.copy(folder / "record.csv", folder / "closed")
    (folder / "closed").chmod(0o444)
    (folder / "folder").mkdir(mode=0o555)
    before = files(folder)
    for name in ("closed", "folder/new"):
        refused(
            simulate(folder, "-o", name, through=BOUND),
            f"{name}: permission denied, get the permission that it takes, or name another file or folder\n",
        )
    assert (files(folder), list((folder / "folder").iterdir())) == (before, [])


def test_what_comes_there_after_the_look_is_put_aside(tmp_path):
    place = NamedOutput(path=tmp_path / "report.pdf", own=lambda content: content == b"own")
    place.check((), ())
    (tmp_path / "report.pdf").write_bytes(b"what somebody wrote")
    place.write(b"new")
    assert sorted(files(tmp_path).values()) == [b"new", b"what somebody wrote"]


def test_what_a_killed_run_left_beside_it_goes_with_the_next(folder):
    with another_run(folder / "rehearsal") as killed, another_run(folder / "rehearsal") as goes_on:
        killed.kill()
        killed.wait()
        assert simulate(folder, "-o", "rehearsal").returncode == 0
        assert len([name for name in files(folder) if name.endswith(".part")]) == 1
        assert goes_on.poll() is None


@pytest.mark.long
def test_two_runs_at_once_leave_one_whole_file(folder):
    command = [sys.executable, "-m", "runbook", "simulate", "--plan", "plan.json", "-o", "rehearsal", "--seed"]
    runs = [subprocess.Popen([*command, str(seed)], cwd=folder, env=ENVIRON) for seed in range(3)]
    assert [each.wait() for each in runs] == [0] * 3
    assert (folder / "rehearsal").read_bytes() in [simulate(folder, "--seed", seed).stdout for seed in range(3)]
    assert sorted(files(folder)) == ["plan.json", "record.csv", "rehearsal", "report.pdf"]


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """One that lies among what is made from it."""
    folder = tmp_path / "out" / "lyon" / "CHG0040"
    folder.mkdir(parents=True)
    return Path(shutil.copy(ROOT / "examples" / "inventory.yaml", folder / "plan.json"))


@pytest.mark.long
@pytest.mark.parametrize("command", ["render", "pack"])
def test_an_inventory_is_never_where_a_file_of_its_change_goes(inventory, tmp_path, command):
    before = inventory.read_bytes()
    (tmp_path / "link").symlink_to(inventory)
    for name in (inventory, tmp_path / "link"):
        done = run(tmp_path, command, name, "--site", "lyon", "--jobs", 1)
        problem = "is the inventory, and is where a file of its change would go; use --out to name another folder"
        assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (2, f"{name} {problem}")
    assert files(inventory.parent) == {"plan.json": before}


@pytest.mark.long
@pytest.mark.parametrize("command", ["render", "pack"])
def test_nor_by_standard_input_or_a_second_name(inventory, tmp_path, command):
    """What a shell opened for reading has no name, and is told by device and number."""
    before = inventory.read_bytes()
    (tmp_path / "second").hardlink_to(inventory)
    for name in ("-", "/dev/stdin", "/dev/fd/0", "second"):
        with inventory.open("rb") as opened:
            done = run(tmp_path, command, name, "--site", "lyon", "--jobs", 1, stdin=opened)
        last = done.stderr.decode().splitlines()[-1]
        told, _, problem = last.partition(" is the inventory, and is where")
        assert (done.returncode, told, bool(problem)) == (2, "<stdin>" if name == "-" else name, True)
    assert files(inventory.parent) == {"plan.json": before}


@pytest.mark.long
def test_standard_input_from_elsewhere_is_rendered_and_a_link_in_a_file_s_place_is_put_aside(inventory, tmp_path):
    outside = inventory.rename(tmp_path / "inventory.yaml")
    before = outside.read_bytes()
    (tmp_path / "out" / "lyon" / "CHG0040" / "record.csv").symlink_to(outside)
    with outside.open("rb") as opened:
        one = ("--site", "lyon", "--change", "CHG0040", "--lang", "en", "--jobs", 1)
        done = run(tmp_path, "render", "-", *one, stdin=opened)
    assert done.returncode == 0, done.stderr
    assert b"record.csv was a link, a pipe or a device: it is now record.csv." in done.stderr
    made = tmp_path / "out" / "lyon" / "CHG0040"
    (aside,) = made.glob("record.csv.*.bak")
    assert (aside.readlink(), outside.read_bytes() == before) == (outside, True)
    assert not (made / "record.csv").is_symlink()


@pytest.mark.long
@pytest.mark.parametrize("name", [".made.json", "plans/0123456789ab.json", "runbook.en.pdf"])
def test_nor_is_a_file_of_a_folder_or_what_stands_in_it_by_a_link(inventory, tmp_path, name):
    place = inventory.parent / name
    place.parent.mkdir(exist_ok=True)
    inventory.rename(place)
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "a.yaml").symlink_to(place)
    before = place.read_bytes()
    done = run(tmp_path, "render", "all", "--site", "lyon", "--jobs", 1)
    assert (done.returncode, place.read_bytes() == before) == (2, True)
    assert b"all/a.yaml is the inventory, and is where" in done.stderr


@pytest.mark.long
def test_a_folder_of_outputs_that_is_a_device_is_told(folder):
    os.mkfifo(folder / "out")
    done = run(folder, "render", ROOT / "examples" / "inventory.yaml", "--site", "lyon", "--jobs", 1)
    assert (done.returncode, b"Traceback" in done.stderr, (folder / "out").is_fifo()) == (2, False, True)
    assert os.strerror(errno.EEXIST) not in done.stderr.decode()
