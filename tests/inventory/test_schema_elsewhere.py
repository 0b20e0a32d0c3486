"""The JSON Schemas as other programs read them: patterns are ECMAScript's, in its Unicode mode, and bring messages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.inventory import test_schema
from tests.inventory.language_server import LanguageServer
from tests.inventory.test_schema import EXAMPLES, SHAPES

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = [ROOT / "docs" / f"{name}.schema.json" for name in ("inventory", "procedures")]
EDITORS = ROOT / ".bench" / "editors" / "node_modules"
SERVER = EDITORS / "yaml-language-server" / "bin" / "yaml-language-server"
PAIR = test_schema.PAIR.replace("yes", "true")  # YAML 1.2, which editors read, knows no other words
NO_NODE = shutil.which("node") is None
GOOD = [
    ROOT / "examples" / "inventory.yaml",
    ROOT / "templates" / "inventory.yaml",
    *(EXAMPLES / "good").glob("*.yaml"),
]

# A slip of the hand, and what an editor says of it.
TYPOS = {
    "write 1 to 40 letters": ("id: paris", "id: la défense"),
    "write a name such as support.example.com": ("hostname: support.example.com", "hostname: support_example.com"),
    "write digits and dots in quotes": ('software: "23.1.1"', 'software: "23.1.1-beta"'),
    "write a tag such as fr": ("languages: [fr, en]", "languages: [french, en]"),
    "write one IPv4 or IPv6 address": ("ip: 192.0.2.11", "ip: 192.0.2.256"),
    "write date and time": ("start: 2026-12-05 22:00", "start: 2026-12-05 22h00"),
    "write letters and digits alone": ("initials: CM", "initials: C.M."),
    "write an address alone": ("name: C. Martin", 'name: C. Martin, email: "C. Martin <cm@example.com>"'),
    "write a text that is not blank": ("name: Paris", 'name: "  "'),
}


def checked(*arguments: str) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    return run.returncode, run.stdout + run.stderr


def inventory(tmp_path: Path, old: str = "", new: str = "") -> Path:
    assert old in PAIR
    file = tmp_path / "inventory.yaml"
    file.write_text(PAIR.replace(old, new, 1) if old else PAIR, encoding="utf-8")
    return file


@pytest.mark.long
def test_check_jsonschema_takes_the_schemas() -> None:
    status, said = checked("--check-metaschema", *map(str, SCHEMAS))
    assert status == 0, said


@pytest.mark.long
def test_check_jsonschema_accepts_what_check_accepts() -> None:
    status, said = checked("--schemafile", str(SCHEMAS[0]), *map(str, GOOD))
    assert status == 0, said


@pytest.mark.long
@pytest.mark.parametrize("initials", ["ÉM", "Ñ", "ŁK2", "李"])
def test_initials_of_any_letters_are_accepted(tmp_path: Path, initials: str) -> None:
    file = inventory(tmp_path, "initials: CM", f"initials: {initials}")
    status, said = checked("--schemafile", str(SCHEMAS[0]), str(file))
    assert status == 0, said


@pytest.mark.long
def test_check_jsonschema_refuses_each_slip(tmp_path: Path) -> None:
    for number, (old, new) in enumerate(TYPOS.values()):
        (tmp_path / str(number)).mkdir()
        inventory(tmp_path / str(number), old, new)
    files = sorted(map(str, tmp_path.glob("*/inventory.yaml")))
    status, said = checked("--output-format", "json", "--schemafile", str(SCHEMAS[0]), *files)
    assert status == 1
    assert {error["filename"] for error in json.loads(said)["errors"]} == {*files}


def test_every_pattern_brings_a_message() -> None:
    def silent(schema: object) -> list[object]:
        if isinstance(schema, list):
            return [found for one in schema for found in silent(one)]
        if not isinstance(schema, dict):
            return []
        here = [schema["pattern"]] if isinstance(schema.get("pattern"), str) else []
        return [*(here if "patternErrorMessage" not in schema else []), *silent([*schema.values()])]

    assert [silent(json.loads(file.read_text(encoding="utf-8"))) for file in SCHEMAS] == [[], []]


AJV = """
const Ajv = require(process.argv[1] + "/ajv/dist/2020");
for (const file of process.argv.slice(2, 4)) new Ajv({strict: false, unicodeRegExp: true}).compile(require(file));
const judge = new Ajv({strict: false, unicodeRegExp: true}).compile(require(process.argv[2]));
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0)).map(one => judge(one))));
"""


@pytest.mark.long
@pytest.mark.skipif(NO_NODE or not (EDITORS / "ajv").is_dir(), reason="ajv is not there: make editors")
def test_ajv_takes_the_schemas_and_judges_alike() -> None:
    from runbook.reading.yaml_text import compose

    texts = [file.read_text(encoding="utf-8-sig") for file in GOOD]
    texts += [(EXAMPLES / "bad" / f"{name}.yaml").read_text(encoding="utf-8-sig") for name in SHAPES]
    texts += [PAIR.replace(old, new, 1) for old, new in TYPOS.values()]
    told = json.dumps([compose(text, "f")[0].plain() for text in texts]).replace("NaN", '{"no": "number"}')
    run = subprocess.run(
        ["node", "-e", AJV, str(EDITORS), *map(str, SCHEMAS)],
        input=told, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == [number < len(GOOD) for number in range(len(texts))]


@pytest.mark.long
@pytest.mark.skipif(NO_NODE or not SERVER.is_file(), reason="yaml-language-server is not there: make editors")
def test_an_editor_says_what_to_write() -> None:
    with LanguageServer(SERVER, SCHEMAS[0]) as server:
        assert server.said(PAIR) == []
        for message, (old, new) in TYPOS.items():
            said = server.said(PAIR.replace(old, new, 1))
            line = PAIR[: PAIR.index(old)].count("\n") + 1
            assert [one for one in said if one.startswith(f"{line}: {message}")], (old, said)
        assert "timezon is not allowed" in str(server.said(PAIR.replace("timezone:", "timezon:")))
        assert "standalone" in str(server.said(PAIR.replace("role: backup", "role: bakcup")))
