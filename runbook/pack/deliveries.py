"""sent.json beside a pack: what a server took for whom. `pack` reads what went before, `send` who has it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields

FORMAT = "runbook-sent/1"
SENT = "sent.json"
APPROVAL, CANCELLED = "approval", "cancelled"  # kinds of a pack's mail: it asks, or says that the change is off
JOINER = "-"  # between the languages of a mail with several
TICKETS = "_tickets"  # the folder with the mails of tickets, beside those of sites, none of whose ids begins so
PART = "X-Runbook-Part"  # a header of the mail of a ticket, for each of its changes
NOBODY = "-"  # in it, where nobody would get the mail of that change
INVITATION, WITHDRAWAL = "invitation", "withdrawal"  # kinds of mails about one entry of the calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A mail that went to somebody. `state`: accepted; or unknown, where the line broke before the answer.

    `at`, `start` and `end` are UTC, such as `2026-11-23T10:00:00Z`; `said` is what the server answered. `kind`:
    approval, cancelled; or, about the calendar's `entry` (`window-1`) from `start` to `end`, invitation, withdrawal.
    `stands_for`: of the mail of a ticket, the name of the mail of this change that it takes the place of.
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
    kind: str = APPROVAL
    entry: str = ""
    start: str = ""
    end: str = ""
    stands_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBefore:
    """The mail that went out before another one: what it is called, what it was about, and whether it said that the
    change is off."""

    message_id: str
    revision: str
    cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBefore:
    """What went out in a language before a mail: the one before, if any, and how often the same went out earlier than
    that (a plan that was given up, and is taken up again)."""

    mail: MailBefore | None = None
    times: int = 0


def read_sent(content: bytes) -> tuple[str, str, tuple[Delivery, ...]]:
    """Site, change and deliveries of a sent.json. Raises ValueError."""
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise ValueError(FORMAT)
        found = tuple(Delivery(**one) for one in told["deliveries"])
        site, change = told["site"], told["change"]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    numbers = [one.sequence for one in found]
    texts = [getattr(one, f.name) for one in found for f in fields(one) if f.name != "sequence"]
    if not all(type(n) is int for n in numbers) or not all(type(text) is str for text in (site, change, *texts)):
        raise ValueError("a value of another type")
    return site, change, found


def sent_before(
    deliveries: Iterable[Delivery], languages: Iterable[str], revision: str, *, cancelled: bool
) -> SentBefore:
    """What went out, in any of `languages`, before the mail about `revision`, be it sent already or not."""
    asked = frozenset(languages)
    runs: list[MailBefore] = []
    for one in deliveries:
        if not one.entry and asked.intersection(languages_of(one.language)):
            mail = MailBefore(message_id=one.message_id, revision=one.revision, cancelled=one.kind == CANCELLED)
            if runs and _about(runs[-1]) == _about(mail):
                runs.pop()
            runs.append(mail)
    own = (revision, cancelled)
    if runs and _about(runs[-1]) == own:
        runs.pop()
    return SentBefore(mail=runs[-1] if runs else None, times=sum(_about(run) == own for run in runs))


def sent_earlier(deliveries: Iterable[Delivery], revision: str, sequence: int) -> tuple[Delivery, ...]:
    """What went out before the pack of that revision and SEQUENCE, be that sent already or not."""
    return tuple(one for one in deliveries if (one.revision, one.sequence) != (revision, sequence))


def withdrawn_mails(
    deliveries: Iterable[Delivery], revision: str, sequence: int, languages: Iterable[str]
) -> tuple[str, ...]:
    """The names of the mails that a cancellation of that revision and SEQUENCE takes back, the oldest first: requests
    for approval in any of `languages` since the change was last cancelled, and invitations that somebody holds."""
    earlier, asked = sent_earlier(deliveries, revision, sequence), frozenset(languages)
    found: list[str] = []
    for one in earlier:
        if not one.entry and asked.intersection(languages_of(one.language)):
            found = [] if one.kind == CANCELLED else [*found, one.message_id]
    found += [one.message_id for held in invited(earlier).values() for one in held.values()]
    return tuple(dict.fromkeys(found))


def outstanding(deliveries: Collection[Delivery]) -> bool:
    """Whether something was sent, a request or an invitation, that is not taken back."""
    spoken = {tag for one in deliveries for tag in languages_of(one.language)}
    return any(withdrawn_mails(deliveries, "", -1, (tag,)) for tag in spoken)


def languages_of(tag: str) -> tuple[str, ...]:
    """The languages of a mail: `fr` and `en` of `fr-en`."""
    return tuple(tag.split(JOINER))


def _about(mail: MailBefore) -> tuple[str, bool]:
    return mail.revision, mail.cancelled


def invited(deliveries: Iterable[Delivery]) -> Mapping[str, Mapping[str, Delivery]]:
    """Who holds an invitation to which entry, by the entry's name and the address in small letters: the last one."""
    found: dict[str, dict[str, Delivery]] = {}
    for one in deliveries:
        if one.kind == INVITATION:
            found.setdefault(one.entry, {})[one.recipient.casefold()] = one
        elif one.kind == WITHDRAWAL:
            found.get(one.entry, {}).pop(one.recipient.casefold(), None)
    return {entry: held for entry, held in found.items() if held}
