"""What people write where a reason is asked, and have none: words that fill the field and say nothing.

A short reason is a reason ("VM", "panne"): only what is listed here is none, and marks, and a letter or figure alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LONGEST = 60  # characters; what is longer says something
_WORD = re.compile(r"[^\W_]+")
# Each line in its normal form: small letters, no marks, one blank between words.
_NOTHING = """
no reason; no particular reason; without reason; without a reason; none; none given; nothing; nothing to say;
nothing to report; nothing special; nil; null; void; no comment; no comments; no note; nope; no; yes; yep; ok;
okay; k o; all ok; all good; fine; seen; checked; noted; because; just because; reason; a reason; some reason;
sans; sans raison; sans motif; sans commentaire; sans commentaires; rien; rien a dire; rien a signaler; rien de
special; ras; aucun; aucune; aucune raison; aucun motif; pas de raison; pas de motif; neant; vide; oui; non; vu;
see note; see notes; see remark; see remarks; voir note; voir notes; voir remarque; voir remarques; cf note; d
accord; tout va bien; tout est ok; bon; bien; parce que; raison; motif; idem; ditto; dito; id; same; the same;
same here; same as above; see above; as above; see below; as before; pareil; la meme chose; meme chose; meme
raison; meme motif; same reason; voir ci dessus; cf ci dessus; cf supra; comme ci dessus; voir plus haut; voir
ci dessous; same as before;
corrected; correction; corrige; corrigee; rectifie; rectifiee; rectification; erratum; amended;
changed; modified; modifie; modifiee; updated; assumed; suppose
"""
_LATER = """
tbd; tba; tbc; to be done; to be defined; to be determined; to be decided; to be completed; to be confirmed; to do;
todo; to fill in; to be filled in; to complete; later; see later; will see; fixme; wip; in progress; pending; n d;
a voir; on verra; voir plus tard; plus tard; a definir; a completer; a remplir; a preciser; a confirmer;
a determiner; a faire; a suivre; a renseigner;
to follow; will follow; follows; suit; suivra; en cours; en attente; not yet; none yet; pas encore; will do later;
unknown; inconnu; inconnue; don t know; do not know; je ne sais pas; ne sait pas; on ne sait pas;
i don t know; i do not know; don t remember; i don t remember; je ne sais plus; sais pas; somewhere; quelque part;
a retrouver; to be found
"""
_STATES = """
na; not applicable; non applicable; so; sans objet; skip; skipped; saute; sautee; omis; omise; left out; not done;
not carried out; pas fait; non fait; non realise; failed; fail; failure; it failed; echec; echoue; en echec; ko;
done; fait; faite; effectue; effectuee; nc; nr
"""
_PLAY = (
    "xx; xxx; asdf; asdfgh; qwerty; azerty; bla; bla bla; bla bla bla; blah; blah blah; foo; bar; lorem ipsum; abc; aaa"
)


def _listed(*lists: str) -> frozenset[str]:
    return frozenset(one.strip() for listed in lists for one in listed.replace("\n", " ").split(";"))


_NO_REASONS = _listed(_NOTHING, _LATER, _STATES, _PLAY)
_CLOSE = frozenset(one.replace(" ", "") for one in _NO_REASONS)  # "n / a", "t.b.d."


def says_nothing(note: str) -> bool:
    """Whether a note with letters or figures gives no reason all the same."""
    if len(note) > _LONGEST:
        return False
    words = _WORD.findall(without_marks(note))
    joined = "".join(words)
    if joined.isascii() and (len(joined) == 1 or (len(joined) > 2 and joined.isalpha() and len({*joined}) == 1)):
        return True
    letters = all(len(word) == 1 for word in words)
    return " ".join(words) in _NO_REASONS or (letters and joined in _CLOSE)


# Where a name is asked: nobody could be found by it.
_NOBODY = _listed(
    """
somebody; someone; some one; anybody; anyone; nobody; no one; whoever; person; people; a person; staff; name; test; a
colleague; colleague; my colleague; another colleague; technician; a technician; the technician; engineer; admin;
administrator; substitute; a substitute; replacement; witness; user; the other; other; another; stranger; x y; john
doe; quelqu un; personne; une personne; un collegue; une collegue; collegue; mon collegue; ma collegue; un technicien;
technicien; intervenant; un intervenant; un remplacant; remplacant; remplacante; temoin; nom; un autre; autre;
administrateur; utilisateur; n importe qui
"""
)


def names_nobody(name: str) -> bool:
    """Whether a text in the place of a name is nobody's: `somebody`, `a colleague`, `tbd`."""
    return says_nothing(name) or " ".join(_WORD.findall(without_marks(name))) in _NOBODY


# What may be the answer all the same: there were no old values, nobody to settle it with.
_ANSWERS = _listed(
    "none; nothing; nil; no; non; rien; aucun; aucune; neant; ras; nothing special; rien de special; null; void; vide;"
    "k o; abc; foo; bar; so; nc; nr; n d; nope; fine; raison; reason; motif; because;"
    "bon; bien"
)
_ELSEWHERE = _listed(
    "see note; see notes; see remark; see remarks; voir note; voir notes; voir remarque; voir remarques; cf note"
)
_TICKS = _listed("x; v; ok; o k; y; yes; oui; true; vrai")


@lru_cache(maxsize=10_000)
def is_no_evidence(value: str) -> bool:
    """Whether a text in the place of evidence is strokes, ticks, or a word that says only that it was done or will be.

    A number or a letter may be what is asked; so may "none".
    """
    words = _WORD.findall(without_marks(value)) if len(value) <= _LONGEST else [value]
    text = " ".join(words)
    if not text or text in _TICKS:
        return True
    return len("".join(words)) > 1 and text not in _ANSWERS and says_nothing(value)


def may_answer(value: str) -> bool:
    """Whether it is a word that may be what is asked all the same: `none`, `RAS`."""
    return " ".join(_WORD.findall(without_marks(value[:_LONGEST]))) in _ANSWERS


def points_elsewhere(value: str) -> bool:
    """Whether it says that the evidence stands in the note."""
    return " ".join(_WORD.findall(without_marks(value[:_LONGEST]))) in _ELSEWHERE


def has_figures(text: str) -> bool:
    """Whether a figure stands in it, of whichever script."""
    return any(map(str.isdecimal, text))


def plain_words(text: str) -> list[str]:
    """The words of a text, in small letters and without accents."""
    return _WORD.findall(without_marks(text))


def without_marks(text: str) -> str:
    """In small letters and compatible forms, without accents."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
