"""The command `send` against a whole mail server: Postfix in a folder of its own, on loopback, which relays nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner

from runbook.cli import runbook
from runbook.model.site import Person
from tests.pack.mails import filed, mail_of, pair, with_staff

POSTFIX = Path("/usr/sbin/postfix")
AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = /dev/stdout
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
alias_maps =
local_recipient_maps =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.com
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {{ tl@example.com = tl/ }}, {{ zoë@example.com = zoe/ }} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{uid}
virtual_minimum_uid = 1
relay_domains =
default_transport = error:nothing leaves this machine
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtputf8_enable = yes
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
postlog   unix-dgram n - n - 1 postlogd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
error     unix - - n - - error
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
tlsmgr    unix - - n 1000? 1 tlsmgr
proxymap  unix - - n - - proxymap
"""

pytestmark = [
    pytest.mark.skipif(not POSTFIX.exists(), reason="another mail server is installed here, or none"),
    pytest.mark.skipif(
        bool(AS_ROOT) and subprocess.run([*AS_ROOT, "true"], capture_output=True, check=False).returncode != 0,
        reason="Postfix starts as root only, and there is no sudo without a password",
    ),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that Postfix's own users can enter."""
    made = Path(tempfile.mkdtemp(prefix="runbook-postfix-"))
    made.chmod(0o755)
    yield made
    subprocess.run([*AS_ROOT, "rm", "-rf", str(made)], check=True)


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """Postfix in the foreground, until the end of the test."""
    found = _free_port()
    _configured(folder, found)
    command = [*AS_ROOT, str(POSTFIX), "-c", str(folder / "etc"), "start-fg"]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait_for(found, process, folder / "log")
            yield found
        finally:
            subprocess.run(
                [*AS_ROOT, str(POSTFIX), "-c", str(folder / "etc"), "stop"], capture_output=True, check=False
            )
            process.wait(20)


def test_what_is_sent_lies_in_the_mailbox(folder, port, tmp_path):
    staff = (
        Person(initials="TL", name="T. Leroy", email="tl@example.com", roles=("approver",)),
        Person(initials="ZO", name="Zoë Žižek", email="zoë@example.com", roles=("approver",)),
        Person(initials="NO", name="Nobody", email="nobody@example.com", roles=("manager",)),
        Person(initials="FA", name="Far Away", email="far@example.org", roles=("manager",)),
    )
    mail = filed(tmp_path, mail_of(with_staff(pair(), *staff)))
    options = ["send", str(mail), "--smtp", f"smtp+starttls://localhost:{port}", "--ca-file", str(folder / "ca.pem")]
    result = CliRunner().invoke(runbook, options, env={"LC_ALL": "C.UTF-8"})
    assert result.exit_code == 2, result.output
    log = (folder / "log").read_text(errors="replace")
    assert "(" in result.output, result.output + log
    lines = sorted(line[: line.index("(") + 4] for line in result.output.splitlines())
    assert lines == [
        "far@example.org: refused (554",
        "nobody@example.com: refused (550",
        "tl@example.com: accepted (250",
        "zoë@example.com: accepted (250",
    ], result.output
    packed = message_from_bytes(mail.read_bytes(), policy=default)
    for box in ("tl", "zoe"):
        got = message_from_bytes(_delivered(folder / "mail" / box), policy=default)
        assert got["Message-ID"] == packed["Message-ID"]
        parts = [[_part(p) for p in m.walk() if not p.is_multipart()] for m in (got, packed)]
        assert parts[0] == parts[1]


def _part(part: Message) -> tuple[str, str | None, bytes]:
    """Type, name and content; mailboxes keep lines with LF."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return part.get_content_type(), part.get_filename(), content.replace(b"\r\n", b"\n")


def _configured(folder: Path, port: int) -> None:
    import pwd

    nobody = pwd.getpwnam("nobody").pw_uid
    made = trustme.CA()
    issued = made.issue_cert("localhost")
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    (folder / "cert.pem").write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
    made.cert_pem.write_to_path(str(folder / "ca.pem"))
    (folder / "etc").mkdir()
    (folder / "queue").mkdir()
    (folder / "etc" / "main.cf").write_text(MAIN.format(folder=folder, uid=nobody), encoding="utf-8")
    (folder / "etc" / "master.cf").write_text(MASTER.format(port=port), encoding="utf-8")
    for name in ("dynamicmaps.cf", "postfix-files"):
        shutil.copy(Path("/etc/postfix") / name, folder / "etc")
    for name, owner in (("data", "postfix"), ("mail", "nobody")):
        (folder / name).mkdir()
        subprocess.run([*AS_ROOT, "chown", owner, str(folder / name)], check=True)
    subprocess.run([*AS_ROOT, "chown", "-R", "root", str(folder / "etc"), str(folder / "queue")], check=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"Postfix does not listen: {log.read_text(errors='replace')}")


def _delivered(box: Path) -> bytes:
    """The one mail in a maildir, once it is there."""
    for _ in range(200):
        found = subprocess.run([*AS_ROOT, "sh", "-c", f"cat {box}/new/* 2>/dev/null"], capture_output=True, check=False)
        if found.stdout:
            return found.stdout
        time.sleep(0.1)
    pytest.fail(f"nothing came into {box}")
