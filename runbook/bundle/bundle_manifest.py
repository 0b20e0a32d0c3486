"""What a bundle says of itself: `manifest.json`, beside the folders of its changes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from runbook.errors import RunbookError
from runbook.i18n import N_
from runbook.reading.plan_json import repeats_a_key

MANIFEST = "manifest.json"
VERDICT = "verdict.json"  # in the folder of each change: what verify says of its records
REPORT = "report"
RECORDS = "records"  # the folder of those that did not lie with the change
FORMAT = "runbook-bundle/1"
NO_RECORD = "no-record"  # in the place of a verdict, where a change has none


class BundledFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file, by its place in the bundle; `size` is in bytes."""

    name: str
    size: int
    sha256: str


class BundledChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change: the revision of its plan, and the worst of the verdicts on its records."""

    site: str
    change: str
    revision: str
    verdict: str

    @property
    def folder(self) -> str:
        """Where its files are in the bundle."""
        return f"{self.site}/{self.change}"


class BundleManifest(msgspec.Struct, frozen=True, kw_only=True):
    """`kit` is the version that made it; `as_of` when it was judged where a verdict depends on that, ISO 8601."""

    format: str
    kit: str
    as_of: str | None
    changes: Sequence[BundledChange]
    files: Sequence[BundledFile]


def manifest_bytes(manifest: BundleManifest) -> bytes:
    """The content of manifest.json."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def read_bundle_manifest(content: bytes, file: str) -> BundleManifest:
    """The manifest in `content`, of the bundle `file`. Raises RunbookError where it is none of this format."""
    try:
        manifest = msgspec.json.decode(content, type=BundleManifest)
        twice = repeats_a_key(content, msgspec.json.decode(content))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise RunbookError(N_("{file} is not a bundle: its manifest.json cannot be read"), file=file) from None
    places = [*(one.name for one in manifest.files), *(one.folder for one in manifest.changes)]
    if twice or len(set(places)) < len(places):
        raise RunbookError(N_("{file} is not a bundle: its manifest.json names something twice"), file=file)
    if manifest.format != FORMAT:
        raise RunbookError(N_("{file} is not a bundle that this version of the kit knows"), file=file)
    return manifest
