"""Workbooks and CSV say what YAML says, there and back; what is wrong with them is told by sheet and cell."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from runbook.cli.error_output import error_text
from runbook.cli.export import export
from runbook.cli.options import house_of
from runbook.errors import InputError, RunbookError
from runbook.i18n import Language, load_language
from runbook.inventory.load import load_files, load_inventory
from runbook.inventory.workbook.book_files import book_of_tables, book_of_workbook
from runbook.inventory.workbook.book_nodes import BookNodes
from runbook.inventory.workbook.columns import SHEETS
from runbook.inventory.workbook.columns_page import PLACE, page_text
from runbook.inventory.workbook.example_book import example_book
from runbook.inventory.workbook.heads import columns_by_name, folded
from runbook.inventory.workbook.sheet_rows import rows_of_inventory
from runbook.inventory.workbook.written import csv_files, read_written, yaml_bytes
from runbook.inventory.workbook.xlsx_file import workbook_bytes

ROOT = Path(__file__).parent.parent.parent
EXAMPLE, TWENTY = ROOT / "examples" / "inventory.yaml", ROOT / "tests" / "data" / "twenty.yaml"
GOOD = sorted((ROOT / "tests" / "examples" / "inventory" / "good").glob("*.yaml"))
TODAY = date(2026, 11, 27)
ENGLISH = Language(tag="en")
LANGUAGES = [load_language("en"), load_language("fr")]


def put_tables(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.sampled(24)
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.tag)
@pytest.mark.parametrize("source", [EXAMPLE, TWENTY, *GOOD], ids=lambda one: one.stem)
def test_an_inventory_is_the_same_there_and_back(tmp_path, source, language):
    wanted, written = load_inventory(source), read_written(source)
    book = tmp_path / "sites.xlsx"
    book.write_bytes(workbook_bytes(written.rows(), language))
    assert load_inventory(book) == wanted
    tables = put_tables(tmp_path / "tables", csv_files(written.rows(), language))
    assert load_inventory(tables) == wanted
    back = tmp_path / "back.yaml"
    for form in (book, tables):
        back.write_bytes(yaml_bytes(read_written(form)))
        assert load_inventory(back) == wanted


NASTY = st.sampled_from(
    (
        *("=1+1", "+3", "-x", "@a", "'=x", "'t Hof", " lead", "trail ", "a\nb", "TRUE", "1", "0012", "24.10", "a, b"),
        *("2026-12-05", "_x0041_", "\u00a0x", "#REF!", "yes", "\t=1", "a\rb", "null", "~", "{a: 1}", "#x", "☑", "é;"),
    )
)
TEXT = NASTY | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
MOMENT = st.datetimes(datetime(2001, 1, 1), datetime(2199, 1, 1)).map(lambda one: one.strftime("%Y-%m-%d %H:%M"))
EXTRA = st.dictionaries(TEXT, TEXT | st.integers(-9, 10**9) | st.booleans(), min_size=1, max_size=2)
APPLIANCE = st.fixed_dictionaries(
    {"id": TEXT, "ip": TEXT | st.lists(TEXT, min_size=1, max_size=2), "base": TEXT},
    optional={"role": st.sampled_from(["primary", "backup"]), "model": TEXT, "extra": EXTRA},
)
PERSON = st.fixed_dictionaries(
    {"initials": TEXT, "name": TEXT, "roles": st.lists(TEXT, min_size=1, max_size=3)}, optional={"email": TEXT}
)
PACKAGE = st.sampled_from(["base", "software", "licence", "patch"]).flatmap(
    lambda kind: st.fixed_dictionaries({kind: TEXT})
)
HOP = st.fixed_dictionaries({"packages": st.lists(PACKAGE, min_size=1, max_size=3)}) | st.fixed_dictionaries(
    {"base": TEXT}, optional={"software": TEXT}
)
WINDOW = st.fixed_dictionaries(
    {"start": MOMENT, "end": MOMENT}, optional={"done": st.booleans(), "for": st.integers(1, 9)}
)
APPROVAL = st.fixed_dictionaries(
    {}, optional={"needed": st.integers(1, 5), "not_by_those_who_carry_out": st.booleans()}
).filter(bool)
CHANGE = st.fixed_dictionaries(
    {"kind": st.just("upgrade"), "hops": st.lists(HOP, min_size=1, max_size=3)},
    optional={
        "windows": st.lists(WINDOW, min_size=1, max_size=3),
        "to": st.fixed_dictionaries({"id": TEXT, "ip": TEXT}),
        "major": st.booleans(),
        "deadline": st.dates(date(2001, 1, 1), date(2199, 1, 1)).map(date.isoformat),
        "urgency": st.sampled_from(["normal", "expedited"]),
        "approval": APPROVAL,
        "note": TEXT,  # a key without a column
        "extra": EXTRA,
    },
)
SITE = st.fixed_dictionaries(
    {"name": TEXT, "appliances": st.lists(APPLIANCE, min_size=1, max_size=2)},
    optional={
        "languages": st.lists(TEXT, min_size=1, max_size=2),
        "approval": APPROVAL,
        "failover": st.fixed_dictionaries({"switch": st.sampled_from(["dns", "nat"])}, optional={"serving": TEXT}),
        "clients": st.fixed_dictionaries({"jump_clients": st.integers(0, 10**6)}, optional={"what": TEXT}),
        "staff": st.lists(PERSON, min_size=1, max_size=2),
        "changes": st.lists(CHANGE, min_size=1, max_size=2),
        "freezes": st.lists(st.fixed_dictionaries({"start": MOMENT, "reason": TEXT}), min_size=1, max_size=2),
    },
)


EXAMPLES = 3000 if os.environ.get("LONG") else 60


@pytest.mark.long
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(heading=st.fixed_dictionaries({"organization": TEXT}), sites=st.lists(SITE, min_size=1, max_size=3))
def test_whatever_stands_in_it_is_read_as_it_was_written(heading, sites):
    for number, site in enumerate(sites):
        site["id"] = f"s{number}"
        for index, change in enumerate(site.get("changes", ())):
            change["id"] = f"c{index}"
    rows = rows_of_inventory(heading, sites)
    files = [*csv_files(rows, LANGUAGES[1]).items()]
    for book in (book_of_workbook(workbook_bytes(rows, LANGUAGES[0]), "b"), book_of_tables(files, "t")):
        nodes = BookNodes(book)
        assert [node.plain() for _line, node in nodes.sites()] == sites
        head = nodes.heading().plain()
        assert isinstance(head, dict)
        assert head["organization"] == heading["organization"]
        assert book.problems == []


def test_what_begins_like_a_formula_is_none():
    rows = rows_of_inventory({"organization": "=1+1"}, [{"id": "a", "name": "@x"}])
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(rows, ENGLISH)))
    cell = book["Organisation"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert b"'=1+1" in csv_files(rows, ENGLISH)["organisation.csv"]


def test_dates_are_dates_and_heads_have_notes():
    book = openpyxl.load_workbook(io.BytesIO(example_book(TODAY, load_language("fr"))))
    sheet = book["Fenêtres"]
    assert isinstance(sheet["C2"].value, datetime)
    assert sheet["C1"].comment is not None
    assert book["Serveurs"].data_validations.dataValidation


def told(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_inventory(path)
    return error_text(caught.value, ENGLISH).splitlines()


def changed(tmp_path: Path, **cells: str | float) -> Path:
    """The example with other values in some cells: `Appliances_G2="x"`."""
    book = openpyxl.load_workbook(io.BytesIO(example_book(TODAY, ENGLISH)))
    for place, value in cells.items():
        sheet, _, cell = place.partition("_")
        book[sheet][cell] = value
    book.save(tmp_path / "sites.xlsx")
    return tmp_path / "sites.xlsx"


def test_every_problem_names_its_cell_and_what_to_do(tmp_path):
    file = changed(
        tmp_path, Appliances_G2="192.0.2.999", Appliances_H3=6.1, Appliances_A4="pariss", Windows_C3="soon", Sites_D5=""
    )
    lines = [line.removeprefix(f"{file}, ") for line in told(file)]
    assert any(line.startswith("Appliances!G2: IP address: 192.0.2.999 is not an IP address") for line in lines)
    assert any(line.startswith("Appliances!H3") and "stored as a number" in line for line in lines)
    assert any(line.startswith("Appliances!A4") and "write paris if you mean it" in line for line in lines)
    assert any(line.startswith("Windows!C3") and "soon is not a date" in line for line in lines)
    assert any(line.startswith("Sites!D5: Time zone") and "this cell is empty, fill it in" in line for line in lines)


def test_heads_that_are_almost_right_are_told(tmp_path):
    lines = told(changed(tmp_path, Appliances_D1="Frm"))
    assert any("Appliances!D1" in line and "write Form if you mean it" in line for line in lines)


def test_dates_that_became_numbers_are_read_and_so_are_those_of_1904(tmp_path):
    serial = 46_361 + 22 / 24
    file = changed(tmp_path, Windows_C2=serial)
    book = openpyxl.load_workbook(file)
    book["Windows"]["C2"].number_format = "General"
    book["Windows"]["D2"] = datetime(2026, 12, 6, 4)
    book.save(file)
    (window,) = load_inventory(file).sites[0].changes[0].windows
    assert window.start == datetime(2026, 12, 5, 22)


def test_hidden_rows_and_formulas_are_said_and_count(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(example_book(TODAY, ENGLISH)))
    book["Sites"].row_dimensions[2].hidden = True
    book.create_sheet("My notes")["A1"] = "hello"
    book.save(tmp_path / "sites.xlsx")
    (file,) = load_files(tmp_path / "sites.xlsx", lambda site, _data: site.id)
    assert file.sites[0] == "lyon"
    said = [error_text(InputError((each,)), ENGLISH) for each in file.cautions]
    assert any("hidden rows are read all the same: 2" in line for line in said)
    assert any("My notes!A1" in line and "not read" in line for line in said)


def test_as_sheetjs_saved_it():
    assert [site.id for site in load_inventory(ROOT / "tests" / "data" / "workbook-sheetjs.xlsx").sites] == [
        site.id for site in load_inventory(EXAMPLE).sites
    ]


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_as_libreoffice_saves_it(tmp_path, kind):
    book = tmp_path / "sites.xlsx"
    book.write_bytes(workbook_bytes(read_written(EXAMPLE).rows(), ENGLISH))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(tmp_path / "out"), str(book)]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    assert load_inventory(tmp_path / "out" / f"sites.{kind}") == load_inventory(EXAMPLE)


def test_heads_mean_one_column_in_every_language():
    for sheet in SHEETS:
        for language in LANGUAGES:
            found = [columns_by_name(sheet.key)[folded(language.text(column.head))] for column in sheet.columns]
            assert found == list(sheet.columns)


def test_the_page_is_that_of_the_table():
    assert (ROOT / PLACE).read_text(encoding="utf-8") == page_text()


def test_the_command_writes_and_leaves_what_is_another(tmp_path):
    place = tmp_path / "x.xlsx"
    run = CliRunner().invoke(export, [str(EXAMPLE), "--to", "xlsx", "-o", str(place)], obj=ENGLISH)
    assert (run.exit_code, load_inventory(place)) == (0, load_inventory(EXAMPLE))
    place.write_text("mine")
    run = CliRunner().invoke(export, [str(EXAMPLE), "--to", "xlsx", "-o", str(place)], obj=ENGLISH)
    assert (run.exit_code == 0, place.read_text()) == (False, "mine")


@pytest.mark.parametrize("name", ["x.xlsx", "x.XLSX", "x.yaml", "x.yml"])
def test_what_is_written_follows_from_the_name(name, tmp_path):
    place = tmp_path / name
    run = CliRunner().invoke(export, [str(EXAMPLE), "-o", str(place)], obj=ENGLISH)
    assert (run.exit_code, load_inventory(place)) == (0, load_inventory(EXAMPLE))


@pytest.mark.parametrize("name", ["x", "x.ods", "-"])
def test_a_name_that_does_not_say_what_is_written_is_refused(name, tmp_path):
    with pytest.raises(RunbookError, match="use --to to say so"):
        CliRunner().invoke(export, [str(EXAMPLE), "-o", name], obj=ENGLISH, catch_exceptions=False)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n,,,\r\n \r\n"], ids=["nothing", "a mark", "blanks"])
def test_an_empty_file_of_a_sheet_that_is_needed_is_told(tmp_path, content):
    """It was no problem, and an inventory without sites."""
    files = csv_files(read_written(EXAMPLE).rows(), ENGLISH)
    for name in files:
        folder = put_tables(tmp_path / name, files | {name: content})
        with pytest.raises(InputError) as caught:
            load_inventory(folder)
        told = error_text(caught.value, ENGLISH)
        assert told == f"{folder}: the sheet {name} is empty, fill it in, as `runbook init --xlsx` writes it"


def test_blank_rows_without_end_are_refused(tmp_path):
    files = csv_files(read_written(EXAMPLE).rows(), ENGLISH)
    folder = put_tables(tmp_path / "tables", files | {"people.csv": files["people.csv"] + b"\r\n" * 600_000})
    with pytest.raises(InputError) as caught:
        load_inventory(folder)
    assert "people.csv: this table has more than 500000 rows" in error_text(caught.value, ENGLISH)


def test_csv_is_written_only_where_all_its_files_may_be(tmp_path):
    folder = tmp_path / "sheets"
    folder.mkdir()
    last = sorted(csv_files(read_written(EXAMPLE).rows(), ENGLISH))[-1]
    (folder / last).write_text("mine")
    run = CliRunner().invoke(export, [str(EXAMPLE), "--to", "csv", "-o", str(folder)], obj=ENGLISH)
    assert (run.exit_code == 0, [path.name for path in folder.iterdir()]) == (False, [last])
    (folder / last).unlink()
    run = CliRunner().invoke(export, [str(EXAMPLE), "--to", "csv", "-o", str(folder)], obj=ENGLISH)
    assert (run.exit_code, len(list(folder.iterdir())) > 3) == (0, True), run.output


def as_excel(content: bytes, encoding: str) -> bytes:
    """A table as Excel in French saves it: semicolons, and Windows-1252 or UTF-8 with a mark."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_csv_as_excel_in_french_saves_it(tmp_path, encoding):
    files = csv_files(read_written(EXAMPLE).rows(), LANGUAGES[1])
    tables = put_tables(tmp_path / "tables", {name: as_excel(content, encoding) for name, content in files.items()})
    assert load_inventory(tables) == load_inventory(EXAMPLE)


