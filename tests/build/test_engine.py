"""Only what changed is made, and what lies there is looked at."""

import errno
import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from runbook.atomic_write import put
from runbook.build import engine as engine_module
from runbook.build import manifest as made_module
from runbook.build.engine import ChangeOutcome, build_files
from runbook.build.manifest import MANIFEST
from runbook.build.pack_tasks import pack_tasks_of
from runbook.build.task import Task, tasks_of
from runbook.build.workers import here
from runbook.inventory.packed import load_fleet
from runbook.pack.assemble import PackOptions
from runbook.part_file import part_file
from tests.build.fleets import files_below, marked_sites, quick, quick_tasks, write_fleet

RECORDS = ["record.csv", "record.xlsx"]


@pytest.fixture
def fleet(tmp_path) -> Path:
    return write_fleet(tmp_path / "in", [site for _mark, site in marked_sites(4)])


def part_of(place: Path) -> Path:
    """The name that a part of `place` may have, which nobody is writing."""
    with part_file(place, b"") as path:
        return path


def run(fleet: Path, out: Path, *, fresh: bool = False) -> Counter[str]:
    tally: Counter[str] = Counter()
    for told in build_files(quick_tasks(fleet), out, here(), fresh=fresh):
        tally.update(made=told.made, kept=told.kept, failed=told.error is not None)
    return +tally


def test_a_second_run_makes_nothing(fleet, tmp_path):
    assert run(fleet, tmp_path / "out") == {"made": 12}
    before = files_below(tmp_path / "out")
    assert run(fleet, tmp_path / "out") == {"kept": 12}
    assert files_below(tmp_path / "out") == before


def test_a_fresh_run_makes_the_same_bytes(fleet, tmp_path):
    run(fleet, tmp_path / "out")
    before = files_below(tmp_path / "out")
    assert run(fleet, tmp_path / "out", fresh=True) == {"made": 12}
    assert files_below(tmp_path / "out") == before


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes().replace(b"e", b"f", 1)),
        lambda file: file.unlink(),
        lambda file: (file.unlink(), file.symlink_to("/dev/zero")),
    ],
    ids=["cut", "emptied", "edited", "gone", "replaced"],
)
def test_what_was_harmed_is_made_again_and_nothing_else(fleet, tmp_path, harm):
    out = tmp_path / "out"
    run(fleet, out)
    before = files_below(out)
    file = sorted(out.glob("*/*/record.csv"))[2]
    stat = file.stat()
    harm(file)
    if file.is_file():
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # a date says nothing
    assert run(fleet, out) == {"made": 1, "kept": 11}
    aside = {name: data for name, data in files_below(out).items() if name.endswith(".bak")}
    assert files_below(out) == before | aside
    assert all(name.startswith(str(file.relative_to(out))) for name in aside)


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("name", ["record.csv", "record.xlsx", "plan.json"])
def test_what_somebody_wrote_is_put_aside_and_told(fleet, tmp_path, name, fresh):
    out = tmp_path / "out"
    run(fleet, out)
    before = files_below(out)
    file = sorted(out.glob(f"*/*/{name}"))[1]
    file.write_bytes(b"what somebody wrote")
    news = list(build_files(quick_tasks(fleet), out, here(), fresh=fresh))
    (((kept, filled_in),),) = [told.aside for told in news if told.aside]
    assert (kept.parent, kept.read_bytes(), filled_in) == (file.parent, b"what somebody wrote", False)
    assert files_below(out) == before | {str(kept.relative_to(out)): b"what somebody wrote"}
    assert run(fleet, out) == {"kept": 12}


def test_a_record_that_is_filled_in_stays_until_its_plan_is_another(fleet, tmp_path):
    out = tmp_path / "out"
    run(fleet, out)
    inventory = sorted(fleet.glob("*.yaml"))[1]
    file = out / next(task for task in quick_tasks(fleet) if task.site.id == inventory.stem).folder / "record.csv"
    work = file.read_bytes().replace(b",,,,,,", b",done,2026-12-05 22:10,CM,,,", 1)
    file.write_bytes(work)
    news = list(build_files(quick_tasks(fleet), out, here()))
    assert [told.stay for told in news if told.stay] == [(file,)]
    assert (file.read_bytes(), sum(told.made for told in news), list(file.parent.glob("*.bak"))) == (work, 0, [])
    plan = file.with_name("plan.json").read_bytes()
    inventory.write_text(re.sub(r"initials: TL", "initials: TX", inventory.read_text()))
    news = list(build_files(quick_tasks(fleet), out, here()))
    (((aside, filled_in),),) = [told.aside for told in news if told.aside]
    assert (aside.read_bytes(), filled_in, file.read_bytes() == work) == (work, True, False)
    revision = json.loads(plan)["revision"]
    assert (file.parent / "plans" / f"{revision[:12]}.json").read_bytes() == plan  # which it is to be judged by
    assert file.with_name("plan.json").read_bytes() != plan


