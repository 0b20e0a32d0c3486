"""Draws the pictures of docs/status.md: where the changes of three sites stand, in Chromium.

python -m tests.web.make_status_pictures [FOLDER]
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.estate.test_backed_out import led_back
from tests.estate.test_status import Estate
from tests.web.driven_browsers import chromium
from tests.web.make_pictures import COLOURS, IMAGES

VIEWS = (
    ("status", "en", 1180, 760, "light"),
    ("status-phone-dark", "fr", 390, 780, "dark"),
)  # name, language, width, height, colours


def drawn(folder: Path) -> None:
    """Draw them into a folder."""
    with tempfile.TemporaryDirectory() as work, chromium(Path(work) / "profile") as one:
        estate = Estate(Path(work))
        estate.render()
        led_back(estate, "paris")
        estate.record("lyon")
        estate.record("nice", left=6)
        for name, tag, width, height, scheme in VIEWS:
            page = Path(work) / f"{tag}.html"
            done = estate.status("-o", page, "--lang", tag)
            assert done.returncode == 1, done.stderr
            page.write_text(page.read_text("utf-8").replace(f"{estate.place}/", ""), "utf-8")
            one.sized(width, height, scheme)
            one.open(page.as_uri())
            picture = Image.open(io.BytesIO(one.picture())).convert("RGB").quantize(COLOURS)
            picture.save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    drawn(Path(sys.argv[1]) if sys.argv[1:] else IMAGES)
