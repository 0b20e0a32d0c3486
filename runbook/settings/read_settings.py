"""A `runbook.toml` read: its values by their keys, each with its line, or every problem of it at once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runbook.errors import InputError, Problem
from runbook.i18n import N_, available, known_tag
from runbook.model.settings import OF_THE_HOUSE, PLACES, Settings
from runbook.os_errors import reason_of
from runbook.reading.annotations import fields_of
from runbook.reading.many_problems import in_order
from runbook.reading.nodes import KeyPath, Node, path_text
from runbook.reading.structure import convert
from runbook.reading.structure_problems import TO_THE_HOUSE, FileWording, shape_problems
from runbook.reading.text_file import parse_content
from runbook.reading.toml_text import compose_toml

LIMIT = 64 * 2**10  # bytes; nine keys take a few hundred

_PLACE = (N_("{value} cannot be the name of a file or folder"), N_("write a name; it is looked for beside this file"))
_INVENTORY = N_("write it into the inventory")
WORDING = FileWording(
    root=Settings,
    forms={
        **dict.fromkeys(PLACES, _PLACE),
        "languages": (N_("{value} is not a language tag"), N_("write a tag such as fr or pt_BR")),
        "from": (N_("{value} is not an e-mail address"), N_("write only the address, such as cm@example.com")),
        "smtp": (  # the value is not shown: there may be a password in it
            N_("this is not the address of a mail server"),
            N_("write smtp://HOST:PORT, smtps://HOST:PORT or smtp+starttls://HOST:PORT; no user, no password"),
        ),
    },
    other_form=(N_("{value} cannot be used here"), N_("write another value")),
    add_key=N_("write another value"),
    split_list=N_("write fewer"),
    quotes_mend=lambda key, _value: key in PLACES,
    shorten=N_("make it shorter"),
    of_unknown={
        **dict.fromkeys((*OF_THE_HOUSE, "freeze", "freezes"), TO_THE_HOUSE),
        **dict.fromkeys(("schema", "organization", "sites", "staff", "appliances", "changes"), _INVENTORY),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsFile:
    """A file that was read: what it is called in messages, its values by their keys, and the lines of these.

    Languages are those of the kit; places are absolute, or as seen from where one is where they are below that.
    """

    name: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]


def read_settings(file: Path) -> SettingsFile:
    """The settings in `file`. Raises InputError with every problem."""
    name, folder = near(file), Path(os.path.realpath(file.parent))
    return parse_content(_content(file, name), name, lambda text: _parsed(text, name, folder))


def near(place: Path) -> str:
    """A place as one would write it: relative where it is below the folder that one is in."""
    whole = os.path.abspath(place)  # noqa: PTH100 - links stay, and are named as they are
    try:
        here = str(Path.cwd())
    except OSError:
        return whole
    return os.path.relpath(whole, here) if Path(whole).is_relative_to(here) else whole


def _parsed(text: str, name: str, folder: Path) -> SettingsFile:
    root, problems = compose_toml(text, name)
    settings, wrongs = convert(Settings, root.plain())
    problems += shape_problems(wrongs, root, name, WORDING)
    problems += _unspoken(root, name, {wrong.path for wrong in wrongs})
    problems += _of_nobody(root, name)
    if problems or settings is None:
        raise InputError(in_order(problems))
    values = {part.key: getattr(settings, field) for field, part in fields_of(Settings).items()}
    given = {key: _made_out(key, value, folder) for key, value in values.items() if value is not None}
    return SettingsFile(name=name, values=given, lines={key: root.find((key,))[0] for key in given})


def _unspoken(root: Node, name: str, wrong: set[KeyPath]) -> Iterator[Problem]:
    """Languages that the kit does not have; nothing of what is `wrong` otherwise."""
    place: KeyPath = ("languages",)
    line, node = root.find(place)
    if node is None:
        return
    items = {(*place, index): found for index, found in node.entries.items()} or {place: (line, node)}
    for path, (at, item) in items.items():
        if item.kind == "text" and path not in wrong and known_tag(item.text) is None:
            message, remedy = N_("there is no language {tag}"), N_("write one of: {known}")
            values = {"tag": item.text, "known": " / ".join(available())}
            yield Problem.of(name, at, path_text(path), message, remedy, **values)


def _of_nobody(root: Node, name: str) -> Iterator[Problem]:
    """Places in the folder of a user that this machine does not have."""
    for key in PLACES:
        line, node = root.find((key,))
        user = node.text.partition("/")[0] if node is not None and node.kind == "text" else ""
        if user.startswith("~") and os.path.expanduser(user) == user:  # noqa: PTH111 - Path raises
            message, remedy = N_("there is no user {user} here"), N_("write ./{user} if that is the name of the folder")
            yield Problem.of(name, line, key, message, remedy, user=user)


def _made_out(key: str, value: Any, folder: Path) -> Any:
    """What is meant by a value: languages of the kit, a place beside the file."""
    if key == "languages":
        tags = (value,) if isinstance(value, str) else value
        return tuple(dict.fromkeys(known_tag(tag) for tag in tags))
    return near(folder / os.path.expanduser(value)) if key in PLACES else value  # noqa: PTH111 - another's may be unknown


def _content(file: Path, name: str) -> bytes:
    """What stands in the file; nothing is waited for. Raises InputError."""
    try:
        with open(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:  # noqa: PTH123
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise InputError.of(name, None, "", N_("this is not a regular file"), N_("move it away"))
            content = stream.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        message, remedy = N_("this file cannot be read: {reason}"), N_("correct it, or remove it")
        raise InputError.of(name, None, "", message, remedy, reason=reason_of(error)) from None
    if len(content) > LIMIT:
        message, remedy = N_("this file is larger than {limit} KB"), N_("leave only settings in it")
        raise InputError.of(name, 1, "", message, remedy, limit=str(LIMIT // 2**10))
    return content
