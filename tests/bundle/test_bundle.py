"""A bundle is the same from the same, and tells on another machine which of its files is not as it was."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from runbook.bundle.bundle_manifest import BundleManifest, manifest_bytes
from runbook.bundle.zip_bytes import zip_bytes
from runbook.model.rehearsal import rehearsal_run
from runbook.reading.plan_json import EARLIER_PLANS, PLAN
from tests.bundle.changes import put_change, record_of, run
from tests.plans import plan_of


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a change whose record passes, and the folder that it is of."""
    place = tmp_path_factory.mktemp("made")
    folder = put_change(place / "out")
    done = run("bundle", folder, "-o", place / "a.zip")
    assert (done.returncode, "clock" in done.stderr) == (0, False), done.stderr
    assert sha256((place / "a.zip").read_bytes()).hexdigest() in done.stdout
    assert f"files: {len(members(place / 'a.zip'))}," in done.stdout
    return place


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(made: Path, tmp_path: Path, **changes: bytes | None) -> Path:
    """The bundle with other files: names with `__` for `/`; None takes one away."""
    files = members(made / "a.zip")
    for name, data in changes.items():
        place = name.replace("__", "/").replace("_dot_", ".")
        files.pop(place, None)
        if data is not None:
            files[place] = data
    target = tmp_path / "other.zip"
    target.write_bytes(zip_bytes(files))
    return target


@pytest.mark.long
def test_it_holds_what_proves_the_change(made):
    found = members(made / "a.zip")
    own = {f"paris/CHG0041/{name}" for name in (PLAN, "signed.json", "verdict.json", "report.pdf")}
    assert own < found.keys()
    assert sum(name.startswith(f"paris/CHG0041/{EARLIER_PLANS}/") for name in found) == 1
    manifest = json.loads(found["manifest.json"])
    assert manifest["format"] == "runbook-bundle/1"
    assert manifest["kit"]
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: sha256(data).hexdigest() for name, data in found.items() if name != "manifest.json"
    }
    verdict = json.loads(found["paris/CHG0041/verdict.json"])["results"]
    assert [(one["verdict"], one["run"], one["files"][0]["name"]) for one in verdict] == [
        ("pass", "1", "paris/CHG0041/signed.json")
    ]


@pytest.mark.long
def test_the_same_gives_the_same_bytes_on_another_day_and_in_another_folder(made, tmp_path):
    shutil.copytree(made / "out", tmp_path / "elsewhere")
    folder = tmp_path / "elsewhere" / "paris" / "CHG0041"
    done = run("bundle", folder, "-o", tmp_path / "b.zip", "--lang", "fr", now="2028-01-01T00:00")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.zip").read_bytes() == (made / "a.zip").read_bytes()


def test_it_is_as_it_was_made(made, tmp_path):
    shutil.copy(made / "a.zip", tmp_path / "a.zip")
    done = run("bundle", "--check", "a.zip", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    digest = sha256((made / "a.zip").read_bytes()).hexdigest()
    assert done.stdout.splitlines() == ["PASS  paris / CHG0041", f"a.zip: as it was made, SHA-256: {digest}"]


@pytest.mark.parametrize("how", ["order", "times", "packing", "folders"])
def test_that_it_was_packed_anew_is_told_and_is_no_fault(made, tmp_path, how):
    files = list(members(made / "a.zip").items())
    time = (2026, 12, 6, 8, 0, 0) if how == "times" else (1980, 1, 1, 0, 0, 0)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        if how == "folders":
            archive.mkdir("paris")
        for name, data in reversed(files) if how == "order" else files:
            packing = zipfile.ZIP_DEFLATED if how == "packing" else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name, time), data, packing)
    done = run("bundle", "--check", "a.zip", cwd=tmp_path)
    told = "a.zip: packed anew: its files are those of its manifest, and its SHA-256 is another: "
    digest = sha256((tmp_path / "a.zip").read_bytes()).hexdigest()
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, told + digest)


