"""ORD: was everything signed after what must come before it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runbook.i18n import N_
from runbook.model.finding import Finding, Message
from runbook.verify.contradictions import culprits_of, explained, findings
from runbook.verify.quick import Apart, StateChoice
from runbook.verify.record_under_check import RecordUnderCheck
from runbook.verify.too_early import by_two_watches

SHOWN = 10  # pairs


def quick(shape: StateChoice) -> Sequence[Apart]:
    """No time lies before one that must come first."""
    return [edge for edge in shape.edges if not edge[2]]


def check(case: RecordUnderCheck) -> Iterator[Finding]:
    """One finding for each entry (or slip) that stands in the wrong order; one for what watches explain."""
    yield from findings(case, culprits_of(case), backwards=True)
    pairs = [pair for pair in by_two_watches(case) if explained(case).isdisjoint(pair)]
    if pairs:
        yield _two_watches(case, pairs)


def _two_watches(case: RecordUnderCheck, pairs: list[tuple[int, int]]) -> Finding:
    """What lies a little before another person's entry that it follows; by the plan's own rules where it can be."""
    direct = [pair for pair in pairs if pair in case.indexed.rules]
    told = {then for _, then in direct}
    shown = sorted({*direct, *(pair for pair in pairs if pair[1] not in told)})
    texts = tuple(
        Message(
            N_("step {then} at {then_at}, before step {first} at {first_at}"),
            (
                ("then", case.refs(then)),
                ("then_at", case.local(then)),
                ("first", case.refs(first)),
                ("first_at", case.local(first)),
            ),
        )
        for first, then in shown[:SHOWN]
    )
    rules = [case.indexed.rules[pair] for pair in direct]
    return Finding(
        code="ORD002",
        steps=case.ids(*dict.fromkeys(index for first, then in shown for index in (then, first))),
        args=(("count", len(shown)), ("texts", texts)),
        rule=rules[0].id if rules else "",
        sources=tuple(dict.fromkeys(source for rule in rules for source in rule.sources)),
        where=case.lines[shown[0][1]].place,
    )