@pytest.mark.parametrize("name", ["parc-{}.csv", "Parc 2026-27 - {}.CSV"], ids=["LibreOffice", "Google"])
def test_csv_as_other_programs_call_the_sheets_of_a_workbook(tmp_path, name):
    french = LANGUAGES[1]
    titles = {f"{sheet.key}.csv": french.text(sheet.title) for sheet in SHEETS}
    files = csv_files(read_written(EXAMPLE).rows(), french)
    tables = put_tables(tmp_path / "tables", {name.format(titles[key]): content for key, content in files.items()})
    assert load_inventory(tables) == load_inventory(EXAMPLE)
    before, windows = yaml_bytes(read_written(tables)), tables / name.format(titles["windows.csv"])
    windows.write_bytes(re.sub(rb"(\d\d:\d\d)", rb"\1:00", windows.read_bytes()))  # as they show dates with times
    assert yaml_bytes(read_written(tables)) == before
    people = tables / name.format(titles["people.csv"])
    people.write_bytes(people.read_bytes().replace(b"Initiales", b"Signe"))
    with pytest.raises(InputError) as caught:
        load_inventory(tables)
    assert "the column Initiales is missing on this sheet" in error_text(caught.value, ENGLISH)
    shutil.copy(people, tables / "people.csv")
    with pytest.raises(InputError) as caught:
        load_inventory(tables)
    assert "this sheet is there twice" in error_text(caught.value, ENGLISH)


