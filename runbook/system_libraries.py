"""The system libraries that drawing pages needs. Imports nothing but Python itself, so that it runs before setting up.

`python3 -m runbook.system_libraries` prints the Debian packages that are missing, one a line.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A shared library that WeasyPrint loads: its names (Linux, macOS, Windows), and the Debian package with it.

    Without an `essential` library no page can be drawn. Without the others pages can be drawn, but they are not the
    same bytes as on a complete machine, and take longer.
    """

    names: tuple[str, ...]
    package: str
    essential: bool = True


LIBRARIES = (
    Library(names=("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"), package="libpango-1.0-0"),
    Library(names=("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), package="libpango-1.0-0"),
    Library(names=("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), package="libpango-1.0-0"),
    Library(names=("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"), package="libpangoft2-1.0-0"),
    Library(
        names=("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"), package="libpangoft2-1.0-0"
    ),
    Library(
        names=("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
        package="libharfbuzz-subset0",
        essential=False,  # WeasyPrint then cuts fonts with fontTools, in silence
    ),
)


def missing(libraries: tuple[Library, ...] = LIBRARIES) -> tuple[Library, ...]:
    """Those of `libraries` that this machine cannot load."""
    return tuple(library for library in libraries if not any(_loads(name) for name in library.names))


def packages(libraries: tuple[Library, ...]) -> tuple[str, ...]:
    """The Debian packages that bring `libraries`, each once."""
    return tuple(dict.fromkeys(library.package for library in libraries))


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    for package in packages(missing()):
        print(package)  # noqa: T201  # for the set-up script
