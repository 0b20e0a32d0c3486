"""sent.json: what a server took for whom, beside the pack. A record of what happened, so it bears the time.

What is about to be handed over is written down before that as "unknown", and what became of it takes its place: a
process that ends in between leaves "unknown" behind, and nobody gets that mail again without being asked for it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from runbook.atomic_write import put
from runbook.errors import naming
from runbook.i18n import N_
from runbook.os_errors import reason_of
from runbook.pack.deliveries import FORMAT, SENT, Delivery, read_sent
from runbook.pack.earlier_pack import SENT_LIMIT
from runbook.pack.send.pack_file import PackFile
from runbook.pack.send.server import SendError
from runbook.part_file import part_file, take_away_left


class Sent:
    """What went out for one change; all but `before` write it down at once. Made by `open_sent`."""

    def __init__(self, path: Path, pack: PackFile, deliveries: list[Delivery]) -> None:
        self._path = path
        self._pack = pack
        self._deliveries = deliveries
        self._intended: list[Delivery] = []

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """All that went out, or may have, in order."""
        return (*self._deliveries, *self._intended)

    def before(self, mail: PackFile, recipient: str) -> Delivery | None:
        """The last time that `mail` went to `recipient`; of the same name is the same mail, in whatever language. So is
        the mail of a ticket that took its place."""
        same = [d for d in self.deliveries if mail.message_id in (d.message_id, d.stands_for)]
        return next((d for d in reversed(same) if d.recipient.casefold() == recipient.casefold()), None)

    def intend(self, deliveries: Sequence[Delivery]) -> None:
        """What is about to be handed over. Raises SendError: then it must not be."""
        self._intended = list(deliveries)
        self.save()

    def settle(self, deliveries: Sequence[Delivery]) -> None:
        """What is known of that now; the rest of it was not sent. Raises SendError."""
        if not (self._intended or deliveries):
            return
        self._intended = []
        self._deliveries += deliveries
        self.save()

    def sweep(self) -> None:
        """Take away what a process that was stopped left half-written."""
        take_away_left(Path(os.path.realpath(self._path)))

    def save(self) -> None:
        """Write the file beside its place and rename it into it, onto the disk. Where nothing went out, see whether
        that could be done, and leave none: what was not sent stands nowhere as sent. Raises SendError."""
        told = {
            "format": FORMAT,
            "site": self._pack.site,
            "change": self._pack.change,
            "deliveries": [asdict(d) for d in self.deliveries],
        }
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        data, place = text.encode("utf-8", "surrogatepass"), Path(os.path.realpath(self._path))
        try:
            if self.deliveries or self._path.is_symlink():
                put(place, data, lasting=True)
            else:
                with naming(place), part_file(place, data, lasting=True):
                    place.unlink(missing_ok=True)
        except OSError as error:
            problem = N_("{file}: what is sent cannot be written down, so nothing more is sent: {reason}")
            raise SendError(problem, file=str(self._path), reason=reason_of(error)) from error


def open_sent(pack: PackFile) -> Sent:
    """The record beside the pack; none there is an empty one.

    Raises SendError where it cannot be read: better nothing sent than something twice.
    """
    path = pack.file.with_name(SENT)
    if not os.path.lexists(path):
        return Sent(path, pack, [])
    try:
        if not path.is_file() or path.stat().st_size > SENT_LIMIT:  # a pipe would be waited for
            raise ValueError(path)
        site, change, deliveries = read_sent(path.read_bytes())
        if (site, change) != (pack.site, pack.change):
            raise ValueError(path)
    except (OSError, ValueError) as error:
        problem = N_("{file}: this file does not show what was sent before; correct it, or move it away")
        raise SendError(problem, file=str(path)) from error
    return Sent(path, pack, list(deliveries))