def test_what_was_written_is_put_aside_though_its_manifest_is_lost(fleet, tmp_path):
    out = tmp_path / "out"
    run(fleet, out)
    file = sorted(out.glob("*/*/record.xlsx"))[1]
    file.write_bytes(b"what somebody wrote")
    file.with_name(MANIFEST).unlink()
    news = list(build_files(quick_tasks(fleet), out, here()))
    assert [path.read_bytes() for told in news for path, _ in told.aside] == [b"what somebody wrote"]


def test_what_a_killed_run_put_there_without_a_note_is_not_taken_for_somebodys(fleet, tmp_path):
    out = tmp_path / "out"
    run(fleet, out)
    inventory = sorted(fleet.glob("*.yaml"))[1]
    notes = {note: note.read_bytes() for note in out.glob(f"*/*/{MANIFEST}")}
    inventory.write_text(inventory.read_text().replace("Person", "Somebody"))
    run(fleet, out)
    before = files_below(out)
    for note, data in notes.items():
        note.write_bytes(data)
    assert run(fleet, out) == {"made": 3, "kept": 9}
    assert files_below(out) == before


@pytest.mark.parametrize("harm", ["", "{", "[]", '{"format": 1}', "\0", "forged"])
def test_a_note_that_is_damaged_or_forged_is_not_believed(fleet, tmp_path, harm):
    out = tmp_path / "out"
    run(fleet, out)
    before = files_below(out)
    note = sorted(out.glob(f"*/*/{MANIFEST}"))[0]
    if harm == "forged":
        data = json.loads(note.read_text())
        csv = note.with_name("record.csv")
        csv.write_bytes(b"x")
        data["files"]["record.csv"][1] = made_module.digest_of(b"x")
        harm = json.dumps(data)
    note.write_text(harm)
    assert run(fleet, out) == {"made": 3, "kept": 9}
    assert {name: data for name, data in files_below(out).items() if not name.endswith(".bak")} == before


def test_a_change_of_one_site_makes_that_site_again(fleet, tmp_path):
    run(fleet, tmp_path / "out")
    file = sorted(fleet.glob("*.yaml"))[1]
    file.write_text(file.read_text().replace("Person", "Somebody"))
    assert run(fleet, tmp_path / "out") == {"made": 3, "kept": 9}


def test_another_kit_makes_everything_again(fleet, tmp_path, monkeypatch):
    run(fleet, tmp_path / "out")
    monkeypatch.setattr(engine_module, "fingerprint", lambda: "another")
    assert run(fleet, tmp_path / "out") == {"made": 12}


def test_other_languages_leave_what_is_there(fleet, tmp_path):
    out = tmp_path / "out"
    run(fleet, out)
    task = next(iter(quick_tasks(fleet)))
    note = json.loads((out / task.folder / MANIFEST).read_text())
    assert sorted(note["files"]) == ["plan.json", "record.csv", "record.xlsx"]


@pytest.mark.parametrize(
    ("languages", "paper", "made"),
    [(["fr"], "A4", 2), (["en", "fr"], "A4", 0), (["en"], "Letter", 0), (["fr"], "Letter", 2)],
)
def test_a_file_is_made_again_only_where_its_bytes_depend_on_what_is_asked_for(fleet, tmp_path, languages, paper, made):
    out = tmp_path / "out"
    first, other = (next(quick(tasks_of(load_fleet(fleet), *asked))) for asked in ((["en"], "A4"), (languages, paper)))
    list(build_files([first], out, here()))
    before = files_below(out / first.folder)
    told = list(build_files([other], out, here()))
    assert (sum(each.made for each in told), sum(each.kept for each in told)) == (made, 3 - made)
    after = files_below(out / first.folder)
    assert [name for name in before if name != MANIFEST and before[name] != after[name]] == RECORDS[:made]


def test_any_order_gives_the_same_bytes(fleet, tmp_path):
    run(fleet, tmp_path / "out")
    tasks = list(quick_tasks(fleet))
    random.Random(1).shuffle(tasks)
    assert [told.error for told in build_files(tasks, tmp_path / "other", here())] == [None] * len(tasks)
    assert files_below(tmp_path / "other") == files_below(tmp_path / "out")


