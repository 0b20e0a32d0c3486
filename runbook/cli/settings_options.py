"""Options that have a default in `runbook.toml` or in a variable of the environment: the option goes before the
variable, the variable before the file.

A command takes the file's values with its inventory (`inventory_argument`), or with whatever it cannot do without
(`from_here`, `from_packs`): these are looked at before all other options.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click
from click.core import ParameterSource

from runbook.cli.error_output import note, tell
from runbook.cli.options import ChoiceOf, FilePath, FolderPath, files, known_languages, no_language
from runbook.errors import InputError
from runbook.i18n import N_, SOURCE, Language, known_tag

F = TypeVar("F", bound=Callable[..., Any])

TAKEN = f"{__name__}.taken"  # where a context keeps what it has of the file


class TakenSettings(NamedTuple):
    """What a command has of `runbook.toml`: the file's name, its values, their lines; empty without one."""

    file: str = ""
    values: dict[str, Any] = {}  # noqa: RUF012 - never changed
    lines: dict[str, int] = {}  # noqa: RUF012 - never changed
    passed_over: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()  # the folders that the search began in


class SettingOption(click.Option):
    """An option with a default elsewhere: under its key in the file, in a variable called after that."""

    def __init__(self, names: Sequence[str], *, setting: str, unless: str = "", **further: Any) -> None:
        """`setting` is the key in the file; `unless`: the eager option with which a required one may be missing; all
        else is Click's."""
        self.setting, self.unless = setting, unless
        super().__init__(names, envvar=variable(setting), **further)

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """The option, or the variable where the value is from there."""
        source = ctx.get_parameter_source(self.name) if ctx is not None and self.name else None
        return (
            variable(self.setting)
            if source is ParameterSource.ENVIRONMENT
            else click.Parameter.get_error_hint(self, ctx)
        )

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value as the command takes it. Raises InputError, with the line, for one of the file that is refused."""
        try:
            return super().process_value(ctx, value)
        except click.MissingParameter:
            if ctx.params.get(self.unless):
                return None
            raise click.MissingParameter(_nowhere(ctx, self.setting), ctx=ctx, param=self) from None
        except click.BadParameter as error:
            if ctx.get_parameter_source(self.name or "") is not ParameterSource.DEFAULT_MAP:
                raise
            taken, refusal = taken_settings(ctx), N_("this is refused: {reason}")
            line = taken.lines[self.setting]
            raise InputError.of(taken.file, line, self.setting, refusal, "", reason=error.message) from None


def variable(setting: str) -> str:
    """`RUNBOOK_CA_FILE` of `ca-file`."""
    return f"RUNBOOK_{setting.upper().replace('-', '_')}"


def _nowhere(ctx: click.Context, setting: str) -> str:
    """Where a value was looked for that is in none of these places."""
    language, taken = ctx.find_object(Language) or Language(tag=SOURCE), taken_settings(ctx)
    text = N_("{variable} is not set, and no runbook.toml was found in these folders or above them: {folders}.")
    if taken.file:
        text = N_("{variable} is not set, and {file} has no {key}.")
    elif not taken.searched:
        text = N_("{variable} is not set, and there is no runbook.toml.")
    folders = ", ".join(taken.searched)
    return language.text(text, variable=variable(setting), file=taken.file, key=setting, folders=folders)


def setting_option(*names: str, setting: str, **further: Any) -> Callable[[F], F]:
    """An option as `click.option` makes it, with its default in the file under the key `setting`."""
    return click.option(*names, cls=SettingOption, setting=setting, **further)


def inventory_argument(function: F) -> F:
    """`INVENTORY`, handed on as `inventory`; the other options have their defaults from the file that belongs to it."""
    return click.argument("inventory", metavar="INVENTORY", is_eager=True, callback=of_inventory, shell_complete=files)(
        function
    )


def of_inventory(ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Click callback of an eager inventory: its own file is looked for first. Raises InputError."""
    take_settings(ctx, value)
    return value


def from_here(ctx: click.Context, _param: click.Parameter, value: Any) -> Any:
    """Click callback of an eager parameter: the file is looked for from where one is. Raises InputError."""
    take_settings(ctx, None)
    return value


def from_packs(ctx: click.Context, _param: click.Parameter, value: tuple[Path, ...]) -> tuple[Path, ...]:
    """Click callback of packs: the file is looked for from their folder, then from where one is. Raises InputError."""
    take_settings(ctx, None, value)
    return value


