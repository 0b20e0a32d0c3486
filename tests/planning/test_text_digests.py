"""What a plan says in its languages is in its revision, as digests."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import pytest

from runbook.i18n import Language, load_language
from runbook.model import plan as nouns
from runbook.model.plan import Plan
from runbook.planning import text_digests
from runbook.planning.text_digests import labels_of, messages_of, texts_of
from runbook.planning.written_forms import written_forms
from tests.plans import KINDS, change_of, plan_of, site_of

PAIR = plan_of("failover", "automatic", "asynchronous", "shared-ip")


def texts_in(thing: Any) -> set[str]:
    """Every text of a plan: what fields hold that the model calls Text."""
    found: set[str] = set()
    if isinstance(thing, tuple):
        found.update(*map(texts_in, thing))
    if not is_dataclass(thing) or isinstance(thing, type):
        return found
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.type == "Text":
            found.add(value)
        elif field.type == "tuple[Text, ...]":
            found.update(value)
        else:
            found |= texts_in(value)
    return found


@cache
def planned(kind: tuple[str, Any, Any, Any]) -> Plan:
    return plan_of(*kind, bases=(True, False) if kind[0] == "failover" else (True,), hours=3)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(filter(None, kind)))
def test_every_text_of_a_plan_is_among_them(kind):
    plan = planned(kind)
    assert set(messages_of(plan)) == texts_in(plan)


def test_the_model_calls_them_so():
    assert {field.type for field in fields(nouns.Risk)} >= {"Text", "tuple[Text, ...]"}


def with_translation(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    """French says something else for one message from now on."""
    french = load_language("fr")
    other = replace(french, messages={**french.messages, message: ("autre chose",)})
    monkeypatch.setattr(text_digests, "_language", lambda tag: other if tag == "fr" else Language(tag=tag))
    text_digests._in_language.cache_clear()
    text_digests._labels.cache_clear()


@pytest.fixture(autouse=True)
def _as_before():
    yield
    text_digests._in_language.cache_clear()
    text_digests._labels.cache_clear()


@pytest.mark.parametrize(
    "message",
    [
        PAIR.path_title,
        PAIR.reasons[0],
        PAIR.phases[0].back,
        PAIR.steps[3].do,
        next(slot.label for step in PAIR.steps for slot in step.slots),
        PAIR.never[0].text,
        PAIR.needs[0].holder,
        PAIR.recoveries[0].act,
        PAIR.links[0].title,
        PAIR.risks[0].text,
        next(effect.text for effect in PAIR.effects if effect.text),
    ],
)
def test_another_translation_is_another_plan_in_that_language_alone(message, monkeypatch):
    with_translation(monkeypatch, message)
    now = texts_of(PAIR)
    assert now["en"] == PAIR.texts["en"]
    assert now["fr"] != PAIR.texts["fr"]


def test_a_screen_label_is_printed_in_all_languages(monkeypatch):
    with_translation(monkeypatch, PAIR.terms[0].label)
    assert labels_of(PAIR) != PAIR.labels
    assert labels_of(replace(PAIR, terms=())) != PAIR.labels


def test_the_translation_of_another_plans_text_changes_nothing(monkeypatch):
    other = next(
        text for plan in map(planned, KINDS) for text in messages_of(plan) if text not in set(messages_of(PAIR))
    )
    with_translation(monkeypatch, other)
    assert (texts_of(PAIR), labels_of(PAIR)) == (PAIR.texts, PAIR.labels)


def test_another_way_to_write_a_date_is_another_plan(monkeypatch):
    def written(tag: str):
        return written_forms(tag)._replace(digest="0" * 64) if tag == "fr" else written_forms(tag)

    monkeypatch.setattr(text_digests, "written_forms", written)
    text_digests._in_language.cache_clear()
    assert texts_of(PAIR)["en"] == PAIR.texts["en"]
    assert texts_of(PAIR)["fr"] != PAIR.texts["fr"]


@pytest.mark.parametrize(
    ("method", "given"),
    [("date", "2026-12-05"), ("time", "22 h 10"), ("minutes", "1 h 30"), ("number", "1 200"), ("list", "A, B")],
)
def test_each_form_is_in_the_sample(method, given, monkeypatch):
    before = written_forms("fr")
    monkeypatch.setattr(Language, method, lambda *_: given)
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    written_forms.cache_clear()
    assert written_forms("fr").digest != before.digest
    written_forms.cache_clear()


def test_the_sample_is_the_same_from_the_cache_and_without(monkeypatch):
    from_cache = written_forms("fr")
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    written_forms.cache_clear()
    assert written_forms("fr") == from_cache
    assert from_cache.name == "français"


def plan_in(*languages: str, named: tuple[Any, ...] = ("fr", "en")) -> Plan:
    from runbook.model.site import Inventory
    from runbook.planning.pipeline import make_plan
    from runbook.procedures.load import load_procedures

    change = change_of("single", "automatic", None)
    site = replace(site_of("single"), changes=(change,))
    inventory = Inventory(schema=1, organization="Example SA", languages=named, sites=(site,))
    return make_plan(inventory, site, change, load_procedures(), languages)


def test_languages_that_the_inventory_names_make_no_other_plan():
    assert plan_in("fr") == plan_in("en", "fr") == plan_in()
    assert plan_in().languages == ("fr", "en")


def test_a_language_beyond_them_does():
    beyond = plan_in("en", named=("fr",))
    assert beyond.languages == ("fr", "en")
    assert beyond.revision not in (plan_in(named=("fr",)).revision, plan_in(named=("en", "fr")).revision)
