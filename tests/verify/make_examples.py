"""Writes tests/examples/records: good and bad records of the plan that lies there, which stays as it is.

    python -m tests.verify.make_examples

A bad file's name begins with the codes that it shows; a folder holds the files of one record.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from runbook.i18n import Language
from runbook.model.frozen_zone import zone_of
from runbook.model.record import Entry
from runbook.reading.plan_json import dump_plan
from runbook.records.blank import record_csv
from runbook.simulate.write import csv_bytes, json_bytes
from runbook.verify.times import Moment, read_moment
from tests.verify.harness import faultless, indexed_plan_of, pair, paused, write

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "records"
SEED = 3  # every step is done
Entries = dict[str, Entry]
Line = dict[str, Any]  # of a browser's log
AFTER_TEST = ("switch-dns:h1", "switch-dns-propagated:h1", "test-hosts-remove:h1")
PAGE = {step.id for step in pair().plan.steps if step.phase == pair().steps[pair().index["status-after:rs-b:h1"]].phase}
# The first window from the settings backup on, all in and after the hour that is repeated.
CHAIN = (
    "backup-settings:rs-a:h1",
    "failover-sync:h1",
    "failover-break:h1",
    "update-base:rs-b:h1",
    "backup-between:rs-b:h1",
    "update-software:rs-b:h1",
    "status-after:rs-b:h1",
    "test-hosts-add:rs-b:h1",
    "verify-session:rs-b:h1",
    "verify-console:rs-b:h1",
    "switch-dns:h1",
    "switch-dns-propagated:h1",
    "test-hosts-remove:h1",
)
REPEATED = tuple(
    f"2026-10-25 02:{minute}+01:00" for minute in (10, 13, 14, 29, 30, 45, 46, 47, 48, 49, 50, 51, 52)
)  # an installation takes a quarter of an hour
WINDOW = {step.id for step in pair().plan.steps if step.window == 2}
NUMBERS = {step.id: f"step {step.number}" for step in pair().steps}
PROOFS = {step.id: step.evidence.type for step in pair().steps if step.evidence}
BAD: dict[str, Callable[[Entries], object]] = {
    # one edit of a faultless record each
    "DOC003-a-step-added-by-hand": lambda e: e.update(coffee=Entry(step="coffee", state="done", at="2026-10-24 23:00")),
    "DOC003-the-steps-of-another-plan": lambda e: [
        e.update({f"s{n}": replace(e.pop(step), step=f"s{n}")}) for n, step in enumerate(list(e))
    ],
    "DOC003-a-word-misspelt-all-along": lambda e: [
        e.update({step: replace(entry, step=step.replace("update-", "updte-"))}) for step, entry in tuple(e.items())
    ],
    "DOC028-steps-by-their-numbers": lambda e: [
        e.update({NUMBERS[step]: replace(e.pop(step), step=NUMBERS[step])}) for step in tuple(e)
    ],
    "DOC007-a-page-is-missing": lambda e: [e.pop(step) for step in list(e) if step in PAGE],
    "DOC008-nothing-is-filled-in": lambda e: e.clear(),
    "DOC012-a-state-of-ones-own": lambda e: write(e, "prep-downtime", state="almost"),
    "DOC027-two-boxes-ticked": lambda e: write(e, "prep-downtime", state="done+failed"),
    "STA001-not-signed": lambda e: e.pop("failover-keys:h1"),
    "STA002-skipped": lambda e: undone(e, "backup-between:rs-b:h1", "skipped", "no time left"),
    "STA003-failed-at-the-end": lambda e: undone(e, "after-installers", "failed", "the page does not open"),
    "STA004-went-on-after-a-failure": lambda e: undone(e, "failover-sync:h1", "failed", "the sync did not end"),
    "STA005-not-applicable-where-it-applies": lambda e: undone(e, "status-after:rs-b:h1", "na", "was fine before"),
    "STA006-no-reason": lambda e: undone(e, "prep-controlled-test", "na", ""),
    "STA006-nothing-said": lambda e: undone(e, "prep-controlled-test", "na", "n/a"),
    "STA006-see-the-note": lambda e: undone(e, "prep-controlled-test", "na", "voir note"),
    "STA023-not-verified": lambda e: write(e, "failover-keys:h1", note="not verified"),
    "STA007-signed-but-not-ticked": lambda e: write(e, "prep-strategy", state=""),
    "STA008-a-state-that-nobody-can-read": lambda e: write(e, "prep-strategy", state="?"),
    "STA013-a-reason-that-nobody-can-read": lambda e: undone(e, "prep-controlled-test", "na", "?"),
    "TIM002-about-that-time": lambda e: write(e, "prep-strategy", at="20/10/2026 vers 15 h"),
    "TIM001-no-clock-shows-that": lambda e: write(e, "prep-strategy", at="2026-10-32 25:00"),
    "TIM001-a-day-that-the-year-has-not": lambda e: write(e, "prep-strategy", at="29 02 14 59"),
    "TIM002-a-time-that-nobody-can-read": lambda e: write(e, "failover-break:h1", at="?"),
    "TIM002-a-column-that-nobody-can-read": lambda e: [write(e, step, at="?") for step in WINDOW],
    "TIM003-in-the-repeated-hour": lambda e: [
        write(e, "verify-session:rs-b:h1", at="2026-10-25 02:50"),
        write(e, "verify-console:rs-b:h1", at="2026-10-25 02:52"),
        *(write(e, step, at=f"2026-10-25 02:{56 + number}+01:00") for number, step in enumerate(AFTER_TEST)),
        write(e, "switch-dns:h1", at="2026-10-25 02:55"),
    ],
    "TIM004-in-the-skipped-hour": lambda e: write(e, "prep-strategy", at="2026-03-29 02:30"),
    "TIM005-not-applicable-in-the-future": lambda e: [
        undone(e, "prep-controlled-test", "na", "no test site"),
        write(e, "prep-controlled-test", at="2031-01-01 10:00"),
    ],
    "TIM005-in-the-future": lambda e: write(e, "after-installers", at="2028-11-01 19:42"),
    "TIM006-the-year-before-last": lambda e: write(e, "prep-strategy", at="2024-10-20 14:59"),
    "TIM007-no-time": lambda e: write(e, "prep-strategy", at=""),
    "TIM009-a-package-in-five-minutes": lambda e: write(e, "update-software:rs-b:h1", at="2026-10-24 23:34"),
    "TIM010-signed-afterwards-in-one-go": lambda e: [
        *(write(e, step, at="2026-10-28 00:15") for step in WINDOW),
        write(e, "failover-resync:h1", value="2026-10-28 00:15"),
    ],
    "TIM008-a-time-without-its-date": lambda e: write(e, "after-installers", at="19:45"),
    "TIM008-a-date-without-its-time": lambda e: write(e, "failover-break:h1", at="24/10/2026"),
    "TIM008-a-time-that-its-window-does-not-hold": lambda e: write(e, "failover-break:h1", at="18:35"),
    "TIM011-the-windows-give-the-dates": lambda e: [
        write(e, "failover-break:h1", at="22:35"),
        write(e, "update-software:rs-b:h1", at="0h23"),
        write(e, "test-hosts-remove:h1", at="1:12 am"),
    ],
    "TIM011-the-windows-give-the-months": lambda e: [
        write(e, "failover-break:h1", at="samedi 24 à 22h35"),
        write(e, "update-software:rs-b:h1", at="Sun 25th 0:23"),
        write(e, "test-hosts-remove:h1", at="nuit du 24 au 25, 1h12"),
    ],
    "TIM008-a-day-that-its-window-does-not-have": lambda e: write(e, "failover-break:h1", at="lun. 26 22h35"),
    "TIM011-the-sync-without-its-date": lambda e: write(e, "failover-sync:h1", value="22h15"),
    "TIM012-the-month-first-in-what-was-seen": lambda e: write(e, "verify-clients:h2", value="10/29/2026 23:37"),
    "TIM013-one-time-filled-down": lambda e: [
        write(e, step, at="2026-10-28 00:15") for step, n in tuple(e.items()) if n.at
    ],
    "TIM012-the-month-first": lambda e: [
        write(e, step, at=f"{at:%m/%d/%Y %H:%M}")
        for step, entry in tuple(e.items())
        if not entry.at.endswith("+01:00") and (at := datetime.fromisoformat(entry.at))
    ],
    "TIM011+TIM017-a-sunday-the-24th": lambda e: write(e, "failover-break:h1", at="dim. 24 22h35"),
    "TIM017-a-monday-that-is-a-saturday": lambda e: write(e, "failover-break:h1", at="lun. 24/10/2026 22:35"),
    "ORD002-two-watches": lambda e: write(e, "switch-dns:h1", at="2026-10-25 00:50"),
    "ORD001-broken-before-the-sync": lambda e: write(e, "failover-break:h1", at="2026-10-24 22:20"),
    "ORD001-date-of-the-other-side-of-midnight": lambda e: write(e, "update-software:rs-b:h1", at="2026-10-24 00:23"),
    "ORD001-two-lines-swapped": lambda e: [
        swap(e, "failover-sync:h1", "failover-break:h1"),
        write(e, "failover-sync:h1", value="2026-10-24 22:15"),
    ],
    "ORD001-two-lines-swapped-with-one-between": lambda e: swap(e, "update-base:rs-b:h1", "update-software:rs-b:h1"),
    "ORD001-after-midnight-with-the-date-of-the-evening": lambda e: [
        write(e, step, at=entry.at.replace("10-28 00:", "10-27 00:")) for step, entry in tuple(e.items())
    ],
    "ORD001-all-night-with-the-date-of-the-evening": lambda e: [
        write(e, step, at=entry.at.replace("10-29 0", "10-28 0")) for step, entry in tuple(e.items())
    ],
    "ORD001-more-after-midnight-than-before": lambda e: [
        write(e, step, at=later(entry.at, 80).replace("10-29 0", "10-28 0"), value=later(entry.value, 80))
        for step, entry in tuple(e.items())
        if "2026-10-28 22:00" <= entry.at < "2026-10-29 02:00"
    ],
    "ORD001-a-watch-on-winter-time": lambda e: [
        write(e, step, at=later(entry.at, -60))
        for step, entry in tuple(e.items())
        if entry.by == "CM" and "2026-10-24 22:00" <= entry.at < "2026-10-25 02:00"
    ],
    "WIN001-two-dates-of-the-day-before": lambda e: [
        write(e, f"status-before:{name}:h1", at=e[f"status-before:{name}:h1"].at.replace("-24 ", "-23 "))
        for name in ("rs-a", "rs-b")
    ],
    "ORD001-a-month-too-far": lambda e: [
        write(e, step, at=entry.at.replace("-10-28 ", "-11-28 ").replace("-10-29 ", "-11-29 "))
        for step, entry in tuple(e.items())
        if "2026-10-28 22:00" <= entry.at < "2026-10-29 02:00"
    ],
    "ORD001-day-and-month-swapped": lambda e: write(e, "after-installers", at="11/01/2026 19:42"),
    "GAP001-the-next-package-too-soon": lambda e: [
        write(e, "update-software:rs-a:h1", at="2026-10-28 00:40"),
        late(e),
    ],
    "WIN001-before-the-window": lambda e: write(e, "update-check:rs-b:h1", at="2026-10-24 21:50"),
    "WIN002-the-window-overrun": lambda e: write(e, "test-hosts-remove:h1", at="2026-10-25 04:20"),
    "WIN003-in-the-other-window": lambda e: write(e, "test-hosts-remove:h1", at="2026-10-27 22:02"),
    "ADJ001-something-between-base-and-software": lambda e: write(e, "status-before:rs-a:h1", at="2026-10-25 00:05"),
    "ADJ002-the-site-was-not-held-still": lambda e: write(e, "prep-client-limits", at="2026-10-24 22:50"),
    "SGN001-no-initials": lambda e: write(e, "failover-keys:h1", by=""),
    "SGN002-a-stranger": lambda e: [write(e, step, by="XY") for step in ("prep-strategy", "failover-keys:h1")],
    "SGN003-the-wrong-hand": lambda e: write(e, "failover-keys:h1", by="AB"),
    "SGN004-no-witness": lambda e: write(e, "failover-break:h1", witness=""),
    "SGN005-a-witness-to-oneself": lambda e: write(e, "failover-break:h1", by="CM", witness="CM"),
    "SGN005-a-witness-to-oneself-all-along": lambda e: [
        write(e, step, witness=entry.by) for step, entry in tuple(e.items()) if entry.witness and entry.by == "TL"
    ],
    "SGN006-an-unknown-witness": lambda e: write(e, "failover-break:h1", witness="XY"),
    "SGN007-initials-that-nobody-can-read": lambda e: write(e, "failover-keys:h1", by="?"),
    "SGN009-a-witness-who-may-not": lambda e: write(e, "failover-break:h1", witness="CM"),
    "SGN014-signer-and-witness-in-one-box": lambda e: write(e, "failover-break:h1", by="TL/AB", witness=""),
    "SGN014-signataire-et-temoin-dans-une-case": lambda e: [
        write(e, "failover-break:h1", by="TL, AB", witness=""),
        write(e, "failover-break:h2", by="T. Leroy et A. Bernard", witness=""),
        write(e, "failover-keys:h1", by="TL-AB"),
    ],
    "SGN016-two-technicians-in-one-box": lambda e: [
        write(e, "failover-break:h1", by="TL/CM", witness="AB"),
        write(e, "failover-keys:h1", by="TL, C. Martin"),
    ],
    "SGN017-signed-for-somebody-else": lambda e: [
        write(e, "update-base:rs-b:h1", by="TL pour CM"),
        write(e, "failover-keys:h1", by="TL pour CM"),
    ],
    "SGN002-signed-by-nobody-for-somebody": lambda e: write(e, "failover-keys:h1", by="signé pour CM"),
    "SGN014-two-witnesses-in-one-box": lambda e: write(e, "failover-break:h1", by="TL", witness="CM & AB"),
    "STA023-failed-and-ticked-as-done": lambda e: write(e, "failover-keys:h1", note="failed, will retry"),
    "STA023-un-echec-coche-comme-fait": lambda e: [
        write(e, step, note="échec, on réessaiera") for step in ("failover-keys:h1", "prep-strategy")
    ],
    "STA023-to-be-done-in-the-place-of-evidence": lambda e: write(
        e, "backup-settings:rs-a:h1", value="pas encore fait, à refaire demain"
    ),
    "STA023-remplie-apres-coup": lambda e: write(e, "failover-keys:h1", note="rempli après coup"),
    "STA023-a-witness-who-was-not-there": lambda e: write(e, "failover-break:h1", note="The witness was not there."),
    "STA025-no-time-is-no-reason": lambda e: undone(e, "prep-controlled-test", "na", "no time"),
    "EVD011-evidence-of-the-other-appliance": lambda e: write(
        e, "backup-certificates:rs-a", value="nas/certificates/rs-b.p12"
    ),
    "DOC014-letters-with-a-stroke": lambda e: write(
        e, "failover-keys:h1", note="".join(f"{letter}\u0336" for letter in "failed")
    ),
    "EVD011-a-version-of-the-other-appliance": lambda e: write(e, "update-base:rs-b:h1", value="A: 6.2.0"),
    "EVD002-a-version-that-is-still-to-restart": lambda e: write(e, "update-base:rs-b:h1", value="6.2.0 to restart"),
    "EVD001-the-column-was-left-blank": lambda e: [write(e, step, value="") for step in PROOFS],
    "EVD002-remarks-in-the-column": lambda e: [
        write(e, step, value="see the photo") for step, kind in PROOFS.items() if kind != "text"
    ],
    "EVD005-a-column-that-nobody-can-read": lambda e: [write(e, step, value="??") for step in PROOFS],
    "EVD001-no-evidence": lambda e: write(e, "failover-keys:h1", value=""),
    "EVD002-a-spreadsheet-made-a-date-of-it": lambda e: write(e, "update-software:rs-b:h1", value="23/01/2001"),
    "EVD002-a-time-after-its-signature-without-a-date": lambda e: write(e, "failover-sync:h1", value="23:50"),
    "EVD003-another-version": lambda e: write(e, "update-software:rs-b:h1", value="22.2.1"),
    "EVD003-made-again-the-wrong-way-round": lambda e: write(e, "failover-establish:rs-b:h1", value="A (rs-a)"),
    "EVD004-the-sync-of-another-day": lambda e: write(e, "failover-sync:h1", value="2026-10-23 22:15"),
    "EVD005-evidence-that-nobody-can-read": lambda e: write(e, "failover-keys:h1", value="?"),
    "EVD004-clients-of-before-the-switch": lambda e: write(e, "verify-clients:h1", value="2026-10-25 00:27"),
    "EVD006-clients-of-before-the-switch-or-after-it": lambda e: [
        *(write(e, step, at=at) for step, at in zip(CHAIN, REPEATED, strict=True)),
        write(e, "verify-clients:h1", value="2026-10-25 02:52"),
    ],
    "EVD005-a-version-with-a-question-mark": lambda e: write(e, "update-base:rs-b:h1", value="6.2.1?"),
    "EVD008-done-in-the-place-of-a-file": lambda e: write(e, "backup-settings:rs-a:h1", value="Done."),
    "EVD008-strokes-and-ticks-all-along": lambda e: [
        write(e, step, value=mark)
        for mark in ("-", "✔\ufe0f", "ok")
        for step in list(e)
        if step.startswith(("status-", "backup-"))
    ],
    "EVD007-a-sync-after-its-signature": lambda e: write(e, "failover-sync:h1", value="2026-10-24 22:40"),
}
GOOD: dict[str, Callable[[Entries], object]] = {
    "EVD-where-the-file-is-stands-in-the-note": lambda e: write(
        e, "backup-settings:rs-a:h1", value="voir note", note="coffre, paris-a.nsb, T. Leroy"
    ),
    "EVD-there-were-no-old-values": lambda e: write(e, "prep-client-limits", value="aucune"),
    "DOC-faultless": lambda e: None,
    "SGN-one-person-twice-in-a-box": lambda e: write(e, "failover-break:h1", by="TL / T. Leroy", witness="AB"),
    "STA-notes-that-speak-of-failures": lambda e: [
        write(e, step, note=note)
        for step, note in zip(
            e,
            (
                *("did not fail", "no failure", "first try failed, second right", "failed over as planned"),
                *("aucun échec", "échec au premier essai, réussi ensuite", "n’a pas échoué", "will retry if it fails"),
                *("failed at 22:10, done again at 22:15", "échec attendu", "rien à refaire", "not done before 22:00"),
            ),
            strict=False,
        )
    ],
    "STA-not-applicable-with-its-reason": lambda e: undone(e, "prep-controlled-test", "na", "no test site"),
    "TIM-a-package-in-a-quarter-of-an-hour": lambda e: write(e, "update-software:rs-b:h1", at="2026-10-24 23:44"),
    "TIM-in-words-and-with-am-and-pm": lambda e: [
        write(e, "prep-strategy", at="20 oct. 2026 14:59"),
        write(e, "prep-downtime", at="lundi 19 octobre 2026 à 17h41"),
        write(e, "prep-package-order", at="Oct 17, 2026 6:16 PM"),
        write(e, "prep-maintenance", at="2026/10/21 2.06 p.m."),
        write(e, "verify-console:rs-a:h1", at="27/10/2026 24:00"),
        write(e, "after-installers", at="\uff12\uff10\uff12\uff16-11-01\u00a019\u00a0h\u00a045"),
    ],
    "TIM-other-ways-to-write-a-time": lambda e: [
        write(e, "prep-strategy", at="20/10/2026 14:59"),
        write(e, "prep-downtime", at="2026-10-19T17:41:30"),
        write(e, "prep-package-order", at="17.10.2026 18h16"),
        write(e, "prep-maintenance", at="2026-10-21 12:06Z"),
        write(e, "after-installers", at="46327,8208"),
    ],
    "TIM-the-time-before-the-date": lambda e: [
        write(e, "prep-strategy", at="14h59 le 20/10/2026"),
        write(e, "prep-downtime", at="19 Oct 2026 1741"),
        write(e, "prep-package-order", at="17/10/2026 6.16 P. M."),
        write(e, "prep-maintenance", at="2026-10-21 14:06 CEST"),
    ],
    "TIM-as-the-boxes-have-it": lambda e: retyped(e, "%d%m%H%M"),
    "TIM-boxes-typed-with-blanks": lambda e: retyped(e, "%d %m %H %M"),
    "TIM-day-and-month-without-the-year": lambda e: [
        retyped(e, "%d/%m %H:%M"),
        write(e, "prep-strategy", at="20.10. 14h59"),
        write(e, "prep-downtime", at="3|10|17|41"),
        write(e, "prep-package-order", at="7101816"),
    ],
    "STA-done-in-other-words": lambda e: [
        write(e, "prep-strategy", state="Effectué"),
        write(e, "prep-downtime", state="☒"),
        write(e, "prep-package-order", state="v"),
        write(e, "failover-keys:h1", state="yes", value="✔"),
    ],
    "ORD-in-the-same-minute": lambda e: write(e, "failover-break:h1", at=e["failover-sync:h1"].at),
    "GAP-a-day-to-the-minute": lambda e: write(e, "update-software:rs-a:h2", at="2026-10-29 00:21"),
    "WIN-on-the-last-minute": lambda e: write(e, "test-hosts-remove:h1", at="2026-10-25 03:00"),
    "ADJ-only-the-backup-between": lambda e: write(e, "backup-between:rs-b:h1", at="2026-10-25 00:07"),
    "TIM-as-programs-print-it": lambda e: [
        write(e, "prep-strategy", at="20261020T1459"),
        write(e, "prep-downtime", at="Mon Oct 19 17:41:00 CEST 2026"),
        write(e, "prep-package-order", at="'17/10/2026 @ 18:16"),
        write(e, "prep-maintenance", at="21/10/2026 (14:06)"),
        write(e, "after-installers", at="01/11/2026 19:42 Europe/Paris"),
    ],
    "STA-words-that-mean-the-same": lambda e: [
        write(e, "prep-strategy", state="done ✓"),
        write(e, "prep-downtime", state="OK / fait"),
        write(e, "prep-package-order", state="Validé"),
        write(e, "failover-keys:h1", state="passed", value="yes – OK"),
        write(e, "update-software:rs-b:h1", value="23.1.1 ✓"),
    ],
    "SGN-mr-martin-and-no-witness": lambda e: [
        write(e, "failover-keys:h1", by="M. C. Martin", witness="none"),
        write(e, "failover-break:h1", witness="Mme A. Bernard"),
        write(e, "prep-downtime", witness="not required"),
    ],
    "TIM-from-when-to-when": lambda e: [
        write(e, one, at=f"{e[one].at[:11]}{later(e[one].at, -2)[11:]}–{e[one].at[11:]}")
        for one in ("update-base:rs-b:h1", "update-software:rs-b:h1", "failover-keys:h1")
    ],
    "SGN-initials-with-how-they-were-there": lambda e: [
        write(e, "failover-keys:h1", by="23:10 CM"),
        write(e, "failover-break:h1", witness="AB (tél.)"),
        write(e, "update-software:rs-b:h1", witness="témoin : A. Bernard, par téléphone"),
    ],
    "EVD-the-appliance-beside-its-version": lambda e: [
        write(e, "update-base:rs-b:h1", value="B: 6.2.0"),
        write(e, "update-software:rs-b:h1", value="rs-b = 23.1.1"),
        write(e, "update-base:rs-a:h1", value="6.2.0 (A)"),
    ],
    "EVD-yes-with-a-remark": lambda e: [
        write(e, "verify-session:rs-b:h1", value="oui, avec AB au téléphone"),
        write(e, "failover-keys:h1", value="yes, second try"),
        write(e, "compare-builds:h1", value="oui (vu avec AB, 3 min)"),
    ],
    "SGN-initials-as-people-write-them": lambda e: write(e, "failover-keys:h1", by="c.m."),
    "SGN-names-in-place-of-initials": lambda e: [
        write(e, "failover-keys:h1", by="Claire Martin"),
        write(e, "prep-downtime", by="MARTIN C. (CM)"),
        write(e, "failover-break:h1", witness="AB – A. Bernard"),
    ],
    "DOC-identifiers-in-capitals": lambda e: [
        e.update({step: replace(entry, step=step.title())}) for step, entry in tuple(e.items()) if ":" not in step
    ],
    "TIM-local-time": lambda e: [
        write(e, "prep-strategy", at="20/10/2026 14h59 heure locale"),
        write(e, "failover-break:h1", at="24 Oct 2026, 10:35 pm (local time)"),
    ],
    "EVD-versions-as-screens-show-them": lambda e: [
        write(e, "update-software:rs-b:h1", value="23.1.1-55"),
        write(e, "verify-console:rs-b:h1", value="BeyondTrust 23.1.1"),
    ],
    "SGN-initials-from-a-cyrillic-keyboard": lambda e: write(e, "failover-keys:h1", by="СМ"),
    "SGN-anybody-witnesses-what-the-only-witness-signed": lambda e: write(e, "switch-confirm:h1", witness="TL"),
    "EVD-clients-back-before-the-switch-is-signed": lambda e: write(e, "verify-clients:h1", value="2026-10-25 00:53"),
    "EVD-as-a-french-spreadsheet-shows-it": lambda e: [
        write(e, "update-software:rs-b:h1", value="23,1,1"),
        write(e, "verify-console:rs-b:h1", value="23.1.1 (build 55)"),
        write(e, "failover-keys:h1", value="OUI"),
        write(e, "failover-establish:rs-b:h1", value="B – rs-b.example.com"),
        write(e, "verify-clients:h2", value="29/10/2026 23:37:00"),
    ],
}


def later(text: str, minutes: int) -> str:
    """A time of the record so much later by the clock; what is none stays."""
    try:
        return f"{datetime.fromisoformat(text) + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
    except ValueError:
        return text


def retyped(entries: Entries, pattern: str) -> Entries:
    """Every time of the record in another form, evidence too; those with an offset stay."""
    for step, entry in tuple(entries.items()):
        for field in ("at", "value"):
            try:
                moment = datetime.strptime(getattr(entry, field), "%Y-%m-%d %H:%M")
            except ValueError:
                continue
            write(entries, step, **{field: f"{moment:{pattern}}"})
    return entries


def exchanged(entry: Entry) -> Entry:
    """The entry as a spreadsheet has it that takes the day for the month, its evidence too; what is no date that way
    stays as it was typed."""
    texts = {}
    for field in ("at", "value"):
        text = getattr(entry, field)
        try:
            at = datetime.strptime(text, "%Y-%m-%d %H:%M")
        except ValueError:
            continue
        turned = at.replace(day=at.month, month=at.day) if at.day <= 12 else None
        texts[field] = f"{turned:%Y-%m-%d %H:%M}" if turned else f"{at:%d/%m/%Y %H:%M}"
    return replace(entry, **texts)


def undone(entries: Entries, step: str, state: str, note: str) -> Entry:
    """A step that was not done."""
    return write(entries, step, state=state, at="", witness="", value="", note=note)


def swap(entries: Entries, one: str, other: str) -> object:
    """Each bears the other's time."""
    entries[one], entries[other] = (
        replace(entries[one], at=entries[other].at),
        replace(entries[other], at=entries[one].at),
    )
    return entries


