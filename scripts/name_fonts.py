#!/usr/bin/env python3
"""Makes the fonts for what people's names are written in beside the kit's own, out of the Noto fonts of Debian.

    name_fonts.py NotoSansCJK-Regular.ttc NotoSansDevanagari-Regular.ttf NotoSansThai-Regular.ttf

They lie in the packages fonts-noto-cjk and fonts-noto-core. Of Chinese, Japanese and Korean there is what the national
character sets hold that people's names are registered with: 3 MB instead of 20. Whatever else the kit's fonts lack,
`runbook check` names.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

FONTS = Path(__file__).resolve().parents[1] / "templates" / "fonts"
HIGH = range(0xA1, 0xFF)
SETS = (  # coding, first bytes, second bytes
    ("gb2312", HIGH, HIGH),
    ("euc_jp", HIGH, HIGH),
    ("euc_kr", HIGH, HIGH),
    ("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *HIGH)),  # the frequent characters
)
HAN, HANGUL, KANA = range(0x4E00, 0xA000), range(0xAC00, 0xD7A4), range(0x3041, 0x3100)
MARKS = (0x3005, 0x3006, 0x3007)
SPACES = (0x20, 0xA0)
DEVANAGARI = (*SPACES, *range(0x900, 0x980), 0x200C, 0x200D, 0x25CC)
THAI = (*SPACES, *range(0xE00, 0xE5C), 0x25CC)
LEFT_OUT = ("VORG", "vhea", "vmtx", "BASE")  # of lines from above


def characters() -> set[int]:
    """Those of the national sets, all kana, and the spaces between them."""
    found = {*SPACES, *KANA, *MARKS}
    for coding, first, second in SETS:
        codes = (bytes([a, b]).decode(coding, "ignore") for a in first for b in second)
        found |= {ord(c) for code in codes for c in code if ord(c) in HAN or ord(c) in HANGUL}
    return found


def write(font: Path | io.BytesIO, codes: Iterable[int], name: str, features: Sequence[str]) -> None:
    """A part of a font into the kit's folder."""
    options = subset.Options()
    options.hinting = options.recalc_timestamp = False
    options.layout_features = list(features)
    options.drop_tables += list(LEFT_OUT)
    part = subset.load_font(font, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(part)
    subset.save_font(part, str(FONTS / name), options)


def main(cjk: str, devanagari: str, thai: str) -> None:
    """Write all of them."""
    whole = io.BytesIO()
    TTCollection(cjk).fonts[0].save(whole)  # the Japanese one, which has all characters
    whole.seek(0)
    write(whole, characters(), "NotoSansCJKjp-Names.otf", ())
    write(Path(devanagari), DEVANAGARI, "NotoSansDevanagari-Regular.ttf", ("*",))
    write(Path(thai), THAI, "NotoSansThai-Regular.ttf", ("*",))


if __name__ == "__main__":
    main(*sys.argv[1:])
