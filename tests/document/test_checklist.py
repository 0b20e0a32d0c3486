"""The checklist as a form and on paper."""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from msgspec import structs

from runbook.document import checklist_layout as layout
from runbook.document.checklist import checklist, page_codes
from runbook.model import form
from tests.pages import checklist_pdf, codes, form_of, language, opened, page_texts, squeezed
from tests.pdf.placed import faults
from tests.plans import CLIENTS, paths, plan_of

pytestmark = pytest.mark.sampled(10)

PLANS = {plan.path: plan for plan in paths()}
PAIR = "failover-asynchronous-automatic-shared-ip"
MM = 72 / 25.4
WORD = re.compile(r'<word xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">([^<]*)</word>')


def _names(plan):
    """Every field that the form of a plan is to have."""
    names = {form.head_name(head) for head in form.HEADS}
    for index, step in enumerate(plan.steps, 1):
        absent = {"na"} if not step.na_allowed else set()
        absent |= {"witness"} if not step.witness else set()
        decided = step.evidence is not None and step.evidence.type == "go-no-go"
        absent |= {"value"} if step.evidence is None or decided else set()
        absent |= set() if decided else {*form.DECISIONS}
        absent |= {"skipped"} if step.required or step.na_allowed else set()
        names |= {form.field_name(index, column, step.id) for column in form.COLUMNS if column not in absent}
    return names


@pytest.mark.parametrize("path", [PAIR, "atlas-failover-dns", "migrate-physical-virtual-manual"])
def test_two_readers_see_every_field_once_and_what_it_is(path):
    plan = PLANS[path]
    data = checklist_pdf(plan, "fr")
    with pikepdf.open(io.BytesIO(data)) as read:
        fields = [(str(f.T), str(f.FT), int(f.get("/Ff", 0))) for f in read.Root.AcroForm.Fields]
    assert sorted(name for name, _, _ in fields) == sorted(_names(plan))
    assert {kind for _, kind, _ in fields} == {"/Tx", "/Btn"}
    assert {name for name, _, flags in fields if flags & 1} == {form.head_name(h) for h in form.HEADS if h != "run"}
    found = form_of(data).get_fields() or {}
    assert set(found) == _names(plan)
    for name, field in found.items():
        meant = form.read_field(name)
        check = isinstance(meant, form.FormField) and meant.column in form.CHECKS
        assert field["/FT"] == ("/Btn" if check else "/Tx")
        assert field.get("/V") in ({"/Off"} if check else {"", plan.revision, plan.site, plan.change})
        assert field["/TU"] != name, "a tooltip that people can read"


@pytest.mark.long
@pytest.mark.parametrize(("tag", "step"), [("en", "Step"), ("fr", "Étape")])
def test_the_box_for_a_value_says_what_is_asked(tag, step):
    plan, words = PLANS[PAIR], language(tag)
    fields = form_of(checklist_pdf(plan, tag)).get_fields() or {}
    asked = {one.id: one.evidence for one in plan.steps if one.evidence and one.evidence.type != "go-no-go"}
    told = {
        meant.step: str(field["/TU"]).replace("\u00a0", " ").replace(" :", ":")
        for name, field in fields.items()
        if isinstance(meant := form.read_field(name), form.FormField) and meant.column == "value"
    }
    assert told.keys() == asked.keys()
    numbers = {one.id: one.number for one in plan.steps}
    for one, tip in told.items():
        assert tip.startswith(f"{step} {numbers[one]}")
        assert words.text(asked[one].label).replace("\u00a0", " ") in tip
        assert ("2026-12-05 22:10" in tip) == (asked[one].type == "datetime")
    assert any(evidence.type == "datetime" for evidence in asked.values())


@pytest.mark.long
def test_the_head_says_what_the_form_is_a_record_of():
    plan = PLANS[PAIR]
    fields = form_of(checklist_pdf(plan)).get_fields() or {}
    read = {head: fields[form.head_name(head)]["/V"] for head in form.HEADS}
    assert read == {"revision": plan.revision, "site": plan.site, "change": plan.change, "run": ""}


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("tag", ["en", "fr"])
@pytest.mark.parametrize("clients", range(len(CLIENTS)))
@pytest.mark.parametrize("method", ["automatic", "manual"])
def test_a_single_appliance_takes_three_pages(method, clients, tag, paper):
    plan = plan_of("single", method, clients=CLIENTS[clients])
    assert len(checklist(plan, language(tag), paper).pages) <= 3


