"""A bundle read again: which files are not as they were, and whether the verdict is what it says."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any

from runbook.bundle.bundle_manifest import (
    MANIFEST,
    VERDICT,
    BundledChange,
    BundledFile,
    BundleManifest,
    manifest_bytes,
    read_bundle_manifest,
)
from runbook.bundle.contents import ChangeContents
from runbook.bundle.judged_files import judged_change, own_language, rehearsals_among, verdict_bytes, verdict_word
from runbook.bundle.unpack import unpack
from runbook.bundle.zip_bytes import write_zip
from runbook.errors import InputError, Problem, RunbookError
from runbook.estate.record_search import look_into, may_be_record
from runbook.i18n import N_
from runbook.reading.plan_json import PLAN, load_plan, repeats_a_key
from runbook.resources import version

SAME = (
    "revision",
    "site",
    "change",
    "run",
    "verdict",
    "rehearsal",
    "amended",
    "culprits",
)  # whatever version told them


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedChange:
    """A change of a bundle: the verdict that stands there, and the one that is found now; None where there is none.

    `told_same`: the findings are those of verdict.json, too. `rehearsals` are records that were played. `to_come`: it
    is found as it stands there, but for times in it that are still to come by the clock of this machine.
    """

    folder: str
    stated: str | None
    found: str | None
    told_same: bool
    rehearsals: int = 0
    to_come: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing is said otherwise."""
        return self.found is not None and self.stated == self.found and self.told_same


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedBundle:
    """What became of a bundle; names are those within it. `ahead`: it says that it was judged at a time to come.
    `digest` is the SHA-256 of the ZIP; `packed_anew`: its files are those that were made, and its bytes are not."""

    manifest: BundleManifest
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    changes: tuple[CheckedChange, ...]
    ahead: bool
    digest: str
    packed_anew: bool

    @property
    def whole(self) -> bool:
        """Whether it is as it was made."""
        odd = self.changed or self.missing or self.added or self.ahead
        return not odd and all(one.same for one in self.changes)


def check_bundle(file: Path, now: datetime) -> CheckedBundle:
    """Look at a bundle and verify it again at `now` (aware). Raises RunbookError where it is refused, OSError."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        found = unpack(file, root)
        if MANIFEST not in found:
            problem = N_(
                "{file} is not a bundle: it has no manifest.json; name the ZIP that `runbook bundle` wrote, as it is"
            )
            raise RunbookError(problem, file=str(file))
        if not found[MANIFEST].sha256:  # what could not be unpacked has none
            raise RunbookError(N_("{file} is not a bundle: its manifest.json cannot be read"), file=str(file))
        manifest = read_bundle_manifest((root / MANIFEST).read_bytes(), str(file))
        noted = {one.name: one for one in manifest.files}
        as_of = _instant(manifest.as_of, str(file))
        files = [name for name in found if not name.endswith("/")]
        folders = {"/".join(each.split("/")[:2]) for each in files if each.count("/") > 1 or each.endswith(f"/{PLAN}")}
        stated = {one.folder: one for one in manifest.changes}
        planned = {each for each in folders if (plan := found.get(f"{each}/{PLAN}")) and plan.sha256}
        changed = {each for each in noted.keys() & found.keys() if _differ(noted[each], found[each])}
        if manifest.kit == version() and (root / MANIFEST).read_bytes() != manifest_bytes(manifest):
            changed.add(MANIFEST)
        digest = _digest(file)
        return CheckedBundle(
            manifest=manifest,
            changed=tuple(sorted(changed)),
            missing=tuple(sorted(noted.keys() - found.keys())),
            added=tuple(sorted(found.keys() - noted.keys() - {MANIFEST})),
            changes=tuple(
                _checked(root, folder, stated.get(folder), as_of, now, manifest)
                if folder in planned
                else _not_there(folder, stated.get(folder))
                for folder in sorted(folders | stated.keys())
            ),
            ahead=as_of is not None and as_of > now,
            digest=digest,
            packed_anew=bool(all(found[name].sha256 for name in files) and _as_made(root, files) != digest),
        )


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _as_made(root: Path, names: Iterable[str]) -> str:
    """The SHA-256 of the ZIP that the kit makes of files below `root`."""
    with tempfile.TemporaryFile() as stream:
        write_zip(stream, names, lambda name: (root / name).read_bytes())
        stream.seek(0)
        return file_digest(stream, "sha256").hexdigest()


def _differ(noted: BundledFile, found: BundledFile) -> bool:
    return (noted.sha256, noted.size) != (found.sha256, found.size)


def _instant(text: str | None, file: str) -> datetime | None:
    """When it was judged. Raises RunbookError where that is no time."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RunbookError(N_("{file} is not a bundle: its manifest.json cannot be read"), file=file) from None


