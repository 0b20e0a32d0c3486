import os
import shutil
from pathlib import Path

import pytest

from runbook.cache import TAG, Cache, usual_place
from runbook.part_file import part_file

KEY, OTHER = "ab" * 32, "cd" * 32


def entry(cache: Cache) -> Path:
    return next(file for file in cache.folder.rglob("*/*") if file.is_file())


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


def test_what_its_reader_refuses_is_made_again_and_put_there(tmp_path):
    cache = Cache(folder=tmp_path)
    cache.put(KEY, b"no number")
    assert cache.read(KEY, int) is None
    assert cache.through(KEY, lambda: b"7", int) == 7
    assert cache.get(KEY) == b"7"
    with pytest.raises(ValueError, match="invalid literal"):
        cache.through(OTHER, lambda: b"x", int)
    assert cache.get(OTHER) is None


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_nobody_else_can_look_into_it(tmp_path):
    cache = Cache(folder=tmp_path / "cache")
    before = os.umask(0)
    try:
        cache.put(KEY, b"data")
    finally:
        os.umask(before)
    assert {mode(cache.folder), mode(entry(cache).parent), mode(entry(cache)), mode(cache.folder / TAG)} == {
        0o700,
        0o600,
    }


@pytest.mark.parametrize("use", [lambda cache: cache.get(KEY), lambda cache: cache.put(OTHER, b"x"), Cache.trim])
def test_a_folder_that_was_open_to_others_is_closed(tmp_path, use):
    cache = Cache(folder=tmp_path / "cache")
    cache.put(KEY, b"data")
    cache.folder.chmod(0o755)
    use(cache)
    assert mode(cache.folder) == 0o700
    assert cache.get(KEY) == b"data"


def test_another_users_folder_is_not_used(tmp_path, monkeypatch):
    cache = Cache(folder=tmp_path / "cache", limit=0)
    cache.put(KEY, b"data")
    cache.folder.chmod(0o755)
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    cache.put(OTHER, b"data")
    cache.trim()
    assert (cache.get(KEY), mode(cache.folder)) == (None, 0o755)
    monkeypatch.undo()
    assert (cache.get(KEY), cache.get(OTHER)) == (b"data", None)


def test_what_another_user_put_into_it_is_not_there(tmp_path, monkeypatch):
    """While the folder was open to others; it is closed before anything is read, and that alone is too late."""
    cache = Cache(folder=tmp_path / "cache")
    cache.put(KEY, b"data")
    user, real = os.geteuid(), os.fstat

    def owned_by_another(handle: int) -> os.stat_result:
        found = real(handle)
        return os.stat_result((*found[:4], user + 1, *found[5:10]))

    monkeypatch.setattr(os, "fstat", owned_by_another)
    assert cache.get(KEY) is None
    monkeypatch.undo()
    assert cache.get(KEY) == b"data"


def test_a_link_in_its_place_is_not_followed(tmp_path):
    (tmp_path / "mine" / "ab").mkdir(parents=True, mode=0o755)
    (tmp_path / "mine" / "ab" / "letter").write_text("dear")
    (tmp_path / "cache").symlink_to(tmp_path / "mine")
    cache = Cache(folder=tmp_path / "cache", limit=0)
    cache.put(KEY, b"data")
    cache.trim()
    assert cache.get(KEY) is None
    assert [file.name for file in (tmp_path / "mine" / "ab").iterdir()] == ["letter"]
    assert mode(tmp_path / "mine") != 0o700


@pytest.mark.parametrize("use", [lambda cache: cache.get(KEY), lambda cache: cache.put(KEY, b"new"), Cache.trim])
def test_a_link_below_it_is_not_followed(tmp_path, use):
    """Neither a folder's nor a file's, nor the tag's: nothing is read, written or taken away behind it."""
    cache = Cache(folder=tmp_path / "cache", limit=0)
    cache.put(KEY, b"data")
    cache.put(OTHER, b"data")
    for name in ("ab", "cd"):
        (cache.folder / name).rename(tmp_path / name)
    (cache.folder / "ab").symlink_to(tmp_path / "ab")
    (cache.folder / "cd").mkdir()
    (cache.folder / "cd" / OTHER[2:]).symlink_to(tmp_path / "cd" / OTHER[2:])
    there = {file: file.read_bytes() for name in ("ab", "cd") for file in (tmp_path / name).iterdir()}
    use(cache)
    assert (cache.get(KEY), cache.get(OTHER)) == (None, None)
    assert there == {file: file.read_bytes() for name in ("ab", "cd") for file in (tmp_path / name).iterdir()}
    assert (cache.folder / "ab").is_symlink()


