"""A text changed on the page itself, between the kit's own marks, is told; a page that was only saved again is not."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from runbook.i18n import load_language
from runbook.model.printed import FREE, TextManner
from runbook.model.record import Record
from runbook.reading.plan_json import load_plan
from runbook.records.form_fonts import Font
from runbook.records.record_file import RecordFile, read_parts
from runbook.report.finding_text import finding_text
from runbook.report.text import plain, text_of
from runbook.verify.fonts_otherwise import fonts_apart
from runbook.verify.lines_otherwise import lines_apart
from runbook.verify.plan_store import PlanStore
from runbook.verify.printed_otherwise import printed_otherwise
from runbook.verify.session import verify_files
from tests.verify.harness import NOW
from tests.verify.make_examples import FOLDER

PRINTED = FOLDER / "printed"
CHANGED = FOLDER / "bad" / "DOC021-another-value-on-the-page"


def told(file, plans=PRINTED):
    """The codes of a page with the rest of its record, and what the first finding says."""
    (one,) = verify_files([file, CHANGED / "others.csv"], PlanStore([str(plans)]), NOW)
    codes = [finding.code for finding in one.result.findings]
    texts = [finding_text(finding, one.plan, load_language("en"), {}).message for finding in one.result.findings]
    return one.result.verdict, codes, texts[0] if texts else ""


def test_a_value_that_was_changed_on_the_page_is_told():
    verdict, codes, text = told(CHANGED / "page-6.pdf")
    assert (verdict, codes) == ("undetermined", ["DOC021"])
    assert "“00:35” in the place of “00:55”" in text


def with_text(file, old, new, to):
    """The page with one of its texts written over, in the glyphs of its own font."""
    with pikepdf.open(file) as pdf:
        page = pdf.pages[0]
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        fonts = [
            {letter: f"{code:04x}" for code, letter in Font(font).known.items()}
            for font in page.Resources.Font.values()
        ]
        texts = {
            "".join(codes[letter] for letter in old): "".join(codes[letter] for letter in new)
            for codes in fonts
            if all(letter in codes for letter in old + new)
        }

        def written(shown: re.Match[bytes]) -> bytes:
            glyphs = b"".join(re.findall(rb"<(\w+)>", shown[0])).decode()
            return f"<{texts[glyphs]}> Tj".encode() if glyphs in texts else shown[0]

        before, content = content, re.sub(rb"\[[^\]]*\] TJ|<\w+> Tj", written, content)
        assert content != before
        page.Contents = pdf.make_stream(content)
        pdf.save(to)


@pytest.fixture
def page(tmp_path):
    """The filled-in page as it was, from the one that was changed."""
    file = tmp_path / "page.pdf"
    with_text(CHANGED / "page-6.pdf", "00:35", "00:55", file)
    return file


def test_the_page_as_it_was_passes(page):
    assert told(page) == ("pass", [], "")


def test_a_text_that_was_moved_or_taken_away_is_told(page, tmp_path):
    with pikepdf.open(page) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        marks = content.split(b" Tm\n")
        place = marks[20].rindex(b"1 0 0 -1 ")
        moved = marks[20][:place] + b"1 0 0 -1 30 500"
        pdf.pages[0].Contents = pdf.make_stream(b" Tm\n".join([*marks[:20], moved, *marks[21:]]))
        pdf.save(tmp_path / "moved.pdf")
    assert told(tmp_path / "moved.pdf")[:2] == ("undetermined", ["DOC021"])


@pytest.mark.parametrize(
    "words",
    [
        ("qpdf", "--qdf", "--object-streams=disable", "--normalize-content=y", "IN", "OUT"),
        ("qpdf", "--linearize", "--object-streams=generate", "--recompress-flate", "IN", "OUT"),
        ("pdftk", "IN", "output", "OUT", "uncompress"),
    ],
    ids=["qpdf-normalized", "qpdf-packed", "pdftk"],
)
def test_a_page_that_a_program_saved_again_passes(words, page, tmp_path):
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    out = tmp_path / "saved.pdf"
    subprocess.run([str({"IN": page, "OUT": out}.get(word, word)) for word in words], check=True)
    assert out.read_bytes() != page.read_bytes()
    assert told(out) == ("pass", [], "")


def test_a_page_that_pypdf_saved_again_passes(page, tmp_path):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page.read_bytes())))
    out = tmp_path / "saved.pdf"
    writer.write(str(out))
    assert told(out) == ("pass", [], "")


def test_without_a_checklist_of_its_language_nothing_is_known(tmp_path):
    shutil.copy(PRINTED / "plan.json", tmp_path)
    assert told(CHANGED / "page-6.pdf", tmp_path) == ("pass", [], "")
    (tmp_path / "checklist.en.pdf").write_bytes(b"%PDF-1.7 torn")
    assert told(CHANGED / "page-6.pdf", tmp_path) == ("pass", [], "")


def test_a_checklist_is_not_compared_with_itself(tmp_path):
    """Filled in where it lies: what was printed on it is not known."""
    shutil.copy(PRINTED / "plan.json", tmp_path)
    file = Path(shutil.copy(CHANGED / "page-6.pdf", tmp_path / "checklist.en.pdf"))
    assert told(file, tmp_path) == ("pass", [], "")


def test_a_page_on_other_paper_is_not_compared(tmp_path):
    """As of a checklist that was rendered for Letter, beside one for A4: all stands elsewhere on it."""
    with pikepdf.open(CHANGED / "page-6.pdf") as pdf:
        left, bottom, right, top = map(float, pdf.pages[0].mediabox)
        pdf.pages[0].mediabox = pikepdf.Rectangle(left, bottom, right - 50, top + 17)
        pdf.save(tmp_path / "letter.pdf")
    assert told(tmp_path / "letter.pdf") == ("pass", [], "")


def fonts_of_page(pdf):
    """The fonts that texts of the page are drawn in."""
    content = pdf.pages[0].Contents.read_bytes()
    fonts = pdf.pages[0].Resources.Font.items()
    return [font for name, font in fonts if f"{name} ".encode() in content]


def written_anew(font, edit=lambda glyphs, names: None, whole=lambda face: None):
    program = font.DescendantFonts[0].FontDescriptor.FontFile2
    with TTFont(io.BytesIO(program.read_bytes())) as face:
        glyphs = face["glyf"]
        edit(glyphs, [name for name in face.getGlyphOrder() if glyphs[name].numberOfContours > 0])
        whole(face)
        made = io.BytesIO()
        face.save(made)
    program.write(made.getvalue())


def other_shapes(font):
    def exchange(glyphs, names):
        for one, other in zip(names[::2], names[1::2], strict=False):
            glyphs[one], glyphs[other] = glyphs[other], glyphs[one]

    written_anew(font, exchange)


def other_places(font):
    """Each letter lies where the next one is."""

    def move(face):
        face["hmtx"].metrics = {name: (wide, left + 600) for name, (wide, left) in face["hmtx"].metrics.items()}

    written_anew(font, whole=move)


def smaller(font):
    def shrink(face):
        face["head"].unitsPerEm = 16_384

    written_anew(font, whole=shrink)


def second_program(font):
    described = font.DescendantFonts[0].FontDescriptor
    described.FontFile = described.FontFile2


def other_numbers(font):
    """A list of numbers: any stream is one."""
    font.DescendantFonts[0].CIDToGIDMap = font.ToUnicode


def no_widths(font):
    font.DescendantFonts[0].W, font.DescendantFonts[0].DW = pikepdf.Array(), 0


@pytest.mark.parametrize("change", [other_shapes, other_places, smaller, second_program, other_numbers, no_widths])
def test_a_page_that_reads_the_same_in_letters_of_other_shapes_is_told(change, page, tmp_path):
    with pikepdf.open(page) as pdf:
        for font in fonts_of_page(pdf):
            change(font)
        pdf.save(tmp_path / "changed.pdf")
    verdict, codes, text = told(tmp_path / "changed.pdf")
    assert (verdict, codes) == ("undetermined", ["DOC021"])
    assert "letters of other shapes" in text


def test_letters_of_other_shapes_are_told_of_the_first_page_that_has_them(page, tmp_path):
    with pikepdf.open(page) as pdf:
        for font in fonts_of_page(pdf):
            other_shapes(font)
        pdf.save(tmp_path / "changed.pdf")
    (part,) = read_parts(RecordFile(tmp_path / "changed.pdf"))
    (first,) = part.printed
    both = replace(part, printed=(first, first._replace(number=first.number + 1)))
    record = Record(revision=part.revision, run=part.run, parts=(both,))
    found = list(printed_otherwise(record, PlanStore([str(PRINTED)])))
    assert [(one.code, one.where) for one in found] == [("DOC021", f"{part.file}:{first.number}")]


def test_codes_that_stand_for_other_letters_than_the_kits_are_of_other_shapes():
    (part,) = read_parts(RecordFile(PRINTED / "checklist.en.pdf"))
    fonts = part.printed[0].fonts
    assert len(fonts) > 1
    assert fonts_apart(fonts, fonts) == 0
    otherwise = [{code: letter + "x" for code, letter in font.letters.items()} for font in fonts]
    changed = tuple(font._replace(letters=letters) for font, letters in zip(fonts, otherwise, strict=True))
    assert fonts_apart(changed, fonts) == len(fonts)
    renamed = tuple(font._replace(name=f"{font.name}-1") for font in fonts)
    assert fonts_apart(renamed, fonts) == 0
    assert fonts_apart(tuple(font._replace(program=b"torn") for font in fonts), fonts) == len(fonts)


def test_fonts_that_a_program_wrote_anew_are_the_kits(page, tmp_path):
    with pikepdf.open(page) as pdf:
        before = [font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes() for font in fonts_of_page(pdf)]
        for font in fonts_of_page(pdf):
            written_anew(font)
        after = [font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes() for font in fonts_of_page(pdf)]
        pdf.save(tmp_path / "saved.pdf")
    assert before != after
    assert told(tmp_path / "saved.pdf") == ("pass", [], "")


def fields_of(pdf):
    """The places of the fields of steps on the only page, by their rows."""
    rows: dict[str, list[Any]] = {}
    for place in pdf.pages[0].obj.Annots:
        if "/T" in place:
            rows.setdefault(str(place["/T"])[:4], []).append(place)
    return [rows[number] for number in sorted(rows)]


def lower(places, by):
    for place in places:
        left, bottom, right, top = map(float, place.Rect)
        place.Rect = pikepdf.Array([left, bottom - by, right, top - by])


def all_lower(pdf, by=14):
    for row in fields_of(pdf):
        lower(row, by)


def each_in_the_next_row(pdf):
    rows = fields_of(pdf)
    levels = [float(row[0].Rect[1]) for row in rows]
    for row, level, below in zip(rows, levels, [*levels[1:], levels[-1] - 20], strict=True):
        lower(row, level - below)


def all_wider(pdf):
    for row in fields_of(pdf):
        for place in row:
            left, bottom, right, top = map(float, place.Rect)
            place.Rect = pikepdf.Array([left - 20, bottom, right + 20, top])


def two_steps_exchanged(pdf):
    one, other = fields_of(pdf)[1:3]
    ids = [str(row[0]["/T"]).split("-", 2)[2] for row in (one, other)]
    for row, step in ((one, ids[1]), (other, ids[0])):
        for place in row:
            place["/T"] = pikepdf.String("-".join([*str(place["/T"]).split("-", 2)[:2], step]))


def all_of_another_page(pdf):
    plan = load_plan(PRINTED / "plan.json")
    for row in fields_of(pdf):
        for place in row:
            number, column, _ = str(place["/T"]).split("-", 2)
            before = int(number) - 30
            name = f"{before:04d}-{column}-{plan.steps[before - 1].id.replace('.', ',')}"
            place["/T"] = pikepdf.String(name)


@pytest.mark.parametrize(
    "change", [all_lower, all_wider, each_in_the_next_row, two_steps_exchanged, all_of_another_page]
)
def test_fields_beside_the_texts_of_other_steps_are_told(change, page, tmp_path):
    """They keep their order: only the checklist says which text is whose."""
    with pikepdf.open(page) as pdf:
        change(pdf)
        pdf.save(tmp_path / "moved.pdf")
    verdict, codes, text = told(tmp_path / "moved.pdf")
    assert (verdict != "pass", codes.count("DOC015")) == (True, 1)
    assert "in another row or column" in text


def test_fields_that_a_program_moved_by_a_point_are_in_their_places(page, tmp_path):
    with pikepdf.open(page) as pdf:
        all_lower(pdf, 1)
        pdf.save(tmp_path / "saved.pdf")
    assert told(tmp_path / "saved.pdf") == ("pass", [], "")


def test_fields_whose_names_a_program_wrote_in_capitals_are_in_their_places(page, tmp_path):
    with pikepdf.open(page) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            field.T = pikepdf.String(str(field.T).upper())
        pdf.save(tmp_path / "capitals.pdf")
    assert told(tmp_path / "capitals.pdf") == ("pass", [], "")


def _shows(content, letters, fonts):
    """Where the text is shown, and where its mark draws it from."""
    for token in re.finditer(rb"\[[^\]]*\] TJ|<\w+> Tj", content):
        glyphs = b"".join(re.findall(rb"<(\w+)>", token[0])).decode()
        if any(glyphs == "".join(font.get(letter, "") for letter in letters) for font in fonts):
            return token.start(), token.end(), content.rindex(b"BT", 0, token.start())
    raise AssertionError(letters)


CHANGES = {
    "moved": (b"0 -30 Td ", b"", b""),
    "off the page": (b"0 -2000 Td ", b"", b""),
    "invisible": (b"3 Tr ", b" 0 Tr", b""),
    "narrow": (b"1 Tz ", b" 100 Tz", b""),
    "turned": (b"-1 0 0 -1 30 50 Tm ", b"", b""),
    "mirrored": (b"/TF -9 Tf ", b"", b""),
    "pushed away": (b"[-90000 <0003>] TJ ", b"", b""),
    "cut off": (b"", b"", b"0 0 1 1 re W n "),
    "shifted": (b"", b"", b"1 0 0 1 0 -40 cm "),
    "faint": (b"", b"", b"/thin gs "),
    "changed": (b"", b"", b"/odd gs "),
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("change", CHANGES)
def test_a_text_that_is_moved_or_hidden_beside_its_place_is_told(change, page, tmp_path):
    before_text, behind, before_mark = CHANGES[change]
    with pikepdf.open(page) as pdf:
        sheet = pdf.pages[0]
        sheet.contents_coalesce()
        content = sheet.Contents.read_bytes()
        fonts = [
            {letter: f"{code:04x}" for code, letter in Font(f).known.items()} for f in sheet.Resources.Font.values()
        ]
        start, end, begins = _shows(content, "00:55", fonts)
        content = content[:end] + behind + content[end:]
        content = content[:begins] + before_mark + content[begins:start] + before_text + content[start:]
        sheet.Resources.ExtGState["/thin"] = pikepdf.Dictionary(ca=0)
        sheet.Resources.ExtGState["/odd"] = pikepdf.Dictionary(TR=pikepdf.Name.Identity)
        sheet.Contents = pdf.make_stream(content)
        pdf.save(tmp_path / "changed.pdf")
    verdict, codes, text = told(tmp_path / "changed.pdf")
    assert (verdict, codes) == ("undetermined", ["DOC021"])
    assert "“” in the place of “00:55”" in text or change == "pushed away"


def test_between_marks_a_state_or_area_counts_as_well(page, tmp_path):
    cut_out = b"-2000000000 -2000000000 4000000000 4000000000 re 2000 0 -2000 2000 re W n "
    for change in (b"3 Tr ", b"1 Tz ", b"0 0 1 1 re W n ", cut_out, b"1 0 0 1 0 -40 cm "):
        with pikepdf.open(page) as pdf:
            content = pdf.pages[0].Contents.read_bytes()
            at = content.index(b"/Span", len(content) // 2)
            pdf.pages[0].Contents = pdf.make_stream(content[:at] + change + content[at:])
            pdf.save(tmp_path / "changed.pdf")
        assert told(tmp_path / "changed.pdf")[:2] == ("undetermined", ["DOC021"]), change


@pytest.mark.parametrize(
    "drawn",
    [
        b"q 1 1 1 RG 40 w 0 400 m 1200 400 l S Q",
        b"q 0 0 0 rg 0 396.5 1200 1 re f Q",  # strikes texts out
        b"q 0 0 0 rg 100 400 3 30 re f 120 400 3 30 re f Q",
    ],
)
def test_lines_and_areas_that_the_kit_did_not_draw_are_told(drawn, page, tmp_path):
    with pikepdf.open(page) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        end = content.rindex(b"EMC") + 3
        pdf.pages[0].Contents = pdf.make_stream(content[:end] + b" /Artifact BMC " + drawn + b" EMC" + content[end:])
        pdf.save(tmp_path / "changed.pdf")
    assert told(tmp_path / "changed.pdf")[:2] == ("undetermined", ["DOC021"])


@pytest.mark.parametrize(
    ("lines", "apart"),
    [
        ((b"q 0 0 9 1 re f Q", b"q 1 1 m 2 2 l S Q"), 0),
        ((b"q 0.4 0.0 9 1 re\nf Q", b"q 1 1 m 2 2 l S Q"), 0),
        ((b"q 0 0 9 2 re f Q", b"q 1 1 m 2 2 l S Q"), 1),
        ((b"q 0 0 9 1 re f* Q", b"q 1 1 m 2 2 l S Q"), 1),
        ((b"q 0 0 9 1 re f Q",), 1),
        ((), 2),
    ],
)
def test_lines_are_those_of_the_checklist_as_programs_round_them(lines, apart):
    assert lines_apart(lines, (b"q 0 0 9 1 re f Q", b"q 1 1 m 2 2 l S Q")) == apart


def test_all_texts_of_the_kits_own_pages_are_drawn_in_its_own_way():
    parts = read_parts(RecordFile(PRINTED / "checklist.en.pdf"))
    texts = [text for part in parts for page in part.printed for text in page.texts]
    assert len(texts) > 50
    assert {text.manner for text in texts} == {TextManner(own=True, clip=FREE)}


def test_pages_that_pikepdf_and_pdfium_wrote_anew_pass(page, tmp_path):
    import pypdfium2

    with pikepdf.open(page) as pdf:
        anew = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(pdf.pages[0]))
        pdf.pages[0].Contents = pdf.make_stream(anew)
        pdf.save(tmp_path / "anew.pdf")
    pypdfium2.PdfDocument(page).save(tmp_path / "pdfium.pdf")
    assert [told(tmp_path / name) for name in ("anew.pdf", "pdfium.pdf")] == [("pass", [], "")] * 2


def test_what_has_nothing_to_be_compared_with_is_said(tmp_path):
    for name in ("plan.json", "checklist.en.pdf"):
        shutil.copy(PRINTED / name, tmp_path)
    page = CHANGED / "page-6.pdf"
    assert compared(page, PRINTED) == []
    (tmp_path / "checklist.en.pdf").unlink()
    assert compared(page, tmp_path) == [str(page)]
    in_place = tmp_path / "checklist.en.pdf"
    shutil.copy(page, in_place)
    assert compared(in_place, tmp_path) == [str(in_place)]


def compared(file, plans):
    """The forms that were not, as text and as data say it."""
    language = load_language("en")
    (one,) = verify_files([file, CHANGED / "others.csv"], PlanStore([str(plans)]), NOW)
    text = "\n".join(text_of([one], language, {}, plain))
    assert ("not compared with the checklist" in text) is bool(one.not_compared)
    return list(one.not_compared)
