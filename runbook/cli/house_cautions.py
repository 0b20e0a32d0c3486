"""What `runbook check` warns of by the house: texts without a translation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from runbook.model.house import PackedHouse

if TYPE_CHECKING:
    from runbook.errors import Problem
    from runbook.house.house_draft import HouseDraft


def house_cautions(house: PackedHouse, draft: HouseDraft) -> Iterator[Problem]:
    """Texts of the house that pages show in another language than theirs."""
    from runbook.house.house_load import untranslated

    return untranslated(draft, house.house)