def late(entries: Entries) -> object:
    """What follows the last package of the first hop, later; the next hop's package, as early as it goes."""
    steps = ("status-after:rs-a:h1", "verify-session:rs-a:h1", "verify-console:rs-a:h1", "compare-builds:h1")
    more = ("failover-establish:rs-b:h1", "release-test-computer:rs-a:h1", "failover-resync:h1")
    for number, step in enumerate((*steps, *more)):
        write(entries, step, at=f"2026-10-28 00:{42 + 2 * number}")
    return write(entries, "failover-resync:h1", value="2026-10-28 00:53")


def main() -> None:
    """Write everything."""
    plan, english = pair().plan, Language(tag="en")
    for folder, samples in (("bad", BAD), ("good", GOOD)):
        (FOLDER / folder).mkdir(parents=True, exist_ok=True)
        for name, edit in samples.items():
            entries = faultless(pair(), SEED)
            edit(entries)
            put(folder, f"{name}.csv", csv_bytes(plan, "1", tuple(entries.values()), english))
    special()
    from tests.verify import make_carried_examples, make_night_examples
    from tests.verify.make_tables import spreadsheets, tables

    make_carried_examples.main()
    make_night_examples.main()
    for folder, name, content in (*tables(plan, faultless(pair(), SEED)), *spreadsheets(plan, faultless(pair(), SEED))):
        put(folder, name, content)


