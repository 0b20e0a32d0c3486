import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from scripts import supply

WHOLE = supply.direct("dask")


def test_each_dependency_says_why():
    asked = {canonicalize_name(requirement.name) for requirement in WHOLE}
    assert asked == supply.WHY.keys()


@pytest.mark.long
def test_the_page_is_current():
    """Some packages are for older versions of Python alone: the page is written with the oldest."""
    written, now = (text.splitlines() for text in (supply.PAGE.read_text(encoding="utf-8"), supply.page()))
    oldest = sys.version_info[:2] == (3, 11)
    assert now == (written if oldest else [line for line in written if line in now]), "run: python scripts/supply.py"


def test_no_licence_is_unknown():
    assert [name for name, known in supply.needed(WHOLE).items() if supply.licence(known) == "unknown"] == []


@pytest.mark.long
def test_the_sbom_lists_all_and_is_the_same_each_time():
    text = supply.sbom()
    assert text == supply.sbom()
    components = json.loads(text)["components"]
    assert {component["name"] for component in components} == supply.needed(WHOLE).keys()
    optional = {component["name"] for component in components if component.get("scope") == "optional"}
    assert optional == supply.needed(WHOLE).keys() - supply.needed(supply.direct()).keys()
    assert {"distributed", "dask", "tornado"} <= optional


@pytest.mark.long
def test_the_sbom_is_cyclonedx():
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(supply.sbom()) is None
    assert validator.validate_str(supply.sbom().replace("optional", "sometimes"))


def test_what_a_kit_may_consist_of_is_locked_with_the_versions_that_are_tested():
    whole = locked("requirements-dask.lock")
    assert supply.needed(WHOLE).keys() <= whole.keys()
    assert locked("requirements.lock").items() <= whole.items() <= locked("requirements-dev.lock").items()


def locked(name: str) -> dict[str, str]:
    """The versions in a lock file."""
    text = (supply.ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", text, re.MULTILINE))


def audit(**environ: str) -> tuple[int, list[str]]:
    """Exit status and lines, on one stream as a terminal shows them."""
    run = subprocess.run(
        [sys.executable, supply.ROOT / "scripts" / "supply.py", "--audit"],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return run.returncode, run.stdout.splitlines()


def answering(folder: Path, *packages: dict[str, Any]) -> str:
    """Where a stand-in for pip-audit lies that says this."""
    said = json.dumps({"dependencies": packages})
    (folder / "pip_audit.py").write_text(f"print({said!r})", encoding="utf-8")
    return str(folder)


KNOWN = {"name": "a", "version": "1", "vulns": []}
UNKNOWN = {"name": "b", "skip_reason": "Dependency not found on PyPI"}
HOLED = {"name": "c", "version": "3", "vulns": [{"id": "CVE-1", "fix_versions": ["4"]}]}


@pytest.mark.long
def test_an_audit_that_asks_nobody_is_no_pass_and_ends_with_that(tmp_path):
    proxy, empty = "http://127.0.0.1:9", str(tmp_path)
    status, lines = audit(HTTPS_PROXY=proxy, https_proxy=proxy, HOME=empty, XDG_CACHE_HOME=empty, PIP_CACHE_DIR=empty)
    assert status == 3
    assert lines[-1].startswith("SKIPPED: known vulnerabilities were not looked for: the database cannot be asked: ")


@pytest.mark.sampled(5)
@pytest.mark.parametrize(
    ("packages", "status", "last"),
    [
        ((KNOWN,), 0, "1 packages looked up, known vulnerabilities: 0"),
        ((KNOWN, UNKNOWN), 3, "SKIPPED: known vulnerabilities were not looked for: the database does not know b"),
        ((UNKNOWN,), 3, "SKIPPED: known vulnerabilities were not looked for: "
                        "the database does not know any of the 1 packages"),
        ((KNOWN, HOLED), 1, "2 packages looked up, known vulnerabilities: 1"),
        ((HOLED, UNKNOWN), 1, "SKIPPED: known vulnerabilities were not looked for: the database does not know b"),
    ],
)  # fmt: skip
def test_an_audit_says_last_what_was_not_looked_up(tmp_path, packages, status, last):
    found, lines = audit(PYTHONPATH=answering(tmp_path, *packages))
    assert (found, lines[-1]) == (status, last)
    assert ("c 3: CVE-1, mended in 4" in lines) == (HOLED in packages)
