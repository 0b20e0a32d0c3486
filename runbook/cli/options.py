"""What the commands share: the user's language, and the option that chooses it."""

from __future__ import annotations

import copy
import errno
import math
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from runbook.cli.error_output import QUIET
from runbook.errors import InputError, RunbookError
from runbook.i18n import N_, SOURCE, Language, available, known_tag

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from runbook.document.parts import PaperSize
    from runbook.house.house_draft import HouseDraft
    from runbook.model.house import PackedHouse

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=click.Command)

STDOUT, STDERR = 1, 2  # open files, as the system numbers them

pass_language = click.make_pass_decorator(Language)
"""Hands the Language of messages to a command as its first argument."""


def known_languages(
    ctx: click.Context, param: click.Parameter, value: str | tuple[str, ...] | None
) -> str | tuple[str, ...] | None:
    """Click callback of an option that takes one tag or several: the languages that are meant, each once.

    Raises click.BadParameter for one that the kit does not have.
    """
    found: dict[str, None] = {}
    for written in (value,) if isinstance(value, str) else value or ():
        tag = known_tag(written)
        if tag is None:
            raise click.BadParameter(no_language(ctx, written), ctx=ctx, param=param)
        found[tag] = None
    return next(iter(found)) if isinstance(value, str) else value and tuple(found)


def no_language(ctx: click.Context, tag: str) -> str:
    """What is said of a language that the kit does not have."""
    language = ctx.find_object(Language) or Language(tag="en")
    return language.text(N_("there is no language {tag}; there are {known}"), tag=tag, known=", ".join(available()))


def lang_option(function: F) -> F:
    """`--lang`, for a command whose only words in a language are its messages; it takes no argument for it."""
    shown = N_("Language of the messages; by default that of the locale.")
    return click.option("--lang", metavar="TAG", callback=known_languages, expose_value=False, help=shown)(function)


def quiet_option(function: F) -> F:
    """`--quiet`: neither progress nor asides; the command takes no argument for it."""

    def quieten(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        if value:
            ctx.meta[QUIET] = True

    shown = N_(
        "Show neither progress nor other information; results, with all findings, warnings and errors, are still shown."
    )
    return click.option("-q", "--quiet", is_flag=True, callback=quieten, expose_value=False, help=shown)(function)


def with_quiet(command: C) -> C:
    """A copy of a command that takes `--quiet` as well."""
    quieter = copy.copy(command)
    quieter.params = list(command.params)
    return quiet_option(quieter)


def files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a shell completes an argument by that names a file, a folder or neither (-): the names of files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def now_option(function: F) -> F:
    """`--now`, hidden: the present as an instant, so that tests have one of their own; None is the clock's."""

    def instant(_ctx: click.Context, _param: click.Parameter, value: datetime | None) -> datetime | None:
        return value and value.replace(tzinfo=UTC)

    form, shown = click.DateTime(["%Y-%m-%dT%H:%M"]), "The present, in UTC; for tests."
    return click.option("--now", type=form, callback=instant, hidden=True, help=shown)(function)


class NamedPath(click.Path):
    """A file or folder that is named: no name, as of a variable that nobody has set, is not where one is."""

    empty = N_("the name of a file or folder is empty"), N_("name one")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises InputError for no name."""
        if value == "":
            message, remedy = self.empty
            option = param.opts[0] if isinstance(param, click.Option) else ""
            raise InputError.of(option, None, "", message, remedy)
        return super().convert(value, param, ctx)


class FolderPath(NamedPath):
    """The same of an option that names a folder."""

    empty = N_("the name of the folder is empty"), N_("name a folder, or leave the option out")


class FilePath(NamedPath):
    """The same of an option that names a file."""

    empty = N_("the name of the file is empty"), N_("name a file, or leave the option out")


class ChoiceOf(click.Choice[str]):
    """One of several words, in capitals or in small letters; handed on as it is listed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Raises click.BadParameter for any other word."""
        listed = {each.casefold(): each for each in self.choices}
        return super().convert(listed.get(str(value).casefold(), value), param, ctx)


class NumberRange(click.FloatRange):
    """A number within bounds: `nan`, which Click takes for one, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Raises click.BadParameter."""
        found = super().convert(value, param, ctx)
        if math.isnan(found):
            language = (ctx and ctx.find_object(Language)) or Language(tag=SOURCE)
            text = N_("{value!r} is not a valid {number_type}.")
            self.fail(language.text(text, value=value, number_type=self.name), param, ctx)
        return found


ANY_PATH = NamedPath(readable=False)
"""A name that is handed on as a text: what is there, and whether it can be read, is seen later."""


def named_file(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Path | None:
    """Click callback of an option that names an output. Raises OSError where it names a folder, there or not."""
    if value is not None and value.rpartition(os.sep)[2] in ("", ".", ".."):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), value)
    return None if value is None else Path(value)


_KINDS = {".yml": "yaml", ".htm": "html", ".xlsm": "xls"}  # other endings: what follows the dot
_ENDINGS = {"text": ".txt"}  # others: the form behind a dot
_NAMED_KINDS = ("yaml", "html", "xls", "xlsx", "ods", "csv", "json", "ics", "pdf", "zip")


def refuse_other_kind(output: Path, form: str) -> None:
    """Raises RunbookError where a new file would be called as files of another kind are: whoever opens it takes it for
    damaged."""
    named = output.suffix.lower()
    kind = _KINDS.get(named, named.removeprefix("."))
    if kind in _NAMED_KINDS and kind != form:
        ending = _ENDINGS.get(form, f".{form}")
        text = N_(
            "{file}: {form} is to be written, and the name is that of another kind of file; give it one that ends in "
            "{ending}"
        )
        raise RunbookError(text, file=str(output), form=form, ending=ending)


def output_option(shown: str, metavar: str = "FILE") -> Callable[[F], F]:
    """`-o/--output`, the file that a command writes; handed on as `output`. `shown` says what it is by default."""
    kind = FilePath(dir_okay=False)
    return click.option("-o", "--output", type=kind, callback=named_file, metavar=metavar, help=shown)


def force_option(function: F) -> F:
    """`--force`, for a command that writes a file which the user names; handed on as `force`."""
    shown = N_("Also replace a file that this command did not write; never one that it reads.")
    return click.option("--force", is_flag=True, help=shown)(function)


def house_of(inventory: str, named: Path | None) -> PackedHouse | None:
    """The house that is named, or that lies beside the inventory. Raises InputError with every problem of it."""
    read = house_read(inventory, named)
    return read[0] if read else None


def house_read(inventory: str, named: Path | None) -> tuple[PackedHouse, HouseDraft] | None:
    """The same with the files that it was read from."""
    from runbook.house.house_folder import house_beside

    folder = named if named is not None else house_beside(inventory)
    if folder is None:
        return None
    from runbook.house.house_load import read_house
    from runbook.procedures.load import load_procedures

    return read_house(folder, load_procedures())


def usual_paper(paper: PaperSize, house: PackedHouse | None) -> PaperSize:
    """The paper that is asked for: the house's where nothing else names one."""
    source = click.get_current_context().get_parameter_source("paper")
    usual = house.house.file.paper if house else None
    return usual if usual and source is click.core.ParameterSource.DEFAULT else paper


def change_options(function: F) -> F:
    """`--site` and `--change`, each as often as wanted: which changes are meant; handed on as `sites` and `changes`."""
    site = click.option("--site", "sites", metavar="ID", multiple=True, help=N_("This site only; repeat for several."))
    change = click.option(
        "--change", "changes", metavar="ID", multiple=True, help=N_("This change only; repeat for several.")
    )
    return site(change(function))
