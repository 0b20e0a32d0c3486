import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from scripts import supply


def test_each_dependency_says_why():
    asked = {canonicalize_name(requirement.name) for requirement in supply.direct("dask")}
    assert asked == supply.WHY.keys()


def test_the_page_is_current():
    assert supply.PAGE.read_text(encoding="utf-8") == supply.page(), "run: python scripts/supply.py"


def test_no_licence_is_unknown():
    assert [name for name, known in supply.needed(supply.direct()).items() if supply.licence(known) == "unknown"] == []


def test_the_sbom_lists_all_and_is_the_same_each_time():
    text = supply.sbom()
    assert text == supply.sbom()
    listed = {component["name"] for component in json.loads(text)["components"]}
    assert listed == supply.needed(supply.direct()).keys()


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


def test_an_audit_that_asks_nobody_is_no_pass_and_ends_with_that(tmp_path):
    proxy, empty = "http://127.0.0.1:9", str(tmp_path)
    status, lines = audit(HTTPS_PROXY=proxy, https_proxy=proxy, HOME=empty, XDG_CACHE_HOME=empty, PIP_CACHE_DIR=empty)
    assert status == 3
    assert lines[-1].startswith("SKIPPED: known vulnerabilities were not looked for: the database cannot be asked: ")


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
