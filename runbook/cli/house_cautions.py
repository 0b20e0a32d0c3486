"""What is said of a house: by `check`, of each text without a translation and of initials that are a word of records;
by `render` and `pack`, how many texts have none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from runbook.cli.error_output import tell
from runbook.cli.staff_cautions import house_initials_cautions
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.errors import Problem
    from runbook.house.house_draft import HouseDraft
    from runbook.inventory.packed import PackedSite
    from runbook.model.house import PackedHouse


def house_cautions(draft: HouseDraft, languages: Iterable[str]) -> Iterator[Problem]:
    """Texts of the house that pages in these languages show in another one, and initials of people that are a word."""
    from runbook.house.house_load import untranslated

    yield from untranslated(draft, languages)
    if entry := draft.file:
        for caution in house_initials_cautions(entry.noun):
            yield entry.fault(caution.path, caution.message, caution.remedy, **caution.args).problem()


def tell_untranslated(
    house: PackedHouse | None, fleet: Iterable[PackedSite], languages: Collection[str], language: Language
) -> None:
    """A line for each language of the pages, those of the sites where no `languages` are asked for, that texts of the
    house lack."""
    if house is None:
        return
    from runbook.house.house_texts import texts_in

    printed = sorted({*languages} or {tag for site in fleet for tag in site.languages})
    words = [found.words for found in texts_in(house.house)]
    text = N_("house: texts without a translation into {language}: {count}; they are printed in another one, marked")
    for tag in printed:
        if count := sum(not {tag, tag.split("_")[0]} & {*each} for each in words):
            tell(language.text(text, language=tag, count=str(count)))
