"""The kit finds its own files."""

from pathlib import Path

import pytest

from runbook import resources
from runbook.errors import MachineError

ROOT = Path(__file__).resolve().parent.parent


def test_a_checkout_reads_its_own_folders() -> None:
    assert resources.templates() == ROOT / "templates"
    assert resources.locales() == ROOT / "locales"


def test_an_installed_package_reads_what_it_carries(tmp_path, monkeypatch) -> None:
    package = tmp_path / "site-packages" / "runbook"
    (package / "_data" / "locales").mkdir(parents=True)
    (tmp_path / "site-packages" / "locales").mkdir()  # another package's
    monkeypatch.setattr(resources, "PACKAGE", package)
    assert resources.locales() == package / "_data" / "locales"
    with pytest.raises(MachineError, match="templates/ is missing in"):
        resources.templates()
