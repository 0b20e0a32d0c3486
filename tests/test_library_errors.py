"""Why a file or a server is of no use is told by its kind, in the reader's language, without addresses in memory."""

import errno
import io
import os
import re
import socket
import ssl
import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Thread

import pytest

from runbook.cli.error_output import error_text
from runbook.errors import InputError
from runbook.i18n import load_language
from runbook.library_errors import TEXTS, library_reason, other_reason
from runbook.os_errors import in_language, reason_of
from runbook.pack.send.answers import words
from runbook.pack.send.server import SendError, Server, connected
from runbook.records.record_file import RecordFile, read_parts
from tests.inventory.test_limits import SAMPLES, open_document, open_row

FRENCH = load_language("fr")


def member(kind: str, name: str, content: bytes | None) -> bytes:
    """A sound file in which one member is another, or none."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLES[kind])) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
            elif content is not None:
                new.writestr(each, content)
    return made.getvalue()


def spoilt(kind: str, start: float, spoil: bytes) -> bytes:
    content = SAMPLES[kind]
    at = int(len(content) * start)
    return content[:at] + spoil + content[at + len(spoil) :]


XLSX, ODS, PDF = SAMPLES["xlsx"], SAMPLES["ods"], SAMPLES["pdf"]
BROKEN = {
    "xlsx-cut": XLSX[: len(XLSX) // 2],
    "ods-cut": ODS[:-10],
    "xlsx-packed": spoilt("xlsx", 0.3, b"\xff" * 64),
    "ods-packed": spoilt("ods", 0.3, b"\x00" * 64),
    "xlsx-sheet": member("xlsx", "xl/worksheets/sheet1.xml", b"<worksheet><row></worksheet>"),
    "xlsx-workbook": member("xlsx", "xl/workbook.xml", None),
    "xlsx-letters": member("xlsx", "xl/workbook.xml", b"<workbook>\xff\xfe\xff</workbook>"),
    "ods-content": member("ods", "content.xml", b"<a"),
    "ods-entities": member("ods", "content.xml", b"<!DOCTYPE a><a/>"),
    "ods-encoding": member("ods", "content.xml", b'<?xml version="1.0" encoding="utf-7"?><a/>'),
    "ods-number": open_document(open_row("step", "state", "at") + open_row("a", "done").replace(
        'value-type="string"', 'value-type="float" office:value="x"')),
    "pdf-cut": PDF[: len(PDF) // 2],
    "pdf-head": b"%PDF-1.7\n" + b"x" * 500,
    "pdf-trailer": PDF.replace(b"trailer", b"tra1ler").replace(b"/Root", b"/R00t"),
    "pdf-rectangle": re.sub(rb"/Rect\s*\[[^\]]*\]", b"/Rect [ 1 ]", PDF),
    "csv-quote": b'step,state,at\n"' + b"a\n" * 10**5,
    "csv-cell": b"step,state,at\na,done," + b"b" * 200_000,
    "csv-line": b"step,state,at\n" + b"," * 5 * 10**6,
    "csv-blank": b"step,state,at\n" + b"\n" * 10**6,
    "json-cut": SAMPLES["json"][:100],
    "json-lists": b"[" * 5000 + b"]" * 5000,
    "json-groups": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "json-letters": b'{"a": "\xe9"}',
    "json-lines": b"\n".join([SAMPLES["json"].replace(b"\n", b"")] * 2 + [b'{"a":' * 5000 + b"1" + b"}" * 5000] * 501),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_told_in_the_readers_language(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(BROKEN[name])
    with pytest.raises(InputError) as caught:
        list(read_parts(RecordFile(file)))
    reason = dict(caught.value.problems[0].args).get("reason", "")
    assert not reason or reason in TEXTS, reason
    said = error_text(caught.value, FRENCH)
    assert "0x" not in said
    assert not re.search(r"\b(the|line|column|not|file|object)\b", said.removeprefix(str(file))), said


def test_an_object_in_memory_is_never_named() -> None:
    said = f"{object()}: something new"
    assert library_reason(RuntimeError(said)) == "it is not as it should be (something new)"
    assert in_language(other_reason(said), FRENCH) == "quelque chose ne va pas (something new)"


def test_what_the_system_says_stands_within_a_message() -> None:
    assert reason_of(OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))) == "there is not enough memory"
    odd = reason_of(OSError(errno.ELIBBAD, os.strerror(errno.ELIBBAD)))
    assert in_language(odd, FRENCH) == f"quelque chose ne va pas ({os.strerror(errno.ELIBBAD)})"


def answering(context: ssl.SSLContext | None, plain: bytes = b"220 plain.example.com ESMTP\r\n") -> int:
    """The port of a server that answers once: by TLS, or by `plain` without it."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with listening, listening.accept()[0] as heard:
            try:
                if context is None:
                    heard.sendall(plain)
                    heard.recv(1000)
                else:
                    context.wrap_socket(heard, server_side=True).close()
            except OSError:
                pass

    Thread(target=answer, daemon=True).start()
    return int(listening.getsockname()[1])


