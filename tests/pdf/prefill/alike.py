"""Whether two PDFs are the same to whoever looks at them: as pictures, text, tags, fields, links, bookmarks, title."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
from PIL import ImageChops

from tests.pages import opened

DPI = 100
SHADE = 48  # of 255: what antialiasing may make of one edge
_CMAP = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]+)>")
_RUN = re.compile(
    rb"/(?P<tag>\w+)\s*<</MCID (?P<mark>\d+)>>\s*BDC|(?P<end>EMC)|/(?P<font>[A-Z]{6}) [0-9.]+ Tf"
    rb"|\[(?P<array>[^\]]*)\] TJ|<(?P<glyphs>[0-9a-f]*)> Tj"
)


def differences(one: bytes, other: bytes) -> list[str]:
    """What is not the same, in words; nothing where the two are alike."""
    found = pictures(one, other)
    with pikepdf.open(io.BytesIO(one)) as a, pikepdf.open(io.BytesIO(other)) as b:
        for what in (tags, fields, links, bookmarks, title):
            left, right = what(a), what(b)
            if left != right:
                found.append(f"{what.__name__}: {_first(left, right)}")
    left, right = words(one), words(other)
    if left != right:
        found.append(f"words: {_first(left, right)}")
    return found


def _first(left: Any, right: Any) -> str:
    if isinstance(left, list) and isinstance(right, list):
        unlike = [(x, y) for x, y in zip(left, right, strict=False) if x != y]
        return f"{len(left)} and {len(right)}; {unlike[:1]}"
    return f"{left!r} and {right!r}"


def pictures(one: bytes, other: bytes) -> list[str]:
    """Pages that look different at 100 dpi, form fields drawn as a reader draws them."""
    left, right = opened(one), opened(other)
    for document in (left, right):
        document.init_forms()
    if len(left) != len(right):
        return [f"{len(left)} and {len(right)} pages"]
    found = []
    for n, (a, b) in enumerate(zip(left, right, strict=True), 1):
        views = [page.render(scale=DPI / 72, may_draw_forms=True).to_pil().convert("L") for page in (a, b)]
        apart = ImageChops.difference(*views).histogram()
        if views[0].size != views[1].size or any(apart[SHADE:]):
            found.append(f"page {n}: {sum(apart[SHADE:])} pixels are apart")
    return found


def words(pdf: bytes) -> list[tuple[Any, ...]]:
    """Every character with the place where it stands, in tenths of points; spaces aside."""
    found = []
    for n, page in enumerate(opened(pdf), 1):
        text = page.get_textpage()
        for i in range(text.count_chars()):
            c = text.get_text_range(i, 1)
            if c.strip():
                found.append((n, c, *(round(x, 1) for x in text.get_charbox(i))))
    return found


def tags(pdf: pikepdf.Pdf) -> list[Any]:
    """The structure tree, with the text that its elements hold."""
    marks = {page.objgen: marked(page) for page in pdf.pages}
    found: list[Any] = []
    for kid in _kids(pdf.Root.StructTreeRoot):
        _walk(kid, None, marks, 0, found)
    tables: dict[str, int] = {}
    return [tuple(_counted(part, tables) for part in row) for row in found]


def _counted(part: Any, tables: dict[str, int]) -> Any:
    """The names of table heads begin with a number that means nothing: here tables are counted."""
    if not isinstance(part, str):
        return part
    return re.sub(r"\b(\d+)(-\d+-\d+)\b", lambda m: f"{tables.setdefault(m[1], len(tables))}{m[2]}", part)


def _walk(element: Any, page: Any, marks: dict[Any, dict[int, str]], depth: int, found: list[Any]) -> None:
    if isinstance(element, int):
        found.append((depth, "text", marks[page][element]))
        return
    if element.get("/Type") == "/OBJR":
        named = element.Obj.get("/Parent", element.Obj)
        found.append((depth, "object", str(element.Obj.get("/Subtype")), str(named.get("/T", ""))))
        return
    page = element.Pg.objgen if "/Pg" in element else page
    more = [str(element[key]) for key in ("/Alt", "/ActualText", "/ID") if key in element]
    more += [element.A.unparse().decode()] if "/A" in element else []
    found.append((depth, str(element.S), *more))
    for kid in _kids(element):
        _walk(kid, page, marks, depth + 1, found)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def marked(page: Any) -> dict[int, str]:
    """The text of each piece of marked content of a page."""
    maps = {str(name)[1:]: unicode_of(font) for name, font in page.Resources.Font.items() if "/ToUnicode" in font}
    texts: dict[int, str] = {}
    mark, font = None, ""
    for run in _RUN.finditer(page.Contents.read_bytes()):
        if run["mark"]:
            mark = int(run["mark"])
            texts[mark] = ""
        elif run["end"]:
            mark = None
        elif run["font"]:
            font = run["font"].decode()
        elif mark is not None:
            glyphs = (
                b"".join(re.findall(rb"<([0-9a-f]*)>", run["array"])) if run["array"] is not None else run["glyphs"]
            )
            texts[mark] += "".join(maps[font].get(glyph, "?") for glyph in re.findall(rb"....", glyphs))
    return {mark: re.sub(r"\s", " ", text) for mark, text in texts.items()}


def unicode_of(font: Any) -> dict[bytes, str]:
    """The characters of a font's glyphs."""
    pairs = _CMAP.findall(font.ToUnicode.read_bytes())
    return {glyph: bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def fields(pdf: pikepdf.Pdf) -> list[Any]:
    """The form: each place of a field with all that a reader sees of it."""
    form: Any = pdf.Root.get("/AcroForm")
    if form is None:
        return []
    kept = ("/T", "/TU", "/V", "/DA", "/FT", "/Ff", "/F", "/AS", "/Rect", "/MK", "/Border", "/MaxLen")
    places = [(place, field) for field in form.Fields for place in field.get("/Kids", [field])]
    return [
        (pdf.pages.index(place.P), *(_written(place.get(key, field.get(key))) for key in kept))
        for place, field in places
    ]


def _written(value: Any) -> Any:
    return value.unparse() if isinstance(value, pikepdf.Object) else value


def links(pdf: pikepdf.Pdf) -> list[Any]:
    """Links of pages, and the places that they lead to."""
    root: Any = pdf.Root
    names = root.Names.Dests.Names if "/Names" in root else []
    found = [str(thing) if isinstance(thing, pikepdf.String) else _place(pdf, thing) for thing in names]
    for n, page in enumerate(pdf.pages):
        for note in page.get("/Annots", []):
            if note.Subtype == "/Link":
                action = str(note.A.get("/URI", "")) if "/A" in note else ""
                found.append(
                    (n, note.Rect.unparse(), str(note.get("/Dest", "")), action, str(note.get("/Contents", "")))
                )
    return found


def _place(pdf: pikepdf.Pdf, place: Any) -> Any:
    return pdf.pages.index(place[0]), *(str(x) for x in list(place)[1:])


def bookmarks(pdf: pikepdf.Pdf) -> list[Any]:
    """The outline."""
    found: list[Any] = []

    def walk(item: Any, depth: int) -> None:
        while item is not None:
            found.append((depth, str(item.Title), _place(pdf, item.Dest)))
            if "/First" in item:
                walk(item.First, depth + 1)
            item = item.get("/Next")

    if "/Outlines" in pdf.Root and "/First" in pdf.Root.Outlines:
        walk(pdf.Root.Outlines.First, 0)
    return found


def title(pdf: pikepdf.Pdf) -> list[Any]:
    """Title, language, and the rest of the metadata."""
    info = {key: str(value) for key, value in pdf.trailer.Info.items()}
    return [info, str(pdf.Root.Lang), pdf.Root.Metadata.read_bytes(), pdf.Root.ViewerPreferences.unparse()]
