"""Lines as an editor numbers them: YAML 1.1 also ends a line at U+0085, U+2028 and U+2029, and editors do not."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from itertools import islice

_OF_YAML_ALONE = re.compile("[\x85\u2028\u2029]")
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_EDITORS = re.compile("\r\n|[\n\r]")


class LineNumbers:
    """The lines of one text, counted from 1. Costs nothing where both count alike."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._added = array("L")  # libyaml's numbers (from 0) of the lines that begin behind a break of its own
        if _OF_YAML_ALONE.search(text):
            ends = enumerate(_LINE_END.finditer(text), 1)
            self._added.extend(line for line, end in ends if end[0] in "\x85\u2028\u2029")

    def of(self, line: int) -> int:
        """The line that libyaml calls `line`; it counts from 0."""
        return line + 1 - bisect_right(self._added, line) if self._added else line + 1

    @property
    def last(self) -> int:
        """The last line on which anything stands; 1 for a text without lines."""
        ends = _EDITORS.finditer(self._text)
        count = sum(1 for _ in ends)
        return max(1, count + (self._text[-1:] not in ("", "\n", "\r")))

    def written(self, line: int) -> str:
        """What stands in a line; nothing where there is no such line."""
        start = 0
        if line > 1:
            before = next(islice(_EDITORS.finditer(self._text), line - 2, None), None)
            if before is None:
                return ""
            start = before.end()
        end = _EDITORS.search(self._text, start)
        return self._text[start : end.start() if end else None]