@pytest.mark.long
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("tag", ["en", "fr"])
@pytest.mark.parametrize("path", [PAIR, "single-manual", "atlas-failover-shared-ip"])
def test_the_set_pages_are_those_that_were_reckoned(path, tag, paper):
    """As many pages, each with its own steps, and every box inside its sheet, above the foot, and apart from others."""
    plan = PLANS[path]
    reckoned = checklist(plan, language(tag), paper)
    read = form_of(checklist_pdf(plan, tag, paper))
    assert len(read.pages) == len(reckoned.pages)
    for page, sheet in zip(read.pages, reckoned.pages, strict=True):
        boxes = {_field(a)["/T"]: [float(x) for x in a.get_object()["/Rect"]] for a in page["/Annots"]}
        rows = [row for group in sheet.groups for row in group.rows]
        own = [{field.name for field in _fields(row)} for row in rows]
        assert {name for name in boxes if not name.startswith("0000")} == {name for names in own for name in names}
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        for names, (low, high) in zip(own, _edges(sheet, height), strict=True):
            for _, one, _, other in (boxes[name] for name in names):
                assert low + 0.4 * MM <= min(one, other), "on the line below its row"
                assert max(one, other) <= high, "in its row"
        for left, one, right, other in boxes.values():
            assert 8 * MM <= left < right <= width - 8 * MM
            assert min(one, other) >= 11.6 * MM, "above the foot, but for a line"
            assert max(one, other) <= height - 8 * MM
        assert _overlapping(list(boxes.values())) == []
        assert {form.head_name("run"), form.head_name("revision")} <= set(boxes), "each says what it is a page of"


def _fields(row):
    """The fields of a row."""
    boxes = (row.done, row.na, row.skipped, row.failed, row.at, row.by, row.witness, row.value, row.note)
    return [field for field in (*boxes, *(row.decision or ())) if field is not None]


def _edges(sheet, height):
    """The lower and the upper edge of each row, as they are reckoned: below the head and the heads of the columns."""
    high = height - (6 + 13.2 + 7) * MM
    for group in sheet.groups:
        high -= group.height * MM
        for row in group.rows:
            low = high - row.height * MM
            yield low, high
            high = low


def _field(place):
    """The field that is shown there."""
    read = place.get_object()
    return read if "/T" in read else read["/Parent"]


def _overlapping(boxes):
    found = []
    for i, (a, b, c, d) in enumerate(boxes):
        for e, f, g, h in boxes[i + 1 :]:
            if a < g and e < c and min(b, d) < max(f, h) and min(f, h) < max(b, d):
                found.append(((a, b, c, d), (e, f, g, h)))
    return found


@pytest.mark.long
def test_boxes_are_big_enough_for_a_pen():
    read = form_of(checklist_pdf(PLANS[PAIR]))
    for page in read.pages:
        for annotation in page["/Annots"]:
            left, one, right, other = (float(x) for x in annotation.get_object()["/Rect"])
            if _field(annotation)["/FT"] == "/Btn":
                assert min(right - left, abs(one - other)) >= 7 * MM


@pytest.mark.long
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_each_page_has_a_code_that_says_which_it_is(tag):
    plan = PLANS["atlas-no-failover"]
    read = [[form.read_page_code(code.text) for code in page] for page in codes(checklist_pdf(plan, tag))]
    assert len(read) > 2
    assert read == [[code] for code in page_codes(plan, len(read), language(tag))]


@pytest.mark.long
def test_a_title_is_never_the_last_thing_on_a_page():
    for plan in PLANS.values():
        for paper in ("A4", "Letter"):
            pages = checklist(plan, language("fr"), paper).pages
            assert len(pages) > 1
            for page in pages:
                assert all(group.rows for group in page.groups)
                used = sum(g.height + sum(r.height for r in g.rows) for g in page.groups)
                assert used <= layout.ROOM_MM[paper]


@pytest.mark.long
def test_steps_and_their_numbers_are_the_same_in_every_language():
    for plan in PLANS.values():
        rows = [
            [
                (row.number, row.done.name)
                for page in checklist(plan, language(tag)).pages
                for g in page.groups
                for row in g.rows
            ]
            for tag in ("en", "fr")
        ]
        assert rows[0] == rows[1]
        assert [number for number, _ in rows[0]] == [step.number for step in plan.steps]


@pytest.mark.long
def test_a_name_too_long_for_the_head_gives_way_to_the_id():
    plan = replace(PLANS[PAIR], site_name="Very long " * 1000, site="a" * 40, change="b" * 40)
    data = checklist_pdf(plan)
    assert len(opened(data)) == len(opened(checklist_pdf(PLANS[PAIR])))
    text = squeezed(page_texts(data)[1])
    assert "a" * 40 in text
    assert "b" * 40 in text


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_until_when_a_decision_stays_empty_stands_on_one_line_in_its_row(tag, tmp_path):
    plan = PLANS[PAIR]
    rows = [row for page in checklist(plan, language(tag)).pages for group in page.groups for row in group.rows]
    wanted = [(row.late.split()[-1], row.package.text) for row in rows if row.late and row.package]
    file = tmp_path / "checklist.pdf"
    file.write_bytes(checklist_pdf(plan, tag))
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    words = [(word, float(left), float(top)) for left, top, _, _, word in WORD.findall(done.stdout)]
    words = [(word, left, top) for word, left, top in words if left < 110 * MM]  # up to the boxes
    found = [
        (word, until)
        for (word, left, top), (until, after, level) in pairwise(words)
        if (word, until) in wanted and after > left and abs(level - top) < MM
    ]
    assert wanted
    assert sorted(found) == sorted(wanted)


