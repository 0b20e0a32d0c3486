"""`runbook.toml`: which file is found, whose it may be, and what is told of one that is wrong."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from runbook.errors import InputError
from runbook.settings.editor_schema import PLACE, schema_text
from runbook.settings.look_up import look_up
from runbook.settings.read_settings import LIMIT, read_settings
from tests.measure import within

ROOT = Path(__file__).resolve().parents[2]
GOOD = """
out = "../pages"
languages = ["fr-CA", "EN", "fr"]
paper = "Letter"
jobs = 256
house = "/srv/house"
from = "cm@example.com"
smtp = "smtp+starttls://[2001:db8::1]:587"
ca-file = "~/ca.pem"
"""


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "runbook.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def problems(file: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_settings(file)
    return [
        f"{p.line}: {p.path}: {p.message.format_map(dict(p.args))}, {p.remedy.format_map(dict(p.args))}"
        for p in caught.value.problems
    ]


def test_values_are_made_out_beside_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "project").mkdir()
    read = read_settings(written(tmp_path / "project", GOOD))
    assert read.values == {
        "out": str(tmp_path / "pages"),
        "languages": ("fr", "en"),
        "paper": "Letter",
        "jobs": 256,
        "house": "/srv/house",
        "from": "cm@example.com",
        "smtp": "smtp+starttls://[2001:db8::1]:587",
        "ca-file": str(tmp_path / "home" / "ca.pem"),
    }
    assert read.lines == {key: line for line, key in enumerate(read.values, 2)}


def test_a_place_below_where_one_is_is_called_as_one_would_write_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "project").mkdir()
    read = read_settings(written(tmp_path / "project", 'out = "pages"\nlanguages = "fr_FR.UTF-8"\n'))
    assert (read.name, read.values) == ("project/runbook.toml", {"out": "project/pages", "languages": ("fr",)})


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    text = (
        'outt = "x"\npaper: A4\nlanguages = ["fr",\n  "xx", 3]\njobs = 257\nfrom = "Chief <c@example.com>"\n'
        'smtp = "smtps://u:secret@mail.example.com"\nca_file = ""\nhouse = "a\\u0000b"\nphone = "1"\n[sites]\n'
    )
    told = problems(written(tmp_path, text))
    assert [line.split(": ")[:2] for line in told] == [
        ["1", "outt"],
        ["2", ""],
        ["4", "languages[2]"],
        ["4", "languages[1]"],
        ["5", "jobs"],
        ["6", "from"],
        ["7", "smtp"],
        ["8", "ca_file"],
        ["9", "house"],
        ["10", "phone"],
        ["11", "sites"],
    ]
    assert told[0].endswith("there is no key outt here, write out if you mean it, or remove it")
    assert told[7].endswith("write ca-file if you mean it, or remove it")
    assert told[9].endswith("write it into house.yaml of the house folder")
    assert told[10].endswith("write it into the inventory")
    assert not any("secret" in line for line in told)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('jobs = "4"', "4 is in quotes, and so no number"),
        ("jobs = 2.0", "2.0 is not a whole number"),
        ("jobs = true", "true is not a whole number"),
        ('jobs = ""', "this text is blank"),
        ("jobs = [4]", "this is a list, not one value"),
        ("jobs = 99999999999999999999", "99999999999999999999 has more digits than any number here"),
        ("duplex = {}", "this has keys of its own"),
        ("jobs = 0", "0 is less than 1"),
        ('paper = "a4"', "a4 is not one of: A4 / Letter"),
        ("out = 7", "7 is read as a number"),
        ("out = 2026-12-05", "2026-12-05 is read as a number"),
        ('out = "  "', "this text is blank"),
        ('out = ""', "this text is blank"),
        ('smtp = ""', "this text is blank"),
        ('paper = ""', "this text is blank, write one of: A4 / Letter"),
        ('out = ["a"]', "this is a list, not one value"),
        ("languages = []", "this list is empty"),
        ("languages = 4", "4 is not a language tag"),
        ('languages = "français"', "français is not a language tag"),
        ("smtp = 'http://mail.example.com'", "this is not the address of a mail server"),
        ("from = 'nobody'", "nobody is not an e-mail address"),
        ("from.a = 'nobody'", "this has keys of its own"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind(tmp_path, line, told):
    (one,) = problems(written(tmp_path, f"{line}\n"))
    assert f"{one}, ".startswith(f"1: {line.split(' ')[0].split('.')[0]}: {told}, ")


@pytest.mark.parametrize(
    "text",
    [
        ".".join(["a"] * 20_000) + " = 1",
        ".".join(['""'] * 20_000) + " = 1",
        "[" + ".".join(["a"] * 20_000) + "]",
        "out = {" + ".".join(["a"] * 20_000) + " = 1}",
        "out = " + "[" * 5_000 + "]" * 5_000,
    ],
    ids=["names", "empty names", "names of a table", "names within", "brackets"],
)
def test_what_goes_too_deep_is_told_at_once(tmp_path, text):
    with within(2):
        (one,) = problems(written(tmp_path, f"jobs = 2\n{text}\n"))
    assert "too deep" in one


def test_what_is_no_such_file_is_told_without_waiting(tmp_path):
    assert "larger than 64 KB" in problems(written(tmp_path, b"#" * (LIMIT + 1)))[0]
    assert "UTF-8 (byte 0xe9)" in problems(written(tmp_path, b"out = 'caf\xe9'\n"))[0]
    assert "UTF-16" in problems(written(tmp_path, "out = 'a'".encode("utf-16")))[0]
    (tmp_path / "runbook.toml").unlink()
    os.mkfifo(tmp_path / "runbook.toml")
    assert "not a regular file" in problems(tmp_path / "runbook.toml")[0]
    (tmp_path / "runbook.toml").unlink()
    (tmp_path / "runbook.toml").symlink_to("runbook.toml")
    assert "symbolic links form a loop" in problems(tmp_path / "runbook.toml")[0]
    (tmp_path / "runbook.toml").unlink()
    (tmp_path / "runbook.toml").mkdir()
    assert len(problems(tmp_path / "runbook.toml")) == 1


def test_the_nearest_file_above_is_found(tmp_path, monkeypatch):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    inventory = inner / "inventory.yaml"
    inventory.touch()
    outer = written(tmp_path, "")
    assert look_up(str(inventory), None).file == outer
    nearest = written(inner, "")
    assert look_up(str(inventory), None).file == look_up(str(inner), None).file == nearest
    assert look_up(str(tmp_path / "a" / "missing.yaml"), None).file == outer
    monkeypatch.chdir(inner)
    assert {look_up(name, None).file for name in ("inventory.yaml", ".", "-", None)} == {nearest}
    assert look_up("../x.yaml", None).file == outer
    assert look_up("\0/a.yaml", None).file is None


def test_links_are_followed_and_places_are_beside_the_link(tmp_path):
    real, seen = tmp_path / "real", tmp_path / "seen"
    real.mkdir()
    seen.mkdir()
    (seen / "runbook.toml").symlink_to(written(real, 'out = "pages"'))
    (tmp_path / "other").symlink_to(seen)
    found = look_up(str(tmp_path / "other"), None).file
    assert found is not None
    assert found == seen / "runbook.toml"
    assert read_settings(found).values["out"] == str(seen / "pages")


def test_a_file_that_others_can_write_to_is_passed_over_and_the_search_goes_on(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    outer, bad = written(tmp_path, ""), written(inner, 'smtp = "smtp://192.0.2.1"')
    bad.chmod(0o666)
    found = look_up(str(inner), None)
    assert (found.file, found.passed_over) == (outer, (bad,))
    bad.chmod(0o664)
    assert look_up(str(inner), None).file == bad


@pytest.mark.parametrize("linked", [False, True])
def test_a_file_of_somebody_else_is_passed_over(tmp_path, monkeypatch, linked):
    """As seen by another user: neither the file nor a link to it is theirs or root's."""
    file = written(tmp_path, "")
    if linked:
        file.rename(tmp_path / "real.toml")
        file.symlink_to("real.toml")
    if os.geteuid() == 0:
        os.chown(file, 65533, 65533, follow_symlinks=False)
    else:
        monkeypatch.setattr("os.geteuid", lambda: 65533)
    assert look_up(str(tmp_path), None).passed_over[:1] == (file,)
    assert look_up(str(tmp_path), str(file)).file == file, "it was named"
    assert look_up(str(tmp_path), "").file is None, "none is wanted"


def test_the_schema_in_docs_is_made_from_the_model():
    assert (ROOT / PLACE).read_text(encoding="utf-8") == schema_text(), "run: python -m runbook.settings.editor_schema"


def test_the_schema_accepts_what_is_accepted():
    import tomllib

    schema = json.loads(schema_text())
    jsonschema.validate(tomllib.loads(GOOD), schema)
    for wrong in ("outt = 1", "jobs = 0", 'paper = "a4"', 'smtp = "http://x"', 'from = "x"', "languages = []"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(tomllib.loads(wrong), schema)


def test_docs_show_a_file_that_is_read(tmp_path):
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    assert len(read_settings(written(tmp_path, example)).values) == 9
