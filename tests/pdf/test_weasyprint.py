"""The one place where pages are drawn: closed, and the same every time."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from runbook.pdf.weasyprint import Incomplete, Refused, render_pdf
from tests.document.sample import plan
from tests.pages import checklist_pdf, form_of, page_texts, runbook_pdf

pytestmark = [pytest.mark.sampled(10), pytest.mark.usefixtures("drawn_anew")]

ROOT = Path(__file__).resolve().parents[2]
KIT_FONTS = {"Atkinson-Hyperlegible", "DejaVu-Sans", "Noto-Sans-CJK-JP", "Noto-Sans-Devanagari", "Noto-Sans-Thai"}


def page(body: str) -> str:
    return f"<html lang='en'><head><title>t</title></head><body>{body}</body></html>"


@pytest.fixture
def server():
    """A server on loopback that notes what it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as made:
        made.asked = asked  # type: ignore[attr-defined]
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


TRIES = [
    '<img src="{url}">',
    '<p style="background: url({url})">x</p>',
    '<style>@import url("{url}");</style>',
    '<link rel="stylesheet" href="{url}">',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>x</p>",
    '<p style="list-style-image: url({url}); display: list-item">x</p>',
]


@pytest.mark.sampled(5)
@pytest.mark.parametrize("attempt", TRIES)
@pytest.mark.parametrize("kind", ["http", "file", "data", "relative"])
def test_whatever_a_page_asks_for_is_refused(attempt, kind, server, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    url = {
        "http": f"http://127.0.0.1:{server.server_port}/x.png",
        "file": secret.as_uri(),
        "data": "data:image/png;base64,iVBORw0KGgo=",
        "relative": "../fonts/DejaVuSans.ttf",
    }[kind]
    with pytest.raises(Refused):
        render_pdf(page(attempt.format(url=url)), {}, style="runbook")
    assert server.asked == []


@pytest.mark.parametrize("source", ["local(Elsewhere)", "url(font.ttf)"])
def test_no_folder_is_made_for_the_fonts_of_a_page(source, tmp_path, monkeypatch):
    """WeasyPrint could not remove it when the process ends, and would say so."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    style = f"<style>@font-face {{ font-family: x; src: {source} }} p {{ font-family: x }}</style>"
    with pytest.raises(Refused):
        render_pdf(page(f"{style}<p>x</p>"), {}, style="runbook")
    assert list(tmp_path.iterdir()) == []


def test_an_attachment_is_not_taken_from_the_machine(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with pytest.raises(Refused):
        render_pdf(page(f'<link rel="attachment" href="{secret.as_uri()}">'), {}, style="runbook")


def test_an_image_of_the_document_is_shown_and_no_other():
    from runbook.document.qr import png

    shown = page('<img src="qr:a" alt="a">')
    assert b"/Image" in render_pdf(shown, {"a": png("a")}, style="runbook")
    with pytest.raises(Refused):
        render_pdf(shown, {"b": png("b")}, style="runbook")


def test_a_drawing_that_cannot_be_drawn_is_no_page_without_it(monkeypatch):
    from weasyprint.svg import SVG

    drawing = page('<svg viewBox="0 0 90 9" width="90" height="9"><text x="1" y="8">words in it</text></svg>')
    assert "words in it" in page_texts(render_pdf(drawing, {}, style="runbook"))[0]
    monkeypatch.setattr(SVG, "draw", lambda *_words: 1 / 0)
    with pytest.raises(Incomplete, match="Failed to render SVG"):
        render_pdf(drawing, {}, style="runbook")


def fonts(data: bytes) -> set[str]:
    """The families of all fonts in a PDF."""
    found = set()
    for item in form_of(data).pages:
        for font in item["/Resources"]["/Font"].get_object().values():
            found.add(str(font.get_object()["/BaseFont"]).rpartition("+")[2])
    return found


def test_no_font_of_the_machine_is_ever_used():
    """Not where one is named, and not for a script that the kit's fonts lack."""
    body = "<p style='font-family: \"Liberation Serif\", serif, monospace, emoji'>a 漢字 \U0001f680 𓀀</p>"
    found = fonts(render_pdf(page(body), {}, style="runbook"))
    assert found
    assert all(any(name.startswith(kit) for kit in KIT_FONTS) for name in found)


@pytest.mark.long
def test_documents_embed_the_kits_fonts_alone():
    for data in (runbook_pdf(plan()), checklist_pdf(plan())):
        found = fonts(data)
        assert found
        assert all(any(name.startswith(kit) for kit in KIT_FONTS) for name in found), found
        reader = form_of(data)
        assert "/CreationDate" not in (reader.metadata or {})


@pytest.mark.long
def test_the_kits_fonts_are_all_that_the_machine_offers():
    program = (
        "import json, runbook.pdf.weasyprint, weasyprint\n"
        "from weasyprint.text.ffi import ffi, fontconfig\n"
        "config = fontconfig.FcInitLoadConfigAndFonts()\n"
        "print(json.dumps(fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem).nfont))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert json.loads(run.stdout) == len(list((ROOT / "templates" / "fonts").glob("*.[ot]tf")))


@pytest.mark.long
def test_nothing_in_the_surroundings_shows_in_a_document(tmp_path):
    """Hash seed, zone, locale, folder, and how much was drawn before."""
    program = (
        "import hashlib, sys\n"
        "from tests.document.sample import plan\n"
        "from tests.pages import checklist_pdf, form_of, runbook_pdf\n"
        "for i in range(int(sys.argv[1])): checklist_pdf(plan(site_name='Other'), 'fr')\n"
        "print([hashlib.sha256(make(plan(), 'fr')).hexdigest() for make in (runbook_pdf, checklist_pdf)])"
    )
    outcomes = set()
    for seed, zone, locale, before, folder in (
        ("0", "UTC", "C", "0", ROOT),
        ("1", "Asia/Tokyo", "fr_FR.UTF-8", "1", tmp_path),
    ):
        surroundings = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": locale,
            "PYTHONPATH": str(ROOT),
            "SOURCE_DATE_EPOCH": seed,
        }
        run = subprocess.run(
            [sys.executable, "-c", program, before], capture_output=True, text=True, cwd=folder, env=surroundings
        )
        assert run.returncode == 0, run.stderr
        outcomes.add(run.stdout)
    assert len(outcomes) == 1


@pytest.mark.long
def test_a_document_is_tagged_and_says_its_language_and_title():
    for data in (runbook_pdf(plan(), "fr"), checklist_pdf(plan(), "fr")):
        reader = form_of(data)
        root = reader.trailer["/Root"]
        assert root["/Lang"] == "fr"
        assert root["/MarkInfo"]["/Marked"]
        assert "paris" in reader.metadata.title
        assert "CHG0041" in reader.metadata.title


@pytest.mark.long
def test_what_was_drawn_before_makes_no_difference():
    cold = hashlib.sha256(runbook_pdf(plan())).hexdigest()
    program = (
        "import hashlib; from runbook.pdf.weasyprint import render_pdf\n"
        "render_pdf('<html lang=\"en\"><title>other</title><p>other</p>', {}, style='checklist')\n"
        "from tests.document.sample import plan; from tests.pages import runbook_pdf\n"
        "print(hashlib.sha256(runbook_pdf(plan())).hexdigest())"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.strip() == cold, run.stderr
