"""Why a record's file cannot be read at all."""

from __future__ import annotations


class Unreadable(Exception):
    """Raised by a reader of records; `record_file` adds the file's name and makes an InputError of it. `remedy` is what
    to do, where that is not the same for every file."""

    def __init__(self, message: str, remedy: str = "", **values: str) -> None:
        self.message = message
        self.remedy = remedy
        self.values = values
        super().__init__(message)


class SomethingElse(Unreadable):
    """The same of a file that can be read, and is no record: nothing says that it ever was one."""
