"""What is held of a person: what was filled in, signed, edited or sent stays with its plan; the rest can go."""

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from errno import EACCES
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.build import forgetting
from runbook.build.engine import build_files
from runbook.build.forgetting import forget, held_of
from runbook.build.manifest import ManifestEntry, read_manifest, write_manifest
from runbook.build.put_aside import put_aside
from runbook.build.task import tasks_of
from runbook.build.workers import here
from runbook.cli.forget import forget as command
from runbook.errors import InputError, RunbookError
from runbook.i18n import Language, load_language
from runbook.inventory.packed import load_fleet
from runbook.pack.deliveries import FORMAT, Delivery
from tests.build.fleets import files_below, quick

ROOT = Path(__file__).parent.parent.parent
BEFORE, AFTER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
ENGLISH = Language(tag="en")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The example inventory's changes, without their documents."""
    out: Path = tmp_path_factory.mktemp("made") / "out"
    list(build_files(quick(tasks_of(load_fleet(ROOT / "examples" / "inventory.yaml"), (), "A4")), out, here()))
    return out


@pytest.fixture
def out(made, tmp_path) -> Path:
    folder: Path = tmp_path / "out"
    shutil.copytree(made, folder)
    return folder


@pytest.fixture
def change(out) -> Path:
    folder: Path = out / "lyon" / "CHG0040"
    return folder


def of_lyon(out: Path, now: datetime = BEFORE, initials: str = "CM") -> dict[str, str]:
    (held,) = held_of(out, initials, ("lyon",), now)
    return {str(file.path.relative_to(held.folder)): file.reason for file in held.files}


def plans(change: Path) -> set[str]:
    return {"plan.json", *(f"plans/{path.name}" for path in (change / "plans").iterdir())}


def add_mail(change: Path, name: str, message_id: str) -> None:
    """A mail as the kit makes one, noted as such."""
    content = f"From: a@example.com\nMessage-ID: {message_id}\n\nC. Martin\n".encode()
    (change / name).write_bytes(content)
    write_manifest(change, read_manifest(change) | {name: ManifestEntry("k", sha256(content).hexdigest())})


def fill_in(file: Path) -> None:
    """Sign the first step of a blank table."""
    write_into(file, lambda row: True, {"by": "CM"})


