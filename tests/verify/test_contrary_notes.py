"""Notes that say the contrary of the tick beside them: told as a question, and only where they say so plainly."""

from __future__ import annotations

import pytest

from runbook.model.control import is_peoples
from runbook.model.record import Entry
from runbook.verify.contrary_notes import (
    LONGEST,
    says_mistaken,
    says_not_done,
    says_restarted,
    says_ticked,
    says_unseen,
)
from runbook.verify.course import roll_calls
from runbook.verify.fast_check import FastCheck
from tests.verify.harness import check, codes, faultless, indexed_plan_of, pair, record, write

KEYS = "failover-keys:h1"
CONTRARY = """
retour arrière
Retour arrière effectué
revenu en arrière
restored the old version
restauré la version précédente
snapshot restored
the snapshot was restored
instantané restauré
reverted
we reverted it
stopped halfway
arrêté à mi-chemin
timeout
timed out
error 500
erreur 500
with errors
avec des erreurs
I was not there
je n’étais pas là
pas vu
vu par personne
not looked at
sans regarder
without checking
copié de A
copied from the other one
heure approx.
rempli le lendemain matin
completed from memory next morning
checksum not compared
somme non comparée
backup missing
sauvegarde absente
screenshot lost
not ok
pas ok
non ok
non conforme
pas conforme
ce n’est pas bon
is not correct
mauvais
tout est KO
rien ne fonctionne
nothing works
failed, will retry
échec, on réessaiera
failed
Failed.
it failed
The update failed
Échec
a échoué
L’étape a échoué
not done
Not done yet
pas fait
non fait
pas encore fait
unsuccessful
partially
rollback
en erreur
échec total
not possible
n’a pas été fait
didn't work
did not work, will try again tomorrow
ne marche pas
n'a pas fonctionné
à refaire
to be redone
will be done tomorrow
sera fait demain
reste à faire
skipped
sauté
KO
failed with error 500
échec avec erreur 500
failed: will retry after the break
failed; to retry
échec – à reprendre demain
could not be done
This step was not carried out
failed again
on refera demain
la mise à jour a échoué, on réessaiera demain
has failed
FAILED!
échec, à refaire
not completed
pas pu être fait
we will retry tomorrow
I'll try again later
en échec
failed, will retry next window
failed, will retry tomorrow night
not tested
This step was not verified
pas vérifié
n’a pas été testé
unverified
was skipped
The installation was aborted
a été annulée
rolled back
NOK
not OK
only partly done
à moitié fait
did not do it
we forgot it
pas eu le temps
I was unable to test it
impossible
todo
to do
left for tomorrow
laissé pour demain
assumed
supposé fait
not sure
done later
fait plus tard
à vérifier
to be checked
still to be tested
needs checking
sera vérifié demain
hung at 60%
keys differ, paired anyway
40 of 100 still pending
session did not connect
the update hung
bloqué à 60 %
les clés sont différentes
clés différentes, appairé quand même
12 clients encore hors ligne
la session ne se connecte pas
b1 did not come up
The console froze
checksums do not match
stuck at 80
sync still running
did it anyway
la session n'a pas abouti
I did not do this
not yet
pas encore
still in progress
en cours
je ne l’ai pas fait
on the wrong appliance
fait sur la mauvaise appliance
sur le mauvais serveur
backdated
antidaté
filled in afterwards
signed from memory, TL was there
rempli après coup
signé le lendemain, à l’hôtel
the time is a guess
heure approximative
copied from last time
unfinished
pas fini
en attente
je n’ai pas pu vérifier
could not test it
probably ok
should be fine
devrait être bon
je crois
ne marche pas du tout
étape ignorée
forgot this one
I forgot about it
on a oublié cette étape
only half of them
seulement la moitié
une partie des postes seulement
postponed
postponed until tomorrow
reporté à demain
will do tomorrow
a dû être abandonnée
had to be aborted
pas concluant
infructueux
appliance HS
écran noir
l’appliance ne redémarre plus
plantage à 80 %, laissé tel quel
remis à demain
laissé de côté
rien fait
on a sauté cette étape
la mise à jour tourne encore
fait à l’aveugle
sera régularisé
heure notée de mémoire
case cochée d’avance
fait sur évry-1 par erreur
installé sur B par mégarde
done on rs-a by mistake
pas terminé à l’heure, on continue demain
not finished in time, to be continued tomorrow
on finira demain
rupture impossible
installation refusée
the update was not possible
je n’ai pas osé
pas osé le faire
pas eu le courage
on a préféré ne pas y toucher
did not dare
we did not have the courage
I preferred not to
le fournisseur doit rappeler
le support rappellera demain
en attente du fournisseur
vendor has to call back
the vendor will get back to us
HN injoignable, on a commencé quand même
could not reach HN, started anyway
impossible de rompre la paire
je n’ai pas pu rompre la paire
pas réussi à sauvegarder
pas osé couper
could not break the pair
we were not able to install it
unable to restart
fait sur l’autre
done on the other one
abandonné faute de temps
fini seulement à 80 %
le support ne répond pas
le fournisseur n’a pas rappelé
vendor did not call back
no answer from the vendor
"""
NOT = """
no rollback needed
pas de retour arrière
rollback plan read
error 500 until 23:10, then fine
erreur 500 avant le redémarrage
without errors
sans erreur
first try timed out, second ok
seen by AB
recopié du papier le 25/10
copied from paper
the old snapshot was removed
backup made twice
saisi le lendemain d’après le papier
AB was not there at first, then came
CM took over from TL
14 min
clients offline 4 min as planned
nobody was offline
no sync in progress
no pending jobs
pending: none
waiting for the sync: 2 min
wrong box ticked first, corrected
je crois que oui
probably the cache, solved
devrait aller plus vite
no access needed
not yet needed on B
sauvegarde en cours terminée
not on the wrong appliance
the wrong appliance was open first, then the right one
heure de Paris
signed in the afternoon
rempli par TL
time as on the appliance
did not fail
no failure
first try failed, second right
the first try failed, the second worked
failed at first, then ok
aucun échec
sans échec
n'a pas échoué
pas d'échec
failed over to B
failed logins: none
échec au premier essai, réussi ensuite
not done before 22:00 as agreed
Not failed
it never failed
will retry if it fails
nothing to redo
nothing left to do
rien à refaire
no need to retry
failed, done again at 23:10
échec, refait à 23 h
a échoué puis OK
failed?
not done by us, by the vendor
agreed by mail
It did not work at first, works now
retry
second retry ok
done later because of the queue
nothing to be checked
verified
assumed by NK on call
à vérifier seulement si besoin
test failed as expected
échec attendu
failover test ok
done
fait
OK
pas de problème
n'a pas été nécessaire
without failure
0 failed
failed: 0
failed jobs: none
the old MSI failed to uninstall, removed by hand
échec du premier téléchargement
Restarted after it failed
pas fait de capture
to repeat for B
si échec, à refaire
if it failed, redo
no retry
it has not failed
échecs: 0
échec : aucun
ping failed because ICMP is blocked, normal
not finished before midnight, done at 00:10
will be repeated in the next pass
à refaire au prochain passage
will not retry
on ne réessaiera pas
fail-safe checked
nothing failed
pas échoué
non échoué
rien n'a échoué
did it not fail
hasn't failed
failed over
à refaire pour B si besoin
failed, will retry if needed
not checked by us, by the vendor
impossible to fail
rolled back on B as planned
the old ticket was cancelled
not tested: no clients left
test not needed
nok logged in earlier, fixed
will repeat it for the other node
keys are alike
hung at first, then ok
the old address did not connect
nothing still pending
none still offline
0 still pending
1 did not connect at first, now ok
hung for a minute, finished after
session connected
keys alike, paired
users could not connect, as planned
no client still offline
pas bloqué
not stuck
postponed to Monday by agreement
reporté du papier
reporté à lundi, comme convenu
delayed by 10 min
the old warning was ignored
half of them at 23:10, the rest at 23:40
une partie des postes à distance
will do B in the next pass
écran noir pendant le redémarrage, normal
ne redémarre plus qu’une fois
remis à l’heure
laissé en place
concluant
case cochée
l’ancienne mise à jour a dû être abandonnée avant
un plantage du navigateur, sans effet
fait sur évry-1 par erreur d’abord, puis sur évry-2
on continue demain
to be continued tomorrow
fait, on continue demain
on continue demain la bascule de B
rupture faite
retour impossible
installation refusée au premier essai, réussie ensuite
rupture impossible à refaire
pas osé au début, fait ensuite
did not want to wait
le courage de l’équipe
fournisseur rappelé, tout va bien
le fournisseur a rappelé
vendor called back
fait, le fournisseur doit rappeler
le fournisseur doit être prévenu du résultat
HN injoignable, TL prévenu
could not reach HN, asked TL
impossible de se tromper
impossible de rompre au premier essai, fait au second
could not be better
could not connect to the old address
could not check the old one
pas pu attendre
fait sur l’autre aussi
finished only at 23:10
fini à 22
le support a répondu
no answer needed from the vendor
"""
UNSEEN = ["sans témoin", "no witness", "the witness was not there", "fait, le témoin n’a rien vu", "Witness absent."]
UNSEEN += ["{} was not there", "{} n’était pas là", "{} absent", "{} signed afterwards", "{} wasn't present, sorry"]
UNSEEN += ["{} not there", "{} wasn’t around", "{} had already left", "{} on break", "{} came later", "signed for {}"]
UNSEEN += ["{} signed next day", "{} will sign tomorrow", "{} told afterwards", "without {}", "nobody else was there"]
UNSEEN += ["{} pas là", "{} arrivé plus tard", "{} en pause", "sans {}", "signé pour {}", "le témoin signera demain"]
UNSEEN += ["personne d’autre", "pas de témoin disponible", "the witness wasn't there", "no second person available"]
UNSEEN += ["I was alone", "j’étais seul", "Fait tout seul.", "done on my own"]
ON_ONE = ["B failed", "fait sur A seulement", "ok on A, KO on B", "only on A", "pas fait sur B", "done except on B"]
ON_BOTH = [
    "done on A, then on B",
    "ok on A",
    "not needed on B",
    "B failed, fixed",
    "failed over to B",
    "KO sur B, corrigé",
]
BY_HAND = """
hung at 60%, we restarted the appliance
power-cycled
restarted by hand
Rebooted it
redémarré à la main
on a redémarré l'appliance
restarted
was rebooted
had to reboot
a été redémarrée
restarted the appliance
power cycle of b1
nous avons redémarré B
"""
BY_ITSELF = """
it restarted by itself
the appliance restarted at 23:12
not restarted
l'appliance a redémarré
we did not restart it
restarted automatically
B redémarre
no reboot
nobody restarted it
password reset not needed
we waited until it restarted
"""


