"""The headers of a mail that lies in a file, however large that is."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

HEAD = 2**17  # bytes of headers; three hundred recipients have a sixth of that


def headers_of(path: Path) -> Message:
    """The headers at the beginning of the file. Raises OSError."""
    with path.open("rb") as file:
        return BytesHeaderParser().parsebytes(file.read(HEAD))
