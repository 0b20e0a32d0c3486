import os
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from runbook import resources
from runbook.cli.change_cautions import change_cautions
from runbook.cli.init import init
from runbook.errors import MachineError
from runbook.house.house_example import write_example_house
from runbook.house.house_load import house_of, load_house
from runbook.i18n import Language, load_language
from runbook.inventory.example import example_on, write_new
from runbook.inventory.load import load_inventory
from runbook.procedures.load import load_procedures
from runbook.reading.example_comments import example_comments
from runbook.windows.window_cautions import WindowCautions
from tests.build.fleets import files_below

ROOT = Path(__file__).parent.parent.parent
ENGLISH = Language(tag="en")
TODAY = date(2026, 11, 1)


def example_house(folder: Path) -> Path:
    return write_example_house(folder, ENGLISH)


def test_the_example_of_the_checkout_is_what_init_writes():
    written = (resources.templates() / "inventory.yaml").read_bytes()
    assert (ROOT / "examples" / "inventory.yaml").read_bytes() == written == example_on(TODAY)


@pytest.mark.parametrize("today", [date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 20), date(2031, 5, 4)])
def test_whoever_begins_later_finds_windows_that_lie_ahead_on_the_same_days_of_the_week(tmp_path, today):
    before = load_inventory(ROOT / "examples" / "inventory.yaml")
    after = load_inventory(write_new(tmp_path / "inventory.yaml", example_on(today)))
    starts = [[w.start for s in each.sites for c in s.changes for w in c.windows] for each in (before, after)]
    moved = {new - old for old, new in zip(*starts, strict=True)}
    assert (len(moved), [gap.days % 7 for gap in moved]) == (1, [0])
    assert 7 <= (min(starts[1]).date() - today).days < 14 or moved == {min(starts[0]) - min(starts[0])}
    now = datetime(today.year, today.month, today.day, tzinfo=UTC)
    assert [v for site in after.sites for v in change_cautions(site, now)] == []


def test_nothing_but_the_dates_of_windows_is_moved():
    today = date(2031, 5, 4)
    pairs = zip(example_on(TODAY).decode().splitlines(), example_on(today).decode().splitlines(), strict=True)
    other = [(old, new) for old, new in pairs if old != new]
    blank = [tuple(re.sub(r"\d{4}-\d\d-\d\d", "", line) for line in pair) for pair in other]
    assert [old for old, new in blank if old != new] == []
    assert len(other) == 10  # nine windows, and the freeze in a comment


def test_the_keys_in_comments_can_be_taken_as_they_are(tmp_path):
    file = tmp_path / "inventory.yaml"
    keys = re.compile(r"^    # (?=(?:low_traffic|freezes): )", re.MULTILINE)
    text, taken = keys.subn("    ", example_on(TODAY).decode())
    file.write_text(text, encoding="utf-8")
    site = load_inventory(file).sites[0]
    assert (taken, len(site.low_traffic), len(site.freezes)) == (2, 1, 1)
    assert [*WindowCautions()(site), *change_cautions(site, datetime(2026, 11, 1, tzinfo=UTC))] == []


def test_init_writes_an_inventory_that_check_accepts(tmp_path):
    folder = tmp_path / "new" / "folder"
    done = CliRunner().invoke(init, [str(folder)], obj=ENGLISH)
    assert (done.exit_code, str(folder / "inventory.yaml") in done.output) == (0, True)
    assert len(load_inventory(folder / "inventory.yaml").sites) == 5
    assert [file.name for file in folder.iterdir()] == ["inventory.yaml"]


def test_init_writes_here_by_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(init, [], obj=ENGLISH).exit_code == 0
    assert (tmp_path / "inventory.yaml").is_file()


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_is_there_stays_as_it_was(tmp_path, kind):
    place = tmp_path / "inventory.yaml"
    if kind == "file":
        place.write_text("mine")
    elif kind == "link":
        place.symlink_to(tmp_path / "nowhere")
    else:
        place.mkdir()
    with pytest.raises(MachineError, match="already exists"):
        write_new(tmp_path / "inventory.yaml", example_on(TODAY))
    assert [file.name for file in tmp_path.iterdir()] == ["inventory.yaml"]
    assert kind != "file" or place.read_text() == "mine"


@pytest.mark.parametrize("write", [lambda folder: write_new(folder / "a.yaml", b"a"), example_house])
def test_where_a_link_leads_a_folder_is_made(tmp_path, write):
    (tmp_path / "link").symlink_to("far/away")
    assert write(tmp_path / "link").exists()
    assert files_below(tmp_path / "far" / "away")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "through").symlink_to("file/below")
    for name in ("file", "through"):
        with pytest.raises(NotADirectoryError) as caught:
            write(tmp_path / name)
        assert str(tmp_path) in str(caught.value.filename)


def test_a_disk_without_hard_links(tmp_path, monkeypatch):
    def refuse(source: str, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    assert len(load_inventory(write_new(tmp_path / "inventory.yaml", example_on(TODAY))).sites) == 5
    assert [file.name for file in tmp_path.iterdir()] == ["inventory.yaml"]


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path, monkeypatch):
    link = os.link

    def late(source: str, target: Path) -> None:
        target.write_text("mine")
        link(source, target)

    monkeypatch.setattr("os.link", late)
    with pytest.raises(MachineError, match="already exists"):
        write_new(tmp_path / "inventory.yaml", example_on(TODAY))
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("inventory.yaml", "mine")]


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_new(tmp_path / "inventory.yaml", example_on(TODAY))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("words", "name"), [(["--xlsx"], "wb.xlsx"), ([], "sites.yaml"), ([], "sites.YML")])
def test_a_file_that_is_named_is_written_and_never_over_another(tmp_path, words, name):
    place = tmp_path / "new" / name
    done = CliRunner().invoke(init, [*words, str(place)], obj=ENGLISH)
    assert (done.exit_code, place.is_file(), len(load_inventory(place).sites)) == (0, True, 5)
    before = place.read_bytes()
    again = CliRunner().invoke(init, [*words, str(place)], obj=ENGLISH)
    assert again.exit_code != 0
    assert "already exists" in str(again.exception)
    assert (place.read_bytes(), list(place.parent.iterdir())) == (before, [place])


