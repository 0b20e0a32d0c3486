"""Fields that the mapping names and that nothing in the files has: told once, and not left open without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from runbook.errors import Problem
from runbook.i18n import N_
from runbook.importing.lookup import SourceObject, folded, names_of
from runbook.model.mapping import ApplianceFields, FieldPaths, PersonFields, SiteFields
from runbook.reading.nodes import clipped
from runbook.reading.structure_problems import nearest

_LOOKED_AT = 1000  # objects of which the names of fields are offered


def unmet(
    group: str, fields: SiteFields | ApplianceFields | PersonFields, things: Sequence[SourceObject]
) -> Iterator[Problem]:
    """What is said of the fields of one group of the mapping; nothing where there are no `things` to look at."""
    wanted: dict[str, FieldPaths | None] = {
        name: paths
        for name in type(fields).__dataclass_fields__
        if name != "extra"
        for paths in [getattr(fields, name)]
    }
    if not isinstance(fields, PersonFields):
        wanted |= {f"extra.{key}": paths for key, paths in fields.extra.items()}
    yield from unmet_paths({f"{group}.{key}": paths for key, paths in wanted.items() if paths}, things)


def unmet_paths(wanted: Mapping[str, FieldPaths | None], things: Sequence[SourceObject]) -> Iterator[Problem]:
    """The same of fields by the keys of the mapping: of several that are tried in turn, one is enough."""
    for key, given in wanted.items() if things else ():
        paths = (given,) if isinstance(given, str) else given or ()
        if any(_has(thing, path) for thing in things for path in paths):
            continue
        origin, field = things[0].origin, ", ".join(paths)
        message = N_("there is no field {field} in this list; the mapping names it for {key}")
        if close := _close(paths[0], things):
            remedy = N_("write {nearest} in the mapping if you mean it; otherwise get that field, too")
            yield _whole(origin.file, message, remedy, field=clipped(field), key=key, nearest=close)
        else:
            remedy = N_("correct the mapping, or get that field, too")
            yield _whole(origin.file, message, remedy, field=clipped(field), key=key)


def _whole(file: str, message: str, remedy: str, /, **values: str) -> Problem:
    return Problem.of(file, None, "", message, remedy, **values)


def _has(thing: SourceObject, path: str) -> bool:
    """Whether there is such a field, be it empty; of what is within an empty one nobody can say."""
    if path in thing.data:
        return True
    if thing.flat:
        return any(folded(name) in thing.data for name in names_of(path))
    found: object = thing.data
    for key in path.split("."):
        if found is None or isinstance(found, list):
            return True
        if not isinstance(found, Mapping) or key not in found:
            return False
        found = found[key]
    return True


def _close(path: str, things: Iterable[SourceObject]) -> str | None:
    """The field beside it that is called almost so."""
    above, _dot, last = path.rpartition(".")
    names: dict[str, None] = {}
    for thing in islice(things, _LOOKED_AT):
        group = thing.data.get(above) if above and not thing.flat else thing.data
        names |= dict.fromkeys(group if isinstance(group, Mapping) else ())
    found = nearest(last, names)
    return f"{above}.{found}".lstrip(".") if found else None
