"""Copies of the kit's procedures with something changed in them, as the files of tests/examples/procedures/ say.

Each is a list of edits: `file` and `old` with `new` in its place (`old` stands there once), or `text` for the whole of
a file, or `end` to be added to it, or `rename` with its new name, or `remove: true`. `error` marks a file or folder as
a whole.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "templates" / "procedures"
EXAMPLES = ROOT / "tests" / "examples" / "procedures"
MARK = re.compile(r"# error(?:@([0-9]+))?: (.*?)(?=\s+# error|$)")


def examples(kind: str) -> list[Path]:
    found = sorted((EXAMPLES / kind).glob("*.yaml"))
    assert found
    return found


def edits_of(example: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(example.read_text(encoding="utf-8")))


def changed_copy(example: Path, place: Path) -> Path:
    """A copy of the kit's procedures in `place`, changed as `example` says."""
    folder = Path(shutil.copytree(OWN, place / "procedures"))
    for edit in edits_of(example):
        file = folder / edit["file"]
        if edit.get("remove"):
            file.unlink()
        elif "rename" in edit:
            file.rename(folder / edit["rename"])
        elif "text" in edit:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(edit["text"].encode(edit.get("encoding", "utf-8")))
        elif "end" in edit:
            file.write_text(file.read_text("utf-8") + edit["end"], "utf-8")
        elif "old" in edit:
            text = file.read_text("utf-8")
            assert text.count(edit["old"]) == 1, f"{edit['file']} has {edit['old']!r} {text.count(edit['old'])} times"
            file.write_text(text.replace(edit["old"], edit["new"]), "utf-8")
    return folder


def marks(example: Path, folder: Path) -> list[tuple[str, int | None, str]]:
    """The problems that are expected: file, line, and a part of what is said."""
    expected: list[tuple[str, int | None, str]] = []
    for edit in edits_of(example):
        if "error" in edit:
            expected += [(edit["file"], None, part) for part in edit["error"].split("\n") if part]
    for file in sorted(folder.rglob("*.y*ml")):
        text = file.read_bytes()
        decoded = text.decode("utf-16" if text.startswith(b"\xff\xfe") else "utf-8", errors="replace")
        for number, line in enumerate(decoded.splitlines(), 1):
            for at, part in MARK.findall(line):
                expected.append((str(file.relative_to(folder)), int(at) if at else number, part.strip()))
    return expected
