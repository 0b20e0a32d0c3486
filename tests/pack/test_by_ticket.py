"""One mail for all changes of a ticket: what it says, whom it asks, what it holds; first, corrected and cancelled."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner, Result

from runbook.cli import runbook
from runbook.pack.ticket_mail import ticket_folder
from runbook.pack.ticket_parts import free_name
from tests.pack.send.servers import Keeper, running, script
from tests.pack.send.test_send import send

EXAMPLE = (Path(__file__).resolve().parents[2] / "examples" / "inventory.yaml").read_text(encoding="utf-8")
TICKET = "CHG0041234/1"
FOLDER = "CHG0041234_1-862b47"
BOARD = ["ab@example.com", "im@example.org"]  # the approvers of Lyon and of Geneva
EVERYBODY = {*BOARD, "cm@example.com", "lr@example.org", "pf@example.org"}
GENEVA = {"im@example.org", "lr@example.org", "pf@example.org"}
SITES = (("lyon", "CHG0040"), ("geneva", "CHG0042"))


def inventory(place: Path, changes: Iterable[str] = ("CHG0040", "CHG0042"), **replaced: str) -> Path:
    """The example, where `changes` bear one ticket; `replaced` is written otherwise."""
    text = EXAMPLE.replace("        # state: done ", "        # ")
    for change in changes:
        text = re.sub(rf"(      - id: {change}\b[^\n]*\n)", rf"\1        ticket: {TICKET}\n", text)
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    place.mkdir(exist_ok=True)
    (place / "inventory.yaml").write_text(text, encoding="utf-8")
    return place


def pack(place: Path, *words: str, other: str = "geneva") -> Result:
    """Of Lyon and another site, without pages: nothing is drawn."""
    options = ["pack", str(place / "inventory.yaml"), "--out", str(place / "out"), "--jobs", "1", "--site", "lyon"]
    options += ["--site", other, *(f"--without={part}" for part in ("approval", "runbook", "checklist")), *words]
    return CliRunner().invoke(runbook, [*options, "--now", "2026-11-02T10:30"], env={"LC_ALL": "C.UTF-8"})


def mail(place: Path, tag: str = "en") -> Any:
    file = place / "out" / "_tickets" / FOLDER / f"pack.{tag}.eml"
    return message_from_bytes(file.read_bytes(), policy=default)


def text(message: Any) -> str:
    return " ".join(message.get_body(("plain",)).get_content().split())


@contextmanager
def sent_by_ticket(place: Path) -> Iterator[tuple[Keeper, str]]:
    """The mail of the ticket, packed and sent; who keeps the mails, and its address."""
    assert pack(place, "--by-ticket", "--lang", "en").exit_code == 0
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert send(place / "out", url).exit_code == 0
        yield keeper, url


def who(message: Any, *names: str) -> list[str]:
    return [one.addr_spec for name in names for header in message.get_all(name, []) for one in header.addresses]


def asked_for(keeper: Keeper) -> list[tuple[str, set[str]]]:
    """What each mail is (its entry, or its subject), and who got it."""
    found = []
    for envelope in keeper.mails:
        message = message_from_bytes(envelope.original_content or b"", policy=default)
        found.append((str(message["X-Runbook-Entry"] or message["Subject"]), set(envelope.rcpt_tos)))
    keeper.mails.clear()
    return found


def mails_alone(found: list[tuple[str, set[str]]]) -> list[tuple[str, set[str]]]:
    return [(what, people) for what, people in found if ":" in what]


def test_one_mail_asks_each_approver_about_what_is_theirs(tmp_path):
    place = inventory(tmp_path)
    result = pack(place, "--by-ticket", "--lang", "en")
    assert result.exit_code == 0, result.output
    message = mail(place)
    assert str(place / "out" / "_tickets" / FOLDER / "pack.en.eml") in result.stdout
    assert not list((place / "out" / "lyon").rglob("pack.*.eml"))
    assert message["Subject"] == "Request for approval: CHG0041234/1, 2 changes"
    assert (who(message, "To"), set(who(message, "To", "Cc"))) == (BOARD, EVERYBODY)
    assert len(who(message, "To", "Cc")) == len(EVERYBODY)
    said = text(message)
    assert (
        "CHG0040, Lyon – Confluence: Thu, 3 Dec 2026 21:00 – Fri, 4 Dec 2026 03:00 (Europe/Paris); to be approved by"
        in said
    )
    assert "CHG0042, Geneva: Thu, 10 Dec 2026" in said.replace("Genève", "Geneva")
    assert "A. Bernard: Please answer whether you approve the change with its outage of up to 2 h" in said
    assert "I. Morel: Please answer whether you approve the change with its outage of up to 2 h 10 min" in said
    assert said.count("Window 1 of ") == 2
    assert said.count("Outage between ") == 2


def test_it_says_the_same_in_french(tmp_path):
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket", "--lang", "fr").exit_code == 0
    message = mail(place, "fr")
    assert message["Subject"] == "Demande d’approbation\u00a0: CHG0041234/1, 2 changements"
    assert "à approuver par I. Morel" in text(message)
    assert "A. Bernard : Veuillez indiquer si vous approuvez le changement" in text(message)


def test_the_papers_of_all_changes_are_attached_and_no_two_have_one_name(tmp_path):
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket", "--lang", "en").exit_code == 0
    found = {part.get_filename(): part.get_payload(decode=True) for part in mail(place).iter_attachments()}
    folders = {f"{change}-{site}": place / "out" / site / change for site, change in SITES}
    assert found == {f"{name}-windows.ics": (folder / "windows.ics").read_bytes() for name, folder in folders.items()}
    pictures = [part["Content-ID"] for part in mail(place).walk() if part.get_content_type() == "image/png"]
    html = mail(place).get_body(("html",)).get_content()
    assert len(set(pictures)) == len(pictures) == 3
    assert all(f"cid:{str(name).strip()[1:-1]}" in html for name in pictures)


@pytest.mark.long
def test_a_second_run_gives_the_same_mail_also_once_it_was_sent(tmp_path):
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket").exit_code == 0
    before = {tag: mail(place, tag).as_bytes() for tag in ("fr", "en")}
    keeper = Keeper()
    with running(keeper) as port:
        assert send(place / "out", f"smtp://127.0.0.1:{port}").exit_code == 0
    assert pack(place, "--by-ticket").exit_code == 0
    assert {tag: mail(place, tag).as_bytes() for tag in ("fr", "en")} == before


@pytest.mark.long
def test_a_ticket_of_one_change_and_changes_without_one_are_packed_as_ever(tmp_path):
    one = inventory(tmp_path / "one", ["CHG0040"])
    assert pack(one, "--by-ticket").exit_code == 0
    assert not (one / "out" / "_tickets").exists()
    other = inventory(tmp_path / "other", ["CHG0040"])
    assert pack(other).exit_code == 0
    made, ever = (
        {file.relative_to(place): file.read_bytes() for file in place.rglob("*") if file.is_file()}
        for place in (one, other)
    )
    assert made == ever


@pytest.mark.long
def test_nobody_gets_a_mail_of_a_change_after_that_of_its_ticket(tmp_path):
    place = inventory(tmp_path)
    with sent_by_ticket(place) as (keeper, url):
        found = asked_for(keeper)
        assert mails_alone(found) == [(str(mail(place)["Subject"]), EVERYBODY)]
        assert [what for what, _ in found[1:]] == ["window-1", "window-1", "window-2"]
        assert pack(place, "--lang", "en").exit_code == 0  # each by itself
        again = send(place / "out", url)
        assert (again.exit_code, keeper.mails) == (0, []), again.output
    assert (place / "out" / "lyon" / "CHG0040" / "pack.en.eml").exists()


@pytest.mark.long
def test_nobody_gets_the_mail_of_a_ticket_after_that_of_a_change(tmp_path):
    place = inventory(tmp_path, ["CHG0040", "CHG0041"])  # A. Bernard is asked about one, and informed of the other
    assert pack(place, "--by-ticket", "--lang", "en", other="paris").exit_code == 0
    assert who(mail(place), "To") == ["ab@example.com", "tl@example.com"]  # who is in copy for the other change
    assert pack(place, "--lang", "en", other="paris").exit_code == 0
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert send(place / "out" / "lyon", url).exit_code == 0
        keeper.mails.clear()
        refused = send(place / "out" / "_tickets", url)
        assert (refused.exit_code, keeper.mails) == (2, [])
        assert "ab@example.com was already sent a separate mail about lyon/CHG0040" in refused.output
        assert send(place / "out" / "paris", url).exit_code == 0
        keeper.mails.clear()
        nothing = send(place / "out" / "_tickets", url)
        assert (nothing.exit_code, keeper.mails) == (0, []), nothing.output
        assert send(place / "out" / "_tickets", url, "--again").exit_code == 0
    assert [what for what, _ in mails_alone(asked_for(keeper))] == [str(mail(place)["Subject"])]


def test_a_change_that_went_by_itself_is_left_out_of_the_mail_of_its_ticket(tmp_path):
    place = inventory(tmp_path)
    assert pack(place, "--lang", "en").exit_code == 0
    keeper = Keeper()
    with running(keeper) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert send(place / "out" / "lyon", url).exit_code == 0
        keeper.mails.clear()
        result = pack(place, "--by-ticket", "--lang", "en")
        assert result.exit_code == 0
        assert "lyon/CHG0040: a separate mail has already been sent; it is not in the mail of ticket" in result.stderr
        assert not (place / "out" / "_tickets").exists()
        assert send(place / "out", url).exit_code == 0
        assert [sorted(people) for _, people in mails_alone(asked_for(keeper))] == [sorted(EVERYBODY & GENEVA)]


@pytest.mark.long
def test_a_corrected_mail_names_the_one_before_and_says_what_stands(tmp_path):
    place = inventory(tmp_path)
    with sent_by_ticket(place) as (keeper, url):
        first = str(mail(place)["Message-ID"]).strip()
        keeper.mails.clear()
        inventory(place, **{"end: 2026-12-18 02:00": "end: 2026-12-18 03:00"})
        assert pack(place, "--by-ticket", "--lang", "en").exit_code == 0
        second = mail(place)
        assert second["Subject"] == "Corrected request for approval: CHG0041234/1, 2 changes"
        assert str(second["In-Reply-To"]).strip() == str(second["References"]).strip() == first
        said = text(second)
        assert re.search("This change is as it was in the previous mail: an approval of revision", said)
        assert "2026 02:00 → Thu, 17 Dec 2026 20:00 – Fri, 18 Dec 2026 03:00" in said
        assert said.count("is void") == 1
        assert send(place / "out", url).exit_code == 0
        found = asked_for(keeper)
        assert mails_alone(found) == [(str(second["Subject"]), GENEVA)]  # for all others it says nothing new
        assert all(people <= GENEVA for what, people in found if ":" not in what)  # nothing else of Lyon
        assert (send(place / "out", url).exit_code, keeper.mails) == (0, [])


@pytest.mark.long
def test_a_change_corrected_by_itself_refers_to_the_mail_of_its_ticket(tmp_path):
    place = inventory(tmp_path)
    with sent_by_ticket(place) as (keeper, url):
        first = str(mail(place)["Message-ID"]).strip()
        inventory(place, **{"end: 2026-12-18 02:00": "end: 2026-12-18 03:00"})
        assert pack(place, "--lang", "en").exit_code == 0
        keeper.mails.clear()
        assert send(place / "out" / "geneva", url).exit_code == 0
    file = place / "out" / "geneva" / "CHG0042" / "pack.en.eml"
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert str(message["In-Reply-To"]).strip() == first
    assert str(message["Subject"]).startswith("Corrected request")


@pytest.mark.long
def test_changes_that_are_cancelled_are_taken_back_by_one_mail(tmp_path):
    place = inventory(tmp_path)
    with sent_by_ticket(place) as (keeper, url):
        first = str(mail(place)["Message-ID"]).strip()
        keeper.mails.clear()
        result = pack(place, "--by-ticket", "--lang", "en", "--cancel")
        assert result.exit_code == 0, result.output
        message = mail(place)
        assert message["Subject"] == "Cancelled: CHG0041234/1, 2 changes"
        names = str(message["References"]).split()
        assert first in names
        assert len(names) == 4  # and the invitations of three windows
        assert "withdraws several changes" in text(message)
        assert "Please answer" not in text(message)
        assert send(place / "out", url).exit_code == 0
        found = asked_for(keeper)
        assert mails_alone(found) == [("Cancelled: CHG0041234/1, 2 changes", EVERYBODY)]
        assert [what for what, _ in found[1:]] == ["window-1", "window-1", "window-2"]


@pytest.mark.long
def test_all_languages_in_one_mail(tmp_path):
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket", "--bilingual", "one", "--lang", "fr", "--lang", "en").exit_code == 0
    message = mail(place, "fr-en")
    assert "2 changements / Request for approval: CHG0041234/1, 2 changes" in str(message["Subject"])
    assert set(who(message, "To", "Cc")) == EVERYBODY


def test_a_mail_that_is_too_large_says_what_to_leave_out(tmp_path):
    place = inventory(tmp_path)
    result = pack(place, "--by-ticket", "--lang", "en", "--max-mb", "0.01")
    assert result.exit_code == 2
    assert f"{TICKET}: the mail would be" in result.stderr
    assert "--without calendar" in result.stderr
    assert not (place / "out" / "_tickets").exists()


def test_a_mail_that_lies_apart_from_its_changes_is_not_sent(tmp_path):
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket", "--lang", "en").exit_code == 0
    (place / "out" / "_tickets" / FOLDER / "pack.en.eml").rename(tmp_path / "pack.en.eml")
    result = send(tmp_path / "pack.en.eml", "smtp://127.0.0.1:9")
    assert result.exit_code == 2
    assert "holds no plan: send the mail of a ticket from where" in result.output


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("old", "new"),
    [(b"lyon/CHG0040", b"../CHG0040/x"), (b"lyon/CHG0040", b"lyon/.."), (b" 1,", b" 99,"), (b" 1,", b" 0,")],
)
def test_a_mail_that_names_another_place_or_nobody_is_none(tmp_path, old, new):
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket", "--lang", "en").exit_code == 0
    file = place / "out" / "_tickets" / FOLDER / "pack.en.eml"
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))
    result = send(file, "smtp://127.0.0.1:9")
    assert result.exit_code == 2
    assert "this is not a mail made by `runbook pack`" in result.output


def test_whoever_is_forgotten_is_so_in_the_mails_of_tickets(tmp_path):
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket", "--lang", "en").exit_code == 0
    options = [
        "forget",
        "--initials",
        "AB",
        "--site",
        "lyon",
        "--out",
        str(place / "out"),
        "--now",
        "2026-11-02T10:30",
    ]
    told = CliRunner().invoke(runbook, options, env={"LC_ALL": "C.UTF-8"})
    assert told.exit_code == 0, told.output
    assert f"_tickets/{FOLDER}: A. Bernard <ab@example.com>\n  can be removed: pack.en.eml" in told.stdout
    keeper = Keeper()
    with running(keeper) as port:
        assert send(place / "out", f"smtp://127.0.0.1:{port}").exit_code == 0
    stays = CliRunner().invoke(runbook, options, env={"LC_ALL": "C.UTF-8"})
    assert "stays: pack.en.eml (it was sent: others rely on it)" in stays.stdout


def test_a_cancelled_change_takes_the_mail_of_its_ticket_aside(tmp_path):
    """Nobody is asked about it any more; the other change goes by itself."""
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket", "--lang", "en").exit_code == 0
    inventory(place, **{"- id: CHG0042\n": "- id: CHG0042\n        state: cancelled\n"})
    result = pack(place, "--by-ticket", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert f"geneva/CHG0042 is cancelled: what was made for it was put aside in {place}" in result.stderr
    assert not list((place / "out" / "_tickets").rglob("*.eml"))
    assert [file.parent.name for file in (place / "out").rglob("pack.*.eml")] == ["CHG0040"]


def test_a_mail_of_a_ticket_that_is_made_no_more_is_told_of_and_not_sent(tmp_path):
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket", "--lang", "en").exit_code == 0
    inventory(place, ["CHG0040"])
    result = pack(place, "--by-ticket", "--lang", "en")
    file = place / "out" / "_tickets" / FOLDER / "pack.en.eml"
    assert f"{file} is from an earlier pack and was left in place" in result.stderr
    refused = send(file, "smtp://127.0.0.1:9")
    assert refused.exit_code == 2
    assert f"{file}: this mail is about revision" in refused.output


def test_everybody_gets_it_in_the_languages_of_what_is_theirs(tmp_path):
    """Lyon has French and English, Geneva French alone; I. Morel reads English, C. Martin French, the others either."""
    place = inventory(
        tmp_path,
        **{
            "email: im@example.org, ": "email: im@example.org, language: en, ",
            "email: cm@example.com, roles: [technician, network, desktop]": "email: cm@example.com, language: fr, "
            "roles: [technician, network, desktop]",
        },
    )
    assert pack(place, "--by-ticket").exit_code == 0
    assert set(who(mail(place, "fr"), "To", "Cc")) == {"ab@example.com", *GENEVA, "cm@example.com"} - {"im@example.org"}
    assert set(who(mail(place, "en"), "To", "Cc")) == {"ab@example.com", *GENEVA}
    assert "I. Morel: Please answer whether you approve" in text(mail(place, "en"))
    assert "I. Morel\u00a0: Veuillez" not in mail(place, "fr").get_body(("plain",)).get_content()


def test_where_a_plan_names_nobody_who_approves_its_addressees_alone_are_asked(tmp_path):
    place = inventory(tmp_path, **{"roles: [approver, manager]}\n    changes": "roles: [manager]}\n    changes"})
    assert pack(place, "--by-ticket", "--lang", "en", "--to", "manager", "--to", "approver").exit_code == 0
    said = text(mail(place))
    assert "to be approved by I. Morel" in said
    assert "I. Morel: Please answer whether you approve" in said
    assert "A. Bernard: Please answer whether you approve" in said


def test_two_changes_of_one_site_go_into_one_mail(tmp_path):
    second = (
        "      - id: CHG0050\n        ticket: CHG0041234/1\n        kind: upgrade\n        method: automatic\n"
        '        major: false\n        hops: [{software: "24.1.3"}]\n'
        "        windows: [{start: 2026-12-14 21:00, end: 2026-12-15 03:00}]\n"
    )
    end = "          - {start: 2026-12-03 21:00, end: 2026-12-04 03:00}\n"
    place = inventory(tmp_path, ["CHG0040"], **{end: end + second})
    result = pack(place, "--by-ticket", "--lang", "en")
    assert result.exit_code == 0, result.output
    people = who(mail(place), "To", "Cc")
    assert sorted(people) == ["ab@example.com", "cm@example.com"]
    assert text(mail(place)).count("A. Bernard: Please answer") == 2
    keeper = Keeper()
    with running(keeper) as port:
        assert send(place / "out" / "_tickets", f"smtp://127.0.0.1:{port}").exit_code == 0
    assert [what for what, _ in asked_for(keeper)][1:] == ["window-1", "window-1"]


@pytest.mark.long
def test_what_may_have_been_sent_is_unknown_of_every_change(tmp_path):
    """The server breaks off where it should have answered."""
    place = inventory(tmp_path)
    assert pack(place, "--by-ticket", "--lang", "en").exit_code == 0
    answers = [b"220 hi", b"250 ok", b"250 from", *[b"250 to"] * len(EVERYBODY), b"354 go"]
    with script(*answers) as port:
        broken = send(place / "out" / "_tickets", f"smtp://127.0.0.1:{port}", "--attempts", "1")
    assert broken.exit_code == 2
    for site, change in SITES:
        told = json.loads((place / "out" / site / change / "sent.json").read_bytes())["deliveries"]
        assert {(one["recipient"], one["state"]) for one in told} == {(each, "unknown") for each in EVERYBODY}
    keeper = Keeper()
    with running(keeper) as port:
        again = send(place / "out" / "_tickets", f"smtp://127.0.0.1:{port}")
    assert again.exit_code == 2
    assert [what for what, _ in mails_alone(asked_for(keeper))] == []


def test_a_change_that_fails_leaves_its_ticket_without_a_mail(tmp_path):
    place = inventory(tmp_path)
    folder = place / "out" / "geneva" / "CHG0042"
    folder.mkdir(parents=True)
    (folder / "windows.ics").write_bytes(b"no calendar")
    result = pack(place, "--by-ticket", "--lang", "en")
    assert result.exit_code == 2
    assert (
        f"{TICKET}: no mail was made for this ticket, because no pack could be made for geneva/CHG0042" in result.stderr
    )
    assert not (place / "out" / "_tickets").exists()


def test_no_two_attachments_are_called_the_same():
    known: set[str] = set()
    names = ["a-b-approval.fr.pdf", "A-b-approval.fr.pdf", "a-b-approval.en.pdf", "a-b-approval.fr.pdf"]
    found = [free_name(name, known) for name in names]
    assert found == ["a-b-approval.fr.pdf", "A-b-approval-2.fr.pdf", "a-b-approval.en.pdf", "a-b-approval-3.fr.pdf"]


@pytest.mark.parametrize(
    ("ticket", "folder"), [("CHG0041", "CHG0041"), (TICKET, FOLDER), ("..", "_-5ec1f7"), ("変更 1", "_1-633b8a")]
)
def test_a_ticket_has_a_folder_of_its_own(ticket, folder):
    assert ticket_folder(ticket) == folder


@pytest.mark.long
def test_the_pages_of_all_changes_are_in_it_and_of_one_that_is_filled_in_an_empty_one(tmp_path):
    place = inventory(tmp_path)
    options = ["pack", str(place / "inventory.yaml"), "--out", str(place / "out"), "--jobs", "1", "--site", "lyon"]
    options += ["--site", "geneva", "--by-ticket", "--lang", "fr", "--without", "runbook", "--now", "2026-11-02T10:30"]
    assert CliRunner().invoke(runbook, options).exit_code == 0
    kinds = ("approval", "checklist")
    made = {
        f"{change}-{site}-{kind}.fr.pdf": (place / "out" / site / change / f"{kind}.fr.pdf").read_bytes()
        for site, change in SITES
        for kind in kinds
    }
    found = {part.get_filename(): part.get_payload(decode=True) for part in mail(place, "fr").iter_attachments()}
    assert {name: data for name, data in found.items() if name.endswith(".pdf")} == made
    form = place / "out" / "lyon" / "CHG0040" / "checklist.fr.pdf"
    with pikepdf.open(io.BytesIO(form.read_bytes())) as opened:
        fields: Any = opened.Root.AcroForm.Fields
        fields[-1].V = pikepdf.String("22:10")
        opened.save(form)
    before = mail(place, "fr").as_bytes()
    assert CliRunner().invoke(runbook, options).exit_code == 0
    assert mail(place, "fr").as_bytes() == before