def test_a_file_that_is_almost_called_as_a_sheet_that_is_missing_is_told(tmp_path):
    tables = put_tables(tmp_path / "tables", csv_files(read_written(EXAMPLE).rows(), ENGLISH))
    (tables / "windows-old.csv").write_text("anything", "utf-16")
    (tables / "Fenetre.csv").write_text("a copy of Windows")
    assert len(load_inventory(tables).sites) == len(load_inventory(EXAMPLE).sites)
    for name in ("windows", "changes", "packages"):
        (tables / f"{name}.csv").rename(tables / f"{name[:-2]}.csv")
    lines = told(tables)
    for name, meant in (("Fenetre", "Fenêtres"), ("chang", "Changes"), ("packag", "Packages")):
        line = (
            f"{tables}/{name}.csv, A1: this is none of the sheets of an inventory, call it {meant}.csv if you mean it"
        )
        assert line in lines


def test_a_folder_with_a_house_is_the_same_there_and_back(tmp_path):
    """People whom the house names stay initials, and keys of its own stay theirs."""
    source, book = ROOT / "examples" / "with-house", tmp_path / "with-house.xlsx"
    run = CliRunner().invoke(export, [str(source), "--to", "xlsx", "-o", str(book)], obj=ENGLISH)
    assert run.exit_code == 0, run.output
    shutil.copytree(source / "house", tmp_path / "house")
    house = house_of(str(book), None)
    assert house is not None
    both = [load_files(place, lambda site, _data: site, house=house.house) for place in (source, book)]
    assert both[0][0].sites == both[1][0].sites


