"""What stands in the rows of a blank record: the step, its appliance, who may sign, what is to be written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from runbook.i18n import N_, Language
from runbook.model.plan import Evidence, EvidenceType, Plan, PlanStep
from runbook.model.record import WRITTEN_FIELDS
from runbook.model.remaining import remaining
from runbook.records.column_heads import KEYS
from runbook.records.people import PERSON, role_text
from runbook.records.titles import house_title

PEOPLE = 2  # rows for people who are not in the plan
KINDS: Mapping[EvidenceType, str] = {
    "text": "",  # of any form
    "version": N_("version"),
    "date": N_("a date, such as 2026-12-05"),
    "datetime": N_("date and time"),
    "yes-no": N_("yes or no"),
    "go-no-go": N_("go or no-go"),
    "count": N_("a whole number"),
}
_LETTERS = {"node": N_("N"), "old": N_("OLD"), "new": N_("NEW")}  # A, B and M are the same in every language
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(plan: Plan, language: Language, heads: Mapping[str, str] = KEYS) -> Iterator[tuple[str, ...]]:
    """A blank row for every step that is left, in the plan's order; then those for people who are not in the plan.

    A cell for each of TABLE_COLUMNS and SHOWN_COLUMNS. `heads`: what columns are called where a row speaks of them.
    """
    written = [""] * len(WRITTEN_FIELDS)
    left = remaining(plan)
    shown = _Shown(left, language)
    for step in left.steps:
        number = language.text(N_("step {number}"), number=step.number)
        title = inert(house_title(plan, step, language))
        yield (plan.revision, "", step.id, number, title, *written, *map(inert, shown.beside(step)))
    message = N_("Somebody who is not in the plan: initials under {by}, name under {value}, roles under {note}")
    title = language.text(message, by=heads["by"], value=heads["value"], note=heads["note"])
    for _ in range(PEOPLE):
        yield (plan.revision, "", PERSON, "–", title, *written, "", "", "", "")


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Shown:
    """What helps whoever fills in a row: a cell for each of SHOWN_COLUMNS."""

    def __init__(self, plan: Plan, language: Language) -> None:
        self._language = language
        self._hosts = {appliance.id: appliance.hostname for appliance in plan.appliances}
        self._letters = {each.hop: {id_: letter for letter, id_ in each.letters.items()} for each in plan.passes}
        self._first = plan.passes[0].hop if plan.passes else 0
        self._nodes = {appliance.id for appliance in plan.appliances if appliance.role == "traffic"}
        self._numbers = {step.id: step.number for step in plan.steps}

    def beside(self, step: PlanStep) -> tuple[str, str, str, str]:
        """Appliance, what is asked as the value, whether a witness is due, and roles that may sign."""
        return (
            self._appliance(step),
            self._asked(step.evidence) if step.evidence else "",
            self._language.text(N_("yes")) if step.witness else "",
            ", ".join(role_text(role, self._language) for role in step.roles),
        )

    def _appliance(self, step: PlanStep) -> str:
        """Its letter in that pass, its id and its own host name: `B · pa-2 · pa-2.example.com`."""
        it = step.appliance or step.place
        if it is None:
            return ""
        return " · ".join(filter(None, (self._letter(it, step.hop), it, self._hosts.get(it, ""))))

    def _letter(self, appliance: str, hop: int | None) -> str:
        """What texts call it in a pass, outside of them in the first one; "" where they give it no letter."""
        letters = self._letters.get(self._first if hop is None else hop, {})
        letter = "node" if appliance in self._nodes and self._letters else letters.get(appliance, "")
        return self._language.text(_LETTERS[letter]) if letter in _LETTERS else letter

    def _asked(self, evidence: Evidence) -> str:
        """What is to be written down, in which form, and what it has to be: `Version shown (expected: 24.1.2)`."""
        text, wanted = self._language.text, evidence.expect
        kind = N_("with figures") if evidence.figures else KINDS[evidence.type]
        form = text(kind) if kind else ""
        said = ""
        if wanted and wanted.after is not None:
            said = text(N_("later than step {number}"), number=self._numbers.get(wanted.after, wanted.after))
        elif wanted and wanted.equals is not None and evidence.type == "yes-no":
            said = text(N_("expected: yes") if wanted.equals == "yes" else N_("expected: no"))
        elif wanted and wanted.equals is not None:
            form, said = "", f"{text(N_('expected:'))} {wanted.equals}"
        asked = " · ".join(filter(None, (form, said)))
        return f"{text(evidence.label)} ({asked})" if asked else text(evidence.label)
