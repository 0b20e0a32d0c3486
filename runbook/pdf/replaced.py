"""What WeasyPrint has replaced by something else while pages are set."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any


def put(stack: ExitStack, owner: Any, name: str, new: Any) -> None:
    """Put `new` in the place of what a module or a class itself has by that name."""
    stack.callback(setattr, owner, name, vars(owner)[name])
    setattr(owner, name, new)


def replaced(stack: ExitStack, original: Any, new: Any) -> None:
    """Put `new` in the place of a function, in every module of WeasyPrint that has imported it."""
    name = original.__name__
    for module in [m for n, m in sys.modules.items() if n.partition(".")[0] == "weasyprint"]:
        if getattr(module, name, None) is original:
            put(stack, module, name, new)
