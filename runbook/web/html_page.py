"""The frame of a page for a browser: one file, one style, one script, and a policy that allows nothing else.

What a policy forbids and a page must do without: `style="…"` and `onclick="…"`, pictures and fonts from elsewhere.
Drawings are SVG within the page. What the script works with is data (`data_block`), never code that was put together.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from runbook.i18n import Language
from runbook.resources import templates

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

FOLDER = "html"  # of templates/
FRAME = "page.html.j2"
STYLE, SCRIPT = "page.css", "page.js"  # what all pages share
# What would end a script or style, or begin a comment in one; none of it is needed in either.
_ENDS = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)
_SEAL = '<meta name="runbook-seal" content="">'  # its place in the frame, before it is filled in
_SEALED = re.compile(r'<meta name="runbook-seal" content="[0-9a-f]{64}">')
# Written as codes in data: what HTML would read, and the two line ends that older scripts take for ends of lines.
_CODES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def html_page(title: str, body: str, style: str, script: str, lang: str, direction: str = "ltr") -> str:
    """A whole page. `title` is plain text, `body` HTML that was escaped (`html_body`); `style` and `script` come after
    what all pages share; `lang` is the tag of the language. The same values give the same bytes.

    Raises ValueError where style or script could end before their end.
    """
    from markupsafe import Markup

    styles, scripts = html_asset(STYLE) + style, html_asset(SCRIPT) + script
    for text in (styles, scripts):
        if _ENDS.search(text):
            raise ValueError("a style or script holds what ends it")
    page = (
        _environment()
        .get_template(FRAME)
        .render(
            title=title,
            body=Markup(body),
            style=Markup(styles),
            script=Markup(scripts),
            policy=policy(styles, scripts),
            lang=lang,
            direction=direction,
        )
    )
    return page.replace(_SEAL, _sealed(page), 1)


def is_own_page(content: bytes) -> bool:
    """Whether a file is a page that this module made, and nobody has changed it since."""
    text = content.decode("utf-8", "replace")
    found = _SEALED.search(text)
    return found is not None and found[0] == _sealed(text[: found.start()] + _SEAL + text[found.end() :])


def _sealed(page: str) -> str:
    """The seal of a page: a hash of all that stands in it beside."""
    return _SEAL.replace('""', f'"{sha256(page.encode()).hexdigest()}"')


def html_body(name: str, language: Language, **values: Any) -> Markup:
    """The template `name` of templates/html/ with values, each of them escaped."""
    from markupsafe import Markup

    template = _environment().get_template(name)
    rendered = template.render(_=language.text, plural=language.plural, **values)
    return Markup(rendered)


def html_asset(name: str) -> str:
    """A style or script of templates/html/."""
    return (templates() / FOLDER / name).read_text(encoding="utf-8")


def data_block(name: str, data: Any) -> Markup:
    """Data for the script, as an element with the id `name` that is not run: `JSON.parse` gives it back."""
    from markupsafe import Markup, escape

    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    coded = "".join(_CODES.get(sign, sign) for sign in text)
    return Markup(f'<script type="application/json" id="{escape(name)}">{coded}</script>')


def policy(style: str, script: str) -> str:
    """The policy that allows this style and this script alone."""
    allowed = f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(templates() / FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
