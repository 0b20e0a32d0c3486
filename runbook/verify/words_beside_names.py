"""Words that stand beside initials and are nobody's, such as `ok` or `visa`; whether initials are one themselves."""

from __future__ import annotations

from runbook.model.initials import normal_initials
from runbook.verify.answer_words import NO_HANDS, is_answer

_BEHIND_WORDS = (
    "sig sign signe signee signed done fait faite execute executee verifie verifiee checked signature init initials "
    "initiales visa vu vue seen ok yes oui x moi me seul alone remote distance site onsite place "
    "tech technician technicien technicienne intervenant intervenante witness temoin "
    "approver approbateur approbatrice network reseau desktop representative manager a on sur au en par by via the "
    "le la tel telephone phone teams zoom visio video home office teletravail present presente seule paraphe "
    "watched watching there presence person personne assiste controle controlee controlled mail email sms garde "
    "astreinte duty dsi"
)
BEHIND = frozenset(_BEHIND_WORDS.split())
_READ_ELSEWHERE = NO_HANDS | BEHIND | {"go", "nogo", "so", "visa", "by", "par"}
_SMALL = frozenset(("a", "on", "sur", "au", "en", "via", "the", "le", "la", "me", "moi"))


def is_a_word(initials: str) -> bool:
    """Whether initials are a word that is read elsewhere in a record: as an answer, as a state, or as nobody's. Small
    words such as LE stand behind names alone, and are many people's initials."""
    plain = normal_initials(initials)
    return is_answer(plain) or (plain in _READ_ELSEWHERE and plain not in _SMALL)