def put(folder: str, name: str, content: bytes) -> None:
    """Write one file."""
    path = FOLDER / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def special() -> None:
    """Records of several files, and those whose heads or lines are at fault."""
    plan, english = pair().plan, Language(tag="en")
    steps = faultless(pair(), SEED)
    whole = tuple(steps.values())
    half = len(whole) // 2
    put("good", "DOC-two-halves/first.json", json_bytes(plan, "1", whole[:half]))
    put("good", "DOC-two-halves/second.csv", csv_bytes(plan, "1", whole[half:], english))
    text = csv_bytes(plan, "1", whole, english).decode("utf-8-sig")
    put("good", "DOC-a-blank-file-beside/filled.csv", text.encode())
    put("good", "DOC-a-blank-file-beside/record.csv", record_csv(plan, english))
    put(
        "good",
        "DOC-windows-1252.csv",
        text.replace("TL", "tl", 1).replace(",notice,", ",procès-verbal,").encode("cp1252"),
    )
    put("good", "EVD-results-beside-states.csv", text.replace(",value,", ",Résultat,", 1).encode())
    said = dict(steps)
    write(said, "failover-break:h1", value="failed, will retry")
    contrary = csv_bytes(plan, "1", tuple(said.values()), english).decode("utf-8-sig")
    put("bad", "STA023-a-result-that-says-otherwise.csv", contrary.replace(",value,", ",Result,", 1).encode())
    put("good", "DOC-tabs.csv", _separated(text, "\t"))
    put("good", "DOC-semicolons.csv", _separated(text, ";"))
    put("bad", "DOC001-another-revision.csv", text.replace(plan.revision, "0" * 64).encode())
    put("bad", "DOC002-another-site.json", json_bytes(plan, "1", whole).replace(b'"paris"', b'"lyon"'))
    put("bad", "DOC013-no-revision.csv", text.replace(plan.revision, "").encode())
    put("bad", "DOC004-twice-alike/first.csv", text.encode())
    put("bad", "DOC004-twice-alike/second.json", json_bytes(plan, "1", whole[:1]))
    spelt = replace(steps["failover-break:h1"], at="24/10/2026 22h35", by="t.l.", witness="ab")
    put("bad", "DOC004-in-other-spellings/first.csv", text.encode())
    put("bad", "DOC004-in-other-spellings/second.json", json_bytes(plan, "1", (spelt,)))
    sheet = tuple(replace(entry, at=entry.at.replace("-10-", "-09-")) for entry in whole[:5])
    put("bad", "DOC005-two-sheets/first.csv", text.encode())
    put("bad", "DOC005-two-sheets/second.json", json_bytes(plan, "1", sheet))
    other = (replace(whole[5], at="2026-10-20 15:10"),)
    elsewhere = (replace(other[0], note="wrong line"),)
    put("bad", "DOC005-corrected-in-another-file/first.csv", text.encode())
    put("bad", "DOC005-corrected-in-another-file/second.json", json_bytes(plan, "1", elsewhere))
    dash = (replace(other[0], note="–"),)
    put("bad", "DOC005-corrected-with-a-dash-as-a-reason.csv", csv_bytes(plan, "1", (*whole, *dash), english))
    put("bad", "DOC005-corrected-without-a-reason.csv", csv_bytes(plan, "1", (*whole, *other), english))
    put("bad", "DOC005-twice-differently/first.csv", text.encode())
    put("bad", "DOC005-twice-differently/second.json", json_bytes(plan, "1", other))
    corrected = (*whole, replace(whole[5], at="2026-10-20 15:10", note="wrong line"))
    put("bad", "DOC006-corrected.csv", csv_bytes(plan, "1", corrected, english))
    failed = replace(steps["update-check:rs-b:h1"], state="failed", at="2026-10-24 22:03")
    for code, note in (("STA009-done-after-a-failure", "FAQ 377 read"), ("STA010-done-after-a-failure", "")):
        put("bad", f"{code}.json", json_bytes(plan, "1", (replace(failed, note=note), *whole)))
    tried(steps)
    substitutes(steps)
    pauses()
    optional()
    logged(steps)
    put("bad", "DOC009-not-a-record/first.csv", text.encode())
    put("bad", "DOC009-not-a-record/second.pdf", b"%PDF-1.7\nno more of it came through")
    put("bad", "DOC010-a-line-without-its-step.csv", (text + f"{plan.revision},1,,,,done,,,,,\r\n").encode())
    put("bad", "DOC011-a-column-of-ones-own.csv", text.replace(",note\r\n", ",note,mood\r\n", 1).encode())
    moods = text.replace("\r\n", ",fine\r\n").replace(",note,fine", ",note,mood", 1)
    put("bad", "DOC011-a-column-of-ones-own-filled-in.csv", moods.encode())