STILL = {
    "failover-break:h1": """
toujours appairés
la paire est toujours appairée
pas rompue
still paired
still a pair
not broken
""",
    "switch-shared-ip-off:rs-a:h1": """
toujours active
still enabled
pas désactivée
not yet disabled
""",
    "switch-shared-ip-on:rs-b:h1": """
toujours désactivée
still off
pas activée
not enabled
""",
    "failover-establish:rs-b:h1": """
toujours séparés
not paired
pas encore appairés
still apart
""",
}
CHANGED = {
    "failover-break:h1": ["plus appairés", "no longer paired", "rupture faite", "pas appairés"],
    "switch-shared-ip-off:rs-a:h1": ["plus active", "désactivée", "off", "B toujours active", "not enabled"],
    "switch-shared-ip-on:rs-b:h1": ["activée", "plus désactivée", "A toujours désactivée", "still on"],
    "failover-establish:rs-b:h1": ["appairés", "plus séparés", "toujours appairés", "séparés à 22h, appairés à 22h10"],
}


def notes(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("note", notes(CONTRARY))
def test_a_note_that_says_that_it_was_not_done_is_told(note: str) -> None:
    assert says_not_done(note)


@pytest.mark.parametrize("note", ["ticked by mistake", "coché par erreur", "mauvaise case", "wrong line"])
def test_a_tick_by_mistake_is_told_where_nothing_is_corrected(note: str) -> None:
    assert says_mistaken(note)
    entries = faultless(pair(), 3)
    write(entries, KEYS, note=note)
    assert codes(check(pair(), *entries.values())) == ["STA023"]


@pytest.mark.parametrize("note", notes(NOT))
def test_a_note_that_may_mean_something_else_accuses_nobody(note: str) -> None:
    assert not says_not_done(note)


@pytest.mark.parametrize("note", ["failed, will retry", "échec, on réessaiera"])
def test_it_leaves_the_verdict_open_and_says_which_words(note: str) -> None:
    entries = faultless(pair(), 3)
    write(entries, KEYS, note=note)
    write(entries, "prep-strategy", note=note)
    result = check(pair(), *entries.values())
    (found,) = result.findings
    assert (result.verdict, found.code, found.steps) == ("undetermined", "STA023", ("prep-strategy", KEYS))
    assert dict(found.args)["reason"] == note


@pytest.mark.parametrize(("note", "told"), [*((one, True) for one in ON_ONE), *((one, False) for one in ON_BOTH)])
def test_a_step_of_the_whole_site_was_done_on_one_appliance_alone(note: str, told: bool) -> None:
    """Of a step of one appliance, it says nothing against its own."""
    indexed, entries = pair(), faultless(pair(), 3)
    assert indexed.steps[indexed.index[KEYS]].appliance is None
    of_one = next(s.id for s in indexed.steps if s.appliance and s.letter == "A" and entries[s.id].by)
    write(entries, of_one, note=note)
    assert codes(check(indexed, *entries.values())) == []
    write(entries, KEYS, note=note)
    assert codes(check(indexed, *entries.values())) == (["STA023"] if told else [])


@pytest.mark.parametrize("note", UNSEEN)
def test_a_witness_is_named_and_the_note_says_that_there_was_none(note: str) -> None:
    indexed, entries = pair(), faultless(pair(), 3)
    witnessed, alone = (next(s.id for s in indexed.steps if s.witness is w and entries[s.id].by) for w in (True, False))
    write(entries, alone, note=note.format(entries[witnessed].witness))
    assert codes(check(indexed, *entries.values())) == []
    write(entries, witnessed, note=note.format(entries[witnessed].witness.lower()))
    (found,) = check(indexed, *entries.values()).findings
    assert (found.code, found.steps) == ("STA023", (witnessed,))


@pytest.mark.parametrize(
    "note",
    [
        *(
            "witnessed by AB",
            "the witness was there",
            "témoin présent",
            "témoin : AB",
            "no witness?",
            "CM was not there",
        ),
        *("AB was not there at first, then came", "alone on site, AB on the phone", "I was alone, AB by Teams"),
        *("AB not in the room, by phone", "AB on the phone", "AB was on break, back at 22:40", "AB pas là, en visio"),
        *(
            "AB was late, we waited",
            "signed for the record",
            "sans souci",
            "without problems",
            "AB left after this step",
        ),
        *("j’étais seul sur place", "users were not present", "AB did not leave", "nobody was there"),
    ],
)
def test_a_note_about_a_witness_who_was_there_accuses_nobody(note: str) -> None:
    assert not says_unseen(note, "AB")


@pytest.mark.parametrize(
    ("note", "told"), [("no time", ["STA025"]), ("on n’a pas eu le temps", ["STA025"]), ("no MSI", [])]
)
def test_no_time_is_no_reason_why_a_step_would_not_apply(note: str, told: list[str]) -> None:
    indexed, entries = pair(), faultless(pair(), 3)
    step = next(s.id for s in indexed.steps if s.required and s.na_allowed)
    write(entries, step, state="na", at="", witness="", value="", note=note)
    result = check(indexed, *entries.values())
    assert (codes(result), result.verdict) == (told, "undetermined" if told else "pass")


def test_what_is_not_ticked_as_done_is_told_otherwise() -> None:
    entries = faultless(pair(), 3)
    write(entries, KEYS, state="failed", note="failed, will retry")
    assert "STA023" not in codes(check(pair(), *entries.values()))


def test_a_step_that_failed_and_was_done_later_may_say_so_in_any_of_its_notes() -> None:
    entries = faultless(pair(), 3)
    tried = Entry(step=KEYS, state="failed", at=entries[KEYS].at, by=entries[KEYS].by, note="the page did not open")
    write(entries, KEYS, note="failed")
    assert codes(check(pair(), tried, *entries.values())) == ["STA009"]


def test_a_long_text_is_left_to_a_reader() -> None:
    assert says_not_done("failed, " + "failed, " * 3)
    assert not says_not_done("failed, " * LONGEST)


@pytest.mark.parametrize(("told", "texts"), [(True, BY_HAND), (False, BY_ITSELF)])
def test_who_restarts_by_hand_what_may_restart_by_itself(told, texts) -> None:
    assert {says_restarted(text) for text in notes(texts)} == {told}


@pytest.mark.parametrize("note", ["hung at 60%, we restarted the appliance", "on a redémarré l’appliance, puis ok"])
def test_no_appliance_is_restarted_by_hand_while_something_is_being_installed(note: str) -> None:
    of_each_kind = {step.installs: step.id for step in pair().steps if step.installs}
    assert len(of_each_kind) > 1
    for step in of_each_kind.values():
        entries = faultless(pair(), 3)
        write(entries, step, note=note)
        result = check(pair(), *entries.values())
        assert (result.verdict, codes(result)) == ("undetermined", ["STA023"])
    entries = faultless(pair(), 3)
    write(entries, KEYS, note="restarted the appliance")
    assert codes(check(pair(), *entries.values())) == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        *(("forgot", ["EVD008"]), ("pas fait", ["EVD008"]), ("hung at 60%", ["STA023"])),
        *((value, ["EVD008"]) for value in ("—", "...", "#", "x", "no errors")),
        *((value, []) for value in ("no errors, /srv/backup/rs-a.nsb", r"none missing: \\nas\backup\rs-a.nsb")),
    ],
)
def test_a_text_that_is_no_evidence_and_says_why_is_told_once(value: str, told: list[str]) -> None:
    indexed = indexed_plan_of("single", "automatic", None, None)
    entries = faultless(indexed, 3)
    write(entries, "backup-settings:rs-a:h1", value=value)
    assert codes(check(indexed, *entries.values())) == told
    assert not (told and FastCheck(indexed).clean(record(indexed, *entries.values()), None))


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        *(
            (note, ["STA023"])
            for note in ("not done", "pas fait", "Non fait.", "we forgot", "personne n’a été prévenu")
        ),
        *(
            (note, ["STA023"])
            for note in (
                "not told",
                "nobody was told",
                "personne n’était au courant",
                "message parti le lendemain",
                "pas envoyée",
                "skipped",
            )
        ),
        *(
            (note, ["STA023"])
            for note in ("users not informed", "mail not sent", "le mail n’a pas été envoyé", "à faire")
        ),
        *((note, ["STA023"]) for note in ("told nobody", "forgot to tell them", "sera fait demain", "no mail")),
        *((note, []) for note in ("failed", "rollback", "not done by phone but by mail", "not told to B", "RAS")),
        *((note, []) for note in ("no mail, told by phone", "pas envoyé, annoncé sur Teams", "no mail server here")),
        *((note, []) for note in ("pas fait à 22h, fait à 22h30", "not done?", "nobody told us to wait", "")),
    ],
)
def test_what_people_were_told_or_not_is_asked_about_too(note: str, wanted: list[str]) -> None:
    indexed = indexed_plan_of("single", "automatic", None, None)
    for step in (step for step in indexed.steps if is_peoples(step) or step.gate in ("release", "hold")):
        entries = faultless(indexed, 3)
        if entries.get(step.id) and entries[step.id].state == "done":
            write(entries, step.id, note=note)
            assert codes(check(indexed, *entries.values())) == wanted, step.id
            quick = FastCheck(indexed).clean(record(indexed, *entries.values()), None)
            assert not (quick and wanted)


