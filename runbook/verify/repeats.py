"""What is said of a step that is filled in more than once."""

from __future__ import annotations

from runbook.i18n import N_
from runbook.model.finding import Args, Finding, Message, StepRefs
from runbook.verify.merging import Clash

SHOWN, LENGTH = 10, 80  # how many contradictions are shown, and how much of a text


def corrected(step: str, replaced: Clash) -> Finding:
    """An entry in the place of another, with its reason; and what stood there before."""
    one, other, fields = replaced
    texts = tuple(
        Message(N_("{field}: {value}"), (("field", field), ("value", _short(getattr(one.entry, field)))))
        for field in fields
    )
    args: Args = (("before", one.place), ("texts", texts))
    return Finding(code="DOC006", steps=(step,), args=args, where=other.place)


def contradiction(found: list[tuple[str, Clash]]) -> Finding:
    """Entries of the same two files that contradict each other: one cause, however many the steps."""
    texts = tuple(_both(step, clash, field) for step, clash in found for field in clash.fields)
    fields = dict.fromkeys(field for _, clash in found for field in clash.fields)
    args: Args = (
        ("before", found[0][1].one.place),
        ("fields", ", ".join(fields)),
        ("count", len(texts)),
        ("texts", texts[:SHOWN]),
    )
    return Finding(code="DOC005", steps=tuple(step for step, _ in found), args=args, where=found[0][1].other.place)


def _both(step: str, clash: Clash, field: str) -> Message:
    one, other = clash.one, clash.other
    args: Args = (
        ("step", StepRefs((step,))),
        ("field", field),
        ("one", _short(getattr(one.entry, field))),
        ("place", one.place),
        ("other", _short(getattr(other.entry, field))),
        ("there", other.place),
    )
    return Message(N_("{step} {field}: {one} ({place}) / {other} ({there})"), args)


def _short(text: str) -> str:
    return text if len(text) <= LENGTH else text[: LENGTH - 1] + "…"
