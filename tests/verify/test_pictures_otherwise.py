"""A picture that was changed on the page itself is told, such as its code; one that a program packed anew is not."""

from __future__ import annotations

import io
import shutil
import subprocess
import zlib

import pikepdf
import pytest
from PIL import Image, ImageOps

from runbook.model.printed import PixelRows, PrintedPicture, TextManner
from runbook.verify.pictures_otherwise import pictures_apart
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.verify.harness import NOW
from tests.verify.test_printed_otherwise import CHANGED, PRINTED, told, with_text

BAD = ("undetermined", ["DOC021"])


@pytest.fixture
def page(tmp_path):
    """The filled-in page as it was, from the one that was changed."""
    file = tmp_path / "page.pdf"
    with_text(CHANGED / "page-6.pdf", "00:35", "00:55", file)
    return file


def changed(page, tmp_path, change):
    """The page after `change`, given the file, the page, and the picture that it draws."""
    with pikepdf.open(page) as pdf:
        sheet = pdf.pages[0]
        sheet.contents_coalesce()
        name = sheet.Contents.read_bytes().split(b" Do\n")[0].rpartition(b"/")[2].decode()
        change(pdf, sheet, sheet.Resources.XObject[f"/{name}"])
        pdf.save(tmp_path / "changed.pdf")
    return told(tmp_path / "changed.pdf")


def seen(picture):
    return pikepdf.PdfImage(picture).as_pil_image().convert("RGB")


def put(picture, image, packing="flate"):
    """Another image in the place of the picture."""
    picture.Width, picture.Height = image.size
    picture.ColorSpace = pikepdf.Name({"L": "/DeviceGray", "1": "/DeviceGray"}.get(image.mode, "/DeviceRGB"))
    picture.BitsPerComponent = 1 if image.mode == "1" else 8
    if packing == "jpeg":
        file = io.BytesIO()
        image.save(file, "JPEG", quality=75)
        picture.write(file.getvalue(), filter=pikepdf.Name.DCTDecode)
    else:
        picture.write(zlib.compress(image.tobytes()), filter=pikepdf.Name.FlateDecode)


def _of_another_page(pdf, sheet, picture):
    others = [one for one in sheet.Resources.XObject.values() if one.objgen != picture.objgen]
    picture.write(others[0].read_bytes())


def _upside_down(pdf, sheet, picture):
    picture.Decode = pikepdf.Array([1, 0] * 3)


def _masked(pdf, sheet, picture):
    mask = Image.new("L", (45, 45), 0).tobytes()
    picture.SMask = pdf.make_stream(
        mask, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=45, Height=45, BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
    )  # fmt: skip


def _content(old, new):
    def change(pdf, sheet, picture):
        content = sheet.Contents.read_bytes()
        at = content.index(b" Do\n")
        start = content.rindex(b"q\n/a1 gs", 0, at)
        mark = content[start : content.index(b"EMC", at)]
        assert old in mark
        sheet.Contents = pdf.make_stream(content.replace(mark, mark.replace(old, new), 1))

    return change


CHANGES = {
    "inverted": lambda pdf, sheet, picture: put(picture, ImageOps.invert(seen(picture))),
    "inverted as grey": lambda pdf, sheet, picture: put(picture, ImageOps.invert(seen(picture)).convert("L")),
    "inverted, as JPEG": lambda pdf, sheet, picture: put(picture, ImageOps.invert(seen(picture)), "jpeg"),
    "inverted and larger": lambda pdf, sheet, picture: put(
        picture, ImageOps.invert(seen(picture)).resize((180, 180), 0)
    ),
    "inverted where it is decoded": _upside_down,
    "of another page": _of_another_page,
    "white": lambda pdf, sheet, picture: put(picture, Image.new("RGB", (45, 45), "white")),
    "masked": _masked,
    "gone": lambda pdf, sheet, picture: sheet.Resources.__delitem__("/XObject"),
    "moved": _content(b"1 0 0 1 994", b"1 0 0 1 894"),
    "smaller": _content(b"94.488189 0 0 -94.488189 0 94.488189", b"44.488189 0 0 -44.488189 0 44.488189"),
    "mirrored": _content(b"94.488189 0 0 -94.488189 0", b"-94.488189 0 0 -94.488189 94.488189"),
    "not drawn": _content(b" Do\n", b" gs\n"),
    "painted over": _content(
        b"Do\nQ\nQ\n", b"Do\nQ\nQ\nEMC\n/Artifact\nBMC\n0 0 0 rg\n1000 40 60 60 re\nf\nEMC\n/Artifact\nBMC\n"
    ),
}


