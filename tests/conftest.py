"""What all tests share."""

from __future__ import annotations

import gc
import os
import string
from collections import Counter
from collections.abc import Generator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import settings

from runbook.build.documents import DocumentKind
from runbook.model.finding import Finding, Message

settings.register_profile("any machine", parent=settings.default, deadline=None)  # a busy machine's pauses are no fault
settings.load_profile("any machine")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """Tests use a cache of their own, not that of whoever runs them; workers share one, as runs side by side do."""
    before = os.environ.get("XDG_CACHE_HOME")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    folder.mkdir(exist_ok=True)
    os.environ["XDG_CACHE_HOME"] = str(folder)
    (folder / "drawn").mkdir(exist_ok=True)
    os.environ["TESTS_DRAWN"] = str(folder / "drawn")  # see tests/pages.py
    yield
    del os.environ["TESTS_DRAWN"]
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture(scope="session", autouse=True)
def _a_day_before_the_windows():
    """Commands that are given no other present have one before the windows of the examples, whatever day it is."""
    present = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("runbook.cli.clock.now", lambda: present)
        yield


@pytest.fixture
def drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that a test compares are drawn for it, and not those that another test had drawn."""
    monkeypatch.delenv("TESTS_DRAWN", raising=False)


@pytest.fixture
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF is its kind and its paper: its pages take long to set. All else is as it is."""
    from runbook.build import documents

    printed = documents.printed

    def quickly(kind: DocumentKind, plan: object, tag: str, paper: str) -> tuple[bytes, bool]:
        quick = kind in ("runbook", "checklist", "approval")
        return (f"%PDF-{kind} {paper}".encode(), False) if quick else printed(kind, plan, tag, paper)  # type: ignore[arg-type]

    monkeypatch.setattr("runbook.build.documents.printed", quickly)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: it is not looked through for what nobody needs any more, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 20, 20)  # trees of syntax and of pages are built in a third of the time
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test that is marked `sampled(n)`, one case in n is kept, of one marked `long` none, but for LONG=1. What
    scripts/mutate.py names was kept before, and stays."""
    if os.environ.get("LONG") or os.environ.get("DRAWN"):
        return
    seen: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        test, marker = item.nodeid.partition("[")[0], item.get_closest_marker("sampled")
        if item.get_closest_marker("long"):
            left.append(item)
            continue
        (kept if marker is None or seen[test] % marker.args[0] == 0 else left).append(item)
        seen[test] += 1
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


@cache
def _places(text: str) -> frozenset[str]:
    """The names that a message is filled in by."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def _check(text: str, args: tuple[tuple[str, object], ...], *further: str) -> None:
    names = {name for name, _ in args}
    assert _places(text) <= names | set(further), f"{text!r} is filled in by {sorted(names)} alone"
    for _, value in args:
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Message):
                _check(one.text, one.args)


@pytest.fixture(scope="session", autouse=True)
def _findings_have_all_that_their_messages_say():
    """Whatever a test has found can be said: no message is left with a place that nothing fills."""
    from runbook.verify.codes import CODES

    made = Finding.__init__

    def checked(self: Finding, **given: Any) -> None:
        made(self, **given)
        _check(CODES[self.code].message, self.args, "step")
        if self.slip:
            _check(self.slip.text, self.slip.args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Finding, "__init__", checked)
        yield
