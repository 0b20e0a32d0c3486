"""Where each catalogue id stands in the vendor's guide."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from runbook.errors import InputError
from runbook.resources import templates


@cache
def guide_lines() -> MappingProxyType[str, str]:
    """Line numbers of the guide's text by catalogue id: `{"F05": "220-222, 347-349", …}`.

    Raises InputError where the kit's catalogue is not what it should be.
    """
    from runbook.procedures.draft import read_draft
    from runbook.procedures.files import read_part

    draft, problems = read_draft([read_part(templates() / "procedures", "catalogue")])
    if problems:
        raise InputError(problems)
    return MappingProxyType({entry.name: entry.noun for entry in draft.entries("catalogue")})
