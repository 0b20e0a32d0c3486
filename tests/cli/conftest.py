"""What the tests of commands share: documents that take no time to set."""

from __future__ import annotations

import pytest

from runbook.build.documents import DocumentKind


@pytest.fixture
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF is its kind and its paper: its pages take long to set. All else is as it is."""
    from runbook.build import documents

    printed = documents.printed

    def quickly(kind: DocumentKind, plan: object, tag: str, paper: str) -> tuple[bytes, bool]:
        quick = kind in ("runbook", "checklist", "approval")
        return (f"%PDF-{kind} {paper}".encode(), False) if quick else printed(kind, plan, tag, paper)  # type: ignore[arg-type]

    monkeypatch.setattr("runbook.build.documents.printed", quickly)
