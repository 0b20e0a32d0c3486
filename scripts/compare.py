"""Show that a change of structure changes nothing that is made: `python scripts/compare.py BEFORE AFTER`.

Both are checkouts of the kit. Each renders, packs, plans, checks, simulates and verifies the same input in a temporary
folder and with a cache of its own; then all files that were made and all that was said are compared: PDFs by their
pages, text, pictures and form fields, JSON as data, mails part by part, the rest byte by byte.

Exit statuses: 0 nothing differs, 1 something differs, 2 a tree does not render, so that nothing can be compared.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.comparing.files import Compared, folders  # noqa: E402 - scripts are found from the root
from scripts.comparing.makes import CannotCompare, Tree, fingerprint, make  # noqa: E402

SHOWN = 20  # differences of one file


def main(arguments: list[str] | None = None) -> int:
    """Make, compare, tell."""
    asked = _options(arguments)
    before, after = asked.before.resolve(), asked.after.resolve()
    pythons = [
        path.absolute() for path in asked.python or (tree / ".venv" / "bin" / "python" for tree in (before, after))
    ]
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        work = Path(folder).resolve()
        try:
            inputs = _inputs(before if asked.input == "before" else after, asked.inventory)
            first = Tree(before, pythons[0], work / "before")
            made_before = _kept(first, inputs, asked.keep) if asked.keep else _made(first, inputs)
            made_after = _made(Tree(after, pythons[1], work / "after"), inputs)
        except CannotCompare as error:
            print(error, file=sys.stderr)
            return 2
        return tell(folders(made_before, made_after, frozenset(asked.added)))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, metavar="BEFORE", help="the checkout as it was")
    parser.add_argument("after", type=Path, metavar="AFTER", help="the checkout as it is")
    parser.add_argument(
        "--inventory", type=Path, nargs="+", metavar="FILE",
        help="inventories to render, the first with --archive; by default the example and twenty.yaml of AFTER",
    )  # fmt: skip
    parser.add_argument(
        "--python", type=Path, nargs=2, metavar=("BEFORE_PY", "AFTER_PY"),
        help="the interpreters; by default .venv/bin/python of each checkout",
    )  # fmt: skip
    parser.add_argument(
        "--added", action="append", default=[], metavar="PATH",
        help="a key of JSON that AFTER alone may have, such as plan.steps.effects; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--input", choices=("before", "after"), default="after",
        help="whose inventories and sample records both trees get; by default those of AFTER",
    )  # fmt: skip
    parser.add_argument(
        "--keep", type=Path, metavar="DIR",
        help="keep there what BEFORE makes, for the next comparison with the same BEFORE: it takes half as long",
    )  # fmt: skip
    return parser.parse_args(arguments)


def _inputs(tree: Path, inventories: list[Path] | None) -> dict[str, Path]:
    """Where the input lies, by its place below in/: inventories in numbered folders, samples beside them."""
    tests = tree / "tests"
    named = inventories or [tree / "examples" / "inventory.yaml", _one(tests, "twenty.yaml")]
    numbered = {f"{number}/{path.name}": path.resolve() for number, path in enumerate(named)}
    records = _one(tests, "records/plan.json").parent
    return {**numbered, "inventory": _one(tests, "inventory/bad").parent, "records": records}


def _one(folder: Path, name: str) -> Path:
    found = sorted(folder.rglob(name))
    if not found:
        raise CannotCompare(f"{folder}: there is no {name}")
    return found[0]


def _made(tree: Tree, inputs: dict[str, Path]) -> Path:
    """The folder with all that a tree makes."""
    start = perf_counter()
    tree.folder.mkdir(parents=True)
    make(tree, inputs)
    print(f"{tree.checkout} made its files in {perf_counter() - start:.0f} s", file=sys.stderr)
    return tree.folder


def _kept(tree: Tree, inputs: dict[str, Path], keep: Path) -> Path:
    """As `_made`, unless the same tree made the same before."""
    place = keep.resolve() / fingerprint(tree, inputs)
    if not place.is_dir():
        keep.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=keep.resolve(), prefix="part-") as part:
            made = _made(Tree(tree.checkout, tree.python, Path(part) / "before"), inputs)
            made.rename(place)
    return place


def tell(compared: Iterable[Compared]) -> int:
    """A line a kind of thing, each followed by its differences; whether there are any."""
    kinds: dict[str, list[Compared]] = {}
    for one in compared:
        kinds.setdefault(one.kind, []).append(one)
    for kind, some in sorted(kinds.items()):
        unlike = [one for one in some if one.differences]
        pages = sum(one.pages for one in some)
        told = f"{kind}: {len(some)} files{f', {pages} pages' if pages else ''}"
        print(f"{told}: {f'{len(unlike)} DIFFER' if unlike else 'the same'}")
        for one in unlike:
            _tell_differences(one)
    differ = any(one.differences for some in kinds.values() for one in some)
    print("Something differs." if differ else "Nothing differs.")
    return int(differ)


def _tell_differences(one: Compared) -> None:
    for difference in one.differences[:SHOWN]:
        print(f"  {one.name}: {difference}")
    if len(one.differences) > SHOWN:
        print(f"  {one.name}: and {len(one.differences) - SHOWN} more")


if __name__ == "__main__":
    sys.exit(main())