def logged(steps: Entries) -> None:
    """Records of a browser, with its log: each entry when its device's clock showed what is written, or otherwise."""
    plan, zone = pair().plan, zone_of(pair().plan)
    whole = tuple(sorted(steps.values(), key=lambda each: _instant(each.at, zone)))
    record = {**json.loads(json_bytes(plan, "1", whole)), "written": "browser"}
    lines: list[Line] = [
        {"id": f"line-{number:04}", "device": "0123456789abcdef", "zone": "Europe/Paris", "what": "entry",
         "by": each.by, "clock": _instant(each.at, zone), "entry": number}
        for number, each in enumerate(whole)
    ]  # fmt: skip
    opened = {**lines[0], "id": "line-open", "what": "opened"}
    del opened["entry"]
    at = next(number for number, each in enumerate(whole) if each.step == "failover-break:h1")
    back = {**opened, "id": "line-back", "what": "clock", "seconds": -3600, "clock": lines[at]["clock"]}
    warned = {**lines[at], "codes": ["SGN004"], "reason": "the witness had to leave"}
    samples = {
        "good/TIM-the-log-of-a-browser": [opened, *lines],
        "bad/TIM014-a-clock-set-back": [opened, *lines[:at], back, *lines[at:]],
        "bad/DOC024-signed-against-a-warning": [opened, *lines[:at], warned, *lines[at + 1 :]],
        "bad/DOC011-a-log-that-is-none": [opened, *lines, {"clock": "at noon", "entry": "the first"}, 7],
    }
    samples |= altered_logs(opened, lines, at)
    for name, log in samples.items():
        folder, _, file = name.partition("/")
        put(folder, f"{file}.json", json.dumps({**record, "log": log}, indent=1, ensure_ascii=False).encode() + b"\n")
    without = json.dumps(record, indent=1, ensure_ascii=False).encode() + b"\n"
    put("bad", "DOC025-a-log-that-was-taken-out.json", without)
    pasted({**record, "log": [opened, *lines]})


