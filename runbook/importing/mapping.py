"""A mapping file read: which field of another list is which of the inventory, or every problem of it at once."""

from __future__ import annotations

from pathlib import Path

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.model.clock import zones
from runbook.model.mapping import ImportMapping
from runbook.reading.advice import Advice
from runbook.reading.many_problems import in_order
from runbook.reading.structure import convert
from runbook.reading.structure_problems import FileWording, shape_problems
from runbook.reading.text_file import parse_text
from runbook.reading.yaml_text import compose

_COMPARE = N_("compare with the example in docs/import.md")
ADVICE = Advice(empty=N_("write a mapping, as in docs/import.md, or leave --map out"), compare=_COMPARE)
WORDING = FileWording(
    root=ImportMapping,
    forms={
        "domain": (N_("{value} is not a host name"), N_("write what follows the names, such as example.com")),
        "languages": (N_("{value} is not a language tag"), N_("write a tag such as fr or pt_BR")),
    },
    other_form=(N_("{value} cannot be used here"), _COMPARE),
    add_key=_COMPARE,
    split_list=N_("write fewer"),
    quotes_mend=lambda _key, _value: True,
    shorten=N_("make it shorter"),
)


def read_mapping(path: Path | None) -> ImportMapping:
    """The mapping in the file `path`; an empty one for None. Raises InputError with every problem."""
    if path is None:
        return ImportMapping()
    return parse_text(path, lambda text: _parsed(text, str(path)), ADVICE)


def _parsed(text: str, file: str) -> ImportMapping:
    root, problems = compose(text, file, advice=ADVICE)
    found, wrongs = convert(ImportMapping, root.plain())
    every = [*problems, *shape_problems(wrongs, root, file, WORDING)]
    if found is not None and found.timezone is not None and found.timezone not in zones():
        line, _node = root.find(("timezone",))
        message, remedy = N_("there is no time zone {value}"), N_("write one such as Europe/Paris, as in the IANA list")
        every.append(Problem.of(file, line, "timezone", message, remedy, value=found.timezone))
    if found is None or every:
        raise InputError(in_order(every))
    return found
