"""What `runbook check` warns of by the house: texts without a translation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.errors import Problem
    from runbook.house.house_draft import HouseDraft


def house_cautions(draft: HouseDraft, languages: Iterable[str]) -> Iterator[Problem]:
    """Texts of the house that pages in these languages show in another one."""
    from runbook.house.house_load import untranslated

    return untranslated(draft, languages)
