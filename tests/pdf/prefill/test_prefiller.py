"""Pages that were filled in are those that WeasyPrint sets: a sample; test_every_path.py has them all."""

from __future__ import annotations

import io
import os
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from runbook.cache import Cache, usual_place
from runbook.document.parts import Paper
from runbook.model.plan import Plan
from runbook.pdf.identity import first_identifier
from runbook.pdf.pages import PrintedKind, document_of, html_of, options_of
from runbook.pdf.prefill import make_master
from runbook.pdf.prefill import prefiller as prefiller_module
from runbook.pdf.prefill.marks import MARK
from runbook.pdf.prefill.prefiller import Prefiller
from runbook.pdf.prefill.split_plan import split
from runbook.pdf.weasyprint import render_pdf
from tests import plans
from tests.pages import glossary, language
from tests.pdf.prefill.alike import differences, pictures
from tests.pdf.prefill.awkward import awkward

pytestmark = pytest.mark.sampled(8)

SINGLE, MIGRATION = plans.KINDS[1], plans.KINDS[-1]


def in_full(kind: PrintedKind, plan: Plan, tag: str, paper: Paper = "A4") -> bytes:
    document, locked = document_of(kind, plan, language(tag), glossary(), paper)
    page = html_of(document, language(tag))
    return render_pdf(page, document.images, **options_of(kind), locked=locked)


@pytest.fixture(scope="module")
def prefiller() -> Prefiller:
    return Prefiller(glossary(), Cache(folder=usual_place()))


def same_shape(kind: tuple[str, object, object, object], reach: float, first: int = 0) -> list[Plan]:
    """Three plans of one shape."""
    found: dict[object, list[Plan]] = {}
    for seed in range(first, first + 40):
        plan = awkward(kind, seed, reach)
        same = found.setdefault(split(plan).shape, [])
        same.append(plan)
        if len(same) == 3:
            return same
    raise AssertionError("no three plans of one shape")


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "path", "tag", "paper"),
    [
        ("runbook", SINGLE, "fr", "A4 duplex"),
        ("checklist", MIGRATION, "en", "Letter"),
        ("checklist-archive", SINGLE, "fr", "A4"),
    ],
)
def test_what_is_filled_in_is_what_is_set(prefiller, kind, path, tag, paper):
    sizes: set[str] = set()
    for reach in (0.2, 0.7, 0.9, 1.0) if os.environ.get("LONG") else (0.2, 0.9):
        plan = awkward(path, 5, reach)
        filled = prefiller.filled_in(kind, plan, language(tag), paper)
        if filled is None:  # the longest of all, for which a row of the checklist grows
            assert (reach, kind) == (1.0, "checklist")
            assert re.search(r'class="slot [a-z]+ w[0-9]+ grown"', html_of_plan(kind, plan, tag, paper))
            continue
        assert differences(filled, in_full(kind, plan, tag, paper)) == []
        sizes |= set(re.findall(r'class="slot [a-z]+ w[0-9]+ ([a-z-]+)"', html_of_plan(kind, plan, tag, paper)))
        with pikepdf.open(io.BytesIO(filled)) as file:
            assert file.check_pdf_syntax() == []
    assert sizes == {"normal", "small", "two-lines"}


@pytest.mark.skipif(not os.environ.get("LONG"), reason="half a minute: LONG=1")
def test_the_packages_of_a_hop_are_filled_in(prefiller):
    """A licence, patches with a file and without, a Base alone; a checksum is too long for a slot: set in full."""
    plan = plans.plan_of("single", "manual", hops=("lbsgp", "b"))
    kinds: tuple[PrintedKind, ...] = ("runbook", "checklist")
    for kind in kinds:
        filled = prefiller.filled_in(kind, plan, language("fr"), "A4")
        assert filled is not None
        assert differences(filled, in_full(kind, plan, "fr")) == []
    long = plans.plan_of("single", "manual", hops=("f",))
    assert prefiller.filled_in("runbook", long, language("fr"), "A4") is None


def html_of_plan(kind: PrintedKind, plan: Plan, tag: str, paper: Paper) -> str:
    return html_of(document_of(kind, plan, language(tag), glossary(), paper)[0], language(tag))


@pytest.mark.long
def test_what_differs_is_seen(prefiller):
    """The comparison itself: of two sites, everything is told apart but what they share."""
    one, other = same_shape(SINGLE, 0.5)[:2]
    a, b = (prefiller.filled_in("checklist", plan, language("fr"), "A4") for plan in (one, other))
    told = {line.split()[0].rstrip(":") for line in differences(a, b)}
    assert {"page", "tags", "fields", "title", "words"} <= told


def test_a_form_that_shows_something_else_is_seen(prefiller):
    made = prefiller.filled_in("checklist", plans.plan_of("single", "automatic"), language("fr"), "A4")
    other = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as file:
        form: Any = file.Root.AcroForm
        next(field for field in form.Fields if field.T == "0000-site").V = pikepdf.String("another site")
        file.save(other)
    assert [line[:7] for line in pictures(made, other.getvalue())] == ["page 1:"]


@pytest.mark.long
def test_a_document_holds_nothing_of_another(prefiller):
    """Neither of the site before it, nor of the marks that its master was made of."""
    one, other, _ = same_shape(SINGLE, 1.0)
    for kind in ("checklist", "runbook"):
        prefiller.filled_in(kind, one, language("fr"), "A4")
        made = everything(prefiller.filled_in(kind, other, language("fr"), "A4"))
        assert other.site.encode() in made
        assert one.site.encode() not in made
        assert one.revision.encode() not in made
        assert not MARK.search(made.decode("latin-1"))


