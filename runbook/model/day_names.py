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
# As colleagues elsewhere write them: German, Dutch, Spanish, Italian, Portuguese, and in two letters. Some stand for
# several days; what is a word of its own in the languages of the pages is left out.
_ELSEWHERE = (
    "montag maandag lunes lunedi segunda mo lu lun seg maa ma",
    "dienstag dinsdag martes martedi terca di ma die din ter mar",
    "mittwoch woensdag miercoles mercoledi quarta mi wo mit woe mie mer qua we",
    "donnerstag donderdag jueves giovedi quinta do ju gi don jue gio qui th",
    "freitag vrijdag viernes venerdi sexta fr vr vi ve fre vri vie sex",
    "samstag sonnabend zaterdag sabado sabato sa za zat sab",
    "sonntag zondag domingo domenica so zo do di son zon dom su",
)
OTHER_WEEKDAYS = {
    name: frozenset(number for number, same in enumerate(_ELSEWHERE) if name in same.split())
    for same in _ELSEWHERE
    for name in same.split()
    if name not in WEEKDAYS
}
OTHER_WEEKDAY = "|".join(OTHER_WEEKDAYS)
"""The same for those."""
