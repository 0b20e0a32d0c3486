"""What relates several values of the procedures. A check yields what is wrong; it passes over what it cannot know."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.procedures.checks.beside import check_beside
from runbook.procedures.checks.conditions import check_conditions
from runbook.procedures.checks.ends import check_evidence, check_nights, check_rules
from runbook.procedures.checks.identities import check_identities
from runbook.procedures.checks.lines import check_lines
from runbook.procedures.checks.lists import check_lists, check_twice
from runbook.procedures.checks.path_conditions import check_paths
from runbook.procedures.checks.references import check_references
from runbook.procedures.checks.selectors import check_evidence_names, check_selectors
from runbook.procedures.checks.sources import check_sources
from runbook.procedures.checks.steps import check_steps
from runbook.procedures.checks.texts import check_texts
from runbook.procedures.checks.unused import check_unused
from runbook.procedures.checks.way_lines import check_ways_back
from runbook.procedures.draft import Draft, Fault
from runbook.procedures.occurrences import MAX_VISITS, Route

# What looks at every entry, whatever is wrong with others.
ENTRY_CHECKS = (
    check_references,
    check_selectors,
    check_evidence_names,
    check_conditions,
    check_steps,
    check_lists,
    check_twice,
    check_paths,
    check_texts,
    check_sources,
    check_unused,
)
# What follows the paths, and the parts whose shapes have to be right for that.
ROUTE_CHECKS = (
    (check_lines, ()),
    (check_ways_back, ()),
    (check_identities, ()),
    (check_beside, ("paths", "blocks")),
    (check_rules, ("paths", "blocks", "steps")),
    (check_nights, ("paths", "blocks", "steps")),
    (check_evidence, ("paths", "blocks", "steps")),
)


def check_draft(draft: Draft) -> Iterator[Fault]:
    """Everything that is wrong with procedures beside the shape of each value."""
    for check in ENTRY_CHECKS:
        yield from check(draft)
    route = Route(draft)
    for follow, parts in ROUTE_CHECKS if len(route.visits) < MAX_VISITS else ROUTE_CHECKS[:1]:
        if not parts or draft.whole(*parts):
            yield from follow(draft, route)
