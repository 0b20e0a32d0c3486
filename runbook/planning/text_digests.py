"""What a plan says in each language that it is printed in, as digests: another translation is another plan.

A plan holds English texts alone. How a language writes the values beside them is told by a sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256

from runbook.i18n import Language, available, load_language, with_words
from runbook.model.plan import Note, Plan, PlanHouse
from runbook.planning.written_forms import written_forms


def texts_of(plan: Plan) -> dict[str, str]:
    """For each language of `plan` a digest of all its texts in it, and of how the language writes values."""
    messages = tuple(dict.fromkeys(messages_of(plan)))
    warned = tuple((warning.text, tuple(warning.args.items())) for warning in plan.warnings)
    own = {tag: tuple(plan.words.get(tag, {}).items()) for tag in plan.languages}
    return {tag: _in_language(tag, messages, warned, own[tag]) for tag in plan.languages}


def labels_of(plan: Plan) -> str:
    """A digest of the screen labels, which are printed in all languages that the kit has, under their names."""
    return _labels(tuple(term.label for term in plan.terms), available())


@lru_cache(maxsize=512)  # sites of one shape have the same texts
def _in_language(
    tag: str,
    messages: tuple[str, ...],
    warned: tuple[tuple[str, tuple[tuple[str, str], ...]], ...],
    own: tuple[tuple[str, str], ...] = (),
) -> str:
    language = with_words(_language(tag), {tag: dict(own)})
    texts = [language.text(message) for message in messages]
    warnings = [language.text(text, **{name: language.stored(v) for name, v in args}) for text, args in warned]
    return _digest((*written_forms(tag), *messages, *texts, *warnings))


@lru_cache(maxsize=512)
def _labels(labels: tuple[str, ...], tags: tuple[str, ...]) -> str:
    languages = map(_language, tags)
    return _digest(text for one in languages for text in (one.tag, written_forms(one.tag).name, *map(one.text, labels)))


def messages_of(plan: Plan) -> Iterator[str]:
    """Every text of the plan, as it stands there."""
    yield plan.path_title
    yield from plan.reasons
    for phase in plan.phases:
        yield from (phase.title, phase.back, *phase.back_also)
    for step in plan.steps:
        yield from (step.title, step.where, step.do, step.see)
        yield from _noted(step.notes)
        yield from (slot.label for slot in step.slots)
        if step.evidence is not None:
            yield step.evidence.label
    yield from (rule.text for rule in plan.rules)
    yield from _noted(plan.never)
    yield from _listed(plan)
    if plan.house is not None:
        yield from _of_house(plan.house)


def _of_house(house: PlanHouse) -> Iterator[str]:
    yield from (house.classification, house.retention)
    for one in (*house.contacts, *house.escalation):
        yield from (one.name, one.hours)
    for left in house.left_out:
        yield from (left.title, left.reason)


def _noted(notes: tuple[Note, ...]) -> Iterator[str]:
    return (note.text for note in notes)


def _listed(plan: Plan) -> Iterator[str]:
    """Those of the lists behind the steps."""
    for need in plan.needs:
        yield from (need.text, need.holder)
    for recovery in plan.recoveries:
        yield from (recovery.trouble, recovery.ours, recovery.act)
    yield from (link.title for link in plan.links)
    yield from (term.label for term in plan.terms)
    yield from (warning.text for warning in plan.warnings)
    yield from (effect.text for effect in plan.effects)
    for risk in plan.risks:
        yield from (risk.text, *risk.limits)


@lru_cache(maxsize=64)
def _language(tag: str) -> Language:
    return load_language(tag)


def _digest(texts: Iterable[str]) -> str:
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