@pytest.mark.long
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("width", [10, 12, 20, 33, 40])
def test_an_id_of_any_length_keeps_to_its_column_and_its_row(width, paper, tmp_path):
    plan = _renamed(PLANS["atlas-no-failover"], width)
    file = tmp_path / "checklist.pdf"
    file.write_bytes(checklist_pdf(plan, paper=paper))
    assert [fault for fault in faults(file.read_bytes(), 0, (), captions=False) if " on " in fault] == []
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    rows = [row for page in checklist(plan, language("en"), paper).pages for group in page.groups for row in group.rows]
    wanted = Counter(piece for row in rows if row.appliance for piece in row.appliance.drawn.split("\n"))
    words = [(float(left), float(right), word) for left, _, right, _, word in WORD.findall(done.stdout)]
    own = [(word, right) for left, right, word in words if word in wanted and left < 54 * MM]
    assert max(right for _, right in own) <= 54.5 * MM, "the sheet's margin and the column"
    assert Counter(word for word, _ in own) == wanted
    assert sum(row.appliance is not None for row in rows) == sum(bool(s.appliance or s.place) for s in plan.steps)


def _renamed(plan, width):
    """The plan, with ids of so many characters for its appliances."""
    names = {a.id: f"{a.id}-{'abcdefghij' * 4}"[:width] for a in plan.appliances}
    return replace(
        plan,
        appliances=tuple(replace(a, id=names[a.id]) for a in plan.appliances),
        passes=tuple(
            replace(p, letters={letter: names[i] for letter, i in p.letters.items()},
                    primary_start=names[p.primary_start], primary_end=names[p.primary_end])
            for p in plan.passes
        ),
        phases=tuple(replace(p, serves=names.get(p.serves)) for p in plan.phases),
        steps=tuple(replace(s, appliance=names.get(s.appliance), place=names.get(s.place)) for s in plan.steps),
    )  # fmt: skip


def test_of_several_licences_and_patches_each_row_says_which() -> None:
    form = checklist(plan_of("single", "manual", hops=("pslp",)), language("en"))
    rows = [row for page in form.pages for group in page.groups for row in group.rows]
    named = [(row, row.package.text) for row in rows if row.package and row.package.name == "row.package"]
    assert [(row.title, text) for row, text in named] == [
        ("Install the patch", "BT26-11"),
        ("Install the licence", "11 more users"),
        ("Install the patch", "BT26-12"),
    ]
    first, *others = (row for row, _text in named)
    assert first.bar
    assert first.height == round(layout.row_mm(structs.replace(first, bar=""), "A4") + layout.BAR_MM, 1)
    assert [row.bar for row in others] == ["", ""]
    assert {row.height >= layout.LINE_MM + layout.PACKAGE_MM for row in others} == {True}


@pytest.mark.long
@pytest.mark.parametrize(
    ("required", "na", "boxes"), [(True, False, ""), (True, True, "na"), (False, True, "na"), (False, False, "skipped")]
)
def test_a_row_has_no_box_that_a_verdict_would_refuse(required, na, boxes) -> None:
    """What is left out stands in the place of n/a, with its word above it."""
    plan = PLANS["single-manual"]
    steps = tuple(replace(step, required=required, na_allowed=na) for step in plan.steps)
    data = checklist_pdf(replace(plan, steps=steps))
    read = {name: form.read_field(name) for name in form_of(data).get_fields() or {}}
    between = {meant.column for meant in read.values() if isinstance(meant, form.FormField)} & {"na", "skipped"}
    assert between == {boxes} - {""}
    assert squeezed("".join(page_texts(data))).count("leftout") == len(steps) * (boxes == "skipped")
    assert faults(data, 0, (), captions=False) == []


def test_a_row_says_of_which_form_the_answer_is_and_what_is_expected() -> None:
    rows = [row for page in checklist(PLANS[PAIR], language("en")).pages for g in page.groups for row in g.rows]
    asked = {"".join(e.label): e for row in rows if (e := row.evidence)}
    said = {
        label: (e.beside, e.expects, e.expected.text if e.expected else "")
        for label, e in asked.items()
        if label in ("Session works", "Base installed", "Jump Clients online", "Appliance that answered · expected:")
    }
    host = said.pop("Appliance that answered · expected:")
    version = said.pop("Base installed")
    assert said == {
        "Session works": (("yes / no", "expected: yes"), "", ""),
        "Jump Clients online": (("number",), "", ""),
    }
    assert (version[0], version[1], bool(version[2])) == (("version",), "expected:", True)
    assert host[:2] == ((), "")
    assert host[2] in {a.hostname for a in PLANS[PAIR].appliances}
    forms = {label: (e.wide, e.moment) for label, e in asked.items()}
    assert forms["Date of the e-mail · DD MM"] == (False, False)
    assert forms["Old values · number, bandwidth"] == (True, False)
    assert all(moment for label, (_wide, moment) in forms.items() if "date, time" in label)
    assert any(label.startswith("Last data sync · date, time ·later than step") for label in asked)
