"""What each kind of value of a house has to look like: the words for a value that does not."""

from __future__ import annotations

from functools import cache
from typing import Any

from runbook.i18n import N_
from runbook.reading.advice import Advice
from runbook.reading.structure_problems import FileWording

PAGE = N_("docs/house.md says what each file contains")
ADVICE = Advice(missing=PAGE, empty=PAGE, split=N_("split it into several files"), compare=PAGE)

_SMALL = N_("use lowercase letters, digits and hyphens, with a letter first, such as monitoring-off")
_TAG = (N_("{value} is not a language tag"), N_("write a tag such as fr or pt_BR"))
_DAY = (N_("{value} is not a date"), N_("write a date, such as 2026-12-20"))
_TIME = (N_("{value} is not a date with a time"), N_("write both, the year first, such as 2026-12-05 22:00"))
_INITIALS = (N_("{value} are not initials"), N_("use 1 to 6 letters or digits"))
_FORMS = {
    "phone": (
        N_("{value} is not a telephone number"),
        N_("write figures, with + and the country before them, in quotes, such as +33 1 99 00 00 00"),
    ),
    "email": (N_("{value} is not an e-mail address"), N_("write only the address, such as cm@example.com")),
    "logo": (N_("{value} is not the name of a file"), N_("write only its name, without folders")),
    "url": (N_("{value} is not an address"), N_("write the whole address, such as https://www.example.com/page")),
    "languages": _TAG,
    "language": _TAG,
    "start": _TIME,
    "end": _TIME,
    "away.start": _DAY,
    "away.end": _DAY,
    "deputy": _INITIALS,
    "witnesses": _INITIALS,
    "roles": (N_("{value} cannot be the name of a role"), _SMALL),
    "id": (N_("{value} cannot be the id of a phase"), _SMALL),
    "contract": (N_("{value} is too long"), N_("write 60 letters at most")),
    "case": (N_("{value} is too long"), N_("write 60 letters at most")),
}
_FREEZES = N_("write freezes: the days without changes, each with start, end and reason")
_QUOTED_WILL_DO = frozenset(
    {"name", "title", "where", "do", "see", "text", "label", "back", "reasons", "phone", "equals", "choices", "case",
     "contract", "classification", "retention", "hours", "deputy", "witnesses", "en", "fr"}
)  # fmt: skip


@cache
def wording_of(part: str, root: Any) -> FileWording:
    """The words for the files of a part, which hold a `root`."""
    path = (N_("{value} cannot be the name of a path"), _SMALL)
    return FileWording(
        root=root,
        forms=_FORMS | ({"name": path} if part == "paths" else {}),
        other_form=(N_("{value} cannot be used here"), PAGE),
        add_key=N_("add it; docs/house.md says what it is for"),
        split_list=N_("make it shorter"),
        of_unknown=dict.fromkeys(("holidays", "holiday"), _FREEZES) if part == "house" else {},
        quotes_mend=lambda key, _value: key.rpartition(".")[2] in _QUOTED_WILL_DO,
        rename=N_("use letters, digits and hyphens, such as AB12") if part == "rules" else _SMALL,
        shorten=N_("it is read standing up: make it shorter, or put a part of it into a note"),
    )
