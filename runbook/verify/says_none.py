"""What people write where a file, a place or a name is asked, and there is none: `none`, `not saved`, `no screenshot`.

Asked only where nothing is no possible answer (`never_none`). A path or a file beside such words is an answer, unless
they say that it is lost.
"""

from __future__ import annotations

import re
from functools import lru_cache

from runbook.verify.no_reasons import may_answer, plain_words

LONGEST = 100  # characters; what is longer tells something
_NAME = re.compile(r"\\|[^\W_][.:/_]+[^\W_]")  # in a file, a path or an address
# Each in its normal form: small letters, no marks, one blank between words. "No limit" is a limit, and 0 is none.
_NOTHING = re.compile(
    r"0+(?: (?:bytes?|octets?|[kmg]?[bo]))?|zero|(?:is |was |file )?empty|"
    r"(?:no(?! ?\d)|none|nothing|never|without|aucune?|sans|jamais|rien|pas d|pas de)"
    r"(?! (?:upper |maximum )?limite?s?\b)(?: .*)?"
)
_KEPT = (
    "saved|taken|kept|made|found|done|exported|available|possible|recorded|noted|stored|there|needed|required|"
    "necessary|backed|downloaded|copied|captured|written|"
    "sauvegardee?s?|sauvee?s?|enregistree?s?|prise?s?|faite?s?|gardee?s?|conservee?s?|exportee?s?|disponibles?|"
    "trouvee?s?|notee?s?|possibles?|necessaires?|copiee?s?|telechargee?s?|relevee?s?"
)
_UNDONE = re.compile(
    rf"\b(?:not|non|pas)(?: yet| been| be| ete| encore| pu etre)? (?:{_KEPT})\b"
    r"|\b(?:did|could|can|was|were|has|have|is|are)n? (?:not|t)\b|\bn (?:a|ai|est|ont|avons|etait|avait) pas\b"
    r"|(?<!no )(?<!any )(?<!without )(?<!sans )(?<!aucune )(?<!pas d )(?<!\b0 )(?<!\bzero )\b(?:errors?|erreurs?)\b"
    r"(?! (?:logs?|free)\b)"
    r"|(?<!not )(?<!no )\b(?:failed|skipped|impossible|unable|echec|echoue|deleted|erased|supprimee?s?|effacee?s?)\b"
)
_LOST = re.compile(
    r"(?<!nothing )(?<!not )(?<!no )(?<!none )(?<!rien )(?<!pas )(?<!rien de )\b(?:lost|missing|forgot|forgotten|"
    r"perdue?s?|manquante?s?|introuvables?|oubliee?s?|unavailable|indisponibles?)\b"
)


@lru_cache(maxsize=10_000)
def says_none(text: str) -> bool:
    """Whether a text says that what is asked does not exist, was not made or is lost."""
    if len(text) > LONGEST:
        return False
    tokens = text.split()
    others = [token for token in tokens if not _NAME.search(token)]
    said = " ".join(plain_words(" ".join(others)))
    if _LOST.search(said):
        return True
    if len(others) < len(tokens):
        return False
    return may_answer(text) or bool(_NOTHING.fullmatch(said) or _UNDONE.search(said))
