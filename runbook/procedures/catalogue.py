"""Where each catalogue id stands in the vendor's guide."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from runbook.errors import InputError
from runbook.reading.structure import convert
from runbook.reading.text_file import parse_text
from runbook.resources import templates


@cache
def guide_lines() -> MappingProxyType[str, str]:
    """Line numbers of the guide's text by catalogue id: `{"F05": "220-222, 347-349", …}`.

    Raises InputError where the kit's catalogue is not what it should be.
    """
    from runbook.reading.yaml_text import compose

    file = templates() / "procedures" / "catalogue.yaml"
    root, problems = parse_text(file, lambda text: compose(text, str(file)))
    found, wrongs = convert(dict[str, str], root.plain())
    if found is None or problems:
        from runbook.procedures.wording import wording_of
        from runbook.reading.structure_problems import shape_problems

        shapes = shape_problems(wrongs, root, str(file), wording_of("catalogue", dict[str, str]))
        raise InputError((*problems, *shapes))
    return MappingProxyType(found)