def test_a_column_of_addresses_may_be_called_as_people_call_it() -> None:
    by_name = columns_by_name("people")
    assert {by_name[folded(head)].key for head in ("Courriel", "mail", "E-mail", "email")} == {"email"}


def test_every_key_has_a_column_but_lists_within_a_site():
    """What a change manager fills in stands in cells; `more` is for what does not fit one."""
    schema = json.loads((ROOT / "docs" / "inventory.schema.json").read_text(encoding="utf-8"))
    nouns = {"organisation": "", "sites": "Site", "appliances": "Appliance", "people": "Person", "changes": "Change"}
    nouns |= {"packages": "Package", "windows": "Window"}
    without = set()
    for sheet in SHEETS:
        noun = nouns[sheet.key]
        keys = (schema["$defs"][noun] if noun else schema)["properties"]
        heads = {column.key.partition(".")[0] for column in sheet.columns}
        without |= {f"{sheet.key}.{key}" for key in keys if key not in heads}
    lists = {"organisation.schema", "organisation.sites", "sites.appliances", "sites.staff", "sites.changes"}
    rows = {"changes.hops", "changes.windows"}
    extra = {"sites.extra", "appliances.extra", "changes.extra"}  # columns called extra.NAME
    assert without == lists | rows | extra | {"sites.low_traffic", "sites.freezes"}


