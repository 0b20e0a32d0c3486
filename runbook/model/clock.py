"""Local times and instants. Zones come from the `tzdata` package alone, so that every machine computes the same.

What is asked about a plan is asked of the plan's own zone (runbook.model.frozen_zone), and not of this package.
"""

from __future__ import annotations

from datetime import datetime, timezone, tzinfo
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

LocalKind = Literal[
    "plain",  # happens once
    "skipped",  # never happens: the clock is put forward over it
    "repeated",  # happens twice: the clock is put back over it
]


@lru_cache(maxsize=1)
def _folder() -> Path:
    """Where tzdata is. By its place: importlib.resources takes longer to load than a small inventory to read."""
    found = find_spec("tzdata")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("tzdata")
    return Path(found.origin).parent


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """The names of all time zones, such as "Europe/Paris", as tzdata lists them."""
    return tuple((_folder() / "zones").read_text(encoding="utf-8").split())


def zone_data() -> str:
    """Which tzdata this is, as its package says; another one may have other rules."""
    return (_folder() / "__init__.py").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def zone_info(zone: str) -> ZoneInfo:
    """The rules of `zone`. Raises ValueError where there is no such zone."""
    if zone not in zones():
        raise ValueError(f"unknown time zone: {zone!r}")
    with _folder().joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)


def aware(moment: datetime, zone: str | tzinfo) -> datetime:
    """`moment`, local to `zone` and without an offset, with the offset that holds then.

    The offset is a fixed one: adding minutes counts minutes that pass; `local` says what the clock then shows.
    Of a repeated hour the first is meant; a skipped one counts on with the offset before it, unless `fold` is 1.
    """
    offset = moment.replace(tzinfo=_rules(zone)).utcoffset()
    assert offset is not None
    return moment.replace(tzinfo=timezone(offset), fold=0)


def local(instant: datetime, zone: str | tzinfo) -> datetime:
    """What the clock of `zone` shows at `instant`, with the offset that holds then."""
    shown = instant.astimezone(_rules(zone))
    offset = shown.utcoffset()
    assert offset is not None
    return shown.replace(tzinfo=timezone(offset), fold=0)


def local_kind(moment: datetime, zone: str | tzinfo) -> LocalKind:
    """Whether `moment`, local to `zone`, happens once, twice or never."""
    rules = _rules(zone)
    first, second = (moment.replace(tzinfo=rules, fold=fold).utcoffset() for fold in (0, 1))
    if first == second:
        return "plain"
    assert first is not None
    assert second is not None
    return "repeated" if first > second else "skipped"


def _rules(zone: str | tzinfo) -> tzinfo:
    return zone_info(zone) if isinstance(zone, str) else zone