def altered_logs(opened: Line, lines: list[Line], at: int) -> dict[str, list[Line]]:
    """Logs that are not as the page wrote them, and two that are: what was typed later, what was loaded from a file."""
    moved = {name: _moved(lines[at], minutes) for name, minutes in (("earlier", -20), ("later", 25))}
    loaded = {"id": "unlogged-17", "device": "", "clock": "", "zone": "", "what": "entry", "by": "", "entry": at}
    others = [each for number, each in enumerate(lines) if number != at]
    swapped = [lines[at + 1], {**lines[at], "device": "another"}]
    return {
        "bad/DOC025-a-log-that-was-emptied": [],
        "bad/DOC025-an-entry-that-the-log-does-not-know": [opened, *others],
        "bad/DOC025-a-time-of-after-the-clock": [opened, *lines[:at], moved["earlier"], *lines[at + 1 :]],
        "bad/DOC025-the-initials-of-another-hand": [opened, *lines[:at], {**lines[at], "by": "XY"}, *lines[at + 1 :]],
        "bad/DOC025-lines-out-of-turn": [opened, *lines[:at], *swapped, *lines[at + 2 :]],
        "bad/DOC025-the-name-of-another-line": [opened, *lines, {**opened, "id": lines[at]["id"]}],
        "bad/DOC025-a-clock-taken-out": [opened, *lines[:at], {**lines[at], "clock": ""}, *lines[at + 1 :]],
        "bad/DOC026-loaded-from-a-file": [opened, *lines[:at], loaded, *lines[at + 1 :]],
        "bad/TIM015-written-down-after-a-while": [opened, *lines[:at], moved["later"], *lines[at + 1 :]],
    }


