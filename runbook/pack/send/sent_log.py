"""sent.json: what a server took for whom, beside the pack. A record of what happened, so it bears the time."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from runbook.errors import naming
from runbook.i18n import N_
from runbook.pack.send.pack_file import PackFile
from runbook.pack.send.server import SendError

FORMAT = "runbook-sent/1"
NAME = "sent.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A mail that went to somebody. `state`: accepted; or unknown, where the line broke before the answer.

    `at` is UTC, such as `2026-11-23T10:00:00Z`; `said` what the server answered.
    """

    recipient: str
    state: str
    at: str
    server: str
    said: str
    message_id: str
    language: str
    revision: str
    sequence: int


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

    def before(self, recipient: str) -> Delivery | None:
        """The last time that this very mail went to `recipient`."""
        same = [d for d in self._deliveries if d.message_id == self._pack.message_id]
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
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        try:
            with naming(self._path):
                with beside.open("w", encoding="utf-8") as file:
                    json.dump(told, file, ensure_ascii=False, indent=2)
                    file.write("\n")
                    file.flush()
                    os.fsync(file.fileno())
                beside.replace(self._path)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def open_sent(pack: PackFile) -> Sent:
    """The record beside the pack; none there is an empty one.

    Raises SendError where it cannot be read: better nothing sent than something twice.
    """
    path = pack.file.with_name(NAME)
    if not path.exists():
        return Sent(path, pack, [])
    try:
        told = json.loads(path.read_bytes())
        if told["format"] != FORMAT or (told["site"], told["change"]) != (pack.site, pack.change):
            raise ValueError(path)
        deliveries = [Delivery(**one) for one in told["deliveries"]]
        if not all(isinstance(d.recipient, str) and isinstance(d.message_id, str) for d in deliveries):
            raise ValueError(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = N_("{file}: what was sent before cannot be read from this file; mend it, or move it away")
        raise SendError(problem, file=str(path)) from error
    return Sent(path, pack, deliveries)
