"""The round that README.md shows, from inventory to sent mail, by its own commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from runbook.cli import runbook
from tests.pack.send.servers import Keeper, running

ROOT = Path(__file__).resolve().parents[2]
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## From inventory to sent mail")[2]
COMMANDS = re.findall(r"^runbook (.+)$", SECTION.partition("\n## ")[0], re.MULTILINE)


@pytest.mark.slow
def test_two_commands_lead_from_an_inventory_to_a_mail_that_is_sent(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    keeper = Keeper()
    with running(keeper) as port:
        for command in COMMANDS:
            words = shlex.split(command.replace("localhost:8025", f"127.0.0.1:{port}"))
            result = CliRunner().invoke(runbook, words, env={"LC_ALL": "C.UTF-8"})
            assert result.exit_code == 0, result.output
    assert len(COMMANDS) == 2
    (mail,) = keeper.mails
    assert mail.rcpt_tos == ["ab@example.com", "cm@example.com"]
    assert (tmp_path / "out" / "lyon" / "CHG0040" / "sent.json").is_file()
