"""Texts as they are printed: no value of a site in them, no link, labels of screens as terms.yaml has them. A warning
has fields in it, and those alone that it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runbook.i18n import N_, available, load_language
from runbook.i18n import shown as by_code
from runbook.model.procedure import NIGHT_FIELDS
from runbook.procedures.checks.references import unknown
from runbook.procedures.draft import Draft, Fault
from runbook.procedures.texts import ShownText, texts_of
from runbook.reading.nodes import clipped
from runbook.reading.partial import Violation
from runbook.reading.structure_problems import nearest

BOLD = re.compile(r"\*\*(.+?)\*\*")
_PLAIN = ("title", "where", "label", "holder", "trouble")  # set as they are written, without Markdown

# What no text may hold -> what is wrong, what to do.
BRACE = (
    re.compile(r"[{}]"),
    N_("there is a brace in this text: values of a site never go into a sentence"),
    N_("give the value a slot of its own, under slots"),
)
LINK = (
    re.compile(r"!?\[[^\]]*\]\s*\(|https?://"),
    N_("there is a link in this text, and nobody can follow it on paper"),
)
_FIELD = re.compile(r"\{(\w+)\}")
_FIELDS = {"nights": NIGHT_FIELDS}  # parts whose texts have fields
_FORBIDDEN = (
    (*LINK, N_("write the page in links.yaml, and its name under links")),
    (
        re.compile(r"<[A-Za-z/!?][^<>]*>"),
        N_("there is HTML in this text, and it would be printed as it is"),
        N_("write it in words; ** makes bold"),
    ),
)


def check_texts(draft: Draft) -> Iterator[Fault]:
    """Every text of every file."""
    labels = frozenset(entry.group.text("label") or "" for entry in draft.entries("terms"))
    labels |= {label.partition(" > ")[0] for label in labels if " > " in label}  # /login, as a place by itself
    for shown in texts_of(draft):
        for message, remedy, values in (*_form(shown), *([] if "terms" in draft.unread else _labels(shown, labels))):
            yield Fault(shown.entry.file, Violation(shown.path, message, remedy, values))


_Wrong = tuple[str, str, dict[str, str]]


def _braces(shown: ShownText) -> Iterator[_Wrong]:
    """Braces, but those of the fields that such a text may have."""
    part = shown.entry.file.part
    if part not in _FIELDS:
        if BRACE[0].search(shown.text):
            yield BRACE[1], BRACE[2], {}
        return
    for name in dict.fromkeys(_FIELD.findall(shown.text)):
        if found := unknown("field", name, _FIELDS[part]):
            yield found
    if BRACE[0].search(_FIELD.sub("", shown.text)):
        yield N_("there is a brace in this text that belongs to no field"), N_("remove it"), {}


def _form(shown: ShownText) -> Iterator[_Wrong]:
    yield from _braces(shown)
    for pattern, message, remedy in _FORBIDDEN:
        if pattern.search(shown.text):
            yield message, remedy, {}
    bare = shown.text.strip()
    if not bare.isprintable() and (hidden := next(filter(_is_hidden, bare), None)):
        message = N_("there is an invisible character in this text (U+{code})")
        yield message, N_("remove it; it comes along where a text is copied"), {"code": f"{ord(hidden):04X}"}
    if shown.text != bare:
        message = N_("this text begins or ends with a blank or a line end, and would not be found in the catalogues")
        yield message, N_("remove it; a text of several lines begins with >-"), {}
    if "\n" in bare:
        message = N_("this text has line ends of its own")
        yield message, N_("write >- in place of |, so that its lines are read as one"), {}
    if shown.key in _PLAIN and ("**" in shown.text or "`" in shown.text):
        yield N_("this text is shown as it is written, without bold"), N_("remove the signs"), {}
    elif shown.text.count("**") % 2:
        yield N_("** opens bold here and is not closed"), N_("write ** on both sides of the label"), {}


def _is_hidden(letter: str) -> bool:
    """Whether messages show it by its code."""
    return letter != "\n" and not letter.isprintable() and by_code(letter) != letter


def _labels(shown: ShownText, labels: frozenset[str]) -> Iterator[_Wrong]:
    """Labels in bold, and the screen of a step, are terms; a word in small letters is stressed, and no label."""
    named = [shown.text] if shown.key == "where" else []
    named += [label for label in BOLD.findall(shown.text) if not label.islower() and shown.key not in _PLAIN]
    for label in named:
        if label in labels:
            continue
        message, values = N_("the label {name} is not in terms.yaml"), {"name": clipped(label)}
        if close := nearest(label, labels - {""}, 0.75):
            yield message, N_("write {nearest} if you mean it"), values | {"nearest": close}
        else:
            yield message, N_("add it there with its source, or do not set it bold"), values


def check_translations(draft: Draft) -> Iterator[Fault]:
    """Every text has a translation in every language of the kit."""
    languages = [load_language(tag) for tag in available() if tag != "en"]
    told: set[str] = set()
    for shown in texts_of(draft):
        for language in languages:
            if shown.text.strip() in language.messages or shown.text in told:
                continue
            message = N_("this text has no translation: {language}")
            remedy = N_("run `make messages`, and translate it in locales/{language}/LC_MESSAGES/runbook.po")
            yield Fault(shown.entry.file, Violation(shown.path, message, remedy, {"language": language.tag}))
        told.add(shown.text)