def test_an_empty_folder_and_an_edited_manifest_are_named(made, tmp_path):
    files = members(made / "a.zip")
    files["manifest.json"] = json.dumps(json.loads(files["manifest.json"])).encode()
    (tmp_path / "a.zip").write_bytes(zip_bytes(files))
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.mkdir("lyon/CHG0040")
    done = run("bundle", "--check", "a.zip", cwd=tmp_path)
    told = ["changed: manifest.json", "added: lyon/CHG0040/", "PASS  paris / CHG0041", "a.zip: not as it was made"]
    assert (done.returncode, done.stdout.splitlines()) == (1, told)


def test_every_file_that_was_changed_is_named(made, tmp_path):
    names = members(made / "a.zip").keys() - {"manifest.json"}
    assert len(names) == 5
    for name in names:
        data = members(made / "a.zip")[name]
        file = rewritten(made, tmp_path, **{name.replace("/", "__").replace(".", "_dot_"): data + b" "})
        done = run("bundle", "--check", file)
        assert done.returncode == 1
        assert f"changed: {name}" in done.stdout
        assert "not as it was made" in done.stdout


def test_what_is_missing_and_what_was_added_is_named(made, tmp_path):
    file = rewritten(made, tmp_path, paris__CHG0041__report_dot_pdf=None, paris__CHG0041__more_dot_txt=b"more")
    done = run("bundle", "--check", file)
    assert done.returncode == 1
    assert "missing: paris/CHG0041/report.pdf" in done.stdout
    assert "added: paris/CHG0041/more.txt" in done.stdout


def test_a_verdict_that_was_forged_with_its_manifest_is_found_out(made, tmp_path):
    """Somebody takes steps out of the record, keeps the verdict, and writes all hashes anew."""
    files = members(made / "a.zip")
    plan = plan_of("single", "automatic")
    files["paris/CHG0041/signed.json"] = record_of(plan, left_out=6)
    manifest = json.loads(files["manifest.json"])
    for one in manifest["files"]:
        data = files[one["name"]]
        one |= {"size": len(data), "sha256": sha256(data).hexdigest()}
    files["manifest.json"] = manifest_bytes(msgspec.convert(manifest, BundleManifest))
    (tmp_path / "forged.zip").write_bytes(zip_bytes(files))
    done = run("bundle", "--check", tmp_path / "forged.zip")
    assert done.returncode == 1
    assert "changed" not in done.stdout
    assert "paris / CHG0041: found FAIL, but the bundle says PASS" in done.stdout


def test_a_flipped_bit_in_the_zip_is_a_changed_file(made, tmp_path):
    data = bytearray((made / "a.zip").read_bytes())
    with zipfile.ZipFile(made / "a.zip") as archive:
        at = archive.getinfo("paris/CHG0041/signed.json").header_offset + 200
    data[at] ^= 1
    (tmp_path / "flipped.zip").write_bytes(data)
    done = run("bundle", "--check", tmp_path / "flipped.zip")
    assert done.returncode == 1
    assert "changed: paris/CHG0041/signed.json" in done.stdout


def test_a_damaged_plan_is_told_and_nothing_is_verified_by_it(made, tmp_path):
    plan = members(made / "a.zip")[f"paris/CHG0041/{PLAN}"].replace(b"192.0.2.11", b"192.0.2.99")
    done = run("bundle", "--check", rewritten(made, tmp_path, paris__CHG0041__plan_dot_json=plan))
    assert done.returncode == 1
    assert "changed: paris/CHG0041/plan.json" in done.stdout
    assert "paris / CHG0041: cannot be verified again" in done.stdout
    assert done.stderr.startswith("paris/CHG0041/plan.json: revision: ")


def test_a_change_without_a_record_is_no_pass(tmp_path):
    folder = put_change(tmp_path / "out", record=False)
    done = run("bundle", folder, cwd=tmp_path)
    assert done.returncode == 0
    assert "no record  paris / CHG0041" in done.stdout
    checked = run("bundle", "--check", tmp_path / "paris-CHG0041.zip")
    assert checked.returncode == 3
    assert "as it was made" in checked.stdout


