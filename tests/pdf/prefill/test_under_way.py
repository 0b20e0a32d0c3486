"""Pages of a change that is under way, drawn: filled in as they are set, in both languages, with what remains."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from runbook.build.documents import in_full as set_in_full
from runbook.build.documents import printed
from runbook.model.plan import Plan
from runbook.model.remaining import remaining
from runbook.model.window_chain import steps_behind
from runbook.records.from_pdf import parts_of
from tests.pdf.prefill.alike import differences
from tests.under_way import plan_under_way

PAIR = ("failover", "manual", "asynchronous", "dns")
OLD, OLDER = "0123456789ab" + "c" * 52, "ba9876543210" + "d" * 52
DONE = plan_under_way(PAIR, 1, amends=[OLD])
BEGUN = plan_under_way(PAIR, 2, 2, amends=[OLDER, OLD])


def text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


@pytest.mark.long
@pytest.mark.parametrize(
    ("plan", "tag", "words"),
    [
        (BEGUN, "fr", ("Suite de la révision", "Fenêtre 2, commencée", "La fenêtre 3 est la suite")),
        (DONE, "en", ("Carried on from revision", OLD[:12], "Window 1, done", "Sat, 5 Dec 2026 22:00")),
        (BEGUN, "en", ("Carried on from revision", OLDER[:12], OLD[:12], "Window 2, begun", "Window 3 goes on with")),
        (DONE, "fr", ("Suite de la révision", OLD[:12], "Fenêtre 1, terminée", "sam. 5 déc. 2026 22:00")),
    ],
)  # fmt: skip
def test_a_checklist_is_filled_in_as_it_is_set(plan: Plan, tag: str, words: tuple[str, ...]) -> None:
    data, filled = printed("checklist", plan, tag, "A4")
    assert filled
    assert differences(data, set_in_full("checklist", plan, tag, "A4")) == []
    assert all(word in text(data) for word in words)
    entries = {entry.step for part in parts_of(data, "checklist.pdf") for entry in part.entries}
    assert entries == {step.id for step in remaining(plan).steps}
    assert entries.isdisjoint(steps_behind(plan))


@pytest.mark.long
def test_the_nights_of_a_window_belong_to_the_shape_of_its_pages() -> None:
    """The same steps, by the length of a night in one or in two of them: another master, not a wrong page."""
    kind = ("migrate-physical-virtual", "manual", None, None)
    long, short = (plan_under_way(kind, 0, 1, hours=hours) for hours in (3, 12))
    assert {step.window for step in remaining(long).steps} != {step.window for step in remaining(short).steps}
    for plan in (long, short):
        data, filled = printed("checklist", plan, "en", "A4")
        assert filled
        assert differences(data, set_in_full("checklist", plan, "en", "A4")) == []
