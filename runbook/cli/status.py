"""The exit statuses of `runbook`."""

from enum import IntEnum


class Status(IntEnum):
    """What the shell sees."""

    DONE = 0  # done, or the verdict is pass
    FAIL = 1  # the verdict is fail
    INPUT = 2  # input, usage or machine that cannot be worked with; nothing was written
    UNDETERMINED = 3  # nothing is proved wrong, but a rule stays open
    BACKED_OUT = 4  # the change was not carried to its end, and the site is as before
    INTERRUPTED = 130  # Ctrl-C, as shells number it
    PIPE = 141  # the reader of the output went away, as shells number it
