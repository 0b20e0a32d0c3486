"""What a reader of tables says beside the entries: faults of single rows, and lists of places that were not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from runbook.i18n import N_
from runbook.model.finding import Args, Finding, Message
from runbook.reading.spreadsheet.words import Aside, clipped


@dataclass(slots=True)
class Asides:
    """Of one table in `file`. `beside`: lines that are no rows of a record. `unseen`: what is hidden or crossed out;
    `gone` are the steps, as they stand there, whose whole rows are, or of which a cell is."""

    file: str
    faults: list[Finding] = field(default_factory=list)
    beside: list[Aside] = field(default_factory=list)
    unseen: list[Aside] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    formulas: list[Aside] = field(default_factory=list)

    def fault(self, place: str, message: str, what: str) -> None:
        """A row that cannot be read."""
        reason = Message(message, (("what", what[:200]),))
        self.faults.append(Finding(code="DOC010", args=(("reason", reason),), where=f"{self.file}:{place}"))

    def findings(self) -> list[Finding]:
        """Each fault by itself, the rest together."""
        found = list(self.faults)
        for code, asides in (("DOC011", self.beside), ("DOC014", self.unseen), ("DOC017", self.formulas)):
            if asides:
                steps = tuple(dict.fromkeys(self.gone)) if code == "DOC014" else ()
                found.append(replace(listed(code, asides, self.file), steps=steps))
        return found


def listed(code: str, asides: Sequence[Aside], file: str) -> Finding:
    """One finding for several places; it stands at the first of them."""
    what = clipped(", ".join(f"{place} ({text})" if place and text else place or text for place, text in asides))
    first = asides[0][0]
    return Finding(code=code, args=(("what", what),), where=f"{file}:{first}" if first else file)


def another_state(key: str, shown: str, state: str, where: str) -> Finding:
    """The finding of a column or key that is no record's, and says another state than the one that is read."""
    what = Message(N_("The state, which “{key}” gives differently,"), (("key", key[:80]),))
    args: Args = (("what", what), ("shown", shown[:80]), ("stored", state))
    return Finding(code="DOC015", args=args, where=where)
