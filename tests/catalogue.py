"""What a translation must have in common with its English message, and what French typography asks for.

Each check takes texts and returns what is wrong with them, as words: empty where all is well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message

from scripts.messages import extracted, new_catalogue, updated

CODE = re.compile(r"`[^`]*`")
BOLD = re.compile(r"\*\*(.+?)\*\*")
URL = re.compile(r"(?:https?://)?\b(?:[\w-]+\.)+(?:com|org)\b(?:/[\w/#?=&.-]*[\w/])?")
BLOCK = re.compile(r"^(\s*(?:[-*+]|\d+\.|#{1,6})\s+)?(.*)$")
NARROW, FIXED = "\u202f", "\u00a0"
BREAKING = (" ", "\n", "\t")

# What counts: each must be found as often, or with the same content, in both languages.
MARKS = {
    "placeholders": lambda text: Counter(_placeholders(text)),
    "bold": lambda text: len(BOLD.findall(text)),
    "addresses": lambda text: Counter(URL.findall(CODE.sub("", text))),
    "links": lambda text: text.count("]("),
    "list items": lambda text: len(re.findall(r"(?m)^\s*(?:[-*+]|\d+\.)\s", text)),
    "paragraphs": lambda text: text.count("\n\n"),
    "line ends": lambda text: (text.startswith(BREAKING), text.endswith(BREAKING)),
    "numbers": lambda text: Counter(re.findall(r"\d+(?:\.\d+)*", URL.sub("", text))),
    "appliance letters": lambda text: Counter(re.findall(r"(?<=[\w,;:(»*] )[AM]\b|\bB\b", _plain(text))),
}

# What French does not allow: a pattern, and what is wrong where it is found.
FRENCH = {
    "straight quotation mark or apostrophe": r"[\"']",
    "three dots instead of …": r"\.\.\.",
    "no narrow no-break space before ; ! or ?": rf"(?<!{NARROW})[;!?]",
    "no no-break space before a colon": rf"(?<![{FIXED}:]):(?=[\s*»)]|$)",
    "no no-break space after «": rf"«(?!{FIXED})",
    "no no-break space before »": rf"(?<!{FIXED})»",
    "breaking space beside a no-break space": rf" [{FIXED}{NARROW}]|[{FIXED}{NARROW}] ",
    "breaking space between number and unit": r"\d (?:h|min|s|jours?|heures?|minutes?|secondes?|Ko|Mo|Go|mm|pt|%)\b",
    "oe instead of œ": r"(?i)\b(?:n|c|m)oe(?:ud|ur)",
    "two spaces": r"  ",
}

# What stands in these places begins with a digit, or with a word of which it is known that no vowel begins it.
NO_VOWEL = (
    "asked|at|begun|bound|deadline|end|first|first_at|last|late|left|length|limit|low|many|n|passed|start|then_at|time|"
    "wait|what|when"
)
ELIDED = re.compile(
    rf"(?i)(?<![\w’-])(?:de|que|ne|le|la|se|jusque|lorsque|puisque)[ {FIXED}]+[`*]*\{{(?!(?:{NO_VOWEL})\}})"
)


@cache
def template() -> Catalog:
    """All messages of the kit, gathered once for all tests, which change none of them."""
    return extracted()


def differing_marks(message: str, translation: str) -> list[str]:
    """The MARKS that are not the same in both; `code` is typed or read as it stands, in any language."""
    differing = [name for name, found in MARKS.items() if found(message) != found(translation)]
    lost = Counter(CODE.findall(message)) - Counter(CODE.findall(translation))
    invented = [code for code in CODE.findall(translation) if code.strip("`") not in message]
    return [*differing, *(["code"] if lost or invented else [])]


def french_faults(text: str) -> list[str]:
    """What FRENCH finds in a translation; screen labels with ::, code, addresses and placeholders are left aside."""
    plain = _plain(text).replace(" :: ", " ")
    faults = [fault for fault, pattern in FRENCH.items() if re.search(pattern, plain)]
    return [*faults, *(["a word that loses its vowel before a name"] if ELIDED.search(text) else [])]


def labels(text: str) -> list[str]:
    """What stands in bold."""
    return BOLD.findall(text)


def pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Each English form with each translation that stands for it."""
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, str):
            yield message.id, _forms(message)[0]
        else:
            for form in _forms(message):
                yield message.id[1], form


def pseudo(text: str) -> str:
    """A message as the pseudo-language writes it: each line between ⟦ and ⟧, marks and placeholders as they are."""
    return "\n".join(_wrapped(line) for line in text.split("\n"))


def pseudo_locales(folder: Path, template: Catalog) -> Path:
    """`folder` with a catalogue of the pseudo-language zz, made of nothing but the messages of `template`."""
    path = folder / "zz" / "LC_MESSAGES" / "runbook.po"
    path.parent.mkdir(parents=True)
    header = new_catalogue("en").replace("Language: en", "Language: zz")
    filled = Catalog()
    for message in template:
        if message.id:
            forms = [message.id] if isinstance(message.id, str) else list(message.id)
            string = pseudo(forms[0]) if len(forms) == 1 else tuple(pseudo(form) for form in forms)
            filled.add(message.id, string, locations=message.locations)
    path.write_text(updated(_text(header, filled), template), encoding="utf-8")
    return folder


def _text(header: str, catalogue: Catalog) -> str:
    from io import BytesIO

    from babel.messages.pofile import write_po

    out = BytesIO()
    write_po(out, catalogue, omit_header=True)
    return f"{header}\n{out.getvalue().decode()}"


def _wrapped(line: str) -> str:
    found = BLOCK.match(line)
    if not found or not found[2].strip():
        return line
    text = found[2].rstrip()
    return f"{found[1] or ''}⟦{text}⟧{found[2][len(text) :]}"


def _forms(message: Message) -> tuple[str, ...]:
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(form or "" for form in message.string or ("",))


def _plain(text: str) -> str:
    text = URL.sub("x", CODE.sub("x", text))
    return re.sub(r"\{[^{}]*\}", "x", text).replace("**", "")


def _placeholders(text: str) -> list[str]:
    fields = ((name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None)
    return [f"{{{name}!{conversion}:{spec}}}" for name, spec, conversion in fields]
