"""A site's values as one line of plain text, for mail headers, mail text and calendars, where no slot holds them."""

from __future__ import annotations

import re

from runbook.i18n import shown

_SURROGATES = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


def plain(text: str, limit: int = 120) -> str:
    """`text` on one line, without anything invisible that could turn or end what is around it, `limit` characters long.

    Controls, line breaks and bidirectional marks are written as codes; what is too long ends with `…`.
    """
    return shown(clipped(text, limit))


def clipped(text: str, limit: int = 120) -> str:
    """`text` in `limit` characters, for a placeholder of a message: the language does the rest that `plain` does.

    What a mail header would decode again (`=?utf-8?…?=`, RFC 2047) is taken apart.
    """
    line = _SURROGATES.sub("\ufffd", text).replace("=?", "= ?")
    return line if len(line) <= limit else line[: limit - 1] + "…"


def file_name(*parts: str) -> str:
    """The parts of a file name, joined by hyphens: letters, digits, hyphens and underscores, 40 of each part."""
    return "-".join(_NOT_IN_NAMES.sub("_", part)[:40] for part in parts)
