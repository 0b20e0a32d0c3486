"""The kit's own code, as tests read it that ask what it names and imports."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def modules() -> dict[str, ast.Module]:
    """Each module by its path from the root, parsed once for all of them."""
    return {
        file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted((ROOT / "runbook").rglob("*.py"))
    }
