"""What `render` and `pack` share: their options, the run of the engine, and the account of what became of each file."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from runbook.cli.error_output import trouble_text
from runbook.cli.progress import Progress
from runbook.cli.settings_options import duplex_option, jobs_option, languages_option, out_option, paper_option
from runbook.errors import RunbookError
from runbook.i18n import N_, Language
from runbook.os_errors import reason_of
from runbook.reading.input_file import STANDARD_INPUT, shown_name
from runbook.reading.plan_json import EARLIER_PLANS

if TYPE_CHECKING:
    from runbook.build.engine import ChangeOutcome
    from runbook.build.task import Task
    from runbook.build.workers import Start
    from runbook.cache import Cache
    from runbook.inventory.packed import PackedSite
    from runbook.model.house import PackedHouse

_NamesOfChanges = Mapping[tuple[str, str], Collection[str]]
_PAGES = ("runbook", "checklist", "approval")  # what the names of files begin with that are in a language
F = TypeVar("F", bound=Callable[..., Any])


def build_options(function: F) -> F:
    """`--lang`, `--out`, `--jobs`, `--dask`, `--fresh`, `--paper`, `--duplex`: which files, where they go,
    and who makes them."""
    for option in reversed(
        (
            languages_option,
            out_option(N_("Where the files go; by default out.")),
            jobs_option,
            click.option(
                "--dask",
                metavar="tcp://HOST:PORT",
                callback=_a_scheduler,
                help=N_("Have the workers of this Dask scheduler do the work."),
            ),
            click.option("--fresh", is_flag=True, help=N_("Make everything again, even what is up to date.")),
            paper_option,
            duplex_option,
        )
    ):
        function = option(function)
    return function


def _a_scheduler(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Click callback of `--dask`: refuses what is no address."""
    if value is not None:
        from runbook.build.dask_workers import EXAMPLE, place_of

        try:
            place_of(value)
        except ValueError:
            problem = N_("{value!r} is not the address of a scheduler; write one such as {example}")
            language = ctx.find_object(Language) or Language(tag="en")
            refusal = language.text(problem, value=value, example=EXAMPLE)
            raise click.BadParameter(refusal, ctx=ctx, param=param) from None
    return value


@dataclass(slots=True)
class Account:
    """What became of the files of a run: how many were made and kept, how many pieces failed; the names of those that
    are there as they should be, by the folder of their change; and the changes that failed."""

    counts: Counter[str] = field(default_factory=Counter)
    names: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    failed: set[tuple[str, str]] = field(default_factory=set)


def read_fleet(
    inventory: str,
    sites: tuple[str, ...],
    changes: tuple[str, ...],
    out: Path,
    cache: Cache,
    language: Language,
    house: PackedHouse | None = None,
) -> tuple[PackedSite, ...]:
    """The sites and changes that are meant. Raises RunbookError where `out` is no place for their files."""
    from runbook.inventory.packed import choose_packed, load_fleet

    with Progress(language, language.text(N_("reading {file}"), file=inventory)):
        fleet = choose_packed(load_fleet(inventory, cache, house), sites, changes)
    _refuse_own_input(inventory, fleet, out)
    return fleet


def refuse_house_folder(out: Path, inventory: str, house: Path | None) -> None:
    """Raises RunbookError where files would go into the house that is named or lies beside the inventory."""
    from runbook.house.house_folder import house_beside

    folder = house if house is not None else house_beside(inventory)
    if folder is not None and Path(os.path.realpath(out)).is_relative_to(os.path.realpath(folder)):
        problem = N_(
            "{folder} is the house folder of this inventory, or in it, and nothing is written there; use --out to name "
            "another folder"
        )
        raise RunbookError(problem, folder=str(out))