def refusal(port: int, certificates: str | None = None) -> str:
    server = Server(scheme="smtps", host="127.0.0.1", port=port, certificates=certificates, timeout=10)
    with pytest.raises((SendError, OSError)) as caught:
        connected(server)
    error = caught.value
    return error.values["reason"] if isinstance(error, SendError) else words(error, None)


def test_what_a_server_cannot_prove_is_told_in_french(tmp_path: Path) -> None:
    import trustme

    known, other = trustme.CA(), trustme.CA()
    trusted = tmp_path / "ca.pem"
    known.cert_pem.write_to_path(str(trusted))
    reasons = []
    for issuer, name in ((other, "127.0.0.1"), (known, "mail.example.com")):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issuer.issue_cert(name).configure_cert(context)
        reasons.append(refusal(answering(context), str(trusted)))
    reasons.append(refusal(answering(None), str(trusted)))
    reasons.append(refusal(answering(None, plain=b""), str(trusted)))  # it hangs up
    assert [in_language(reason, FRENCH) for reason in reasons] == [
        "le signataire de son certificat n’est pas connu ici",
        "son certificat est établi pour un autre nom",
        "il ne parle pas TLS sur ce port",
        "le serveur a fermé la connexion",
    ]


def test_what_is_wrong_with_files_of_certificates_is_told_in_french(tmp_path: Path) -> None:
    """Numbers of ssl are none of the system's: 116 was told as a file that is no longer there."""
    import trustme

    first, second = (trustme.CA().issue_cert("127.0.0.1") for _ in range(2))
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    first.cert_chain_pems[0].write_to_path(str(certificate))
    second.private_key_pem.write_to_path(str(key))
    reasons = []
    for one in ((certificate, key), (certificate, certificate), (key, key), (tmp_path / "gone.pem", key)):
        with pytest.raises(OSError) as caught:  # noqa: PT011  # its words are the system's
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(*one)
        reasons.append(in_language(reason_of(caught.value), FRENCH))
    assert reasons == [
        "la clé n’est pas celle du certificat",
        "il ne contient ni certificat ni clé lisibles",
        "il ne contient ni certificat ni clé lisibles",
        "ce fichier ou dossier n’existe pas",
    ]


WITHOUT = """
import os, sys
del os.geteuid
from runbook.cli import main
sys.argv = ["runbook", "paths", "--lang", sys.argv[1]]
main()
"""


@pytest.mark.parametrize(("tag", "said"), [("en", "on Windows, run it"), ("fr", "sous Windows, lancez-le")])
def test_a_system_without_users_is_told_what_to_do(tag: str, said: str) -> None:
    run = subprocess.run([sys.executable, "-c", WITHOUT, tag], capture_output=True, text=True, check=False, timeout=60)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    assert "WSL" in run.stderr
    assert "Traceback" not in run.stderr