def test_a_rehearsal_is_told_and_is_no_record(tmp_path):
    plan = plan_of("single", "automatic")
    folder = put_change(tmp_path / "out", plan, record=False)
    (tmp_path / "played.json").write_bytes(record_of(plan, rehearsal_run(plan.revision, 1)))
    made = run("bundle", folder, "--record", tmp_path / "played.json", "-o", tmp_path / "a.zip")
    done = run("bundle", "--check", tmp_path / "a.zip")
    told = "no record  paris / CHG0041  1 rehearsal, which says nothing about it"
    assert (made.returncode, done.returncode) == (0, 3)
    assert told in made.stdout
    assert told in done.stdout


def test_a_record_that_fails_is_whole_and_fails(tmp_path):
    folder = put_change(tmp_path / "out", record=False)
    (tmp_path / "record.json").write_bytes(record_of(plan_of("single", "automatic"), left_out=6))
    made = run("bundle", folder, "--record", tmp_path / "record.json", "-o", tmp_path / "a.zip")
    assert made.returncode == 0
    assert "paris/CHG0041/records/record.json" in members(tmp_path / "a.zip")
    done = run("bundle", "--check", tmp_path / "a.zip")
    assert done.returncode == 1
    assert "a.zip: as it was made" in done.stdout


def test_a_bundle_is_not_replaced_by_one_without_its_record(tmp_path):
    folder, file = put_change(tmp_path / "out", record=False), tmp_path / "a.zip"
    (tmp_path / "record.json").write_bytes(record_of(plan_of("single", "automatic")))
    with_record = ("bundle", folder, "--record", tmp_path / "record.json", "-o", file)
    assert run(*with_record).returncode == 0
    before = file.read_bytes()
    done = run("bundle", folder, "-o", file)
    assert (done.returncode, file.read_bytes() == before) == (2, True)
    assert "a.zip holds records that would not be in it any more: paris/CHG0041/records/record.json" in done.stderr
    assert run(*with_record).returncode == 0, "the same again"
    assert run("bundle", folder, "-o", file, "--force").returncode == 0
    assert "no record" in run("bundle", folder, "-o", file).stdout, "and one without can be made again"


def test_a_full_temporary_folder_is_named(tmp_path, monkeypatch):
    folder = put_change(tmp_path / "out", record=False)

    def full(place: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    done = run("bundle", folder, "-o", tmp_path / "a.zip")
    assert done.returncode == 2
    assert done.stderr == f"{tempfile.gettempdir()}: no room is left on the disk\n"


def test_times_to_come_are_judged_as_of_the_day_on_which_it_was_made(tmp_path):
    folder = put_change(tmp_path / "out")
    done = run("bundle", folder, "-o", tmp_path / "a.zip", now="2026-01-01T00:00")
    assert done.returncode == 0
    assert "by the clock of this machine it is Thu, 1 Jan 2026 00:00: if that is wrong, set the clock" in done.stderr
    assert json.loads(members(tmp_path / "a.zip")["manifest.json"])["as_of"] == "2026-01-01T00:00+00:00"
    done = run("bundle", "--check", tmp_path / "a.zip")
    assert (done.returncode, "as it was made" in done.stdout) == (1, True), "the verdict of that day: FAIL"
    early = run("bundle", "--check", tmp_path / "a.zip", now="2025-01-01T00:00").stdout
    assert "a time that is still to come" in early
    assert "by the clock of this machine it is Wed, 1 Jan 2025 00:00" in early


def test_a_machine_whose_clock_is_slow_says_so_and_passes_nothing(made):
    done = run("bundle", "--check", made / "a.zip", now="2026-01-01T00:00")
    assert done.returncode == 1
    assert "paris / CHG0041: found FAIL, but the bundle says PASS" in done.stdout
    assert "by the clock of this machine it is Thu, 1 Jan 2026 00:00: if that is wrong, set the clock" in done.stdout
    assert "clock" not in run("bundle", "--check", made / "a.zip").stdout


@pytest.mark.long
def test_what_somebody_wrote_is_never_written_over(tmp_path):
    folder = put_change(tmp_path / "out")
    (tmp_path / "a.zip").write_bytes(b"mine")
    done = run("bundle", folder, "-o", tmp_path / "a.zip")
    assert done.returncode == 2
    assert (tmp_path / "a.zip").read_bytes() == b"mine"
    assert run("bundle", folder, "-o", tmp_path / "a.zip", "--force").returncode == 0
    assert run("bundle", folder, "-o", tmp_path / "a.zip").returncode == 0, "its own, unchanged"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name the folders of changes, or a bundle with --check"),
        (("missing",), "missing: there is no such folder, name the folder of a change"),
        (("empty",), "empty: this folder holds no plan.json, name the folder of a change"),
        (("out", "stray.json", "-o", "a.zip"), "stray.json: this is a file, and not the folder of a change"),
        (("out", "stray.json", "-o", "a.zip"), "a record goes with --record"),
        (("out", "--check", "a.zip"), "name the folders of changes, or a bundle with --check"),
        (("--check", "b.zip", "--record", "stray.json"), "leave out --record and -o"),
        (("out", "--record", "stray.json", "-o", "a.zip"), "stray.json is not a record of these changes"),
    ],
)
def test_what_cannot_be_bundled_is_refused(tmp_path, words, told):
    put_change(tmp_path / "out", record=False)
    (tmp_path / "empty").mkdir()
    (tmp_path / "stray.json").write_bytes(record_of(plan_of("single", "manual")))
    done = run("bundle", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "a.zip").exists()


