"""Pages in the browsers that this machine has: `make browsers` fetches what drives them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / ".bench" / "browsers" / "node_modules"
PROGRAMS = {"chrome": ("chromium", "chromium-browser", "google-chrome"), "firefox": ("firefox-esr", "firefox")}
BROWSERS = tuple(PROGRAMS)
LONGEST = 600  # seconds


def looked_at(pages: Mapping[str, Path], browser: str, steps: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """What `steps` tell of each page, one after the other in one browser; skipped where that is not there."""
    program = next(filter(None, map(shutil.which, PROGRAMS[browser])), None)
    if program is None or shutil.which("node") is None or not MODULES.is_dir():
        pytest.skip("no such browser, or nothing to drive it: see `make browsers`")
    look = Path(__file__).parent / "look.mjs"
    words = ["node", look, MODULES, browser, program, folder / f"profile-{browser}", steps, *pages.values()]
    run = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=LONGEST)
    assert run.returncode == 0, run.stderr
    return dict(zip(pages, json.loads(run.stdout), strict=True))
