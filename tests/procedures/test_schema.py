"""docs/procedures.schema.json is made from the model, and accepts what is accepted."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from runbook.procedures.facts import FACTS
from runbook.procedures.files import FOLDERS, PARTS
from runbook.procedures.schema import PLACE, schema_text
from runbook.procedures.values import VALUES
from tests.procedures.changed import EXAMPLES, OWN, ROOT, changed_copy

SCHEMA = json.loads(schema_text())
FILES = sorted(OWN.rglob("*.yaml"))
# What an editor sees in a bad example: the file, and what is wrong with its shape.
SHAPES = {
    "unknown-key": "steps/preparation.yaml",
    "missing-key": "steps/pair.yaml",
    "text-for-list": "steps/pair.yaml",
    "unknown-scope": "steps/preparation.yaml",
    "unknown-role": "steps/preparation.yaml",
    "number-for-text": "links.yaml",
    "too-long": "steps/preparation.yaml",
    "empty-list": "paths/single.yaml",
    "no-minutes": "steps/pair.yaml",
    "name-of-a-rule": "rules.yaml",
    "form-of-an-event": "steps/cluster.yaml",
    "form-of-a-path": "paths/single.yaml",
    "condition-of-a-step": "steps/pair.yaml",
    "condition-of-a-line": "blocks.yaml",
    "unknown-value": "steps/pair.yaml",
}


def part_of(place: str) -> str:
    folder, _, _name = place.partition("/")
    return folder if folder in FOLDERS else place.removesuffix(".yaml")


def errors(place: str, text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{part_of(place)}", "$defs": SCHEMA["$defs"]})
    return [error.message for error in validator.iter_errors(yaml.safe_load(text))]


def test_the_schema_in_the_repository_is_current():
    assert (ROOT / PLACE).read_text(encoding="utf-8") == schema_text(), "run: python -m runbook.procedures.schema"


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert [each["$ref"] for each in SCHEMA["anyOf"]] == [f"#/$defs/{part}" for part in PARTS]


def test_every_key_says_what_it_is():
    nouns = [found for found in SCHEMA["$defs"].values() if "properties" in found]
    assert [noun["additionalProperties"] for noun in nouns] == [False] * len(nouns)
    keys = [(noun["title"], key, found) for noun in nouns for key, found in noun["properties"].items()]
    assert len(keys) > 100
    assert [(title, key) for title, key, found in keys if not found.get("description")] == []


def test_conditions_and_values_are_completed():
    step, slot = SCHEMA["$defs"]["StepData"], SCHEMA["$defs"]["SlotData"]
    assert step["properties"]["when"]["items"]["enum"] == list(FACTS)
    assert slot["properties"]["value"]["enum"] == list(VALUES)


@pytest.mark.sampled(11)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(OWN).as_posix())
def test_the_schema_accepts_the_kits_own_files(file: Path):
    assert errors(file.relative_to(OWN).as_posix(), file.read_text(encoding="utf-8")) == []
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(yaml.safe_load(file.read_text(encoding="utf-8")))


@pytest.mark.long
@pytest.mark.parametrize("example", sorted((EXAMPLES / "good").glob("*.yaml")), ids=lambda file: file.stem)
def test_the_schema_accepts_what_check_accepts(example: Path, tmp_path: Path):
    folder = changed_copy(example, tmp_path)
    files = list(folder.rglob("*.yaml"))
    assert len(files) > 10
    for file in files:
        assert errors(file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8")) == []


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", SHAPES)
def test_the_schema_refuses_bad_shapes(name: str, tmp_path: Path):
    folder = changed_copy(EXAMPLES / "bad" / f"{name}.yaml", tmp_path)
    assert errors(SHAPES[name], (folder / SHAPES[name]).read_text(encoding="utf-8"))