def write_into(file: Path, is_it: Callable[[dict[str, str]], bool], cells: dict[str, str]) -> None:
    """Write into the first row of a table that is it."""
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    next(row for row in rows if is_it(row)).update(cells)
    with file.open("w", encoding="utf-8-sig", newline="") as table:
        writer = csv.DictWriter(table, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_of_a_change_to_come_all_can_go_and_is_made_again(out, change, made):
    assert of_lyon(out) == dict.fromkeys({*plans(change), "record.csv", "record.xlsx"}, "")
    (held,) = held_of(out, "c.m.", ("lyon",), BEFORE)
    assert [(person.name, person.email) for person in held.people] == [("C. Martin", "cm@example.com")]
    forget(held)
    assert not change.parent.exists()
    assert {path.name for path in out.iterdir()} == {path.name for path in made.iterdir()} - {"lyon"}
    list(build_files(quick(tasks_of(load_fleet(ROOT / "examples" / "inventory.yaml"), (), "A4")), out, here()))
    assert files_below(out) == files_below(made)


def test_once_its_windows_have_begun_the_plan_stays(out, change):
    reasons = of_lyon(out, AFTER)
    assert reasons == {**dict.fromkeys(plans(change), forgetting.BEGUN), "record.csv": "", "record.xlsx": ""}
    (held,) = held_of(out, "CM", ("lyon",), AFTER)
    forget(held)
    assert set(files_below(change)) == {*plans(change), ".made.json"}
    assert set(read_manifest(change)) == {"plan.json"}


def test_what_people_filled_in_signed_edited_or_sent_stays_and_so_do_its_plans(out, change):
    fill_in(change / "record.csv")
    (change / "record.csv.1a2b3c4d.bak").write_text("what was there")
    (change / "approval.en.pdf").write_bytes(b"%PDF signed")
    write_manifest(change, read_manifest(change) | {"approval.en.pdf": ManifestEntry("k", "0" * 64)})
    (change / "notes.txt").write_text("C. Martin was late")
    add_mail(change, "pack.en.eml", "<sent@example.com>")
    add_mail(change, "invitation.window-1.en.eml", "<unsent@example.com>")
    delivery = Delivery(
        **dict.fromkeys(("recipient", "at", "server", "said", "language", "revision"), "x"),
        state="accepted",
        message_id="<sent@example.com>",
        sequence=0,
    )
    told = {"format": FORMAT, "site": "lyon", "change": "CHG0040"}
    told |= {"deliveries": [{name: getattr(delivery, name) for name in Delivery.__slots__}]}  # type: ignore[dict-item]
    (change / "sent.json").write_text(json.dumps(told))
    before = files_below(change)
    assert of_lyon(out) == {
        **dict.fromkeys(plans(change), forgetting.PROOF),
        "record.csv": forgetting.FILLED_IN,
        "record.csv.1a2b3c4d.bak": forgetting.ASIDE,
        "approval.en.pdf": forgetting.EDITED,
        "notes.txt": forgetting.UNKNOWN,
        "pack.en.eml": forgetting.DELIVERED,
        "sent.json": forgetting.LEDGER,
        "invitation.window-1.en.eml": "",
        "record.xlsx": "",
    }
    (held,) = held_of(out, "CM", ("lyon",), BEFORE)
    forget(held)
    gone = {"invitation.window-1.en.eml", "record.xlsx", ".made.json"}
    assert {name: data for name, data in before.items() if name not in gone}.items() <= files_below(change).items()
    assert set(before) - set(files_below(change)) == gone - {".made.json"}


def test_where_it_cannot_be_read_what_was_sent_all_mails_stay(out, change):
    add_mail(change, "pack.en.eml", "<a@example.com>")
    (change / "sent.json").write_text("{")
    assert of_lyon(out)["pack.en.eml"] == forgetting.DELIVERED


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/nowhere")])
def test_where_something_else_lies_in_the_place_of_what_was_sent_all_mails_stay(out, change, make):
    """Nothing is waited for: nobody writes into that pipe."""
    add_mail(change, "pack.en.eml", "<one@example.com>")
    make(change / "sent.json")
    assert of_lyon(out)["pack.en.eml"] == forgetting.DELIVERED


def test_a_folder_may_have_any_name(run, out, change):
    strange = out / "lyon" / "a\x1b[31mb\udcff"
    change.rename(strange)
    said = run("--initials", "CM", "--site", "lyon").output
    assert "a\\x1b[31mb" in said
    assert "\x1b" not in said


def test_links_are_not_followed_and_stay(out, change, tmp_path):
    (tmp_path / "elsewhere").write_text("x")
    (change / "record.csv").unlink()
    (change / "record.csv").symlink_to(tmp_path / "elsewhere")
    (held,) = held_of(out, "CM", ("lyon",), BEFORE)
    forget(held)
    assert (tmp_path / "elsewhere").read_text() == "x"
    assert (change / "record.csv").is_symlink()


def test_somebody_who_is_in_no_plan_is_found_by_a_record_that_names_them(out, change):
    assert list(held_of(out, "ZZ", (), BEFORE)) == []
    fill_in(change / "record.csv")
    cells = {"by": "ZZ", "value": "Z. Zola", "note": "technician"}
    write_into(change / "record.csv", lambda row: row["step"] == "person", cells)
    (held,) = held_of(out, "ZZ", (), BEFORE)
    assert [person.name for person in held.people] == ["Z. Zola"]


@pytest.fixture
def run(out, monkeypatch, tmp_path) -> Iterator[object]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def call(*words: str, language: Language = ENGLISH):
        return CliRunner().invoke(command, ["--out", str(out), *words], obj=language)

    return call  # type: ignore[return-value]


def test_the_command_changes_nothing_unless_it_is_told_to(run, out, tmp_path):
    cached = tmp_path / "cache" / "runbook-kit" / "ab" / ("c" * 62)
    cached.parent.mkdir(parents=True)
    cached.write_text("C. Martin")
    before = files_below(out)
    told = run("--initials", "cm", "--site", "lyon")
    assert told.exit_code == 0, told.output
    assert files_below(out) == before
    assert cached.exists()
    assert "C. Martin <cm@example.com>" in told.output
    assert "can be removed: record.csv" in told.output
    assert "Nothing was changed" in told.output
    assert "can be emptied, as a whole" in told.output
    done = run("--initials", "cm", "--site", "lyon", "--yes")
    assert done.exit_code == 0, done.output
    assert "removed: record.csv" in done.output
    assert not (out / "lyon" / "CHG0040" / "record.csv").exists()
    assert not cached.exists()
    assert {name for name in before if not name.startswith("lyon/")} <= set(files_below(out))


def test_the_line_of_a_change_is_written_as_its_language_writes(run, out):
    told = run("--initials", "cm", "--site", "lyon", language=load_language("fr")).output
    assert f"{out / 'lyon' / 'CHG0040'}\u00a0: C. Martin <cm@example.com>\n" in told


def test_a_cache_that_cannot_be_emptied_is_not_said_to_be(run, tmp_path):
    assert "is emptied" in run("--initials", "QQ", "--yes").output, "there is none"
    other = tmp_path / "other" / "ab" / ("c" * 62)
    other.parent.mkdir(parents=True)
    other.write_text("C. Martin")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "runbook-kit").symlink_to(tmp_path / "other")
    assert "could not be emptied: delete what is in it yourself" in run("--initials", "QQ", "--yes").output
    assert other.exists(), "what a link leads to is not the cache's"


