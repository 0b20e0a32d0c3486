"""Small numbers in words, French and English, without accents: `trois`, `three`."""

from __future__ import annotations

_IN_ORDER = (
    "zero", "un une one", "deux two", "trois three", "quatre four", "cinq five", "six", "sept seven", "huit eight",
    "neuf nine", "dix ten", "onze eleven", "douze twelve", "treize thirteen", "quatorze fourteen", "quinze fifteen",
    "seize sixteen", "dix-sept seventeen", "dix-huit eighteen", "dix-neuf nineteen", "vingt twenty",
)  # fmt: skip
NUMBERS = {word: number for number, words in enumerate(_IN_ORDER) for word in words.split()}
"""The number that a word stands for."""
