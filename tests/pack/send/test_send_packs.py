"""The command `send` with whole packs: their invitations go with them, and what is corrected reaches its readers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from runbook.model.plan import Plan
from runbook.model.site import Person
from tests.pack.mails import calendar_in, packed, pair
from tests.pack.send.servers import Keeper, running
from tests.pack.send.test_send import send, sent
from tests.plans import STAFF, plan_of

PEOPLE = ["cm@example.com", "tl@example.com", "ab@example.com"]  # who carries the change out
BOARD = ["tl@example.com", "ab@example.com", "cm@example.com"]


def messages(keeper: Keeper) -> list[Any]:
    return [message_from_bytes(mail.original_content or b"", policy=default) for mail in keeper.mails]


def got(keeper: Keeper) -> list[tuple[str, list[str]]]:
    """What each mail is (its entry, or its kind), and who got it."""
    pairs = zip(messages(keeper), keeper.mails, strict=True)
    told = [(str(m["X-Runbook-Entry"] or m["X-Runbook-Pack"]), e.rcpt_tos) for m, e in pairs]
    keeper.mails.clear()
    return told


def edited(plan: Plan, **values: Any) -> Plan:
    """Another plan of the same change, with the revision that its content gives."""
    from runbook.model.revision import revision_of

    made = replace(plan, **values)
    return replace(made, revision=revision_of(made))


def test_invitations_go_with_the_pack_once(tmp_path):
    mail = packed(tmp_path, pair())
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        planned = send(mail, url, "--dry-run")
        assert (planned.exit_code, keeper.mails) == (0, [])
        assert (
            "invitation.window-2.en.eml: cm@example.com, tl@example.com, ab@example.com: would get it" in planned.stdout
        )
        assert send(mail, url).exit_code == 0
        assert got(keeper) == [("approval", BOARD), ("window-1", PEOPLE), ("window-2", PEOPLE)]
        again = send(mail, url)
        assert (again.exit_code, keeper.mails) == (0, [])
        assert "Nothing to send" in again.stdout
        assert send(packed(tmp_path, pair()), url).exit_code == 0  # the same pack, made again
    assert keeper.mails == []
    assert Counter(recipient for recipient, _ in sent(mail)) == dict.fromkeys(PEOPLE, 3)


def test_an_invitation_that_was_refused_is_sent_later_and_the_others_are_not(tmp_path):
    mail = packed(tmp_path, pair())
    keeper = Keeper(rcpt=["250 OK"] * 4 + ["550 no such user"])
    with running(keeper) as port:
        first = send(mail, f"smtp://127.0.0.1:{port}")
        assert first.exit_code == 2
        assert "invitation.window-1.en.eml: tl@example.com: refused (550 no such user)" in first.output
        keeper.mails.clear()
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
    assert got(keeper) == [("window-1", ["tl@example.com"])]


def test_whoever_states_no_language_is_invited_once_in_the_first_that_is_sent(tmp_path):
    packed(tmp_path, pair(), "fr", "en")
    keeper = Keeper()
    with running(keeper) as port:
        for tag in ("en", "fr"):
            assert send(tmp_path / f"pack.{tag}.eml", f"smtp://127.0.0.1:{port}").exit_code == 0
    assert got(keeper) == [("approval", BOARD), ("window-1", PEOPLE), ("window-2", PEOPLE), ("approval", BOARD)]


def test_a_mail_in_all_languages_brings_each_invitation_once(tmp_path):
    mail = packed(tmp_path, pair(), "fr", "en", bilingual="one")
    assert mail.name == "pack.fr-en.eml"
    keeper = Keeper()
    with running(keeper) as port:
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
    assert got(keeper) == [("approval", BOARD), ("window-1", PEOPLE), ("window-2", PEOPLE)]


@pytest.mark.long
def test_a_corrected_pack_reaches_its_readers(tmp_path):
    """As another mail that names the one before; invitations follow, and who is gone is told."""
    windows = pair().windows
    later = replace(windows[1], end=windows[1].end.replace(hour=5))
    new = Person(initials="NK", name="N. Keller", email="nk@example.com", roles=("technician", "witness"))
    plan = edited(pair(), windows=(windows[0], later), staff=(*STAFF[1:], new))
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert send(packed(tmp_path, pair()), url).exit_code == 0
        (first,) = (m for m in messages(keeper) if m["X-Runbook-Pack"] == "approval")
        keeper.mails.clear()
        mail = packed(tmp_path, plan)
        before = mail.read_bytes()
        assert send(mail, url).exit_code == 0
        (second,) = (m for m in messages(keeper) if m["X-Runbook-Pack"] == "approval")
        people = ["tl@example.com", "ab@example.com", "nk@example.com"]
        assert got(keeper) == [
            ("approval", ["tl@example.com", "ab@example.com", "nk@example.com"]),
            ("window-1", people), ("window-1", ["cm@example.com"]),
            ("window-2", people), ("window-2", ["cm@example.com"]),
        ]  # fmt: skip
        assert packed(tmp_path, plan).read_bytes() == before  # now that it was sent, too
    assert second["Message-ID"] != first["Message-ID"]
    assert second["In-Reply-To"].strip() == second["References"].strip() == first["Message-ID"].strip()
    text = " ".join(second.get_body(("plain",)).get_content().split())
    assert f"An approval of revision {pair().revision[:12]} is void" in text
    assert (
        "Window 2: Tue, 8 Dec 2026 22:00 – Wed, 9 Dec 2026 04:00 → Tue, 8 Dec 2026 22:00 – Wed, 9 Dec 2026 05:00"
        in text
    )
    assert "Staff, NK: added: N. Keller (technician, witness)" in text
    assert "Staff, CM: removed: C. Martin (technician, network)" in text
    assert b"SEQUENCE:1" in calendar_in(mail.read_bytes())


def test_what_was_packed_and_never_sent_is_not_corrected(tmp_path):
    packed(tmp_path, pair(2))
    message = message_from_bytes(packed(tmp_path, pair()).read_bytes(), policy=default)
    assert (message["References"], message["Subject"].startswith("Request")) == (None, True)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("harm", [None, b"", b"{}"], ids=["missing", "empty", "none"])
def test_an_earlier_plan_that_is_gone_or_damaged_costs_the_list_alone(tmp_path, harm):
    keeper = Keeper()
    with running(keeper) as port:
        assert send(packed(tmp_path, pair(2)), f"smtp://127.0.0.1:{port}").exit_code == 0
    plan = tmp_path / "plans" / f"{pair(2).revision[:12]}.json"
    if harm is None:
        plan.unlink()
    else:
        plan.write_bytes(harm)
    message: Any = message_from_bytes(packed(tmp_path, pair()).read_bytes(), policy=default)
    text = message.get_body(("plain",)).get_content()
    assert f"revision {pair(2).revision[:12]}" in " ".join(text.split())
    assert "WHAT CHANGED" not in text
    assert message["References"] is not None


@pytest.mark.long
def test_a_plan_that_is_taken_up_again_is_sent_again(tmp_path):
    """And not, where the other plan was packed and never sent."""
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert send(packed(tmp_path, pair()), url).exit_code == 0
        packed(tmp_path, pair(2))
        assert send(packed(tmp_path, pair()), url).exit_code == 0
        assert [what for what, _ in got(keeper)] == ["approval", "window-1", "window-2"]
        assert send(packed(tmp_path, pair(2)), url).exit_code == 0
        keeper.mails.clear()
        assert send(packed(tmp_path, pair()), url).exit_code == 0
        (mail,) = (m for m in messages(keeper) if m["X-Runbook-Pack"] == "approval")
        assert str(mail["Message-ID"]).strip().startswith("<approval-2.en.")
        assert f"revision {pair(2).revision[:12]} is void" in " ".join(mail.get_body(("plain",)).get_content().split())
        withdrawn = {what for what, _ in got(keeper)} - {"approval", "window-1", "window-2"}
    assert withdrawn == {"window-3", "window-4", "wait-P07_h1"}


@pytest.mark.long
def test_a_cancelled_change_reaches_board_and_people_and_may_be_taken_up_again(tmp_path):
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert send(packed(tmp_path, pair()), url).exit_code == 0
        keeper.mails.clear()
        mail = packed(tmp_path, pair(), cancelled=True)
        assert send(mail, url).exit_code == 0
        assert [str(m["Subject"]).partition(":")[0] for m in messages(keeper)] == ["Cancelled"] * 3
        found = [(what, sorted(recipients)) for what, recipients in got(keeper)]
        assert found == [(what, sorted(PEOPLE)) for what in ("cancelled", "window-1", "window-2")]
        assert b"METHOD:CANCEL" in calendar_in((tmp_path / "invitation.window-1.en.eml").read_bytes())
        assert send(packed(tmp_path, pair(), cancelled=True), url).exit_code == 0
        assert keeper.mails == []
        assert send(packed(tmp_path, pair()), url).exit_code == 0
        assert b"METHOD:REQUEST" in calendar_in((tmp_path / "invitation.window-1.en.eml").read_bytes())
        again = messages(keeper)[0]
        assert "An earlier mail said that this change was cancelled." in again.get_body(("plain",)).get_content()
        assert len(got(keeper)) == 3


def test_without_the_calendar_nobody_is_invited(tmp_path):
    packed(tmp_path, pair())  # its invitations stay where they are
    mail = packed(tmp_path, pair(), without=("calendar",))
    keeper = Keeper()
    with running(keeper) as port:
        assert send(mail, f"smtp://127.0.0.1:{port}").exit_code == 0
    assert got(keeper) == [("approval", BOARD)]


def test_an_invitation_that_is_missing_or_of_another_pack_stops_all(tmp_path):
    mail = packed(tmp_path, pair())
    one = tmp_path / "invitation.window-2.en.eml"
    kept = one.read_bytes()
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        one.unlink()
        missing = send(mail, url)
        one.write_bytes(kept.replace(pair().revision.encode(), b"0" * 64))
        foreign = send(mail, url)
        one.write_bytes(b"hello")
        none = send(mail, url)
        assert [r.exit_code for r in (missing, foreign, none)] == [2, 2, 2]
        assert [keeper.mails, sent(mail)] == [[], []]
    for result, said in (
        (missing, "is missing"),
        (foreign, "does not belong to this pack"),
        (none, "not a mail made by `runbook pack`"),
    ):
        assert f"{one}: " in result.output
        assert said in result.output


def test_a_pack_that_was_moved_elsewhere_goes_without_its_invitations(tmp_path):
    mail = packed(tmp_path, pair())
    (tmp_path / "elsewhere").mkdir()
    mail = mail.rename(tmp_path / "elsewhere" / mail.name)
    keeper = Keeper()
    with running(keeper) as port:
        result = send(mail, f"smtp://127.0.0.1:{port}")
    assert (result.exit_code, got(keeper)) == (0, [("approval", BOARD)])
    assert "invitation.window-1.en.eml is not beside the pack, and is not sent" in result.stderr


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "name", ["../other.eml", "/etc/passwd", "invitation.x.en.eml/../y", "plan.json", "invitation..en.eml"]
)
def test_a_pack_names_no_other_files_as_invitations(tmp_path, name):
    mail = packed(tmp_path, pair())
    mail.write_bytes(mail.read_bytes().replace(b"invitation.window-1.en.eml", name.encode(), 1))
    result = send(mail, "smtp://127.0.0.1:9")
    assert (result.exit_code, sent(mail)) == (2, [])
    assert "not a mail made by `runbook pack`" in result.output


def test_an_invitation_can_be_sent_by_itself(tmp_path):
    packed(tmp_path, pair())
    keeper = Keeper()
    with running(keeper) as port:
        assert send(tmp_path / "invitation.window-1.en.eml", f"smtp://127.0.0.1:{port}").exit_code == 0
        assert send(tmp_path / "pack.en.eml", f"smtp://127.0.0.1:{port}").exit_code == 0
    assert got(keeper) == [("window-1", PEOPLE), ("approval", BOARD), ("window-2", PEOPLE)]


def test_what_a_record_of_what_was_sent_holds_cannot_leave_its_place(tmp_path):
    """Somebody has edited it."""
    plan = plan_of("single", "automatic")
    row = {
        "recipient": "x@example.com\r\nBcc: evil@example.org", "state": "accepted", "at": "", "server": "", "said": "",
        "message_id": "<x@x>\r\nBcc: evil@example.org", "language": "en", "revision": "../../x", "sequence": 1,
    }  # fmt: skip
    entry = {"kind": "invitation", "entry": "../../window-9\r\n", "start": "2026-12-01T00:00:00Z", "end": "x"}
    rows = [row, {**row, **entry}, {**row, **entry, "end": "2026-12-02T00:00:00Z"}]
    told = {"format": "runbook-sent/1", "site": "paris", "change": "CHG0041", "deliveries": rows}
    (tmp_path / "sent.json").write_text(json.dumps(told))
    mail = packed(tmp_path, plan)
    message = message_from_bytes(mail.read_bytes(), policy=default)
    assert (message["Bcc"], message["References"]) == (None, None)
    assert "void" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    files = {str(f.relative_to(tmp_path)) for f in tmp_path.rglob("*.eml")}
    assert files == {"pack.en.eml", "invitation.window-1.en.eml"}


def test_a_large_staff_with_one_language_each(tmp_path):
    """Everybody gets what is theirs, and nothing twice."""
    tags = ("fr", "en")
    staff = [
        Person(initials=f"P{n}", name=f"P {n}", email=f"p{n}@example.com", roles=("technician",), language=tags[n % 2])
        for n in range(20)
    ]
    board = Person(initials="AB", name="A. Bernard", email="ab@example.com", roles=("approver", "manager"))
    packed(tmp_path, edited(pair(), staff=(board, *staff)), *tags)
    keeper = Keeper()
    with running(keeper) as port:
        for tag in tags:
            assert send(Path(tmp_path, f"pack.{tag}.eml"), f"smtp://127.0.0.1:{port}").exit_code == 0
    found = Counter((what, r) for what, recipients in got(keeper) for r in recipients if what.startswith("window-"))
    invited = [*(f"p{k}@example.com" for k in range(20)), "ab@example.com"]
    assert found == {(f"window-{n}", one): 1 for n in (1, 2) for one in invited}
