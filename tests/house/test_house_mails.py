"""What mails and calendars say of a house: its steps, whom to call, what it leaves out, who may read it."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from runbook.model.plan import Plan
from tests.house.folders import EXAMPLE, plan_with

LEFT_OUT = "leave_out: {compare-builds: {en: Read elsewhere, fr: Lu ailleurs}}\n"
CONTACTS = ("Control room: +33 1 99 00 00 01, day and night", "Service desk: +33 1 99 00 00 02")
SUPPORT = "+1 202 555 0100, contract C-0000-EXAMPLE"
LINE = "Internal – for those who carry the change out · Keep for three years."
OF_PEOPLE = "+33 6 99"


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    """The pack of the pair of the example, whose house leaves a step out; without its documents."""
    import shutil

    folder = tmp_path_factory.mktemp("packed")
    shutil.copytree(EXAMPLE.parent, folder / "own")
    file = folder / "own" / "house" / "house.yaml"
    file.write_text(file.read_text(encoding="utf-8") + LEFT_OUT, encoding="utf-8")
    inventory, out = folder / "own" / "inventory.yaml", folder / "out"
    without = [part for name in ("approval", "runbook", "checklist") for part in ("--without", name)]
    arguments = ["pack", str(inventory), "--site", "nice", "--lang", "en", "--out", str(out), *without]
    result = CliRunner().invoke(runbook, arguments, env={"LC_ALL": "C.UTF-8"})
    assert result.exit_code == 0, result.output
    return Path(out, "nice", "CHG0051")


def _mail(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def _bodies(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    text = re.sub(r"<[^>]+>", " ", html.get_content())
    return " ".join(plain.get_content().split()), " ".join(text.split())


def test_the_mail_says_what_is_the_organisations(packed) -> None:
    bodies = _bodies(_mail(packed / "pack.en.eml"))
    assert len(bodies) == 2
    for text in bodies:
        assert LINE in text
        assert text.count("The organisation’s own steps: Call the control room · Switch the monitoring off ·") == 2
        assert SUPPORT in text
        assert "+33 1 99 00 00 01, day and night" in text
        assert "Compare the builds" in text
        assert "Read elsewhere" in text
        assert OF_PEOPLE not in text


def test_the_invitation_says_whom_to_call(packed) -> None:
    mail = _mail(packed / "invitation.window-2.en.eml")
    bodies = _bodies(mail)
    assert len(bodies) == 2
    for text in bodies:
        assert LINE in text
        assert "+33 1 99 00 00 02" in text
        assert "The organisation’s own steps: Call the control room" in text
        assert OF_PEOPLE not in text


def test_the_calendar_has_steps_contacts_and_the_line(packed) -> None:
    calendar = icalendar.Calendar.from_ical((packed / "windows.ics").read_bytes())
    every = [(str(entry["SUMMARY"]), str(entry["DESCRIPTION"])) for entry in calendar.walk("VEVENT")]
    decisions = [text for summary, text in every if "Decision time" in summary]
    entries = [text for summary, text in every if "Decision time" not in summary]
    assert (len(entries), len(decisions)) == (2, 3)
    assert all(contact in text for contact in CONTACTS for text in decisions)
    for text in entries:
        lines = text.splitlines()
        assert [line for line in (*CONTACTS, f"The vendor’s Support: {SUPPORT}", LINE) if line not in lines] == []
        assert any(line.startswith("The organisation’s own steps: ") for line in lines)
        assert OF_PEOPLE not in text


def test_without_a_house_nothing_is_said_of_one() -> None:
    from runbook.document.house_words import own_steps, reading_line, steps_left_out, whom_to_call
    from tests.pages import language

    plan: Plan = plan_with(None)
    spoken = language("en")
    said = (whom_to_call(plan, spoken), own_steps(plan, 1, spoken), steps_left_out(plan, spoken))
    assert said == ((), (), ())
    assert reading_line(plan, spoken) == ""