@pytest.mark.long
def test_what_sites_share_is_a_pdf_by_itself_and_holds_nothing_of_them(prefiller):
    one, other, _ = same_shape(SINGLE, 1.0)
    for kind in ("checklist", "runbook"):
        made = [prefiller.filled_in(kind, plan, language("fr"), "A4") for plan in (one, other)]
        shared, _ = (data[: data.index(b"%%EOF\n") + 6] for data in made)
        assert made[1].startswith(shared)
        with pikepdf.open(io.BytesIO(shared)) as file, pikepdf.open(io.BytesIO(made[0])) as whole:
            assert file.check_pdf_syntax() == []
            assert len(file.pages) == len(whole.pages)
        assert not MARK.search(everything(shared).decode("latin-1"))
        assert one.site.encode() not in everything(shared)


def everything(data: bytes) -> bytes:
    """All streams of a file unpacked, and the file itself."""
    with pikepdf.open(io.BytesIO(data)) as file:
        streams = [thing.read_bytes() for thing in file.objects if isinstance(thing, pikepdf.Stream)
                   and thing.get("/Subtype") != "/Image"]  # fmt: skip
    return b"\n".join((*streams, *map(_inflated, re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL)), data))


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return data


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"hostname": "h" * 200 + ".example.com"}, id="too long"),
        pytest.param({"site_name": "Пермь"}, id="letters that the face lacks"),
        pytest.param({"site_name": "中文"}, id="letters of double width"),
        pytest.param({"site_name": " " * 70}, id="spaces in two lines"),
        pytest.param({"site": "a(b"}, id="a mark in a title"),
    ],
)
def test_a_value_that_has_no_place_is_set_in_full(prefiller, change):
    plan = replace(plans.plan_of("single", "automatic"), **change)
    assert prefiller.filled_in("runbook", plan, language("fr"), "A4") is None


@pytest.mark.long
def test_the_same_bytes_from_memory_from_the_cache_and_anew(tmp_path):
    plans_ = same_shape(SINGLE, 0.5)
    cache = Cache(folder=tmp_path)
    first = Prefiller(glossary(), cache)
    made = [first.filled_in("checklist", plan, language("fr"), "A4") for plan in plans_]
    again = Prefiller(glossary(), cache)
    assert [again.filled_in("checklist", plan, language("fr"), "A4") for plan in plans_] == made
    for entry in tmp_path.rglob("*"):
        if entry.is_file():
            entry.write_bytes(entry.read_bytes()[:-1])
    other_way = Prefiller(glossary(), cache)
    assert [other_way.filled_in("checklist", plan, language("fr"), "A4") for plan in reversed(plans_)] == made[::-1]


@pytest.mark.long
def test_what_is_filled_in_is_known_by_its_name(prefiller):
    plan, other, _ = same_shape(SINGLE, 0.5)
    made = prefiller.filled_in("checklist", plan, language("fr"), "A4")
    name = prefiller.name("checklist", plan, language("fr"), "A4")
    assert first_identifier(made) == name
    assert name != prefiller.name("checklist", other, language("fr"), "A4")
    assert name != prefiller.name("checklist", plan, language("en"), "A4")
    assert first_identifier(made.replace(b"ObjStm", b"ObjStn", 1)) is None


@pytest.mark.long
def test_masters_are_set_once_and_let_go_when_there_are_too_many(tmp_path, monkeypatch):
    drawn: list[str] = []
    set_page = render_pdf

    def counting(*args: object, **options: object) -> bytes:
        drawn.append(str(options["style"]))
        return set_page(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("runbook.pdf.weasyprint.render_pdf", counting)
    monkeypatch.setattr(prefiller_module, "ROOM", 1)
    prefiller = Prefiller(glossary(), Cache(folder=tmp_path))
    plan = plans.plan_of("single", "automatic")
    for _ in range(2):
        for tag in ("en", "fr"):
            assert prefiller.filled_in("checklist", plan, language(tag), "A4")
            assert len(prefiller._masters) == 1
    assert drawn.count("checklist") == 2


def test_a_shape_whose_pages_depend_on_values_has_no_master(tmp_path, monkeypatch):
    """Were a page ever to say something of a site outside a slot, it would be set in full."""
    plan = plans.plan_of("single", "automatic")
    monkeypatch.setattr(make_master, "html_of", lambda document, _: f"<html>{document.title}</html>")
    assert (
        Prefiller(glossary(), Cache(folder=Path(tmp_path))).filled_in("checklist", plan, language("fr"), "A4") is None
    )


@pytest.mark.long
def test_a_plan_whose_values_grow_says_nothing_of_the_next_of_its_shape(monkeypatch):
    """Nor is a master set for it, which it could not be filled into: its pages are set in full, once."""
    calm = awkward(SINGLE, 5, 0.2)
    grown = replace(calm, hostname="a" * 195)
    prefiller = Prefiller(glossary())
    with monkeypatch.context() as patched:
        patched.setattr(make_master, "extract", lambda *_: pytest.fail("a master is made"))
        assert prefiller.filled_in("runbook", grown, language("fr"), "A4") is None
    assert prefiller.filled_in("runbook", calm, language("fr"), "A4") is not None
