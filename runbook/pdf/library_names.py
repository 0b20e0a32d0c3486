"""On Linux, WeasyPrint's libraries are found by the names of their files, as `runbook doctor` looks for them.

WeasyPrint tries the names of other systems first. For each, Python starts a compiler and a linker to look for it: some
sixty processes, whenever pages are set for the first time.
"""

from __future__ import annotations

import ctypes.util
import sys
from functools import partial
from typing import Any

LIBRARIES = ("gobject", "pango", "harfbuzz", "fontconfig")


def look_by_file_name() -> None:
    """Leave out the search for these libraries from now on: what is not loaded by its file's name is not there."""
    if sys.platform == "linux":
        ctypes.util.find_library = partial(_find, ctypes.util.find_library)


def _find(search: Any, name: str) -> str | None:
    found: str | None = None if name.removeprefix("lib").startswith(LIBRARIES) else search(name)
    return found