def take_settings(ctx: click.Context, inventory: str | None, packs: Sequence[Path] = ()) -> TakenSettings:
    """Let the options of `ctx` have their defaults from the file of `inventory`, or of `packs`. Raises InputError."""
    from runbook.settings.look_up import NAME, VARIABLE, begun_in, look_up

    if ctx.resilient_parsing:  # somebody completes the line
        return TakenSettings()
    found = look_up(inventory, os.environ.get(VARIABLE), packs)
    language = ctx.find_object(Language) or Language(tag=SOURCE)
    passed_over = tuple(map(str, found.passed_over))
    text = N_("warning: {file} is passed over, because others can write to it; if you trust it, set {variable}={file}")
    for file in passed_over:
        tell(language.text(text, file=file, variable=VARIABLE))
    begun = () if VARIABLE in os.environ else tuple(map(str, begun_in(inventory, packs)))
    taken = TakenSettings(passed_over=passed_over, searched=begun)
    if found.file is not None:
        from runbook.settings.read_settings import read_settings

        read = read_settings(found.file)
        taken = TakenSettings(read.name or NAME, dict(read.values), dict(read.lines), passed_over, begun)
    ctx.meta[TAKEN] = taken
    options = [param for param in ctx.command.params if isinstance(param, SettingOption)]
    ctx.default_map = {o.name: taken.values[o.setting] for o in options if o.name and o.setting in taken.values}
    return taken


def taken_settings(ctx: click.Context) -> TakenSettings:
    """What the command has of the file."""
    taken: TakenSettings = ctx.meta.get(TAKEN, TakenSettings())
    return taken


def told_of_file(ctx: click.Context, name: str, text: str) -> None:
    """Say that the value of the parameter `name` is that of the file, where it is."""
    option = next(param for param in ctx.command.params if param.name == name)
    if isinstance(option, SettingOption) and ctx.get_parameter_source(name) is ParameterSource.DEFAULT_MAP:
        taken, language = taken_settings(ctx), ctx.find_object(Language) or Language(tag=SOURCE)
        line, value = taken.lines[option.setting], str(taken.values[option.setting])
        note(language.text(text, file=taken.file, line=line, value=value))


def page_languages(ctx: click.Context) -> tuple[str, ...]:
    """The languages of pages, for a command without an option for them: of the variable, else of the file.

    Raises click.BadParameter.
    """
    written = os.environ.get(variable("languages"), "").split()
    if strange := [tag for tag in written if known_tag(tag) is None]:
        raise click.BadParameter(no_language(ctx, strange[0]), ctx=ctx, param_hint=variable("languages"))
    return tuple(known_tag(tag) or tag for tag in written) or taken_settings(ctx).values.get("languages", ())


def out_option(shown: str, *, there: bool = False) -> Callable[[F], F]:
    """`--out`, handed on as `out`; `there`: the folder has to be."""
    kind = FolderPath(file_okay=False, exists=there, path_type=Path)
    return setting_option("--out", setting="out", type=kind, default=Path("out"), metavar="DIR", help=shown)


def languages_option(function: F) -> F:
    """`--lang`, as often as wanted: the languages of pages; handed on as `languages`."""
    return setting_option(
        "--lang",
        "languages",
        setting="languages",
        multiple=True,
        metavar="TAG",
        callback=known_languages,
        help=N_("Language of the pages; by default those of the inventory. Repeat for several."),
    )(function)


def house_option(shown: str) -> Callable[[F], F]:
    """`--house`: the organisation's own folder; handed on as `house`, None where none is named."""
    place = FolderPath(path_type=Path)
    return setting_option("--house", setting="house", type=place, metavar="DIR", help=shown)


def jobs_option(function: F) -> F:
    """`--jobs`, handed on as `jobs`; None is one a core."""
    shown, kind = N_("Processes; by default one per core."), click.IntRange(1, 256)
    return setting_option("--jobs", setting="jobs", type=kind, metavar="N", help=shown)(function)


def paper_option(function: F) -> F:
    """`--paper`, handed on as `paper`."""
    shown, kind = N_("Paper size; by default A4."), ChoiceOf(["A4", "Letter"])
    return setting_option("--paper", setting="paper", type=kind, default="A4", help=shown)(function)


def duplex_option(function: F) -> F:
    """`--duplex`, and `--no-duplex` where a default asks for it; handed on as `duplex`."""
    shown = N_("For printing on both sides: the margin for punching alternates.")
    return setting_option("--duplex/--no-duplex", setting="duplex", is_flag=True, default=False, help=shown)(function)


def sender_option(**further: Any) -> Callable[[F], F]:
    """`--from`, handed on as `sender`; None is the change manager."""
    shown = N_("Who sends the mail; by default the change manager.")
    return setting_option("--from", "sender", setting="from", metavar="ADDRESS", help=shown, **further)


def server_option(*, required: bool, **further: Any) -> Callable[[F], F]:
    """`--smtp`, handed on as `url`."""
    shown = N_("The server: smtp://HOST:PORT, smtps://HOST:PORT or smtp+starttls://HOST:PORT.")
    return setting_option("--smtp", "url", setting="smtp", required=required, metavar="URL", help=shown, **further)


def ca_file_option(*, there: bool) -> Callable[[F], F]:
    """`--ca-file`, handed on as `ca_file`; None is what this machine trusts. `there`: the file has to be."""
    shown, kind = (
        N_("Trust these certificates instead of those of this machine."),
        FilePath(exists=there, dir_okay=False),
    )
    return setting_option("--ca-file", setting="ca-file", type=kind, metavar="FILE", help=shown)
