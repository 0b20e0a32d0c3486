"""Which addresses `check` takes, at once or by the library; and that it is not loaded for those that are plain."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import email_validator
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from runbook.cli import runbook
from runbook.model import mail_address
from runbook.model.mail_address import is_address

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "inventory.yaml"
LOADED = """
import sys
from runbook.cli import main
try:
    main()
finally:
    print('dns' in sys.modules, 'email_validator' in sys.modules)
"""
GOOD = [
    "cm@example.com", "c.m+x@mail.example.co.uk", "o'neil@example.org", "cm@intranet.local", "cm@mail.test",
    "root@localhost", "cm@host.internal", "x_y@a-b.example", "zoë@bücher.example", "info@xn--bcher-kva.example",
    "ivan@почта.example", "a" * 64 + "@example.com", "a@" + "b" * 63 + ".example", "1@2.example",
]  # fmt: skip
BAD = [
    "", "cm", "@example.com", "cm@", "cm@example", "cm@mailhost", "a..b@example.com", ".a@example.com",
    "a@b@example.com", "a.@example.com", "a b@example.com", "T. Leroy <tl@example.com>",
    '"a@b.example" <c@d.example>', "a@example..com",
    "a@.example.com", "a@example.com.", "a@-x.example", "a@x-.example", "a@x_y.example", "a@192.0.2.1",
    "a@[192.0.2.1]", "a@example.c0m-", "a@example.123", "nobody@nowhere.invalid", "a" * 65 + "@example.com",
    "a@" + "b" * 64 + ".example", "a@" + ".".join(["b" * 60] * 5), "a@xn--0.example", "a@ab--c.example",
    "mailto:cm@example.com", "cm@example.com\n", "a,b@example.com", "a;b@example.com", "a@example.com,b@example.com",
    "a(b)@example.com", "a\u202eb@example.com",
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_what_a_mail_can_go_to(address):
    assert is_address(address)


@pytest.mark.parametrize("address", BAD)
def test_what_no_mail_can_go_to(address):
    assert not is_address(address)


LABEL = st.from_regex(rf"(?!..--){mail_address._LABEL}", fullmatch=True)
LOCAL = st.from_regex(rf"{mail_address._ATOM}(\.{mail_address._ATOM})?", fullmatch=True)
TOP = st.from_regex("[A-Za-z]{2,8}", fullmatch=True)


@pytest.mark.long
@given(st.builds("{}@{}.{}.{}".format, LOCAL, LABEL, LABEL, TOP))
@settings(max_examples=200)
def test_whatever_is_taken_at_once_is_taken_by_the_library(address):
    assert not mail_address._PLAIN.fullmatch(address) or mail_address._is_unusual(address)


def test_no_dns_is_asked(monkeypatch):
    monkeypatch.setattr("dns.resolver.Resolver.resolve", lambda *_: pytest.fail("asked"))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: pytest.fail("asked"))
    assert is_address("zoë@bücher.example")
    assert email_validator.CHECK_DELIVERABILITY


@pytest.mark.long
def test_check_of_plain_addresses_does_not_load_the_library():
    run = subprocess.run(
        [sys.executable, "-c", LOADED, "check", str(EXAMPLE)], capture_output=True, text=True, check=False
    )
    assert run.stdout.endswith("False False\n")


@pytest.mark.parametrize("address", ["cm@example", "c..m@example.com", "cm@x.invalid", "cm@-example.com"])
def test_check_names_the_place_of_an_address_that_is_none(tmp_path, address):
    text = EXAMPLE.read_text(encoding="utf-8").replace("cm@example.com", address, 1)
    file = tmp_path / "inventory.yaml"
    file.write_text(text, encoding="utf-8")
    line = next(n for n, said in enumerate(text.splitlines(), 1) if address in said)
    for tag, said in (
        ("en", f"no mail can be sent to {address}"),
        ("fr", f"aucun e-mail ne peut être envoyé à {address}"),
    ):
        result = CliRunner().invoke(runbook, ["check", str(file), "--lang", tag])
        assert result.exit_code == 2
        assert f"{file}:{line}: sites[0].staff[0].email: {said}" in result.output
