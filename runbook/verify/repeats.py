"""What is said of a step that is filled in more than once; what each entry says is told beside the finding."""

from __future__ import annotations

from runbook.model.finding import Args, Finding
from runbook.verify.merging import Clash


def corrected(step: str, replaced: Clash) -> Finding:
    """An entry in the place of another, with its reason."""
    one, other, _ = replaced
    return Finding(code="DOC006", steps=(step,), args=(("before", one.place),), where=other.place)


def contradiction(found: list[tuple[str, Clash]]) -> Finding:
    """Entries of the same two files that contradict each other: one cause, however many the steps."""
    fields = dict.fromkeys(field for _, clash in found for field in clash.fields)
    args: Args = (
        ("before", found[0][1].one.place),
        ("fields", ", ".join(fields)),
        ("count", sum(len(clash.fields) for _, clash in found)),
    )
    return Finding(code="DOC005", steps=tuple(step for step, _ in found), args=args, where=found[0][1].other.place)
