"""Imports run one way, as docs/architecture.md says, and slow libraries are not loaded where they are not needed."""

import ast
import graphlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from runbook.cli import COMMANDS
from tests.sources import modules

ROOT = Path(__file__).resolve().parent.parent
SLOW = ("weasyprint", "jinja2", "markdown_it", "qrcode", "xlsxwriter", "pikepdf", "fontTools")


def allowed_imports() -> dict[str, set[str]]:
    """The table of docs/architecture.md: a layer, and the layers that it may import."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", text, re.MULTILINE)
    names = [name for name, _ in rows]
    return {
        name: set(names) - {name, "__main__"} if "everything" in cell else set(re.findall(r"`(\w+)`", cell))
        for name, cell in rows
    }


@cache
def imports() -> dict[str, tuple[str, ...]]:
    """Each module of the kit, and the full names that it imports."""
    found = {}
    for file, tree in modules().items():
        name = ".".join(Path(file).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = tuple(imported(name.rpartition(".")[0], tree))
    return found


def imported(package: str, tree: ast.Module) -> Iterator[str]:
    """The full names that a module imports, wherever in the file it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def layer(name: str) -> str:
    """`model` of `runbook.model.site.Site`; "" of the package itself."""
    return [*name.split("."), ""][1]


def test_the_table_has_no_cycle() -> None:
    order = tuple(graphlib.TopologicalSorter(allowed_imports()).static_order())
    assert len(order) == len(set(order)) >= len(allowed_imports()) > 10


def test_imports_run_the_way_of_the_table() -> None:
    allowed = allowed_imports()
    wrong = []
    for name, targets in imports().items():
        for target in targets:
            inside = target.startswith("runbook.") and not target.startswith("runbook.__version__")
            if inside and layer(target) != layer(name) and layer(target) not in allowed.get(layer(name), set()):
                wrong.append(f"{name} imports {target}")
    assert wrong == []


def test_each_layer_stands_in_the_table() -> None:
    there = {layer(name) for name in imports()} - {""}
    assert there - set(allowed_imports()) == set()


def test_only_pdf_imports_weasyprint() -> None:
    users = {name for name, targets in imports().items() if any(t.split(".")[0] == "weasyprint" for t in targets)}
    quicker = {f"runbook.pdf.{name}" for name in ("quicker", "quicker_styles", "quicker_layout", "quicker_drawing")}
    helping = {f"runbook.pdf.{name}" for name in ("page_references", "tag_tree", "line_ends")}
    assert users <= {"runbook.pdf.weasyprint", *helping, *quicker}


def loaded_by(*words: str | Path) -> set[str]:
    """The top-level names of all modules that `runbook words…` loads; it has to end well."""
    return loaded_by_all(words)


def loaded_by_all(*commands: tuple[str | Path, ...]) -> set[str]:
    """The same of several, one after the other in one process."""
    program = (
        "import json, sys, runbook.cli\n"
        "for words in json.loads(sys.argv[1]):\n"
        "    try:\n        runbook.cli.runbook.main(words)\n"
        "    except SystemExit as end:\n        assert not end.code, words\n"
        "print('\\n'.join({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    given = json.dumps([[*map(str, words)] for words in commands])
    run = subprocess.run([sys.executable, "-c", program, given], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    return set(run.stderr.split())


@pytest.mark.sampled(4)
@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_loads_nothing_slow(command) -> None:
    assert loaded_by(command, "--help") & set(SLOW) == set()


def test_only_what_draws_loads_weasyprint(tmp_path) -> None:
    """The whole way from the inventory to a verdict, without drawing a page."""
    inventory, plan, record = ROOT / "examples" / "inventory.yaml", tmp_path / "plan.json", tmp_path / "record.csv"
    making = (sys.executable, "-m", "runbook", "plan", inventory, "--site", "lyon", "--format", "json")
    plan.write_bytes(subprocess.run(making, cwd=ROOT, check=True, capture_output=True).stdout)
    commands: tuple[tuple[str | Path, ...], ...] = (
        ("check", inventory),
        ("paths",),
        ("plan", inventory),
        ("simulate", "--plan", plan, "--format", "csv", "-o", record),
        ("verify", "--plan", plan, record),
    )
    assert "weasyprint" not in loaded_by_all(*commands)


def test_the_list_of_commands_loads_no_command() -> None:
    assert loaded_by("--help") & {*SLOW, "pydantic", "yaml", "babel"} == set()
