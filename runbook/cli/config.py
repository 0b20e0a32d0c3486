"""`runbook config`: which defaults of the command line are in force, and where each is from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from runbook.cli.config_house import by_house
from runbook.cli.error_output import error_text
from runbook.cli.options import ANY_PATH, ChoiceOf, files, pass_language
from runbook.cli.settings_options import (
    SettingOption,
    ca_file_option,
    duplex_option,
    house_option,
    jobs_option,
    languages_option,
    out_option,
    paper_option,
    sender_option,
    server_option,
    take_settings,
    taken_settings,
    variable,
)
from runbook.errors import RunbookError
from runbook.i18n import N_, SOURCE, Language, shown
from runbook.reading.input_file import STANDARD_INPUT

FORMAT = "runbook-config/1"
SOURCES = {
    ParameterSource.COMMANDLINE: "option",
    ParameterSource.ENVIRONMENT: "environment",
    ParameterSource.DEFAULT_MAP: "file",
}
UNSET = {
    "languages": N_("those of the inventory"),
    "jobs": N_("one per core"),
    "from": N_("the change manager"),
    "ca-file": N_("those of this machine"),
}
UNNAMED = UNSET | {"house": N_("house/ beside the inventory")}  # for whoever names no inventory
FROM = {
    "option": N_("option {option}"),
    "environment": N_("variable {variable}"),
    "default": N_("by default"),
    "beside": N_("beside the inventory"),
}


def _taken(ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    take_settings(ctx, value)
    return value


def _usable_sender(ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Raises click.BadParameter for an address that `pack` refuses."""
    from runbook.pack.people import mailbox

    return _usable(ctx, value, lambda address: mailbox("", address))


def _usable_server(ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Raises click.BadParameter for an address that `send` refuses; a password in it is told to nobody."""
    from runbook.pack.send.server import server_of

    return _usable(ctx, value, server_of)


def _usable(ctx: click.Context, value: str | None, look: Callable[[str], object]) -> str | None:
    language = ctx.find_object(Language) or Language(tag=SOURCE)
    try:
        if value:
            look(value)
    except RunbookError as error:
        raise click.BadParameter(error_text(error, language)) from None
    return value


@click.command(
    help=N_("Show which defaults are in force for INVENTORY, or for this folder, and where each comes from.")
)
@click.argument("inventory", metavar="[INVENTORY]", required=False, type=ANY_PATH, is_eager=True, callback=_taken,
                shell_complete=files)  # fmt: skip
@out_option(N_("Where the files go; by default out."))
@languages_option
@paper_option
@duplex_option
@jobs_option
@house_option(N_("The house folder."))
@sender_option(callback=_usable_sender)
@server_option(required=False, callback=_usable_server)
@ca_file_option(there=True)
@click.option("--format", "form", type=ChoiceOf(["text", "json"]), default="text", show_default=True,
              help=N_("text for people; json for programs."))  # fmt: skip
@pass_language
@click.pass_context
def config(ctx: click.Context, language: Language, /, inventory: str | None, form: str, **given: Any) -> None:
    """A line for each setting on standard output; `given` are their values. Raises OSError where there is no such
    inventory: the defaults would be those of another place."""
    if inventory is not None and inventory != STANDARD_INPUT:
        Path(inventory).stat()
    settings = {o.setting: _account(ctx, o, given) for o in ctx.command.params if isinstance(o, SettingOption)}
    settings |= by_house(inventory or ".", given["house"], settings)
    taken = taken_settings(ctx)
    if form == "json":
        head = {"format": FORMAT, "file": taken.file or None, "passed_over": list(taken.passed_over)}
        click.echo(json.dumps(head | {"settings": settings}, indent=2, ensure_ascii=False))
        return
    text = N_("Defaults are those of {file}.") if taken.file else N_("There is no runbook.toml.")
    click.echo(language.text(text, file=taken.file))
    unset = UNSET if inventory else UNNAMED
    rows = [(key, _shown(one, unset.get(key), language), _origin(one, language)) for key, one in settings.items()]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for key, value, origin in rows:
        click.echo(f"{key:<{widths[0]}}  {value:<{widths[1]}}  {origin}")


def _account(ctx: click.Context, option: SettingOption, given: dict[str, Any]) -> dict[str, Any]:
    """The value of a setting, and where it is from."""
    name = option.name or ""
    value, source = given[name], SOURCES.get(ctx.get_parameter_source(name) or ParameterSource.DEFAULT, "default")
    told: Any = list(value) if isinstance(value, tuple) else value if isinstance(value, int) else value and str(value)
    found: dict[str, Any] = {"value": None if told == [] else told, "source": source}
    if source == "option":
        found["option"] = (option.opts if value is not False else option.secondary_opts)[0]
    elif source == "environment":
        found["variable"] = variable(option.setting)
    elif source == "file":
        taken = taken_settings(ctx)
        found |= {"file": taken.file, "line": taken.lines[option.setting]}
    return found


def _shown(one: dict[str, Any], unset: str | None, language: Language) -> str:
    """The value for people, in one line; `unset` says what holds where there is none."""
    value = one["value"]
    if "usual" in one:
        return language.text(N_("those of the inventory, or else {languages}"), languages=", ".join(one["usual"]))
    if value is None:
        return language.text(unset or N_("none"))
    if isinstance(value, bool):
        return language.text(N_("yes") if value else N_("no"))
    return ", ".join(value) if isinstance(value, list) else shown(str(value))


def _origin(one: dict[str, Any], language: Language) -> str:
    """Where it is from: `runbook.toml:3`."""
    if one["source"] in ("file", "house"):
        return f"{shown(one['file'])}:{one['line']}"
    names = {name: str(one[name]) for name in ("option", "variable") if name in one}
    return language.text(FROM[one["source"]], **names)
