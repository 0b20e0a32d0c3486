"""An edited inventory reads as it was meant to, and every line that was not meant stays as it was."""

from __future__ import annotations

import copy
import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from runbook.importing.yaml_edits import Edit, NoPlaceError, applied, edited
from runbook.importing.yaml_text_of import flow_text
from runbook.reading.yaml_text import compose

EXAMPLE = (Path(__file__).parent.parent.parent / "examples" / "inventory.yaml").read_text(encoding="utf-8")
HOSTILE = (
    "!!python/object/apply:os.system ['id']", "{{ lookup('pipe', 'id') }}", "=cmd|' /C calc'!A0", "- a", "? b", "*x",
    "&x y", "a: b", "a #b", "yes", "NO", "null", "~", "12:30:00", "6.10", "0x1f", "1e3", "", " a ", "'", '"', "\\",
    "@a", "%TAG", "`a`", "2026-12-05", "2026-12-05 22:00", "|", ">", "---", "...", "é – ’",
    "\U0001f600", "[a, b]", "{a: b}",
    "a,b", "<<", "=",
)  # fmt: skip


def plain(text: str) -> Any:
    root, problems = compose(text, "x")
    assert problems == ()
    return root.plain()


def changed(text: str, *edits: Edit) -> list[str]:
    """The lines that go and come, with - and + before them; the rest is the same, and all reads as it should."""
    new = edited(text, edits)
    assert plain(new) == applied(copy.deepcopy(plain(text)), edits)
    lines = difflib.unified_diff(text.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.sampled(8)
@pytest.mark.parametrize("value", HOSTILE)
def test_a_text_reads_back_as_that_text_whoever_reads_it(value: str) -> None:
    edits = (
        Edit(path=("sites", 0, "name"), value=value),
        Edit(path=("sites", 2, "staff", 0, "name"), value=value),
        Edit(path=("sites", 0, "appliances", 0, "region"), value=value),
    )
    new = edited(EXAMPLE, edits)
    others = YAML(typ="safe").load(new)["sites"]  # another reader than the kit's
    for sites in (plain(new)["sites"], others):
        assert sites[0]["name"] == sites[2]["staff"][0]["name"] == sites[0]["appliances"][0]["region"] == value


@pytest.mark.long
@settings(max_examples=150)
@given(
    st.recursive(
        st.text() | st.integers() | st.booleans(), lambda part: st.lists(part) | st.dictionaries(st.text(), part)
    )
)
def test_any_value_reads_back(value: Any) -> None:
    from runbook.importing.lookup import clean

    def cleaned(part: Any) -> Any:
        if isinstance(part, dict):
            return {clean(key) or "k": cleaned(each) for key, each in part.items()}
        if isinstance(part, list):
            return [cleaned(each) for each in part]
        return clean(part) if isinstance(part, str) else part

    wanted = cleaned(value)
    assert YAML(typ="safe").load(f"key: {flow_text(wanted)}\n")["key"] == wanted


def test_one_line_is_changed_and_its_remark_stays() -> None:
    edit = Edit(path=("sites", 0, "appliances", 0, "base"), value="6.2.0")
    was = '        base: "6.1.0"                  # what it runs today: see Status > Basics'
    assert changed(EXAMPLE, edit) == [f"-{was}", f"+{was.replace('6.1.0', '6.2.0')}"]


def test_a_value_within_brackets_is_changed_and_added_there() -> None:
    place = ("sites", 2, "appliances", 1)
    first, second = changed(
        EXAMPLE, Edit(path=(*place, "software"), value="24.1.2"), Edit(path=(*place, "model"), value="VM")
    )
    assert (first.startswith("-      - {id: ge-2"), second.endswith('software: "24.1.2", model: VM}')) == (True, True)


@pytest.mark.parametrize("ending", ["\n", ""])
def test_a_site_is_added_at_the_end(ending: str) -> None:
    text = EXAMPLE.rstrip("\n") + ending
    edit = Edit(
        path=("sites",),
        value={"id": "x", "name": "X: y", "appliances": [{"id": "a", "ip": "2001:db8::1"}]},
        append=True,
    )
    assert changed(text, edit) == [
        "+  - id: x",
        '+    name: "X: y"',
        "+    appliances:",
        '+      - {id: a, ip: "2001:db8::1"}',
    ]


def test_remarks_below_the_last_item_stay_with_it() -> None:
    text = "sites:\n  - id: a\n    # state: done\n\n# the end\n"
    new = edited(text, [Edit(path=("sites",), value={"id": "b"}, append=True)])
    assert new == "sites:\n  - id: a\n    # state: done\n  - {id: b}\n\n# the end\n"


def test_what_was_open_becomes_a_list_and_its_remark_stays() -> None:
    text = 'sites:\n  - id: a\n    staff: "?"   # ask Anne\n    changes: []\n'
    edits = [Edit(path=("sites", 0, "staff"), value={"initials": x}, append=True) for x in ("CM", "TL")]
    assert edited(text, edits) == (
        "sites:\n  - id: a\n    staff:   # ask Anne\n      - {initials: CM}\n      - {initials: TL}\n    changes: []\n"
    )
    assert changed(text, *edits)


def test_the_line_ends_of_windows_stay() -> None:
    text = EXAMPLE.replace("\n", "\r\n")
    new = edited(text, [Edit(path=("sites", 0, "date_order"), value="mdy"), Edit(path=("sites", 0, "name"), value="L")])
    assert new.count("\n") == new.count("\r\n") == text.count("\n") + 1


def test_behind_an_alias_nothing_is_changed() -> None:
    text = "sites:\n  - &a {id: a, name: A}\n  - *a\n"
    with pytest.raises(NoPlaceError):
        edited(text, [Edit(path=("sites", 1, "name"), value="B")])


WORDS = st.sampled_from(HOSTILE) | st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=9
)
PLACES = st.tuples(
    st.just("sites"), st.integers(0, 4), st.sampled_from(["name", "hostname", "timezone", "added", "more"])
)
DEEPER = st.tuples(
    st.just("sites"),
    st.integers(0, 4),
    st.sampled_from(["appliances", "staff"]),
    st.just(0),
    st.sampled_from(["name", "new"]),
)


@pytest.mark.long
@settings(max_examples=60)
@given(st.dictionaries(PLACES | DEEPER, WORDS, min_size=1, max_size=6))
def test_any_edits_read_as_they_were_meant_and_no_other_line_goes(values: dict[Any, str]) -> None:
    edits = [Edit(path=path, value=value) for path, value in values.items()]
    lines = changed(EXAMPLE, *edits)
    assert len([line for line in lines if line.startswith("-")]) <= len(edits)
