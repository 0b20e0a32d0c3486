"""Runs of ten words of the vendor's guide, as digests: what a text of the kit has in common with it, without it.

`python -m tests.guide.runs GUIDE` writes runs.txt anew from the text of the guide.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

DIGESTS = Path(__file__).with_name("runs.txt")
RUN = 10
# Labels (bold), what is linked to, addresses: the vendor's names of things, which the pages have as they are.
NAMES = re.compile(r"\*\*.+?\*\*|`[^`]*`|\]\([^)]*\)|https?://\S+|<[^>\n]*>|\{[^{}]*\}")
WORD = re.compile(r"[^\W_]+")


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Each run of ten words of a text, in lower case and without accents; a label or an end of line ends a run."""
    for piece in NAMES.sub("\n", text).splitlines():
        words = WORD.findall(_plain(piece))
        yield from (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def digest(run: tuple[str, ...]) -> str:
    """Twelve hexadecimal digits of a run: among some 300,000 runs of the kit's, a chance hit is one in 100,000."""
    return blake2b(" ".join(run).encode(), digest_size=6).hexdigest()


@cache
def of_the_guide() -> frozenset[str]:
    """The digests that stand in runs.txt."""
    return frozenset(DIGESTS.read_text(encoding="ascii").split())


def in_common(text: str) -> list[str]:
    """The runs of a text that stand in the guide as well."""
    return [" ".join(run) for run in runs(text) if digest(run) in of_the_guide()]


if __name__ == "__main__":
    guide = Path(sys.argv[1]).read_text(encoding="utf-8")
    DIGESTS.write_text("".join(f"{one}\n" for one in sorted({digest(run) for run in runs(guide)})), encoding="ascii")
