"""What the pages of plans that never change look like: held in pages.lock, so that no change of them goes unseen.

    python -m tests.document.pages_lock        # or `make pages`: writes the lock anew, once PAGES was raised

The plans are frozen (reference-plans.json.xz), one of each path and some with much in them; those of new paths are
added. A page is held as the HTML that it is set from, with the pixels of its codes; style sheets, fonts, the modules
that set pages, the libraries that do and the kit's own words are held beside them. Not held are pictures of finished
pages: where a letter lies to the hundredth of a point depends on the Pango and HarfBuzz of the machine, which no lock
file names, and the same pages are other pixels elsewhere.
"""

from __future__ import annotations

import io
import json
import lzma
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from PIL import Image

from runbook.document.approval import approval
from runbook.i18n import CATALOGUE, SOURCE, Language, available, load_language
from runbook.model.plan import Plan
from runbook.model.revision import PAGES
from runbook.pdf import html
from runbook.pdf.pages import document_of, html_of
from runbook.planning.text_digests import messages_of
from runbook.reading.plan_json import read_plan
from runbook.resources import PACKAGE, locales, templates

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LOCK, REFERENCE = HERE / "pages.lock", HERE / "reference-plans.json.xz"
TAGS, PAPERS = ("en", "fr"), ("A4", "Letter")
KINDS = ("runbook", "checklist", "checklist-archive", "approval")
# Where the kit's own words on pages stand: not those of mails and of the verification report.
WORDS = re.compile(r"runbook/document/(?!letter|difference)|templates/pages/(?!mail|verification)")
SETTING = ("weasyprint.py", "forms.py")  # the modules of runbook/pdf that decide what is seen
LIBRARIES = ("weasyprint", "pydyf", "pyphen", "tinycss2", "tinyhtml5", "cssselect2")  # they set the HTML
WRITERS = ("babel", "jinja2", "markdown-it-py", "qrcode")  # they write it
RAISE = (
    "the pages of the same plan are other pages now: raise PAGES in runbook/model/revision.py, then run `make pages`"
)
RUN = "run `make pages`"


@cache
def reference_plans() -> dict[str, Plan]:
    """The frozen plans by their names."""
    told = json.loads(lzma.decompress(REFERENCE.read_bytes())) if REFERENCE.exists() else {}
    return {name: read_plan(json.dumps(data).encode(), name) for name, data in told.items()}


def page_hashes(plan: Plan, kinds: Iterable[str] = KINDS) -> dict[str, str]:
    """What each kind of page of a plan is, in all languages and on all papers."""
    return {kind: _hash(_pages(plan, kind)) for kind in kinds}


def _pages(plan: Plan, kind: Any) -> Iterator[str]:
    languages = {tag: language_without(plan, tag) for tag in TAGS}
    glossary = tuple(languages.values())
    for language in glossary:
        for paper in PAPERS:
            if kind == "approval":
                request = approval(plan, language, paper)  # type: ignore[arg-type]
                yield html.approval_html(request, language)
                continue
            document, locked = document_of(kind, plan, language, glossary, paper)  # type: ignore[arg-type]
            yield html_of(document, language)
            yield repr(sorted(locked.items()))
            yield from (f"{key} {_pixels(document.images[key])}" for key in sorted(document.images))


def _pixels(picture: bytes) -> str:
    image = Image.open(io.BytesIO(picture))
    return f"{image.size} {sha256(image.tobytes()).hexdigest()}"


def language_without(plan: Plan, tag: str) -> Language:
    """The language without translations of the plan's own texts: those are in its revision, and may change."""
    language = load_language(tag)
    own = set(messages_of(plan)) - set(kits_words())
    return replace(language, messages={key: forms for key, forms in language.messages.items() if key not in own})


@cache
def kits_words() -> tuple[str, ...]:
    """The messages that pages show whatever the plan is, in English."""
    first = next(tag for tag in available() if tag != SOURCE)
    return tuple(sorted(key for key, _forms in _catalogue(first)))


def word_hashes() -> dict[str, str]:
    """The kit's own words, by language."""
    others = {tag: _hash(map(repr, sorted(_catalogue(tag)))) for tag in available() if tag != SOURCE}
    return {SOURCE: _hash(kits_words()), **others}


