"""What is said of texts of a house without a translation: by `check` of each, by `render` and `pack` how many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from runbook.cli.error_output import tell
from runbook.i18n import N_, Language

if TYPE_CHECKING:
    from runbook.errors import Problem
    from runbook.house.house_draft import HouseDraft
    from runbook.inventory.packed import PackedSite
    from runbook.model.house import PackedHouse


def house_cautions(draft: HouseDraft, languages: Iterable[str]) -> Iterator[Problem]:
    """Texts of the house that pages in these languages show in another one."""
    from runbook.house.house_load import untranslated

    return untranslated(draft, languages)


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
