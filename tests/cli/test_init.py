import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook import resources
from runbook.cli.init import init
from runbook.errors import MachineError
from runbook.i18n import Language
from runbook.inventory.example import write_example
from runbook.inventory.load import load_inventory

ROOT = Path(__file__).parent.parent.parent
ENGLISH = Language(tag="en")


def test_the_example_of_the_checkout_is_what_init_writes():
    written = (resources.templates() / "inventory.yaml").read_bytes()
    assert (ROOT / "examples" / "inventory.yaml").read_bytes() == written


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
    with pytest.raises(MachineError, match="is there already"):
        write_example(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["inventory.yaml"]
    assert kind != "file" or place.read_text() == "mine"


def test_a_disk_without_hard_links(tmp_path, monkeypatch):
    def refuse(source: str, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    assert len(load_inventory(write_example(tmp_path)).sites) == 5
    assert [file.name for file in tmp_path.iterdir()] == ["inventory.yaml"]


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path, monkeypatch):
    link = os.link

    def late(source: str, target: Path) -> None:
        target.write_text("mine")
        link(source, target)

    monkeypatch.setattr("os.link", late)
    with pytest.raises(MachineError, match="is there already"):
        write_example(tmp_path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("inventory.yaml", "mine")]


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_example(tmp_path)
    assert list(tmp_path.iterdir()) == []
