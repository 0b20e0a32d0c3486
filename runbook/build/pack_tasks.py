"""The tasks of `pack`. Which files a pack has depends on its plan and on what an earlier pack left: both are looked at
here, and the answer is kept in the cache, so that a run that changes nothing plans nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from runbook.build.amending import amending
from runbook.build.task import Task, Wanted, languages_beyond, plan_of
from runbook.cache import Cache
from runbook.errors import PlanningError, RunbookError
from runbook.inventory.packed import PackedSite
from runbook.resources import fingerprint

if TYPE_CHECKING:
    from runbook.document.parts import Paper
    from runbook.pack.assemble import PackOptions
    from runbook.pack.earlier_pack import EarlierFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """The files of a pack, and the revisions of the plans that its mails are compared with."""

    wanted: tuple[Wanted, ...]
    before: tuple[str, ...] = ()


def pack_tasks_of(
    fleet: Collection[PackedSite],
    languages: Collection[str],
    paper: Paper,
    options: PackOptions,
    out: Path,
    cache: Cache | None = None,
    joined: Collection[tuple[str, str]] = (),
    over: Mapping[tuple[str, str], tuple[int, ...]] | None = None,
) -> Iterator[Task]:
    """A task for each change of `fleet`, with the files of its approval pack; what an earlier pack said lies in `out`.
    The changes that are `joined` (site, change) get no mail of their own. `over`: by site and change, the windows to
    which nobody is invited any more.

    Raises RunbookError where nobody can be sent one, and InputError where the procedures are at fault.
    """
    from runbook.pack.earlier_pack import EarlierFiles

    for site in fleet:
        spoken = options_of(site, languages, options)
        for change in site.changes:
            past = (over or {}).get((site.id, change), ())
            asked = replace(spoken, over=past, stopped=site.state(change) == "stopped")
            folder = out / site.id / change
            earlier = EarlierFiles.of(folder)
            one = site.only((change,))
            beyond = languages_beyond(site, asked.languages)
            carried = amending(one, change, beyond, out, cache)
            if carried.refusal is not None:
                task = Task(site=one, change=change, paper=paper, wanted=_no_more_than_the_plan(asked), beyond=beyond)
                yield replace(task, refusal=carried.refusal)
                continue
            listed = _listed(one, change, asked, earlier, cache, carried.revisions)
            whole = earlier.with_plans(folder, listed.before)
            wanted = listed.wanted
            if (site.id, change) in joined:
                wanted = tuple(each for each in wanted if each.kind != "mail")
            task = Task(site=one, change=change, paper=paper, wanted=wanted, beyond=beyond)
            yield replace(task, pack=asked, earlier=whole, amends=carried.revisions)


def options_of(site: PackedSite, languages: Collection[str], options: PackOptions) -> PackOptions:
    """The options with the languages of the mails: `languages`, or those of the site and its approvers."""
    given = tuple(dict.fromkeys(languages))
    return replace(options, languages=given or site.languages, spoken=not given)


def _listed(
    site: PackedSite,
    change: str,
    options: PackOptions,
    earlier: EarlierFiles,
    cache: Cache | None,
    amends: tuple[str, ...],
) -> _Listed:
    """What the cache has, or else the plan says."""
    parts = (fingerprint(), site.origin(change), change, repr(options), earlier.calendar, earlier.digest, *amends)
    key = sha256(f"pack {parts!r}".encode("utf-8", "surrogatepass")).hexdigest()
    known = cache.read(key, _kept) if cache else None
    if known is None:
        known = _planned(site, change, options, earlier, amends)
        if cache:
            wanted = [(each.name, each.kind, each.language) for each in known.wanted]
            cache.put(key, json.dumps([wanted, known.before]).encode())
    return known


def _kept(data: bytes) -> _Listed:
    """The same, of what is in the cache."""
    wanted, before = json.loads(data)
    made = tuple(Wanted(name=str(name), kind=kind, language=str(language)) for name, kind, language in wanted)
    return _Listed(wanted=made, before=tuple(map(str, before)))


def _no_more_than_the_plan(options: PackOptions) -> tuple[Wanted, ...]:
    return (Wanted(name="plan.json", kind="plan", language=options.languages[0]),)


def _planned(
    site: PackedSite, change: str, options: PackOptions, earlier: EarlierFiles, amends: tuple[str, ...]
) -> _Listed:
    """What cannot be made is wanted all the same, so that whoever makes it says why: the plan, or else the pages."""
    from runbook.pack.assemble import ApprovalPack

    try:
        plan = plan_of(site, change, languages_beyond(site, options.languages), amends)
    except PlanningError:
        return _Listed(wanted=_no_more_than_the_plan(options))
    pack = ApprovalPack(plan, options, earlier)
    try:
        files = pack.files
    except RunbookError:
        files = (*pack.pages, *pack.mails)
    return _Listed(
        wanted=tuple(Wanted(name=name, kind=kind, language=tag) for kind, tag, name in files),
        before=pack.revisions_before,
    )
