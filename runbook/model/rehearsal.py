"""Rehearsals: played records are marked in the name of their run, in a way that nobody types."""

from __future__ import annotations

import hashlib
import re

_RUN = re.compile(r"rehearsal-([0-9]{1,20})-[0-9a-f]{8}", re.ASCII)


def rehearsal_run(revision: str, seed: int) -> str:
    """What the run of a record is called that was played with `seed` by the plan of `revision`."""
    digest = hashlib.sha256(f"{revision}:{seed}".encode()).hexdigest()
    return f"rehearsal-{seed}-{digest[:8]}"


def is_rehearsal(revision: str, run: str) -> bool:
    """Whether `run` names a rehearsal of the plan of `revision`: no other name will do, however it is spelt."""
    return rehearsal_seed(revision, run) is not None


def rehearsal_seed(revision: str, run: str) -> int | None:
    """The seed that a rehearsal of the plan of `revision` was played with; None where `run` names none."""
    found = _RUN.fullmatch(run)
    return int(found[1]) if found and run == rehearsal_run(revision, int(found[1])) else None
