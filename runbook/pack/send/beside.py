"""Whether a mail is of what lies beside it: the plan, and the calendar of the pack that was made last."""

from __future__ import annotations

import os
import re
from pathlib import Path

from runbook.errors import InputError
from runbook.i18n import N_
from runbook.model.plan import Plan
from runbook.pack.earlier_pack import CALENDAR, LIMIT
from runbook.pack.send.pack_file import PackFile
from runbook.pack.send.server import SendError
from runbook.reading.plan_json import PLAN, load_plan

_SEQUENCE = re.compile(rb"^SEQUENCE:(\d{1,10})\r?$", re.MULTILINE)


def is_at_home(mail: PackFile) -> bool:
    """Whether the mail lies where `runbook pack` put it, beside a plan, and was not moved elsewhere."""
    return os.path.lexists(mail.file.with_name(PLAN))


def check_beside(mail: PackFile, named: Path | None = None) -> None:
    """Raises InputError for a plan beside the mail that is damaged or was edited, SendError where it is another one, or
    where another pack was made since. A mail that was moved elsewhere has no plan beside it: that is no error. `named`
    is what is called wrong in messages, where that is not the mail's own file."""
    if not is_at_home(mail):
        return
    plan = plan_beside(mail)
    if plan.revision != mail.revision:
        problem = N_(
            "{file}: this mail is about revision {old}, and the plan beside it is {new}: run `runbook pack` again"
        )
        raise SendError(problem, file=str(named or mail.file), old=mail.revision[:12], new=plan.revision[:12])
    if _newest(mail) > mail.sequence:
        problem = N_("{file}: another pack of this plan was made since, as {calendar} says: run `runbook pack` again")
        raise SendError(problem, file=str(named or mail.file), calendar=CALENDAR)


def plan_beside(mail: PackFile) -> Plan:
    """The plan beside a mail that is at home. Raises InputError where it is damaged, or something to wait for: a
    pipe."""
    file = mail.file.with_name(PLAN)
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise InputError.of(str(file), None, "", N_("this is not a regular file"), N_("move it away"))
    return load_plan(file)


def _newest(mail: PackFile) -> int:
    """The SEQUENCE of the calendar beside the mail; 0 where there is none that can be read."""
    path = mail.file.with_name(CALENDAR)
    try:
        if not path.is_file() or path.stat().st_size > LIMIT:
            return 0
        return max((int(number) for number in _SEQUENCE.findall(path.read_bytes())), default=0)
    except OSError:
        return 0
