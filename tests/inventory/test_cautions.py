"""What `check` warns of in values: characters that no page can show."""

from __future__ import annotations

from pathlib import Path

import pytest

from runbook.cli.cautions import cautions
from runbook.errors import Problem
from runbook.inventory.load import load_files

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
BENGALI = "\u0995\u0996"  # two letters that the kit's fonts lack


def said(folder: Path, **changed: str) -> tuple[list[Problem], list[str]]:
    """The cautions of the example with values of it changed, and its lines."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changed.items():
        old = old.replace("_", " ")
        assert old in text
        text = text.replace(old, new)
    file = folder / "inventory.yaml"
    file.write_text(text, encoding="utf-8")
    return [c for f in load_files(file, lambda site, _: site, cautions) for c in f.cautions], text.splitlines()


@pytest.mark.parametrize(
    ("value", "path"), [("Example SA", "organization"), ("Montréal", ".name"), ("N. Keller", ".name")]
)
def test_a_value_that_no_font_can_draw_is_named_with_its_line_and_its_characters(value, path, tmp_path):
    told, lines = said(tmp_path, **{value.replace(" ", "_"): f"{value} {BENGALI}"})
    assert told
    for caution in told:
        assert BENGALI in lines[(caution.line or 0) - 1]
        assert caution.path.endswith(path)
        assert dict(caution.args)["characters"] == "\u0995 (U+0995), \u0996 (U+0996)"
        assert dict(caution.args)["sign"] == "⟨U+0995⟩"


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć", "Nguyễn Thị Ánh", "Ελένη Παππά", "Жанна Ёлкина", "Անի", "გიორგი", "דוד כהן", "محمد علي",
        "अनिल शर्मा", "สมชาย ใจดี", "東京 太郎", "やまだ はなこ", "ヤマダ", "王小明", "陳美玲", "김민준",
    ],
)  # fmt: skip
def test_names_in_many_scripts_are_no_matter(name, tmp_path):
    assert said(tmp_path, **{"N._Keller": name})[0] == []


def test_of_many_characters_the_first_are_named(tmp_path):
    told, _ = said(tmp_path, Montréal="".join(chr(code) for code in range(0x995, 0x9A5)))
    assert dict(told[0].args)["characters"].endswith("U+0999), …")
