"""What the kit has of the vendor's guide: every line's place is known, and no sentence of it is copied."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from runbook import resources
from runbook.procedures.guide_sections import SECTIONS
from runbook.procedures.load import load_procedures
from scripts.traceability import LINES, by_line
from tests.guide.runs import in_common, of_the_guide, runs

ROOT = Path(__file__).resolve().parents[2]
LAST_LINE = 686
CATALOGUE = resources.locales() / "fr" / "LC_MESSAGES" / "runbook.po"
WRITTEN = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").glob("*.md"),
    *(path for path in resources.templates().rglob("*") if path.suffix in {".yaml", ".html", ".js"}),
    *(path for path in (ROOT / "examples").rglob("*.yaml")),
]
ROWS = yaml.safe_load(LINES.read_text(encoding="utf-8"))


def test_every_line_of_the_guide_stands_in_one_row_that_says_where_it_went() -> None:
    rows = list(by_line(load_procedures().catalogue, ROWS))
    assert Counter(line for covered, _, _ in rows for line in covered) == Counter(range(1, LAST_LINE + 1))
    assert [covered for covered, says, went in rows if not says or not went] == []


def test_what_a_row_points_to_is_there() -> None:
    procedures = load_procedures()
    places = [place for row in ROWS.values() for place in row.get("at", ()) if " " not in place]
    assert places
    assert [place for place in places if place not in procedures.steps] == []
    carried = {
        line
        for covered, _, went in by_line(procedures.catalogue, ROWS)
        for line in covered
        if not went.startswith("as line")
    }
    assert [line for row in ROWS.values() for line in row.get("as", ()) if line not in carried] == []


def test_a_row_that_says_nothing_is_missed() -> None:
    rows = {**ROWS, "43": {"says": "settings saved"}, "216": {"says": "advice"}}
    by_number = {covered[0]: went for covered, _, went in by_line({"P01": "43, 192"}, rows)}
    assert by_number[43] == "P01"
    assert by_number[216] == ""


def test_a_copied_run_is_found_whatever_its_letters() -> None:
    # Ten words of line 37, in the capitals and without the accents of somebody who copies.
    copied = "Vous TROUVEREZ des informations detaillees, sur chaque version du logiciel"
    assert in_common(f"Lisez bien : {copied}.") == [
        "vous trouverez des informations detaillees sur chaque version du logiciel"
    ]
    assert in_common("Lisez le journal des versions avant de choisir les paquets de cette passe, puis le guide.") == []
    assert len(of_the_guide()) > 3_000


def test_labels_end_a_run() -> None:
    assert [*runs("Click **Become Backup** and wait until the page of the backup shows it")] != []
    assert [*runs("Click **Become Backup** and wait until it **is** there at last")] == []


def test_no_text_of_a_page_has_ten_words_of_the_guide() -> None:
    """Titles of the guide's sections aside: they are what is cited."""
    with CATALOGUE.open("rb") as file:
        messages = [
            message for message in read_po(file) if message.id and message.id not in {title for _, title in SECTIONS}
        ]
    assert len(messages) > 3_000
    texts = [
        text
        for message in messages
        for kind in (message.id, message.string or "")
        for text in ([kind] if isinstance(kind, str) else kind)
    ]
    assert {text: in_common(" ".join(text.split())) for text in texts if in_common(" ".join(text.split()))} == {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_written_file_has_ten_words_of_the_guide(path: Path) -> None:
    assert in_common(" ".join(path.read_text(encoding="utf-8").split())) == []