@pytest.mark.parametrize(("words", "name"), [([], "wb.xlsx"), (["--xlsx"], "a.yaml"), (["--xlsx"], "a.ods")])
def test_no_folder_is_called_like_a_file_of_another_kind(tmp_path, words, name):
    done = CliRunner().invoke(init, [*words, str(tmp_path / name)], obj=ENGLISH)
    assert "would be a folder with the name of a file" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [[], ["--xlsx"], ["--house"]])
def test_a_file_in_the_place_of_the_folder_stays(tmp_path, words):
    (tmp_path / "notes").write_text("mine")
    done = CliRunner().invoke(init, [*words, str(tmp_path / "notes")], obj=ENGLISH)
    assert "is a file: name a folder" in str(done.exception)
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_house_that_was_begun_is_finished_and_one_that_is_somebodys_stays(tmp_path):
    """As it is left by whoever is stopped between two of its files."""
    house = example_house(tmp_path)
    whole = files_below(house)
    for names in ([], sorted(whole)[:2], sorted(whole)[1:]):
        shutil.rmtree(house)
        for name in names:
            (house / name).parent.mkdir(parents=True, exist_ok=True)
            (house / name).write_bytes(whole[name])
        left = house / ".house.yaml.00000000-0123456789abcdef.part"
        house.mkdir(exist_ok=True)
        left.touch()
        os.utime(left, (0, 0))
        assert (example_house(tmp_path), files_below(house)) == (house, whole)
    for change in ("changed", "more"):
        (house / "house.yaml").unlink(missing_ok=True)
        (house / ("logo.svg" if change == "changed" else "notes.txt")).write_text("mine")
        before = files_below(house)
        with pytest.raises(MachineError, match="already exists"):
            example_house(tmp_path)
        assert files_below(house) == before


def test_what_a_stop_left_beside_the_inventory_goes(tmp_path):
    left = tmp_path / ".inventory.yaml.00000000-0123456789abcdef.part"
    left.touch()
    os.utime(left, (0, 0))
    write_new(tmp_path / "inventory.yaml", b"")
    assert [file.name for file in tmp_path.iterdir()] == ["inventory.yaml"]


def test_comments_are_in_the_language_and_the_data_is_the_same(tmp_path):
    french = load_language("fr")
    assert CliRunner().invoke(init, [str(tmp_path), "--now", "2026-11-01T09:00"], obj=french).exit_code == 0
    told = (tmp_path / "inventory.yaml").read_text("utf-8")
    assert load_inventory(tmp_path / "inventory.yaml") == load_inventory(ROOT / "examples" / "inventory.yaml")
    one_line = re.sub(r"\n *#  *(?!- )", " ", told)
    said = {each.said: french.text(each.said) for each in example_comments(example_on(TODAY).decode())}
    assert len(said) > 50
    assert [french_text for french_text in said.values() if french_text not in one_line] == []
    assert [english for english, other in said.items() if f"# {english}\n" in told and english != other] == []
    whole = [line for line in told.splitlines() if line.lstrip().startswith("# ") and "   # " not in line]
    assert max(map(len, whole)) <= 120
    taken, count = re.subn(r"^    # (?=(?:low_traffic|freezes): )", "    ", told, flags=re.MULTILINE)
    (tmp_path / "taken.yaml").write_text(taken, "utf-8")
    assert (count, len(load_inventory(tmp_path / "taken.yaml").sites[0].freezes)) == (2, 1)


def test_the_house_speaks_the_language_too_and_is_the_same_house(tmp_path):
    french, english, kit = load_language("fr"), example_house(tmp_path / "en"), load_procedures()
    assert CliRunner().invoke(init, ["--house", str(tmp_path)], obj=french).exit_code == 0
    assert load_house(tmp_path / "house", kit) == load_house(english, kit)
    said: dict[str, str] = {}
    for file in english.rglob("*.yaml"):
        told = (tmp_path / "house" / file.relative_to(english)).read_text("utf-8")
        one_line = re.sub(r"\n *#  *(?!- )", " ", told)
        here = {each.said: french.text(each.said) for each in example_comments(file.read_text("utf-8"))}
        assert [text for text in here.values() if text not in one_line] == []
        assert [text for text, other in here.items() if text in one_line and text != other] == []
        assert yaml.safe_load(told) == yaml.safe_load(file.read_bytes())
        said |= here
    assert len(said) > 25
    house = (tmp_path / "house" / "house.yaml").read_text("utf-8")
    taken, count = re.subn(r"^# (?=[a-z_]+:|  )", "", house, flags=re.MULTILINE)
    keys = ("witnesses", "sites_in_a_night", "freezes", "approval", "leave_out")
    assert (count, [key for key in keys if key not in yaml.safe_load(taken)]) == (7, []), "it may be taken in as it is"
    (tmp_path / "house" / "house.yaml").write_text(taken, "utf-8")
    assert house_of(load_house(tmp_path / "house", kit).content).file.freezes
