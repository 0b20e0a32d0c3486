"""What happens at a site is said in the procedures: the code names no event, no step and no id of the catalogue.

Where it has to, the place stands here with its reason.
"""

from __future__ import annotations

import ast
import re
from functools import cache

from runbook.procedures.load import load_procedures
from tests.sources import modules

PROCEDURES = load_procedures()
EVENTS = {step.event for step in PROCEDURES.steps.values() if step.event}
GROUPS = {event.partition(".")[0] + "." for event in EVENTS}  # "update.", as `startswith` would ask for
NAMES = EVENTS | PROCEDURES.steps.keys()

# File, and the event or step: why the code knows it.
NAMED: dict[tuple[str, str], str] = {
    ("importing/merged_site.py", "failover."): "the keys of an inventory below `failover`, which no event is meant by",
    **dict.fromkeys(
        [("model/control.py", "people.tell-end"), ("model/control.py", "people.may-be-left")],
        "what ends a night is signed behind a way back, too: the page says so by the titles of these steps, and the "
        "verdict does not take it for work",
    ),
    ("model/control.py", "people.tell-gate"): "a hold point is announced in the night in which it is reached",
    ("model/control.py", "back.support"): "the case of a Base that failed may stand there instead of beside the Base",
    ("model/procedure.py", "back."): "the group of events that tells steps of ways back from those of the change",
    (
        "model/control.py",
        "people.",
    ): "what people say to each other touches nothing: pages, rules and verdicts tell it from the work by this",
}
# File, and the catalogue id: why the code cites it.
CITED = {
    (
        "planning/pipeline.py",
        "P09",
    ): "a warning about the change as a whole; its text is for people and names its origin",
    (
        "verify/windows.py",
        "P12",
    ): "windows are fields of a plan and no rule of it, so their check brings its origin along",
}


@cache
def literals() -> frozenset[tuple[str, str]]:
    """The texts in the code with their files; docstrings are no code."""
    found = set()
    for file, tree in modules().items():
        docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
                found.add((file.removeprefix("runbook/"), node.value))
    return frozenset(found)


def named(text: str) -> set[str]:
    """The events and steps that a text names, as whole words, and the groups of events that it is."""
    return ({text} & GROUPS) | (set(re.findall(r"[\w.-]*\w", text)) & NAMES)


def cited(text: str) -> set[str]:
    """The catalogue ids that a text cites."""
    return set(re.findall(r"\b[A-Z]+[0-9]+\b", text)) & PROCEDURES.catalogue.keys()


def test_the_code_names_no_event_and_no_step() -> None:
    assert {(file, name) for file, text in literals() for name in named(text)} == NAMED.keys()


def test_the_code_cites_no_id_of_the_catalogue() -> None:
    assert {(file, name) for file, text in literals() for name in cited(text)} == CITED.keys()


def test_a_name_is_found_wherever_it_stands() -> None:
    """The search itself: in a word, in a sentence, in a selector, as the beginning of a name; and no more than that."""
    assert named("update.base") == {"update.base"}
    assert named("switch.dns @ A, then failover-break") == {"switch.dns", "failover-break"}
    assert named("update.") == {"update."}
    assert named("The node opens. See update.baseline, prep.") == set()
    assert cited("as P07 and (X20) say, PLN001 too") == {"P07", "X20"}
