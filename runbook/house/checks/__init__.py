"""What relates several values of a house, and a house and the kit. A check yields what is wrong, with its line."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.house.checks.house_people import check_people
from runbook.house.checks.house_yaml import check_facts
from runbook.house.checks.own_conditions import check_conditions
from runbook.house.checks.own_paths import check_lines
from runbook.house.checks.own_places import check_places
from runbook.house.checks.own_rules import check_rules
from runbook.house.checks.own_steps import check_paths, check_steps
from runbook.house.checks.own_texts import check_names, check_texts
from runbook.house.house_draft import HouseDraft
from runbook.model.procedure import Procedures
from runbook.procedures.draft import Fault

# What looks at every file by itself, and what needs house.yaml to be right: much of the rest is named there.
ALONE = (check_names, check_texts)
TOGETHER = (
    check_people,
    check_facts,
    check_steps,
    check_paths,
    check_lines,
    check_places,
    check_rules,
    check_conditions,
)


def check_house(draft: HouseDraft, procedures: Procedures) -> Iterator[Fault]:
    """Everything that is wrong with a house beside the shape of each value."""
    for check in (*ALONE, *(TOGETHER if draft.file else ())):
        yield from check(draft, procedures)
