"""Whether a text gives a password away: as it is, or in the forms in which mail servers get and repeat one."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from contextlib import suppress
from urllib.parse import unquote

_RUN = re.compile(r"[A-Za-z0-9+/_-]{4,}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){2,}")
_ALIKE = str.maketrans("-_", "+/")


def speaks_of(text: str, secret: str) -> bool:
    """Whether `secret` is in `text`: in whatever capitals and spaces, quoted, or in base64 or hexadecimal with whatever
    before and after it. An empty one is in none."""
    if not secret:
        return False
    forms = (text, unquote(text), text.replace("\\", ""), "".join(text.split()))
    if any(_even(secret) in _even(form) for form in forms):
        return True
    wanted = secret.encode("utf-8", "surrogatepass")
    return any(wanted in found for form in forms[::3] for found in _decoded(form))


def _even(text: str) -> str:
    return "".join(text.casefold().split())


def _decoded(text: str) -> list[bytes]:
    """What the runs of base64 and hexadecimal digits in a text say, wherever their first group begins."""
    found = []
    for run in _RUN.findall(text):
        for skipped in range(4):
            digits = run[skipped:].translate(_ALIKE)
            digits = digits[: len(digits) - (len(digits) % 4 == 1)]
            with suppress(Error, ValueError):
                found.append(b64decode(digits + "=" * (-len(digits) % 4)))
    found += [bytes.fromhex(run) for run in _HEX.findall(text)]
    return found
