"""Options that hold one value are given once: of two, nobody would see which counts."""

from __future__ import annotations

from collections.abc import Sequence

import click

from runbook.i18n import N_, Language


def refuse_repeats(ctx: click.Context, name: str | None, command: click.Command, words: Sequence[str]) -> None:
    """Raises click.UsageError where the `words` behind a command of `ctx` give such an option twice."""
    own = click.Context(command, info_name=name, parent=ctx)
    try:
        order = command.make_parser(own).parse_args(list(words))[2]
    except click.UsageError:  # the command says so itself
        return
    seen: set[click.Parameter] = set()
    for param in order:
        if not isinstance(param, click.Option) or param.multiple or param.is_flag or param.count:
            continue
        if param in seen:
            language = ctx.find_object(Language) or Language(tag="en")
            text = N_("{option} is given more than once, and takes one value")
            raise click.UsageError(language.text(text, option=max(param.opts, key=len)), ctx=own)
        seen.add(param)
