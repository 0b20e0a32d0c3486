"""The checklist's engine under Node: one process, questions and answers as lines of JSON."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from runbook.model.plan import Plan
from runbook.model.record import ENTRY_FIELDS, FORMAT, Entry, RecordPerson
from runbook.model.remaining import in_nights
from runbook.model.ways_back import decided_later
from runbook.reading.plan_json import dump_plan

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates" / "html" / "checklist"
DRIVER = Path(__file__).with_name("driver.js")
NO_NODE = shutil.which("node") is None
# What other files need before these, in this order.
FIRST = ("times", "words", "names", "answers", "plan", "values", "record", "pairs", "slips", "order")


def engine_files() -> tuple[Path, ...]:
    """The files of the engine, in the order in which a page has them."""
    first = tuple(FOLDER / f"engine_{name}.js" for name in FIRST)
    return (*first, *(file for file in sorted(FOLDER.glob("engine_*.js")) if file not in first))


def record_of(plan: Plan, entries: Sequence[Entry], people: Sequence[RecordPerson] = ()) -> dict[str, Any]:
    """A record of the contract, as the page holds it."""
    return {
        "format": FORMAT,
        "revision": plan.revision,
        "site": plan.site,
        "change": plan.change,
        "run": "1",
        "entries": [{name: getattr(entry, name) for name in ENTRY_FIELDS} for entry in entries],
        "people": [{"initials": one.initials, "name": one.name, "roles": list(one.roles)} for one in people],
    }


class Engine:
    """The engine in a process of its own; used as a context."""

    def __enter__(self) -> Engine:
        words = ["node", str(DRIVER), *map(str, engine_files())]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdin
        assert self.process.stdout
        self.questions, self.answers = self.process.stdin, self.process.stdout
        self.milliseconds = 0.0
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.questions.close()
        self.answers.close()
        self.process.wait(10)

    def take(self, plan: Plan) -> None:
        """The plan that is asked about from now on, with what `browser_plan` says of its phases besides."""
        content = json.loads(dump_plan(plan))
        for phase, told in zip(plan.phases, content["phases"], strict=True):
            told["decided_later"] = bool(decided_later(in_nights(plan), phase))
        self._write({"plan": content})

    def ask(self, question: str, **more: Any) -> Any:
        """The answer of one of the engine's functions; `milliseconds` is what it took."""
        self._write({"ask": question, **more})
        answer = json.loads(self.answers.readline())
        self.milliseconds = answer["milliseconds"]
        return answer["found"]

    def _write(self, line: dict[str, Any]) -> None:
        self.questions.write(json.dumps(line) + "\n")
        self.questions.flush()
