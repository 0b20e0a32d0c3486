"""Changes that were stopped, signed in a browser: what the page says is done, what it asks for, and what it leaves."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from runbook.document.ways import begun_by
from runbook.i18n import load_language
from runbook.simulate.play import clock_time
from runbook.verify.course import course_of
from tests.verify.make_night_examples import printed, stopped_at_the_hold
from tests.verify.nights import gone_back, no_go, stopped_in
from tests.web.checklist_page import choose, opened, page_at, press, saved, sign, sign_all
from tests.web.driven_browsers import Browser, fresh_chromium, missing
from tests.web.test_browser_nights import by_time, night, shown, status

pytestmark = pytest.mark.skipif(bool(missing("chromium")), reason=missing("chromium"))
CLOSES = ("people-tell-end", "people-may-be-left")


def banner(one: Browser) -> tuple[str, bool]:
    """What the page says that is at its end, and whether it says so as good news; "" where it says nothing."""
    return tuple(one.run(
        "const it = document.getElementById('save-now');"
        "const said = document.getElementById('save-now-text').textContent;"
        "return [it.hidden ? '' : said, it.classList.contains('good')];"
    ))  # fmt: skip


def listed(one: Browser, step: str) -> tuple[str, str]:
    """The word with which a step is listed, and the kind of its colour."""
    return tuple(one.run(
        "const it = document.querySelector(`[data-step='${arguments[0]}'] [data-state]`);"
        "return [it.textContent, it.dataset.state];", step,
    ))  # fmt: skip


@pytest.mark.long
def test_a_night_that_failed_is_led_back_and_closed(tmp_path) -> None:
    indexed = night("pair")
    entries, minute = stopped_in(indexed, "save:h1", seed=3)
    last = max(index for index in course_of(indexed).work if indexed.steps[index].id in entries)
    failed = indexed.steps[last].id
    entries[failed] = replace(entries[failed], state="failed", note="The session ends after ten seconds.")
    gate = "decision-late-save:h1"
    entries[gate] = no_go(indexed, gate, minute, "TL")
    whole = gone_back(indexed, entries, "pair-again:h1", minute + 60)
    way = [entry for step, entry in whole.items() if step not in entries]
    closes = [one.id for one in indexed.steps if one.window == 1 and one.id.startswith(CLOSES)]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, indexed.plan))
        sign_all(one, by_time(indexed, {step: entry for step, entry in entries.items() if step != gate}))
        press(one, "save")
        one.until("document.getElementById('save-now').hidden")
        sign_all(one, [entries[gate]])
        said, good = banner(one)
        assert "stopped by a no-go" in said
        assert not good
        assert listed(one, gate) == ("NO-GO", "no-go")
        press(one, "save")
        one.until("document.getElementById('save-now').hidden")
        for entry in way[:-1]:
            sign_all(one, [entry])
            assert banner(one)[0] == "", entry.step
        sign_all(one, way[-1:])
        said, good = banner(one)
        assert "the site is as before" in said
        assert all(indexed.steps[indexed.index[step]].number in said for step in closes)
        assert good
        for place, step in enumerate(closes):
            assert shown(one) == step
            choose(one, "CM")
            entry = replace(
                printed(indexed)[step], at=clock_time(indexed, minute + 7200 + 60 * place), by="CM", note=""
            )
            assert sign(one, entry) is None, step
            left = [each for each in closes[place + 1 :] if indexed.steps[indexed.index[each]].number in banner(one)[0]]
            assert left == closes[place + 1 :], "what is still to be signed is said"
            assert indexed.steps[indexed.index[step]].number not in banner(one)[0]
        assert banner(one)[0].startswith("All that was still to be signed")
        assert shown(one) == closes[-1], "nothing else is proposed"
        one.run("document.querySelector(`[data-step='${arguments[0]}']`).click();", failed)
        assert one.run("return document.getElementById('sign').dataset.mode;") == "signed"
        assert not one.run("return document.getElementById('wait').checkVisibility();")
        record = saved(one)
    code, found = status(tmp_path, indexed, record)
    assert (code, "STA004" in found, "STA022" in found) == (4, False, True)


@pytest.mark.long
def test_a_phase_is_done_when_its_last_step_is_signed(tmp_path) -> None:
    indexed = night("plain")
    stopped, _ = stopped_at_the_hold(indexed)
    first = [entry for entry in by_time(indexed, stopped) if entry.step in phase_of(indexed, "prepare")]
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, indexed.plan, "fr"))
        sign_all(one, first[:-1])
        assert banner(one)[0] == ""
        sign_all(one, first[-1:])
        said, good = banner(one)
        assert "c’est fait" in said
        assert good
        sign_all(one, [entry for entry in by_time(indexed, stopped) if entry not in first])
        said, good = banner(one)
        assert "arrêté par un no-go" in said
        assert not good


def phase_of(indexed, name: str) -> set[str]:
    return {step.id for step in indexed.steps if step.phase == name}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_head_of_a_way_back_says_by_when_it_is_begun_as_the_paper_does(tmp_path, tag) -> None:
    """In the list, and at each of its steps; the phases of the change say what their own head does."""
    plan = night("pair").plan
    language = load_language(tag)
    heads = {
        way.number: [f"{one.label} {one.value.text}" for one in begun_by(plan, way, language)]
        for way in plan.phases
        if way.back_from
    }
    assert sum(map(bool, heads.values())) > 2
    with fresh_chromium() as one:
        opened(one, page_at(tmp_path, plan, tag))
        listed_heads, at_steps = one.run(
            "const line = (e) => e.textContent;"
            "const all = (each) => [...document.querySelectorAll(each)];"
            "const [heads, articles] = ['#list h3', 'article.step'].map(all);"
            "const list = heads.map((e) => [e.textContent, line(e.nextElementSibling)]);"
            "const steps = articles.map((e) => [e.id, line(e.querySelector('.phase'))]);"
            "return [Object.fromEntries(list), Object.fromEntries(steps)];"
        )
    for number, said in heads.items():
        in_list = next(text for title, text in listed_heads.items() if title.startswith(f"{number} "))
        steps = [text for step, text in at_steps.items() if step.startswith(f"step-{number}.")]
        assert steps
        for text in (in_list, *steps):
            assert all(plain(each) in plain(text) for each in said), (said, text)
    begin = plain(language.text("Begin by"))
    assert all(begin not in plain(text) for step, text in at_steps.items() if int(step[5:].split(".")[0]) not in heads)


def plain(text: str) -> str:
    return " ".join(text.split())
