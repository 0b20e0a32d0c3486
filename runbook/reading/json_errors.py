"""What is wrong with a text that should be JSON, and where, in words of the kit's own."""

from __future__ import annotations

import re

from runbook.i18n import N_
from runbook.library_errors import library_reason
from runbook.reading.input_file import PDF
from runbook.reading.wide_text import wide_name

_PLACE = re.compile(r"\(byte ([0-9]+)\)")
_YAML = re.compile(rb"(?:\s*#.*\n)*\s*(?:---\s|[A-Za-z_][\w-]*:\s)")


def no_json(error: Exception, content: bytes) -> tuple[str, dict[str, str]]:
    """Message and values for what msgspec raised over `content`."""
    if isinstance(error, RecursionError):
        return N_("this JSON cannot be read: its brackets are nested too deeply"), {}
    if content.startswith(PDF):
        return N_("this is a PDF, and no JSON"), {}
    if _YAML.match(content):
        return N_("this is YAML, and no JSON"), {}
    if wide := wide_name(content):
        return N_("this JSON is written in {encoding}, and not in UTF-8"), {"encoding": wide}
    try:
        content.decode()
    except UnicodeDecodeError as wrong:
        return N_("this is not JSON: line {line} is not written in UTF-8"), {"line": _line(content, wrong.start)}
    reason = str(error)
    if found := _PLACE.search(reason):
        at = min(int(found[1]), len(content))
        column = len(content[content.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")) + 1
        message = N_("this is not JSON: line {line} cannot be understood at character {column}")
        return message, {"column": str(column), "line": _line(content, at)}
    if "truncated" in reason:
        return N_("this is not JSON: it is cut off in line {line}, at its end"), {"line": _line(content, len(content))}
    if "out of range" in reason:
        return N_("this JSON cannot be read: it holds a number that is too large"), {}
    return N_("this is not JSON: {reason}"), {"reason": library_reason(error)}


def holds_more(content: bytes, limit: int) -> bool:
    """Whether JSON has more values than `limit`, as its commas and brackets show: before any of them is made.

    Those within texts are counted as well. A list or an object takes as much room as eight plain values.
    """
    return 8 * len(content) > limit and content.count(b",") + 8 * (content.count(b"[") + content.count(b"{")) > limit


def _line(content: bytes, at: int) -> str:
    return str(content.count(b"\n", 0, at) + 1)
