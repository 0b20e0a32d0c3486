"""The scripts of pages hold what their JSDoc says, by TypeScript at its strictest: `make browsers` fetches it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from runbook.resources import templates
from tests.web.browsers import MODULES

OPTIONS = {"allowJs": True, "checkJs": True, "noEmit": True, "strict": True, "target": "es2022",
           "noUncheckedIndexedAccess": True, "lib": ["es2023", "dom", "dom.iterable"], "types": []}  # fmt: skip
SCRIPTS = sorted(file.name for file in (templates() / "html").glob("*.js") if file.name != "page.js")


@pytest.mark.long
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_typed(script: str, tmp_path: Path) -> None:
    assert_typed([templates() / "html" / name for name in ("page.js", script)], tmp_path)


@pytest.mark.long
def test_the_scripts_of_the_checklist_are_typed(tmp_path: Path) -> None:
    folder = templates() / "html" / "checklist"
    files = [templates() / "html" / "page.js", *sorted(folder.glob("*.ts")), *sorted(folder.glob("*.js"))]
    assert_typed(files, tmp_path, noUncheckedIndexedAccess=False)


def assert_typed(files: list[Path], tmp_path: Path, **otherwise: bool) -> None:
    compiler = MODULES / "typescript" / "bin" / "tsc"
    if shutil.which("node") is None or not compiler.is_file():
        pytest.skip("no TypeScript: see `make browsers`")
    told = {"compilerOptions": {**OPTIONS, **otherwise}, "files": list(map(str, files))}
    (tmp_path / "tsconfig.json").write_text(json.dumps(told), encoding="utf-8")
    run = subprocess.run(["node", compiler, "-p", tmp_path], capture_output=True, text=True)
    assert (run.stdout, run.returncode) == ("", 0)
