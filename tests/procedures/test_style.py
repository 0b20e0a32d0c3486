"""The procedures as text: people who write no Python read and change them, and a change shows only what it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

PROCEDURES = Path(__file__).resolve().parents[2] / "templates" / "procedures"
FILES = sorted(PROCEDURES.rglob("*.yaml"))
COLUMNS = 120
RULE_KEYS = ["kind", "severity", "hop", "same_appliance", "same_window", "minutes", "exact"]
RULE_KEYS += ["first", "then", "steps", "text", "when", "unless", "sources", "kit"]


def rules() -> list[tuple[yaml.ScalarNode, yaml.MappingNode]]:
    """The names of all rules and what stands under them, as written."""
    root = yaml.compose((PROCEDURES / "rules.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    return list(root.value)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PROCEDURES).as_posix())
def test_lines_are_short_and_clean(file: Path) -> None:
    text = file.read_bytes().decode("utf-8")
    lines = list(enumerate(text.split("\n"), start=1))
    assert [number for number, line in lines if len(line) > COLUMNS] == [], f"lines over {COLUMNS} columns: fold (>-)"
    assert [number for number, line in lines if line != line.rstrip()] == [], "lines with blanks at their end"
    assert [number for number, line in lines if "\t" in line] == [], "lines with tabs"
    assert text.endswith("\n"), "the last line has no end"
    assert not text.endswith("\n\n"), "empty lines at the end"


def test_a_rule_has_one_key_a_line() -> None:
    assert rules()
    for name, rule in rules():
        assert not rule.flow_style, f"{name.value}: in braces"
        starts = [name.start_mark.line, *(key.start_mark.line for key, _value in rule.value)]
        assert len(set(starts)) == len(starts), f"{name.value}: two keys in a line"


def test_the_keys_of_a_rule_stand_in_one_order() -> None:
    assert rules()
    for name, rule in rules():
        keys = [key.value for key, _value in rule.value]
        assert keys == [key for key in RULE_KEYS if key in keys], name.value


def test_an_empty_line_stands_before_each_rule() -> None:
    lines = (PROCEDURES / "rules.yaml").read_text(encoding="utf-8").splitlines()
    assert [name.value for name, _rule in rules() if lines[name.start_mark.line - 1] != ""] == []
