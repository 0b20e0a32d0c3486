"""Keep the catalogues of locales/ current: `python scripts/messages.py` takes every message of the kit into them.

What is extracted stands in SOURCES. A catalogue comes out the same on every machine and day: messages in the order of
the files, no line numbers, no dates; its header is left as its translators keep it.
"""

from __future__ import annotations

import argparse
import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from runbook.procedures.texts import TEXT_KEYS as TEXT_KEYS  # noqa: E402 - the kit stands beside this script
from runbook.reading.example_comments import example_comments  # noqa: E402 - the kit stands beside this script

CATALOGUES = "*/LC_MESSAGES/runbook.po"

# The calls that hold a message in page templates, and which of their arguments do.
KEYWORDS: dict[str, Any] = {"_": None, "plural": (1, 2)}

HEADER = """\
# Messages of Runbook Kit.
# scripts/messages.py keeps all but this header and the translations.
msgid ""
msgstr ""
"Project-Id-Version: Runbook Kit\\n"
"Language: {tag}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""

Extracted = Iterator[Any]  # line, name of the call, its messages, comments: as Babel's own methods yield them


def procedures(file: IO[bytes], keywords: object, comment_tags: object, options: object) -> Extracted:
    """Babel's extraction method for YAML procedures: each text under one of TEXT_KEYS, at any depth."""
    yield from _texts(yaml.compose(file, Loader=yaml.CSafeLoader), wanted=False)


def _texts(node: yaml.Node | None, *, wanted: bool) -> Extracted:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _texts(value, wanted=key.value in TEXT_KEYS)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _texts(item, wanted=wanted)
    elif isinstance(node, yaml.ScalarNode) and wanted and node.value.strip():
        yield node.start_mark.line + 1, "", node.value.strip(), []


def comments(file: IO[bytes], keywords: object, comment_tags: object, options: object) -> Extracted:
    """Babel's extraction method for examples of the inventory and of the house: their comments."""
    yield from ((each.line + 1, "", each.said, []) for each in example_comments(file.read().decode()))


def code(file: IO[bytes], keywords: object, comment_tags: object, options: object) -> Extracted:
    """Babel's extraction method for Python: `N_("…")` and `_("…")`, and `plural("…", "…", n)`, marked within or not.

    Babel's own looks at tokens, and would see into an f-string from Python 3.12 on only.
    """
    calls = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call)]
    plurals = [(call, tuple(_literal(text) for text in call.args[:2])) for call in calls if _name(call) == "plural"]
    inner = {text for call, _forms in plurals for text in call.args[:2]}
    yield from ((call.lineno, "plural", forms, []) for call, forms in plurals if None not in forms)
    marks = [(call, _literal(call)) for call in calls if call not in inner]
    yield from ((call.lineno, "", message, []) for call, message in marks if message)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _literal(node: ast.expr) -> str | None:
    """The text of a literal, or of one in a mark."""
    if isinstance(node, ast.Call) and _name(node) in ("N_", "_") and node.args:
        node = node.args[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


# folder, pattern in it, Babel's method or ours, its options
SOURCES: tuple[tuple[str, str, Any, dict[str, Any]], ...] = (
    ("runbook", "**.py", code, {}),
    ("templates/pages", "**", "jinja2", {"silent": "false", "trimmed": "true"}),
    ("templates/html", "**.j2", "jinja2", {"silent": "false", "trimmed": "true"}),
    ("templates/procedures", "**.yaml", procedures, {}),
    ("templates", "inventory.yaml", comments, {}),
    ("templates/house", "**.yaml", comments, {}),
    ("locales", "earlier.yaml", procedures, {}),
)


def extracted(root: Path = ROOT) -> Catalog:
    """All messages of the kit, without translations."""
    catalogue = Catalog()
    for folder, pattern, method, options in SOURCES:
        found = extract_from_dir(
            root / folder,
            [(pattern, method)],
            {pattern: options},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
        )
        for name, line, message, comments, _context in found:
            catalogue.add(message, locations=[(f"{folder}/{name}", line)], auto_comments=comments)
    return catalogue


def updated(text: str, template: Catalog) -> str:
    """The catalogue `text` brought up to `template`: messages added and dropped, none guessed; its header as it was."""
    catalogue = read_po(io.StringIO(text), abort_invalid=True)
    catalogue.update(template, no_fuzzy_matching=True)
    for message in catalogue:
        message.flags.discard("python-format")  # placeholders are {name}: a % is a percent sign
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
    header = text.split("\n\n", 1)[0].rstrip("\n")
    return f"{header}\n\n{out.getvalue().decode()}".rstrip("\n") + "\n"


def new_catalogue(tag: str) -> str:
    """A catalogue without messages for the language `tag`, with the plural rule that CLDR gives it."""
    return HEADER.format(tag=tag, plurals=Catalog(locale=Locale.parse(tag)).plural_forms)


def waiting(text: str) -> tuple[Message, ...]:
    """The messages of a catalogue that have no translation, or a fuzzy one."""
    messages = [message for message in read_po(io.StringIO(text)) if message.id]
    return tuple(
        m for m in messages if m.fuzzy or not (m.string if isinstance(m.string, str) else all(m.string or ("",)))
    )


def start(tag: str, locales: Path) -> Path:
    """Begin the language `tag` with an empty catalogue. Raises ValueError where that cannot be."""
    path = locales / CATALOGUES.replace("*", tag)
    try:
        text = new_catalogue(tag)
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"{tag} is no language that CLDR knows; write a tag such as de or pt_BR") from None
    if path.exists():
        raise ValueError(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def main(arguments: list[str], locales: Path = ROOT / "locales") -> int:
    """Update, check or start catalogues; 1 where --check finds one that is not current."""
    parser = argparse.ArgumentParser(description="Keep the catalogues of locales/ current.")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="change nothing; exit status 1 where one is not current")
    choice.add_argument("--new", metavar="TAG", help="start a language")
    options = parser.parse_args(arguments)
    if options.new:
        try:
            start(options.new, locales)
        except ValueError as error:
            parser.error(str(error))
    template, stale = extracted(), False
    for path in sorted(locales.glob(CATALOGUES)):
        before = path.read_text(encoding="utf-8")
        after = updated(before, template)
        stale |= after != before
        if not options.check:
            path.write_text(after, encoding="utf-8")
        state = "not current: run `make messages`" if options.check and after != before else "current"
        print(
            f"{path.relative_to(locales.parent)}: {len(template)} messages, {len(waiting(after))} to translate, {state}"
        )
    return int(options.check and stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
