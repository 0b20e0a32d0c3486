"""In which manner a text is drawn on a page, written by hand as the kit draws."""

from __future__ import annotations

import pikepdf
import pytest

from runbook.model.printed import FREE, Clip
from runbook.records import form_manner
from runbook.records.form_manner import manners, thin_states
from runbook.records.form_print import fonts_of

TEXT = "/Span <</MCID 0>> BDC BT 1 0 0 -1 100 100 Tm /F1 9 Tf (yes) Tj ET EMC "


def manner(before: str) -> tuple[bool, Clip]:
    """Of a text behind other drawing: whether it is the kit's, and within which area it is seen."""
    (found,) = manners(f"{before} {TEXT}".encode(), 0, {b"thin"}).values()
    return found.own, found.clip


def artifact(drawn: str) -> str:
    return f"/Artifact BMC {drawn} EMC"


@pytest.mark.parametrize(
    ("area", "clip"),
    [
        ("90 80 20 30 re", (90, 80, 110, 110)),
        ("110 80 -20 30 re", (90, 80, 110, 110)),
        ("90 110 20 -30 re", (90, 80, 110, 110)),
        ("110 110 -20 -30 re", (90, 80, 110, 110)),
        ("-5.5 0 9 9 re", (-5.5, 0, 3.5, 9)),
        ("90 80 20 re", (0, 0, 0, 0)),
    ],
)
def test_a_text_is_seen_within_the_area_that_was_set(area: str, clip: Clip) -> None:
    for mark in (str, artifact):
        assert manner(mark(f"{area} W n")) == (True, clip)
        assert manner(mark(f"q {area} W n Q")) == (True, FREE)


def test_areas_within_areas_leave_what_they_share() -> None:
    assert manner("90 80 20 30 re W n 100 70 20 30 re W n") == (True, (100, 80, 110, 100))
    assert manner("100 70 20 30 re W n 90 80 20 30 re W n") == (True, (100, 80, 110, 100))
    assert manner("90 80 20 30 re n 100 70 20 30 re W n") == (True, (100, 70, 120, 100))  # the first one is not set


@pytest.mark.parametrize(
    "path",
    [
        "0 0 900 900 re 110 80 -20 30 re",
        "110 80 -20 30 re 0 0 900 900 re",
        "0 0 900 900 re 90 80 m 90 110 l 110 110 l 110 80 l h",
        "0 0 900 900 re 90 80 l 90 110 l h",
        "90 80 m 90 110 110 110 110 80 c h",
        "",
    ],
)
def test_an_area_may_be_cut_out_of_another(path: str) -> None:
    """As one that runs the other way round is; no text of the kit's lies in what is left."""
    assert manner(artifact(f"{path} W n"))[0] is False
    assert manner(artifact(f"q {path} W* n Q")) == (True, FREE)


def test_a_text_in_a_state_that_lets_it_be_seen_through_is_not_the_kits() -> None:
    for name, own in (("solid", True), ("thin", False)):
        assert manner(artifact(f"/{name} gs"))[0] is own
        assert manner(artifact(f"/thin /{name} gs"))[0] is own, "the last name is the state"


def test_so_many_states_are_looked_at_and_all_others_count_as_thin(monkeypatch: pytest.MonkeyPatch) -> None:
    solid, thin = pikepdf.Dictionary(ca=1), pikepdf.Dictionary(ca=0.5)
    masked = pikepdf.Dictionary(SMask=pikepdf.Dictionary(S=pikepdf.Name.Luminosity))
    states = {f"/s{number}": state for number, state in enumerate((solid, thin, masked, solid))}
    resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(states))
    assert thin_states(resources) == {b"s1", b"s2"}
    monkeypatch.setattr(form_manner, "STATES", 3)
    assert thin_states(resources) == {b"s1", b"s2", b"s3"}
    assert thin_states(None) == thin_states(pikepdf.Dictionary()) == frozenset()


def test_a_page_may_have_no_fonts_and_so_many_are_read() -> None:
    assert fonts_of(None, {}) == fonts_of(pikepdf.Dictionary(), {}) == {}
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    fonts = pikepdf.Dictionary({f"/F{number:03}": font for number in range(60)})
    assert list(fonts_of(pikepdf.Dictionary(Font=fonts), {})) == [f"F{number:03}" for number in range(50)]
