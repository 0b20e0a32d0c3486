"""The entries of a record column by column: who reads or looks at many records takes a column, and no entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from runbook.model.record import Entry

WrittenBeside = tuple[str, str, str, str]  # by, witness, value, note: what stands beside step, state and time
BY, VALUE, NOTE = 0, 2, 3  # where these stand there


class EntryColumns(Sequence[Entry]):
    """Columns of one length, to be read as entries, too: each is made where it is asked for."""

    __slots__ = ("ats", "beside", "states", "steps")

    def __init__(
        self, steps: tuple[str, ...], states: tuple[str, ...], ats: Sequence[str], beside: Sequence[WrittenBeside]
    ) -> None:
        self.steps, self.states, self.ats, self.beside = steps, states, ats, beside

    def __len__(self) -> int:
        return len(self.steps)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice):
            return [*self][index]
        by, witness, value, note = self.beside[index]
        return Entry(
            step=self.steps[index],
            state=self.states[index],
            at=self.ats[index],
            by=by,
            witness=witness,
            value=value,
            note=note,
        )

    def __iter__(self) -> Iterator[Entry]:
        return map(self.__getitem__, range(len(self)))


def columns_of(entries: Sequence[Entry]) -> EntryColumns:
    """The columns of some entries."""
    if isinstance(entries, EntryColumns):
        return entries
    steps, states = tuple([entry.step for entry in entries]), tuple([entry.state for entry in entries])
    beside = [(entry.by, entry.witness, entry.value, entry.note) for entry in entries]
    return EntryColumns(steps, states, [entry.at for entry in entries], beside)