def test_a_folder_of_records_is_looked_through_whatever_they_are_called(tmp_path):
    folder, records = put_change(tmp_path / "out", record=False), tmp_path / "back"
    records.mkdir()
    (records / "ATT00001").write_bytes(record_of(plan_of("single", "automatic")))
    (records / "scan.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    done = run("bundle", folder, "--record", records, "-o", tmp_path / "a.zip")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "PASS  paris / CHG0041")
    assert "paris/CHG0041/records/ATT00001" in members(tmp_path / "a.zip")
    assert f"Passed over, because no record can be read from them: {records / 'scan.jpg'}" in done.stderr
    assert run("bundle", "--check", tmp_path / "a.zip").returncode == 0


def test_a_hidden_record_is_no_part_of_it_and_is_not_passed_over(tmp_path):
    folder, records = put_change(tmp_path / "out", record=False), tmp_path / "back"
    (records / ".old").mkdir(parents=True)
    hidden = records / ".signed.json"
    hidden.write_bytes(record_of(plan_of("single", "automatic")))
    refused = run("bundle", folder, "--record", records, "-o", tmp_path / "a.zip")
    assert (refused.returncode, (tmp_path / "a.zip").exists()) == (2, False)
    assert f"{hidden}: this file is hidden, and may be a record" in refused.stderr
    done = run("bundle", folder, "--record", records, "--record", hidden, "-o", tmp_path / "a.zip")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "PASS  paris / CHG0041")
    assert f"Hidden folders, not looked into: {records / '.old'}\n" in done.stderr
    assert "Passed over" not in done.stderr
    assert "paris/CHG0041/records/signed.json" in members(tmp_path / "a.zip")
    assert run("bundle", "--check", tmp_path / "a.zip").returncode == 0


def test_links_and_files_of_others_stay_out(tmp_path):
    folder = put_change(tmp_path / "out")
    (folder / "runbook.en.pdf").symlink_to("/etc/passwd")
    (folder / "notes.txt").write_text("private")
    (folder / "people.csv").write_text("name,phone\nA,1\n")
    (folder / "plans" / "0123456789ab.json").symlink_to(folder / "plan.json")
    done = run("bundle", folder, "-o", tmp_path / "a.zip")
    left = "paris/CHG0041: left out, because"
    assert f"{left} the kit does not know it: notes.txt, people.csv\n" in done.stderr
    assert f"{left} it is a link, a folder or a pipe: runbook.en.pdf, plans/0123456789ab.json\n" in done.stderr
    assert not any(name.endswith(("notes.txt", "people.csv", "runbook.en.pdf")) for name in members(tmp_path / "a.zip"))


