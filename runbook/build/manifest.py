"""What lies in a change's folder, and what each file was made from: `.made.json`, beside the files.

Nothing is believed: a file is current where its key is that of what it would be made from now, and its bytes have the
hash that was noted. The note bears a hash of itself. The same files have the same note.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple

from runbook.atomic_write import put
from runbook.reading.found_file import content_found

MANIFEST = ".made.json"
FORMAT = "runbook-made/1"


class ManifestEntry(NamedTuple):
    """A file as it was made: the key of what it was made from, and the sha-256 of its bytes."""

    key: str
    content: str


Manifest = dict[str, ManifestEntry]


def read_manifest(folder: Path) -> Manifest:
    """What was noted of the files in `folder`; nothing where the note is missing, damaged, or of another format."""
    try:
        data = json.loads(content_found(folder / MANIFEST) or b"{}")
        files = {name: ManifestEntry(*map(str, noted)) for name, noted in data["files"].items()}
        whole = data["format"] == FORMAT and data["sha256"] == _own(files)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    return files if whole else {}


def write_manifest(folder: Path, files: Mapping[str, ManifestEntry]) -> None:
    """Note down `files`. Raises OSError."""
    ordered = {name: list(files[name]) for name in sorted(files)}
    data = {"format": FORMAT, "sha256": _own(files), "files": ordered}
    put(folder / MANIFEST, json.dumps(data, indent=1).encode() + b"\n")


def digest_of(data: bytes) -> str:
    """The sha-256 of a file's bytes, in hexadecimal: what a manifest notes of it."""
    return sha256(data).hexdigest()


def is_as_made(path: Path, noted: ManifestEntry) -> bool:
    """Whether the file at `path` has the bytes that were noted of it."""
    if path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == noted.content
    except OSError:
        return False


def _own(files: Mapping[str, ManifestEntry]) -> str:
    return digest_of(json.dumps([[name, *files[name]] for name in sorted(files)]).encode())
