"""Options that hold one value are given once: of two, nobody would see which counts. An option that holds a text holds
one: that of a variable that nobody has set is empty, and was not meant to leave the option out."""

from __future__ import annotations

from collections.abc import Sequence

import click

from runbook.i18n import N_, Language


def refuse_slips(ctx: click.Context, name: str | None, command: click.Command, words: Sequence[str]) -> None:
    """Raises click.UsageError where the `words` behind a command of `ctx` give such an option twice, or empty."""
    own = click.Context(command, info_name=name, parent=ctx)
    try:
        values, _, order = command.make_parser(own).parse_args(list(words))
    except click.UsageError:  # the command says so itself
        return
    seen: set[click.Parameter] = set()
    for param in order:
        if not isinstance(param, click.Option) or param.is_flag or param.count:
            continue
        value = values[param.name]
        if param.type is click.STRING and "" in (value if param.multiple else (value,)):
            raise _slip(N_("{option} is empty; give it a value, or leave the option out"), param, own)
        if param in seen and not param.multiple:
            raise _slip(N_("{option} is given more than once, and takes one value"), param, own)
        seen.add(param)


def _slip(text: str, option: click.Option, ctx: click.Context) -> click.UsageError:
    language = ctx.find_object(Language) or Language(tag="en")
    return click.UsageError(language.text(text, option=max(option.opts, key=len)), ctx=ctx)