@pytest.mark.sampled(5)
@pytest.mark.parametrize("change", CHANGES)
def test_a_picture_that_was_changed_is_told(change, page, tmp_path):
    verdict, codes, text = changed(page, tmp_path, CHANGES[change])
    assert (verdict, codes) == BAD
    assert "“another picture” in the place of “the code of the page”" in text


SAVED = {
    "grey": lambda pdf, sheet, picture: put(picture, seen(picture).convert("L")),
    "black and white": lambda pdf, sheet, picture: put(picture, seen(picture).convert("1", dither=Image.Dither.NONE)),
    "as JPEG": lambda pdf, sheet, picture: put(picture, seen(picture), "jpeg"),
    "larger": lambda pdf, sheet, picture: put(picture, seen(picture).resize((180, 180), Image.Resampling.BICUBIC)),
    "larger by a part": lambda pdf, sheet, picture: put(picture, seen(picture).resize((100, 100), 0)),
    "plain": lambda pdf, sheet, picture: picture.write(picture.read_bytes()),
}


@pytest.mark.sampled(6)
@pytest.mark.parametrize("how", SAVED)
def test_a_picture_that_was_packed_anew_is_the_same(how, page, tmp_path):
    assert changed(page, tmp_path, SAVED[how]) == ("pass", [], "")


def drawn(*rows):
    """A picture of these rows, dark where there is a mark."""
    dark = bytes(255 if mark == "#" else 0 for row in rows for mark in row)
    return PrintedPicture(PixelRows(len(rows[0]), len(rows), dark), 0, 0, 9, 9, TextManner(True, (0, 0, 9, 9)))


@pytest.mark.parametrize(
    "other",
    [
        drawn("##..", "....", "..##", "####"),
        drawn("####....", "####....", "........", "........", "....####", "....####", "########", "########"),
        drawn("##..", "##..", "....", "....", "..##", "..##", "####", "####"),
        drawn("###...", "......", "...###", "######"),
    ],
)
def test_a_picture_of_another_size_is_the_same_where_its_pixels_are(other) -> None:
    one = drawn("##..", "....", "..##", "####")
    assert (pictures_apart((one,), (other,)), pictures_apart((other,), (one,))) == (0, 0)
    turned = drawn(*("####", "..##", "....", "##.."))
    assert (pictures_apart((turned,), (other,)), pictures_apart((other,), (turned,))) == (1, 1)


@pytest.mark.long
def test_programs_that_save_a_form_again_change_no_picture(page, tmp_path):
    import pymupdf
    from pypdf import PdfReader, PdfWriter

    with pymupdf.open(page) as pdf:
        pdf.save(tmp_path / "mupdf.pdf", garbage=4, deflate=True, deflate_images=True)
    writer = PdfWriter(clone_from=PdfReader(page))
    writer.compress_identical_objects()
    writer.write(str(tmp_path / "pypdf.pdf"))
    with pikepdf.open(page) as pdf:
        pdf.remove_unreferenced_resources()
        pdf.save(tmp_path / "pikepdf.pdf", recompress_flate=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    made = ["mupdf.pdf", "pypdf.pdf", "pikepdf.pdf"]
    if shutil.which("qpdf"):
        words = ["--optimize-images", "--recompress-flate", "--linearize"]
        subprocess.run(["qpdf", *words, str(page), str(tmp_path / "qpdf.pdf")], check=True)
        made.append("qpdf.pdf")
    assert [told(tmp_path / name) for name in made] == [("pass", [], "")] * len(made)


@pytest.mark.skipif(shutil.which("gs") is None, reason="ghostscript is not installed")
def test_ghostscript_draws_the_page_anew_and_nobody_is_told_of_its_pictures(page, tmp_path):
    out = tmp_path / "gs.pdf"
    subprocess.run(["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", f"-o{out}", str(page)], check=True)
    found = [*verify_files([out, CHANGED / "others.csv"], PlanStore([str(PRINTED)]), NOW)]
    told_of = {finding.code for one in found for finding in one.result.findings}
    assert "DOC021" not in told_of
    assert len(found) == 1 or "DOC009" in told_of  # where it keeps no fields, it is no form any more


def test_the_checklist_itself_is_as_it_is(tmp_path):
    from runbook.records.record_file import RecordFile, read_parts

    parts = list(read_parts(RecordFile(PRINTED / "checklist.en.pdf")))
    pictures = [picture for part in parts for page in part.printed for picture in page.pictures]
    assert len(pictures) == sum(len(part.printed) for part in parts)
    assert all(one.manner.own and one.drawing and 0.3 < one.drawing.dark.count(255) / 45**2 < 0.7 for one in pictures)
