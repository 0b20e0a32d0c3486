"""plan.json: a frozen plan as bytes, and back. Damage is named, completely, before anything is verified with it."""

from __future__ import annotations

import codecs
import json
import re
import reprlib
from collections import Counter
from collections.abc import Iterator
from itertools import islice, repeat
from pathlib import Path
from typing import Any

from runbook.errors import InputError, Problem
from runbook.i18n import N_
from runbook.model.clock import zones
from runbook.model.plan import Plan, ZoneOffset
from runbook.model.revision import revision_of, revision_of_content
from runbook.os_errors import reason_of
from runbook.reading.input_file import InputFile, TooLargeError, may_not_be_read
from runbook.reading.json_errors import holds_more, no_json
from runbook.reading.many_problems import MAX_PROBLEMS, in_order
from runbook.reading.nodes import path_text
from runbook.reading.plan_as_made import plan_as_made, plan_bytes
from runbook.reading.structure import Wrong, convert

PLAN = "plan.json"
EARLIER_PLANS = "plans"  # the folder beside it with every plan that was ever rendered, the current one too
_EARLIER = re.compile(r"[0-9a-f]{12}\.json")
VALUES = 4_000_000  # the largest plan, nine hops through a cluster, has a tenth of it
MAX_PAIRS = 500_000  # of steps that stand on the two sides of a rule: a verdict looks at each
DAY = 24 * 3600  # seconds
_FEW = reprlib.Repr()
_FEW.maxlist = _FEW.maxdict = _FEW.maxstring = 60
_AGAIN = N_("render the change again, or take the file from the rendered folder")


def earlier_name(revision: str) -> str:
    """What a plan is called among those that were ever rendered: `1a2b3c4d5e6f.json`."""
    return f"{revision[:12]}.json"


def is_plan_name(name: str) -> bool:
    """Whether a file of that name may be a plan: plan.json, or one of those that were ever rendered."""
    return name == PLAN or _EARLIER.fullmatch(name) is not None


def dump_plan(plan: Plan) -> bytes:
    """The content of plan.json: UTF-8, indented, keys in the order of the model. The same plan gives the same bytes."""
    return plan_bytes(plan)


def load_plan(path: str | Path) -> Plan:
    """The plan in the file `path`, or on standard input where it is "-". Raises InputError with all its problems."""
    file = InputFile(path)
    return read_plan(_content(file), file.name)


def read_plan(content: bytes, file: str) -> Plan:
    """The plan in `content`; `file` is its name for messages. Raises InputError."""
    import msgspec

    content = content.removeprefix(codecs.BOM_UTF8)  # an editor's, which changes nothing
    if holds_more(content, VALUES):
        raise InputError((_problem(file, "", N_("this file is too large for a plan")),))
    if (made := plan_as_made(content)) is not None:
        if problems := _troubles(made, file) or tuple(_other_revision(made, revision_of(made), file)):
            raise InputError(problems)
        return made
    try:
        data = msgspec.json.decode(content)
        plan, problems = _read(content, data, file)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message, values = no_json(error, content)
        raise InputError((_problem(file, "", message, **values),)) from error
    if plan is None or problems:
        raise InputError(problems)
    return plan


def _read(content: bytes, data: Any, file: str) -> tuple[Plan | None, tuple[Problem, ...]]:
    plan, wrongs = convert(Plan, data)
    if plan is None:
        other = [wrong for wrong in wrongs if wrong.path == ("format",) and wrong.kind != "missing"]
        return None, in_order(_misfit(file, wrong, data) for wrong in (other or wrongs)[: MAX_PROBLEMS + 1])
    return plan, _troubles(plan, file) or tuple(_changed(plan, content, data, file))


def _troubles(plan: Plan, file: str) -> tuple[Problem, ...]:
    return in_order(islice(_inconsistent(plan, file), MAX_PROBLEMS + 1))


def _changed(plan: Plan, content: bytes, data: dict[str, Any], file: str) -> Iterator[Problem]:
    """That the revision is not that of the content: of all that is written there, known or not."""
    if plan.format == "runbook-plan/1":
        actual = revision_of(plan)
    elif repeats_a_key(content, data):
        yield _problem(file, "", N_("a key is in it twice"))
        return
    else:
        actual = revision_of_content(data)
    yield from _other_revision(plan, actual, file)


def _other_revision(plan: Plan, actual: str, file: str) -> Iterator[Problem]:
    """That the revision is another than that of the content."""
    if actual != plan.revision:
        message = N_("the plan was changed after it was made: it says revision {stated}, its content is {actual}")
        yield _problem(file, "revision", message, stated=plan.revision[:12], actual=actual[:12])


def repeats_a_key(content: bytes, data: Any) -> bool:
    """Whether a group of `content`, which was read as `data`, has a key twice: readers take one of them, or the other.

    What is written as the kit writes it has none, and is not looked at key by key.
    """
    import msgspec

    if msgspec.json.format(content, indent=-1) == msgspec.json.encode(data):
        return False
    found = False

    def group(pairs: list[tuple[str, Any]]) -> None:
        nonlocal found
        found = found or len({key for key, _ in pairs}) < len(pairs)

    json.loads(content, object_pairs_hook=group)
    return found


