"""Which characters the kit's own fonts can draw."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from operator import index

from runbook.cache import Cache, usual_place
from runbook.resources import templates

MONO = ("AtkinsonHyperlegibleMono-Regular.ttf", "DejaVuSansMono.ttf")
TEXT = "AtkinsonHyperlegible-Bold.ttf"  # the wider of the two faces of texts
PROPORTIONAL = (  # the last resort for a value: its glyphs are of any width
    "DejaVuSans.ttf",
    "NotoSansCJKjp-Names.otf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansThai-Regular.ttf",
)


@cache
def mono() -> frozenset[int]:
    """Code points that a value's monospaced faces have: one column each."""
    return _code_points(MONO)


@cache
def drawable() -> frozenset[int]:
    """Code points that any face of a value has."""
    return mono() | _code_points(PROPORTIONAL)


def _code_points(names: tuple[str, ...]) -> frozenset[int]:
    """Those of several faces, from the cache where it knows the files to the byte."""
    files = [(templates() / "fonts" / name).read_bytes() for name in names]
    key = sha256(b"code points " + b"\0".join(files)).hexdigest()
    return Cache(folder=usual_place()).through(
        key, lambda: _read_code_points(files), lambda data: frozenset(map(index, json.loads(data)))
    )


def _read_code_points(files: Iterable[bytes]) -> bytes:
    return json.dumps(sorted({code for file in files for code in _faces_code_points(file)})).encode()


def _faces_code_points(file: bytes) -> Iterable[int]:
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(file), lazy=True) as font:
        return tuple(font.getBestCmap())


def text_mm(text: str, points: float) -> float:
    """The width of `text` in the bold text face, in mm; a character that it lacks counts as one em."""
    return _ems(text) * points * 25.4 / 72


@lru_cache(maxsize=8192)  # a step is measured in several places, and its texts stand in many sites and documents
def _ems(text: str) -> float:
    widths = _advances()
    return sum(widths.get(ord(c), 1.0) for c in text)


@cache
def _advances() -> dict[int, float]:
    from fontTools.ttLib import TTFont

    with TTFont(templates() / "fonts" / TEXT, lazy=True) as font:
        upem, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[name][0] / upem for code, name in font.getBestCmap().items()}
