"""sent.json: what a server took for whom, beside the pack. A record of what happened, so it bears the time."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from runbook.atomic_write import put
from runbook.i18n import N_
from runbook.pack.deliveries import FORMAT, SENT, Delivery, read_sent
from runbook.pack.send.pack_file import PackFile
from runbook.pack.send.server import SendError


class Sent:
    """What went out for one change; `add` writes it down at once. Made by `open_sent`."""

    def __init__(self, path: Path, pack: PackFile, deliveries: list[Delivery]) -> None:
        self._path = path
        self._pack = pack
        self._deliveries = deliveries

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """All that went out, in order."""
        return tuple(self._deliveries)

    def before(self, mail: PackFile, recipient: str) -> Delivery | None:
        """The last time that `mail` went to `recipient`; of the same name is the same mail, in whatever language."""
        same = [d for d in self._deliveries if d.message_id == mail.message_id]
        return next((d for d in reversed(same) if d.recipient.casefold() == recipient.casefold()), None)

    def add(self, delivery: Delivery) -> None:
        """Write a delivery down, on the disk. Raises OSError."""
        self._deliveries.append(delivery)
        self.save()

    def save(self) -> None:
        """Write the file beside its place and rename it into it. Raises OSError."""
        told = {
            "format": FORMAT,
            "site": self._pack.site,
            "change": self._pack.change,
            "deliveries": [asdict(d) for d in self._deliveries],
        }
        put(self._path, json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n", lasting=True)


def open_sent(pack: PackFile) -> Sent:
    """The record beside the pack; none there is an empty one.

    Raises SendError where it cannot be read: better nothing sent than something twice.
    """
    path = pack.file.with_name(SENT)
    if not path.exists():
        return Sent(path, pack, [])
    try:
        if not path.is_file():  # a pipe would be waited for
            raise ValueError(path)
        site, change, deliveries = read_sent(path.read_bytes())
        if (site, change) != (pack.site, pack.change):
            raise ValueError(path)
    except (OSError, ValueError) as error:
        problem = N_("{file}: what was sent before cannot be read from this file; mend it, or move it away")
        raise SendError(problem, file=str(path)) from error
    return Sent(path, pack, list(deliveries))
