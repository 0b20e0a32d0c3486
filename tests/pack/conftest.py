"""What the tests of packs share: a day before the windows of the sample plans, whatever day it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

TODAY = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr("runbook.cli.sending.now", lambda: TODAY)
    return TODAY
