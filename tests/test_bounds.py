"""Files made to do harm are refused, or told, in little time and memory: by the command itself, a process of its own.

Seconds are those of the processor, generous: many tests run side by side.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from runbook.errors import InputError
from runbook.i18n import load_language
from runbook.inventory.example import example_on, write_new
from runbook.inventory.load import parse_inventory
from runbook.model.revision import revision_of_content
from runbook.reading.line_numbers import LineNumbers
from runbook.reading.plan_json import EARLIER_PLANS, dump_plan, earlier_name
from runbook.reading.plan_json import PLAN as PLAN_NAME
from runbook.reading.yaml_text import compose
from runbook.records.blank_book import record_xlsx
from runbook.simulate.write import csv_bytes
from tests.inventory.test_schema import CLUSTER
from tests.measure import PEAK, slowness
from tests.records.test_records import ENTRIES, PLAN

pytestmark = pytest.mark.sampled(6)

SECONDS, MEGABYTES = 9.0, 300
LARGE = 31 * 2**20  # bytes: just below what a file may have
RUN = f"""
import sys, time
from runbook.cli import main
try:
    main()
except SystemExit as ended:
    print(ended.code, time.process_time(), {PEAK}, file=sys.stderr)
"""


def ran(*arguments: str | Path, seconds: float = SECONDS) -> tuple[int, str, str]:
    """Exit status, output and messages of the command; it kept to its limits."""
    run = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, arguments)], capture_output=True, text=True, check=True, timeout=120
    )
    *said, figures = run.stderr.splitlines()
    status, spent, megabytes = figures.split()
    assert float(spent) < seconds * slowness()
    assert float(megabytes) < MEGABYTES
    assert "Traceback" not in run.stderr
    return int(status), run.stdout, "\n".join(said)


def filled(head: str, each: str, size: int = LARGE) -> str:
    return head + each * ((size - len(head)) // len(each.encode()))


HUGE: dict[str, tuple[Callable[[], str], str]] = {
    "numbers in a list": (lambda: filled("x: [", "1,"), "values are in one place"),
    "items in lines": (lambda: filled("x:\n", "- a\n"), "values are in one place"),
    "lists in a list": (lambda: filled("x: [", "[],"), "values are in one place"),
    "sites that are none": (lambda: filled("sites: [", "1,"), "there are more problems"),
    "keys": (lambda: "".join(f"k{n}: 1\n" for n in range(LARGE // 12)), "values are in one place"),
    "one key again and again": (lambda: filled("", "k: 1\n"), "there are more problems"),
    "names": (lambda: "x: [" + ",".join(f"&a{n} 1" for n in range(LARGE // 12)), "values are in one place"),
    "aliases of nothing": (lambda: filled("x: [", "*b,"), "there are more problems"),
    "tags": (lambda: filled("x: [", "!!a 1,"), "there are more problems"),
    "documents": (lambda: filled("", "---\n"), "a second document"),
    "depth": (lambda: filled("x: ", "["), "levels deep"),
    "a number": (lambda: filled("schema: ", "1"), "schema"),
    "a number by sixties": (lambda: filled("organization: 1", ":1"), "schema"),
    "a number of long ones": (lambda: filled("organization: ", "1_"), "schema"),
    "a text": (lambda: filled("organization: ", "a"), "schema"),
    "a key": (lambda: filled("", "k") + ": 1\n", "there is a colon"),
    "directives": (lambda: filled("", "%YAML 1.1\n"), "more than 24 lines begin with %"),
    "directives that are all others": (
        lambda: "".join(f"%TAG !a{n}! x\n" for n in range(10**6)),
        "yaml:25: more than 24 lines begin with %",
    ),
    "an open list": (lambda: filled("x: [a\n", "a\n"), ""),
    "nothing but zeros": (lambda: "\0" * LARGE, "control character"),
    "lines of YAML alone": (lambda: filled("x: [a\n", "\u2028"), ""),
    "a sign of four bytes": (lambda: filled("x: \U0001f600", "a"), "beyond U+FFFF"),
    "a sign of four bytes, just below": (lambda: filled("x: \U0001f600", "a", 20 * 2**20 - 9), "there is no key x"),
}


@pytest.mark.long
@pytest.mark.parametrize("name", HUGE)
def test_yaml_that_is_no_inventory(tmp_path: Path, name: str) -> None:
    make, expected = HUGE[name]
    file = tmp_path / "inventory.yaml"
    file.write_text(make(), encoding="utf-8")
    status, _output, said = ran("check", file)
    assert status == 2
    assert expected in said
    assert len(said) < 300_000


@pytest.mark.long
def test_a_fleet_is_more_than_one_site_may_be(tmp_path: Path) -> None:
    """2,700 sites hold more values than may be held at once; each by itself does not."""
    head, _, site = CLUSTER.partition("  - id")
    sites = "".join(f"  - id{site.replace('paris', f'site{number}', 1)}" for number in range(2700))
    file = tmp_path / "inventory.yaml"
    file.write_text(head + sites, encoding="utf-8")
    assert ran("check", file, seconds=60)[0] == 0


def nodes(count: int) -> str:
    one = '      - {{id: t{0}, role: traffic, form: virtual, hostname: t{0}, ip: 10.{1}.{2}.{3}, base: "6.1.0", '
    one += 'software: "22.2.1"}}\n'
    more = "".join(one.format(n, n >> 14, n >> 7 & 127, (n & 127) + 1) for n in range(3, count))
    return CLUSTER.replace("    clients:", more + "    clients:")


@pytest.mark.long
def test_planning_takes_time_in_proportion_to_the_nodes(tmp_path: Path) -> None:
    spent = []
    for count in (1000, 5000):
        file = tmp_path / f"{count}.yaml"
        file.write_text(nodes(count), encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-c", RUN, "plan", str(file)], capture_output=True, text=True, check=True, timeout=120
        )
        status, seconds, _megabytes = run.stderr.split()
        assert status == "0"
        spent.append(float(seconds))
    assert spent[1] < 8 * spent[0]  # five times as many; a scan of all steps for each step would be 15


REVISION = PLAN.revision


def record(entries: object, **more: object) -> str:
    head = {"format": "runbook-record/1", "revision": REVISION, "site": PLAN.site, "change": PLAN.change, "run": "1"}
    return json.dumps(head | {"entries": entries} | more)


def entry(step: str) -> dict[str, str]:
    return {"step": step, "state": "done", "at": "2026-12-05T22:00:00+01:00", "by": "CM"}


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    (tmp_path / PLAN_NAME).write_bytes(dump_plan(PLAN))
    return tmp_path / PLAN_NAME


UNKNOWN: dict[str, Callable[[], bytes]] = {
    "json": lambda: record([entry(f"nothing-{n}") for n in range(20_000)]).encode(),
    "long": lambda: record([entry("n" * 3000 + str(n)) for n in range(2000)]).encode(),
    "csv": lambda: (
        csv_bytes(PLAN, "1", ENTRIES, load_language("en"))
        + b"".join(b"%s,1,nothing-%d,done,2026-12-05 22:00,CM\r\n" % (REVISION.encode(), n) for n in range(20_000))
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("kind", UNKNOWN)
def test_thousands_of_unknown_steps_are_one_finding_of_a_few_and_how_many_more(
    tmp_path: Path, plan_file: Path, kind: str
) -> None:
    file = tmp_path / "record"
    file.write_bytes(UNKNOWN[kind]())
    status, output, _said = ran("verify", "--plan", plan_file, file, "--lang", "en")
    assert status == 1
    assert len(output) < 100_000
    assert f" + {1990 if kind == 'long' else 19_990}." in output


@pytest.mark.long
def test_programs_are_told_how_many_more_there_are(tmp_path: Path, plan_file: Path) -> None:
    file = tmp_path / "record"
    file.write_bytes(record(["no entry"] * 20_000).encode())
    _status, output, _said = ran("verify", "--plan", plan_file, file, "--format", "json")
    (result,) = json.loads(output)["results"]
    assert result["more"] == {"DOC010": 19_900}
    assert sum(finding["code"] == "DOC010" for finding in result["findings"]) == 100
    _status, output, _said = ran("verify", "--plan", plan_file, file, "--format", "sarif", "--lang", "en")
    (told,) = json.loads(output)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == "DOC010: and 19900 more"


LINE = record([])
RECORDS: dict[str, Callable[[], bytes]] = {
    "numbers": lambda: b"[" + b"1," * (LARGE // 2) + b"1]",
    "lists": lambda: b"[" + b"[]," * (LARGE // 3) + b"1]",
    "entries that are numbers": lambda: b'{"format": "runbook-record/1", "entries": [' + b"1," * (LARGE // 2) + b"1]}",
    "entries that are empty": lambda: b'{"format": "runbook-record/1", "entries": [' + b"{}," * (LARGE // 3) + b"1]}",
    "keys": lambda: b"{" + b",".join(b'"k%d":1' % n for n in range(2 * 10**6)) + b"}",
    "lines": lambda: (LINE + "\n" + "{}\n" * 300_000).encode(),
    "streams": lambda: b"%PDF-1.7\n" + b"stream" * (21 * 2**20 // 6),
    "stream lines": lambda: b"%PDF-1.7\n" + b"stream\n" * (21 * 2**20 // 7),
    "empty streams": lambda: b"%PDF-1.7\n" + b"1 0 obj\n<</Length 0>>stream\nendstream\nendobj\n" * (21 * 2**20 // 45),
    "streams that begin": lambda: b"%PDF-1.7\n" + b"stream\nx\x9cK\x1c\x05\xa3`\x14\x0cw\x00" * (21 * 2**20 // 19),
    "commas": lambda: b"step,state\n" + b"," * (LARGE - 100),
    "columns": lambda: b"step,state,at," + b",".join(b"c%d" % n for n in range(10**6)) + b"\n" + b"a," * 10**6,
}


@pytest.mark.long
@pytest.mark.parametrize("name", RECORDS)
def test_records_that_hold_too_much(tmp_path: Path, plan_file: Path, name: str) -> None:
    file = tmp_path / "record"
    file.write_bytes(RECORDS[name]())
    status, output, said = ran("verify", "--plan", plan_file, file)
    assert status in (1, 2)
    assert len(output + said) < 300_000


BOOK = record_xlsx(PLAN, load_language("en"))
SHEET, SHARED, STYLES, MAIN = (
    f"xl/{name}.xml" for name in ("worksheets/sheet1", "sharedStrings", "styles", "workbook")
)
TEXTS = zipfile.ZipFile(io.BytesIO(BOOK)).read(SHARED).decode().count("<si>")


def book(*changes: tuple[str, str, str]) -> bytes:
    """The record as XLSX, with other members: what goes before a text of a member, once."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as source, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            text = source.read(name).decode()
            for member, place, more in changes:
                if member == name:
                    assert place in text
                    text = text.replace(place, more + place, 1)
            made.writestr(name, text)
    return content.getvalue()


