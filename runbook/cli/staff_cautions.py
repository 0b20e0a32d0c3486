"""What `runbook check` warns of in the people of sites: that nobody is there to release their changes, that initials
are a word of records, and that the same person has a language at one site alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from runbook.i18n import N_
from runbook.model.site import Person, Site
from runbook.reading.partial import Violation

if TYPE_CHECKING:
    from runbook.model.house import House, HouseFile
    from runbook.reading.nodes import KeyPath


def staff_cautions(site: Site) -> Iterator[Violation]:
    """A site with a change to come, and nobody with the role approver: the pack goes to these; they release, and decide
    go or no-go."""
    if all(change.closed for change in site.changes) or any("approver" in person.roles for person in site.staff):
        return
    message = N_(
        "nobody of {site} has the role approver: technicians release the change and decide go or no-go themselves, "
        "and `pack` has nobody to ask for an approval"
    )
    remedy = N_(
        "add the role to somebody with an `email:`; if technicians shall release it, choose other roles for the mail "
        "with `pack --to`"
    )
    yield Violation(("staff",), message, remedy, {"site": site.id})


def initials_cautions(site: Site, house: House | None) -> Iterator[Violation]:
    """Initials such as OK or GO: beside an answer, nobody can tell them from a part of it. Those of people of the
    house are told there, once."""
    known = house.file.people if house else ()
    for i, person in enumerate(site.staff):
        if person.initials not in known:
            yield from _are_a_word(person.initials, ("staff", i, "initials"))


def house_initials_cautions(house: HouseFile) -> Iterator[Violation]:
    """The same of the people of a house."""
    for initials in house.people:
        yield from _are_a_word(initials, ("people", initials))


def _are_a_word(initials: str, path: KeyPath) -> Iterator[Violation]:
    from runbook.verify.words_beside_names import is_a_word

    if is_a_word(initials):
        message = N_("{initials} is also a word that people write into records, as an answer or a state")
        remedy = N_(
            "add a letter, such as that of a second name: beside an answer, `verify` takes such a word for a "
            "part of the answer, and if a box names two people, it cannot always tell who is meant"
        )
        yield Violation(path, message, remedy, {"initials": initials})


class PersonLanguages:
    """The people of all sites that were seen, each with the language of the first site that has them."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, Person]] = {}

    def __call__(self, site: Site) -> Iterator[Violation]:
        """Whoever has a language here and none there, or the other way round, or two of them."""
        for i, person in enumerate(site.staff):
            there, before = self._seen.setdefault((person.email or person.name).casefold(), (site.id, person))
            if person.language == before.language:
                continue
            message = N_("{person} has the language {language} here, and {other} at {site}")
            if before.language is None:
                message = N_("{person} has the language {language} here, and none at {site}")
            if person.language is None:
                message = N_("{person} has no language here, and {other} at {site}")
            remedy = N_("write the same at both: mails to whoever has none are in the languages of the site")
            values = {"person": person.name, "site": there}
            told = {"language": person.language or "", "other": before.language or ""}
            yield Violation(("staff", i), message, remedy, values | {k: v for k, v in told.items() if v})
