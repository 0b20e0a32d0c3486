"""The Containerfile has what the kit needs: the libraries that drawing needs, and folders that are there and go in."""

import re
from pathlib import Path

from runbook.system_libraries import LIBRARIES

ROOT = Path(__file__).resolve().parent.parent.parent
CONTENT = (ROOT / "Containerfile").read_text(encoding="utf-8")


def test_the_libraries_are_installed():
    assert {library.package for library in LIBRARIES} < {*CONTENT.split()}


def test_what_is_copied_is_there_and_is_not_left_out():
    sent = {line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")}
    copied = {word for line in re.findall(r"^COPY (.*)$", CONTENT, re.MULTILINE) for word in line.split()[:-1]}
    assert copied == sent
    assert all((ROOT / name).exists() for name in copied)
    assert {"runbook", "templates", "locales"} < copied


def test_no_package_comes_in_without_its_hash():
    assert CONTENT.count("pip install") == CONTENT.count("--require-hashes") == 1
