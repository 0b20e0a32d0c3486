"""A function of WeasyPrint replaced by another while pages are set."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch


def replaced(stack: ExitStack, original: Any, new: Any) -> None:
    """Put `new` in the place of a function, in every module of WeasyPrint that has imported it."""
    name = original.__name__
    for module in [m for n, m in sys.modules.items() if n.partition(".")[0] == "weasyprint"]:
        if getattr(module, name, None) is original:
            stack.enter_context(patch.object(module, name, new))