@pytest.mark.parametrize(
    "note",
    [
        *("crash", "abandon", "appliance down", "retour à la version d’avant", "message d’erreur", "annulé par TL"),
        *("non fait par manque de temps", "on n’a pas vérifié", "pas vu le résultat", "copié-collé", "heure au pif"),
        *("on a coupé le courant", "forcé le redémarrage", "done by AB", "fait par TL", "signed by TL alone"),
        *("CM absent", "CM asleep", "AB parti avant", "AB en réunion", "AB signe demain", "signé pour CM"),
    ],
)
def test_more_words_that_contradict_a_tick_or_a_hand(note: str) -> None:
    assert told(note)


@pytest.mark.parametrize(
    "note",
    [
        *("done by CM", "fait par CM et AB", "signed by TL, done by CM", "fait par XY", "done by hand", "TL absent"),
        *("AB parti après", "CM au téléphone, TL absent", "aucun crash", "sans message d’erreur", "aucun abandon"),
        *("erreur attendue", "CM asleep?", "CM in a meeting, by phone", "done by half past ten"),
    ],
)
def test_words_of_others_and_of_how_it_was_contradict_nothing(note: str) -> None:
    assert not told(note)


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        *(("{} (CM)", False), ("{} AB", False), ("done by CM {}", False), ("{} Sat", False), ("{}", False)),
        *(("{} (TL)", True), ("fait par TL {}", True), ("{} TL", True)),
    ],
)
def test_initials_beside_a_time_are_of_who_signed_or_witnessed(at: str, wanted: bool) -> None:
    entries = faultless(pair(), 1)
    entry = write(entries, "update-base:rs-b:h1", by="CM", witness="AB")
    write(entries, "update-base:rs-b:h1", at=at.format(entry.at))
    found = codes(check(pair(), *entries.values()))
    assert found == (["STA023"] if wanted else [])
    assert not (found and FastCheck(pair()).clean(record(pair(), *entries.values()), None))


