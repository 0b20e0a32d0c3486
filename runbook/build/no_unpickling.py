"""Keeping this process from unpickling: what is unpickled can run any command, and Dask unpickles what workers send.

Its `deserializers` hold for results, not for types, exceptions and warnings, which it unpickles all the same. Python
itself tells of each class or function that a pickle asks for (the audit event `pickle.find_class`), before it imports
anything; without one, a pickle holds plain data alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TypeVar

T = TypeVar("T")
_LOCK = Lock()
_open: set[NoUnpickling] = set()
_HARMLESS = frozenset((("builtins", "bytes"), ("builtins", "bytearray")))  # Dask's word for what is plain bytes


class NoUnpickling:
    """From the opening of a connection until it is closed, nothing with a class in it is unpickled in this process.

    `refused` tells whether something was to be.
    """

    def __init__(self) -> None:
        self.refused = False

    def until_closed(self, connect: Callable[[], T]) -> T:
        """What `connect` returns; where it raises something, there is no connection."""
        _listen()
        with _LOCK:
            _open.add(self)
        try:
            return connect()
        except BaseException:
            self._end()
            raise

    def close(self, close: Callable[[], object]) -> None:
        """Close the connection. Where that takes for ever, so long nothing is unpickled."""
        try:
            close()
        finally:
            self._end()

    def _end(self) -> None:
        with _LOCK:
            _open.discard(self)


@cache
def _listen() -> None:
    """Python forgets no listener: there is one for good, which has an ear for a single event."""
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event == "pickle.find_class" and _open and args not in _HARMLESS:
        for connection in tuple(_open):
            connection.refused = True
        raise TypeError(f"refused: {args[0]}.{args[1]}")  # Dask goes on without what raises this