def _refuse_own_input(inventory: str, fleet: Iterable[PackedSite], out: Path) -> None:
    """Raises RunbookError where the inventory is a file of one of its changes, by whatever name it is read."""
    from runbook.build.left_over import inside, is_made_name
    from runbook.build.manifest import MANIFEST
    from runbook.inventory.files import files_of
    from runbook.named_output import status_of

    read: dict[int, list[tuple[str, os.stat_result]]] = {}
    folders: set[str] | None = set()  # in which alone they are; None where that is not known
    for name in files_of(inventory)[0]:
        file = None if str(name) == STANDARD_INPUT else name if isinstance(name, Path) else Path(name)
        found = status_of(0 if file is None else file)
        if found is None or not stat.S_ISREG(found.st_mode):
            continue
        read.setdefault(found.st_ino, []).append((shown_name(name), found))
        if folders is not None and file is not None and found.st_nlink == 1:
            folders.add(str((file.resolve() if file.is_symlink() else file).parent))
        else:
            folders = None
    changes = (f"{out}/{site.id}/{change}" for site in fleet for change in site.changes) if read else ()
    places = (place for change in changes for place in (change, f"{change}/{EARLIER_PLANS}"))
    if folders is not None:
        known = {_folder_at(folder) for folder in folders}
        places = (place for place in places if _folder_at(place) in known)
    for entry in (entry for place in places for entry in inside(place)):
        if entry.inode() not in read or not (is_made_name(entry.name) or entry.name == MANIFEST):
            continue
        there = entry.stat(follow_symlinks=False)
        if names := [name for name, found in read[entry.inode()] if os.path.samestat(found, there)]:
            problem = N_(
                "{file} is the inventory, and is where a file of its change would go; use --out to name another folder"
            )
            raise RunbookError(problem, file=names[0])


