"""Initials made of a name, where the other list has none: CM of Claire Martin, CM2 where somebody has these."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

from runbook.model.initials import normal_initials
from runbook.reading.nodes import Plain

_MOST = 3  # letters


def made_initials(name: str, staff: Iterable[Plain]) -> str:
    """The first letters of a name's parts; a number tells them from those of `staff`. Empty where it has no letter."""
    parts = re.findall(r"[^\W\d_]+", name)
    letters = "".join(part[0].upper()[0] for part in parts[:_MOST])
    taken = {normal_initials(str(each.get("initials") if isinstance(each, dict) else each)) for each in staff}
    if not letters or normal_initials(letters) not in taken:
        return letters
    return next(made for number in count(2) if normal_initials(made := f"{letters}{number}") not in taken)
