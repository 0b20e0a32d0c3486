"""The keys that a house declares for `extra` of sites, appliances and changes: what they hold, and their facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from runbook.model.house import HouseFile

PREFIX = "extra."
ExtraValues = Mapping[str, str | int | bool]


def known_facts(file: HouseFile) -> Iterator[str]:
    """The conditions that the keys of a house give: `extra.KEY`, and of a choice `extra.KEY=VALUE`."""
    for name, key in file.extra.items():
        yield f"{PREFIX}{name}"
        yield from (f"{PREFIX}{name}={choice}" for choice in key.choices if key.type == "choice")


def extra_facts(file: HouseFile, found: ExtraValues) -> frozenset[str]:
    """The conditions that hold with these values: that there is one (of a yes-no: that it is true), and which."""
    held = {f"{PREFIX}{name}" for name, value in found.items() if value is not False}
    held |= {f"{PREFIX}{name}={value}" for name, value in found.items() if isinstance(value, str)}
    return frozenset(held).intersection(known_facts(file))


def written(value: str | int | bool | None) -> str:
    """A value of the inventory on one line; nothing where there is none."""
    return "" if value is None else " ".join(str(value).split())
