"""How much memory and time a test may need: of its process, and whatever the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time

# An expression for a program of its own: its peak in MB. The usage that getrusage tells begins with that of the parent.
PEAK = "int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) / 1024"

ORDINARY = 0.05  # seconds of one core for the sum of `slowness` on a machine with nothing else to do


def slowness(clock: Callable[[], float] = process_time) -> float:
    """How many times longer than an ordinary machine this one takes at the moment, 1 at least: by a sum it does now.

    A bar in seconds is one of an ordinary machine; a slow one is given so many times more, and by `perf_counter` one
    that has other things to do, too.
    """
    start = clock()
    sum(number * number for number in range(500_000))
    return max(1.0, (clock() - start) / ORDINARY)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done here takes this process no more seconds of processor time than these, on an ordinary machine."""
    start = process_time()
    yield
    spent = process_time() - start
    assert spent < seconds * slowness()
