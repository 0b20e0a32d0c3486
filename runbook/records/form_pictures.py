"""Reads the pictures that the kit drew on a page of a form, such as the code of the page: what is seen of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from runbook.model.printed import FREE, PixelRows, PrintedPicture, TextManner
from runbook.records.pdf_size import stream_bytes

MOST = 20  # pictures of a page; the kit's have one
PIXELS = 1_000_000  # of a picture; the code of a page has 2,000
_NUMBER = rb"(-?[\d.]{1,20})"
_DRAWN = re.compile(
    rb"1 0 0 1 %(n)b %(n)b cm\s+q\s+%(n)b 0 0 -%(n)b 0 %(n)b cm\s+/(\w{1,80}) Do(?=\s)" % {b"n": _NUMBER}
)
_ANY = re.compile(rb"/[^\s/<>\[\]()%]{1,120}\s+Do(?=\s|$)")
_AREA = re.compile(
    rb"(?<=\s)(?:(?P<box>%(n)b %(n)b %(n)b %(n)b) re\s+f|(?P<path>(?:%(n)b %(n)b [ml]\s+){3,40}(?:h\s+)?)f)(?=[\s*])"
    % {b"n": rb"-?[\d.]{1,20}"}
)
_OTHER = TextManner(own=False, clip=FREE)
_WAYS = {("/DeviceGray", 1): "1", ("/DeviceGray", 8): "L", ("/DeviceRGB", 8): "RGB"}


class Pictures:
    """Reads the pictures of one file; those that several pages share are read once."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], PixelRows | None] = {}

    def on(self, content: bytes, resources: Any, drawn: Mapping[int, TextManner]) -> tuple[PrintedPicture, ...]:
        """The pictures that a page of the kit's draws; `drawn` says how each is drawn, by where it ends. One that is
        drawn in another way, or on which something is painted, is none of the kit's."""
        offered = (resources or {}).get("/XObject") or {}
        known = {found.end(): found for found in _DRAWN.finditer(content)}
        pictures = []
        for place in list(_ANY.finditer(content))[:MOST]:
            found = known.get(place.end())
            if found is None:
                pictures.append(PrintedPicture(None, 0.0, 0.0, 0.0, 0.0, _OTHER))
                continue
            x, y, wide, high, _ = (float(one) for one in found.groups()[:5])
            manner = drawn.get(found.end(), _OTHER)
            if any(_over(area, (x, y, x + wide, y + high)) for area in _areas(content, found.end())):
                manner = manner._replace(own=False)
            pictures.append(PrintedPicture(self._of(offered.get(f"/{found[6].decode()}")), x, y, wide, high, manner))
        return tuple(pictures)

    def _of(self, image: Any) -> PixelRows | None:
        if image is None:
            return None
        if image.objgen not in self._read:
            self._read[image.objgen] = _drawing(image)
        return self._read[image.objgen]


def _areas(content: bytes, start: int) -> Iterator[tuple[float, float, float, float]]:
    """What is painted behind a place of a page's content."""
    for found in _AREA.finditer(content, start):
        if found["box"]:
            x, y, wide, high = map(float, found["box"].split())
            yield min(x, x + wide), min(y, y + high), max(x, x + wide), max(y, y + high)
        else:
            points = [float(one) for one in re.findall(rb"-?[\d.]+", found["path"])]
            yield min(points[::2]), min(points[1::2]), max(points[::2]), max(points[1::2])


def _over(area: tuple[float, ...], box: tuple[float, ...]) -> bool:
    """Whether an area lies on a box, by more than its edge."""
    return (
        min(area[2], box[2]) - max(area[0], box[0]) > 1 and min(area[3], box[3]) - max(area[1], box[1]) > 1
    )  # fmt: skip


def _drawing(image: Any) -> PixelRows | None:
    """Which of its pixels are dark; None where it is masked, too large, or cannot be read."""
    import pikepdf

    size = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    if not 0 < size[0] * size[1] <= PIXELS or {"/SMask", "/Mask", "/ImageMask", "/OC"} & set(image.keys()):
        return None
    turned = [float(one) for one in image.get("/Decode", ())][:1] == [1.0]
    shades = [255 * (turned != (shade < 128)) for shade in range(256)]
    try:
        seen = _seen(image, size)
        dark = seen.convert("L").point(shades).tobytes() if seen.size == size else None
    except (pikepdf.PdfError, ValueError, TypeError, NotImplementedError, OSError, LookupError, AttributeError):
        return None
    return PixelRows(*size, dark) if dark else None


def _seen(image: Any, size: tuple[int, int]) -> Any:
    """As the kit and most programs pack it, or else as programs do that draw a page anew."""
    import pikepdf
    from PIL import Image

    way = _WAYS.get((str(image.get("/ColorSpace")), int(image.get("/BitsPerComponent", 0))))
    data = stream_bytes(image, 4 * PIXELS) if way else None
    if way is None or data is None:
        return pikepdf.PdfImage(image).as_pil_image()
    return Image.frombytes(way, size, data)
