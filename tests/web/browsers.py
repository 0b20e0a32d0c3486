"""Pages in the browsers that this machine has: `make browsers` fetches what drives them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / ".bench" / "browsers" / "node_modules"
PROGRAMS = {"chrome": ("chromium", "chromium-browser", "google-chrome"), "firefox": ("firefox-esr", "firefox")}
BROWSERS = tuple(PROGRAMS)
LONGEST = 180  # seconds


def looked_at(page: Path, browser: str, steps: Path, folder: Path) -> dict[str, Any]:
    """What `steps` tell of a page in a browser; the test is skipped where that is not there."""
    program = next(filter(None, map(shutil.which, PROGRAMS[browser])), None)
    if program is None or shutil.which("node") is None or not MODULES.is_dir():
        pytest.skip("no such browser, or nothing to drive it: see `make browsers`")
    look = Path(__file__).parent / "look.mjs"
    profile = folder / f"profile-{browser}"
    words = ["node", look, MODULES, browser, program, profile, page, steps]
    run = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=LONGEST)
    assert run.returncode == 0, run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    return told