def _content(file: InputFile) -> bytes:
    try:
        return file.content()
    except TooLargeError as error:
        raise InputError((_problem(file.name, "", N_("this file is too large for a plan")),)) from error
    except PermissionError:
        raise may_not_be_read(file.name) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        message = N_("this plan cannot be read: {reason}")
        remedy = N_("check its name and place")
        raise InputError.of(file.name, None, "", message, remedy, reason=reason_of(error)) from error


def _problem(file: str, path: str, message: str, /, **values: str) -> Problem:
    return Problem.of(file, None, path, message, _AGAIN, **values)


def _misfit(file: str, wrong: Wrong, data: Any) -> Problem:
    """A value that does not fit; of what has another format, what else it lacks as a plan says nothing."""
    path = path_text(wrong.path)
    if wrong.kind == "missing":
        return _problem(file, path, N_("this is missing"))
    for key in wrong.path:
        data = data[key]
    value = _shortened(data)
    if path == "format":
        message = N_("this is not a plan that the kit knows: its format is {value}")
        remedy = N_("name a plan.json, or a folder that holds one")
        return Problem.of(file, None, path, message, remedy, value=value)
    return _problem(file, path, N_("{value} cannot be used here"), value=value)


def _shortened(data: Any) -> str:
    """A value as Python writes it, and no more of it than is shown."""
    value = _FEW.repr(data) if isinstance(data, list | dict) else repr(data[:60] if isinstance(data, str) else data)
    return value if len(value) <= 60 else value[:57] + "..."


def _inconsistent(plan: Plan, file: str) -> Iterator[Problem]:
    """What the types cannot say: the zone is known, ids are unique, rules and evidence speak of steps of the plan."""
    if plan.format == "runbook-plan/1" and plan.timezone not in zones():
        yield _problem(file, "timezone", N_("there is no time zone {zone}"), zone=plan.timezone)
    if plan.format == "runbook-plan/1" and plan.offsets:  # they would move its times, and its revision knows none
        yield _problem(file, "offsets", N_("a plan of the first format has no offsets"))
    if plan.format != "runbook-plan/1" and not _are_offsets(plan.offsets):
        yield _problem(file, "offsets", N_("these are not the offsets of a time zone"))
    if plan.format == "runbook-plan/1" and any(
        rule.severity != "error" for rule in plan.rules
    ):  # nor does it know these
        yield _problem(file, "rules", N_("in a plan of the first format no rule only warns"))
    for number, window in enumerate(plan.windows):
        if window.start.tzinfo is None or window.end.tzinfo is None:
            yield _problem(file, f"windows[{number}]", N_("a time without its offset"))
        elif window.start >= window.end:
            yield _problem(file, f"windows[{number}]", N_("this window ends before it starts"))
    counts = Counter(step.id for step in plan.steps)
    for step_id in sorted(step_id for step_id, count in counts.items() if count > 1):
        yield _problem(file, "steps", N_("the step {step} is here more than once"), step=step_id)
    if sum(len(rule.first) * len(rule.then) for rule in plan.rules) > MAX_PAIRS:
        yield _problem(file, "rules", N_("the rules relate more than {limit} pairs of steps"), limit=str(MAX_PAIRS))
    yield from _unanchored(plan, frozenset(counts), file)
    yield from _disordered(plan, file)


def _are_offsets(offsets: tuple[ZoneOffset, ...]) -> bool:
    """There is one, they are in the order of time, and each is less than a day."""
    instants = [each.since for each in offsets]
    if not offsets or any(instant.tzinfo is None for instant in instants):
        return False
    return instants == sorted(instants) and all(abs(each.seconds) < DAY for each in offsets)


def _unanchored(plan: Plan, known: frozenset[str], file: str) -> Iterator[Problem]:
    """Windows, evidence and rules speak of what is there."""
    for number, window in enumerate(plan.windows):
        began = window.continues
        if began is not None and (not 1 <= began <= number or plan.windows[began - 1].continues is not None):
            message = N_("there is no window {window} that it can go on with")
            yield _problem(file, f"windows[{number}].continues", message, window=str(began))
    for number, step in enumerate(plan.steps):
        if step.window is not None and not 1 <= step.window <= len(plan.windows):
            message = N_("there is no window {window}")
            yield _problem(file, f"steps[{number}].window", message, window=str(step.window))
        after = step.evidence.expect.after if step.evidence and step.evidence.expect else None
        if after is not None and after not in known:
            yield _problem(file, f"steps[{number}].evidence", N_("there is no step {step}"), step=after)
    for number, rule in enumerate(plan.rules):
        named = (*rule.first, *rule.then, *rule.steps)
        for step_id in () if known.issuperset(named) else sorted({*named} - known):
            yield _problem(file, f"rules[{number}]", N_("there is no step {step}"), step=step_id)
        if rule.kind in ("wait", "not-later") and (rule.minutes is None or rule.minutes < 0):
            yield _problem(file, f"rules[{number}].minutes", N_("a wait without its minutes"))


def _disordered(plan: Plan, file: str) -> Iterator[Problem]:
    """The steps stand in an order that is a valid execution: every rule points forwards."""
    index = {step.id: number for number, step in enumerate(plan.steps)}
    for number, rule in enumerate(plan.rules):
        if rule.kind not in ("order", "wait", "not-later"):
            continue
        last = max(map(index.get, rule.first, repeat(-1)), default=-1)
        next_ = min(map(index.get, rule.then, repeat(len(index))), default=len(index))
        if last > next_:
            yield _problem(file, f"rules[{number}]", N_("the steps of this rule are not in its order"))
