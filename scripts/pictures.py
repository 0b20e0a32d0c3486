"""The pictures of pages for browsers in docs/images/: `python -m scripts.pictures`, where Chromium is.

They show the example with one window moved, so that there is something to see.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from scripts.chromium import program

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
MOVED = ("{start: 2026-12-03 21:00, end: 2026-12-04 03:00}", "{start: 2026-12-06 00:00, end: 2026-12-06 01:30}")
COLOURS = 64


def main() -> None:
    """Write them anew."""
    with tempfile.TemporaryDirectory() as folder:
        text = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8")
        inventory, page = Path(folder, "inventory.yaml"), Path(folder, "calendar.html")
        inventory.write_text(text.replace(*MOVED), encoding="utf-8")
        command = [sys.executable, "-m", "runbook", "calendar", str(inventory), "-o", str(page), "--lang", "en"]
        subprocess.run(command, cwd=ROOT, check=True)
        picture(page, IMAGES / "calendar.png", 1100, 1130)
        picture(page, IMAGES / "calendar-phone-dark.png", 500, 1130, "--blink-settings=preferredColorScheme=0")


def picture(page: Path, target: Path, width: int, height: int, *flags: str) -> None:
    """A page as Chromium shows it in a window of that size, in few colours."""
    size = (f"--window-size={width},{height}", f"--screenshot={target}")
    with tempfile.TemporaryDirectory() as profile:
        fixed = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={profile}")
        subprocess.run([str(program()), *fixed, *flags, *size, page.as_uri()], check=True, capture_output=True)
    with Image.open(target) as shown:
        shown.convert("RGB").quantize(COLOURS).save(target, optimize=True)


if __name__ == "__main__":
    main()
