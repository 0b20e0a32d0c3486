"""Pages of forms, as they were read, into the records that they are pages of."""

from __future__ import annotations

import pytest

from runbook.records.form_content import PageChange
from runbook.records.form_page import FormPage
from runbook.records.form_pages import parts_of_pages
from runbook.records.form_unseen import UnseenField, unseen

R, S = "a" * 64, "b" * 64


def page(number: int, *, steps: dict[int, str] | None = None, **heads: str) -> FormPage:
    """`steps`: the time of each, by its number."""
    made = FormPage(number)
    made.heads = {name: [text] if text else [] for name, text in heads.items()}  # type: ignore[misc]
    made.steps = {(index, f"step-{index}"): [{"at": at}] for index, at in (steps or {}).items()}
    return made


def test_a_page_without_a_run_is_of_that_before_it():
    pages = [
        page(1, steps={1: "22:10"}, revision=R, run="1"),
        page(2, steps={2: "22:20"}, run=""),
        page(3, steps={1: "23:10"}, revision=S, run="2"),
        page(4, steps={2: "23:20"}, revision="", run=""),
    ]
    parts = parts_of_pages(pages, "f")
    assert [(part.revision, part.run, [entry.at for entry in part.entries]) for part in parts] == [
        (R, "1", ["22:10", "22:20"]),
        (S, "2", ["23:10", "23:20"]),
    ]
    assert [part.faults for part in parts] == [(), ()]


@pytest.mark.parametrize("head", ["revision", "run", "site", "change"])
def test_a_page_that_says_two_things_of_its_record_is_told(head):
    pages = [page(1, steps={1: "22:10"}, revision=R, run="1", site="a", change="b"), page(2, steps={2: "22:20"})]
    assert [part.faults for part in parts_of_pages(pages, "f")] == [()]
    pages[0].heads[head].append("another")
    assert [[fault.code for fault in part.faults] for part in parts_of_pages(pages, "f")] == [["DOC018"]]


@pytest.mark.parametrize("head", ["site", "change"])
def test_two_pages_of_a_record_that_say_different_things_of_it_are_told(head):
    pages = [page(number, steps={number: "22:10"}, revision=R, run="1") for number in (1, 2)]
    for one, text in zip(pages, ("a", "b"), strict=True):
        one.heads[head] = [text]
    assert [[fault.code for fault in part.faults] for part in parts_of_pages(pages, "f")] == [["DOC018"]]


@pytest.mark.parametrize(("box", "state"), [("Off", ""), ("off", ""), ("OFF", ""), ("", ""), ("on", "done")])
def test_a_box_is_ticked_by_anything_but_off(box, state):
    made = page(1, steps={1: "22:10"}, revision=R)
    ((copy,),) = made.steps.values()
    copy["done"] = box
    (part,) = parts_of_pages([made], "f")
    assert [entry.state for entry in part.entries] == [state]


@pytest.mark.parametrize(("fields", "beside", "cropped"), [(1, True, False), (2, True, True), (2, False, False)])
def test_several_fields_beside_their_page_were_cropped(fields, beside, cropped):
    (told,) = unseen((UnseenField(1, f"{number}", "CM", beside) for number in range(fields)), "f")
    assert (told.code, told.where, told.remedy is not None) == ("DOC014", "f:1", cropped)


@pytest.mark.long
def test_a_page_without_fields_is_told_of_where_something_is_drawn_on_it():
    pages = [page(1, steps={1: "22:10"}, revision=R), page(2), page(3)]
    assert parts_of_pages(pages, "f")[0].faults == ()
    pages[2].drawing = PageChange("no-form")
    assert [(fault.code, fault.where) for fault in parts_of_pages(pages, "f")[0].faults] == [("DOC016", "f:3")]
