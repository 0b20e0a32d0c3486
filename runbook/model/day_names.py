"""Months and weekdays as people write them, in the languages of the pages, in full and short, without accents."""

from __future__ import annotations


def _numbered(first: int, names: tuple[str, ...]) -> dict[str, int]:
    """Each name with its number, of which the first ones have `first`."""
    return {name: number for number, same in enumerate(names, first) for name in same.split()}


MONTHS = _numbered(
    1,
    (
        "january jan janvier janv",
        "february feb fevrier fevr fev",
        "march mar mars",
        "april apr avril avr",
        "may mai",
        "june jun juin",
        "july jul juillet juil",
        "august aug aout",
        "september sep sept septembre",
        "october oct octobre",
        "november nov novembre",
        "december dec decembre",
    ),
)
WEEKDAYS = _numbered(
    0,
    (
        "monday mon lundi lun",
        "tuesday tues tue mardi mar",
        "wednesday weds wed mercredi mer",
        "thursday thurs thur thu jeudi jeu",
        "friday fri vendredi ven",
        "saturday sat samedi sam",
        "sunday sun dimanche dim",
    ),
)
WEEKDAY = "|".join(WEEKDAYS)
"""A regular expression for any of them."""
