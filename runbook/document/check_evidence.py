"""What a row of the checklist says of what is to be written down: its label, the form of the answer, what is expected.

Whoever has never seen the step sees of which form the answer must be.
"""

from __future__ import annotations

from runbook.document import checklist_layout as layout
from runbook.document.evidence import evidence
from runbook.document.parts import CheckEvidence
from runbook.document.slots import value
from runbook.i18n import N_, Language
from runbook.model.plan import PlanStep

FORMS = {"version": N_("version"), "count": N_("number")}
# By the name of what is written down: the form of an answer in words, and those answers that say several things.
TEXT_FORMS = {"old_limits": N_("number, bandwidth")}
SEVERAL = frozenset({"backup_file", "certificate_file", "files", "old_limits", "recordings"})
LONG, SHORT = 20, 8  # columns of what is expected: on a line of its own, beside a short box


def check_evidence(step: PlanStep, numbers: dict[str, str], language: Language) -> CheckEvidence:
    """Of a step that asks for something; `numbers` are the printed numbers of all steps."""
    asked = step.evidence
    assert asked is not None
    view = evidence(step, numbers, language)
    if view.kind == "go-no-go":  # its boxes say all
        return CheckEvidence(label=(), beside=(), expects="", expected=None, moment=False, wide=False)
    label, words = view.label, view.expected_text
    beside: tuple[str, ...] = ()
    if view.kind == "yes-no":
        beside = (language.text(N_("yes / no")), *([words] if words else []))
    elif view.kind == "short":
        beside = (language.text(FORMS[asked.type]),)
    elif view.kind == "moment":
        label = " · ".join(text for text in (label, language.text(N_("date, time")), words) if text)
    elif asked.type == "date":
        label = f"{label} · {language.text(N_('DD MM'))}"
    elif asked.figures:
        label = f"{label} · {language.text(N_('with figures'))}"
    elif asked.name in TEXT_FORMS:
        label = f"{label} · {language.text(TEXT_FORMS[asked.name])}"
    expects = language.text(N_("expected:")) if view.expected else ""
    if expects and not beside:
        label, expects = f"{label} · {expects}", ""
    long = asked.name in SEVERAL or len(layout.broken(label, layout.EVIDENCE_MM, layout.EVIDENCE_POINTS)) > 1
    wide = view.kind == "line" and long and not step.witness
    return CheckEvidence(
        label=layout.broken(label, layout.WIDE_MM if wide else layout.EVIDENCE_MM, layout.EVIDENCE_POINTS),
        beside=beside,
        expects=expects,
        expected=view.expected and value("row.expected", view.expected.text, SHORT if beside else LONG, "plain"),
        moment=view.kind == "moment",
        wide=wide,
    )
