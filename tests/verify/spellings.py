"""What people write into a record, and what it stands for: the tests read these, and docs/verification.md shows them.

    python -m tests.verify.spellings

writes the section between its marks into the page.
"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verification.md"
BEGIN, END = "<!-- spellings: written by python -m tests.verify.spellings -->\n", "<!-- end of spellings -->\n"
BLANK = "\u00a0"  # a no-break space

# All of them are 2026-11-12 19:42 by a clock in Paris, where the day comes first.
MOMENT = "2026-11-12 19:42"
TIMES = (
    "2026-11-12 19:42",
    "2026-11-12T19:42",
    "2026/11/12 19:42",
    "2026.11.12 19.42",
    "2026-11-12 19:42:00",
    "2026-11-12 19:42+01:00",
    "2026-11-12T18:42:00Z",
    "2026-11-12 19:42 UTC+1",
    "12 Nov 2026, 19:42 (+0100)",
    "12/11/2026 19:42",
    "12/11/26 19h42",
    "12.11.2026 19.42",
    "12-11-2026, 19:42",
    "12/11/2026 à 19h42",
    "12/11/2026 at 7:42 pm",
    "12/11/2026 7.42 PM",
    "12/11/2026 7:42 p.m.",
    "12/11/2026 19 h 42",
    "12/11/2026 19h42min",
    "jeu. 12/11/2026 19:42",
    "le 12/11/2026 à 19h42",
    "12 nov. 2026 19:42",
    "12-Nov-26 19:42",
    "12 November 2026 19:42",
    "12 novembre 2026 à 19h42",
    "jeudi 12 novembre 2026, 19 h 42",
    "Nov 12, 2026 7:42 PM",
    "Thursday, November 12th, 2026 at 7:42 p.m.",
    "１２/１１/２０２６　１９：４２",
    f"12{BLANK}nov.{BLANK}2026{BLANK}19{BLANK}h{BLANK}42",
    "46338,820833",
    "19:42 12/11/2026",
    "19h42 le 12 nov. 2026",
    "12/11/2026 7:42 P. M.",
    "12/11/2026 19 heures 42",
    "12/11/2026 19:42 hrs",
    "12/11/2026 19:42 hours",
    "12/11/2026 1942 hours",
    "12/11/2026 1942",
    "2026-11-12 19:42 CET",
    "12/11/2026 19h42 (heure locale)",
    "12/11/2026 7:42 pm local time",
    "12/11/2026 19:42 (heure d’hiver)",
    "12/11/2026 7:42 pm standard time",
    "20261112T1942",
    "20261112 19:42",
    "12/11/2026 @ 19:42",
    "12/11/2026 (19:42)",
    "12/11/2026; 19h42",
    "'12/11/2026 19:42",
    "Thu Nov 12 19:42:00 CET 2026",
    "Thu 12 Nov 19:42 2026",
    "12/11/2026 19:42 Europe/Paris",
    "12/11/’26 19h42",
    "12 nov. '26 19:42",
    "Thu 12 Nov ’26, 7:42 pm",
    "2026-11-12_19:42",
    "12.11.2026 19:42 Uhr",
    "12.11.2026 kl. 19.42",
    "12/11/2026 alle 19:42",
    "12/11/2026, ore 19.42",
    "12/11/2026 19:42'",
    "12/11/2O26 19h42",
    "l2/1I/2026 19:42",
    "12/ll/2026 l9h42",
    "12/11/2026 19;42",
    "12/11/2026 19::42",
    "12/11/2026 19,42",
    "12\\11\\2026 19:42",
    "12·11·2026 19:42",
    "12⁄11⁄2026 19∶42",
    "12 Nov 2026 742pm",
    "202611121942",
    "12112026 19:42",
    "date : 12/11/2026, heure : 19:42",
    "١٢/١١/٢٠٢٦ ١٩:٤٢",
    "12/11/2026 / 19:42",
    "12 / 11 / 2026 19:42",
    "12 - 11 - 2026, 19h42",
    "12/11/2026 19h42mn",
    "12/11/2026 7:42p",
    "20261112-1942",
    "[12/11/2026 19:42]",
    "« 12/11/2026 19h42 »",
    "12/11/2026 19:42 Paris",
    "12/11/2026 19h42 (heure de Paris)",
    "12/11/2026 7:42 pm, Paris time",
    "19:42 (12/11/2026)",
    "19h42 du jeudi 12 novembre 2026",
    "le jeudi 12 novembre 2026 à 19h42",
    "19:42 on the 12th of November 2026",
    "12 of Nov 2026, 19:42",
    "12/11/26-19:42",
    "12/11/2026 (jeudi) 19:42",
    "2026-11-12 Thu 19:42",
    "12/11/2026 19:42, jeu.",
    "Thursday evening 12/11/2026 19:42",
    "20261112T194200",
    "20261112_194200",
    "Do 12.11.2026 19:42",
    "Donnerstag, 12.11.2026 19:42 Uhr",
    "12.11.2026 (Do) 19:42",
    "donderdag 12-11-2026 19:42",
    "jueves 12/11/2026 19:42",
    "gio. 12/11/2026 19:42",
    "quinta-feira 12/11/2026 19:42",
    "12/11/2026 19:42 Do",
    "Thu/Fri 12/11/2026 19:42",
    "Thu-Fri night 12/11/2026 19:42",
    "nuit de jeu. à ven. 12/11/2026 19:42",
    "12th Nov 2026 19:42",
    "(jeu.) 12/11/2026 19h42",
    "12-11-2026 19u42",
    "donderdag 12 nov 2026, 19:42 uur",
    "nuit du 12 au 13 novembre 2026 19h42",
    "nuit du jeu. 12 au ven. 13/11/2026 à 19h42",
    "night of 12/13 Nov 2026, 19:42",
    "19:42, night of Thu 12 to Fri 13 November 2026",
    "nuit du 12/11/2026 au 13/11/2026 19h42",
    "12-13/11/2026 19:42",
    "nuit du 12 nov. 2026 au 13 nov. 2026 à 19h42",
    "12/11/2026 19:42 on Thursday",
)
# Words beside it that change nothing; by the plan of the samples, in which CM is somebody.
TIMES_IN_WORDS = (
    "12/11/2026 19:42 (CM)",
    "12/11/2026 19h42 CM",
    "fait à 19h42 le 12/11/2026",
    "done 12/11/2026 19:42",
    "done by CM 12/11/2026 19:42",
    "12/11/2026 19:42 ok",
    "12/11/2026 19h42 (corrigé)",
    "12/11/2026 19:42 ✓",
    "12/11/2026 19:42.",
)
NO_TIMES_IN_WORDS = (
    "12/11/2026 19:42 (XY)",
    "pas fait 12/11/2026 19:42",
    "12/11/2026 19:42 ✗",
    "avant 12/11/2026 19:42",
    "done by 12/11/2026 19:42",
    "from 12/11/2026 19:42",
)
# From when to when, of the time of a step: it was signed at the end.
RANGES = (
    "12/11/2026 19:20–19:42",
    "12/11/2026 19:20-19:42",
    "2026-11-12 19h20 à 19h42",
    "12/11/2026 de 19h20 à 19h42",
    "19:20 → 19:42, 12/11/2026",
    "12/11/2026 from 7:20 to 7:42 pm",
    "entre 19h20 et 19h42 le 12/11/2026",
    "12/11/2026 19:20/19:42",
    "12/11/2026 19:20 - 12/11/2026 19:42",
    "from Thu 12/11/2026 19:20 to Thu 12/11/2026 19:42",
    "12/11 19:20-19:42",
    "12/11/2026 19h42 (début 19h20)",
    "12/11/2026 7:42 pm, started at 7:20",
    "19:42 12/11/2026 (since 19:20)",
)
NO_RANGES = (
    "12/11/2026 19:42 (début 20:05)",
    "12/11/2026 (début 19:20)",
    "12/11/2026 19:42-19:20",
    "12/11/2026 19:42-25:00",
    "12/11/2026 21:00 - 12/11/2026 19:42",
    "pas fait 12/11/2026 19:20-19:42",
    "12/11/2026 19:42-?",
    "prévu 23:42-00:20",
    "pas fait 12/11/2026 23:42-00:20",
    "prévu 23:42-00:20, fait 01:10",
    "31/02/2026 23:50-00:10",  # no calendar and no clock shows it
    "23:50-00:10 31/02/2026",
    "12/11/2026 23:75-00:10",
    "23:50-00:75 12/11/2026",
    "12/11/2026 25:50-02:10",
    "31/12/9999 23:50-00:10",
)
# Other moments of that night; the first is the text, the other what it stands for.
MORE_TIMES = (
    ("12/11/2026 23h", "2026-11-12 23:00"),
    ("12/11/2026 11 pm", "2026-11-12 23:00"),
    ("12/11/2026 12:05 am", "2026-11-12 00:05"),
    ("12/11/2026 12:05 pm", "2026-11-12 12:05"),
    ("12/11/2026 24:00", "2026-11-13 00:00"),
    ("12/11/2026 midi", "2026-11-12 12:00"),
    ("12 noon, 12/11/2026", "2026-11-12 12:00"),
    ("12/11/2026 midi 20", "2026-11-12 12:20"),
    ("12/11/2026 11 h 36 du soir", "2026-11-12 23:36"),
    ("12/11/2026 3:12 in the afternoon", "2026-11-12 15:12"),
    ("nuit du 12 au 13 novembre 2026, minuit 11", "2026-11-13 00:11"),
    ("1er déc. 2026 0h05", "2026-12-01 00:05"),
    ("2026-11-12 19:42:30,5", "2026-11-12 19:42:30"),
    ("12/11/2026 2O:O5", "2026-11-12 20:05"),
    ("13 nov. 2026 OO:12", "2026-11-13 00:12"),
    ("nuit du 12 au 13 novembre 2026 0h12", "2026-11-13 00:12"),
    ("nuit du 12 novembre 2026 22h30", "2026-11-12 22:30"),
    ("night of 30 Nov to 1 Dec 2026 23:12", "2026-11-30 23:12"),
)
# By a plan with `date_order: mdy`; and what is a date in the other order only, for either.
MONTH_FIRST = (("11/12/2026 19:42", MOMENT), ("11.12.26 7:42 pm", MOMENT), ("12 nov. 2026 19:42", MOMENT))
OTHER_ORDER = (("11/28/2026 19:42", "dmy"), ("28/11/2026 19:42", "mdy"))
# Without a year, as in the boxes of the checklist, by a plan for November 2026. In boxes the day comes first for all.
BOXES = (
    "12111942",
    "12 11 19 42",
    "12|11|19|42",
    "12 | 11 | 19 | 42",
    "1211 1942",
    "12 11 1942",
    "12 11 19:42",
    "1211 19h42",
    "12 nov. 19h42",
    "jeu. 12 novembre à 19h42",
    "Nov 12, 7:42 pm",
    "19h42 le 12 nov.",
)
YEARLESS = (
    "12/11 19:42",
    "12.11. 19h42",
    "12.11 19.42",
    "12-11 19h42",
    "12/11 à 19 h 42",
    "12/11 1942",
    "12/11 (19:42)",
    "jeu. 12/11 19:42",
    "12/11 7:42 pm",
    "19:42 12/11",
    "12/11 19:42+01:00",
    "19:42 on 12 Nov",
    "19h42 (12/11)",
    "19h42 du 12/11",
    "12th of November 19:42",
    "12/11-19:42",
    "12th Nov 19:42",
    "nuit du 12 au 13 novembre 19h42",
    "nuit du 12/11 au 13/11, 19h42",
    "nuit du 12/11 au 13, 19h42",
    "12-13/11 19:42",
    "jeu. 12/13 nov., 19h42",
    "12-13 Nov 19:42",
)
YEARLESS_MONTH_FIRST = ("11/12 19:42", "11.12. 19h42", "11-12 7:42 pm", "19:42 11/12")
MORE_YEARLESS = (
    ("5121942", "2026-12-05 19:42"),
    ("05122026", "2026-12-05 20:26"),
    ("1er déc. 0h05", "2026-12-01 00:05"),
    ("nuit du 31 décembre au 1er janvier 23h12", "2026-12-31 23:12"),
)
NO_YEARLESS = (
    "32111942",
    "12111960",
    "12112442",
    "12/11 2026",
    "12 11 2026",
    "29/02 10:00",
    "nuit du 12 au 14 novembre 19h42",
    "nuit du 12 octobre au 13 novembre 19h42",
    "nuit du 12/10 au 13/11, 19h42",
    "nuit du 12 au 13 novembre",
    "jeudi soir 12/11 10h42",
    "12-14/11 19:42",
    "12/14 Nov 19:42",
    "Thursday morning 12 Nov 19:42",
)
# A time of day alone, of a step whose window is from 22:00 on 12 November to 04:00.
ALONE = (
    ("22:35", "2026-11-12 22:35"),
    ("jeu. 22h35", "2026-11-12 22:35"),
    ("Thursday evening 22:35", "2026-11-12 22:35"),
    ("Do 22:35", "2026-11-12 22:35"),
    ("Thu/Fri 23:35", "2026-11-12 23:35"),
    ("(jeu.) 22h35", "2026-11-12 22:35"),
    ("(Thu evening) 22:35", "2026-11-12 22:35"),
    ("22:35 on Thursday", "2026-11-12 22:35"),
    ("22h35 le jeudi", "2026-11-12 22:35"),
    ("22u35", "2026-11-12 22:35"),
    ("donderdag 22u35", "2026-11-12 22:35"),
    ("23.35", "2026-11-12 23:35"),
    ("0h23", "2026-11-13 00:23"),
    ("11 pm", "2026-11-12 23:00"),
    ("1:12 a.m.", "2026-11-13 01:12"),
    ("à 23 h 35", "2026-11-12 23:35"),
    ("24:00", "2026-11-13 00:00"),
    ("minuit", "2026-11-13 00:00"),
    ("12 midnight", "2026-11-13 00:00"),
    ("22.09", "2026-11-12 22:09"),
    ("2235", "2026-11-12 22:35"),
    ("11 h 36 du soir", "2026-11-12 23:36"),
    ("11.36 in the evening", "2026-11-12 23:36"),
    ("11:36 at night", "2026-11-12 23:36"),
    ("10h36 jeudi soir", "2026-11-12 22:36"),
    ("1 h 11 du matin", "2026-11-13 01:11"),
    ("12:11 in the morning", "2026-11-13 00:11"),
    ("22h36, jeudi soir", "2026-11-12 22:36"),
    ("22:36 Thursday night", "2026-11-12 22:36"),
    ("22h36 (le jeudi soir)", "2026-11-12 22:36"),
    ("0 h 11, nuit de jeudi à vendredi", "2026-11-13 00:11"),
    ("0:11, night of Thursday to Friday", "2026-11-13 00:11"),
    ("minuit 11", "2026-11-13 00:11"),
    ("minuit onze", "2026-11-13 00:11"),
    ("minuit et quart", "2026-11-13 00:15"),
    ("minuit moins dix", "2026-11-12 23:50"),
    ("midnight 11", "2026-11-13 00:11"),
    ("quarter past midnight", "2026-11-13 00:15"),
    ("ten to midnight", "2026-11-12 23:50"),
    ("0h11 le lendemain", "2026-11-13 00:11"),
    ("le lendemain à 0h11", "2026-11-13 00:11"),
    ("00:11 next day", "2026-11-13 00:11"),
    ("00:11 (the next morning)", "2026-11-13 00:11"),
    ("0h11 J+1", "2026-11-13 00:11"),
    ("22h36 la veille", "2026-11-12 22:36"),
    ("22:36 the evening before", "2026-11-12 22:36"),
    ("23h36 ce soir", "2026-11-12 23:36"),
    ("0h11 cette nuit", "2026-11-13 00:11"),
    ("le soir à 10h36", "2026-11-12 22:36"),
    ("in the evening, 10:36", "2026-11-12 22:36"),
)
# What no clock shows in that window, or not on that day.
NO_TIME_ALONE = (
    "11 h 36 du matin",
    "11:36 in the morning",
    "0h11 du soir",
    "le soir à 0h11",
    "13:11 in the morning",
    "midi 11",
    "minuit 75",
    "22h36 le lendemain",
    "22:36 next day",
    "0h11 la veille",
    "12/11/2026 0h11 le lendemain",  # the day, or the one after
    "12/11/2026 minuit 11",
)
# The same with the number of the day, whose month is that of the window.
DAY_ALONE = (
    ("jeudi 12 à 22h35", "2026-11-12 22:35"),
    ("jeu. 12 22:35", "2026-11-12 22:35"),
    ("Thu 12th 22:35", "2026-11-12 22:35"),
    ("Thursday 12, 22:35", "2026-11-12 22:35"),
    ("Thursday 12 evening, 22:35", "2026-11-12 22:35"),
    ("le 13 à 0h23", "2026-11-13 00:23"),
    ("the 13th at 0:23", "2026-11-13 00:23"),
    ("12th 10:35 pm", "2026-11-12 22:35"),
    ("Do 12. 22:35", "2026-11-12 22:35"),
    ("donderdag 12 om 22u35", "2026-11-12 22:35"),
    ("Do, 12. um 22:35 Uhr", "2026-11-12 22:35"),
    ("(jeu. 12) 22h35", "2026-11-12 22:35"),
    ("22h35 (jeu. 12)", "2026-11-12 22:35"),
    ("22:35 on the 12th", "2026-11-12 22:35"),
    ("nuit du 12 au 13, 22h35", "2026-11-12 22:35"),
    ("night of 12/13 0:23", "2026-11-13 00:23"),
)
# What is the time of another day, or of none.
NO_DAY_ALONE = (
    "jeu. 13 22h35",
    "le 12 0h23",
    "le 5 22:35",
    "le 32 22:35",
    "12 22:35",
    "nuit du 12 au 14, 22h35",
    "nuit du 12 au 1, 22h35",
    "jeu. matin 22h35",
    "Thursday 12 morning, 22:35",
    "le 12",
)
# Midnight with a date is the beginning of that day or its end: whichever is in the window of that step, if one is.
MIDNIGHTS = (
    ("12/11/2026 minuit", "2026-11-13 00:00"),
    ("13/11/2026 midnight", "2026-11-13 00:00"),
    ("minuit, le 12 nov. ’26", "2026-11-13 00:00"),
    ("nuit du 12 novembre 2026 à 0h30", "2026-11-13 00:30"),
    ("nuit du 13/11/2026, 0h30", "2026-11-13 00:30"),
    ("night of Thu 12 Nov 00:30", "2026-11-13 00:30"),
    ("00:30, night of 12 Nov", "2026-11-13 00:30"),
)
NO_TIMES = (
    "12/11/2026",
    "19:42",
    "05.12",
    "46338",
    "31/02/2026 10:00",
    "12/11/2026 25:00",
    "13:00 am",
    "yesterday",
    "12/11/2026 minuit",
    "nuit du 12 octobre au 13 novembre 2026 19h42",
    "nuit du 12/11/2025 au 13/11/2026 19h42",
    "Thursday evening 12/11/2026 10:42",
    "Thu night 12/11/2026 12:42",
)
# Nobody knows the minute: as a question mark.
ABOUT = ("~12/11/2026 19:42", "12/11/2026 vers 19h42", "env. 12/11/2026 19:42", "12/11/2026 about 7:42 pm", "≈19:42")

STATES = (
    (
        "done",
        "x X ✓ ✔ ☑ ☒ ✅ v 1 ok OK done. yes oui fait Faite effectué réalisée terminé completed passed validé Réussi "
        "√ ✔\ufe0f xx XX [x] o.k. okay fini "
        "faites complété Termine effectuee exécutée checked coché signed signé 100% 1.0 👍 d closed clôturé ● ◉ ■ "
        "appliqué applied done* «fait» tick",
    ),
    ("na", "n/a N.A. n.a s.o. S/O inapplicable"),
    ("skipped", "sauté omise"),
    ("failed", "échec échoué"),
)
STATES_IN_WORDS = (
    "fait à 22h10",
    "fait (CM)",
    "fait par CM à 22h05",
    "done CM 22:05",
    "✓ CM",
    "OK – RAS",
    "fait, vérifié",
    "done (22:10)",
    "Fait ✔",
    "tout est ok",
    "100 %",
    "J’ai fait",
)
NO_STATES = (
    "+",
    "not done (VM)",
    "fait (XY)",
    "pas fait (CM)",
    "fait, échec",
    "done but not on B",
    "presque",
    "non",
    "à faire",
)
YES_NO = (
    (
        "yes",
        "y Y yes. oui OUI o true vrai ok 1 x ✓ ✔ ☑ confirmed oui/ok vu ok/vu okay oui✓ ✔\ufe0f conforme √ "
        "verified oui/vérifié ok,all oui,tous tout/ok",
    ),
    ("no", "n non NON false faux 0 none aucune ✗"),
)
VERSIONS = (
    ("24.1.2", "24.1.2 24,1,2 v24.1.2 V24.1.2 ２４.１.２ 24.1.2. 24.1.2(55) “24.1.2” 24.1.2✓ 24.1.2(ok) =24.1.2"),
)
BUILDS = (
    "24.1.2 (build 55)",
    "24.1.2 build 55",
    "24.1.2, build 55",
    "24.1.2 (Build: 55)",
    "version 24.1.2",
    "24.1.2-55",
    "BeyondTrust 24.1.2",
    "Software 24.1.2",
    "24.1.2 rev 55",
)
# By the plan of the samples, in which C. Martin is CM; and what is nobody's there.
NAMES = (
    "C. Martin",
    "Claire Martin",
    "MARTIN Claire",
    "Claire Martin (CM)",
    "CM – C. Martin",
    "c.m. / Martin, Claire",
    "Mme C. Martin",
    "signé CM",
    "CM – fait",
    "CM, done",
    "fait par CM",
    "Vérifié par C. Martin",
    "visa C. Martin",
    "seen by CM",
    "cm@example.com",
    "Claire.Martin@corp.example",
    "Claire Martin <cm@example.com>",
    "Mr CM",
    "M. CM",
    "CM 05/12",
    "CM 05/12 22h14",
    "CM (22:14)",
    "CM, le 05/12/2026 à 22h14",
    "CM (sig.)",
    "CM (paraphe)",
    "CM paraphé",
    "CM signé",
    "initiales : CM",
    "CM ok",
    "oui, CM",
    "Yes: CM",
    "CM oui",
    "CM (Claire)",
    "cm (claire)",
    "CM (technicienne)",
    "Dr C. Martin (à distance)",
    "C. Martin 22:14",
    "22:14 CM",
    "technicienne : CM",
    "témoin: C. Martin",
    "tech CM",
    "CM (tél.)",
    "CM au téléphone",
    "CM by phone",
    "CM (Teams)",
    "CM en visio",
    "CM, présente",
    "CM for the record",
    "CM pour accord",
    "CM (pour info)",
    "CM, pour vérification",
    "CM/TECH",
    "TECH / CM",
    "CM (TECH)",
    "CM [tech]",
    "(tech) CM",
    "CM – 1st technician",
    "CM 1er intervenant",
    "intervenant CM",
    "CM (resp. réseau)",
    "CM, technicienne d’assistance",
    "CM – network/desktop",
    "CM as witness",
    "CM comme témoin",
    "CM (en tant que témoin)",
    "CM watched",
    "watched by CM",
    "witnessed by CM",
    "contrôlé par CM",
    "CM en personne",
    "CM (mail)",
    "CM – DSI",
    "CM (astreinte)",
    "12/11 CM",
    "[x] CM",
)
# Names that people spell in several ways, and how; and what is none of these.
FULL_NAMES = (
    (
        "PO",
        "P. O’Neill",
        "ONEILL Pat",
        "Pat ONeill",
        "O'Neill, Pat",
        "M. ONEILL Pat",
        "P.O'Neill",
        "oneill p.",
        "O Neill P",
    ),
    ("JV", "Jan van der Berg", "VAN DER BERG Jan", "J. Vanderberg", "Berg J.", "J.v.d. Berg", "Herr J. van der Berg"),
    ("ML", "Marie-Laure de la Tour", "DELATOUR Marie-Laure", "M-L Delatour", "Mme Marielaure de la Tour", "Tour M.-L."),
    ("FB", "François Béranger", "Francois Beranger", "BERANGER F.", "Prof. F. Béranger", "FRANCOIS BERANGER"),
    ("SM", "Søren Müller", "Soren Muller", "S. Mueller", "MUELLER Soeren"),
    ("JP", "J.-P. Dupont-Moretti", "Jean-Pierre DUPONT MORETTI", "DUPONTMORETTI J.P.", "JP Dupont-Moretti"),
)
NO_FULL_NAMES = (
    "ONEILL", "P. Neill", "van den Berg J.", "Vanderberg", "Jan", "de la Tour", "M. Müller", "Dupont Jean",
    "Laure Tour", "Jan van Berg", "Pat Neil", "Jan Berger",
)  # fmt: skip
# Whoever signed for somebody else is who signed, which a note says.
SIGNED_FOR = (
    "CM pour TL",
    "CM for TL",
    "CM (pour TL)",
    "CM p.o. TL",
    "CM p/o TL",
    "C. Martin, for T. Leroy",
    "CM on behalf of TL",
    "CM au nom de TL",
    "CM p.o.",
    "CM pour TL 22:14",
)
NO_NAMES = (
    "Martin",
    "M. Martin",
    "Claude-Martin Bernard",
    "Claire Martin (TL)",
    "Claire",
    "C. Martin or T. Leroy",
    "XY",
    "martin@corp.example",
    "CM (Leroy)",
    "M. XY",
    "CM 5",
    "p.o. CM",
    "CM absent",
    "CM (absente)",
    "CM not there",
    "CM wasn’t there",
    "en présence de CM",
    "avec CM",
    "as CM",
    "[ ] CM",
    "CM contesté",
    "CM (cancelled)",
    "CM Called",
    "AB absent",
    "AB Absent",
    "AB asked",
    "pour CM",
    "CM pas fait",
    "CM, not done",
    "pas fait par CM",
    "fait avec CM",
    "done for CM",
    "non vérifié CM",
    "signé pour CM",
    "signed for CM",
    "for CM",
    "XY pour CM",
    "témoin : XY",
    "Claire Martin <tl@example.com>",
    "TECH/XY",
    "TECH/CM/TL",
    "technicien 1",
    "CM (technicien absent)",
    "colleague of CM (tech)",
    "manager of CM",
    "chef de CM",
    "TECH/responsable du CM",
)
SIGNED = (
    (
        "yes",
        (
            "oui (CM)",
            "yes (CM)",
            "oui CM",
            "yes: CM",
            "OK (c.m.)",
            "✓ (TL)",
            "yes (CM, 22:05)",
            "oui, vérifié par CM à 22h05",
        ),
    ),
    ("no", ("non (CM)",)),
)
NO_ANSWERS = (
    "non vérifié",
    "not checked",
    "oui (XY)",
    "oui (non)",
    "oui (KO)",
    "pas vu",
    "non vu",
    "(CM)",
    "yes (no)",
    "ok ?",
    "vu non ok",
    "all",
    "no, all",
    "not all ok",
    "tous sauf un",
)
DITTOS = ("″", '"', "idem", "id.", "ditto", "–″–", "〃", "↓", "≈", "|", "||")
NO_VERSIONS = (
    "24.1.2 (24.1.3)",
    "not 24.1.2",
    "24.1.2/55",
    "build 55",
    "24.1.2 build 55 failed",
    "24-55",
    "24.1.2-24.1.3",
    "24.1.2 not ok",
)
SHORT_VERSIONS = (("6.2.0", ("6.2", "v6.2", "6.2.0.0", "6,2")),)
OTHER_VERSIONS = ("6", "6.20", "6.2.1", "6.02.1", "62", "6.1")  # for 6.2.0
COUNTS = (
    ("0", "0 00 none aucun aucune nil - 0/12"),
    ("12", "12 012 12.0 12,00 12clients =12 12restants 12left 12/12 12of12 12sur12"),
    ("1024", "1024 1,024 1.024 1'024 1’024clients"),
)
COUNTS_OF_ALL = (
    *("12 devices", "12 machines back", "12 so far", "12 up", "12!", "12 déjà revenus"),
    "12 of 12",
    "12 / 12",
    "12 out of 12",
    "12 sur 12",
    "12 sur les 12",
    "12/12 online",
    "tous (12)",
    "12, all",
    "all 12 online",
    "les 12",
    "12 sur 12 (CM)",
    "12 online (CM)",
    "12 à 22h41",
    "12, voir ticket 4711",
    "12 au total",
    "12 postes",
    "il en reste 12",
    "douze",
    "douze postes",
    "twelve clients online",
)
COUNTS_OF_NAMED = (
    "3 (PC-12, PC-17, PC-40)",
    "3 : PC12, PC17 et PC40",
    "3 PC (PC-12 / PC-17 / PC-40)",
    "trois (PC-12, PC-17, PC-40)",
    "three: PC-12, PC-17 and PC-40",
    "trois",
    "three",
)
# Where nothing says how many it must be.
COUNTS_ABOUT = (
    "~12",
    "≈ 12",
    "env. 12",
    "environ 12",
    "about 12",
    "circa 12",
    "12 environ",
    "12+",
    "à peu près 12",
    "12 of 14",
    "12/13 online",
    "12 (1 offline: PC17)",
    "12, dont 2 hors ligne",
    "12 of 14 (2 off)",
    "12 (86 %)",
    "> 12",
    "plus de 12",
    "at least 12",
    "12 or so",
)
COUNTS_OF_NOBODY = ("zéro", "no clients", "aucun client", "none connected", "vide", "0 (vide)", "plus personne")
NO_COUNTS = (
    *("13/12", "12 sur 11", "12/12/2026", "12/12 sauf un", "all", "12 not online", "12 or 13", "~", "about"),
    *("12 not back", "12 lost", "99 %", "86 % (12)", "12 down"),
    *("3 (PC-12, PC-17)", "trois (PC-12, PC-17)", "two or three", "vingt-deux", "three not online", "pas trois"),
)
DAYS = (
    (
        "2026-11-12",
        "2026-11-12,2026-11-12 00:00,12/11/2026,12.11.26,12 11 2026,12 11 26,12 novembre 2026,Nov 12 2026,46338",
    ),
    ("2026-11-12", "12/11/2026 22:10,12/11/2026 (CM),reçu le 12/11/2026,e-mail of 12 Nov 2026"),
    ("2026-11-12", "12/11/2026 ticket 4711,e-mail 12/11/2026 (case 0512)"),
    (
        "2026-11-12",
        "12/11/26; dossier n° 05123456,12/11/2026 réf. 0512,dossier du 12/11/2026",
    ),
    ("2026-11-12", "12/11/26 (dossier fournisseur 05123456),12/11/26 – SR 05123456"),
    ("11-12", "12/11,12 11,12.11.,1211,12 / 11,12-11,12 nov.,November 12th,le jeudi 12/11"),
)
DAYS_MONTH_FIRST = (("2026-11-12", "11/12/2026,2026-11-12,Nov 12 2026"), ("11-12", "11/12,12 11,1211"))
NO_DAYS = ("notice", "x", "ok", "-", "tbd", "today", "2026", "22:10", "12 h", "24.1.2", "31/02", "11/28/2026", "11/28")
DECISIONS = (("go", "go GO Go oui yes ✓"), ("no-go", "no-go NO-GO nogo NoGo non no"))
DECISIONS_IN_WORDS = (
    ("go", ("oui, go", "GO GO", "go - yes", "Go !", "yes go", "✓ go", "23:10 go", "oui/go", "all go")),
    (
        "go",
        ("on y va", "OK, on continue", "feu vert", "d’accord", "accordé", "approved", "OK to proceed", "we continue"),
    ),
    ("go", ("go ahead", "Go-ahead!", "let’s go", "let's go ahead", "allez-y", "Vas-y", "c’est parti")),
    ("go", ("APPROUVE", "accordee", "AUTORISE", "ON Y  VA", "feu\u00a0vert", "D ACCORD")),
    (
        "go",
        (
            "GO – T. Leroy 22h13",
            "go 22:13 TL",
            "GO (TL)",
            "Go – LEROY T., 10:13 pm",
            "T. Leroy : go",
            "go, T. Leroy 22u13",
        ),
    ),
    (
        "go",
        ("GO – T. Leroy au téléphone, 22h13", "T. Leroy, by phone: go", "GO par téléphone, T. Leroy", "go T. Leroy"),
    ),
    ("go", ("go ahead given by T. Leroy", "T. Leroy dit go", "feu vert de M. T. Leroy à 22h13", "go – AB informée")),
    (
        "go",
        ("go, AB notified", "go after roll call", "GO après l’appel (TL)", "go, roll call done", "go – appel fait, TL"),
    ),
    (
        "go",
        ("feu vert de Mme Leroy", "GO – Mr Leroy 22h13", "accord de tous", "green light from all", "feu vert général"),
    ),
    (
        "go",
        (
            "GO – poursuite",
            "bon pour la suite",
            "OK, on poursuit",
            "good to go",
            "clear to proceed",
            "avis favorable",
            "go for the next step",
        ),
    ),
    (
        "go",
        (
            "go, décidé par TL au téléphone",
            "GO (donné par TL)",
            "go: given by TL on the phone",
            "go par TL au tél.",
            "GO per TL (by phone)",
            "go par TL, sans réserve",
            "go, per T. Leroy",
            "GO – décidé par T. Leroy au téléphone",
        ),
    ),
    ("no-go", ("no go.", "non, no-go", "✗ no-go", "NO GO – non", "no go !")),
    (
        "no-go",
        (
            "NO-GO – T. Leroy 22h13",
            "no-go 22:13 TL",
            "NO GO (C. Martin)",
            "no-go – AB informée",
            "no go after roll call",
            "no-go, décidé par CM au téléphone",
        ),
    ),
)
# Whom a plan has as an approver, and what is a go of theirs.
DECIDED_BY = (
    ("M. Vandenberghe", ("GO – M. Vandenberghe 22h13", "go, décidé par M. Vandenberghe", "GO – Mme M. Vandenberghe")),
    ("P. De Wilde", ("GO – P. De Wilde 22h13", "feu vert de P. De Wilde", "P. De Wilde dit go", "go (M. P. De Wilde)")),
    ("J. van de Velde", ("go by J. van de Velde", "J. van de Velde, by phone: go")),
)
NO_DECISIONS = (
    "go on",
    "oui, no-go",
    "go / no-go",
    "no, go",
    "pas de go",
    "no no-go",
    "pas de no-go",
    "no go-ahead",
    "go ahead later",
    "go-ahead refused",
    "go ahead?",
    "go w/o MC",
    "go sauf B",
    "on ne continue pas",
    "pas d’accord",
    "PAS D ACCORD",
    "on y va pas",
    "NON APPROUVE",
    "approved by nobody",
    "approved: no",
    "not approved",
    "feu vert demain",
    "accord refusé",
    "no, approved",
    "go?",
    "maybe",
    "24.1.2",
    "?",
    "goes",
    "go, décidé par CM",
    "go given by CM by phone",
    "GO (validé par CM)",
    "GO – C. Martin 22h13",
    "GO – X. Leroy 22h13",
    "GO – Leroy",
    "feu vert de Mme Martin",
    "feu vert de Mme Noël",
    "feu vert de M. Leroy",
    "accord de tous sauf B",
    "accord de principe",
    "avis défavorable",
    "go for the next step but one",
    "accord de tous demain",
    "pas d’accord de tous",
    "green light from all but one",
    "GO – poursuite demain",
    "poursuite refusée",
    "bon pour la suite sous réserve",
    "pas bon pour la suite",
    "good to go in 10 min",
    "not good to go",
    "on poursuit si B répond",
    "go – AB non informée",
    "go – AB not informed",
    "go – XY informée",
    "go when T. Leroy is there",
    "go si T. Leroy",
    "go after roll call if OK",
    "go – roll call not done",
    "go once roll call is done",
    "go – T. Leroy ?",
    "go – T. Leroy ✗",
    "go – T. Leroy 50/50",
    "go – T. Leroy in 10 min",
    "go – T. Leroy dit no-go",
    "T. Leroy",
    "T. Leroy 22h13",
)


def section() -> str:
    """The section of the page."""
    lines = [
        f"What is read as {MOMENT}, where the day comes first:\n",
        *(f"- `{text.replace(BLANK, ' ')}`" for text in dict.fromkeys((*TIMES, *TIMES_IN_WORDS))),
        "\nOther texts, and what they stand for:\n",
        "| written | read as |\n|---|---|",
        *(f"| `{text}` | {meaning} |" for text, meaning in MORE_TIMES),
        *(f"| `{text}`, where the month comes first | {meaning} |" for text, meaning in MONTH_FIRST),
        *(
            f"| `{text}`, of a step whose window is 12 Nov 22:00 to 04:00 | {meaning} |"
            for text, meaning in (*ALONE, *DAY_ALONE, *MIDNIGHTS)
        ),
    ]
    lines += [f"| {_listed((*BOXES, *YEARLESS))}, of a plan for November 2026 | {MOMENT} |"]
    lines += [f"| {_listed((*YEARLESS_MONTH_FIRST, *BOXES[:2]))}, the same, where the month comes first | {MOMENT} |"]
    lines += [f"| `{text}`, of a plan for November 2026 | {meaning} |" for text, meaning in MORE_YEARLESS]
    lines.append(f"| the time of a step: {_listed(RANGES)}, of a plan for November 2026 | {MOMENT} |")
    lines.append(f"| version: {', '.join(f'`{text}`' for text in BUILDS)} | 24.1.2 |")
    for meaning, shorter in SHORT_VERSIONS:
        texts = ", ".join(f"`{text}`" for text in shorter)
        lines.append(f"| version, where {meaning} is expected: {texts} | {meaning} |")
    read_as = (
        ("state", STATES),
        ("yes or no", YES_NO),
        ("go or no-go", DECISIONS),
        ("version", VERSIONS),
        ("count", COUNTS),
    )
    for label, rows in read_as:
        for meaning, texts in rows:
            lines.append(f"| {label}: {', '.join(f'`{text}`' for text in texts.split())} | {meaning} |")
    lines += [f"| state: {_listed(STATES_IN_WORDS)} | done |"]
    lines += [f"| go or no-go: {_listed(texts)} | {meaning} |" for meaning, texts in DECISIONS_IN_WORDS]
    lines += [f"| count: {_listed(COUNTS_OF_ALL)} | 12 |", f"| count: {_listed(COUNTS_OF_NOBODY)} | 0 |"]
    lines += [f"| count: {_listed(COUNTS_OF_NAMED)} | 3 |"]
    lines += [f"| count, where nothing says how many it must be: {_listed(COUNTS_ABOUT)} | 12 |"]
    for order, days in (("", DAYS), (", where the month comes first", DAYS_MONTH_FIRST)):
        lines += [f"| date: {_listed(tuple(texts.split(',')))}{order} | {_day(meaning)} |" for meaning, texts in days]
    for meaning, signed in SIGNED:
        texts = ", ".join(f"`{text}`" for text in signed)
        lines.append(f"| yes or no, with initials of the plan: {texts} | {meaning} |")
    lines.append(f"| by or witness: {', '.join(f'`{text}`' for text in NAMES)}, of C. Martin, CM | CM |")
    for one, name, *spelt in FULL_NAMES:
        lines.append(f"| by or witness: {', '.join(f'`{text}`' for text in spelt)}, of {name}, {one} | {one} |")
    lines.append(f"| by or witness, with a note (SGN017): {_listed(SIGNED_FOR)}, of C. Martin, CM | CM |")
    lines.append(
        f"| in a table: {', '.join(f'`{text}`' for text in DITTOS)} | as the cell above |".replace(
            "`|`", "`\\|`"
        ).replace("`||`", "`\\|\\|`")
    )
    lines.append(f"\nAs a question mark, for the minute is not known: {', '.join(f'`{text}`' for text in ABOUT)}.")
    lines.append(f"\nNo count: {', '.join(f'`{text}`' for text in NO_COUNTS)}.")
    lines.append(f"\nNo date: {', '.join(f'`{text}`' for text in NO_DAYS)}.")
    none = _listed((*NO_DAY_ALONE, *NO_TIME_ALONE))
    lines.append(f"\nNo time in a window of 12 Nov 22:00 to 04:00: {none}.")
    lines.append(
        f"\nNo time: {', '.join(f'`{text}`' for text in (*NO_TIMES, *NO_YEARLESS, *NO_TIMES_IN_WORDS, *NO_RANGES))}.\n"
    )
    return "\n".join(lines)


def _day(meaning: str) -> str:
    return meaning if meaning.count("-") == 2 else "12 November"


def _listed(texts: tuple[str, ...]) -> str:
    return ", ".join(f"`{text}`" for text in texts).replace("|", "\\|")


def page() -> str:
    """The whole page, with the section as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return before + BEGIN + section() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