def _moved(line: Line, minutes: int) -> Line:
    clock = datetime.fromisoformat(str(line["clock"])) + timedelta(minutes=minutes)
    return {**line, "clock": clock.strftime("%Y-%m-%dT%H:%M:%SZ"), "device": "another"}


def pasted(record: dict[str, Any]) -> None:
    """The record of a browser in a mail, quoted by one that breaks its lines, and as an old editor saves it."""
    record["entries"][3] |= {"note": "vérifié à l’écran avec Mme Leroy, comme prévu dans la procédure"}
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    broken = text.replace("Leroy, comme", "Leroy,\ncomme")
    put("good", "DOC-json-in-windows-1252.json", text.encode("cp1252"))
    put("good", "DOC-json-quoted-by-a-mail.txt", "".join(f"> {line}\r\n" for line in broken.splitlines()).encode())
    mail = f"Bonjour,\n\nvoici le fichier de cette nuit :\n\n{text}\nCordialement\nC. Martin\n"
    put("bad", "DOC016-json-in-a-mail.txt", mail.encode())


def _instant(at: str, zone: tzinfo) -> str:
    moment = read_moment(at, zone)
    assert isinstance(moment, Moment)
    return datetime.fromtimestamp(moment.early, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tried(steps: Entries) -> None:
    """Steps that failed first, and were done then."""
    plan, whole = pair().plan, tuple(steps.values())
    base = replace(steps["update-base:rs-b:h1"], state="failed", at="2026-10-24 23:02", value="", witness="")
    check = replace(steps["update-check:rs-b:h1"], state="failed", at="2026-10-24 22:03", note="FAQ 377 read")
    samples: dict[str, Entry] = {
        "bad/STA009-a-base-with-its-support-case": replace(base, note="Support case 00412345: they let it go on"),
        "bad/STA011-a-base-that-somebody-restarted": replace(base, note="power-cycled by hand on 24/10/2026"),
        "bad/ORD001+STA009-a-try-after-what-came-of-it": replace(check, at="2026-10-24 22:30"),
        "bad/STA009+TIM007-a-try-without-its-time": replace(check, at=""),
        "bad/STA009+TIM001-a-try-at-no-time": replace(check, at="24:70 or so"),
        "bad/STA009+TIM005-a-try-that-has-not-come": replace(check, at="2028-10-24 22:03"),
        "bad/STA009+WIN001-a-try-before-its-window": replace(check, at="2026-10-24 21:50"),
        "bad/SGN001+STA009-a-try-of-nobodys": replace(check, by=""),
        "bad/SGN002+STA009-a-try-of-a-strangers": replace(check, by="XY"),
        "bad/SGN003+STA009-a-try-of-the-wrong-hand": replace(check, by="AB"),
        "bad/STA013-a-try-with-a-question-mark": replace(check, note="?"),
    }
    for name, entry in samples.items():
        folder, _, file = name.partition("/")
        put(folder, f"{file}.json", json_bytes(plan, "1", (entry, *whole)))
    then = replace(steps["update-base:rs-b:h1"], note="OK now")
    number = (replace(base, note="case 4711234"), *(then if one.step == then.step else one for one in whole))
    put("bad", "STA011-a-number-and-nothing-that-was-done.json", json_bytes(plan, "1", number))
    alone = (replace(check, at="22h03"), *whole)
    put("bad", "STA009-a-try-whose-window-gives-the-date.json", json_bytes(plan, "1", alone))


def substitutes(steps: Entries) -> None:
    """People who are not in the plan."""
    samples = {
        "SGN008-a-substitute": ("PD", {"initials": "P.D.", "name": "P. Durand", "roles": ["technician"]}),
        "SGN003+SGN008-a-substitute-of-another-role": (
            "PD", {"initials": "PD", "name": "P. Durand", "roles": ["representative"]}
        ),
        "SGN010-a-substitute-without-a-role": ("PD", {"initials": "PD", "name": "P. Durand", "roles": []}),
        "SGN010-somebody-of-the-plan-by-another-name": (
            "PD", {"initials": "PD", "name": "C. Martin", "roles": ["technician"]}
        ),
        "SGN010-somebody-of-the-plan-the-name-turned": (
            "PD", {"initials": "PD", "name": "Martin, C.", "roles": ["technician"]}
        ),
        "SGN010-the-initials-of-somebody-else": (
            "CM", {"initials": "CM", "name": "P. Durand", "roles": ["technician"]}
        ),
    }  # fmt: skip
    for name, (by, person) in samples.items():
        entries = {**steps, "failover-keys:h1": replace(steps["failover-keys:h1"], by=by)}
        record = json.loads(json_bytes(pair().plan, "1", tuple(entries.values())))
        put("bad", f"{name}.json", json.dumps({**record, "people": [person]}, indent=1).encode() + b"\n")
    signed = {**steps, "failover-keys:h1": replace(steps["failover-keys:h1"], by="PD")}
    alone = "SGN008-a-substitute-in-a-table-alone"  # as beside a form, which has no rows for people
    put("bad", f"{alone}/record.json", json_bytes(pair().plan, "1", tuple(signed.values())))
    row = f"{pair().plan.revision},1,person,,,PD,,P. Durand,techniciens\r\n"
    put("bad", f"{alone}/substitute.csv", f"revision,run,step,state,at,by,witness,value,note\r\n{row}".encode())


def pauses() -> None:
    """Rules that only warn: a later plan has some."""
    tested = ("status-after:rs-b:h1", "test-hosts-add:rs-b:h1", "verify-session:rs-b:h1", "verify-console:rs-b:h1")
    samples: dict[tuple[str, str], Callable[[Entries], object]] = {
        ("bad", "GAP002-the-pair-apart-before-the-day-was-over"): lambda e: [
            write(e, "update-software:rs-a:h1", at="2026-10-28 00:40"),
            late(e),
        ],
        ("bad", "GAP003-the-package-hours-after-its-base"): lambda e: [
            write(e, "update-base:rs-b:h1", at="2026-10-24 22:51"),
            write(e, "update-software:rs-b:h1", at="2026-10-25 00:53"),
            *(write(e, step, at=f"2026-10-25 00:{54 + number}") for number, step in enumerate(tested)),
        ],
        ("bad", "EVD010-looked-up-a-day-late"): lambda e: write(e, "wait-over:h2", value="2026-10-26 23:46"),
        ("bad", "EVD010-looked-up-in-another-line"): lambda e: write(e, "wait-over:h2", value="25/10/2026 00h23"),
        ("good", "EVD-looked-up-in-other-words"): lambda e: write(e, "wait-over:h2", value="27 oct. 2026 23 h 45"),
        ("good", "GAP-the-look-up-to-the-minute"): lambda e: write(e, "wait-over:h2", at="2026-10-28 23:46"),
        ("good", "GAP-a-slow-package"): lambda e: write(e, "update-base:rs-b:h1", at="2026-10-24 22:51"),
    }
    for (folder, name), edit in samples.items():
        entries = faultless(paused(), SEED)
        edit(entries)
        put(folder, f"{name}.csv", csv_bytes(paused().plan, "1", tuple(entries.values()), Language(tag="en")))


def optional() -> None:
    """A cluster has a step that need not be done."""
    cluster = indexed_plan_of("atlas-no-failover", None, None, None)
    put("cluster", "plan.json", dump_plan(cluster.plan))
    entries = faultless(cluster, SEED)
    put(
        "bad",
        "TIM018-day-and-month-exchanged.json",
        json_bytes(cluster.plan, "1", tuple(map(exchanged, entries.values()))),
    )
    entries["cluster-test:h1"] = Entry(
        step="cluster-test:h1", state="failed", by="CM", note="the client got another node"
    )
    put("bad", "STA012-an-optional-step-failed.json", json_bytes(cluster.plan, "1", tuple(entries.values())))
    samples = {
        "STA007-a-value-and-no-box-ticked": {"value": "10.0.0.7"},
        "STA014-a-note-and-no-box-ticked": {"note": "no time left that night"},
        "STA013-a-question-mark-and-no-box-ticked": {"note": "?"},
        "STA006-a-reason-that-is-none": {"state": "na", "by": "CM", "note": "tbd"},
    }
    for name, written in samples.items():
        entries["cluster-test:h1"] = Entry(step="cluster-test:h1", **written)
        put("bad", f"{name}.json", json_bytes(cluster.plan, "1", tuple(entries.values())))


def _separated(text: str, separator: str) -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=separator).writerows(csv.reader(io.StringIO(text)))
    return made.getvalue().encode()


if __name__ == "__main__":
    main()
