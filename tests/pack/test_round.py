"""The round that README.md shows, from inventory to sent mail and to the corrected one, by its own commands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from tests.pack.send.servers import Keeper, running

LONG = bool(os.environ.get("LONG"))  # with the pages, set in several processes
pytestmark = [pytest.mark.sampled(1), *([] if LONG else [pytest.mark.usefixtures("no_pages")])]

ROOT = Path(__file__).resolve().parents[2]
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## From inventory to sent mail")[2]
COMMANDS = re.findall(r"^((?:runbook|sed) .+)$", SECTION.partition("\n## ")[0], re.MULTILINE)
BOARD, PEOPLE = ["ab@example.com", "cm@example.com"], ["cm@example.com", "tl@example.com", "ab@example.com"]


def run(command: str, port: int) -> None:
    words = shlex.split(command.replace("localhost:8025", f"127.0.0.1:{port}"))
    if words[0] == "runbook":
        more = ["--jobs", "1"] if words[1] == "pack" and not LONG else []
        result = CliRunner().invoke(runbook, [*words[1:], *more], env={"LC_ALL": "C.UTF-8"})
        assert result.exit_code == 0, result.output
    else:
        subprocess.run(words, check=True)


def test_a_pack_is_sent_and_a_corrected_address_reaches_its_readers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    keeper = Keeper()
    with running(keeper) as port:
        for command in COMMANDS:
            run(command, port)
    assert [command.split()[:2] for command in COMMANDS] == [
        ["runbook", "init"], ["runbook", "pack"], ["runbook", "send"],
        ["sed", "-i"], ["runbook", "pack"], ["runbook", "send"],
    ]  # fmt: skip
    assert [mail.rcpt_tos for mail in keeper.mails] == [BOARD, PEOPLE] * 2
    first, invited, second, updated = (_message(mail.original_content) for mail in keeper.mails)
    assert second["In-Reply-To"].strip() == second["References"].strip() == first["Message-ID"].strip()
    text = second.get_body(("plain",)).get_content().replace("\r\n", "\n")
    old, new = first["X-Runbook-Revision"].strip(), second["X-Runbook-Revision"].strip()
    assert f"An approval of revision {old[:12]} is void: please answer for revision {new[:12]}." in " ".join(
        text.split()
    )
    assert "\nWHAT CHANGED\n- Appliance ly-1: IP address: 192.0.2.11 → 192.0.2.31\n\n" in text
    assert [str(m["Subject"]).partition(":")[0] for m in (invited, updated)] == ["Invitation", "Updated invitation"]
    assert (tmp_path / "trial" / "out" / "lyon" / "CHG0040" / "sent.json").is_file()


def _message(content: bytes | None) -> Any:
    return message_from_bytes(content or b"", policy=default)
