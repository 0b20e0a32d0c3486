import json
import re
from pathlib import Path

import jsonschema
import pytest

from runbook.load.schema import PLACE, schema_text
from runbook.load.yamltext import compose

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "tests" / "examples" / "inventory"
SCHEMA = json.loads(schema_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
# What an editor sees in a bad example: shapes. What relates several values is beyond a schema.
SHAPES = ("choices", "empty-lists", "forms", "missing-keys", "numbers", "read-as-something-else", "unknown-keys")


def data(file: Path) -> object:
    root, _problems = compose(file.read_text(encoding="utf-8-sig"), str(file))
    return root.plain()


def test_the_schema_in_the_repository_is_current():
    assert (ROOT / PLACE).read_text(encoding="utf-8") == schema_text(), "run: python -m runbook.load.schema"


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_key_says_what_it_is():
    nouns = [SCHEMA, *SCHEMA["$defs"].values()]
    assert [noun["additionalProperties"] for noun in nouns] == [False] * len(nouns)
    keys = [(noun["title"], key, found) for noun in nouns for key, found in noun["properties"].items()]
    silent = [(title, key) for title, key, found in keys if "description" not in found and "$ref" not in str(found)]
    assert silent == []


@pytest.mark.parametrize("file", [ROOT / "examples" / "inventory.yaml", *sorted((EXAMPLES / "good").glob("*.yaml"))])
def test_the_schema_accepts_what_check_accepts(file):
    assert [error.message for error in VALIDATOR.iter_errors(data(file))] == []


@pytest.mark.parametrize("name", SHAPES)
def test_the_schema_refuses_bad_shapes(name):
    file = EXAMPLES / "bad" / f"{name}.yaml"
    found = list(VALIDATOR.iter_errors(data(file)))
    marks = len(re.findall("# error", file.read_text(encoding="utf-8")))
    assert len(found) >= min(marks, 2)
