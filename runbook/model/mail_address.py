"""What is an address that a mail can go to. Nobody is asked for it: no server, no DNS."""

from __future__ import annotations

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# Most addresses; what is none of these is looked at more closely. An xn-- label says something that may be wrong.
_PLAIN = re.compile(
    rf"(?=.{{1,64}}@)(?!.{{255}})(?!.*@(?:.*\.)?..--){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}"
)
_NOWHERE = ("invalid",)  # what RFC 6761 says is never a name; all others it sets apart may be a house's own


def is_address(text: str) -> bool:
    """Whether `text` is one address alone, without a name, that a mail can go to: also inside a house (`.local`)."""
    domain = text.rpartition("@")[2].casefold()
    if domain.rpartition(".")[2] in _NOWHERE:
        return False
    return _PLAIN.fullmatch(text) is not None or _is_unusual(text)


def _is_unusual(text: str) -> bool:
    """The same of any address, by a library that takes longer to load than most inventories to check."""
    import email_validator

    email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = _NOWHERE
    if text.casefold().endswith("@localhost"):
        text += ".localdomain"  # the one name without a dot that is no slip of the pen
    try:
        email_validator.validate_email(text, check_deliverability=False, strict=True)
    except email_validator.EmailNotValidError:
        return False
    return True
