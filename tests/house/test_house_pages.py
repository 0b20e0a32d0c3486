"""Pages of a plan with a house: the same whether they are filled in or set in full, in each language."""

import io
import re
import subprocess

import pypdf
import pytest

from runbook.build.documents import in_full, printed
from runbook.document.checklist_layout import broken
from runbook.document.glyphs import text_mm
from runbook.records.blank import record_csv
from tests.house.folders import EXAMPLE, FILE, of, plan_with, written
from tests.pages import language


def _text(data: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


@pytest.mark.long
@pytest.mark.parametrize("kind", ["checklist", pytest.param("runbook", marks=pytest.mark.long)])
def test_filled_in_or_set_in_full_the_pages_say_the_same(kind) -> None:
    plan = plan_with(of(EXAMPLE), "lyon")
    data, filled = printed(kind, plan, "fr", "A4")
    assert filled
    told = _text(data)
    assert "Appelez la supervision" in told
    assert "Mettez le ticket à jour" in told
    assert sorted(told.replace(" ", "")) == sorted(_text(in_full(kind, plan, "fr", "A4")).replace(" ", ""))


def test_the_record_names_the_steps_in_its_language() -> None:
    plan = plan_with(of(EXAMPLE), "lyon")
    assert "Update the ticket" in record_csv(plan, language("en")).decode("utf-8-sig")


WIDE = f"{'W' * 30} {'W' * 29}"  # the widest title that a house may have
WIDE_STEP = f"""\
off:
  title: {WIDE}
  do: Do.
  minutes: {{low: 1, high: 5}}
  slots: [{{label: {WIDE}, value: site.hostname}}]
  place: {{before: window, each: window}}
"""
WORD = re.compile(r'<word xMin="([^"]+)" yMin="[^"]+" xMax="([^"]+)" yMax="[^"]+">([^<]*)</word>')
MM = 72 / 25.4


@pytest.mark.parametrize(
    ("kind", "paper", "right"),
    [
        ("checklist", "A4", 106.5),  # where the boxes begin
        ("checklist", "Letter", 106.5),
        pytest.param("runbook", "A4", 194.0, marks=pytest.mark.long),  # the frame of a step
    ],
)
def test_the_widest_words_stay_in_their_place(kind, paper, right, tmp_path) -> None:
    plan = plan_with(of(written(tmp_path / "h", FILE, WIDE_STEP)), "lyon")
    file = tmp_path / "a.pdf"
    file.write_bytes(printed(kind, plan, "en", paper)[0])
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    found = [(float(left), float(until), word) for left, until, word in WORD.findall(done.stdout)]
    wide = [(left, until) for left, until, word in found if set(word) == {"W"}]
    assert len(wide) >= (4 if kind == "checklist" else 2)
    assert max(until for _left, until in wide) <= right * MM
    names = [until for _left, until, word in found if word == "assistance.lyon.example.com"]
    assert bool(names) is (kind == "runbook"), "the value beside the label"
    assert max(names, default=0.0) <= right * MM


def test_a_word_longer_than_a_line_is_broken_and_nothing_of_it_is_lost() -> None:
    for text in (WIDE, "a " + WIDE + " b", "W" * 30, "short words"):
        parts = broken(text, 54.0, 11.0)
        assert "".join(parts).replace(" ", "") == text.replace(" ", "")
        assert max(text_mm(part, 11.0) for part in parts) <= 54.0
