"""Whose facts are whose: a step that several paths share cites the catalogue's ids of the path at hand alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from runbook.model.procedure import Condition, NeverData, NoteData, RecoveryData, RuleData, StepData

Families = Mapping[str, tuple[Condition, ...]]  # id or family -> the alternatives that make it a change's own
_FAMILY = re.compile(r"[A-Z]+")


def own_sources(
    data: StepData | NoteData | RuleData | NeverData | RecoveryData, families: Families, facts: frozenset[str]
) -> tuple[str, ...]:
    """Those of the sources that are no other path's; all of them where what is left would name no origin.

    What is not the kit's own needs one beside the kit's decisions (X) and the other documentation (B).
    """
    own = tuple(source for source in data.sources if _is_own(source, families, facts))
    origins = own if data.kit else tuple(source for source in own if source[0] not in "XB")
    return own if origins else data.sources


def _is_own(source: str, families: Families, facts: frozenset[str]) -> bool:
    alternatives = families.get(source) or families.get(_family(source))
    return alternatives is None or any(map(facts.issuperset, alternatives))


@lru_cache(maxsize=1_000)
def _family(source: str) -> str:
    letters = _FAMILY.match(source)
    return letters.group() if letters else ""