@pytest.mark.parametrize("key", ["changes", "files"])
def test_a_manifest_that_says_a_thing_twice_is_refused(made, tmp_path, key):
    manifest = json.loads(members(made / "a.zip")["manifest.json"])
    other = {"verdict": "fail"} if key == "changes" else {"size": 1}
    manifest[key].insert(0, {**manifest[key][0], **other})
    forged = rewritten(made, tmp_path, manifest_dot_json=json.dumps(manifest).encode())
    done = run("bundle", "--check", forged)
    assert (done.returncode, "names something twice" in done.stderr) == (2, True)


@pytest.mark.parametrize("kit", ["0", None])
def test_a_manifest_with_a_key_twice_is_refused_whatever_version_wrote_it(made, tmp_path, kit):
    manifest = json.loads(members(made / "a.zip")["manifest.json"])
    text = json.dumps(manifest | ({"kit": kit} if kit else {})).replace('"verdict"', '"verdict": "fail", "verdict"')
    done = run("bundle", "--check", rewritten(made, tmp_path, manifest_dot_json=text.encode()))
    assert (done.returncode, "names something twice" in done.stderr) == (2, True)


def test_a_verdict_of_another_version_with_a_key_twice_is_not_believed(made, tmp_path):
    files = members(made / "a.zip")
    name = "paris/CHG0041/verdict.json"
    data = files[name].replace(b'"verdict"', b'"verdict": "fail", "verdict"', 1)
    manifest = json.loads(files["manifest.json"]) | {"kit": "0"}
    (one,) = (each for each in manifest["files"] if each["name"] == name)
    one.update(size=len(data), sha256=sha256(data).hexdigest())
    told = json.dumps(manifest).encode()
    forged = rewritten(made, tmp_path, manifest_dot_json=told, paris__CHG0041__verdict_dot_json=data)
    done = run("bundle", "--check", forged)
    assert (done.returncode, "but the findings are not those in the bundle" in done.stdout) == (1, True)


@pytest.mark.parametrize("how", ["absolute", "upwards"])
def test_nothing_is_looked_at_but_what_is_in_the_zip(made, tmp_path, how):
    """A manifest that names a change that lies on the machine of whoever checks it."""
    manifest = json.loads(members(made / "a.zip")["manifest.json"])
    elsewhere = made / "out" / "paris"
    manifest["changes"][0]["site"] = f"/{elsewhere}" if how == "absolute" else f"{'../' * 12}{elsewhere}"
    forged = rewritten(made, tmp_path, manifest_dot_json=json.dumps(manifest).encode())
    done = run("bundle", "--check", forged)
    shown = manifest["changes"][0]["site"].replace("/", " / ")
    assert f"{shown} / CHG0041: cannot be verified again" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize("program", ["zip", "jar", "pipe"])
def test_what_other_programs_pack_anew_is_read(made, tmp_path, program):
    file = str(tmp_path / "b.zip")
    words = {"zip": ("zip", "-qr", file), "jar": ("jar", "-cfM", file)}
    words["pipe"] = ("zip", "-qr", "-")  # where nobody can go back
    if not shutil.which(words[program][0]):
        pytest.skip(f"no {program} here")
    with zipfile.ZipFile(made / "a.zip") as archive:
        archive.extractall(tmp_path / "in")
    done = subprocess.run([*words[program], "."], cwd=tmp_path / "in", capture_output=True, check=True)
    if done.stdout:
        (tmp_path / "b.zip").write_bytes(done.stdout)
    checked = run("bundle", "--check", tmp_path / "b.zip")
    assert (checked.returncode, "packed anew" in checked.stdout) == (0, True), checked.stderr
