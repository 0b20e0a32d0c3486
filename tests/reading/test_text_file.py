"""What cannot be read at all is told with the remedies of whoever reads it."""

from pathlib import Path

import pytest

from runbook.errors import InputError
from runbook.reading import input_file, text_file
from runbook.reading.advice import ANY_FILE, Advice
from runbook.reading.text_file import parse_text, read_text
from runbook.reading.yaml_text import MAX_DEPTH, compose

OURS = Advice(missing="look for it", empty="fill it", split="halve it", compare="look at ours")


def remedy_of(text: str | None, file: Path, advice: Advice) -> str:
    if text is not None:
        file.write_text(text)
    with pytest.raises(InputError) as caught:
        parse_text(file, lambda found: compose(found, str(file), advice=advice), advice)
    (problem,) = caught.value.problems
    return problem.remedy


@pytest.mark.parametrize("advice", [ANY_FILE, OURS])
@pytest.mark.parametrize(
    ("text", "name"),
    [(None, "missing"), ("# nothing\n", "empty"), ("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), "compare")],
)
def test_remedies_are_those_of_the_reader(text: str | None, name: str, advice: Advice, tmp_path: Path) -> None:
    assert remedy_of(text, tmp_path / "file.yaml", advice) == getattr(advice, name)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (input_file, text_file):
        monkeypatch.setattr(module, "LIMIT", 10)
    assert remedy_of("a: 12345678901", tmp_path / "file.yaml", OURS) == "halve it"


def test_a_text_is_handed_over_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    assert read_text(tmp_path / "a") == "one\r\ntwo"
