"""The example inventory as Google Sheets exports it: python -m tests.data.make_workbook_google writes it anew.

Written by hand, part by part, in the way of Google Sheets, through which it has not been: texts shared, those with
blanks around them marked by xml:space; dates as numbers with a format of days and times, ticks as booleans, whole
numbers as 12.0; a drawing without anything on each sheet; rows that are empty and have a height up to the thousandth;
no dimension, no names of programs, no docProps.
"""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from runbook.i18n import load_language
from runbook.inventory.workbook.columns import SHEETS, value_kind
from runbook.inventory.workbook.written import read_written
from runbook.model.site import local_date, local_time
from runbook.reading.spreadsheet.table_row import column_name

ROOT = Path(__file__).resolve().parent.parent.parent
PLACE = ROOT / "tests" / "data" / "workbook-google.xlsx"
ROWS = 1000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd h:mm"/>'
    '<numFmt numFmtId="165" formatCode="yyyy-mm-dd"/></numFmts><fonts count="1"><font><sz val="10.0"/>'
    '<color rgb="FF000000"/><name val="Arial"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/>'
    '</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf borderId="0" fillId="0" '
    'fontId="0" numFmtId="0"/></cellStyleXfs><cellXfs count="3"><xf borderId="0" fillId="0" fontId="0" numFmtId="0"/>'
    '<xf borderId="0" fillId="0" fontId="0" numFmtId="164" applyNumberFormat="1"/><xf borderId="0" fillId="0" '
    'fontId="0" numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def _relations(*pairs: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _days(moment: datetime) -> float:
    return (moment - datetime(1899, 12, 30)).total_seconds() / 86400


class _Texts:
    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def cell(self, place: str, text: str) -> str:
        return f'<c r="{place}" t="s"><v>{self.numbers.setdefault(text, len(self.numbers))}</v></c>'

    def part(self) -> str:
        kept = {True: "", False: ' xml:space="preserve"'}
        items = "".join(f"<si><t{kept[text == text.strip()]}>{escape(text)}</t></si>" for text in self.numbers)
        return (
            f'{_HEAD}<sst xmlns="{_MAIN}" count="{len(self.numbers)}" uniqueCount="{len(self.numbers)}">{items}</sst>'
        )


def _cell(texts: _Texts, place: str, kind: str, text: str) -> str:
    match kind:
        case "moment":
            return f'<c r="{place}" s="1"><v>{_days(local_time(text))!r}</v></c>'
        case "day":
            moment = datetime.combine(local_date(text), datetime.min.time())
            return f'<c r="{place}" s="2"><v>{_days(moment)!r}</v></c>'
        case "number":
            return f'<c r="{place}"><v>{float(text)!r}</v></c>'
        case "flag":
            return f'<c r="{place}" t="b"><v>{int(text == "yes")}</v></c>'
    return texts.cell(place, text)


def _sheet(texts: _Texts, rows: list[list[tuple[str, str]]]) -> str:
    written = []
    for number in range(1, ROWS + 1):
        cells = rows[number - 1] if number <= len(rows) else []
        told = "".join(
            _cell(texts, f"{column_name(column)}{number}", kind, text)
            for column, (kind, text) in enumerate(cells)
            if text
        )
        written.append(f'<row r="{number}" ht="15.75" customHeight="1">{told}</row>')
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetPr><outlinePr summaryBelow="0" summaryRight="0"/>'
        '</sheetPr><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr customHeight="1" '
        'defaultColWidth="12.63" defaultRowHeight="15.75"/><sheetData>'
        f'{"".join(written)}</sheetData><drawing r:id="rId1"/></worksheet>'
    )


def parts() -> dict[str, str]:
    """The members of the file by their names."""
    language, texts = load_language("en"), _Texts()
    rows = read_written(ROOT / "examples" / "inventory.yaml").rows()
    made: dict[str, str] = {}
    for number, sheet in enumerate(SHEETS, 1):
        kinds = [value_kind(sheet.key, column) for column in sheet.columns]
        heads = [("text", language.text(column.head)) for column in sheet.columns]
        heads[0] = "text", f"{heads[0][1]} "  # somebody typed a blank too many
        cells: list[list[tuple[str, str]]] = [
            [(kind, row.get(column.key, "")) for kind, column in zip(kinds, sheet.columns, strict=True)]
            for row in rows[sheet.key]
        ]
        made[f"xl/worksheets/sheet{number}.xml"] = _sheet(texts, [heads, *cells])
        made[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(
            ("drawing", f"../drawings/drawing{number}.xml")
        )
        made[f"xl/drawings/drawing{number}.xml"] = (
            f'{_HEAD}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
        )
    listed = "".join(
        f'<sheet state="visible" name="{language.text(sheet.title)}" sheetId="{number}" r:id="rId{number + 2}"/>'
        for number, sheet in enumerate(SHEETS, 1)
    )
    made["xl/workbook.xml"] = (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr/><sheets>{listed}</sheets><definedNames/>'
        "<calcPr/></workbook>"
    )
    sheets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(SHEETS) + 1)]
    made["xl/_rels/workbook.xml.rels"] = _relations(
        ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"), *sheets
    )
    made["xl/styles.xml"], made["xl/sharedStrings.xml"] = _STYLES, texts.part()
    made["_rels/.rels"] = _relations(("officeDocument", "xl/workbook.xml"))
    kinds_of = {"worksheets": "worksheet", "drawings": "drawing", "workbook": "sheet.main", "styles": "styles"}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
        f'{next((kind for part, kind in kinds_of.items() if part in name), "sharedStrings")}+xml"/>'
        for name in made
        if not name.endswith(".rels")
    ).replace("spreadsheetml.drawing+xml", "drawing+xml")
    made["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default ContentType="application/xml" Extension="xml"/>'
        '<Default ContentType="application/vnd.openxmlformats-package.relationships+xml" Extension="rels"/>'
        f"{overrides}</Types>"
    )
    return made


def main() -> None:
    """Write the sample."""
    with zipfile.ZipFile(PLACE, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts().items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 27, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