def test_an_entry_that_is_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path):
    cache = Cache(folder=tmp_path / "cache")
    cache.put(KEY, b"data")
    entry(cache).unlink()
    (tmp_path / "letter").write_bytes(b"dear")
    (cache.folder / "ab" / KEY[2:]).symlink_to(tmp_path / "letter")
    assert cache.through(KEY, lambda: b"7", int) == 7
    assert ((tmp_path / "letter").read_bytes(), cache.get(KEY)) == (b"dear", b"7")


def test_a_tag_that_is_a_link_is_not_written_through(tmp_path):
    cache = Cache(folder=tmp_path / "cache")
    cache.put(KEY, b"data")
    (cache.folder / TAG).unlink()
    (cache.folder / TAG).symlink_to(tmp_path / "nowhere")
    assert cache.get(KEY) is None
    assert not (tmp_path / "nowhere").exists()


def test_a_pipe_in_the_place_of_an_entry_is_not_waited_for(tmp_path):
    cache = Cache(folder=tmp_path / "cache")
    cache.put(KEY, b"data")
    entry(cache).unlink()
    os.mkfifo(cache.folder / "ab" / KEY[2:])
    assert cache.get(KEY) is None
    cache.put(KEY, b"data")
    assert cache.get(KEY) == b"data"


def test_what_a_killed_run_left_counts_and_goes(tmp_path):
    cache = Cache(folder=tmp_path / "cache", limit=0)
    cache.put(KEY, b"data")
    with part_file(entry(cache), b"half") as part:
        name = part.name
    (cache.folder / "ab" / name).write_bytes(b"half")
    cache.trim()
    assert list((cache.folder / "ab").iterdir()) == []


def test_what_is_deleted_while_it_is_used_is_closed_again(tmp_path):
    cache = Cache(folder=tmp_path / "cache")
    cache.put(KEY, b"data")
    shutil.rmtree(cache.folder)
    cache.put(KEY, b"data")
    assert (cache.get(KEY), mode(cache.folder)) == (b"data", 0o700)


def test_what_the_cache_did_not_put_there_is_never_taken_away(tmp_path):
    cache = Cache(folder=tmp_path / "cache", limit=0)
    cache.put(KEY, b"data")
    (tmp_path / "mine").mkdir()
    mine = [tmp_path / "mine" / ("ab" * 31), cache.folder / "notes" / "a.txt", entry(cache).with_name("b.txt")]
    (cache.folder / "zz").symlink_to(tmp_path / "mine")
    (cache.folder / "ee").symlink_to(tmp_path / "mine")
    (entry(cache).with_name("cd" * 31)).symlink_to(mine[0])
    for file in mine:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"mine")
    cache.trim()
    assert (cache.get(KEY), [file.read_bytes() for file in mine]) == (None, [b"mine"] * 3)


def test_a_folder_that_is_somebodys_own_is_not_used(tmp_path):
    folder = tmp_path / "runbook-kit"
    (folder / "ab").mkdir(parents=True, mode=0o755)
    folder.chmod(0o755)
    (folder / "README").write_text("a checkout")
    (folder / "ab" / ("cd" * 31)).write_text("mine")
    cache = Cache(folder=folder, limit=0)
    cache.put(KEY, b"data")
    cache.trim()
    assert (cache.get(KEY), mode(folder)) == (None, 0o755)
    assert sorted(file.name for file in folder.rglob("*")) == ["README", "ab", "cd" * 31]


def test_a_cache_without_its_tag_gets_it_again(tmp_path):
    cache = Cache(folder=tmp_path)
    cache.put(KEY, b"data")
    (tmp_path / TAG).unlink()
    assert cache.get(KEY) == b"data"
    assert (tmp_path / TAG).read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")


@pytest.mark.parametrize("base", ["", "here", "./here"])
def test_a_place_that_is_not_absolute_is_not_meant(monkeypatch, base):
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    assert usual_place() == Path.home() / ".cache" / "runbook-kit"


def test_a_home_that_is_not_absolute_is_none(monkeypatch):
    """Whoever calls the kit has no cache in each folder that they work in."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "here")
    assert usual_place() == Path(os.devnull)