def test_who_releases_a_change_stands_in_cells_and_is_told_by_them(tmp_path):
    source = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    site = source["sites"][0]
    site["approval"] = {"needed": 1}
    site["changes"][0] |= {"approval": {"needed": 5, "not_by_those_who_carry_out": True}, "urgency": "expedited"}
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(source), encoding="utf-8")
    site["changes"][0]["approval"]["needed"] = 1
    (tmp_path / "two.yaml").write_text(yaml.safe_dump(source), encoding="utf-8")
    made = tmp_path / "made.xlsx"
    made.write_bytes(workbook_bytes(read_written(tmp_path / "two.yaml").rows(), ENGLISH))
    book = openpyxl.load_workbook(made)
    heads = {cell.value: get_column_letter(cell.column or 0) for cell in book["Changes"][1]}
    cells = [book["Changes"][f"{heads[name]}2"].value for name in ("Approvals", "Released by others", "Urgency")]
    assert cells == [1, "yes", "expedited"]
    book["Changes"][f"{heads['Approvals']}2"].value = 5
    book["Changes"][f"{heads['Urgency']}2"].value = "very"
    book.save(made)
    lines = told(made)
    assert any(f"Changes!{heads['Approvals']}2: Approvals: 5 people have to release a change" in one for one in lines)
    assert any(f"Changes!{heads['Urgency']}2: Urgency: " in one for one in lines)