def _not_there(folder: str, stated: BundledChange | None) -> CheckedChange:
    return CheckedChange(folder=folder, stated=stated.verdict if stated else None, found=None, told_same=False)


def _checked(
    root: Path,
    folder: str,
    stated: BundledChange | None,
    as_of: datetime | None,
    now: datetime,
    manifest: BundleManifest,
) -> CheckedChange:
    word = stated.verdict if stated else None
    try:
        plan = load_plan(root / folder / PLAN)
        verified = judged_change(root, folder, as_of or now)
    except InputError as error:
        problems = tuple(_without_root(problem, root) for problem in error.problems)
        return CheckedChange(folder=folder, stated=word, found=None, told_same=False, problems=problems)
    again = verdict_bytes(verified, own_language(plan))
    told_same = _says(root / folder / VERDICT, again, whole=manifest.kit == version())
    if stated and (f"{plan.site}/{plan.change}", plan.revision) != (folder, stated.revision):
        told_same = False
    found, to_come = verdict_word(verified), False
    if found != word and as_of is None:  # when it was made, it depended on no day
        to_come = verdict_word(judged_change(root, folder, None)) == word
    return CheckedChange(
        folder=folder,
        stated=word,
        found=found,
        told_same=told_same,
        rehearsals=rehearsals_among(verified),
        to_come=to_come,
    )


def _says(file: Path, again: bytes, *, whole: bool) -> bool:
    """Whether the verdict in a bundle is the one that was found now: to the byte where the same version told it."""
    try:
        there = file.read_bytes()
        if whole or there == again:
            return there == again
        told = json.loads(there)
        return not repeats_a_key(there, told) and [_essence(one) for one in told["results"]] == [
            _essence(one) for one in json.loads(again)["results"]
        ]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def _essence(result: dict[str, Any]) -> tuple[Any, ...]:
    findings = [(one["code"], one["steps"], one["where"]) for one in result["findings"]]
    return (*(result.get(name) for name in SAME), findings)


def _without_root(problem: Problem, root: Path) -> Problem:
    """The problem of a file by its name within the bundle."""
    return Problem(
        file=problem.file.removeprefix(f"{root}/"),
        line=problem.line,
        path=problem.path,
        message=problem.message,
        remedy=problem.remedy,
        args=problem.args,
    )


def records_left_out(file: Path, changes: Iterable[ChangeContents]) -> tuple[str, ...]:
    """The records in the bundle `file`, by their names within it, that one of `changes` would not hold any more; none
    where it is no bundle. Raises OSError where it cannot be read or unpacked."""
    held = {sha256(data).hexdigest() for one in changes for data in one.files.values()}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        try:
            found = unpack(file, root)
        except RunbookError:
            return ()
        gone = [one for one, noted in found.items() if noted.sha256 and noted.sha256 not in held]
        may_be = sorted(one for one in gone if may_be_record(PurePosixPath(one).name))
        looked = look_into(tuple(str(root / one) for one in may_be))
        return tuple(one for one, each in zip(may_be, looked, strict=True) if each.kind in ("record", "unread"))


def is_bundle(content: bytes) -> bool:
    """Whether `content` is a bundle as the kit wrote it: nobody has changed it since."""
    with tempfile.TemporaryDirectory() as name:
        file, root = Path(name, "bundle.zip"), Path(name, "in")
        file.write_bytes(content)
        root.mkdir()
        try:
            found = unpack(file, root)
            manifest = read_bundle_manifest((root / MANIFEST).read_bytes(), "")
        except (RunbookError, OSError):
            return False
    noted = {one.name: one for one in manifest.files}
    return found.keys() - {MANIFEST} == noted.keys() and not any(_differ(noted[one], found[one]) for one in noted)
