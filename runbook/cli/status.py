"""The exit statuses of `runbook`."""

from enum import IntEnum


class Status(IntEnum):
    """What the shell sees."""

    DONE = 0  # done, or the verdict is pass
    FAIL = 1  # the verdict is fail
    INPUT = 2  # input, usage or machine that cannot be worked with; nothing was written
    UNDETERMINED = 3  # nothing is proved wrong, but a rule stays open
    INTERRUPTED = 130  # Ctrl-C, as shells number it
    PIPE = 141  # the reader of the output went away, as shells number it
