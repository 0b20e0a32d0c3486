"""A fleet, and what one process makes of it."""

from pathlib import Path

import pytest

from runbook.build.engine import build_files
from runbook.build.workers import here
from tests.build.fleets import SITES, files_below, marked_sites, quick_tasks, write_fleet


@pytest.fixture(scope="module")
def fleet(tmp_path_factory) -> Path:
    return write_fleet(tmp_path_factory.mktemp("fleet") / "in", [site for _mark, site in marked_sites(SITES)])


@pytest.fixture(scope="module")
def wanted(fleet, tmp_path_factory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("out")
    assert not any(told.error for told in build_files(quick_tasks(fleet), out, here()))
    return files_below(out)
