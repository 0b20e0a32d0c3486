"""Whether a value of another list says the same as that of the inventory, however each is written."""

from __future__ import annotations

from ipaddress import ip_address

from runbook.inventory.wording import OPEN
from runbook.model.initials import normal_initials
from runbook.model.site import UNKNOWN, version_key
from runbook.reading.nodes import Plain


def is_open(key: str, value: Plain) -> bool:
    """Whether nobody has said yet what it is."""
    return value is None or value == OPEN or (key in ("base", "software") and value == UNKNOWN)


def alike(key: str, old: Plain, new: Plain) -> bool:
    """Whether two values of a key mean the same: addresses, versions, names in capitals or not."""
    if key in ("ip", "shared_ip"):
        return bool(_addresses(new)) and _addresses(new) <= _addresses(old)
    if not isinstance(old, str) or not isinstance(new, str):
        return type(old) is type(new) and old == new
    if key in ("base", "software"):
        return old == new or _version(old) == _version(new)
    if key == "initials":
        return normal_initials(old) == normal_initials(new)
    if key in ("id", "hostname", "email"):
        return old.casefold() == new.casefold()
    return " ".join(old.split()) == " ".join(new.split())


def beside_other(old: Plain, new: Plain) -> Plain:
    """A new address beside that of the other kind, where the inventory has one of each and the list knows one."""
    if not isinstance(old, list) or not isinstance(new, str):
        return new
    others = [each for each in old if isinstance(each, str) and (":" in each) is not (":" in new)]
    pair: list[Plain] = [new, *others] if ":" not in new else [*others, new]
    return pair if len(pair) == 2 else new


def _addresses(value: Plain) -> set[object]:
    """The addresses of a value: one, or those of a list."""
    found: set[object] = set()
    for each in value if isinstance(value, list) else [value]:
        try:
            found.add(ip_address(each if isinstance(each, str) else ""))
        except ValueError:
            continue
    return found


def _version(text: str) -> tuple[int, ...] | str:
    try:
        return version_key(text)
    except ValueError:
        return text
