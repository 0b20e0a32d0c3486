"""Who is asked to approve, and in which language; what a cancellation takes back, and what it refers to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from runbook.model.plan import Plan
from runbook.model.site import Person
from tests.pack.mails import packed, pair
from tests.pack.send.servers import Keeper, running
from tests.pack.send.test_send import send
from tests.pack.send.test_send_packs import edited, messages

ANNE = Person(initials="AB", name="Anne B.", email="anne@example.com", roles=("approver",), language="fr")
BOB = Person(initials="BO", name="Bob O.", email="bob@example.com", roles=("approver", "witness"), language="en")
MIA = Person(initials="MM", name="Mia M.", email="mia@example.com", roles=("manager",), language="en")
TOM = Person(initials="TT", name="Tom T.", email="tom@example.com", roles=("technician",))


def plan_with(*people: Person, plan: Plan | None = None) -> Plan:
    return edited(plan or pair(), staff=people)


def text_of(file: Path) -> str:
    message: Any = message_from_bytes(file.read_bytes(), policy=default)
    plain, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    told = " ".join(plain.split())
    asked = told.rpartition("calendar ")[2]
    assert asked[-40:] in " ".join(page.split())  # both say the same
    return told


def recipients_of(file: Path) -> tuple[list[str], list[str]]:
    message = message_from_bytes(file.read_bytes(), policy=default)
    to, cc = ([a.addr_spec for a in message[name].addresses] if message[name] else [] for name in ("To", "Cc"))
    return to, cc


def test_approvers_are_asked_by_name_and_nobody_else_is(tmp_path):
    packed(tmp_path, plan_with(ANNE, BOB, MIA, TOM), "fr", "en")
    french, english = text_of(tmp_path / "pack.fr.eml"), text_of(tmp_path / "pack.en.eml")
    assert recipients_of(tmp_path / "pack.fr.eml") == (["anne@example.com"], ["tom@example.com"])
    assert "Anne B. : Veuillez indiquer si vous approuvez" in french.replace("\u00a0", " ")
    assert "Bob O." not in french.rpartition("Anne B.")[2]
    assert recipients_of(tmp_path / "pack.en.eml") == (["bob@example.com"], ["mia@example.com", "tom@example.com"])
    assert "Bob O.: Please answer whether you approve the change" in english


def test_whoever_does_not_approve_is_told_who_does_and_asked_nothing(tmp_path):
    """No approver reads English."""
    packed(tmp_path, plan_with(ANNE, MIA, TOM), "fr", "en")
    text = text_of(tmp_path / "pack.en.eml")
    assert recipients_of(tmp_path / "pack.en.eml") == (["mia@example.com", "tom@example.com"], [])
    assert "This is for your information. The change has to be approved by: Anne B.." in text
    assert "Please answer" not in text
    assert "sign the request" not in text


@pytest.mark.long
def test_a_correction_asks_nobody_who_does_not_approve_either(tmp_path):
    people = (ANNE, MIA, TOM)
    keeper = Keeper()
    with running(keeper) as port:
        packed(tmp_path, plan_with(*people, plan=pair(2)), "fr", "en")
        for tag in ("fr", "en"):
            assert send(tmp_path / f"pack.{tag}.eml", f"smtp://127.0.0.1:{port}").exit_code == 0
    packed(tmp_path, plan_with(*people), "fr", "en")
    text = text_of(tmp_path / "pack.en.eml")
    assert "is void." in text
    assert "please answer for revision" not in text
    assert "répond" in text_of(tmp_path / "pack.fr.eml")


def test_other_roles_that_are_addressed_are_not_asked_in_the_approvers_place(tmp_path):
    packed(tmp_path, plan_with(ANNE, BOB, MIA, TOM), "en", to=("technician",), cc=("manager",))
    assert "The change has to be approved by: Anne B. and Bob O.." in text_of(tmp_path / "pack.en.eml")


def test_an_approver_whom_no_role_of_the_site_names_leaves_it_to_those_addressed(tmp_path):
    packed(tmp_path, plan_with(MIA, TOM), "en", to=("manager",))
    assert "Please answer whether you approve the change" in text_of(tmp_path / "pack.en.eml")


def test_the_mail_speaks_the_approvers_language_where_the_site_does_not(tmp_path):
    """With the papers in the language of the site: its plan stays what it is."""
    packed(tmp_path, plan_with(ANNE, BOB, MIA, TOM), "en", spoken=True)
    assert recipients_of(tmp_path / "pack.fr.eml")[0] == ["anne@example.com"]
    assert recipients_of(tmp_path / "pack.en.eml")[0] == ["bob@example.com"]
    french: Any = message_from_bytes((tmp_path / "pack.fr.eml").read_bytes(), policy=default)
    assert str(french["Subject"]).startswith("Demande d")
    names = [part.get_filename() for part in french.iter_attachments()]
    assert names == [
        "CHG0041-paris-approval.en.pdf", "CHG0041-paris-runbook.en.pdf", "CHG0041-paris-checklist.en.pdf",
        "CHG0041-paris-windows.ics",
    ]  # fmt: skip
    assert sorted(f.name for f in tmp_path.glob("*.pdf")) == ["approval.en.pdf", "checklist.en.pdf", "runbook.en.pdf"]


def test_languages_that_were_asked_for_are_all_that_there_are(tmp_path):
    packed(tmp_path, plan_with(ANNE, BOB, MIA, TOM), "en")
    assert [f.name for f in tmp_path.glob("pack.*")] == ["pack.en.eml"]
    assert "Anne B. and Bob O.: Please answer" in text_of(tmp_path / "pack.en.eml")


def test_one_mail_in_all_languages_has_the_approvers_too(tmp_path):
    assert packed(tmp_path, plan_with(ANNE, BOB, MIA, TOM), "en", spoken=True, bilingual="one").name == "pack.en-fr.eml"
    text = text_of(tmp_path / "pack.en-fr.eml")
    assert "Anne B. and Bob O.: Please answer" in text
    assert "Anne B. et Bob O." in text


def _ids(mails: Iterable[Any]) -> list[str]:
    return [str(m["Message-ID"]).strip() for m in mails]


def test_a_cancelling_mail_lists_what_it_withdraws_and_refers_to_it(tmp_path):
    """The windows at the times that people were told, though another plan was made since and never sent."""
    keeper = Keeper()
    windows = pair().windows
    later = replace(windows[1], end=windows[1].end.replace(hour=5))
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert send(packed(tmp_path, pair()), url).exit_code == 0
        approval, *invited = messages(keeper)
        keeper.mails.clear()
        moved = edited(pair(), windows=(windows[0], later))
        mail = packed(tmp_path, moved, cancelled=True)
        before = mail.read_bytes()
        text = text_of(mail)
        assert send(mail, url).exit_code == 0
        cancelled, *taken = messages(keeper)
        assert packed(tmp_path, moved, cancelled=True).read_bytes() == before
    assert "WHAT IS WITHDRAWN - Window 1 of 2: Sat, 5 Dec 2026 22:00 (UTC+01:00) – Sun, 6 Dec 2026 04:00" in text
    assert "- Window 2 of 2: Tue, 8 Dec 2026 22:00 (UTC+01:00) – Wed, 9 Dec 2026 04:00 (UTC+01:00)" in text
    assert "- Invitations to it: Window 2 of 2: A. Bernard, C. Martin and T. Leroy" in text
    assert str(cancelled["References"]).split() == [*_ids(invited), *_ids([approval])]
    assert str(cancelled["In-Reply-To"]).strip() == _ids([approval])[0]
    assert [str(m["References"]).split() for m in taken] == [[one] for one in _ids(invited)]
    assert len(taken) == len(invited) == 2
    raw = before.partition(b"\r\n\r\n")[0]
    assert raw.count(b"\r\n <") >= 2  # one on each line, none encoded


def test_a_cancelling_mail_of_what_nobody_was_sent_refers_to_nothing(tmp_path):
    mail = packed(tmp_path, pair(), cancelled=True)
    message = message_from_bytes(mail.read_bytes(), policy=default)
    assert (message["References"], message["In-Reply-To"]) == (None, None)
    assert "WHAT IS WITHDRAWN - Window 1 of 2: Sat, 5 Dec 2026" in text_of(mail)
    assert "Invitations to it" not in text_of(mail)


def test_a_cancellation_in_french(tmp_path):
    text = text_of(packed(tmp_path, pair(), "fr", cancelled=True)).replace("\u00a0", " ")
    assert "CE QUI EST RETIRÉ - Fenêtre 1 sur 2 : sam. 5 déc. 2026" in text