def _folder_at(path: str) -> tuple[int, int] | None:
    """Which folder is at a path, by whatever name; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - of each folder of a fleet: a Path takes longer than that
    except OSError:
        return None
    return found.st_dev, found.st_ino


def build(
    tasks: Iterable[Task],
    total: int,
    out: Path,
    language: Language,
    *,
    jobs: int | None,
    dask: str | None,
    fresh: bool,
    cache: Cache,
    mailed: bool = False,
) -> Account:
    """Run the engine over `tasks`, of `total` changes, and say what has to be said as it comes.

    `mailed`: a blank checklist goes into a mail where one is filled in.
    """
    from runbook.build.engine import build_files
    from runbook.build.workers import here

    account = Account()
    said: set[tuple[str, str]] = set()
    outcomes: list[ChangeOutcome] = []
    begun: set[tuple[str, str]] = set()
    first: list[Task] = []
    with Progress(language, language.text(N_("looking for files that are up to date"))) as progress:
        alone = None if dask else here()

        def at_first(task: Task) -> None:
            """Until a file is there, which may take a while, that is all there is to say."""
            if not first:
                first.append(task)
                text = N_("making the files of {change} (1 of {total})")
                what = f"{task.site.id}/{task.change}"
                values = {"change": what, "total": language.number(total)}
                if len(task.wanted) == 1:
                    text = N_("making {file} of {change} (1 of {total})")
                    values["file"] = task.wanted[0].name
                progress.at(partial(language.text, text, **values))

        def so_far() -> str:
            files, changes = account.counts["made"] + account.counts["kept"], len(begun)
            counts = {"files": files, "changes": changes, "total": total}
            text = N_("files ready: {files}, for {changes} of {total} changes")
            return language.text(text, **{name: language.number(count) for name, count in counts.items()})

        start = _start(jobs, dask)
        for outcome in build_files(tasks, out, start, fresh=fresh, alone=alone, cache=cache, begun=at_first):
            account.counts.update(
                made=outcome.made,
                kept=outcome.kept,
                failed=outcome.error is not None,
            )
            account.names.setdefault((outcome.site, outcome.change), []).extend(outcome.names)
            if outcome.error is not None:
                account.failed.add((outcome.site, outcome.change))
            begun.add((outcome.site, outcome.change))
            progress.at(so_far)
            if outcome.old or outcome.error is not None:
                outcomes.append(outcome)
            for text in (*_messages(outcome, out, language, mailed, said), *_failure(outcome, language, said)):
                progress.say(text)
        for text in _left(outcomes, out, account.names, language):
            progress.say(text)
    return account


def _start(jobs: int | None, dask: str | None) -> Start:
    from runbook.build.workers import PARTS, here, processes

    if dask is not None:
        from runbook.build.dask_workers import dask as workers_of

        return workers_of(dask)
    count = jobs or cores()
    return processes(count, PARTS) if count > 1 else here()


def _messages(
    outcome: ChangeOutcome, out: Path, language: Language, mailed: bool, said: set[tuple[str, str]]
) -> Iterator[str]:
    """What lay there and is not what the kit would have put there, or says otherwise by now; what the plan warns of."""
    from runbook.cli.plan_text import warned

    if outcome.zone is not None:
        yield outcome.zone.text(f"{outcome.site}/{outcome.change}", language)
    for path in outcome.stay:
        text = N_("{file} is filled in: it stays as it is.")
        if mailed and path.name.startswith("checklist."):
            text = N_("{file} is filled in: it stays as it is, and an empty one goes into the mail.")
        yield language.text(text, file=str(path))
    for aside, filled_in in outcome.aside:
        file = aside.with_name(aside.name.rsplit(".", 2)[0])
        text = N_("{file} was damaged or edited: it was made again, and what was there is now {aside}.")
        if aside.is_symlink() or not aside.is_file():
            text = N_("{file} was a link, a pipe or a device: it is now {aside}, and a file is in its place.")
        elif filled_in:
            text = N_("{file} was filled in: it is now {aside}, and a blank one is in its place.")
        yield language.text(text, file=str(file), aside=aside.name)
    yield from _once((warned(each, language) for each in outcome.warnings), outcome, said)


def _left(outcomes: Iterable[ChangeOutcome], out: Path, names: _NamesOfChanges, language: Language) -> Iterator[str]:
    """What lay there of an earlier plan or kit, and which command makes it; nothing of a change that was refused: it
    may be all that there is of it. `names`: what is there as it should be."""
    text = N_(
        "{folder} holds files of an earlier plan or kit, which were left in place: {files}. Make them again "
        "with `{command}`, or delete them."
    )
    refused = {(outcome.site, outcome.change) for outcome in outcomes if outcome.error is not None}
    for outcome in outcomes:
        change = (outcome.site, outcome.change)
        if change in refused:
            continue
        current = {tag for name in names.get(change, ()) if (tag := _language_of(name))}
        by_command: dict[str, list[str]] = {}
        for name in outcome.old:
            by_command.setdefault(_command_of(name, current), []).append(name)
        for command, files in by_command.items():
            folder = str(out / outcome.site / outcome.change)
            yield language.text(text, folder=folder, files=", ".join(files), command=command)


def _language_of(name: str) -> str:
    """The tag of `checklist.fr.html`; "" of what has none."""
    parts = name.split(".")
    return parts[1] if parts[0] in _PAGES else ""


def _command_of(name: str, current: Collection[str]) -> str:
    """What makes a file of a change, where the pages in the languages `current` are made anyhow."""
    tag = _language_of(name)
    spoken = f" --lang {tag}" if tag and tag not in current else ""
    if not name.startswith(("record.", "runbook.", "checklist.")):
        return f"runbook pack{spoken}"
    option = " --html" if name.endswith(".html") else " --archive" if name.endswith(".archive.pdf") else ""
    return f"runbook render{option}{spoken}"


def _failure(outcome: ChangeOutcome, language: Language, said: set[tuple[str, str]]) -> Iterator[str]:
    """What went wrong. A change may fail in several pieces for one reason: that is told once; `said` grows."""
    if outcome.error is None:
        return
    what = f"{outcome.site}/{outcome.change}"
    reason = (what, reason_of(outcome.error))
    if reason not in said:
        said.add(reason)
        yield f"{what}: {trouble_text(outcome.error, language)}"


def _once(texts: Iterable[str], outcome: ChangeOutcome, said: set[tuple[str, str]]) -> Iterator[str]:
    """What is to be said of a change, though several of its pieces say so; `said` grows."""
    what = f"{outcome.site}/{outcome.change}"
    for text in texts:
        if (what, text) not in said:
            said.add((what, text))
            yield f"{what}: {text}"


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
