"""What a plan says in each language that it is printed in, as digests: another translation is another plan.

A plan holds English texts alone. What its pages show besides (dates, times, durations, numbers and lists as a language
writes them) comes from CLDR, and is told by a sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from hashlib import sha256

from runbook.i18n import Language, available, load_language
from runbook.model.plan import Note, Plan

# Every month, every day of the week; durations and numbers of each form.
_DAYS = (*(date(2026, month, 2 * month) for month in range(1, 13)), date(2026, 3, 1), date(2026, 3, 7))
_TIMES = (time(0, 0), time(9, 5), time(12, 0), time(22, 10))
_MINUTES = (0, 1, 2, 45, 60, 61, 120, 150, 1440)
_NUMBERS = (0, 1, 999, 1200, 1234567)
_LISTS = (("A",), ("A", "B"), ("A", "B", "M"))


def texts_of(plan: Plan) -> dict[str, str]:
    """For each language of `plan` a digest of all its texts in it, and of how the language writes values."""
    messages = tuple(dict.fromkeys(filter(None, messages_of(plan))))
    return {tag: _digest(_in_language(plan, messages, _language(tag))) for tag in plan.languages}


def labels_of(plan: Plan) -> str:
    """A digest of the screen labels, which are printed in all languages that the kit has, under their names."""
    languages = [_language(tag) for tag in available()]
    return _digest(text for one in languages for text in (one.tag, one.name, *(one.text(t.label) for t in plan.terms)))


def _in_language(plan: Plan, messages: tuple[str, ...], language: Language) -> Iterator[str]:
    yield _forms(language.tag)
    for message in messages:
        yield message
        yield language.text(message)
    for warning in plan.warnings:
        yield language.text(warning.text, **warning.args)


def messages_of(plan: Plan) -> Iterator[str]:
    """Every text of the plan, as it stands there."""
    yield plan.path_title
    yield from plan.reasons
    for phase in plan.phases:
        yield from (phase.title, phase.back)
    for step in plan.steps:
        yield from (step.title, step.where, step.do, step.see)
        yield from _noted(step.notes)
        yield from (slot.label for slot in step.slots)
        if step.evidence is not None:
            yield step.evidence.label
    yield from (rule.text for rule in plan.rules)
    yield from _noted(plan.never)
    yield from _listed(plan)


def _noted(notes: tuple[Note, ...]) -> Iterator[str]:
    return (note.text for note in notes)


def _listed(plan: Plan) -> Iterator[str]:
    """Those of the lists behind the steps."""
    for need in plan.needs:
        yield from (need.text, need.holder)
    for recovery in plan.recoveries:
        yield from (recovery.trouble, recovery.act)
    yield from (link.title for link in plan.links)
    yield from (term.label for term in plan.terms)
    yield from (warning.text for warning in plan.warnings)
    yield from (effect.text for effect in plan.effects)
    for risk in plan.risks:
        yield from (risk.text, *risk.limits)


@lru_cache(maxsize=64)
def _forms(tag: str) -> str:
    """How a language writes what is no text: a sample of each, as a digest."""
    language = _language(tag)
    return _digest(
        (
            language.name,
            language.direction,
            *map(language.date, _DAYS),
            *map(language.time, _TIMES),
            language.datetime(datetime.combine(_DAYS[0], _TIMES[-1])),
            *map(language.minutes, _MINUTES),
            *map(language.number, _NUMBERS),
            *map(language.list, _LISTS),
        )
    )


@lru_cache(maxsize=64)
def _language(tag: str) -> Language:
    return load_language(tag)


def _digest(texts: Iterator[str] | tuple[str, ...]) -> str:
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
