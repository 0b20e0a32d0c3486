"""What is an address that a browser can open. Nobody is asked for it: no server, no DNS."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"(?!.{{254}})(?:{_LABEL}\.)*{_LABEL}\.?")
_FIGURES = re.compile(r"[0-9.]+")


def is_web_address(text: str) -> bool:
    """Whether `text` names a host, and a port that there is; it names no user, and so no password."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:  # an address in brackets without its end, a port that is none
        return False
    if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc or port == 0:
        return False
    if ":" in host or _FIGURES.fullmatch(host):
        return _is_ip(host)
    return _NAME.fullmatch(host) is not None


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
