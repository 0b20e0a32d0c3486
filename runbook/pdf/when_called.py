"""Modules that a library imports for cases that seldom come: they are imported when something of them is called."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any


def import_when_called(*names: str) -> None:
    """What imports functions and classes of these modules from now on imports the modules with the first call.

    Those that are there already are left alone.
    """
    sys.modules.update({name: _Later(name) for name in names if name not in sys.modules})


class _Later(ModuleType):
    """What stands for a module: whatever is asked of it is a function that calls the module's own of that name."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **named: getattr(self._own(), name)(*args, **named)

    def _own(self) -> ModuleType:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return import_module(self.__name__)
