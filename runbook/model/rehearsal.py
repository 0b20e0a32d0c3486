"""Rehearsals: played records are marked in the name of their run, in a way that nobody types.

`rehearsal-5-0f1e2d3c-4b5a6978` is the seed, a check of it and of the plan's revision, and one of all that is written.
"""

from __future__ import annotations

import hashlib
import re

UNSEALED = "-00000000"  # the check of what is not whole yet
_RUN = re.compile(r"rehearsal-([0-9]{1,20})-[0-9a-f]{8}(-[0-9a-f]{8})?", re.ASCII)
_WRITTEN = re.compile(rb"(rehearsal-[0-9]{1,20}-[0-9a-f]{8})-([0-9a-f]{8})(?![0-9a-z])")


def rehearsal_run(revision: str, seed: int, written: str = "") -> str:
    """What the run of a record is called that was played with `seed` by the plan of `revision`; `written` is the check
    of what it holds, with its hyphen."""
    digest = hashlib.sha256(f"{revision}:{seed}".encode()).hexdigest()
    return f"rehearsal-{seed}-{digest[:8]}{written}"


def is_rehearsal(revision: str, run: str) -> bool:
    """Whether `run` names a rehearsal of the plan of `revision`: no other name will do, however it is spelt."""
    return rehearsal_of(revision, run) is not None


def rehearsal_of(revision: str, run: str) -> tuple[int, str] | None:
    """The seed that a rehearsal of the plan of `revision` was played with, and the check of what was written; None
    where `run` names none."""
    found = _RUN.fullmatch(run)
    if found is None:
        return None
    seed, written = int(found[1]), found[2] or ""
    return (seed, written) if run == rehearsal_run(revision, seed, written) else None


def sealed(content: bytes) -> bytes:
    """The content of a rehearsal's file, its runs with the check of all of it in the place of UNSEALED."""
    return _with_check(content, _check(content))


def is_sealed(content: bytes) -> bool:
    """Whether a file is a rehearsal, and to the byte what was written."""
    checks = {found[2] for found in _WRITTEN.finditer(content)}
    return len(checks) == 1 and checks == {_check(content)}


def _check(content: bytes) -> bytes:
    return hashlib.sha256(_with_check(content, UNSEALED[1:].encode())).hexdigest()[:8].encode()


def _with_check(content: bytes, check: bytes) -> bytes:
    return _WRITTEN.sub(rb"\1-" + check, content)
