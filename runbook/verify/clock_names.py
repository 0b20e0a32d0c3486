"""What clocks are called beside a time: EST, HNE, IST. The name of the site's own clock says which of the two of the
year is meant; IST is one of Dublin, Jerusalem and Calcutta, and none of Paris."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from runbook.model.clock import zone_info

_OTHERWISE = {  # the same in other languages, and of both halves of the year
    "hna": "ast", "haa": "adt", "hne": "est", "hae": "edt", "hnc": "cst", "hac": "cdt", "hnr": "mst", "har": "mdt",
    "hnp": "pst", "hap": "pdt", "mez": "cet", "mesz": "cest", "hec": "cet", "heec": "cest", "et": "est edt",
    "ct": "cst cdt", "mt": "mst mdt", "pt": "pst pdt",
}  # fmt: skip
_NAMES = (
    "cet cest ast adt nst ndt est edt cst cdt mst mdt pst pdt akst akdt hst wet west bst ist eet eest idt msk "
    "wat cat sast eat pkt wib hkt awst jst kst aest aedt acst acdt nzst nzdt"
)
CLOCKS = frozenset((*_NAMES.split(), *_OTHERWISE))
# Days before and after one: the clock is put forward for more than half of the year, and back for more than a quarter.
_ABOUT = (-182, -91, -1, 1, 91, 182)


def offsets_called(name: str, naive: datetime, zone: tzinfo) -> frozenset[timedelta]:
    """How far ahead of UTC the site's clock is when it is called so, about that time; none where it never is."""
    meant = _OTHERWISE.get(name, name).split()
    return frozenset(ahead for called, ahead in _called(naive.date().toordinal(), _key(zone)) if called in meant)


def _key(zone: tzinfo) -> str:
    return str(getattr(zone, "key", "") or getattr(zone, "name", ""))


@lru_cache(maxsize=1_000)
def _called(day: int, key: str) -> frozenset[tuple[str, timedelta]]:
    """The names of a clock and its offsets around a day; nothing where this machine does not know the zone."""
    try:
        zone = zone_info(key)
    except ValueError:
        return frozenset()
    noon = datetime.fromordinal(day) + timedelta(hours=12)
    about = [(noon + timedelta(days=days)).replace(tzinfo=zone) for days in _ABOUT]
    return frozenset((str(one.tzname()).casefold(), one.utcoffset() or timedelta()) for one in about)
