"""What a checkout of the kit makes: its commands run on the same input; what they say is kept beside what they write.

The kit is asked by its command line alone: how its modules are called does not matter. A tree's folder holds `in/` (the
input), `made/` (what was written), `said/` (what each command said, with its status) and `cache/`.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from scripts.comparing import calls
from scripts.comparing.calls import JOBS, Call


class CannotCompare(Exception):
    """There is nothing to compare: a tree cannot be asked, or does not render."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A checkout, the interpreter that runs it, and the folder that it works in."""

    checkout: Path
    python: Path
    folder: Path


def make(tree: Tree, inputs: dict[str, Path]) -> None:
    """Run all commands in an empty folder. Raises CannotCompare."""
    for name, path in inputs.items():
        target = tree.folder / "in" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if path.is_dir() else shutil.copy)(path, target)
    (tree.folder / "made").mkdir()
    _is_its_own(tree)
    for call in calls.drawing(tree.folder):
        run(tree, call)
    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(partial(run, tree), calls.on_input(tree.folder)))
        list(pool.map(partial(run, tree), calls.on_what_was_made(tree.folder)))
    shutil.rmtree(tree.folder / "cache", ignore_errors=True)


def _is_its_own(tree: Tree) -> None:
    """That the interpreter finds the kit of the checkout and no other."""
    code = "import importlib.util as u; print(u.find_spec('runbook').origin)"
    asked = subprocess.run(
        [tree.python, "-c", code], cwd=tree.folder, env=_environment(tree), capture_output=True, text=True
    )
    if not asked.stdout.startswith(f"{tree.checkout}{os.sep}"):
        raise CannotCompare(f"{tree.python} does not run the kit of {tree.checkout}: {asked.stdout}{asked.stderr}")


def run(tree: Tree, call: Call) -> None:
    """Run one command and keep what it says; folders of this machine are given names that both trees share."""
    ran = subprocess.run(
        [tree.python, "-m", "runbook", *call.words],
        cwd=tree.folder,
        env={**_environment(tree), "LC_ALL": call.locale},
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    said, complaint = (_without_places(tree, told) for told in (ran.stdout, ran.stderr))
    if call.needed and ran.returncode:
        raise CannotCompare(f"{tree.checkout}: runbook {shlex.join(call.words)}: {complaint.decode(errors='replace')}")
    place = tree.folder / "said" / call.label
    place.parent.mkdir(parents=True, exist_ok=True)
    if {"json", "sarif"} & set(call.words) and call.words[0] != "simulate":
        place.with_name(f"{place.name}.json").write_bytes(said)
        said = b""
    head = f"$ runbook {shlex.join(call.words)}\nstatus {ran.returncode}\n".encode()
    place.with_name(f"{place.name}.txt").write_bytes(head + said + b"--- on standard error\n" + complaint)


def _environment(tree: Tree) -> dict[str, str]:
    own = {
        "PYTHONPATH": str(tree.checkout),
        "PYTHONUTF8": "1",
        "XDG_CACHE_HOME": str(tree.folder / "cache"),
        "COLUMNS": "100",
        "TZ": "UTC",
    }
    passed = {name: value for name, value in os.environ.items() if not re.match("LC_|LANG|PYTHON|RUNBOOK", name)}
    return passed | own


def _without_places(tree: Tree, said: bytes) -> bytes:
    for place, name in sorted(((tree.folder, b"<folder>"), (tree.checkout, b"<kit>")), key=lambda p: -len(str(p[0]))):
        said = said.replace(os.fsencode(place), name)
    return said


def fingerprint(tree: Tree, inputs: dict[str, Path]) -> str:
    """A hash of all that decides what a tree makes: its files, its libraries, the input, and these commands."""
    code = "from importlib.metadata import distributions as d; print(sorted((x.name, x.version) for x in d()))"
    libraries = subprocess.run([tree.python, "-c", code], capture_output=True, check=True).stdout
    told = sha256(libraries + Path(__file__).read_bytes() + Path(calls.__file__).read_bytes())
    for root in (tree.checkout, *inputs.values()):
        for file in sorted(root.rglob("*")) if root.is_dir() else [root]:
            hidden = any(part.startswith(".") or part == "__pycache__" for part in file.relative_to(root).parts)
            if file.is_file() and not hidden:
                told.update(f"\0{file.relative_to(root)}\0".encode() + sha256(file.read_bytes()).digest())
    return told.hexdigest()[:16]
