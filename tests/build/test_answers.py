"""What a worker on another machine answers: it comes back as it was, and what is no answer to the task is none."""

import dataclasses
import pickle
from dataclasses import replace

import msgspec
import pytest

from runbook.build.answers import NO_ANSWER, answer_of, outcome_in
from runbook.build.task import Product, Task, TaskOutcome, make
from runbook.errors import InputError, MachineError, PlanningError
from tests.build.fleets import quick_tasks


@pytest.fixture(scope="module")
def task(fleet) -> Task:
    return next(quick_tasks(fleet))


@pytest.fixture(scope="module")
def outcome(task) -> TaskOutcome:
    return make(task)


def test_files_and_plan_come_back_as_they_were(task, outcome):
    assert {product.name for product in outcome.products} == {"plan.json", "record.csv", "record.xlsx"}
    assert outcome_in(task, answer_of(outcome)) == outcome


@pytest.mark.parametrize(
    "error",
    [
        MachineError("{what} is missing", what="a library"),
        PlanningError("a cycle"),
        InputError.of("in.yaml", 3, "sites[0]", "{name} is wrong", "write another", name="x"),
        OSError(28, "No space left on device"),
    ],
)
def test_errors_come_back_with_their_templates_and_values(task, error):
    (found,) = {outcome_in(task, answer_of(TaskOutcome(products=(), error=error))).error}
    assert (type(found), str(found)) == (type(error), str(error))
    for name in ("message", "values", "problems", "errno"):
        assert getattr(found, name, None) == getattr(error, name, None)


def test_a_task_that_was_given_back_is_given_back(task):
    assert outcome_in(task, answer_of(TaskOutcome(products=(), refused=True))).refused


def changed(outcome: TaskOutcome, **fields: object) -> bytes:
    """The answer with other fields in its first file."""
    first, *others = outcome.products
    return answer_of(replace(outcome, products=(replace(first, **fields), *others)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [{"name": "../../../ran"}, {"name": "/etc/cron.d/x"}, {"kind": "csv"}, {"revision": "0" * 64}, {"data": b"{}"}],
    ids=str,
)
def test_what_was_not_asked_for_is_no_answer(task, outcome, fields):
    assert outcome_in(task, changed(outcome, **fields)) == none()


def test_files_of_another_change_or_twice_or_without_their_plan_are_none(fleet, task, outcome):
    other = make(list(quick_tasks(fleet))[1])
    assert outcome_in(task, answer_of(other)) == none()
    assert outcome_in(task, answer_of(replace(outcome, products=outcome.products * 2))) == none()
    assert outcome_in(task, answer_of(replace(outcome, plan=None))) == none()


@pytest.mark.parametrize("there", [0, 1])
def test_files_that_are_missing_without_a_reason_are_told(task, outcome, there):
    """They passed for made, and the change for current."""
    short = replace(outcome, products=outcome.products[:there])
    assert outcome_in(task, answer_of(short)) == none()
    stopped = replace(short, error=OSError(28, "No space left on device"))
    assert outcome_in(task, answer_of(stopped)).products == short.products


@pytest.mark.parametrize("answer", [None, "text", b"", b"\xc1", {"files": []}, msgspec.msgpack.encode([1]), 7])
def test_what_is_no_answer(task, answer):
    assert outcome_in(task, answer) == none()


def test_templates_that_cannot_be_filled_and_unknown_errors_are_none(task):
    for trouble in ({"kind": "MachineError", "message": "{x.y}"}, {"kind": "SystemExit"}, {"kind": "OSError"}):
        answer = msgspec.msgpack.encode({"trouble": {**trouble, "values": {"x": "z"}}})
        found = outcome_in(task, answer)
        assert isinstance(found.error, MachineError | OSError), found


def test_a_pickle_is_none(task, outcome):
    assert outcome_in(task, pickle.dumps(outcome)) == none()


def test_a_digest_is_that_of_the_bytes_that_came(task, outcome):
    assert "content" in {field.name for field in dataclasses.fields(Product)}
    lied = answer_of(replace(outcome, products=tuple(replace(p, content="0" * 64) for p in outcome.products)))
    assert outcome_in(task, lied) == outcome


def none() -> "Same":
    return Same()


class Same:
    """An outcome with nothing but the error that there was no answer."""

    def __eq__(self, other: object) -> bool:
        told = isinstance(other, TaskOutcome) and (str(other.error), other.products, other.plan)
        return told == (str(MachineError(NO_ANSWER)), (), None)

    __hash__ = None  # type: ignore[assignment]
