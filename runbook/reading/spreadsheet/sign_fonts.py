"""Fonts in which letters are drawn as signs: a `ü` of Wingdings is a tick, and is read as what is seen."""

from __future__ import annotations

_SIGNS = {
    "wingdings": {"ü": "✓", "û": "✗", "þ": "☑", "ý": "☒", "x": "☒", "o": "☐", "¨": "☐", "q": "☐", "l": "●", "n": "■"},
    "wingdings 2": {"P": "✓", "O": "✗", "R": "☑", "S": "☒", "T": "☒", "*": "☐", "£": "☐"},
    "webdings": {"a": "✓", "r": "✗", "c": "☐", "=": "■"},
    "zapfdingbats": {"3": "✓", "4": "✔", "5": "✗", "6": "✗", "7": "✗", "8": "✗", "n": "■", "o": "☐", "l": "●"},
    "marlett": {"a": "✓", "b": "✓", "r": "✗"},
}
_SIGNS["zapf dingbats"] = _SIGNS["itc zapf dingbats"] = _SIGNS["zapfdingbats"]
_PRIVATE = 0xF000  # where programs put the letters of such fonts, too
_OF_ITS_OWN = {"wingdings 3"}


def sign_font(name: str) -> str:
    """The name of a font that draws signs; "" of any other."""
    plain = name.strip().casefold()
    return plain if plain in _SIGNS or plain in _OF_ITS_OWN else ""


def as_drawn(text: str, font: str) -> str:
    """A text as a font that draws signs shows it; what is no tick, cross or box is named with the font."""
    own = range(_PRIVATE, _PRIVATE + 256)
    letters = "".join(chr(ord(one) - _PRIVATE) if ord(one) in own else one for one in text)
    signs = _SIGNS.get(font, {})
    if not font or not letters.strip():
        return text
    if all(one in signs or one.isspace() or ord(one) > 0x2000 for one in letters):
        return "".join(signs.get(one, one) for one in letters)
    return f"[{font.title()}: {letters}]"
