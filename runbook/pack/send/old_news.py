"""Whether a mail is about windows that are over: nobody can approve them, or expects to hear of them."""

from __future__ import annotations

from datetime import UTC, datetime

from runbook.i18n import N_
from runbook.pack.send.beside import is_at_home, plan_beside
from runbook.pack.send.pack_file import PackFile
from runbook.pack.send.server import SendError


def check_news(mail: PackFile, now: datetime) -> None:
    """Raises SendError where the last window of the change, or the entry of an invitation, had ended before `now`."""
    ended = _end(mail)
    if ended is not None and ended < now:
        problem = N_("{file}: all of this was over by {time} (UTC); to send it all the same, add --late")
        raise SendError(problem, file=str(mail.file), time=ended.astimezone(UTC).isoformat(timespec="minutes"))


def _end(mail: PackFile) -> datetime | None:
    """When it ends; None where that is not known of a mail that an older kit made and somebody moved elsewhere."""
    if told := mail.end or mail.until:
        return datetime.fromisoformat(told)
    if is_at_home(mail):
        return max(window.end for window in plan_beside(mail).windows)
    return None
