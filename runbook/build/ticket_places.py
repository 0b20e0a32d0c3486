"""Which mails of tickets lie below an output folder, and which changes each is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from runbook.pack.deliveries import PART, TICKETS
from runbook.pack.mail_headers import headers_of


def changes_in(path: Path) -> Iterator[tuple[str, str]]:
    """Site and change of each change that the mail of a ticket is about. Raises OSError."""
    for words in (str(header).split() for header in headers_of(path).get_all(PART, [])):
        site, slash, change = words[0].partition("/") if words else ("", "", "")
        if slash and {site, change}.isdisjoint(("", ".", "..")) and "/" not in change:
            yield site, change


def mails_about(out: Path, site: str, change: str) -> Iterator[Path]:
    """The mails of tickets that are about that change. Raises OSError."""
    for path in sorted((out / TICKETS).glob("*/pack.*.eml")):
        if path.is_file() and not path.is_symlink() and (site, change) in changes_in(path):
            yield path
