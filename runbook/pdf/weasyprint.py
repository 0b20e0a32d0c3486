"""HTML -> PDF by WeasyPrint, closed: no network, no file but the kit's own, no font of the machine.

The only module that imports weasyprint, but for those that it is helped by. Importing this module points fontconfig to
the kit's fonts, and must come before anything else imports weasyprint.
"""

from __future__ import annotations

import gc
import logging
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runbook.errors import MachineError
from runbook.pdf.forms import finish_form
from runbook.pdf.identity import identity, sealed
from runbook.pdf.line_ends import whole_lines
from runbook.pdf.page_references import TooManyPages, in_one_pass, with_wider_references
from runbook.pdf.quicker import quicker
from runbook.pdf.tag_tree import few_tags
from runbook.pdf.tags import finish_tags
from runbook.resources import templates, version
from runbook.system_libraries import missing

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcherResponse

COMMON = ("base", "slots")
VARIANT = "pdf/ua-1"
# Modules that decide what a page looks like.
OWN = (
    *("weasyprint", "forms", "line_ends", "page_references", "tags", "tag_tree"),
    *("quicker", "quicker_styles", "quicker_layout", "quicker_drawing", "replaced"),
)

os.environ["FONTCONFIG_FILE"] = str(templates() / "fonts" / "fonts.conf")


class Refused(ValueError):
    """A page asked for something that is not the kit's own."""


class Incomplete(ValueError):
    """WeasyPrint left something out of a page, such as a drawing; it would only log that."""


def render_pdf(
    html: str,
    images: Mapping[str, bytes],
    *,
    style: str,
    forms: bool = False,
    locked: Mapping[str, float] | None = None,
) -> bytes:
    """The PDF of `html`, whose images are those of `images` by their key (`qr:KEY`) and no others.

    `style` names the style sheet of templates/styles that is added to the common ones.
    With `forms`, inputs become form fields; those in `locked` are read-only, their text of that many points.
    The same arguments give the same bytes. Raises MachineError where WeasyPrint's libraries are missing, Refused and
    Incomplete.
    """
    _weasyprint()
    with _collected_once(), whole_lines(), quicker(), few_tags(), _nothing_left_out():
        return _set(html, images, style, forms, locked)


def _set(html: str, images: Mapping[str, bytes], style: str, forms: bool, locked: Mapping[str, float] | None) -> bytes:
    fetcher = _Fetcher(images)
    made_of = identity_of(html, images, style=style, forms=forms, locked=locked)
    options = {"pdf_variant": VARIANT, "pdf_forms": forms}
    document = _laid_out(html, fetcher, style, options)
    finisher = partial(_finish, forms=forms, locked=locked or {})
    pdf = bytes(document.write_pdf(finisher=finisher, **options))
    if fetcher.refused:
        raise Refused(", ".join(fetcher.refused))
    return sealed(pdf, made_of)


def _laid_out(html: str, fetcher: _Fetcher, style: str, options: Mapping[str, Any]) -> Any:
    """WeasyPrint's document, its pages laid out."""
    page = _weasyprint().HTML(string=html, base_url="kit:", url_fetcher=fetcher)
    try:
        with _one_pass():
            return page.render(stylesheets=_styles(style), font_config=_fonts(), **options)
    except TooManyPages:
        return _laid_out(with_wider_references(html), fetcher, style, options)


def _finish(document: Any, pdf: Any, *, forms: bool, locked: Mapping[str, float]) -> None:
    """What WeasyPrint leaves open, before the file is written."""
    finish_tags(pdf)
    if forms:
        finish_form(document, pdf, locked)
    _pack(pdf)


def _pack(pdf: Any) -> None:
    """Compress what is drawn as zlib does by itself: WeasyPrint's way takes twice as long for files as small."""
    import pydyf

    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            content = b"\n".join(pydyf._to_bytes(part) for part in stream.stream)
            stream.stream, stream.compress = [zlib.compress(content)], False
            stream.extra["Filter"] = "/FlateDecode"


def identity_of(
    html: str,
    images: Mapping[str, bytes],
    *,
    style: str,
    forms: bool = False,
    locked: Mapping[str, float] | None = None,
) -> str:
    """The first identifier of the PDF that `render_pdf` makes of the same arguments on this machine; nothing is set."""
    options = repr((style, forms, sorted((locked or {}).items())))
    pictures = (part for key in sorted(images) for part in (key.encode(), images[key]))
    styles = ((templates() / "styles" / f"{name}.css").read_bytes() for name in (*COMMON, style))
    return identity(html.encode(), options.encode(), _writer(), *styles, *pictures)


@contextmanager
def _one_pass() -> Iterator[None]:
    """WeasyPrint goes over the pages once, and not again for each number of a page that it learns."""
    from weasyprint import document

    layout_document = document.layout_document
    document.layout_document = partial(in_one_pass, layout_document)
    try:
        yield
    finally:
        document.layout_document = layout_document


@contextmanager
def _collected_once() -> Iterator[None]:
    """Garbage is looked for when the pages are done, and not time and again while they grow (a fifth of the time)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
        gc.collect(0)  # the young ones, which are all that were made here


class _Complaints(logging.Handler):
    """Keeps what WeasyPrint logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


@contextmanager
def _nothing_left_out() -> Iterator[None]:
    """Raises Incomplete where WeasyPrint has logged an error by the end of the block."""
    log, complaints = logging.getLogger("weasyprint"), _Complaints()
    log.addHandler(complaints)
    try:
        yield
    finally:
        log.removeHandler(complaints)
    if complaints.told:
        raise Incomplete(", ".join(complaints.told))


class _Fetcher:
    """Gives the images, and notes down whatever else is asked for: weasyprint would go on without it."""

    _fail_on_errors = False  # weasyprint looks for it; `render_pdf` raises what was refused

    def __init__(self, images: Mapping[str, bytes]) -> None:
        self.images = images
        self.refused: list[str] = []

    def __call__(self, url: str, *_: object, **__: object) -> URLFetcherResponse:
        from weasyprint.urls import URLFetcherResponse

        kind, _colon, key = url.partition(":")
        if kind == "qr" and key in self.images:
            return URLFetcherResponse(url, self.images[key], {"Content-Type": "image/png"})
        self.refused.append(url[:200])
        raise Refused(url[:200])


@cache
def _writer() -> bytes:
    """What else decides the bytes: this module's siblings, the fonts, the libraries and their versions."""
    from importlib.metadata import version as installed

    names = [name for lib in missing() for name in lib.names]
    versions = [version(), installed("weasyprint"), installed("pydyf"), *names]
    fonts = sorted((templates() / "fonts").iterdir())
    own = [Path(__file__).with_name(f"{name}.py") for name in OWN]
    return identity(*(text.encode() for text in versions), *(file.read_bytes() for file in (*fonts, *own))).encode()


def get_ready() -> None:
    """What the first page would ask for, but for fonts. Raises MachineError where a library is missing."""
    _weasyprint()
    with quicker():
        pass


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise MachineError(f"a library that pages are set with is missing: {error}; run: runbook doctor") from error
    return weasyprint


@cache
def _fonts() -> FontConfiguration:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _styles(style: str) -> tuple[CSS, ...]:
    """All styles as one sheet: an element is matched against each sheet anew."""
    from weasyprint import CSS

    folder = templates() / "styles"
    sheet = "".join((folder / f"{name}.css").read_text("utf-8") for name in (*COMMON, style))
    return (CSS(string=sheet, font_config=_fonts(), url_fetcher=_Fetcher({})),)