def test_initials_of_two_people_are_asked_about(run, out):
    plan = out / "lyon" / "CHG0040" / "plan.json"
    other = json.loads(plan.read_text("utf-8").replace("C. Martin", "Carla Moretti"))
    from runbook.model.revision import revision_of_content

    other["revision"] = revision_of_content(other)
    plan.write_text(json.dumps(other))
    told = run("--initials", "CM", "--yes")
    assert told.exit_code == 1
    assert "Carla Moretti" in str(told.exception)
    assert plan.exists()


def test_what_cannot_be_removed_is_not_said_to_be(run, change, monkeypatch):
    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(EACCES, "no", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    told = run("--initials", "CM", "--site", "lyon", "--yes")
    assert isinstance(told.exception, PermissionError)
    assert "removed:" not in told.output
    assert (change / "record.csv").exists()


def test_a_site_that_is_not_there_is_refused_rather_than_found_to_name_nobody(out):
    with pytest.raises(RunbookError, match="there is no site lyno; did you mean lyon"):
        tuple(held_of(out, "CM", ("lyno",), BEFORE))
    shutil.rmtree(out)
    out.mkdir()
    assert tuple(held_of(out, "CM", ("lyno",), BEFORE)) == (), "all is removed"


@pytest.mark.parametrize("inside", ["lyon", "lyon/CHG0040"])
def test_the_folder_of_a_site_or_a_change_is_refused_rather_than_found_to_name_nobody(out, inside):
    with pytest.raises(InputError, match=r"CHG0040.*nobody is looked for in this plan"):
        tuple(held_of(out / inside, "CM", (), BEFORE))


def test_in_french_and_for_nobody(run, out):
    told = run("--initials", "QQ", "--yes", language=load_language("fr"))
    assert told.exit_code == 0
    assert "QQ" in told.output
    assert "Rien n’a été" not in told.output
    assert run("--initials", "..").exit_code == 2
    unknown, known = (run("--initials", initials).output.splitlines()[-1] for initials in ("QQ", "CM"))
    assert known == "Nothing was changed. To remove what can be removed, add --yes."
    assert unknown.startswith("Nothing was changed. The cache is not searched for people")


def test_a_task_may_have_been_stopped(out, change):
    (change / ".record.csv.123.part").write_text("C. Martin")
    assert of_lyon(out)[".record.csv.123.part"] == ""


def test_what_was_put_aside_of_a_cancelled_change_can_go_as_it_was_made(out, change):
    fill_in(change / "record.csv")
    aside = [path.name for path in put_aside(change)]
    assert [name.rsplit(".", 2)[0] for name in aside] == ["record.xlsx"]
    (change / "record.xlsx.00000000.bak").write_bytes(b"edited")
    told = of_lyon(out)
    assert {name: told[name] for name in (*aside, "record.csv", "record.xlsx.00000000.bak")} == {
        aside[0]: "",
        "record.csv": forgetting.FILLED_IN,
        "record.xlsx.00000000.bak": forgetting.ASIDE,
    }
