"""What cannot be read at all is told with the remedies of whoever reads it."""

from pathlib import Path

import pytest

from runbook.errors import InputError
from runbook.reading import input_file, text_file
from runbook.reading.advice import ANY_FILE, Advice
from runbook.reading.plan_json import load_plan
from runbook.reading.text_file import parse_text, read_text
from runbook.reading.wide_text import wide_name
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


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["without a mark", "with its mark"])
@pytest.mark.parametrize("width", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_a_text_in_wide_letters_is_called_what_it_is(width: str, order: str, mark: str, tmp_path: Path) -> None:
    """Also without a mark, as a program writes it that was told the order of the bytes."""
    content = (mark + '{"é": 1}').encode(f"{width}-{order}")
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_text(tmp_path / "a")
    (problem,) = caught.value.problems
    assert (problem.message, problem.args) == ("this file is written in {encoding}", (("encoding", width.upper()),))
    with pytest.raises(InputError) as caught:
        load_plan(tmp_path / "a")
    (problem,) = caught.value.problems
    assert problem.message == "this JSON is written in {encoding}, and not in UTF-8"


@pytest.mark.parametrize(
    "content", [b"\x01\x00\x02\x00", b"\x1b\x00\x00\x00", b"a\x00", b"\x00\x00\x00\x00", b"a: \x00b"]
)
def test_bytes_with_zeros_are_no_wide_letters(content: bytes) -> None:
    assert wide_name(content) is None
