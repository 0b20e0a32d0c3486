"""The kit finds its own files."""

import sys
from importlib.metadata import version
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


def test_the_versions_of_libraries_are_those_that_python_imports(tmp_path) -> None:
    versions = resources.installed_versions([str(tmp_path / "missing"), *sys.path])
    assert {name: versions[name] for name in resources.LIBRARIES} == {
        name: version(name) for name in resources.LIBRARIES
    }
    (tmp_path / "Babel-1.2.egg-info").mkdir()
    (tmp_path / "markdown_it_py-1.0.dist-info").mkdir()
    found = resources.installed_versions([str(tmp_path), *sys.path])
    assert (found["babel"], found["markdown-it-py"], found["weasyprint"]) == ("1.2", "1.0", versions["weasyprint"])
