"""A copy that stayed blank is no record where a filled-in one of its revision is given beside it."""

import pytest

from runbook.i18n import load_language
from runbook.records.blank import record_csv, record_xlsx
from runbook.simulate.write import json_bytes
from runbook.verify.plan_store import PlanStore
from runbook.verify.session import verify_files
from tests.pages import checklist_pdf
from tests.verify.harness import NOW, SAMPLES, codes, faultless, pair

BLANK = {
    "record.csv": lambda: record_csv(pair().plan, load_language("fr")),
    "record.xlsx": lambda: record_xlsx(pair().plan, load_language("en")),
    "checklist.pdf": lambda: checklist_pdf(pair().plan),
}


def verdicts(*files):
    found = verify_files(files, PlanStore([str(SAMPLES / "plan.json")]), NOW)
    return [(one.result.run, one.result.verdict, codes(one.result), len(one.files)) for one in found]


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
