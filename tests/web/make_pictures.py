"""Draws the pictures of docs/browser.md: a night on a phone and on a laptop, in Chromium.

python -m tests.web.make_pictures [FOLDER]
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image

from runbook.model.frozen_zone import zone_of
from tests.verify.harness import faultless, pair
from tests.web.checklist_page import choose, opened, page_at, sign
from tests.web.driven_browsers import Chromium, chromium

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
COLOURS = 64
NOW = "failover-sync:h1"  # the step that is under way


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A picture: the page in a language on a device, at a step, after an act."""

    name: str
    tag: str = "en"
    width: int = 390
    height: int = 780
    scheme: str = "light"
    step: str = NOW
    act: str = ""


_WARNED = "document.getElementById('sign-done').click(); await new Promise((go) => setTimeout(go, 200));"
_DOWN = "document.getElementById('sign').scrollIntoView({block: 'end'}); scrollBy(0, 70);"
SHOWN = (
    View(name="browser-phone", act=_DOWN),
    View(name="browser-stopped", step="switch-dns:h1", act=_WARNED),
    View(name="browser-night", width=1180, height=760, scheme="dark", step="failover-break:h1"),
)
LOOKED_AT = tuple(
    View(
        name=f"{device}-{scheme}-{tag}-{place}", tag=tag, width=width, height=height, scheme=scheme, step=step, act=act
    )
    for device, width, height in (("phone", 390, 780), ("tablet", 820, 1100), ("laptop", 1280, 800))
    for scheme in ("light", "dark")
    for tag in ("en", "fr")
    for place, step, act in (
        ("top", "update-base:rs-b:h1", ""),
        ("form", NOW, _DOWN),
        ("warning", "switch-dns:h1", _WARNED),
        ("list", NOW, "document.getElementById('list').scrollIntoView();"),
        ("files", NOW, "document.getElementById('files-open').click();"),
        ("who", NOW, "document.getElementById('who-open').click();"),
    )
)


def drawn(views: tuple[View, ...], folder: Path) -> None:
    """Draw pictures into a folder."""
    plan, zone = pair().plan, zone_of(pair().plan)
    entries = sorted(faultless(pair(), 3).values(), key=lambda each: each.at)
    under_way = next(each for each in entries if each.step == NOW)
    now = datetime.strptime(under_way.at, "%Y-%m-%d %H:%M").replace(tzinfo=zone) - timedelta(minutes=2)
    for tag in dict.fromkeys(view.tag for view in views):
        with tempfile.TemporaryDirectory() as work, chromium(Path(work) / "profile") as one:
            one.at_time(now)
            opened(one, page_at(Path(work), plan, tag))
            for entry in entries[: entries.index(under_way)]:
                choose(one, entry.by)
                sign(one, entry)
            choose(one, under_way.by)
            for view in (view for view in views if view.tag == tag):
                _draw(one, view, folder)


def _draw(one: Chromium, view: View, folder: Path) -> None:
    one.sized(view.width, view.height, view.scheme)
    one.run(
        "for (const each of document.querySelectorAll('dialog[open]')) each.close();"
        "document.getElementById('said').textContent = '';"
        "document.querySelector(`[data-step='${arguments[0]}']`).click(); scrollTo(0, 0);"
        f"await new Promise((go) => setTimeout(go, 150)); document.activeElement.blur(); {view.act}",
        view.step,
    )
    one.run("await new Promise((go) => setTimeout(go, 100));")
    picture = Image.open(io.BytesIO(one.picture())).convert("RGB").quantize(COLOURS)
    picture.save(folder / f"{view.name}.png", optimize=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        drawn(LOOKED_AT, Path(sys.argv[1]))
    else:
        drawn(SHOWN, IMAGES)
