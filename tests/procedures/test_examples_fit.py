"""The files of tests/examples/procedures/ go with the procedures of today: said at once, as the tests of what they say
are long and drawn now and then."""

from __future__ import annotations

import pytest

from tests.procedures.changed import OWN, edits_of, examples


@pytest.mark.parametrize("kind", ["good", "bad"])
def test_the_words_that_an_example_replaces_stand_once_in_the_procedures(kind: str) -> None:
    texts = {file: file.read_text("utf-8") for file in OWN.rglob("*.yaml")}
    replaced = [(file.stem, edit) for file in examples(kind) for edit in edits_of(file) if "old" in edit]
    assert replaced
    assert [name for name, edit in replaced if texts[OWN / edit["file"]].count(edit["old"]) != 1] == []
