"""What the tests of pages in browsers share: a browser that stays, until all of them are done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.driven_browsers import end_running


@pytest.fixture(scope="session", autouse=True)
def _browsers_end() -> Iterator[None]:
    yield
    end_running()
