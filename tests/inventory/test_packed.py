import errno
import os
import shutil
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from runbook.build.workers import in_order, kept, processes
from runbook.cache import Cache
from runbook.cli.error_output import error_text
from runbook.errors import InputError, RunbookError
from runbook.i18n import Language
from runbook.inventory.files import files_of
from runbook.inventory.load import load_inventory, parse_inventory
from runbook.inventory.packed import choose_packed, load_fleet
from tests.build.fleets import marked_sites, write_fleet
from tests.measure import PEAK

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "inventory.yaml"
TWENTY = ROOT / "tests" / "data" / "twenty.yaml"
ENGLISH = Language(tag="en")


def told(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_fleet(path)
    return error_text(caught.value, ENGLISH).splitlines()


def folder_of(tmp_path: Path) -> Path:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.yaml").write_text(EXAMPLE.read_text())
    (tmp_path / "b" / "deep" / "c.yml").write_text(TWENTY.read_text())
    for passed_over in (".hidden.yaml", ".git/x.yaml", "notes.txt"):
        (tmp_path / passed_over).write_text("nonsense: [")
    return tmp_path


def test_packing_loses_nothing():
    inventory = load_inventory(EXAMPLE)
    assert tuple(packed.inventory().sites[0] for packed in load_fleet(EXAMPLE)) == inventory.sites


def test_a_folder_is_the_inventory_of_its_files(tmp_path):
    fleet = load_fleet(folder_of(tmp_path))
    names = [site.id for file in (EXAMPLE, TWENTY) for site in load_inventory(file).sites]
    assert [packed.id for packed in fleet] == names


def test_problems_of_all_files_are_named_at_once(tmp_path):
    folder = folder_of(tmp_path)
    for name in ("a.yaml", "b/deep/c.yml"):
        file = folder / name
        file.write_text(file.read_text().replace("role: standalone", "role: lonely", 1))
    lines = told(folder)
    assert [line.partition(":")[0] for line in lines] == [str(folder / "a.yaml"), str(folder / "b/deep/c.yml")]


def test_a_site_id_of_another_file_is_refused_with_both_places(tmp_path):
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.yaml").write_text(EXAMPLE.read_text())
    lines = told(tmp_path)
    assert len(lines) == 10
    assert lines[0].endswith(
        f"sites[0].id: the id lyon is given twice; the first is at {tmp_path}/one.yaml: sites[0].id, "
        "give each site an id of its own"
    )


def test_a_folder_of_plans_is_told_from_one_of_inventories(tmp_path):
    (tmp_path / "out" / "lyon" / "CHG0040").mkdir(parents=True)
    (tmp_path / "out" / "lyon" / "CHG0040" / "plan.json").write_text("{}")
    assert told(tmp_path / "out") == [
        f"{tmp_path}/out: this folder holds plans, and no inventory, name the inventory that they were rendered from"
    ]
    (tmp_path / "out" / "sites.yaml").touch()
    assert "holds plans" not in told(tmp_path / "out")[0]


def test_a_plan_is_told_from_an_inventory(tmp_path):
    """In one line: each of its keys would be one that no inventory has."""
    making = (sys.executable, "-m", "runbook", "plan", EXAMPLE, "--site", "lyon", "--format", "json")
    plan = tmp_path / "plan.json"
    plan.write_bytes(subprocess.run(making, cwd=ROOT, capture_output=True, check=True).stdout)
    assert told(plan) == [
        f"{plan}: this is a plan, and no inventory, name the inventory that it was rendered from",
    ]


def test_a_page_is_told_from_an_inventory(tmp_path):
    """In one line, and not in one for each of its characters that are none of a text."""
    page = tmp_path / "runbook.en.pdf"
    page.write_bytes(b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n1 0 obj\n\x00\x01\x02\n")
    remedy = "name the inventory that its pages were rendered from"
    assert told(page) == [f"{page}: this is a PDF, and no inventory, {remedy}"]


@pytest.mark.parametrize("named", ["house", "house/house.yaml", "."])
def test_a_house_is_told_from_an_inventory(tmp_path, named):
    """Also where it lies among the files of an inventory, in no folder of its own."""
    folder = tmp_path if named == "." else tmp_path / "house"
    shutil.copytree(ROOT / "examples" / "with-house" / "house", folder, dirs_exist_ok=True)
    if named == ".":
        (tmp_path / "inventory.yaml").write_bytes(EXAMPLE.read_bytes())
    assert told(tmp_path / named) == [
        f"{folder}/house.yaml: this is a house, and no inventory, name the inventory; house.yaml belongs into a folder "
        "house/ beside it, with steps/, rules/ and paths/"
    ]


def test_a_site_may_be_kept_in_a_file_called_house(tmp_path):
    (tmp_path / "house.yaml").write_bytes(EXAMPLE.read_bytes())
    assert len(load_fleet(tmp_path)) == len(load_fleet(tmp_path / "house.yaml")) == 5


def test_an_empty_folder_is_refused(tmp_path):
    assert told(tmp_path) == [
        f"{tmp_path}: there is no inventory in this folder, name a folder with files called *.yaml, "
        "a workbook, or sheets as CSV; or a file"
    ]


@pytest.mark.parametrize("name", ["a.YAML", "b.Yml", "c.yAmL"])
def test_the_ending_of_a_name_may_be_in_any_case(tmp_path, name):
    (tmp_path / name).write_text(EXAMPLE.read_text())
    assert len(load_fleet(tmp_path)) == 5


def test_a_linked_folder_is_read_and_never_in_circles(tmp_path):
    folder, elsewhere = folder_of(tmp_path / "in"), tmp_path / "elsewhere"
    (folder / "b" / "deep").rename(elsewhere)
    (folder / "b" / "link").symlink_to(elsewhere)
    (folder / "a link").symlink_to(elsewhere)
    (elsewhere / "back").symlink_to(folder)
    (folder / "here").symlink_to(".")
    (folder / "again").symlink_to("b")
    files, problems = files_of(folder)
    assert (files, problems) == ((folder / "a link" / "c.yml", folder / "a.yaml"), ())
    assert len(load_fleet(folder)) == 25


def test_what_lies_in_the_folder_is_called_by_its_own_name(tmp_path):
    folder = folder_of(tmp_path / "in")
    (folder / "a link").symlink_to(folder / "b")
    assert files_of(folder)[0] == (folder / "a.yaml", folder / "b" / "deep" / "c.yml")


def test_what_cannot_be_read_is_named_with_all_other_problems(tmp_path, monkeypatch):
    folder, scandir = folder_of(tmp_path / "in"), os.scandir
    (folder / "a.yaml").write_text("[")
    for name in ("closed", "open"):
        (folder / name).mkdir()
    (folder / "open" / "gone.yaml").symlink_to("nowhere")
    (folder / "open" / "sites").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")

    def refusing(place: str) -> object:  # root may look into every folder
        if place == str(folder / "closed"):
            raise PermissionError(errno.EACCES, "Permission denied", place)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)
    lines = told(folder)
    assert lines[:4] == [
        f"{folder}/closed: this folder cannot be read: permission denied, get permission to read it, or move it away",
        f"{folder}/loop: this link cannot be followed: symbolic links form a loop, correct it, or remove it",
        f"{folder}/open/gone.yaml: this link cannot be followed: there is no such file or folder, "
        "correct it, or remove it",
        f"{folder}/open/sites: this link cannot be followed: there is no such file or folder, correct it, or remove it",
    ]
    assert all(line.startswith(f"{folder}/a.yaml:1: ") for line in lines[4:])
    with pytest.raises(InputError) as caught:
        load_fleet(folder, Cache(folder=tmp_path / "cache"))
    assert error_text(caught.value, ENGLISH).splitlines() == lines


def test_a_folder_that_cannot_be_read_is_named_though_nothing_else_is_there(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()

    def refusing(place: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", place)

    monkeypatch.setattr(os, "scandir", refusing)
    assert told(tmp_path / "in")[0].startswith(f"{tmp_path}/in: this folder cannot be read: permission denied")


@pytest.mark.long
@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_file_is_refused_in_a_folder(tmp_path, kind):
    place = tmp_path / "x.yaml"
    with socket.socket(socket.AF_UNIX) as plug:
        if kind == "pipe":
            os.mkfifo(place)
        elif kind == "socket":
            plug.bind(str(place))
        else:
            place.symlink_to("/dev/null")
        (tmp_path / "a.yaml").write_text(EXAMPLE.read_text())
        words = [sys.executable, "-m", "runbook", "check", "--lang", "en", str(tmp_path)]
        run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.stderr == f"{place}: this is not a regular file, move it away, or name it by itself\n"
    assert run.returncode == 2


@pytest.mark.sampled(3)
@pytest.mark.parametrize("command", ["check", "plan", "render"])
def test_a_pipe_is_read_once(tmp_path, command):
    """The problems of what came through it are told: of a second reading there would be none but that it is empty."""
    options = ["--out", str(tmp_path / "out")] * (command == "render")
    words = [sys.executable, "-m", "runbook", command, "--lang", "en", "/dev/stdin", *options]
    run = subprocess.run(words, cwd=ROOT, input="schema: 1\nx: 2\n", capture_output=True, text=True, timeout=60)
    assert "/dev/stdin:2: x: there is no key x here" in run.stderr
    assert run.returncode == 2


def test_sites_may_stand_before_the_heading_or_be_an_alias():
    head, sites = EXAMPLE.read_text().split("\nsites:\n")
    wanted = parse_inventory(EXAMPLE.read_text(), "f")
    assert parse_inventory(f"sites:\n{sites}\n{head}", "f") == wanted
    with pytest.raises(InputError) as caught:
        parse_inventory(f"x: &all\n{sites}\n{head}\nsites: *all\n", "f")
    assert [problem.path for problem in caught.value.problems] == ["x"]


def test_what_a_change_is_made_from_holds_no_other_change(tmp_path):
    file = tmp_path / "a.yaml"
    text = EXAMPLE.read_text()
    file.write_text(text)
    before = {p.id: {c: p.origin(c) for c in p.changes} for p in load_fleet(file)}
    file.write_text(text.replace("Lyon – Confluence", "Lyon"))
    after = {p.id: {c: p.origin(c) for c in p.changes} for p in load_fleet(file)}
    assert {name for name in before if before[name] != after[name]} == {"lyon"}


def test_sites_and_changes_are_chosen():
    fleet = load_fleet(EXAMPLE)
    (paris,) = choose_packed(fleet, ["paris"])
    assert (paris.id, paris.changes) == ("paris", ("CHG0041",))
    with pytest.raises(RunbookError, match="did you mean paris"):
        choose_packed(fleet, ["pariss"])
    with pytest.raises(RunbookError, match="the change CHG0041 is not of the site lyon, but of paris"):
        choose_packed(fleet, ["lyon"], ["CHG0041"])


MEASURE = f"""
import sys
from runbook.inventory.packed import load_fleet
count = len(load_fleet(sys.argv[1]))
print(count, round({PEAK}))
"""


@pytest.mark.long
def test_a_large_file_takes_little_memory(tmp_path):
    """1,000 sites, from one file; all of their nodes at once would take some 150 MB more."""
    head, sites = TWENTY.read_text().split("\nsites:\n")
    copies = (sites.replace("- id: site-", f"- id: s{copy}-") for copy in range(50))
    file = tmp_path / "fleet.yaml"
    file.write_text(f"{head}\nsites:\n" + "".join(copies))
    run = subprocess.run([sys.executable, "-c", MEASURE, str(file)], cwd=ROOT, capture_output=True, text=True)
    count, megabytes = map(int, run.stdout.split())
    assert count == 1000
    assert megabytes < 90


def test_what_the_cache_knows_is_the_same(tmp_path, monkeypatch):
    cache = Cache(folder=tmp_path / "cache")
    folder = folder_of(tmp_path / "in")
    fleet = load_fleet(folder)
    assert load_fleet(folder, cache) == fleet
    monkeypatch.setattr("runbook.inventory.packed.parse_source", None)  # not called again
    assert load_fleet(folder, cache) == fleet


def many_files(folder: Path) -> list[Path]:
    write_fleet(folder, [site for _mark, site in marked_sites(25)])
    return sorted(folder.iterdir())


def test_other_processes_read_each_new_file_once_and_change_nothing(tmp_path):
    cache, folder = Cache(folder=tmp_path / "cache"), tmp_path / "in"
    files = many_files(folder)
    fleet = load_fleet(folder)
    given: list[str] = []

    def told(sources):
        given.extend(source.name for _digest, source in sources)
        return sources

    with kept(processes(2)) as start:

        def share(work, chunks):
            return in_order(start, work, map(told, chunks))

        assert load_fleet(folder, cache, share=share) == fleet
        assert given == [*map(str, files)]
        assert load_fleet(folder, cache, share=share) == fleet
        assert len(given) == 25
        files[7].write_text(f"# by hand\n{files[7].read_text('utf-8')}", "utf-8")
        assert load_fleet(folder, cache, share=share) == fleet
        assert given[25:] == [str(files[7])]


def test_problems_are_the_same_by_other_processes(tmp_path):
    folder = tmp_path / "in"
    files = many_files(folder)
    files[3].write_text(files[2].read_text("utf-8"), "utf-8")
    for number in (5, 21):
        files[number].write_text("schema: 1\nsites: [\n", "utf-8")
    with kept(processes(2)) as start, pytest.raises(InputError) as caught:
        load_fleet(folder, Cache(folder=tmp_path / "cache"), share=partial(in_order, start))
    assert error_text(caught.value, ENGLISH).splitlines() == told(folder)


def test_workers_that_are_kept_are_the_same_for_everything():
    with kept(processes(2)) as start:
        first = {*in_order(start, _pid, iter(range(20)))}
        assert {*in_order(start, _pid, iter(range(20)))} <= first
    assert os.getpid() not in first
    assert len(first) <= 2


def _pid(_: int) -> int:
    return os.getpid()


def test_problems_are_the_same_with_a_cache(tmp_path):
    cache = Cache(folder=tmp_path / "cache")
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(EXAMPLE.read_text())
    for _ in range(2):
        with pytest.raises(InputError) as caught:
            load_fleet(folder, cache)
        assert error_text(caught.value, ENGLISH).splitlines() == told(folder)


DONE = """\
      - {id: CHG0039, kind: upgrade, state: STATE, method: automatic, hops: [{base: "6.1.5", software: "23.2.1"}],
         windows: [{start: 2026-10-03 21:00, end: 2026-10-04 03:00}]}
"""


def test_a_change_is_made_from_what_it_finds_and_not_from_its_state(tmp_path):
    text = EXAMPLE.read_text().replace("      - id: CHG0040 ", f"{DONE}      - id: CHG0040 ", 1)

    def origin(**edits: str) -> str:
        told = text
        for old, new in edits.items():
            told = told.replace(old, new, 1)
        (tmp_path / "a.yaml").write_text(told)
        lyon = load_fleet(tmp_path / "a.yaml")[0]
        assert lyon.state("CHG0039") == edits["STATE"]
        return lyon.origin("CHG0040")

    done = origin(STATE="done")
    assert done != origin(STATE="planned") == origin(STATE="cancelled")
    assert done == origin(STATE="done", **{'base: "6.1.0"': 'base: "6.1.5"', '"23.1.1"': '"23.2.1"'})
    assert done == origin(STATE="done", **{"id: CHG0040 ": "state: approved\n        id: CHG0040 "})
    assert done != origin(STATE="done", **{"id: CHG0040 ": "ticket: T1\n        id: CHG0040 "})


def test_a_patch_of_a_change_that_is_done_is_part_of_what_the_next_is_made_from(tmp_path):
    patch = DONE.replace('{base: "6.1.5", software: "23.2.1"}', "{packages: [{PACKAGE}]}").replace("STATE", "done")
    text = EXAMPLE.read_text().replace("      - id: CHG0040 ", f"{patch}      - id: CHG0040 ", 1)

    def origin(package: str) -> str:
        (tmp_path / "a.yaml").write_text(text.replace("PACKAGE", package))
        return load_fleet(tmp_path / "a.yaml")[0].origin("CHG0040")

    assert origin("patch: BT26-02") != origin("licence: 50 more users")
    assert origin("patch: BT26-02") == origin("patch: BT26-03")