def by_french_excel(folder: Path, *, windows: str = "{:%d/%m/%Y %H:%M}", second: str = "", order: str = "") -> Path:
    """The example as Excel in French saves it: semicolons, Windows-1252, 25/11/2026 22:00, numbers with decimals; the
    `second` window begins in another form; `order`: of the sites, in place of theirs."""
    files = csv_files(read_written(EXAMPLE).rows(), load_language("fr"))
    found = {name: list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) for name, data in files.items()}
    for name, heads, form in (
        ("windows.csv", ("Début", "Fin"), windows),
        ("changes.csv", ("Échéance",), "{:%d/%m/%Y}"),
        ("sites.csv", ("Jump Clients",), "{},00"),
    ):
        for head in heads:
            at = found[name][0].index(head)
            for number, row in enumerate(found[name][1:]):
                if row[at]:
                    value: object = row[at] if name == "sites.csv" else datetime.fromisoformat(row[at])
                    row[at] = (second if second and number == 1 and head == "Début" else form).format(value)
    at = found["sites.csv"][0].index("Ordre des dates")
    for row in found["sites.csv"][1:]:
        row[at] = order or row[at]
    text = {name: io.StringIO(newline="") for name in found}
    for name, rows in found.items():
        csv.writer(text[name], delimiter=";").writerows(rows)
    return put_tables(folder, {name: one.getvalue().encode("cp1252", "replace") for name, one in text.items()})


def test_dates_and_decimals_of_french_excel_are_what_they_say(tmp_path):
    wanted = load_inventory(EXAMPLE).sites
    for number, form in enumerate(
        (
            *("{:%d/%m/%Y %H:%M}", "{:%d.%m.%Y %Hh%M}", "{:%m/%d/%Y %H:%M}", "{:%d-%m-%Y %H:%M:%S}"),
            *("{:%m/%d/%Y %I:%M %p}", "{:%m/%d/%Y  %I:%M:%S%p}", "{:%Y-%m-%d  %H:%M}"),
        )
    ):
        sites = load_inventory(by_french_excel(tmp_path / str(number), windows=form)).sites
        assert [one.changes for one in sites] == [one.changes for one in wanted]
        assert [one.clients for one in sites] == [one.clients for one in wanted]
    (read,) = load_files(tmp_path / "2", lambda site, _data: site.id)
    shown = [one.message.format(**dict(one.args)) for one in read.cautions]
    assert shown == ["dates are read with the month first, as windows.csv!D5 (12/13/2026 04:00) shows"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12/31/2026 12:30 AM", "2026-12-31 00:30"),
        ("12/31/2026 12:30 p.m.", "2026-12-31 12:30"),
        ("12/31/2026 9:05 pm", "2026-12-31 21:05"),
        ("2026-12-31 10:00 PM", "2026-12-31 22:00"),
        ("2026/12/31 22:00", "2026-12-31 22:00"),
        ("2026-12-31 22h00", "2026-12-31 22:00"),
        ("2026-12-31T9:05", "2026-12-31 09:05"),
        ("31/12/2026 22h", "2026-12-31 22:00"),
        ("31.12.2026 22:00", "2026-12-31 22:00"),
        ("31 Dec 2026 22:00", "2026-12-31 22:00"),
        ("31-Dec-2026 10 p.m.", "2026-12-31 22:00"),
        ("1er janv. 2027 à 22h15", "2027-01-01 22:15"),
        ("jeu. 31 décembre 2026, 22 h 00", "2026-12-31 22:00"),
        ("Thursday, December 31st, 2026 at 10:15 PM", "2026-12-31 22:15"),
        ("31/12/26 22:00", "2026-12-31 22:00"),
        ("12/31/26 22:00", "2026-12-31 22:00"),
        ("jeu. 31.12.26 22h", "2026-12-31 22:00"),
        ("31 déc. 26 22:00", "2026-12-31 22:00"),
        ("Dec 31, 26 10 PM", "Dec 31, 26 10 PM"),
        ("26-12-31 22:00", "26-12-31 22:00"),
        ("31-12-26 22:00", "31-12-26 22:00"),
        ("31/12/05 22:00", "31/12/05 22:00"),
        ("5 Brumaire 2026 22:00", "5 Brumaire 2026 22:00"),
        ("5 Dec 2026 22:00 or later", "5 Dec 2026 22:00 or later"),
        ("12/31/2026 13:05 PM", "12/31/2026 13:05 PM"),
        ("12/31/2026 0:05 AM", "12/31/2026 0:05 AM"),
    ],
)
def test_dates_and_hours_as_people_write_them(tmp_path, written, read):
    """What no clock of twelve hours shows, and what is no month, stays as it is, and is refused."""
    folder = by_french_excel(tmp_path / "one", windows="{:%m/%d/%Y %H:%M}", second=written)
    book = book_of_tables([(file.name, file.read_bytes()) for file in sorted(folder.iterdir())], str(folder))
    assert book.sheets["windows"].rows[1].cells[2] == read
    shown = any(f"C3: Début: {written} is not a date with a time" in line for line in told(folder))
    assert shown == (written == read)


