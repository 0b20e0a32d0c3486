"""What the commands share: the user's language, and the option that chooses it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from runbook.i18n import N_, Language, available

F = TypeVar("F", bound=Callable[..., Any])

pass_language = click.make_pass_decorator(Language)
"""Hands the Language of messages to a command as its first argument."""


class LanguageTag(click.ParamType):
    """The tag of a language that the kit has."""

    name = "lang"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """`value` itself; fails where there is no such language."""
        known = available()
        if value not in known:
            raise click.BadParameter(f"{value!r}: {', '.join(known)}", ctx=ctx, param=param)
        return str(value)


def lang_option(function: F) -> F:
    """`--lang`, for a command whose only words in a language are its messages; it takes no argument for it."""
    return click.option(
        "--lang", type=LanguageTag(), expose_value=False, help=N_("Language of the messages; the locale's by default.")
    )(function)
