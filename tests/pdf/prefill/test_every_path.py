"""The proof over the paths: filled in and set, each document is the same. With `EVERY_PATH=1`: half a minute a path.

Both documents of each path in turn in French and in English, A4 and Letter, with three sites each: values of few, of
many, and of the most characters.
"""

from __future__ import annotations

import os

import pytest

from runbook.document.parts import Paper
from runbook.pdf.pages import PrintedKind
from runbook.pdf.prefill.prefiller import Prefiller
from tests import plans
from tests.pages import glossary, language
from tests.pdf.prefill.alike import differences
from tests.pdf.prefill.awkward import awkward
from tests.pdf.prefill.test_prefiller import in_full

EVERY = bool(os.environ.get("EVERY_PATH"))
PATHS = [*enumerate(plans.KINDS)]
PAPERS: tuple[Paper, ...] = ("A4", "Letter")
DOCUMENTS: tuple[PrintedKind, ...] = ("runbook", "checklist", "checklist-archive") if EVERY else ("checklist",)


@pytest.mark.skipif(not EVERY, reason="half a minute a path: EVERY_PATH=1")
@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize(("i", "kind"), PATHS, ids=[f"{i}-{kind[0]}" for i, kind in PATHS])
def test_a_path_is_filled_in_as_it_is_set(i, kind, document):
    prefiller, alike = Prefiller(glossary()), 0
    for round_, reach in enumerate((0.2, 0.7, 1.0)):
        tag = ("fr", "en")[(i + round_ // 2) % 2]
        paper = PAPERS[i // 2 % 2]
        bases = ((True,), (False,), (True,) if kind[0].startswith("migrate") else (True, False))[round_]
        plan = awkward(kind, 10 * i + round_, reach, bases=bases)
        filled = prefiller.filled_in(document, plan, language(tag), paper)
        # Set in full: a row of a checklist grows with the longest name that is expected in it, and several warnings may
        # need a third line.
        in_full_alone = (round_ == 2 and document != "runbook") or len(plan.warnings) > 1
        if filled is None and in_full_alone:
            continue
        assert filled is not None
        assert differences(filled, in_full(document, plan, tag, paper)) == []
        alike += 1
    assert alike
