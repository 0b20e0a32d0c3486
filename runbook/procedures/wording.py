"""What each kind of value of the procedures has to look like: the words for a value that does not."""

from __future__ import annotations

from functools import cache
from typing import Any

from runbook.i18n import N_
from runbook.reading.advice import Advice
from runbook.reading.structure_problems import FileWording

PAGE = N_("docs/procedures.md says what each file contains")
ADVICE = Advice(
    missing=N_("check the name of the folder"),
    empty=PAGE,
    split=N_("split it into several files"),
    compare=PAGE,
)

_SMALL = N_("use lowercase letters, digits and hyphens, with a letter first, such as open-door")
_URL = N_("write the whole address, such as https://www.example.com/page")

# The last key of a path -> what is wrong with a value of the wrong form, what to do.
_FORMS = {
    "event": (
        N_("{value} cannot be an event"),
        N_("write two names with a dot between them, such as door.open; or remove it"),
    ),
    "id": (N_("{value} cannot be the id of a phase"), _SMALL),
    "name": (
        N_("{value} cannot be the name of evidence"),
        N_("use lowercase letters, digits and underscores, with a letter first, such as backup_file"),
    ),
    "url": (N_("{value} is not an address"), _URL),
    "value": (
        N_("{value} is not the name of a value"),
        N_("write one such as hop.software"),
    ),
    "equals": (N_("this is not a word"), N_("put it in quotes; the name of a value with its braces")),
    "na": (N_("{value} is neither true, false nor a condition"), N_("write true, or the name of a condition")),
}
_PATH_NAME = (
    N_("{value} cannot be the name of a path"),
    N_("use lowercase letters, digits and hyphens; method, switch and forms in braces are filled in"),
)
_OTHER_FORM = (N_("{value} cannot be used here"), PAGE)

# What a name may be made of, by the part that it stands in.
_RENAME = {
    "rules": N_("use letters, digits and hyphens, such as AB12 or AB12-old"),
    "never": N_("use capital letters and a number, such as AB12"),
    "recoveries": N_("use capital letters and a number, such as AB12"),
    "decisions": N_("use capital letters and a number, such as AB12"),
    "catalogue": N_("use capital letters and a number, such as AB12"),
    "families": N_("write an id of the catalogue, such as AB12, or its letters"),
}
# A number or yes/no that has the right form as soon as it stands in quotes.
_QUOTED_WILL_DO = frozenset(
    {"title", "do", "see", "text", "label", "where", "back", "reasons", "trouble", "act", "holder", "settled", "source",
     "equals", "otherwise"}
)  # fmt: skip


@cache
def wording_of(part: str, root: Any) -> FileWording:
    """The words for the files of a part, which hold a `root`."""
    return FileWording(
        root=root,
        forms=_FORMS | ({"name": _PATH_NAME} if part == "paths" else {}),
        other_form=_OTHER_FORM,
        add_key=N_("add it; docs/procedures.md says what it is for"),
        split_list=N_("make it shorter"),
        quotes_mend=lambda key, _value: key in _QUOTED_WILL_DO or part == "catalogue",
        rename=_RENAME.get(part, _SMALL),
        shorten=N_("it is read standing up: make it shorter, or put a part of it into a note"),
    )
