"""From a plan to the bytes of each of its files."""

from __future__ import annotations

import json

import pytest

from runbook.build.documents import named_files, printed
from runbook.reading.plan_json import read_plan
from tests.document.sample import plan as sample
from tests.plans import plan_of
from tests.web.checklist_page import drawn

PLAN = plan_of("single", "automatic")


def test_the_plan_is_read_back_as_it_was_made():
    data, filled = printed("plan", PLAN, "en", "A4")
    assert (read_plan(data, "plan.json"), filled) == (PLAN, False)


def test_every_document_is_filled_in_and_archived_copies_too():
    files = [file for file in named_files(("en",), archive=True) if file[2].endswith(".pdf")]
    assert {name: printed(kind, PLAN, tag, "A4")[1] for kind, tag, name in files} == {name: True for *_, name in files}
    assert len(files) == 4


def test_records_speak_the_first_language():
    ((kind, tag, _),) = (file for file in named_files(("fr", "en")) if file[0] == "csv")
    assert ",étape 1.1," in printed(kind, PLAN, tag, "A4")[0].decode("utf-8-sig")


@pytest.mark.parametrize("kind", ["plan", "csv", "xlsx"])
def test_what_another_change_says_is_nowhere_in_a_file(kind):
    """Whatever was made before."""
    before = printed(kind, sample(), "en", "A4")
    printed(kind, sample(site="other", change="X1", site_name="UNIQUE-MARK"), "en", "A4")
    assert printed(kind, sample(), "en", "A4") == before


def test_a_plan_is_json_in_the_order_of_the_model():
    assert list(json.loads(printed("plan", PLAN, "en", "A4")[0]))[:4] == ["format", "revision", "organization", "site"]


def test_checklists_for_a_browser_are_written_where_they_are_asked_for():
    assert not [name for *_, name in named_files(("en", "fr")) if name.endswith(".html")]
    files = [file for file in named_files(("en", "fr"), html=True) if file[2].endswith(".html")]
    assert [name for *_, name in files] == ["checklist.en.html", "checklist.fr.html"]
    pages = [printed(kind, PLAN, tag, "A4")[0].decode() for kind, tag, _ in files]
    assert [drawn(page)["steps"].count("<article") for page in pages] == [len(PLAN.steps)] * 2
    assert [f'<html lang="{tag}"' in page for tag, page in zip(("en", "fr"), pages, strict=True)] == [True, True]
    assert printed(*files[0][:1], PLAN, "en", "A4")[0].decode() == pages[0]
