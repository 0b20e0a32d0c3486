"""Verdicts that are kept: they give what judging gives, and hold for nothing but the files that they are of."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runbook.build.file_stamps import TOO_FRESH
from runbook.build.workers import here
from runbook.cache import Cache
from runbook.estate.asked import AskedTogether
from runbook.estate.kept_verdicts import KeptVerdicts, files_read
from runbook.estate.survey import survey
from runbook.inventory.packed import load_fleet
from runbook.model.record import Record, RecordPart
from runbook.model.rehearsal import rehearsal_run
from runbook.reading.plan_json import EARLIER_PLANS, PLAN, earlier_name
from runbook.simulate.play import play
from runbook.verify.fast_check import FastCheck
from runbook.verify.indexed_plan import index_plan
from runbook.verify.session import verify_files
from tests.estate.test_status import Estate
from tests.test_spoilt_cache import RUBBISH

NOW = datetime(2027, 6, 1, tzinfo=UTC)
BEFORE_THE_END = datetime(2026, 12, 5, 22, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Estate(tmp_path_factory.mktemp("estate"))
    made.render()
    return made.out


class KeptEstate(Estate):
    """An estate with a cache of its own, and what was judged in it since somebody asked."""

    def __init__(self, place: Path, out: Path) -> None:
        super().__init__(place)
        shutil.copytree(out, self.out)
        self.cache = Cache(folder=place / "cache")
        self.judged: list[tuple[str, ...]] = []

    def told(self, now: datetime = NOW, kit: str = "this kit") -> tuple[list[Any], list[Any], list[Any]]:
        """What `status` is told of the changes."""
        time.sleep(2 * TOO_FRESH / 1e9)  # what was written only now is not kept
        self.judged.clear()
        fleet = load_fleet(self.write())
        known = [(site.id, change) for site in fleet for change in site.changes]
        kept = KeptVerdicts(self.cache, self.out, kit)
        found = survey(fleet, known, self.out, [str(self.records)], now, here(), kept=kept)
        return list(found.statuses), found.strays, found.problems

    def entry(self) -> Path:
        (file,) = (file for file in self.cache.folder.rglob("*/*") if file.is_file())
        return file

    def kept(self) -> list[str]:
        """The sites of which something is remembered."""
        entry = self.entry()
        return [line[0] for line in json.loads(self.cache.get(entry.parent.name + entry.name) or b"")]


@pytest.fixture
def estate(rendered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeptEstate:
    made = KeptEstate(tmp_path, rendered)

    def watched(files: Any, *more: Any, **named: Any) -> Any:
        made.judged.append(tuple(Path(file).name for file in files))
        return verify_files(files, *more, **named)

    monkeypatch.setattr("runbook.estate.judged.verify_files", watched)
    return made


def test_a_record_that_passed_is_not_judged_again_and_all_else_is(estate):
    estate.record("paris")
    estate.record("lyon", left=3)
    estate.record("nice", rehearsal_run(estate.plan("nice").revision, 1))
    first = estate.told()
    assert estate.judged == [("paris.json",), ("lyon.json",), ("nice.json",)]
    assert [one.standing for one in first[0]] == ["passed", "under-way", "record-missing"]
    assert estate.told() == first
    assert estate.judged == [("lyon.json",)]
    assert [one.rehearsals for one in first[0]] == [0, 0, 1]


def test_times_come_out_of_the_cache_as_they_went_in(estate):
    estate.record("paris")
    (first, *_), _, _ = estate.told()
    (again, *_), _, _ = estate.told()
    assert estate.judged == []
    assert [str(one.first) for one in first.windows] == [str(one.first) for one in again.windows]
    assert again.windows[0].first.isoformat() == first.windows[0].first.isoformat()
    assert again.windows[0].end.isoformat() == first.windows[0].end.isoformat()


def rewritten(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new))


CHANGES: dict[str, Callable[[KeptEstate], object]] = {
    "a state": lambda it: rewritten(it.records / "paris.json", b'"done"', b'"failed"'),
    "a blank": lambda it: rewritten(it.records / "paris.json", b'"run": "1"', b'"run":  "1"'),
    "another record beside it": lambda it: it.record("paris", "2", name="again.json"),
    "another name": lambda it: (it.records / "paris.json").rename(it.records / "other.json"),
    "the plan": lambda it: rewritten(it.out / "paris" / "CHG1" / PLAN, b'"technician"', b'"approver"'),
    "an earlier plan": lambda it: shutil.copy(
        it.out / "lyon" / "CHG1" / PLAN,
        it.out / "paris" / "CHG1" / EARLIER_PLANS / earlier_name(it.plan("lyon").revision),
    ),
    "a checklist": lambda it: (it.out / "paris" / "CHG1" / "checklist.xx.pdf").write_bytes(b"%PDF-1.7\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_verdict_follows_from_has_it_judged_again(estate, change):
    estate.record("paris")
    estate.told()
    CHANGES[change](estate)
    found = estate.told()
    assert len(estate.judged) == 1
    shutil.rmtree(estate.cache.folder)
    assert estate.told() == found


def test_the_same_times_of_a_file_do_not_hide_that_it_is_another(estate):
    file = estate.record("paris")
    before = file.stat()
    estate.told()
    rewritten(file, b'"done"', b'"skip"')
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    (paris, *_), _, _ = estate.told()
    assert paris.standing == "failed"


def test_another_kit_judges_for_itself(estate):
    estate.record("paris")
    first = estate.told()
    assert estate.told(kit="another kit") == first
    assert estate.judged == [("paris.json",)]


def test_what_was_clean_holds_for_no_time_before(estate):
    estate.record("paris")
    estate.told()
    (early, *_), _, _ = estate.told(BEFORE_THE_END)
    assert early.standing == "failed"  # times that are still to come
    assert estate.judged == [("paris.json",)]
    (late, *_), _, _ = estate.told(NOW.replace(year=2030))
    assert late.standing == "passed"
    estate.told(NOW.replace(year=2031))
    assert estate.judged == []


def test_where_a_change_stands_is_never_kept(estate):
    estate.record("paris", until="2026-12-05 23")
    estate.record("lyon")
    estate.told()
    estate.change("lyon", state="cancelled", deadline="2026-12-01")
    (paris, lyon, _), _, _ = estate.told()
    assert (paris.standing, lyon.standing, lyon.state) == ("failed", "passed", "cancelled")


def test_a_file_that_was_written_only_now_is_judged_and_not_kept(estate):
    file = estate.record("paris")
    asked = AskedTogether(asked=(None,), plans=(str(estate.out / "paris"),), files=(str(file),))  # type: ignore[arg-type]
    assert files_read(asked, "this kit") is None
    time.sleep(2 * TOO_FRESH / 1e9)
    assert files_read(asked, "this kit") is not None


def test_a_file_that_is_changed_while_it_is_judged_is_not_kept(estate, monkeypatch):
    estate.record("lyon")
    file = estate.record("paris")

    def slow(files: Any, *more: Any, **named: Any) -> Any:
        yield from verify_files(files, *more, **named)
        file.write_bytes(file.read_bytes().replace(b'"done"', b'"skip"'))

    monkeypatch.setattr("runbook.estate.judged.verify_files", slow)
    estate.told()
    assert estate.kept() == ["lyon"]


def test_a_record_that_fails_by_now_is_kept_no_more_and_others_are(estate):
    file = estate.record("paris")
    estate.record("lyon")
    estate.told()
    assert estate.kept() == ["paris", "lyon"]
    rewritten(file, b'"done"', b'"failed"')
    estate.told()
    assert estate.judged == [("paris.json",)]
    assert estate.kept() == ["lyon"]


def test_of_a_change_that_is_gone_nothing_is_kept(estate):
    estate.record("paris")
    estate.record("lyon")
    estate.told()
    estate.sites = [site for site in estate.sites if site["id"] != "lyon"]
    estate.record("nice")
    estate.told()
    assert estate.kept() == ["paris", "nice"]


def test_a_link_is_judged_each_time(estate):
    file = estate.record("paris")
    file.rename(estate.place / "elsewhere.json")
    file.symlink_to(estate.place / "elsewhere.json")
    assert estate.told() == estate.told()
    assert estate.judged == [("paris.json",)]


def test_what_is_not_whole_or_of_another_is_not_believed(estate):
    estate.record("paris")
    estate.record("lyon")
    wanted = estate.told()
    entry = estate.entry()
    key = entry.parent.name + entry.name
    paris, lyon = json.loads(estate.cache.get(key) or b"")
    crossed = [[*paris[:2], lyon[2]], [*lyon[:2], paris[2]]]
    spoilt = [[[*paris[:2], line], lyon] for line in ("", "x", "[]", paris[2][:-1], paris[2].replace("T22", "T99"))]
    digest = json.loads(paris[2])[0]
    none_of_it: list[Any] = [None, [[]], [["", "", 1, 0, [], []]]]
    made_up = [[[*paris[:2], json.dumps([digest, 0, told])], lyon] for told in none_of_it]
    for rubbish in [*RUBBISH, *(json.dumps(one).encode() for one in (crossed, *spoilt, *made_up))]:
        estate.cache.put(key, rubbish)
        assert estate.told() == wanted, rubbish
        assert json.loads(estate.cache.get(key) or b"") == [paris, lyon], rubbish


def test_several_changes_in_one_file_are_judged_each_time(estate):
    both = [json.loads(estate.record(site).read_bytes()) for site in ("paris", "lyon")]
    for site in ("paris", "lyon"):
        (estate.records / f"{site}.json").unlink()
    (estate.records / "both.json").write_text(json.dumps(both))
    assert estate.told() == estate.told()
    assert estate.judged == [("both.json",)]
    assert not estate.cache.folder.exists()


def test_what_is_clean_stays_clean_as_time_goes_on(estate):
    for site in ("paris", "lyon", "nice"):
        indexed = index_plan(estate.plan(site))
        for seed in range(5):
            entries = tuple(play(indexed, seed))
            part = RecordPart(file="", revision=indexed.plan.revision, site="", change="", run="1", entries=entries)
            record = Record(revision=part.revision, run="1", parts=(part,))
            signed = FastCheck(indexed).times(record).values()
            nows = range(min(signed) - 3600, max(signed) + 3600, 600)
            clean = [FastCheck(indexed).clean(record, now) for now in nows]
            assert clean == sorted(clean)
            assert {*clean} == {False, True}
