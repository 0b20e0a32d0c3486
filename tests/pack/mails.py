"""Mails for tests, made of real plans and small attachments, without drawing a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any

from runbook.document.letter import letter
from runbook.i18n import Language, load_language
from runbook.model.plan import Plan
from runbook.model.site import Person
from runbook.pack.assemble import ApprovalPack, PackOptions
from runbook.pack.calendar import Agenda, published
from runbook.pack.deliveries import Delivery
from runbook.pack.earlier_pack import EarlierFiles, agenda_of
from runbook.pack.invitation_mail import InvitationMail, written_invitation
from runbook.pack.invitations import invitations
from runbook.pack.mail import Attachment, Mail, written
from runbook.pack.people import Recipients, recipients
from runbook.reading.plan_json import dump_plan
from tests.plans import plan_of

PAGE = b"%PDF-1.7 \r\n.\n"
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


def agenda(plan: Plan, tag: str = "en", **more: Any) -> Agenda:
    """The entries of `plan`, where there was no pack before; `more` goes to `agenda_of`."""
    return agenda_of(plan, language(tag), more.pop("known", None), **more)


def mail_of(plan: Plan, tags: tuple[str, ...] = ("en",), people: Recipients | None = None, **more: Any) -> Mail:
    """The mail about `plan` in the languages of `tags`, `correction` to its letters; `more` goes to Mail."""
    known = people or recipients(plan.staff, TO, CC)
    files = [Attachment(part="approval", name=f"CHG0041-paris-approval.{tag}.pdf", content=PAGE) for tag in tags]
    calendar = published(agenda(plan, tags[0]), known.sender)
    files.append(Attachment(part="calendar", name="windows.ics", content=calendar, method="PUBLISH"))
    enclosed = [(f.name, "x") for f in files]
    correction = more.pop("correction", None)
    given: dict[str, Any] = {
        "plan": plan,
        "tag": "-".join(tags),
        "sequence": 0,
        "letters": tuple(letter(plan, language(tag), enclosed, before=correction) for tag in tags),
        "people": known,
        "attachments": tuple(files),
        "pictures": {f"window-{n}": b"\x89PNG" + bytes([n]) for n in range(1, len(plan.windows) + 1)},
        **more,
    }
    return Mail(**given)


def bytes_of(mail: Mail) -> bytes:
    return written(mail, language())


def invitations_of(
    plan: Plan, tags: tuple[str, ...] = ("en",), sent: Sequence[Delivery] = (), off: bool = False, **more: Any
) -> dict[str, bytes]:
    """The invitations of a pack, by the names of their files; `more` goes to `agenda_of`."""
    sender = recipients(plan.staff, TO, CC).sender
    found = invitations(plan, tags, agenda(plan, off=off, **more), sent, off=off)
    mails = {
        one.file: InvitationMail(
            plan=plan, agenda=agenda(plan, one.language, off=off, **more), invitation=one, sender=sender
        )
        for one in found
    }
    return {name: written_invitation(mail, language(mail.invitation.language)) for name, mail in mails.items()}


def calendar_in(data: bytes) -> bytes:
    """The calendar in a mail."""
    (part,) = (p for p in message_from_bytes(data, policy=default).walk() if p.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def filed(folder: Path, mail: Mail) -> Path:
    """The mail as `runbook pack` leaves it."""
    file = folder / f"pack.{mail.tag}.eml"
    file.write_bytes(bytes_of(mail))
    return file


def packed(folder: Path, plan: Plan, *tags: str, **options: Any) -> Path:
    """The pack of `plan` in `folder`, as `runbook pack` leaves it, its pages empty; what lies there counts as the pack
    before. Returns its first mail."""
    asked = PackOptions(languages=tags or ("en",), **options)
    earlier = EarlierFiles.of(folder)
    found = ApprovalPack(plan, asked, earlier).revisions_before
    pack = ApprovalPack(plan, asked, earlier.with_plans(folder, found))
    for kind, tag, name in pack.files:
        (folder / name).write_bytes(_content(pack, kind, tag, name))
    kept = folder / "plans" / f"{plan.revision[:12]}.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(dump_plan(plan))
    return folder / pack.mails[0][2]


def _content(pack: ApprovalPack, kind: str, tag: str, name: str) -> bytes:
    if kind == "plan":
        return dump_plan(pack.plan)
    if kind == "calendar":
        return pack.calendar(tag)
    if kind == "invitation":
        return pack.invitation(name)
    return pack.mail(tag, lambda kind, tag: PAGE) if kind == "mail" else PAGE
