"""Whether a picture can be drawn on a page: tried by itself, in a process that is ended where it takes too long."""

from __future__ import annotations

import os
import sys
from multiprocessing import get_context

SECONDS = 20  # a picture of a page takes less than one
_NOT_DRAWN = 3  # exit status of the process
_PAGE = '<html lang="en"><head><title>Logo</title></head><body><img src="qr:logo" alt="Logo" width="170"></body></html>'


def can_be_drawn(picture: bytes) -> bool:
    """Whether a page with that picture is made in time; also where this machine can make no pages."""
    process = get_context("spawn").Process(target=_draw, args=(picture,), daemon=True)
    process.start()
    process.join(SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
        return False
    return process.exitcode in (0, None)


def _draw(picture: bytes) -> None:
    from runbook.errors import MachineError
    from runbook.pdf.weasyprint import render_pdf

    try:
        render_pdf(_PAGE, {"logo": picture}, style="runbook")
    except MachineError:
        pass
    except Exception:  # noqa: BLE001
        sys.stderr.flush()
        os._exit(_NOT_DRAWN)  # whatever it is: it would be the same where the pages are made
