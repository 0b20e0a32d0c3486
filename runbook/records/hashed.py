"""The hash of a file, taken of the very bytes that a reader is given while it reads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class HashedStream(io.RawIOBase):
    """Passes a stream on. Once its end was read, `told` is called with the SHA-256 of all of it, in hexadecimal.

    A reader may go back and read again: each byte counts once.
    """

    def __init__(self, stream: BinaryIO, told: Callable[[str], None]) -> None:
        self._stream, self._told = stream, told
        self._hash = sha256()
        self._hashed = 0  # bytes from the beginning that are in the hash

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is: `RecordFile` holds what is not."""
        return True

    def fileno(self) -> int:
        """As the stream says."""
        return self._stream.fileno()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As the stream does."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """As the stream does."""
        return self._stream.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As the stream does; what comes for the first time is hashed."""
        place = self._stream.tell()
        content = self._stream.read(memoryview(buffer).nbytes)
        memoryview(buffer).cast("B")[: len(content)] = content
        known = self._hashed - place  # bytes of it that were hashed before
        if 0 <= known < len(content):
            self._hash.update(memoryview(content)[known:])
            self._hashed += len(content) - known
        if not content and known == 0:
            self._told(self._hash.hexdigest())
        return len(content)

    def close(self) -> None:
        """Close the stream too."""
        self._stream.close()
        super().close()
