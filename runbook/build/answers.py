"""What a worker on another machine answers: plain bytes, and back. Of what comes back nothing is believed by its form.

A worker may be anything that has got hold of the scheduler's port. Its answer is read as data: no object of its making
comes to be here, no file gets a name that was not asked for, and digests are those of the bytes that came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from runbook.build.manifest import digest_of
from runbook.build.task import Product, Task, TaskOutcome
from runbook.errors import InputError, MachineError, PlanningError, Problem, RunbookError
from runbook.i18n import N_
from runbook.reading.plan_json import dump_plan, read_plan

if TYPE_CHECKING:
    from runbook.build.documents import DocumentKind
    from runbook.model.plan import Plan

NO_ANSWER = N_("a Dask worker answered with something that is not a result of this task; nothing of it was used")
_KINDS: dict[str, type[RunbookError]] = {
    error.__name__: error for error in (RunbookError, MachineError, PlanningError, InputError)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    kind: str
    revision: str
    data: bytes
    filled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    """An error: which, what it says, or the number that the system gave it."""

    kind: str
    message: str = ""
    values: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    files: tuple[_File, ...] = ()
    trouble: _Trouble | None = None
    plan: bytes = b""
    refused: bool = False


def answer_of(outcome: TaskOutcome) -> bytes:
    """An outcome as bytes: what a worker sends."""
    import msgspec

    files = tuple(
        _File(name=made.name, kind=made.kind, revision=made.revision, data=made.data, filled=made.filled)
        for made in outcome.products
        if made.data is not None
    )
    trouble = None if outcome.error is None else _trouble(outcome.error)
    plan = b"" if outcome.plan is None else dump_plan(outcome.plan)
    return msgspec.msgpack.encode(_Answer(files=files, trouble=trouble, plan=plan, refused=outcome.refused))


def outcome_in(task: Task, answer: object) -> TaskOutcome:
    """What `answer` says of `task`; where it is none of that task, that is the outcome's error."""
    import msgspec

    try:
        if type(answer) is not bytes:
            raise ValueError
        told = msgspec.msgpack.decode(answer, type=_Answer)
        plan = read_plan(told.plan, "") if told.plan else None
        products = tuple(_product(task, made, plan) for made in told.files)
        names = {made.name for made in products}
        ended = told.trouble is not None or told.refused
        if len(names) < len(products) or not (ended or names == {wanted.name for wanted in task.wanted}):
            raise ValueError
        error = None if told.trouble is None else _error(told.trouble)
        warnings = plan.warnings if plan else ()
        return TaskOutcome(products=products, error=error, refused=told.refused, plan=plan, warnings=warnings)
    except (msgspec.MsgspecError, RunbookError, LookupError, ValueError, AttributeError, RecursionError):
        return TaskOutcome(products=(), error=MachineError(NO_ANSWER))


def _product(task: Task, made: _File, plan: Plan | None) -> Product:
    """A file that was asked for, of the plan that came with it. Raises ValueError."""
    asked = any((made.name, made.kind) == (wanted.name, wanted.kind) for wanted in task.wanted)
    if not asked or plan is None or made.revision != plan.revision or (plan.site, plan.change) != _of(task):
        raise ValueError
    if made.kind == "plan" and made.data != dump_plan(plan):
        raise ValueError
    return Product(
        name=made.name,
        kind=cast("DocumentKind", made.kind),
        content=digest_of(made.data),
        revision=made.revision,
        data=made.data,
        filled=made.filled,
    )


def _of(task: Task) -> tuple[str, str]:
    return task.site.id, task.change


def _trouble(error: RunbookError | OSError) -> _Trouble:
    if isinstance(error, OSError):
        return _Trouble(kind="OSError", message=str(error.strerror or error), number=error.errno or 0)
    if isinstance(error, InputError):
        return _Trouble(kind="InputError", problems=error.problems)
    kind = type(error).__name__
    known = kind if kind in _KINDS else "RunbookError"
    return _Trouble(kind=known, message=error.message, values=error.values)


def _error(told: _Trouble) -> RunbookError | OSError:
    """Raises LookupError or ValueError where it is none."""
    if told.kind == "OSError":
        return OSError(told.number, told.message)
    if told.kind == "InputError":
        return InputError(told.problems)
    return _KINDS[told.kind](told.message, **told.values)
