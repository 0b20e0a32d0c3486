"""How a language writes dates, times, durations, numbers and lists, as a digest of a sample of each.

The sample takes Babel and its data, which are slow to load; it is kept in the cache by all that it comes from.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from runbook import i18n
from runbook.cache import Cache, usual_place
from runbook.i18n import Language

# Every month, every day of the week; durations and numbers of each form.
_DAYS = (*(date(2026, month, 2 * month) for month in range(1, 13)), date(2026, 3, 1), date(2026, 3, 7))
_TIMES = (time(0, 0), time(9, 5), time(12, 0), time(22, 10))
_MINUTES = (0, 1, 2, 45, 60, 61, 120, 150, 1440, 4475)
_NUMBERS = (0, 1, 999, 1200, 1234567)
_LISTS = (("A",), ("A", "B"), ("A", "B", "M"))


class WrittenForms(NamedTuple):
    """What a language calls itself, and a digest of how it writes."""

    name: str
    digest: str


@lru_cache(maxsize=64)
def written_forms(tag: str) -> WrittenForms:
    """Those of a language, by its tag alone: no catalogue has a part in them."""
    key = sha256(f"written forms {tag} ".encode() + _sources()).hexdigest()
    return Cache(folder=usual_place()).through(key, lambda: json.dumps(_sampled(Language(tag=tag))).encode(), _kept)


def _sampled(language: Language) -> WrittenForms:
    texts = (
        language.direction,
        *map(language.date, _DAYS),
        *map(language.time, _TIMES),
        language.datetime(datetime.combine(_DAYS[0], _TIMES[-1])),
        *map(language.minutes, _MINUTES),
        *map(language.number, _NUMBERS),
        *map(language.list, _LISTS),
    )
    return WrittenForms(language.name, sha256("\0".join(texts).encode()).hexdigest())


def _kept(data: bytes) -> WrittenForms:
    """The same, from the cache. Raises an error where it is something else."""
    name, digest = json.loads(data)
    bytes.fromhex(digest)
    return WrittenForms(name + "", digest)


@lru_cache(maxsize=1)
def _sources() -> bytes:
    """What decides how languages write: the code that asks, and Babel, whose data come with its version."""
    babel = find_spec("babel")
    assert babel is not None
    files = (__file__, i18n.__file__, babel.origin or "")
    return b"".join(sha256(Path(file).read_bytes()).digest() for file in files)