def told(note: str) -> bool:
    """Whether a note beside an installation by CM, with AB as the witness, is asked about; the quick look knows it."""
    entries = faultless(pair(), 1)
    write(entries, "update-base:rs-b:h1", by="CM", witness="AB", note=note)
    found = codes(check(pair(), *entries.values()))
    assert found in ([], ["STA023"])
    assert not (found and FastCheck(pair()).clean(record(pair(), *entries.values()), None))
    return bool(found)


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        *(
            (note, True)
            for note in ("TL asleep", "TL pas joignable", "decided by CM", "signé par CM", "sans TL", "TL not told")
        ),
        *((note, True) for note in ("accord non reçu", "pas encore reçu", "old approval", "accord périmé", "go forcé")),
        *((note, True) for note in ("contre l’avis de AB", "AB voulait arrêter", "no answer", "malgré le refus")),
        *(
            (note, False)
            for note in ("accord reçu par mail", "accord écrit", "lu et approuvé", "bon pour accord", "approuvé")
        ),
        *(
            (note, False)
            for note in ("decided by TL", "TL on the phone", "AB asleep", "decided by CM and TL", "accordé")
        ),
    ],
)
def test_who_gave_leave_was_there_and_gave_it(note: str, wanted: bool) -> None:
    indexed = indexed_plan_of("failover", "automatic", "asynchronous", "dns")
    for step in (step for step in indexed.steps if step.gate in ("release", "hold")):
        entries = faultless(indexed)
        write(entries, step.id, by="TL", note=note)
        assert codes(check(indexed, *entries.values())) == (["STA023"] if wanted else []), step.id


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        *(
            (note, True)
            for note in ("AB absent", "CM missing", "TL injoignable", "tous sauf TL", "everybody except AB")
        ),
        *((note, True) for note in ("two people missing", "pas tous là", "AB n’a pas répondu", "nobody came")),
        *((note, False) for note in ("nobody missing", "no one missing", "personne ne manque", "aucun absent", "")),
        *(
            (note, False)
            for note in ("0 absent", "AB absent, replaced by NX", "TL by phone", "AB absent?", "all there")
        ),
    ],
)
def test_who_did_not_answer_the_roll_call_is_asked_about(note: str, wanted: bool) -> None:
    indexed = indexed_plan_of("failover", "automatic", "asynchronous", "dns")
    for index in roll_calls(indexed):
        entries = faultless(indexed)
        write(entries, indexed.steps[index].id, note=note)
        assert codes(check(indexed, *entries.values())) == (["STA023"] if wanted else [])
        assert FastCheck(indexed).clean(record(indexed, *entries.values()), None) is not wanted
    entries = faultless(indexed)
    write(entries, KEYS, note=note, by="TL" if "CM" in note else "CM")  # of another step it says nothing
    assert codes(check(indexed, *entries.values())) == []


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        *(
            (note, True)
            for note in (
                "AB was against",
                "TL contre",
                "no-go décidé",
                "décision : no-go",
                "on arrête tout",
                "signed by CM for TL",
                "signé pour TL",
                "signé à sa place",
                "pas d’accord",
                "TL did not agree",
                "sans accord",
                "not asked",
                "accord non reçu",
            )
        ),
        *((note, True) for note in ("nobody approved", "personne n’a répondu", "no approval", "approval missing")),
        *((note, False) for note in ("nobody was against", "nobody said no", "personne n’est contre", "no objections")),
        *(
            (note, False)
            for note in ("rien contre", "3 pour, 0 contre", "signé par TL pour accord", "signed for approval")
        ),
        *(
            (note, False)
            for note in ("no approval needed", "AB was against, then agreed: go", "nobody asked questions")
        ),
    ],
)
def test_leave_that_was_not_given_is_asked_about(note: str, wanted: bool) -> None:
    indexed = indexed_plan_of("failover", "automatic", "asynchronous", "dns")
    for step in (step for step in indexed.steps if step.gate in ("release", "hold")):
        entries = faultless(indexed)
        write(entries, step.id, note=note)
        assert codes(check(indexed, *entries.values())) == (["STA023"] if wanted else [])


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        *((note, True) for note in ("ok", "✓", "o.k.", "OK ✓", "✔ 23h15 CM", "ok 23h10 – CM", "oui")),
        *((note, False) for note in ("", "OK - n/a", "ok, s/o", "ok?", "x", "not needed, ok", "ok, on continue ainsi")),
    ],
)
def test_a_tick_and_nothing_else(note: str, wanted: bool) -> None:
    assert says_ticked(note) is wanted


def told_of(step: str, note: str, **more: str) -> list[str]:
    indexed = indexed_plan_of("failover", "automatic", "asynchronous", "shared-ip")
    entries = faultless(indexed, 3)
    write(entries, step, note=note, **more)
    clean = FastCheck(indexed).clean(record(indexed, *entries.values()), None)
    found = codes(check(indexed, *entries.values()))
    assert not (clean and found)
    return found


@pytest.mark.parametrize(("step", "note"), [(step, note) for step, texts in STILL.items() for note in notes(texts)])
def test_what_a_step_changes_is_as_before(step: str, note: str) -> None:
    assert told_of(step, note) == ["STA023"]
    assert told_of("failover-keys:h1", note) == []  # of another step it says nothing


@pytest.mark.parametrize(("step", "note"), [(step, note) for step, texts in CHANGED.items() for note in texts])
def test_what_a_step_changes_is_as_it_should_be(step: str, note: str) -> None:
    assert told_of(step, note) == []


@pytest.mark.parametrize(
    ("note", "told"),
    [
        *(
            (note, True)
            for note in ("fait sur A", "done on rs-a", "Installée sur rs-a.example.com.", "fait sur la rs-a")
        ),
        *((note, False) for note in ("fait sur B", "done on rs-b", "fait sur A puis B", "fait aussi sur A")),
        *((note, False) for note in ("fait sur le portable", "done on the phone", "vu sur A", "fait sur A ?")),
    ],
)
def test_a_step_of_one_appliance_was_done_on_another(note: str, told: bool) -> None:
    assert told_of("update-base:rs-b:h1", note) == (["STA023"] if told else [])
    assert told_of("failover-keys:h1", note) == []  # which is of the whole site


@pytest.mark.parametrize(
    ("note", "told"),
    [
        *((note, True) for note in ("signé à la place de {} qui était parti", "signed for {} who had left")),
        *((note, True) for note in ("signé pour {}", "I signed in place of {}", "coché au nom de {}, parti")),
        *((note, False) for note in ("signé par {}", "signé avec {}", "signed for the record", "signé pour XY")),
    ],
)
def test_somebody_signed_for_the_one_whose_initials_stand_there(note: str, told: bool) -> None:
    step = "failover-break:h1"
    entry = faultless(indexed_plan_of("failover", "automatic", "asynchronous", "shared-ip"), 3)[step]
    for hand in (entry.by, entry.witness):
        assert told_of(step, note.format(hand)) == (["STA023"] if told else [])


@pytest.mark.parametrize(
    ("note", "told"),
    [
        *((note, True) for note in ("TL injoignable, on a commencé quand même", "could not reach TL, started anyway")),
        *((note, True) for note in ("TL did not answer, we went on regardless", "TL absent, on n’a pas attendu")),
        *((note, False) for note in ("AB injoignable, prévenue par mail", "could not reach AB, asked CM")),
        *((note, False) for note in ("on a commencé quand même", "TL injoignable, on a commencé quand même ?")),
    ],
)
def test_one_went_on_without_whom_one_had_to_ask(note: str, told: bool) -> None:
    for step in ("release-change", "people-tell-begin:h1:w1", "hold-point:h1"):
        assert told_of(step, note) == (["STA023"] if told else [])


