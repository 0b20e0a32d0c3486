"""What to do about a file that cannot be read as a whole, in the words of whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass

from runbook.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Remedies that depend on what a file should be; all are message ids.

    missing: there is no such file. empty: nothing is in it. split: it is too large, or holds too many values.
    compare: its brackets or indentation are too deep.
    """

    missing: str = N_("check the name")
    empty: str = N_("write something into it, or remove it")
    split: str = N_("split it into several files")
    compare: str = N_("compare with a file that is read")


ANY_FILE = Advice()