def test_nothing_is_put_aside_where_nothing_can_be_written(tmp_path, monkeypatch):
    record = tmp_path / "record.csv"
    record.write_bytes(b"what somebody wrote")

    def full(handle: int, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("runbook.part_file.write_all", full)
    with pytest.raises(OSError, match="No space"):
        put(record, b"new", keep=bool)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("record.csv", b"what somebody wrote")]


def test_files_of_an_earlier_plan_that_are_left_are_told(fleet, tmp_path):
    out = tmp_path / "out"

    def told(tag: str) -> list[str]:
        news = build_files(list(of(tag)), out, here())
        return [name for told in news for name in told.old]

    def of(tag: str) -> Iterator[Task]:
        for task in tasks_of(load_fleet(fleet), (tag,), "A4"):
            documents = tuple(w for w in task.wanted if w.name in ("plan.json", f"checklist.{tag}.pdf"))
            yield replace(task, wanted=documents)

    (fleet / sorted(file.name for file in fleet.iterdir())[0]).rename(tmp_path / "one")
    for file in fleet.iterdir():
        file.unlink()
    (tmp_path / "one").rename(fleet / "one.yaml")
    assert told("en") == told("fr") == told("en") == []
    text = (fleet / "one.yaml").read_text()
    (fleet / "one.yaml").write_text(text.replace("Person", "Somebody"))
    (page,) = out.glob("*/*/checklist.en.pdf")
    made = page.read_bytes()
    page.write_bytes(made + b"what somebody filled in is not to be deleted")
    assert told("fr") == []
    page.write_bytes(made)
    (fleet / "one.yaml").write_text(text.replace("Person", "Anybody"))
    assert told("fr") == ["checklist.en.pdf"]
    assert told("en") == []


def test_a_note_that_is_a_pipe_is_no_note(fleet, tmp_path):
    run(fleet, tmp_path / "out")
    note = next((tmp_path / "out").glob(f"*/*/{MANIFEST}"))
    note.unlink()
    os.mkfifo(note)
    assert run(fleet, tmp_path / "out") == {"made": 3, "kept": 9}


def test_a_note_that_is_a_folder_is_told_by_its_name(fleet, tmp_path):
    run(fleet, tmp_path / "out")
    note = next((tmp_path / "out").glob(f"*/*/{MANIFEST}"))
    note.unlink()
    note.mkdir()
    news = list(build_files(quick_tasks(fleet), tmp_path / "out", here()))
    assert [told.error.filename for told in news if isinstance(told.error, OSError)] == [str(note)]


@pytest.mark.parametrize("fresh", [False, True])
def test_folders_in_the_places_of_files_are_told_all_at_once_and_nothing_of_the_change_is_made(fleet, tmp_path, fresh):
    out = tmp_path / "out"
    change = out / next(iter(quick_tasks(fleet))).folder
    places = [change / name for name in ("plan.json", *RECORDS)]
    for place in places:
        place.mkdir(parents=True)
    told = list(build_files(quick_tasks(fleet), out, here(), fresh=fresh))
    (reason,) = {str(each.error) for each in told if each.error is not None}
    assert all(str(place) in reason for place in places)
    assert sorted(change.iterdir()) == places
    assert sum(each.made for each in told) == 9


def test_only_what_the_kit_itself_left_is_taken_away(fleet, tmp_path, monkeypatch):
    folder = tmp_path / "out" / "site" / "change"
    folder.mkdir(parents=True)
    (tmp_path / "docs" / "work").mkdir(parents=True)
    (tmp_path / "out" / "archive").symlink_to(tmp_path / "docs")
    left = part_of(folder / "plan.json").name
    mine = [
        ".thesis.docx.part",
        ".part",
        ".mine.part",
        ".plan.json.part",
        ".plan.json.999999999.part",
        left.replace("plan.json", "thesis.docx"),
        f"{left}.part",
    ]
    for name in mine:
        (folder / name).touch()
    (tmp_path / "docs" / "work" / left).touch()
    (folder / left).mkdir()
    (folder / left.replace("plan.json", "record.csv")).symlink_to(tmp_path / "docs" / "work" / left)
    os.mkfifo(folder / left.replace("plan.json", "record.xlsx"))
    before = sorted(file.name for file in folder.iterdir())
    assert run(fleet, tmp_path / "out") == {"made": 12}
    assert sorted(file.name for file in folder.iterdir()) == before
    assert (tmp_path / "docs" / "work" / left).exists()


def test_what_a_killed_run_left_is_taken_away(fleet, tmp_path):
    folder = tmp_path / "out" / "site" / "change"
    folder.mkdir(parents=True)
    part_of(folder / "runbook.fr.pdf").write_bytes(b"half")
    (folder / "notes.part").write_bytes(b"the user's own")
    with part_file(folder / "plan.json", b"somebody is at it") as writing:
        run(fleet, tmp_path / "out")
        assert sorted(f.name for f in folder.iterdir()) == [writing.name, "notes.part"]


