"""A name means one thing in the whole kit, and an import says in full what it takes."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.sources import modules


def defined(tree: ast.Module) -> Iterator[str]:
    """Public classes and type aliases of a module: capitalised, and no constants (all capitals)."""
    for node in tree.body:
        targets: list[ast.expr] = []
        if isinstance(node, ast.ClassDef):
            yield from [] if node.name.startswith("_") else [node.name]
        elif isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        yield from (name for name in names if name[0].isupper() and not name.isupper())


def test_a_class_or_type_has_a_name_of_its_own() -> None:
    places = defaultdict(list)
    for file, tree in modules().items():
        for name in defined(tree):
            places[name].append(file)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_no_three_packages_have_a_module_of_one_name() -> None:
    places = defaultdict(list)
    for file in map(Path, modules()):
        if file.stem != "__init__":
            places[file.stem].append(str(file.parent))
    assert {name: packages for name, packages in places.items() if len(packages) > 2} == {}


def test_imports_are_written_out() -> None:
    relative = [
        f"{file}:{node.lineno}"
        for file, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []
