"""What people write where yes or no is asked, and where a text is: who answers is understood, else they are asked.

`tests/checklist/test_engine.py` has the page read all of these.
"""

from __future__ import annotations

import pytest

from runbook.i18n import load_language
from runbook.report.finding_text import finding_text
from runbook.verify.answer_words import LISTS
from runbook.verify.indexed_plan import IndexedPlan
from tests.verify.harness import check, codes, faultless, indexed_plan_of, write

WANTS_YES, WANTS_NO = "verify-session:rs-a:h1", "prep-certificate-stores"
TEXT, GATE = "backup-certificates:rs-a", "hold-point:h1"
FINE = """
tout est ok
Tout est OK.
tout ok
c’est bon
all good
everything is ok
RAS
R.A.S.
rien à signaler
ok.
o.k.
vu ✓
tout conforme
ok 👍
👌
✅ ok
tout va bien
aucun problème
no issues
c’est bon pour moi
pas de souci
""".strip().split("\n")
DONE = ["done", "fait", "done ✓", "c’est fait", "Terminé."]
YES = """
CM: oui
CM dit oui
AB: oui, CM: oui
oui de CM
yes by mail
oui: CM, TL, AB
yes – CM, TL
oui, c'est bon
oui, vérifié
oui, fait
Oui, 22:41
yes (22:41)
yes, see ticket 4711
oui, voir ticket n° 4711
oui vérifié par CM
oui – TL
yes, all present
oui, tous là
oui 🙂
YES, no problem
yes, confirmed
yes; CM
oui sur les deux
yes, on A and B
oui (les deux)
les deux oui
both: yes
yes (both of them)
oui aux deux
oui pour les deux
oui partout
yes, A & B
A: oui, B: oui
oui, 2/2
yes (2 of 2)
yes, no errors
oui, sans erreur
oui (2 postes)
yes, both PCs
oui, testé
oui, ticket 4711
oui, avec TL au téléphone
yes, with TL on the phone
oui (avec TL par téléphone)
oui, TL au tél.
oui – tél. TL
yes, in the presence of TL
oui, vu avec TL et CM
yes on both, TL watching
oui, depuis PC17
yes, on PC17 and PC18
oui à la 2e tentative
yes, second try
yes, worked first time
yes – it all worked
oui, ça a marché du premier coup
oui, tout a fonctionné
oui, 2 min
yes (after 3 minutes)
yes, as expected
oui, comme prévu
oui, sur place
oui, TL et CM informés
oui, aucun souci
oui, fonctionne parfaitement
absolument
of course
""".strip().split("\n")
FACTS = [
    "all 3 there",
    "tous les 3 présents",
    "it works",
    "ça marche",
    "identiques",
    "they match",
    "opérationnel",
    "Functional",
    "session établie",
    "essai concluant (CM)",
    "builds identiques",
    "pareils sur les deux",
    "keys equal",
    "all there",
    "tous présents",
    "session OK",
    "tous présents (AB, CM, TL)",
    "all present: AB, CM and TL",
]
NO = """
no
seen: no
vu : non
non.
No warnings
aucun avertissement
none shown
rien
non, rien à signaler
non – RAS
off
désactivé
non, sur les deux
non (les deux)
no, on both
aucun
aucun, sur les deux
none on either
aucun avertissement sur les deux
neither
neither A nor B
ni l’un ni l’autre
non, ni A ni B
A: non, B: non
none at all
none on both PCs
non, rien vu
non (plus active)
n’est plus active
plus là
no longer enabled
aucun message
rien affiché
non, plus rien
""".strip().split("\n")
NEITHER = """
they do not match
no match
pas pareils
non fonctionnel
not operational
peu concluant
session non ouverte
all
tous
both
les deux
CM: pas testé
XY: oui
CM: oui, AB: absent
not ok
pas ok
non ok
non vérifié
vu, non conforme
oui, échec
oui mais non
essayé
checked: no
vérifié : non
fait : non
yes on A, no on B
not on both
A: oui, B: non
yes 1/2
oui, un sur deux
yes but not all
yes/no
oui sauf un
tous sauf TL
tous présents (AB, XY)
tous présents (AB, TL absent)
ok sauf une
presque
je crois
normalement oui
ok demain
tout est KO
rien n’est ok
all 3 failed
all 3 but TL
1 KO
2 ok 1 ko
ok ❌
oui 👎
KO
différentes
oui, avec TL absent
yes, with errors
oui, avec un avertissement
yes, without TL
oui, avec NON au téléphone
avec TL au téléphone
2 min
yes, PC17 only
first try no, second try yes
""".strip().split("\n")
WITH_MORE = """
oui, écran et son
oui, session 12345
oui session 12345
oui (session 12345)
yes, screen and sound
oui, session ouverte avec le poste de test
oui, session ouverte sur le poste de test (CM)
oui (session lancée par CM, acceptée par l’usager)
oui, confirmé par les usagers
oui, session ouverte sans erreur
yes, session opened with the test computer
yes, confirmed by the users
yes (session started by CM, screen visible)
oui, appel de test passé
oui, identiques des deux côtés
yes, ping 2 ms
oui, Leroy au téléphone
yes, T. Leroy by phone
yes (C. Martin and T. Leroy by phone)
oui, session ouverte avec Martin
""".strip().split("\n")
DENIED_WITH_MORE = """
non, elle ne répond plus
non, la page ne s’affiche plus
non (n’est plus active)
no, it does not answer any more
no – it no longer appears
""".strip().split("\n")
DENIED_OTHERWISE = """
non, elle répond
non, la session marche
non, mais B oui
no, it answers
elle ne répond plus
""".strip().split("\n")
MORE = """
oui, écran figé
oui, session coupée
oui, la session sera ouverte
oui si la session marche
oui, confirmé par XY
oui, Dupont au téléphone
oui, Leroy en vacances
yes, session frozen
oui, session ouverte puis coupée
yes, session opened then dropped
yes, users will confirm
yes - audio too
oui, avec XY au téléphone
oui à 25h00
oui: CM, XY
""".strip().split("\n")
NOT_APPLICABLE = ["n.a.", "N/A", "n / a", "s.o.", "S/O", "sans objet", "not applicable"]
NO_FILES = ["0 KB", "0 octets", "(empty)"]
NO_EVIDENCE = [
    *FINE,
    *DONE,
    *NO_FILES,
    "none",
    "aucune",
    "effacé",
    "erased",
    "I don’t remember",
    "quelque part",
    "oui, c'est bon",
    "yes, confirmed",
]
EVIDENCE = ["oui, voir ticket 4711", "oui – TL", "yes, \\\\nas01\\certs", "identiques", "C. Martin, ok"]

GOES = ["go ok", "GO confirmé", "go ✅", "Go 22:41", "GO✅", "go vérifié"]
GOES += ["GO ✓", "Go (CM)", "Go (tous)", "go, unanime", "Go – 22h41", "go pour tous", "Go ! (CM)", "go for all"]
GOES += ["CM: go", "CM – go ahead", "TL dit go", "feu vert donné", "go-ahead given", "feu vert de TL", "GO par mail"]
GOES += ["go w/ CM", "GO w/CM", "go with CM on the phone", "go ahead, CM"]
GOES += ["go at 23:10", "go, CM", "go - 22:10 - CM", "GO ✔", "go 22h10 CM", "GO (22:10, CM)", "GO le 05/12 à 23h10"]
GOES += ["go - CM - 23:10", "go 05/12/2026 23:10", "décision : go", "go donné à 23h10", "go, sans réserve", "go, 2/2"]
GOES += ["go, all agreed", "go (par tél.)", "go signé CM", "Go (décision CM)", "go, no remarks", "go / CM / 23:10"]
GOES += ["go signed by CM", "go, aucune objection", "oui, sans remarque", "go by tel. 23:10"]
GOES += ["feu vert à 23h10 CM", "on y va (23:10, CM)", "go without reservations"]
GOES += ["GO, TL et CM informés", "go – tous informés", "go, everyone present", "GO – équipe complète", "go, all green"]
GOES += ["GO – aucun point bloquant", "go, no blockers", "GO—CM—22h17", "go for the upgrade", "GO pour la suite"]
GOES += [
    "GO validé CM",
    "GO reçu par Teams",
    "go, the team is complete",
    "GO – pas de réserve",
    "confirmé CM",
    "validé – CM",
]
NO_GOES = ["no-go (CM)", "NO-GO – 22h41", "no go, à 22h41", "NO-GO 22:41"]
NO_GOES += ["no-go – tous informés", "no-go pour la suite", "NO-GO—CM", "no-go reçu par Teams"]
NO_GOES += ["décision : no-go", "NO GO (22:10, CM)", "no-go, after 10 min"]
NO_REFUSALS = ["no warnings", "aucun avertissement", "rien vu", "none", "neither"]
NO_GO_AHEAD = ["go on", "go sauf TL", "go, mais pas sur B", "go (non)", "go later", "no, go"]
NO_GO_AHEAD += ["go at 25:00", "go, 24:30", "go si tests ok", "go not ok", "go non", "go no-go", "go à confirmer"]
NO_GO_AHEAD += ["XY: go", "feu vert refusé", "go-ahead withdrawn", "CM: go later", "feu vert donné demain"]
NO_GO_AHEAD += [
    "go if B is up",
    "go 50/50",
    "go in 10 min",
    "go dans 10 min",
    "go maybe",
    "go sauf si",
    "go sous réserve",
]
NO_GO_AHEAD += ["go, but wait", "go (in 10 min)", "go when B is up", "go (sous réserve)", "go 1/2"]
NO_GO_AHEAD += [
    "go until 02:00",
    "continue dans 5 min",
    "go 6.2",
    "go conditionnel",
    "peut-être go",
    "oui, dans 10 min",
]
NO_GO_AHEAD += ["GO/NO-GO", "go+no-go", "GO ou NO-GO", "go no go"]
NO_GO_AHEAD += ["go, not all informed", "GO – pas tous présents", "go, tous informés sauf TL", "GO, XY et CM informés"]
NO_GO_AHEAD += [
    "go, not all green",
    "go pour la suite seulement",
    "GO non validé",
    "go pour B",
    "go, équipe incomplète",
]
NO_GO_AHEAD += ["go, one blocker", "GO – un point bloquant", "GO—XY", "go, TL et CM non informés"]
NO_GO_AHEAD += ["go w/o CM", "go w/ XY", "go w/ errors", "go ahead without B"]

RESTORED = ["restored", "restauré", "rétablies ✓", "restaurés (CM)"]
VERSION = "update-base:rs-a:h1"
AS_SEEN = """
Console: {}
rep console {}
{} vu
oui, {}
{} (CM)
{}, CM
{} installée
installed: {}
ok {}
{} conforme
{} – vérifié
{} 👍
{} sur les deux
Base {} installed
{} affichée
{}, see capture
{}, voir ticket 4711
{} à 22h41 (CM)
{} (28/11)
{} (28/11 22:41)
{} build 55 (CM)
now {}
{} (en place)
mise à jour en {}
{} shown in /login
A: {}, B: {}
{} / {}
RS {} ok CM
{} (après redémarrage)
Base {}, screenshot 12.png
Base = {}
="{}"
{};
{} (14 min)
{} en 14 min
{}, à 23h20 avec TL au tél.
{} on first try
{} comme prévu
{} as expected
Base {} installed successfully
{} after the reboot
{} après le redémarrage
A: {}
A = {}
A {}
rs-a : {}
rs-a.example.com: {}
A → {}
{} (A)
{} sur A
{} on rs-a
sur A : {}
192.0.2.11: {}
192.0.2.11 {}
https://192.0.2.11/login : {}
{} (192.0.2.11)
{} sur 192.0.2.11
{} on https://rs-a.example.com/
{} constatée à 23h35
{} affichée dans État > Notions de base
{} – conforme à l’attendu
{}, redémarrage compris 14 min
{} in 14 min including the reboot
""".strip().split("\n")
CHANGED = """
{old} → {}
{old} -> {}
{old} > {}
from {old} to {}
de {old} à {}
passé de {old} à {}
passage de {old} à {}
{} (passage de {old})
was {old}, now {}
avant {old}, après {}
{} (was {old})
{} (avant : {old})
{}, {old} avant
{} (upgraded from {old})
{} au lieu de {old}
0.9.1 → {old} → {}
""".strip().split("\n")
OTHERWISE = [
    "{} on A only",
    "{} to restart",
    "{} restart",
    "{}, to reboot",
    "{} à redémarrer",
    "{}, redémarrage non compris",
    "{} is to restart",
    "a {} ?",
    "{} KO",
    "{} not ok",
    "pas {}",
    "{} (échec)",
    "6.1.0 -> {} KO",
    "6.1.0, not yet {}",
    "6.1.0 ({} failed)",
    "{} ou 6.1.0",
    "6.1.0/{}",
    "not {}",
    "should be {}",
    "was {}",
    "{} tomorrow",
    "{} non",
    "{}?",
    "> {}",
    "6.1.0 after {}",
    "{} après 6.1.0",
    "{}x",
    "{}.x",
]


ABOUT_NONE = ["~0", "≈ 0", "environ 0", "about 2", "~0 (CM)"]
EMPTY = "node-drained:tn-1:h1"


def cluster() -> IndexedPlan:
    """A plan in which a number has to be none."""
    return indexed_plan_of("atlas-no-failover", None, None, None)


def single() -> IndexedPlan:
    """A plan with steps of each kind."""
    return indexed_plan_of("single", "automatic", None, None)


def found(step: str, value: str) -> list[str]:
    entries = faultless(single(), 3)
    write(entries, step, value=value)
    return codes(check(single(), *entries.values()))


@pytest.mark.parametrize("text", [*FINE, *DONE, *YES, *FACTS])
def test_who_says_that_it_is_so_passes_where_yes_is_expected(text: str) -> None:
    assert found(WANTS_YES, text) == []


@pytest.mark.parametrize("text", [*FINE, *DONE])
def test_where_no_is_expected_a_tick_or_ok_may_mean_either_and_is_asked_about(text: str) -> None:
    assert found(WANTS_NO, text) == ["EVD008"]


@pytest.mark.parametrize("text", NO)
def test_there_is_nothing_in_other_words(text: str) -> None:
    assert (found(WANTS_NO, text), found(WANTS_YES, text)) == ([], ["EVD003"])


@pytest.mark.parametrize("text", YES)
def test_a_plain_yes_where_no_is_expected_is_not_the_expected(text: str) -> None:
    assert found(WANTS_NO, text) == ["EVD003"]


@pytest.mark.parametrize(("step", "written", "wanted"), [(WANTS_YES, "non", "oui"), (WANTS_NO, "oui", "non")])
def test_the_answer_that_is_asked_for_is_told_in_the_reader_s_language(step: str, written: str, wanted: str) -> None:
    entries = faultless(single(), 3)
    write(entries, step, value=written)
    (finding,) = check(single(), *entries.values()).findings
    assert (
        f"{written} est consigné\u202f; il faut {wanted}."
        in finding_text(finding, single().plan, load_language("fr"), {}).message
    )


@pytest.mark.parametrize("text", RESTORED)
def test_restored_is_an_answer_where_that_is_asked_and_nowhere_else(text: str) -> None:
    asked = "client-limits-back"
    whole = next(each for seed in range(20) if (each := faultless(single(), seed))[asked].state == "done")
    tried: tuple[tuple[str, str, list[str]], ...] = (
        (asked, "value", []),
        (WANTS_YES, "value", ["EVD002"]),
        (asked, "state", []),
        (WANTS_YES, "state", ["DOC012"]),
    )
    for step, field, told in tried:
        entries = dict(whole)
        write(entries, step, **{field: text})
        assert (codes(check(single(), *entries.values())), step) == (told, step)


@pytest.mark.parametrize(("length", "is_yes"), [(100, True), (101, False)])
@pytest.mark.parametrize("first", ["yes", "done"])
def test_an_answer_has_a_hundred_characters_and_no_more(first: str, length: int, is_yes: bool) -> None:
    text = first + ", done" * 15
    text += f",{'ok':>{length - len(text) - 1}}"
    assert len(text) == length
    assert (found(WANTS_YES, text) == []) is is_yes


@pytest.mark.parametrize("text", NEITHER)
def test_what_says_the_contrary_or_half_of_it_is_no_yes_and_no_no(text: str) -> None:
    assert "EVD002" in found(WANTS_YES, text)
    assert "EVD002" in found(WANTS_NO, text)


@pytest.mark.parametrize("text", MORE)
def test_a_yes_with_words_that_nobody_knows_is_asked_about_where_yes_is_expected(text: str) -> None:
    assert (found(WANTS_YES, text), found(WANTS_NO, text)) == (["EVD008"], ["EVD002"])


@pytest.mark.parametrize("text", WITH_MORE)
def test_what_follows_a_plain_yes_and_takes_nothing_back_is_no_question(text: str) -> None:
    assert (found(WANTS_YES, text), found(WANTS_NO, text)) == ([], ["EVD003"])


@pytest.mark.parametrize("text", DENIED_WITH_MORE)
def test_what_follows_a_plain_no_and_denies_as_much_is_no_question(text: str) -> None:
    assert (found(WANTS_NO, text), found(WANTS_YES, text)) == ([], ["EVD003"])


@pytest.mark.parametrize("text", DENIED_OTHERWISE)
def test_what_contradicts_a_plain_no_leaves_neither(text: str) -> None:
    assert (found(WANTS_NO, text), found(WANTS_YES, text)) == (["EVD002"], ["EVD002"])


@pytest.mark.parametrize("text", NOT_APPLICABLE)
def test_that_yes_or_no_does_not_apply_is_asked_about(text: str) -> None:
    assert (found(WANTS_YES, text), found(WANTS_NO, text)) == (["EVD008"], ["EVD008"])


@pytest.mark.parametrize("text", NO_EVIDENCE)
def test_that_all_is_well_does_not_say_where_a_file_is(text: str) -> None:
    assert found(TEXT, text) == ["EVD008"]


@pytest.mark.parametrize("text", EVIDENCE)
def test_a_text_that_says_more_is_one(text: str) -> None:
    assert found(TEXT, text) == []


@pytest.mark.parametrize("text", [*FINE, *YES])
def test_a_gate_takes_a_yes(text: str) -> None:
    assert {*found(GATE, text)} <= {"EVD010"}  # a time in it is not that of this record


@pytest.mark.parametrize("text", GOES)
def test_a_go_with_what_approves_of_it_is_a_go(text: str) -> None:
    assert {*found(GATE, text)} <= {"EVD010"}  # a time in it is not that of this record


@pytest.mark.parametrize("text", NO_GOES)
def test_a_no_go_with_what_stands_beside_it_is_a_no_go(text: str) -> None:
    assert "ORD004" in found(GATE, text)


@pytest.mark.parametrize("text", NO_REFUSALS)
def test_that_there_is_nothing_is_no_no_go(text: str) -> None:
    assert found(GATE, text) == ["EVD002"]


@pytest.mark.parametrize("text", NO_GO_AHEAD)
def test_a_go_with_what_takes_it_back_is_no_decision(text: str) -> None:
    assert "EVD002" in found(GATE, text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        *((text, "Both are there") for text in ("go+no-go", "GO/NO-GO", "go ou no-go", "no-go or go")),
        *((text, "A go on a condition is none") for text in ("go if B is up", "go in 10 min", "go sous réserve")),
    ],
)
def test_what_is_no_decision_says_what_to_do(text: str, remedy: str) -> None:
    entries = faultless(single(), 3)
    write(entries, GATE, state="done", value=text)
    [told] = [one for one in check(single(), *entries.values()).findings if one.code == "EVD002"]
    assert told.remedy is not None
    assert remedy in told.remedy.text


@pytest.mark.parametrize("text", [*DONE, *FACTS])
def test_that_something_was_done_is_no_leave(text: str) -> None:
    assert "EVD002" in found(GATE, text)


@pytest.mark.long
def test_every_listed_phrase_says_what_its_list_says() -> None:
    wanted = {"yes": ["EVD003"], "no": [], "all": ["EVD002"], "both": ["EVD002"]}
    wanted |= {said: ["EVD008"] for said in ("fine", "done", "back", "fact")}
    wanted["none"] = []
    told = {text: (said, found(WANTS_NO, text)) for said, texts in LISTS.items() for text in texts}
    assert {text: codes for text, (said, codes) in told.items() if codes != wanted[said]} == {}
    assert sum(map(len, LISTS.values())) > 150


def version() -> str:
    """What is to be seen."""
    return faultless(single(), 3)[VERSION].value


@pytest.mark.parametrize("text", AS_SEEN)
def test_a_version_with_a_word_that_approves_of_it_is_that_version(text: str) -> None:
    assert found(VERSION, text.format(version(), version())) == []


@pytest.mark.parametrize("text", OTHERWISE)
def test_a_version_with_a_word_against_it_is_none(text: str) -> None:
    assert {"EVD002", "EVD005"} & set(found(VERSION, text.format(version())))


@pytest.mark.parametrize("text", AS_SEEN)
def test_another_version_stays_another(text: str) -> None:
    assert "EVD003" in found(VERSION, text.format("1.2.3", "1.2.3"))


@pytest.mark.parametrize("text", CHANGED)
def test_what_it_was_before_is_no_part_of_a_version(text: str) -> None:
    assert found(VERSION, text.format(version(), old="1.2.3")) == []
    assert found(VERSION, text.format("1.2.3", old=version())) == ["EVD003"]


@pytest.mark.parametrize("text", ABOUT_NONE)
def test_a_number_of_which_somebody_was_not_sure_is_asked_about_where_it_must_be_an_exact_one(text: str) -> None:
    entries = faultless(cluster(), 3)
    write(entries, EMPTY, value=text)
    assert codes(check(cluster(), *entries.values())) == ["EVD005"]


@pytest.mark.parametrize("text", ["36679", "36679.0", "36679,00", "06/02/2000", "2000-02-06", "2000-02-06 00:00"])
def test_what_a_spreadsheet_made_of_a_version_is_none_and_no_other_version(text: str) -> None:
    assert found(VERSION, text) == ["EVD002"]
