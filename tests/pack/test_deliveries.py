"""What was sent before a mail, read from sent.json."""

from __future__ import annotations

import json

import pytest

from runbook.pack.deliveries import Delivery, MailBefore, SentBefore, invited, outstanding, read_sent, sent_before
from tests.pack.test_calendar import delivery

A, B = "a" * 64, "b" * 64


def mail(revision: str, tag: str = "fr", kind: str = "approval") -> Delivery:
    return delivery(revision=revision, language=tag, kind=kind, message_id=f"<{kind}.{tag}.{revision[0]}>")


def before(*sent: Delivery, revision: str = B, tag: tuple[str, ...] = ("fr",), cancelled: bool = False) -> SentBefore:
    return sent_before(sent, tag, revision, cancelled=cancelled)


def known(revision: str, tag: str = "fr", kind: str = "approval") -> MailBefore:
    return MailBefore(message_id=f"<{kind}.{tag}.{revision[0]}>", revision=revision, cancelled=kind == "cancelled")


def test_the_last_mail_of_another_plan_is_the_one_before_whether_this_one_was_sent_or_not():
    assert before() == SentBefore()
    assert before(mail(A), mail(A)) == before(mail(A), mail(B)) == SentBefore(mail=known(A))
    assert before(mail(B)) == SentBefore()


def test_each_language_has_its_own():
    sent = (mail(A, "fr"), mail(A, "en"), mail(B, "fr"))
    assert before(*sent, revision=A, tag=("en",)) == SentBefore()
    assert before(*sent, revision=A, tag=("fr",)) == SentBefore(mail=known(B), times=1)
    assert before(mail(A, "fr-en"), tag=("en",)) == SentBefore(mail=known(A, "fr-en"))
    assert before(mail(A, "en"), tag=("fr", "en")) == SentBefore(mail=known(A, "en"))
    assert before(mail(A, "pt_BR"), tag=("pt",)) == SentBefore()


def test_a_cancellation_is_another_mail_about_the_same_plan():
    assert before(mail(A), revision=A, cancelled=True) == SentBefore(mail=known(A))
    sent = (mail(A), mail(A, kind="cancelled"))
    assert before(*sent, revision=A) == SentBefore(mail=known(A, kind="cancelled"), times=1)
    assert before(*sent, revision=A, cancelled=True) == SentBefore(mail=known(A))


def test_an_invitation_is_no_mail_before():
    assert before(delivery(revision=A, language="fr", kind="invitation", entry="window-1")) == SentBefore()


def test_who_was_invited_last_holds_an_invitation_until_it_is_taken_back():
    first = delivery(kind="invitation", entry="window-1", recipient="CM@example.com")
    moved = delivery(kind="invitation", entry="window-1", sequence=1)
    back = delivery(kind="withdrawal", entry="window-1", sequence=2)
    assert invited([first, moved]) == {"window-1": {"cm@example.com": moved}}
    assert invited([first, moved, back]) == {}


def test_deliveries_of_before_there_were_invitations_are_read():
    row = dict.fromkeys(("recipient", "state", "at", "server", "said", "message_id", "language", "revision"), "x")
    told = {"format": "runbook-sent/1", "site": "s", "change": "c", "deliveries": [{**row, "sequence": 1}]}
    site, change, (found,) = read_sent(json.dumps(told).encode())
    assert (site, change, found.kind, found.entry) == ("s", "c", "approval", "")


@pytest.mark.parametrize("sequence", ["1", None, True, 1.5])
def test_a_value_of_another_type_is_refused(sequence):
    row = dict.fromkeys(("recipient", "state", "at", "server", "said", "message_id", "language", "revision"), "x")
    told = {"format": "runbook-sent/1", "site": "s", "change": "c", "deliveries": [{**row, "sequence": sequence}]}
    with pytest.raises(ValueError, match="type"):
        read_sent(json.dumps(told).encode())


def test_what_was_sent_stands_until_it_is_taken_back_in_each_language():
    asked, off = (mail(A, "fr"), mail(A, "en")), mail(A, "fr", "cancelled")
    assert [outstanding(sent) for sent in ((), asked, (*asked, off))] == [False, True, True]
    assert not outstanding((*asked, off, mail(A, "en", "cancelled")))
    window = delivery(revision=A, language="fr", kind="invitation", entry="window-1")
    gone = delivery(revision=A, language="fr", kind="withdrawal", entry="window-1")
    assert (outstanding((window,)), outstanding((window, gone))) == (True, False)