OF_THE_STEP = """
done on rs-a instead
fait sur rs-a au lieu de rs-b
done yesterday
fait la veille
it was installed before the window
started before the window had opened
fait avant que la fenêtre ne s’ouvre
commencé avant l’ouverture de la fenêtre
only a rehearsal
Dry run.
c’était une répétition
still 6.1.0
toujours la version 6.1.0
version not changed
version inchangée
still the old version
"""
OF_ANOTHER_THING = """
done on rs-b instead of rs-a
dry run done last week
répétition faite le 2
package fetched yesterday
backup done the day before
still 6.2.0
toujours
still 4 users
settings unchanged
the same
first tried yesterday, done yesterday, then again tonight
"""


@pytest.mark.parametrize("note", OF_THE_STEP.strip().split("\n"))
def test_another_appliance_another_day_a_rehearsal_and_the_old_version_are_asked_about(note: str) -> None:
    entries = faultless(pair())
    write(entries, "update-base:rs-b:h1", note=note)
    assert codes(check(pair(), *entries.values())) == ["STA023"]
    write(entries, "update-base:rs-b:h1", note="")
    write(entries, "prep-controlled-test", note=note)  # in no window, of no appliance, and installs nothing
    assert check(pair(), *entries.values()).findings == ()


@pytest.mark.parametrize("note", OF_ANOTHER_THING.strip().split("\n"))
def test_what_is_of_the_appliance_of_another_thing_or_went_on_is_not(note: str) -> None:
    entries = faultless(pair())
    write(entries, "update-base:rs-b:h1", note=note)
    assert check(pair(), *entries.values()).findings == ()
