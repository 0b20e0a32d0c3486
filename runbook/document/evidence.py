"""What is to be written down at a step."""

from __future__ import annotations

from runbook.document.parts import EvidenceView, FieldKind
from runbook.document.sign_row import evidence_fits
from runbook.document.slots import Value, value
from runbook.i18n import N_, Language
from runbook.model.plan import PlanStep

FIELD_KINDS: dict[str, FieldKind] = {
    "yes-no": "yes-no",
    "go-no-go": "go-no-go",
    "datetime": "moment",
    "version": "short",
    "count": "short",
}


def evidence(step: PlanStep, numbers: dict[str, str], language: Language) -> EvidenceView:
    """The field of a step that asks for something; `numbers` are the printed numbers of all steps."""
    asked = step.evidence
    assert asked is not None
    label, kind = language.text(asked.label), FIELD_KINDS.get(asked.type, "line")
    expected: Value | None = None
    expected_text = ""
    wanted = asked.expect
    if wanted and wanted.after is not None:
        expected_text = language.text(N_("later than step {number}"), number=numbers.get(wanted.after, wanted.after))
    elif wanted and wanted.equals is not None:
        if asked.type == "yes-no":
            expected_text = language.text(N_("expected: yes") if wanted.equals == "yes" else N_("expected: no"))
        else:
            expected = value("evidence.expected", wanted.equals, 20 if asked.type == "text" else 8)
    said = f"{label} {expected_text or language.text(N_('expected:')) * (expected is not None)}"
    fits = evidence_fits(kind, said, expected=expected is not None, na=step.na_allowed, witness=step.witness)
    own = not fits or step.gate == "hold"  # with a line for the reason
    return EvidenceView(label=label, kind=kind, expected=expected, expected_text=expected_text, own_row=own)
