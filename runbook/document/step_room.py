"""Where the warnings and the values of a step stand, so that it takes the least room.

Warnings stand beside the appliance, above the screen and the action, or over the whole width above the appliance too;
values beside the appliance or below it. Reckoned from the texts alone, never from a site's values, so that all sites of
one shape look alike. The widths are those of templates/styles/runbook.css.
"""

from __future__ import annotations

from msgspec import structs

from runbook.document.glyphs import text_mm
from runbook.document.parts import Labelled, StepView
from runbook.document.slots import width_mm

CAUTION_MM, CAUTION_WHOLE_MM = 111.0, 164.0  # what the text of a warning has beside the appliance, and above it
MAIN_MM, WHOLE_MM = 114.0, 170.0  # what the action, and values, have beside the appliance and below it
WORD_MM = 19.0  # the word that a warning begins with; SCREEN_MM and SEE_MM: those before the screen and what is seen
SCREEN_MM, SEE_MM = 12.0, 14.0
LINE_MM, ACTION_LINE_MM, VALUES_MM, FRAME_MM = 4.5, 4.9, 6.0, 1.7
SIDE_MM, ABOUT_MM = 25.5, 7.6  # the appliance with its host name, address and signers; the one it is done for
SIGNERS_MM = 5.8  # of these, who signs
ROLE_MM, WIDE_BADGES = 3.4, ("diamond", "dashed", "double")  # beside these a role has no room: it takes a line
READ_POINTS, ACTION_POINTS, LABEL_POINTS, GAP_MM = 11.0, 12.0, 9.0, 5.0
_WAYS = tuple((above, below) for above in (False, True) for below in (False, True))
REGULAR = 0.95  # of the width of bold text
LEAST_MM = 1.5  # what another place has to save


def places(step: StepView) -> tuple[bool, bool]:
    """Whether the warnings stand above the appliance, and whether the values stand below it."""
    if step.appliance is None:
        return False, False
    usual = _usual(step)
    return min(_WAYS, key=lambda way: _high(step, *way) + LEAST_MM * (way != usual))


def scope_low(step: StepView) -> bool:
    """Whether who signs a step for the whole site stands beside what is seen, and not beside the action, which takes a
    line less then."""
    if step.appliance or step.where or not step.see:
        return False
    aside = text_mm(step.scope, READ_POINTS) + width_mm(step.signers.columns, "plain") + GAP_MM
    beside, alone = (_lines(step.do, ACTION_POINTS / REGULAR, WHOLE_MM, first) for first in (aside, 0.0))
    seen, narrow = (_lines(step.see, READ_POINTS, WHOLE_MM, SEE_MM + first) for first in (0.0, aside))
    return alone + narrow < beside + seen


def signers_beside(step: StepView) -> bool:
    """Whether who signs stands behind the screen, and not below the address of the appliance, which is higher than what
    stands beside it."""
    if step.appliance is None or not step.where:
        return False
    ends = SCREEN_MM + text_mm(step.where, READ_POINTS) + width_mm(step.signers.columns, "plain") + GAP_MM
    saved = _high(step, step.cautions_above, step.values_below) - _high(
        structs.replace(step, signers_beside=True), step.cautions_above, step.values_below
    )
    return ends <= MAIN_MM and saved >= LEAST_MM


def least_mm(step: StepView) -> float:
    """How high the step is, in mm, where what moves stands in its best place; but for what never moves."""
    return _high(step, *places(step))


def _usual(step: StepView) -> tuple[bool, bool]:
    return (False, _value_lines(step.values, MAIN_MM) > 1)


def _high(step: StepView, above: bool, below: bool) -> float:
    """How high the step is with its warnings `above`, and its values `below`, in mm, but for what never moves."""
    badge = step.appliance.badge if step.appliance else None
    role = badge is not None and badge.shape in WIDE_BADGES
    side = SIDE_MM + ABOUT_MM * (step.about is not None) + ROLE_MM * role - SIGNERS_MM * step.signers_beside
    cautions = _cautions_mm(step, CAUTION_WHOLE_MM if above else CAUTION_MM)
    values = _value_lines(step.values, WHOLE_MM if below or step.appliance is None else MAIN_MM) * VALUES_MM
    beside = _action_mm(step) + cautions * (not above) + values * (not below)
    return max(side, beside) + cautions * above + values * below


def _cautions_mm(step: StepView, width: float) -> float:
    return sum(_lines(c.text, READ_POINTS, width, WORD_MM) * LINE_MM + FRAME_MM for c in step.cautions)


def _action_mm(step: StepView) -> float:
    """The screen, the action, and what is seen."""
    high = _lines(step.where, READ_POINTS, MAIN_MM, SCREEN_MM) * LINE_MM if step.where else 0.0
    high += _lines(step.do, ACTION_POINTS / REGULAR, MAIN_MM) * ACTION_LINE_MM
    return high + (_lines(step.see, READ_POINTS, MAIN_MM, SEE_MM) * LINE_MM if step.see else 0.0)


def _lines(text: str, points: float, width: float, first: float = 0.0) -> int:
    """How many lines a text takes, the first one with `first` mm of other words before it."""
    wide = text_mm(text.replace("**", ""), points) * REGULAR + first
    return max(1, -int(-wide // width))


def _value_lines(values: tuple[Labelled, ...], width: float) -> int:
    """How many lines values take."""
    lines, used = 0, width
    for each in values:
        wide = text_mm(each.label, LABEL_POINTS) + width_mm(each.value.columns) + GAP_MM
        if used + wide > width:
            lines, used = lines + 1 + int(wide // width), 0.0
        used += wide
    return lines