def test_dates_in_two_orders_are_refused_with_the_cells_that_prove_it(tmp_path):
    lines = told(by_french_excel(tmp_path / "mixed", second="12/31/2026 22:00"))
    assert (
        f"{tmp_path}/mixed/windows.csv, C3: dates are written in two orders: in windows.csv!D5 (13/12/2026 04:00) the "
        "day stands first, in windows.csv!C3 (12/31/2026 22:00) the month, "
        "write all of them with the year first, such as 2026-12-05"
    ) in lines
    assert len(lines) == 1, lines  # and not once more of each date


def test_a_year_of_two_digits_is_told_with_how_it_is_read(tmp_path):
    folder = by_french_excel(tmp_path / "one", windows="{:%d/%m/%y %H:%M}")
    assert load_inventory(folder).sites[0].changes == load_inventory(EXAMPLE).sites[0].changes
    (read,) = load_files(folder, lambda site, _data: site.id)
    shown = [error_text(InputError((one,)), ENGLISH) for one in read.cautions]
    assert any(
        "C2: years are written with two digits: windows.csv!C2 (03/12/26 21:00) is read as" in one for one in shown
    )
    assert any("is read as 2026-12-03 21:00, write years with four" in one for one in shown)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Sun 05/12/2027 22:00", "2027-12-05 22:00"),
        ("mer. 05/12/2027 22:00", "2027-05-12 22:00"),
        ("Mon 05/12/2027", ""),
    ],
)
def test_the_day_of_the_week_shows_the_order_and_does_not_fit_another_date(tmp_path, written, read):
    folder = by_french_excel(tmp_path / "one", windows="{:%Y-%m-%d %H:%M}", second=written)
    book = book_of_tables([(file.name, file.read_bytes()) for file in sorted(folder.iterdir())], str(folder))
    assert book.sheets["windows"].rows[1].cells[2] == (read or written)
    lines = told(folder)
    contrary = f"C3: the date in windows.csv!C3 ({written}) has another day of the week"
    assert any(contrary in line for line in lines) == (not read)
    assert read or len(lines) == 1, lines


def test_a_day_of_the_week_that_is_not_that_of_the_date_is_told(tmp_path):
    (line,) = told(by_french_excel(tmp_path / "one", windows="{:%Y-%m-%d %H:%M}", second="Monday, 5 Dec 2027 22:00"))
    assert "has another day of the week" in line


@pytest.mark.parametrize("order", ["dmy", "mdy", ""])
def test_dates_of_which_none_shows_the_order_need_the_sites_to_say_it(tmp_path, order):
    folder = by_french_excel(tmp_path / "short", order=order)
    for name in ("windows.csv", "changes.csv"):
        text = re.sub(r"\d\d/\d\d/(?=20\d\d)", "05/12/", (folder / name).read_text("cp1252"))
        (folder / name).write_text(text, "cp1252")
    lines = "\n".join(told(folder))
    assert ("no date shows whether the day or the month stands first in " in lines) == (not order)
    assert "is not a date" not in lines
