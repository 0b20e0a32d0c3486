"""Mails for tests, made of real plans and small attachments, without drawing a page."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from runbook.document.letter import letter
from runbook.i18n import Language, load_language
from runbook.model.plan import Plan
from runbook.model.site import Person
from runbook.pack.calendar import entries, invitations
from runbook.pack.earlier_pack import agenda_of
from runbook.pack.mail import Attachment, Mail, written
from runbook.pack.people import Recipients, recipients
from tests.plans import plan_of

TO, CC = ("approver",), ("manager", "technician")


@cache
def language(tag: str = "en") -> Language:
    return load_language(tag)


@cache
def pair(hops: int = 1) -> Plan:
    """An asynchronous pair."""
    return plan_of("failover", "automatic", "asynchronous", "dns", bases=(True,) * hops)


def with_staff(plan: Plan, *people: Person) -> Plan:
    return replace(plan, staff=people)


def mail_of(plan: Plan, tags: tuple[str, ...] = ("en",), people: Recipients | None = None, **more: Any) -> Mail:
    """The mail about `plan` in the languages of `tags`; `more` goes to Mail."""
    known = people or recipients(plan.staff, TO, CC)
    agenda = agenda_of(plan, entries(plan, language(tags[0])), None)
    files = [
        Attachment(part="approval", name=f"CHG0041-paris-approval.{tag}.pdf", content=b"%PDF-1.7 \r\n.\n")
        for tag in tags
    ]
    files += [
        Attachment(part="calendar", name=name, content=data, method=method)
        for name, method, data in invitations(agenda, known)
    ]
    given: dict[str, Any] = {
        "plan": plan,
        "tag": "-".join(tags),
        "sequence": 0,
        "letters": tuple(letter(plan, language(tag), [(f.name, "x") for f in files]) for tag in tags),
        "people": known,
        "attachments": tuple(files),
        "pictures": {f"window-{n}": b"\x89PNG" + bytes([n]) for n in range(1, len(plan.windows) + 1)},
        **more,
    }
    return Mail(**given)


def bytes_of(mail: Mail) -> bytes:
    return written(mail, language())


def filed(folder: Path, mail: Mail) -> Path:
    """The mail as `runbook pack` leaves it."""
    file = folder / f"pack.{mail.tag}.eml"
    file.write_bytes(bytes_of(mail))
    return file
