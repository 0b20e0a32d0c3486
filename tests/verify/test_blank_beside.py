"""A copy that stayed blank is no record where a filled-in one of its revision is given beside it."""

import csv
import io

import pytest

from runbook.i18n import load_language
from runbook.records.blank import record_csv
from runbook.records.blank_book import record_xlsx
from runbook.simulate.write import json_bytes
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.pages import checklist_pdf
from tests.records.filling import by_pypdf, form_values
from tests.verify.harness import NOW, SAMPLES, codes, faultless, pair, write

BLANK = {
    "record.csv": lambda: record_csv(pair().plan, load_language("fr")),
    "record.xlsx": lambda: record_xlsx(pair().plan, load_language("en")),
    "checklist.pdf": lambda: checklist_pdf(pair().plan),
}


def verdicts(*files):
    found = verify_files(files, PlanStore([str(SAMPLES / "plan.json")]), NOW)
    return [(one.result.run, one.result.verdict, codes(one.result), len(one.files)) for one in found]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", BLANK)
def test_a_blank_copy_is_passed_over_in_either_order(name, tmp_path):
    blank, filled, other = tmp_path / name, tmp_path / "filled.json", tmp_path / "other.json"
    blank.write_bytes(BLANK[name]())
    entries = tuple(faultless(pair(), 3).values())
    filled.write_bytes(json_bytes(pair().plan, "7", entries))
    other.write_bytes(json_bytes(pair().plan, "8", entries))
    assert verdicts(blank, filled) == verdicts(filled, blank) == [("7", "pass", [], 2)]
    assert sorted(verdicts(filled, blank, other)) == [("7", "pass", [], 2), ("8", "pass", [], 1)]
    assert verdicts(blank) == [("", "fail", ["DOC008"], 1)]
    other.write_bytes(json_bytes(pair().plan, "8", ()))  # somebody began a run, and filled nothing in
    assert sorted(verdicts(blank, other)) == [("8", "fail", ["DOC008"], 2)]


@pytest.mark.long
@pytest.mark.parametrize("run", ["", "7"])
def test_a_substitute_is_named_beside_a_form(run, tmp_path):
    """A form has no row for one: the blank record beside it has."""
    form, beside = tmp_path / "form.pdf", tmp_path / "record.csv"
    entries = faultless(pair(), 3)
    write(entries, "failover-keys:h1", by="PD")
    form.write_bytes(by_pypdf(checklist_pdf(pair().plan), form_values(pair().plan, tuple(entries.values()), "7")))
    rows = list(csv.reader(io.StringIO(record_csv(pair().plan, load_language("en")).decode("utf-8-sig"))))
    person = next(row for row in rows if row[2] == "person")
    for column, text in (("run", run), ("by", "PD"), ("value", "P. Durand"), ("note", "technician")):
        person[rows[0].index(column)] = text
    with beside.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    assert verdicts(form, beside) == verdicts(beside, form) == [("7", "pass", ["SGN008"], 2)]
    assert [one[2] for one in verdicts(form)] == [["SGN002"]]