def _catalogue(tag: str) -> list[tuple[str, Any]]:
    with (locales() / tag / CATALOGUE).open("rb") as file:
        read = read_po(file)
    shown = (one for one in read if one.id and any(WORDS.match(place) for place, _line in one.locations))
    return [(one.id if isinstance(one.id, str) else one.id[0], one.string) for one in shown]


def setting_hashes() -> dict[str, str]:
    """What pages are set with: style sheets, fonts, modules, libraries."""
    styles = [file for file in _files("styles") if file.stem != "verification"]
    fonts = [file for file in _files("fonts") if file.suffix != ".txt"]
    modules = [PACKAGE / "pdf" / name for name in SETTING]
    files = {str(file.relative_to(ROOT)): sha256(file.read_bytes()).hexdigest() for file in (*styles, *fonts, *modules)}
    return {**files, **{name: locked_versions()[name] for name in LIBRARIES}}


def _hash(texts: Iterable[str]) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()


def _files(folder: str) -> list[Path]:
    return sorted((templates() / folder).iterdir())


def locked_versions() -> dict[str, str]:
    """The versions of requirements.lock."""
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))


def as_locked() -> bool:
    """Whether the libraries that write the pages' HTML are those of requirements.lock."""
    return all(installed(name) == locked_versions()[name] for name in WRITERS)


def told() -> dict[str, Any]:
    """All that is held, as it is now."""
    pages = {name: page_hashes(plan) for name, plan in sorted(reference_plans().items())}
    return {"pages": PAGES, "setting": setting_hashes(), "words": word_hashes(), "html": pages}


def changes(old: Any, new: Any, name: str = "") -> Iterator[str]:
    """What is another now or is gone, by its name; what is new is none."""
    if not isinstance(old, dict):
        yield from [name] if old != new else []
        return
    for key, value in old.items():
        yield from changes(value, new.get(key), f"{name}/{key}".removeprefix("/"))


def verdict(number: int, changed: Iterable[str]) -> str:
    """What is to be done where the lock was written with that number of pages and this has changed since; "" for
    nothing."""
    names = ", ".join(changed)
    if number > PAGES or (names and number == PAGES):
        return f"{names or 'PAGES'}: {RAISE}"
    return f"PAGES is {PAGES}, the lock's is {number}: {RUN}" if number != PAGES else ""


def add_plans() -> None:
    """Freeze plans of paths that there are none of yet."""
    from tests.document.test_approval import LONG, long_plan
    from tests.pdf.prefill.awkward import awkward
    from tests.plans import paths, plan_of
    from tests.verify.harness import pair

    made = {plan.path: plan for plan in paths()}
    made |= {f"{name} with much in it": long_plan(name) for name in LONG}
    made["a pair in the night of the change"] = pair().plan
    made["no window long enough"] = plan_of("failover", "manual", "synchronous", "nat", hours=1)
    for seed, kind in enumerate(
        (("failover", "automatic", "asynchronous", "shared-ip"), ("single", "manual", None, None))
    ):
        made[f"awkward values {seed}"] = awkward(kind, seed)
    frozen = reference_plans()
    content = {name: frozen.get(name, plan) for name, plan in {**made, **frozen}.items()}
    if content.keys() != frozen.keys():
        import msgspec

        data = {name: msgspec.to_builtins(plan) for name, plan in sorted(content.items())}
        REFERENCE.write_bytes(lzma.compress(msgspec.json.encode(data), preset=9 | lzma.PRESET_EXTREME))
        reference_plans.cache_clear()


def main() -> str:
    """Write the lock; or what keeps it from being written."""
    add_plans()
    if not as_locked():
        return f"other versions of {', '.join(WRITERS)} are installed than those of requirements.lock"
    new = told()
    if LOCK.exists():
        old = json.loads(LOCK.read_text(encoding="utf-8"))
        number = old.pop("pages")
        refused = verdict(number, changes(old, new))
        if RAISE in refused:
            return refused
    LOCK.write_text(json.dumps(new, indent=1) + "\n", encoding="utf-8")
    return ""


if __name__ == "__main__":
    sys.exit(main())
