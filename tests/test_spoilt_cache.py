"""Entries that are whole and say something else than their reader expects: as if they were not there, and made anew."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from runbook.build.file_stamps import TOO_FRESH, FileStamps
from runbook.cache import Cache, usual_place
from runbook.document import glyphs
from runbook.errors import MachineError
from runbook.i18n import _translations, load_language
from runbook.inventory.packed import PackedSite, load_fleet
from runbook.model.plan import Plan
from runbook.pdf.prefill.prefiller import Prefiller
from runbook.procedures.load import load_procedures
from tests import plans
from tests.pages import glossary, language

EXAMPLE = Path(__file__).parent.parent / "examples" / "inventory.yaml"
RUBBISH = [
    b"", b"\xff\xfe", b"null", b"7", b'"text"', b"[]", b"{}", b"[1, 2]", b'["n != 1", []]', b'["n != 1", {"a": "b"}]',
    b'["n != 1", {"a": []}]', b'["n != 1", {"a": [1]}]', b'["(", {"a": ["b"]}]', b'{"a": 1}', b'{"a": ["b", "c"]}',
    b'{"a": ["b", ["en"], 1]}', b'{"a": ["b", ["en"], [["c"]]]}', b'{"a": ["b", ["en"], [[1, [], [], "{}"]]]}',
    b'{"a": ["b", [], []]}',
    b'{"a": ["b", ["en"], [["c", [], [1], "{}"]]]}', b'{"a": ["b", ["en"], [["c", [], [], 1]]]}',
    b"[" * 100_000, b"\xc0", b"\x80",
]  # fmt: skip


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Cache:
    """The cache in its usual place, for this test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Cache(folder=usual_place())


def entries(cache: Cache) -> dict[str, bytes]:
    found = [file.parent.name + file.name for file in cache.folder.rglob("*/*") if file.is_file()]
    return {key: cache.get(key) or b"" for key in found}


def survives(cache: Cache, use: Callable[[], object], sound: Collection[bytes] = (), every: int = 1) -> None:
    """`use` gives the same whatever is in the one entry that it has, and puts that right."""
    wanted = use()
    ((key, whole),) = entries(cache).items()
    assert len(RUBBISH) > len(sound)
    for rubbish in [each for each in RUBBISH if each not in sound][:: 1 if os.environ.get("LONG") else every]:
        cache.put(key, rubbish)
        assert use() == wanted, rubbish
        assert entries(cache) == {key: whole}, rubbish


@pytest.mark.long
def test_procedures(cache):
    survives(cache, load_procedures.__wrapped__, every=4)  # they are checked anew each time


@pytest.mark.long
def test_translations(cache):
    def french() -> object:
        _translations.cache_clear()
        tongue = load_language("fr")
        return tongue.messages, [tongue.plural_form(n) for n in range(4)]

    survives(cache, french, every=3)


def test_code_points(cache):
    survives(cache, lambda: glyphs._code_points(glyphs.MONO), sound=(b"[]", b"{}", b"[1, 2]"))


def test_sites(cache):
    survives(cache, lambda: load_fleet(EXAMPLE, cache))


def test_folders_that_were_looked_at(cache, tmp_path):
    def look() -> bool:
        stamps = FileStamps(tmp_path, cache)
        stamps._new["a"] = ("b", time.time_ns() - 2 * TOO_FRESH)
        stamps.keep()
        return stamps.untouched("a", {})

    look()
    ((key, whole),) = entries(cache).items()
    for rubbish in RUBBISH:
        cache.put(key, rubbish)
        look()
        assert json.loads(entries(cache)[key])["a"] == json.loads(whole)["a"]


@pytest.mark.skipif(not os.environ.get("LONG"), reason="twenty seconds: LONG=1")
def test_masters_damaged_and_of_another_shape(cache):
    plan, other = plans.plan_of("single", "automatic"), plans.plan_of("single", "manual")

    def printed(which: Plan) -> bytes | None:
        return Prefiller(glossary(), cache).filled_in("checklist", which, language("en"), "A4")

    def masters() -> dict[str, bytes]:
        return {key: data for key, data in entries(cache).items() if key.encode() in data}  # each bears its name

    wanted = printed(plan)
    assert wanted is not None
    ((key, whole),) = masters().items()
    printed(other)
    (another,) = masters().keys() - {key}
    for rubbish in (masters()[another], b"\xc0", b"", whole[:-1]):
        cache.put(key, rubbish)
        assert printed(plan) == wanted
        assert cache.get(key) == whole


def test_the_face_of_slots(cache):
    survives(cache, lambda: Prefiller(glossary(), cache)._face_of(language("en")), every=6)


@pytest.mark.parametrize("change", ["of another site", "edited"])
def test_a_site_whose_hash_does_not_hold_is_read_anew(cache, change):
    """The entry is whole, and what is in it is not what was put there: nobody has to delete anything."""
    wanted = [site.inventory() for site in load_fleet(EXAMPLE, cache)]
    ((key, whole),) = entries(cache).items()
    ((digest, (organization, languages, sites)),) = json.loads(whole).items()
    if change == "edited":
        sites[0][3] = sites[0][3].replace("192.0.2.1", "192.0.2.9")
    else:
        sites[0][3], sites[1][3] = sites[1][3], sites[0][3]
    cache.put(key, json.dumps({digest: [organization, languages, sites]}).encode())
    assert [site.inventory() for site in load_fleet(EXAMPLE, cache)] == wanted
    assert entries(cache) == {key: whole}


@pytest.mark.parametrize("content", [b"", b"[", b"[]", b"{}"])
def test_a_site_that_the_cache_has_exchanged_is_refused(content):
    first, second = load_fleet(EXAMPLE)[:2]
    for wrong in (content, second.content):
        site = PackedSite(**{name: getattr(first, name) for name in PackedSite.__slots__} | {"content": wrong})
        with pytest.raises(MachineError, match="delete the folder"):
            site.inventory()
