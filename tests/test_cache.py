from pathlib import Path

import pytest

from runbook.cache import Cache

KEY, OTHER = "ab" * 32, "cd" * 32


def entry(cache: Cache) -> Path:
    return next(file for file in cache.folder.rglob("*") if file.is_file())


def test_what_is_put_comes_back(tmp_path):
    cache = Cache(folder=tmp_path / "deep" / "cache")
    assert cache.get(KEY) is None
    cache.put(KEY, b"data")
    assert (cache.get(KEY), cache.get(OTHER)) == (b"data", None)
    assert len(list(cache.folder.rglob("*.part"))) == 0


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: b"", lambda data: data + b"x"])
def test_what_was_harmed_is_not_there(tmp_path, harm):
    cache = Cache(folder=tmp_path)
    cache.put(KEY, b"data")
    entry(cache).write_bytes(harm(entry(cache).read_bytes()))
    assert cache.get(KEY) is None


def test_an_entry_under_another_key_is_not_there(tmp_path):
    cache = Cache(folder=tmp_path)
    cache.put(KEY, b"data")
    moved = tmp_path / OTHER[:2] / OTHER[2:]
    moved.parent.mkdir()
    entry(cache).rename(moved)
    assert cache.get(OTHER) is None


def test_what_was_of_no_use_for_longest_goes_first(tmp_path):
    cache = Cache(folder=tmp_path, limit=3 * (32 + 10))
    keys = [f"{n:064x}" for n in range(5)]
    for key in keys:
        cache.put(key, b"0123456789")
    assert cache.get(keys[0]) is not None
    cache.trim()
    assert [n for n, key in enumerate(keys) if cache.get(key) is not None] == [0, 3, 4]


def test_a_cache_that_cannot_be_written_is_an_empty_one(tmp_path):
    (tmp_path / "file").write_text("no folder")
    cache = Cache(folder=tmp_path / "file")
    cache.put(KEY, b"data")
    cache.trim()
    assert cache.get(KEY) is None
