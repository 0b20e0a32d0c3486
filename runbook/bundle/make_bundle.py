"""Changes to the bytes of a bundle."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from runbook.bundle.bundle_manifest import (
    FORMAT,
    MANIFEST,
    REPORT,
    VERDICT,
    BundledChange,
    BundledFile,
    BundleManifest,
    manifest_bytes,
)
from runbook.bundle.contents import ChangeContents
from runbook.bundle.judged_files import (
    judged_change,
    own_language,
    rehearsals_among,
    reports,
    verdict_bytes,
    verdict_word,
)
from runbook.bundle.zip_bytes import zip_bytes
from runbook.errors import naming
from runbook.resources import version
from runbook.verify.session import Verified

TO_COME = "TIM005"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBundle:
    """A bundle and what it says of itself; `rehearsals` are those among the records of each change, in its order.
    `to_come`: a record has times that are still to come by the clock of this machine."""

    content: bytes
    manifest: BundleManifest
    rehearsals: tuple[int, ...]
    to_come: bool


def make_bundle(changes: Sequence[ChangeContents], now: datetime) -> MadeBundle:
    """The bundle of some changes, judged at `now` (aware). Raises InputError where plans or records cannot be read."""
    files: dict[str, bytes] = {}
    listed: list[BundledChange] = []
    rehearsals: list[int] = []
    dated = to_come = False
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for one in changes:
            plan, folder = one.plan, f"{one.plan.site}/{one.plan.change}"
            _put(root / folder, one.files)
            verified, depends = _judged(root, folder, now)
            dated = dated or depends
            to_come = to_come or any(found.code == TO_COME for each in verified for found in each.result.findings)
            language = own_language(plan)
            made = {VERDICT: verdict_bytes(verified, language)}
            for number, report in enumerate(reports(root, verified, language), 1):
                made[f"{REPORT}.pdf" if number == 1 else f"{REPORT}-{number}.pdf"] = report
            files |= {f"{folder}/{name}": data for name, data in {**one.files, **made}.items()}
            rehearsals.append(rehearsals_among(verified))
            word = verdict_word(verified)
            listed.append(BundledChange(site=plan.site, change=plan.change, revision=plan.revision, verdict=word))
    manifest = BundleManifest(
        format=FORMAT,
        kit=version(),
        as_of=now.isoformat(timespec="minutes") if dated else None,
        changes=tuple(listed),
        files=tuple(_noted(name, files[name]) for name in sorted(files)),
    )
    content = zip_bytes({**files, MANIFEST: manifest_bytes(manifest)})
    return MadeBundle(content=content, manifest=manifest, rehearsals=tuple(rehearsals), to_come=to_come)


def _put(folder: Path, files: dict[str, bytes]) -> None:
    """Raises OSError, which names the temporary folder: what is in it nobody knows."""
    for name, data in files.items():
        place = folder / name
        with naming(Path(tempfile.gettempdir())):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)


def _judged(root: Path, folder: str, now: datetime) -> tuple[tuple[Verified, ...], bool]:
    """The verdicts, and whether they depend on the day on which they are given: most do not, and a bundle is then the
    same on any day."""
    timeless, dated = judged_change(root, folder, None), judged_change(root, folder, now)
    same = [one.result for one in timeless] == [one.result for one in dated]
    return (timeless, False) if same else (dated, True)


def _noted(name: str, data: bytes) -> BundledFile:
    return BundledFile(name=name, size=len(data), sha256=sha256(data).hexdigest())