def cells(count: int, each: str) -> tuple[str, str, str]:
    return (SHEET, "</sheetData>", "".join(f'<row r="{200 + n}">{each}</row>' for n in range(count)))


SHOWN = f'<c t="s"><v>{TEXTS}</v></c>'
LETTERS = "\u00e9" * 2 * 10**6
BOOKS: dict[str, Callable[[], bytes]] = {
    "sheets that are one": lambda: book(
        (MAIN, "</sheets>", "".join(f'<sheet name="s{n}" sheetId="{n + 5}" r:id="rId1"/>' for n in range(20_000)))
    ),
    "a text in many cells": lambda: book((SHARED, "</sst>", f"<si><t>{LETTERS}</t></si>"), cells(15_000, SHOWN * 11)),
    "runs in many cells": lambda: book(
        (SHARED, "</sst>", "<si>" + "<r><rPr><b/></rPr><t>a</t></r>" * 15_000 + "</si>"), cells(15_000, SHOWN * 11)
    ),
    "a text over many rows": lambda: book(
        cells(1, f'<c r="A200" t="inlineStr"><is><t>{LETTERS}</t></is></c>'),
        (SHEET, "</sheetData>", "".join(
            f'<row r="{n}"><c r="C{n}" t="inlineStr"><is><t>backup</t></is></c></row>' for n in range(201, 15_000)
        ) + "</sheetData><mergeCells><mergeCell ref='A200:A15000'/></mergeCells><!--"),
        (SHEET, "</worksheet>", "-->"),
    ),
    "a long format": lambda: book(
        (STYLES, "<cellXfs", '<numFmts><numFmt numFmtId="400" formatCode="' + "[Red]" * 10**6 + '"/></numFmts>')
    ),
    "a format of many cells": lambda: book(
        (STYLES, "<cellXfs", '<numFmts><numFmt numFmtId="400" formatCode="' + "_h" * 450 + 'd"/></numFmts>'),
        (STYLES, "</cellXfs>", '<xf numFmtId="400"/>' * 50_000),
    ),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", BOOKS)
def test_small_spreadsheets_that_are_large(tmp_path: Path, plan_file: Path, name: str) -> None:
    """60 KB that name one part, text or format for each of thousands of cells."""
    file = tmp_path / "record"
    file.write_bytes(BOOKS[name]())
    assert file.stat().st_size < 200_000
    status, output, said = ran("verify", "--plan", plan_file, file)
    assert status in (1, 2)
    assert len(output + said) < 300_000


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="a">
<table:table-row>{}</table:table-row><table:table-row table:number-rows-repeated="19000">{}</table:table-row>
</table:table></office:spreadsheet></office:body>
</office:document-content>"""


@pytest.mark.long
@pytest.mark.parametrize("letters", ["x" * 80, LETTERS])
def test_one_row_of_an_opendocument_file_stands_for_thousands(tmp_path: Path, plan_file: Path, letters: str) -> None:
    def row(*texts: str) -> str:
        return "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)

    file = tmp_path / "record"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(
            "content.xml", ODS.format(row("revision", "step", "state", "note"), row(REVISION, "a", "done", letters))
        )
    status, _output, said = ran("verify", "--plan", plan_file, file, "--lang", "en")
    assert (status, "unpacks to more" in said) == ((2, True) if letters is LETTERS else (1, False))


@pytest.mark.long
@pytest.mark.parametrize("kind", ["steps", "waits"])
def test_a_verdict_takes_time_in_proportion_to_the_plan(tmp_path: Path, kind: str) -> None:
    content = json.loads(dump_plan(PLAN))
    ids = [step["id"] for step in content["steps"]]
    if kind == "steps":
        more = [content["steps"][0] | {"id": f"more-{n}", "number": f"99.{n}", "window": None} for n in range(10_000)]
        content["steps"] += more
    else:
        wait = content["rules"][0] | {"kind": "wait", "then": ids[-1:], "steps": [], "severity": "warning"}
        content["rules"] += [wait | {"first": [ids[n % (len(ids) - 1)]], "minutes": n % 1000} for n in range(10_000)]
    content["revision"] = revision_of_content(content)
    (tmp_path / PLAN_NAME).write_text(json.dumps(content))
    text = json.loads(record([entry(step) for step in ids])) | {"revision": content["revision"]}
    (tmp_path / "record").write_text(json.dumps(text))
    assert ran("verify", "--plan", tmp_path / PLAN_NAME, tmp_path / "record")[0] == 1


PLANS: dict[str, Callable[[], bytes]] = {
    "numbers": lambda: b"[" + b"1," * (LARGE // 2) + b"1]",
    "objects": lambda: b"[" + b"{}," * (LARGE // 3) + b"1]",
    "depth": lambda: b"[" * 10**6,
    "steps that are none": lambda: json.dumps({**json.loads(dump_plan(PLAN)), "steps": [1] * 10**6}).encode(),
    "a name that is a list": lambda: json.dumps({**json.loads(dump_plan(PLAN)), "site_name": [["a"] * 10**6]}).encode(),
    "windows": lambda: json.dumps({**json.loads(dump_plan(PLAN)), "windows": [None] * 10**6}).encode(),
}


@pytest.mark.long
@pytest.mark.parametrize("name", PLANS)
def test_plans_that_hold_too_much(tmp_path: Path, name: str) -> None:
    (tmp_path / PLAN_NAME).write_bytes(PLANS[name]())
    (tmp_path / "record").write_text(LINE)
    status, output, said = ran("verify", "--plan", tmp_path / PLAN_NAME, tmp_path / "record")
    assert status == 2
    assert len(output + said) < 300_000


@pytest.mark.long
def test_a_plan_with_a_right_revision_relates_no_more_pairs_of_steps_than_a_verdict_can_look_at(tmp_path: Path) -> None:
    content = json.loads(dump_plan(PLAN))
    rule = next(rule for rule in content["rules"] if rule["kind"] == "order")
    rule |= {"first": rule["first"][:1] * 100_000, "then": rule["then"][-1:] * 100_000}
    content["revision"] = revision_of_content(content)
    (tmp_path / PLAN_NAME).write_text(json.dumps(content))
    (tmp_path / "record").write_text(LINE)
    status, _output, said = ran("verify", "--plan", tmp_path / PLAN_NAME, tmp_path / "record", "--lang", "en")
    assert status == 2
    assert "pairs of steps" in said


@pytest.mark.sampled(8)
@pytest.mark.parametrize(
    "name", [PLAN_NAME, "record.csv", "checklist.en.pdf", ".made.json", "sent.json", "pack.en.eml"]
)
def test_what_lies_in_the_place_of_an_output_may_be_of_any_size(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "out" / PLAN.site / PLAN.change
    (folder / EARLIER_PLANS).mkdir(parents=True)
    for plan in (folder / PLAN_NAME, folder / EARLIER_PLANS / earlier_name(PLAN.revision)):
        plan.write_bytes(dump_plan(PLAN))
    with (folder / name).open("wb") as file:
        file.truncate(MEGABYTES * 2**20)
    initials = PLAN.staff[0].initials
    assert ran("forget", "--initials", initials, "--out", tmp_path / "out", "--yes")[0] == 0
    assert name == ".made.json" or (folder / name).stat().st_size == MEGABYTES * 2**20


@pytest.mark.long
@pytest.mark.parametrize("key", ["organization", "name", "model"])
def test_a_free_text_is_no_longer_than_a_page_can_bear(tmp_path: Path, key: str) -> None:
    """Pages of ten million letters were set for ever."""
    file = write_new(tmp_path / "inventory.yaml", example_on(date(2026, 11, 26)))
    text = re.sub(rf"\b{key}: [^\n,}}]+", f"{key}: {'x' * 10**7}", file.read_text(encoding="utf-8"), count=1)
    file.write_text(text, encoding="utf-8")
    status, _output, said = ran("check", file, "--lang", "en")
    assert status == 2
    assert "this text has more than 2000 letters, make it shorter" in said


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029", "\x85\u2028"])
def test_lines_are_those_that_an_editor_shows(mark: str) -> None:
    text = f"# a{mark}# b\nschema: 1 # {mark}\norganization: 'a{mark}b'\r\nlanguages: [xxxx]\rsites: []\n"
    with pytest.raises(InputError) as caught:
        parse_inventory(text, "f")
    assert {problem.path: problem.line for problem in caught.value.problems} == {"languages[0]": 4, "sites": 5}
    with pytest.raises(InputError) as broken:
        compose(f"a: 1 # {mark}{mark}\nb: 'x{mark}y'\n\tc: 1\n", "f")
    assert [problem.line for problem in broken.value.problems] == [3]


@pytest.mark.parametrize(
    ("text", "lines"), [("", [""]), ("a\r\nb\rc\n", ["a", "b", "c"]), ("a\u2028b\n\nc", ["a\u2028b", "", "c"])]
)
def test_the_lines_of_a_text(text: str, lines: list[str]) -> None:
    numbers = LineNumbers(text)
    assert numbers.last == len(lines)
    assert [numbers.written(line) for line in range(1, len(lines) + 1)] == lines
    assert numbers.written(len(lines) + 2) == ""
