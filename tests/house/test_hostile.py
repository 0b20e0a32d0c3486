"""Houses that mean harm, or are broken: told with file and line, in little time, and nothing outside is read."""

import struct
import zlib

import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from runbook.house.house_load import read_house
from runbook.model.house import MAX_RULES, MAX_STEPS
from runbook.pdf import drawing_trial
from runbook.planning import house_trial
from runbook.procedures.load import load_procedures
from tests.house.folders import FILE, STEP, of, plan_with, problems, told, written
from tests.measure import within


def _png(width: int, height: int, pixels: bytes, *kind: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, *(kind or (8, 0, 0, 0, 0)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


GOOD = _png(2, 2, b"\0\1\2\0\1\2")
INTERLACED = _png(3, 2, b"\0\1" + b"\0\1" + b"\0\1" + b"\0\1\2\3", 8, 0, 0, 0, 1)
DRAWN = (
    '<linearGradient id="a" x2="1" spreadMethod="pad"><stop offset="0" stop-color="#1e9000"/></linearGradient>'
    '<rect fill="url(#a)" width="50%" style="stroke-width: .5px" transform="rotate(-5 1.5 2)"/><path d="M1-2e1l.5.5z"/>'
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
LOGOS = {
    "no picture": b"hello",
    "empty": b"",
    "cut off": GOOD[:-20],
    "wrong sum": GOOD.replace(b"IDAT", b"IDAU"),
    "too many pixels": _png(3000, 2, b"\0" * 6002),
    "a bomb": _png(2, 2, b"\0" * 5_000_000),
    "too few pixels": _png(2, 2, b"\0\1\2\0\1"),
    "a depth that there is not": _png(2, 2, b"\0\1\2\0\1\2", 3, 0, 0, 0, 0),
    "a colour that there is not": _png(2, 2, b"\0\1\2\0\1\2", 8, 5, 0, 0, 0),
    "a filter that there is not": _png(2, 2, b"\5\1\2\0\1\2"),
    "interlaced otherwise": _png(2, 2, b"\0\1\2\0\1\2", 8, 0, 0, 0, 2),
    "no palette": _png(2, 2, b"\0\1\2\0\1\2", 8, 3, 0, 0, 0),
    "a gradient without an end": SVG.format(
        '<linearGradient id="a" x2="1e-7" spreadMethod="repeat"><stop offset="0"/></linearGradient>'
    ).encode(),
    "a box that is none": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="a b"/>',
    "a box of no size": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 9"/>',
    "no number": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="nan nan nan nan"/>',
    "a path of no numbers": SVG.format('<path d="M0 0 L nan 5"/>').encode(),
    "huge letters": SVG.format('<text font-size="1e9">x</text>').encode(),
    "huge letters by style": SVG.format('<text style="font-size: 99999px">x</text>').encode(),
    "a text without an end": SVG.format('<text textLength="1e9">x</text>').encode(),
    "too large": GOOD + b"\0" * 200_000,
    "script": SVG.format("<script>alert(1)</script>").encode(),
    "event": SVG.format('<rect onload="x()"/>').encode(),
    "picture": SVG.format('<image xlink:href="https://example.com/x.png"/>').encode(),
    "link": SVG.format('<a href="https://example.com"><rect/></a>').encode(),
    "style sheet": SVG.format("<style>@import 'https://example.com/x.css';</style>").encode(),
    "style": SVG.format('<rect style="fill:url(https://example.com/x)"/>').encode(),
    "foreign": SVG.format("<foreignObject><b/></foreignObject>").encode(),
    "file": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
    "laughs": b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg><text>&b;</text></svg>',
    "style sheet from elsewhere": b'<?xml-stylesheet href="https://example.com/x.css"?><svg/>',
    "uses of uses": SVG.format('<use href="#a"/>').encode(),
    "elements": SVG.format("<rect/>" * 3000).encode(),
    "elements in each other": SVG.format("<g>" * 100 + "<rect/>" + "</g>" * 100).encode(),
    "a clip of itself": SVG.format('<clipPath id="a"><rect clip-path="url(#a)"/></clipPath>').encode(),
    "style that clips": SVG.format('<clipPath id="a"><rect style="clip-path: url(#a)"/></clipPath>').encode(),
    "another encoding": b'<?xml version="1.0" encoding="utf-7"?><svg/>',
    "an encoding of bytes": b'<?xml version="1.0" encoding="hex"?><svg/>',
    "page": b"<html><svg/></html>",
}


@pytest.mark.parametrize("content", LOGOS.values(), ids=LOGOS.keys())
def test_a_logo_that_does_more_than_draw(content: bytes, tmp_path) -> None:
    house = written(tmp_path / "h", FILE + "logo: logo.svg\n")
    (house / "logo.svg").write_bytes(content)
    (found,) = problems(house)
    assert found.file.endswith("logo.svg")


def test_logos_that_draw(tmp_path) -> None:
    for number, content in enumerate((GOOD, INTERLACED, SVG.format(DRAWN).encode())):
        house = written(tmp_path / str(number), FILE + "logo: logo\n")
        (house / "logo").write_bytes(content)
        assert problems(house) == ()


def test_links_out_of_the_folder_are_refused(tmp_path) -> None:
    (tmp_path / "secret.yaml").write_text(STEP, encoding="utf-8")
    house = written(tmp_path / "h", FILE + "logo: logo.svg\n")
    (house / "steps" / "more.yaml").symlink_to(tmp_path / "secret.yaml")
    (house / "logo.svg").symlink_to(tmp_path / "secret.yaml")
    (house / "rules").symlink_to(tmp_path)
    found = told(house)
    assert {file for file, _line, text in found if "is a link" in text} == {"more.yaml", "logo.svg", "rules"}
    assert not any("off" in text for _file, _line, text in found)


def test_a_pipe_is_not_waited_for(tmp_path) -> None:
    import os

    house = written(tmp_path / "h")
    os.mkfifo(house / "steps" / "pipe.yaml")
    assert any("not a regular file" in text for _file, _line, text in told(house))


@pytest.mark.long
def test_500_steps(tmp_path) -> None:
    steps = "".join(STEP.replace("off:", f"s{number}:") for number in range(500))
    found = told(written(tmp_path / "h", steps=steps))
    assert ("ours.yaml", 1 + MAX_STEPS * 5) in {each[:2] for each in found}


@pytest.mark.long
def test_of_10000_rules_those_that_may_be_there_are_checked(tmp_path) -> None:
    rules = "".join(
        f"R{number}: {{first: [house.of], then: [packages], text: {{en: x}}}}\n" for number in range(10_000)
    )
    found = told(written(tmp_path / "h", rules=rules))
    assert ("ours.yaml", MAX_RULES + 1, "a house has at most 100 entries in rules/, remove some") in found
    assert {line for _file, line, text in found if "house.off if you mean it" in text} == {*range(1, MAX_RULES + 1)}


@pytest.mark.parametrize("link", ["house", "house.yaml"])
def test_a_house_that_is_a_link_or_whose_file_is_one_is_refused(link: str, tmp_path) -> None:
    real = written(tmp_path / "real")
    if link == "house":
        (tmp_path / "house").symlink_to(real)
    else:
        (tmp_path / "house").mkdir()
        (tmp_path / "house" / "house.yaml").symlink_to(real / "house.yaml")
    found = told(tmp_path / "house")
    assert any("this is a link" in text for *_, text in found), found


def test_as_many_steps_as_there_may_be_make_a_plan(tmp_path) -> None:
    steps = "".join(STEP.replace("off:", f"s{number}:") for number in range(MAX_STEPS))
    with within(20):
        plan = plan_with(of(written(tmp_path / "h", steps=steps)), "paris")
    assert sum(step.house for step in plan.steps) == MAX_STEPS * len(plan.windows)


def test_names_that_differ_in_capitals_alone(tmp_path) -> None:
    rule = "{first: [house.off], then: [packages], text: {en: x}}"
    found = told(written(tmp_path / "h", rules=f"Ours: {rule}\nOURS: {rule}\n"))
    assert [(line, "given twice" in text) for _file, line, text in found] == [(2, True)]


def test_one_name_in_two_files(tmp_path) -> None:
    house = written(tmp_path / "h")
    (house / "steps" / "again.yaml").write_text(STEP, encoding="utf-8")
    found = told(house)
    assert any(file == "ours.yaml" and line == 1 and "again.yaml:1" in text for file, line, text in found)


def test_markup_is_text(tmp_path) -> None:
    from runbook.pdf.html import markdown

    steps = STEP.replace("Switch the monitoring off.", "'<script>x</script> ![a] <b>bold</b> & **so**'")
    plan = plan_with(of(written(tmp_path / "h", steps=steps)))
    (step,) = (step for step in plan.steps if step.house)
    assert step.do.startswith("<script>")
    shown = markdown(step.do)
    assert "<script" not in shown
    assert "<b>" not in shown
    assert "<strong>so</strong>" in shown


@pytest.mark.parametrize(
    "text", ["", "[]", "a: &a [*a]", "\0", "%" * 100, "- " * 500, "{" * 60, "a: !!python/object:os.system x", "é: {}"]
)
@pytest.mark.parametrize("file", ["house.yaml", "steps/ours.yaml", "rules/ours.yaml", "paths/ours.yaml"])
def test_files_that_are_something_else(file: str, text: str, tmp_path) -> None:
    house = written(tmp_path / "h")
    (house / file).parent.mkdir(exist_ok=True)
    (house / file).write_bytes(text.encode("utf-8"))
    assert any(one.file.endswith(file) for one in problems(house))


def test_bytes_that_are_no_text(tmp_path) -> None:
    house = written(tmp_path / "h")
    (house / "house.yaml").write_bytes(b"\xff\xfe\xff\x00" * 1000)
    assert problems(house)


def test_a_house_that_is_right_is_read_as_it_stands(tmp_path) -> None:
    packed, _draft = read_house(written(tmp_path / "h"), load_procedures())
    assert list(packed.house.steps) == ["off"]


@pytest.mark.long
def test_check_draws_the_logo_once(tmp_path, monkeypatch) -> None:
    """What else it tries, every path, is not what this is about, and takes seconds."""
    monkeypatch.setattr(house_trial, "_unplanned", lambda *_: ())
    house = written(tmp_path / "h", FILE + "logo: logo\n")
    (house / "logo").write_text(SVG.format(DRAWN), encoding="utf-8")
    arguments = ["procedures", "check", "--house", str(house)]
    assert CliRunner().invoke(runbook, arguments, env={"LC_ALL": "C.UTF-8"}).exit_code == 0
    monkeypatch.setattr(drawing_trial, "SECONDS", 0)
    found = CliRunner().invoke(runbook, arguments, env={"LC_ALL": "C.UTF-8"})
    assert (found.exit_code, "logo: this picture cannot be drawn" in found.output) == (2, True)


@pytest.mark.long
def test_what_is_no_picture_cannot_be_drawn() -> None:
    assert not drawing_trial.can_be_drawn(b"<svg")