def test_a_folder_that_may_not_be_written_is_told_and_the_others_go_on(fleet, tmp_path):
    out = tmp_path / "out"
    blocked = load_fleet(fleet)[1]
    out.mkdir()
    (out / blocked.id).write_bytes(b"a file where a folder should be")
    news = list(build_files(quick_tasks(fleet), out, here()))
    assert [(told.site, type(told.error)) for told in news if told.error] == [(blocked.id, NotADirectoryError)]
    assert sum(told.made for told in news) == 9


def test_a_full_disk_stops_the_run(fleet, tmp_path, monkeypatch):
    def full(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(engine_module, "prove_writable", lambda out: None)
    monkeypatch.setattr("runbook.build.task.place", full)
    with pytest.raises(OSError, match="No space"):
        list(build_files(quick_tasks(fleet), tmp_path / "out", here()))


def test_news_say_what_was_made(fleet, tmp_path):
    task = next(iter(quick_tasks(fleet)))
    assert list(build_files([task], tmp_path, here())) == [
        ChangeOutcome(site=task.site.id, change=task.change, made=3, names=tuple(wanted.name for wanted in task.wanted))
    ]


def languages_in(fleet: Path, tags: str) -> None:
    """Name other languages in all files of the fleet."""
    for file in fleet.iterdir():
        text = file.read_text("utf-8")
        file.write_text(re.sub(r"languages:\n(- \w+\n)+", f"languages: [{tags}]\n", text), "utf-8")


def plans_in(fleet: Path, out: Path, *tags: str) -> Counter[str]:
    """What a run for the plans alone makes and keeps, in these languages."""
    tasks = (
        replace(task, wanted=tuple(wanted for wanted in task.wanted if wanted.kind == "plan"))
        for task in tasks_of(load_fleet(fleet), tags, "A4")
    )
    tally: Counter[str] = Counter()
    for told in build_files(tasks, out, here()):
        tally.update(made=told.made, kept=told.kept)
    return +tally


def test_a_language_of_the_inventory_makes_no_other_plan(fleet, tmp_path):
    out = tmp_path / "out"
    assert plans_in(fleet, out) == {"made": 4}
    assert plans_in(fleet, out, "fr") == plans_in(fleet, out, "en") == plans_in(fleet, out, "fr", "en") == {"kept": 4}


def test_a_language_beyond_those_of_the_inventory_does_in_whatever_order(fleet, tmp_path):
    out = tmp_path / "out"
    languages_in(fleet, "fr")
    assert plans_in(fleet, out) == plans_in(fleet, out, "en") == {"made": 4}
    assert {tuple(json.loads(file.read_bytes())["languages"]) for file in out.glob("*/*/plan.json")} == {("fr", "en")}
    assert plans_in(fleet, out, "en", "fr") == plans_in(fleet, out, "fr", "en") == {"kept": 4}
    assert len(list(out.glob("*/*/plans/*.json"))) == 8


def test_a_pack_has_the_plan_that_was_rendered(fleet, tmp_path):
    out = tmp_path / "out"
    languages_in(fleet, "fr")
    plans_in(fleet, out, "en")
    options = PackOptions(to=("technician",), cc=())
    packs = list(pack_tasks_of(load_fleet(fleet), ("en",), "A4", options, out))
    tasks = (replace(task, wanted=tuple(w for w in task.wanted if w.kind == "plan")) for task in packs)
    assert Counter(told.kept for told in build_files(tasks, out, here())) == {1: 4}


def test_a_checklist_for_a_browser_is_kept_and_put_aside_as_other_files_are(fleet, tmp_path):
    def wanted(task):
        return replace(task, wanted=tuple(each for each in task.wanted if each.kind in ("checklist-page", "plan")))

    def made() -> tuple[int, int, int]:
        tasks = map(wanted, tasks_of(load_fleet(fleet), ("en",), "A4", html=True))
        told = list(build_files(tasks, tmp_path / "out", here()))
        return sum(one.made for one in told), sum(one.kept for one in told), sum(len(one.aside) for one in told)

    first = made()
    assert first == (first[0], 0, 0)
    assert made() == (0, first[0], 0)
    page = next((tmp_path / "out").rglob("checklist.en.html"))
    whole = page.read_bytes()
    page.write_bytes(whole + b"<!-- mine -->")
    assert made() == (1, first[0] - 1, 1)
    assert page.read_bytes() == whole
