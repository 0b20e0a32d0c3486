"""Findings that say the same of many entries of a file: a column was left blank or filled in wrongly, one cause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from runbook.model.finding import Args, ArgumentValue, Finding, Message, StepRefs
from runbook.verify.record_lines import file_of
from runbook.verify.slips import in_all

MANY = 5
SHOWN = 5  # different texts that are told


def columns(findings: Sequence[Finding], codes: Collection[str], many: int = MANY) -> Iterator[Finding]:
    """The findings, with those of one of `codes` as one where a file has so many."""
    alike: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.code in codes:
            alike[finding.code, file_of(finding.where)].append(finding)
    for finding in findings:
        same = alike.get((finding.code, file_of(finding.where)), [])
        if len(same) < many:
            yield finding
        elif finding is same[0]:
            steps = tuple(dict.fromkeys(step for one in same for step in one.steps))
            remedy = finding.remedy if len({one.remedy for one in same}) == 1 else None
            yield replace(finding, steps=steps, sources=(), args=_args(same), remedy=remedy)


def with_one_slip(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, with those of a code and a file as one that the same slip of the pen would explain."""
    alike: dict[object, list[Finding]] = {}
    for finding in findings:
        key = (finding.code, file_of(finding.where), finding.slip.text) if finding.slip else id(finding)
        alike.setdefault(key, []).append(finding)
    for same in alike.values():
        first, steps = same[0], tuple(step for one in same for step in one.steps)
        if len(same) == 1 or first.slip is None:
            yield first
            continue
        args = (("step", StepRefs(first.steps)), *first.args)
        yield replace(first, steps=steps, sources=(), args=args, slip=in_all(steps, first.slip))


def _args(same: Sequence[Finding]) -> Args:
    """What the findings say, each different text once."""
    said: defaultdict[str, dict[ArgumentValue, None]] = defaultdict(dict)
    for finding in same:
        for name, value in finding.args:
            said[name][value] = None
    return tuple((name, _together(list(values))) for name, values in said.items())


def _together(values: Sequence[ArgumentValue]) -> ArgumentValue:
    messages = tuple(value for value in values if isinstance(value, Message))
    if len(values) == 1:
        return values[0]
    if messages:
        return messages[:SHOWN]
    return ", ".join(map(str, values[:SHOWN])) + (f" + {len(values) - SHOWN}" if len(values) > SHOWN else "")
