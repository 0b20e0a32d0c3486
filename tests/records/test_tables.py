"""Tables as people type, join, print and save them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from msgspec.structs import astuple

from runbook.errors import InputError
from runbook.i18n import load_language
from runbook.model.record import RecordPerson
from runbook.reading.spreadsheet.words import SHOWN, clipped
from runbook.reading.unreadable import Unreadable
from runbook.records import from_csv, from_json
from runbook.records.blank import record_csv
from runbook.records.people import roles_in
from runbook.records.record_file import RecordFile, read_keys, read_parts
from runbook.simulate.write import csv_bytes, json_bytes
from tests.records.test_records import ENTRIES, PLAN, WRITTEN

R = "a" * 64
HEADER = "revision,run,step,state,at,by,witness,value,note\n"


def parts(text: str | bytes):
    return list(from_csv.parts_of(text if isinstance(text, bytes) else text.encode(), "f"))


def only(text: str | bytes):
    (part,) = parts(text)
    return part


def said(part) -> list[tuple[str, str]]:
    """Code and place of each finding."""
    return [(fault.code, fault.where) for fault in part.faults]


def steps(part) -> list[str]:
    return [entry.step for entry in part.entries]


@pytest.mark.parametrize(
    "header",
    [
        "\ufeffrevision,run,step,state,at,by",
        "ï»¿revision,run,step,state,at,by",
        "REVISION,RUN,STEP,STATE,AT,BY",
        "revision ,run\u00a0, step,state\u200b,\u2060at,by\ufeff",
    ],
    ids=["mark", "mark that was misread", "capitals", "blanks that nobody sees"],
)
def test_a_header_is_known_however_it_is_written(header) -> None:
    part = only(f"{header}\n{R},1,a,done,2026-12-05 22:10,CM\n")
    assert (part.key, steps(part), part.entries[0].by, part.faults) == ((R, "1"), ["a"], "CM", ())


@pytest.mark.parametrize(
    "header",
    [
        "Revision;Run;Step;State;Date, time;By;Witness;Written down;Note, reason",
        "révision;exécution;étape;état;Date, heure;Par;Témoin;Consigné;Remarque, motif",
        # of one's own, for columns that are not there
        "revision;run;step;Status;Date and time;Initials;Witnessed by;Evidence;Remarks",
        "Revision;Run;Step;state;Date/Time;Signed by;witness;value;Comment",
        "révision;exécution;étape;statut;Date et heure;Visa;Témoin (initiales);Valeur constatée;Observations",
        "revision;run;étape;état;horodatage;signé par;VU PAR;preuve;motif",
        "revision;run;Step ID;Done?;Finished at;Technician;Checked by;Values;Comment(s)",
        "revision;run;step;Fait ?;Date / heure;Intervenant;Contrôlé par;valeur;Remarques / motif",
        "revision;run;Step;Result;When;Done by;4 eyes;Value;Remarks",
        "revision;run;étape;Resultat;Date heure;Fait par;4-eyes;valeur;Remarque",
        "revision;run;étape;Résultat;Date heure;Fait par;Contrôleur;valeur;Remarque",
        "revision;run;step;RESULT;date and time;who;Four eyes;evidence;notes",
        "revision;run;step;result;when;who;Four-eyes check;evidence;notes",
        "revision;run;step;état;Fin;Qui;témoin :;Written down;Justification",
        "revision;run;Étape;Fait (O/N);Date et heure;Exécutant;Second;Résultat constaté;Remarques",
        "revision;run;étape;Fait ? (oui/non);Quand;Exécuté par;Contrôlé par;Valeur lue;Remarques",
        "revision;run;étape;Effectué O/N;Date;Opératrice;Vérifié par;Valeur constatée;Motif",
        "revision;run;step;Done (Y/N);When;Performed by;Second person;Observed value;Comments",
        "revision;run;step;Completed? (yes/no);Time;Executed by;Double-checked by;Actual value;Notes",
        "revision;run;step;Status;When;Operator;Second;Measured value;Notes",
        "revision;run;étape;Statut;Date/heure;Visa;Visa témoin;Preuve;Commentaire",
        "revision;run;n°;Status;When;Sign-off;Witness signature;Evidence;Remarks",
        "revision;run;No.;Status;When;Initials;Initials of witness;Evidence;Remarks",
        "revision;run;Étape n°;Fait (O/N);Quand;Paraphe;Paraphe du témoin;Constat;Notes",
        "revision;run;#;State;At;By;Witness;Value;Note",
        # how they are filled in, in two languages
        "revision (do not change);run;step;state (done/na);at (hh:mm);by (initials);witness (initials);value;note",
        "révision;exécution;étape;état (fait / na);heure (jj/mm/aaaa hh:mm);par (initiales);témoin;valeur;remarque",
        "Révision / Revision;Exécution / Run;Étape / Step;État / State;Heure / Time;Par / By;Témoin / Witness;"
        "Valeur / Value;Remarque / Note",
        "revision;run;Step / Étape;OK (Y/N);at;by;witness;Actual;note",
    ],
)
def test_heads_of_the_paper_checklist_and_of_ones_own_are_known(header) -> None:
    part = only(f"{header}\n{R};1;a;done;2026-12-05 22:10;CM;TL;6.2.0;slow\n")
    assert (astuple(part.entries[0]), part.faults) == (WITNESSED, ())


@pytest.mark.parametrize("above", ["revision;{0}", "CHG0041;;Révision :;{0}", "Revision;{1}"])
def test_a_revision_above_the_table_is_that_of_rows_that_name_none(above) -> None:
    digits = f"{R[:4]} {R[4:8]} {R[8:]}"
    table = f"{above.format(R, digits)}\n\nstep;state;at;by;note\na;done;2026-12-05 22:10;CM;\n"
    assert only(table).key == (R, "")
    other = table.replace(R, "b" * 64).replace(digits, "b" * 64)
    assert [part.key for part in parts(f"{table}\n{other}")] == [(R, ""), ("b" * 64, "")]


@pytest.mark.parametrize(("head", "missing"), [("at", ""), ("Contrevisite", "at")])
def test_a_heading_that_is_none_may_be_that_of_the_column_that_is_missing(head, missing) -> None:
    header = f"revision;run;step;state;{head};by;witness;value;note;Weather"
    part = only(f"{header}\n{R};1;a;done;2026-12-05 22:10;CM;TL;6.2.0;slow;\n")
    remedies = [dict(fault.remedy.args) if fault.remedy else {} for fault in part.faults]
    assert remedies == ([{"missing": missing}] * 2 if missing else [{}])


@pytest.mark.parametrize("title", ["Checklist paris CHG0041 – revision {}", "CHG0041 (Révision : {})"])
def test_a_revision_in_the_title_of_the_table_is_that_of_rows_that_name_none(title) -> None:
    table = "step;state;at;by;note\na;done;2026-12-05 22:10;CM;\n"
    assert only(f"{title.format(R[:12])}\n\n{table}").key == (R[:12], "")
    assert only(f"{title.format('of the pages')}\n\n{table}").key == ("", "")


@pytest.mark.parametrize("head", ["#", "n°", "Nr"])
def test_a_count_of_the_rows_beside_the_steps_is_nobodys(head) -> None:
    part = only(f"{head};revision;run;step;state;at;by;note\n12;{R};1;a;done;2026-12-05 22:10;CM;\n")
    assert (part.entries[0].step, part.faults) == ("a", ())


@pytest.mark.parametrize(
    ("head", "cell", "note", "state"),
    [
        ("Done (Y/N)", "Y", "", "Y"),
        ("Fait (O/N)", "O", "", "O"),
        ("Done (Y/N)", "N", "no time", "skipped"),
        ("Fait (O/N)", "non", "pas besoin", "skipped"),
        ("Fait ? (O/N)", "N", "", ""),  # a row that was left blank
        ("State", "N", "no time", "N"),  # which asks no yes or no
    ],
)
def test_a_no_where_a_head_asks_whether_it_was_done_is_skipped(head: str, cell: str, note: str, state: str) -> None:
    part = only(f"revision;run;step;{head};when;by;note\n{R};1;a;{cell};;;{note}\n")
    assert (part.entries[0].state, part.entries[0].note, part.faults) == (state, note, ())


@pytest.mark.parametrize(
    "head",
    ["Expected value", "Valeur attendue", "Résultat attendu", "Second try", "Witness (Y/N)", "value (expected)"],
)
def test_heads_that_ask_something_else_are_none_of_a_record(head: str) -> None:
    part = only(f"step,state,at,by,{head}\na,done,2026-12-05 22:10,CM,6.2.0\n")
    assert (part.entries[0].value, part.entries[0].witness) == ("", "")
    assert [dict(one.args)["what"] for one in part.faults if one.code == "DOC011"] == [head]


@pytest.mark.parametrize("result", ["Result", "RÉSULTAT", "Resultat", "Outcome"])
@pytest.mark.parametrize("state", ["Status", "state", "Statut", "état", "Done?"])
def test_a_result_beside_a_state_is_what_was_written_down(result: str, state: str) -> None:
    part = only(f"revision;run;step;{result};{state};When;By\n{R};1;a;6.2.0;done;2026-12-05 22:10;CM\n")
    assert (part.entries[0].state, part.entries[0].value, part.entries[0].by) == ("done", "6.2.0", "CM")
    assert not part.faults


def test_a_result_beside_a_state_and_evidence_is_neither() -> None:
    part = only(f"revision;run;step;Result;Status;Evidence;When;By\n{R};1;a;failed;done;6.2.0;2026-12-05 22:10;CM\n")
    assert (part.entries[0].state, part.entries[0].value) == ("done", "6.2.0")
    assert [fault.code for fault in part.faults] == ["DOC011", "DOC015"]


def test_heads_of_ones_own_beside_the_columns_themselves_are_not_read() -> None:
    own = "Date and time,Initials,Status,Comment"
    part = only(f"{HEADER.strip()},{own}\n{R},1,a,done,2026-12-05 22:10,CM,TL,6.2.0,slow,22:15,XY,,later\n")
    assert astuple(part.entries[0]) == WITNESSED
    assert [dict(fault.args)["what"] for fault in part.faults if fault.code == "DOC011"] == own.split(",")


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        ("Technician,Initials", "C. Martin,CM"),
        ("Initials,Visa", "CM,seen"),
        ("by,Technician", "CM,C. Martin"),
    ],
)
def test_of_two_heads_of_ones_own_for_a_column_the_first_is_read(heads, cells) -> None:
    part = only(f"step,Status,When,{heads}\na,done,2026-12-05 22:10,{cells}\n")
    assert (part.entries[0].state, part.entries[0].by) == ("done", cells.split(",")[0])
    assert [(one.code, dict(one.args)["what"]) for one in part.faults] == [("DOC011", heads.split(",")[1])]


@pytest.mark.parametrize(
    "heads", ["Step,Who,When", "Step,Who", "step,Owner,End", "Step ID,Title,Owner", "Étape,Qui,Quand"]
)
def test_a_list_of_steps_under_heads_of_its_own_is_no_record(heads) -> None:
    with pytest.raises(Unreadable):
        parts(f"{heads}\nInstall the Base,CM,22:10\n")


def test_a_head_of_the_paper_beside_the_columns_own_is_no_second_one() -> None:
    part = only(f'{HEADER.strip()},"Date, time"\n{R},1,a,done,2026-12-05 22:10,CM,TL,6.2.0,slow,later\n')
    assert astuple(part.entries[0]) == WITNESSED
    assert [(fault.code, dict(fault.args)["what"]) for fault in part.faults] == [("DOC011", "Date, time")]


@pytest.mark.parametrize(
    ("head", "day", "time", "at"),
    [
        ("date,time", "05/12/2026", "22:10", "05/12/2026 22:10"),
        ("Date,Heure", "05/12/2026", "22h10", "05/12/2026 22h10"),
        ("Date,End", "05/12/2026", "22:10", "05/12/2026 22:10"),
        ("Day,Time", "2026-12-05 00:00:00", "22:10", "2026-12-05 22:10"),
        ("date,heure", "2026-12-05", "1899-12-30 22:10", "2026-12-05 22:10"),
        ("date,time", "", "22:10", "22:10"),
        ("date,time", "05/12/2026 22:10", "", "05/12/2026 22:10"),
        ("date,time", "2026-12-05 22:10", "2026-12-05 22:10", "2026-12-05 22:10"),
        ("date,time", "2026-12-05 00:00", "2026-12-05 22:10", "2026-12-05 22:10"),
        ("date,time", "2026-12-05 00:00:00", "", "2026-12-05"),
        ("date,time", "1", "13:10", "1 13:10"),
    ],
)
def test_day_and_time_in_columns_of_their_own_are_one_time(head, day, time, at) -> None:
    part = only(f"revision,run,step,state,{head},by\n{R},1,a,done,{day},{time},CM\n")
    assert (part.entries[0].at, part.entries[0].by, part.faults) == (at, "CM", ())


@pytest.mark.parametrize("row", ["22:10,CM", "22:10,CM,", "22:10,CM, "])
def test_a_row_that_ends_before_the_column_of_the_day_has_a_time_alone(row) -> None:
    part = only(f"revision,run,step,state,time,by,date\n{R},1,a,done,{row}\n{R},1,b,done,22:20,CM,05/12/2026\n")
    assert [entry.at for entry in part.entries] == ["22:10", "05/12/2026 22:20"]


@pytest.mark.parametrize("head", ["Time", "date", "Heure"])
def test_a_lone_column_of_times_is_that_of_the_times_by_whichever_of_its_names(head) -> None:
    part = only(f"revision,run,step,state,{head},by\n{R},1,a,done,2026-12-05 22:10,CM\n")
    assert (part.entries[0].at, part.faults) == ("2026-12-05 22:10", ())


def test_a_column_of_both_is_the_time_and_days_beside_it_are_nobodys() -> None:
    part = only(f"revision,run,step,state,at,date,time,by\n{R},1,a,done,2026-12-05 22:10,06/12/2026,22:11,CM\n")
    assert (part.entries[0].at, len(part.faults)) == ("2026-12-05 22:10", 2)


WITNESSED = ("a", "done", "2026-12-05 22:10", "CM", "TL", "6.2.0", "slow")


def test_a_file_that_was_misread_and_saved_again_is_put_right() -> None:
    text = f"revision,run,step,state,by,note\n{R},1,a,done,ÉM,à l’heure\n"
    misread = ("\ufeff" + text).encode().decode("cp1252") + f"{R},1,b,done,ÉM,typed since\n"
    entries = only(misread).entries
    assert [(entry.by, entry.note) for entry in entries] == [("ÉM", "à l’heure"), ("ÉM", "typed since")]


@pytest.mark.parametrize(
    ("revision", "run", "key"),
    [
        ("0123 4567 89ab", "1", ("0123456789ab", "1")),
        ("0123456789AB", "2.0", ("0123456789AB", "2")),
        ("0123 4567 89ab", "2.5", ("0123456789ab", "2.5")),
        ("0123 4567", "night 1", ("0123 4567", "night 1")),
    ],
)
def test_a_revision_in_groups_and_a_run_that_became_a_fraction(revision, run, key) -> None:
    assert only(f"revision,run,step,state\n{revision},{run},a,done\n").key == key


def test_blanks_that_nobody_sees_are_no_part_of_a_cell() -> None:
    (entry,) = only(f"{HEADER}{R},1,\u200ba,\u00a0done\u00a0,2026-12-05\u00a022:10,C\u200bM,,,\n").entries
    assert (entry.step, entry.state, entry.at, entry.by) == ("a", "done", "2026-12-05 22:10", "CM")


@pytest.mark.parametrize(("box", "state"), [("TRUE", "done"), ("VRAI", "done"), ("true", "done"), ("☑", "done"),
                                            ("FALSE", ""), ("FAUX", ""), ("☐", "")])  # fmt: skip
def test_a_box_that_is_ticked_is_done(box, state) -> None:
    assert only(f"{HEADER}{R},1,a,{box},,,,,\n").entries[0].state == state
    record = {"format": "runbook-record/1", "revision": R, "entries": [{"step": "a", "state": state == "done"}]}
    (part,) = from_json.parts_of(json.dumps(record).encode(), "f")
    assert part.entries[0].state == state


def test_text_above_and_below_is_one_note_and_a_signed_row_without_a_step_a_fault() -> None:
    text = (
        f"Paris\n\n{HEADER}{R},1,a,done,2026-12-05 22:10,CM,,,\nTotal,1\nSignature: C. M.\nRemarks: none,,fine so far\n"
    )
    part = only(text)
    assert said(part) == [("DOC011", "f:1")]
    what = dict(part.faults[0].args)["what"]
    assert what == "1 (Paris), 5 (Total 1), 6 (Signature: C. M.), 7 (Remarks: none fine so far)"
    assert said(only(text + "Total,,,19 done,,,,,\n")) == [("DOC011", "f:1")]
    assert said(only(text + "Total,,,done,,,,,\n"))[0] == ("DOC010", "f:8")
    for signed, found in ((",,,,", ["a"]), (",CM,,,", ["a", "total"])):
        assert steps(only(f"{HEADER}{R},1,a,done,,CM,,,\n{R},1,total,done,{signed}\n")) == found
    assert said(only(text + ",,,done,,,,,\n"))[0] == ("DOC010", "f:8")
    assert said(only(text + ",,,,2026-12-05 22:10,,,,\n"))[0] == ("DOC010", "f:8")
    assert said(only(text + ",,,,,CM,,24.1.2,\n"))[0] == ("DOC010", "f:8")
    assert said(only(text + ",,,,,CM,,,\n")) == [("DOC011", "f:1")]  # a signature below the table
    assert said(only(text + "Signed: C. Martin,,,,2026-12-06,,,,\n")) == [("DOC011", "f:1")]
    assert said(only(text + f"{R},,,,2026-12-06 22:10,CM,,,\n"))[0] == ("DOC010", "f:8")


@pytest.mark.parametrize(
    "line",
    [
        "Signatures:,,,,CM,TL,AB,,",  # signed in whatever cells were free
        "Signé le 6/12/2026 par,,,,6/12/2026 10:00,CM,,,",
        ",,Signatures:,,6/12/2026,CM,TL,,",
        ",,,,Date: 6/12/2026,Visa: CM,Visa: TL,,",
        ",,,,,C. Martin,T. Leroy,,",
        "Total,,,19,5h30,,,,",
    ],
)
def test_what_is_signed_below_a_table_is_none_of_its_rows(line: str) -> None:
    text = f"{HEADER}{R},1,a,done,2026-12-05 22:10,CM,,,\n"
    assert said(only(f"{text}{line}\n")) == [("DOC011", "f:3")]
    ticked = ",".join([*line.split(",")[:3], "done", *line.split(",")[4:]])
    assert said(only(f"{text}{ticked}\n")) != [("DOC011", "f:3")]


@pytest.mark.parametrize(("typed", "value"), [("'8", "8"), ("’24.1.2", "24.1.2"), ("'tis", "'tis"), ("'", "'")])
def test_the_mark_of_a_number_that_is_to_be_a_text_is_none_of_it(typed: str, value: str) -> None:
    assert only(f"{HEADER}{R},1,a,done,,CM,,{typed},\n").entries[0].value == value


def test_a_page_of_text_is_no_record() -> None:
    with pytest.raises(Unreadable, match="no header"):
        parts("a line of text\n" * 5000)


def test_files_one_after_another_each_with_its_own_columns() -> None:
    first = f"\ufeff{HEADER}{R},1,a,done,2026-12-05 22:10,CM,TL,,"  # without an end of its last line
    second = f'\ufeff"by","state","step","at","run","revision"\nAB,done,b,2026-12-05 22:20,1,{R}\n'
    part = only(first + second)
    assert (steps(part), part.faults) == (["a", "b"], ())
    assert [(entry.by, entry.witness) for entry in part.entries] == [("CM", "TL"), ("AB", "")]


def test_a_note_that_names_columns_is_no_header() -> None:
    part = only(f"{HEADER}{R},1,a,done,2026-12-05 22:10,CM,,state,step\n{R},1,b,done,2026-12-05 22:11,CM,,,\n")
    assert steps(part) == ["a", "b"]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (("1", "", ""), [("1", "abc")]),
        (("1", "", "2"), [("1", "ab"), ("2", "c")]),
        (("", "", "2"), [("", "ab"), ("2", "c")]),  # a second try beside one that nobody numbered
        (("", "2", ""), [("", "ac"), ("2", "b")]),
    ],
)
def test_a_run_is_carried_down_from_the_first_row(runs, expected) -> None:
    rows = "".join(
        f"{R if not number else ''},{run},{step},done,,,,,\n"
        for number, (run, step) in enumerate(zip(runs, "abc", strict=True))
    )
    assert [(part.run, "".join(steps(part))) for part in parts(HEADER + rows)] == expected


def test_rows_that_nobody_filled_in_make_no_record_of_their_own() -> None:
    rows = f"{R},,a,,,,,,\n{R},1,b,done,,,,,\n{R},,c,,,,,,\n"
    assert [(part.run, steps(part)) for part in parts(HEADER + rows)] == [("1", ["a", "b", "c"])]


@pytest.mark.parametrize("quoted", ["all", "those with quotes"])
def test_rows_that_a_spreadsheet_took_for_one_cell(quoted) -> None:
    text = csv_bytes(PLAN, "1", ENTRIES, load_language("en")).decode("utf-8-sig")
    made = io.StringIO()
    csv.writer(made, delimiter=";", quoting=csv.QUOTE_ALL if quoted == "all" else csv.QUOTE_MINIMAL).writerows(
        [line] for line in text.splitlines()
    )
    part = only(made.getvalue())
    assert (tuple(part.entries), part.faults) == (WRITTEN, ())


def test_rows_that_a_quotation_mark_made_part_of_a_note_are_told() -> None:
    rows = csv_bytes(PLAN, "1", ENTRIES, load_language("en")).decode("utf-8-sig").splitlines()
    row = next(number for number, line in enumerate(rows) if number and ",done," in line)
    failed = rows[row].replace(",done,", ",failed,")
    note = ["seen by TL", failed, "stopped"]
    cells = next(csv.reader([rows[row]]))
    made = io.StringIO()
    csv.writer(made).writerow([*cells[:-1], "\n".join(note)])
    part = only("\r\n".join([*rows[:row], made.getvalue().strip(), *rows[row + 1 :]]))
    (fault,) = part.faults
    assert (fault.code, fault.where) == ("DOC010", f"f:{row + 1}")
    assert dict(fault.args)["reason"].args[0][1].startswith(PLAN.revision)
    made = io.StringIO()
    csv.writer(made).writerow([*cells[:-1], "seen by TL\nof revision " + PLAN.revision])
    assert only("\r\n".join([*rows[:row], made.getvalue().strip(), *rows[row + 1 :]])).faults == ()


@pytest.mark.parametrize("mark", ["> ", ">", "> > "])
@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
def test_a_table_that_a_mail_quotes_is_read(mark, separator) -> None:
    table = f"{HEADER}{R},1,a,done,2026-12-05 22:10,CM,,6.2.0,> 5 min\n{R},1,b,done,2026-12-05 22:20,CM,,,\n"
    lines = ["Bonjour,", "", *table.replace(",", separator).splitlines(), "C. Martin"]
    part = only("\n".join(f"{mark}{line}" for line in lines) + "\n")
    assert (part.key, steps(part)) == ((R, "1"), ["a", "b"])
    assert (part.entries[0].value, part.entries[0].note, part.places) == ("6.2.0", "> 5 min", ("4", "5"))


@pytest.mark.parametrize("hint", ["sep=;\r\n", '"sep=;"\r\n', "SEP=;;;;;\r\n"])
def test_a_hint_and_cells_to_spare(hint) -> None:
    rows = (f"{HEADER}{R},1,a,done,2026-12-05 22:10,CM,,,\n").replace(",", ";").replace("\n", ";;;\n")
    assert said(only(hint + rows)) == []
    assert steps(only(hint + rows)) == ["a"]


@pytest.mark.parametrize("mark", ["″", "〃", '"', "''", "idem", "id.", "„", '- " -', "—″—"])
def test_ditto_marks_mean_the_cell_above(mark) -> None:
    rows = [[R, "1", "a", "done", "2026-12-05 22:10", "CM", "TL", "", ""],
            [mark, mark, "b", mark, mark, mark, mark, mark, mark],
            ["", mark, "c", mark, mark, "AB", mark, "", ""],
            ["", "", "d", "done", mark, mark, mark, "", ""]]  # fmt: skip
    made = io.StringIO()
    csv.writer(made).writerows([HEADER.strip().split(","), *rows])
    part = only(made.getvalue())
    assert part.key == (R, "1")
    assert [entry.by for entry in part.entries] == ["CM", "CM", "AB", "AB"]
    assert {(entry.state, entry.at, entry.witness) for entry in part.entries} == {("done", "2026-12-05 22:10", "TL")}
    assert (part.entries[1].value, part.entries[1].note) == (mark, mark)  # what is written there is left alone


@pytest.mark.parametrize("mark", ["idem", "″", "See above.", "voir ci-dessus"])
def test_a_ditto_mark_in_a_note_is_the_note_of_the_very_row_above(mark) -> None:
    rows = [("one", "no such device"), ("two", mark), ("three", mark), ("four", ""), ("five", mark)]
    part = only(HEADER + "".join(f"{R},1,{step},na,,CM,,,{note}\n" for step, note in rows))
    assert [entry.note for entry in part.entries] == [*["no such device"] * 3, "", mark]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_in_single_quotation_marks(separator) -> None:
    cells = [["step", "state", "note"], ["one", "done", f"a{separator} and 'b' \"c\""]]
    text = "".join(separator.join("'" + cell.replace("'", "''") + "'" for cell in row) + "\n" for row in cells)
    (entry,) = only(text).entries
    assert (entry.step, entry.state, entry.note) == ("one", "done", cells[1][2])
    assert only("'step',state\n'one',done\n").entries[0].step == "'one'"  # but for a mark that stands about by chance


@pytest.mark.parametrize(
    ("said", "told"),
    [
        *(("failed", True), ("Échec", True), ("not done", True), ("done", False), ("red", False)),
        *(("failed; will retry", True), ("Échec – on réessaiera", True), ("failover ok", False), ("error 503", False)),
        *(("erreur", True), ("pas OK", True), ("no", False), ("☐", False), ("no; none", False)),
        *(("échec de l’installation", True), ("Failed at 60 %", True), ("échec d'import", True)),
        *(("failed over to B", False), ("échecs possibles", False), ("done on B", False)),
    ],
)
def test_another_state_in_a_column_or_under_a_key_that_nobody_reads(said, told) -> None:
    assert beside_done("outlook", said) == [["DOC011", *(["DOC015"] if told else [])]] * 3


@pytest.mark.parametrize(
    ("key", "told"), [("State", ["DOC015"]), ("st\u0430te", ["DOC015"]), ("stat", ["DOC011", "DOC015"])]
)
def test_a_key_that_looks_like_the_states_and_says_another_is_one_finding(key, told) -> None:
    entry = {"step": "a", "state": "done", "at": "2026-12-05 22:10", "by": "CM", key: "failed"}
    record = {"format": "runbook-record/1", "revision": R, "entries": [entry]}
    (part,) = from_json.parts_of(json.dumps(record).encode(), "f")
    assert [fault.code for fault in part.faults] == told


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("(hash),(n°),(id),x / na,hh:mm,(init.),,,", ",,Total,2,,,,,"),
        (",,,fait ?,jj/mm hh:mm,,,,", ",,TOTAUX :,2,,,,,"),
    ],
)
def test_rows_that_speak_of_the_columns_are_beside_those_of_steps(first, last) -> None:
    rows = f"{R},1,one,x,22:10,CM,,,\n{R},1,two,x,minuit,CM,,,\n"
    part = only(f"{HEADER}{first}\n{rows}{last}\n")
    assert (steps(part), [fault.code for fault in part.faults]) == (["one", "two"], ["DOC011"])


@pytest.mark.parametrize(
    "first", [f"{R},1,one,x,minuit,CM,,,", f"{R},1,one,done,?,CM,,,", f"{R},1,total,done,22:10,CM,,,"]
)
def test_a_first_row_that_is_signed_speaks_of_its_step(first) -> None:
    part = only(f"{HEADER}{first}\n")
    assert (len(steps(part)), part.faults) == (1, ())


def test_another_state_in_a_column_without_a_name_is_told_where_it_first_stands() -> None:
    rows = "one,done,,failed,\ntwo,done,,failed,\nthree,done,,,échec de B\nfour,done,,red,\n"
    faults = only("step,state\n" + rows).faults
    assert [(fault.code, fault.where) for fault in faults] == [
        ("DOC015", "f:D2"),
        ("DOC015", "f:E4"),
        ("DOC011", "f:2"),
    ]


def beside_done(head: str, said: str | bool) -> list[list[str]]:
    """What is found where this stands under a head of one's own beside a step that is done, in CSV and JSON."""
    entry = {"step": "one", "state": "done", head: said}
    table = only(f"step,state,{head}\none,done,{said}\n")
    parts = [table, *(of_json({**record(), "entries": [entry]}, lenient) for lenient in (False, True))]
    return [sorted(fault.code for fault in part.faults) for part in parts]


@pytest.mark.parametrize("head", ["status", "Done?", "Fait", "Coché"])
@pytest.mark.parametrize(
    ("said", "told"), [("no", True), ("Non", True), ("☐", True), ("✗", True), ("yes", False), (False, True)]
)
def test_a_no_in_a_second_column_of_states_is_another_state(head, said, told) -> None:
    assert beside_done(head, said) == [["DOC011", *(["DOC015"] if told else [])]] * 3


def test_a_column_that_stands_there_twice_is_told_where_it_first_says_something_else() -> None:
    head = "step,state,value,value\n"
    for rows in ("one,done,yes,yes\n", "one,done,yes,\n", "one,done,yes\n"):
        assert only(head + rows).faults == ()
    (fault,) = only(head + "one,done,yes,yes\ntwo,done,yes,no\nthree,done,yes,late\n").faults
    assert (fault.code, fault.where) == ("DOC015", "f:D3")
    assert [dict(fault.args)[name] for name in ("shown", "stored")] == ["yes", "no"]
    (fault,) = only(head + "one,done,,no\n").faults
    assert [dict(fault.args)[name] for name in ("shown", "stored")] == ["", "no"]


def test_initials_are_no_ditto_marks_and_one_with_nothing_above_stays() -> None:
    rows = f"{R},1,a,done,,ID,DO,,\n{R},1,b,done,″,I.D.,Do,,\n"
    part = only(HEADER + rows)
    assert [(entry.by, entry.witness, entry.at) for entry in part.entries] == [("ID", "DO", ""), ("I.D.", "Do", "″")]


PEOPLE = (
    RecordPerson(initials="NX", name="N. Example", roles=("technician", "witness"), place="3"),
    RecordPerson(initials="PR", name="P. Remplaçant", roles=("network", "pilot"), place="4"),
)


def test_people_who_are_not_in_the_plan_are_named_in_rows_of_their_own() -> None:
    rows = f"{R},1,a,done,2026-12-05 22:10,NX,,,\n{R},1,person,,,NX,,N. Example,technician witness\n"
    part = only(f'{HEADER}{rows}{R},,Person,,,PR,,P. Remplaçant,"administrateur réseau, pilot"\n{R},,person,,,,,,\n')
    assert (part.people, steps(part), part.faults) == (PEOPLE, ["a"], ())


def test_a_person_without_initials_is_told() -> None:
    part = only(f"{HEADER}{R},1,a,done,,CM,,,\n{R},1,person,,,,,N. Example,technician\n")
    assert (part.people, said(part)) == ((), [("DOC010", "f:3")])


def test_people_are_named_for_their_own_run() -> None:
    first, second = parts(f"{HEADER}{R},1,a,done,,NX,,,\n{R},2,a,done,,CM,,,\n{R},2,person,,,NX,,N.,witness\n")
    assert (first.people, [person.initials for person in second.people]) == ((), ["NX"])


@pytest.mark.parametrize(
    ("typed", "roles"),
    [
        ("technician", ("technician",)),
        ("Technician, Network", ("technician", "network")),
        ("technicien et témoin", ("technician", "witness")),
        ("administrateur des postes de travail; change manager", ("desktop", "manager")),
        ("network desktop", ("network", "desktop")),
        ("Techniciens, réseaux", ("technician", "network")),
        ("tech / network admins", ("technician", "network")),
        ("techniciens d’assistance", ("representative",)),
        ("pilots", ("pilots",)),
        ("pilot", ("pilot",)),
        (" ", ()),
        ("témoin, remplace MV malade le 5/11", ("witness", "remplace MV malade le 5/11")),
    ],
)
def test_roles_in_any_language(typed, roles) -> None:
    assert roles_in(typed) == roles


@pytest.mark.parametrize("tag", ["en", "fr"])
def test_the_blank_record_has_room_for_two_people(tag) -> None:
    rows = list(csv.DictReader(io.StringIO(record_csv(PLAN, load_language(tag)).decode("utf-8-sig"))))
    assert [row["step"] for row in rows[-2:]] == ["person", "person"]
    assert {row["number"] for row in rows[-2:]} == {"–"}
    assert all("by" in row["title"] and "value" in row["title"] and "note" in row["title"] for row in rows[-2:])
    for word in ("person", "PERSON", "Personne"):  # as it stands there, or as people type it again
        rows[-1] |= {"step": word, "by": "NX", "value": "N. Example", "note": "technician"}
        made = io.StringIO()
        writer = csv.DictWriter(made, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        (person,) = only(made.getvalue()).people
        assert (person.initials, person.name, person.roles) == ("NX", "N. Example", ("technician",))


def record(**more: object) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(json_bytes(PLAN, "1", ENTRIES))
    return content | more


def of_json(content: dict[str, Any], lenient: bool):
    """Read the quick way, or one by one."""
    if lenient:
        content = content | {"site": None}
    return from_json.part_of(json.dumps(content).encode(), "f")


@pytest.mark.parametrize("lenient", [False, True])
def test_people_in_json(lenient) -> None:
    people = [{"initials": "NX", "name": "N. Example", "roles": ["technicien", "witness"], "more": 1}]
    part = of_json(record(people=people), lenient)
    (person,) = part.people
    assert person == replace(PEOPLE[0], place="people[0]")
    assert [(one.code, dict(one.args)["what"]) for one in part.faults] == [("DOC011", "people[0].more (1)")]
    assert tuple(part.entries) == ENTRIES


@pytest.mark.parametrize(
    "person",
    [{"initials": "NX", "name": "N."}, {"initials": " ", "name": "N.", "roles": []}, "NX", {"initials": ["NX"]},
     {"initials": "NX", "name": "N.", "roles": "technician"}],
)  # fmt: skip
def test_a_person_who_is_not_named_as_a_person_is_told(person) -> None:
    sound = {"initials": "AB", "name": "A.", "roles": []}
    part = of_json(record(people=[sound, person]), False)
    assert [one.initials for one in part.people] == ["AB"]
    assert said(part) == [("DOC010", "f:people[1]")]
    assert said(of_json(record(people="NX"), False)) == [("DOC010", "f:people[0]")]


def twice(text: str, key: str, first: str) -> bytes:
    return text.replace(f'"{key}": ', f'"{key}": "{first}", "{key}": ', 1).encode()


@pytest.mark.parametrize(
    ("key", "place"), [("state", "f:entries[0]"), ("at", "f:entries[0]"), ("revision", "f"), ("run", "f")]
)
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("lenient", [False, True])
def test_a_key_that_stands_there_twice_is_told(key, place, indent, lenient) -> None:
    text = json.dumps(record(site=None) if lenient else record(), indent=indent)
    part = from_json.part_of(twice(text, key, "other"), "f")
    assert said(part) == [("DOC015", place)]
    args = dict(part.faults[0].args)
    assert args["shown"] == "other"
    assert args["stored"] == (getattr(part, key) if place == "f" else getattr(part.entries[0], key))
    assert from_json.part_of(twice(text, key, str(args["stored"])), "f").faults == ()  # the same, said twice


@pytest.mark.parametrize("lenient", [False, True])
def test_what_stands_under_other_keys_is_named(lenient) -> None:
    content = record(remark="it failed twice")
    content["entries"][1]["At"] = "2026-12-05 22:00"
    found, alike = of_json(content, lenient).faults
    assert (found.code, found.where) == ("DOC011", "f:remark")
    assert dict(found.args)["what"] == "remark (it failed twice)"
    assert (alike.code, alike.where, dict(alike.args)["stored"]) == ("DOC015", "f:entries[1].At", "2026-12-05 22:00")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_json_in_wide_letters_is_read(encoding, tmp_path) -> None:
    path = tmp_path / "record.json"
    text = json_bytes(PLAN, "1", ENTRIES, 1).decode()
    path.write_bytes(text.encode(encoding))
    (part,) = read_parts(RecordFile(path))
    assert (part.key, part.faults) == ((PLAN.revision, "1"), ())
    assert list(map(astuple, part.entries)) == list(map(astuple, ENTRIES))
    assert list(read_keys(RecordFile(path), 0)) == [part.key]
    path.write_bytes(text.encode(encoding)[:-1])
    with pytest.raises(InputError):
        list(read_parts(RecordFile(path)))


def test_keys_in_another_order_and_escapes_are_no_finding() -> None:
    content = record(site="é \u0001")
    content["entries"] = [{**dict(reversed(entry.items())), "title": "Not read"} for entry in content["entries"]]
    assert from_json.part_of(json.dumps(content).encode(), "f").faults == ()
    assert from_json.part_of(json_bytes(PLAN, "1", ENTRIES, 1), "f").faults == ()


def test_no_more_of_a_text_than_a_finding_can_bear():
    assert clipped("x" * SHOWN) == "x" * SHOWN
    assert clipped("x" * (SHOWN + 1)) == "x" * (SHOWN - 1) + "…"


def test_a_title_above_is_repeated_as_it_stands():
    (part,) = parts("Xavier’s night\n\n" + HEADER + f"{R},1,a,done,2026-12-05 22:10,CM,,,\n")
    assert said(part) == [("DOC011", "f:1")]
    assert dict(part.faults[0].args)["what"] == "1 (Xavier’s night)"
    assert [entry.step for entry in part.entries] == ["a"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_row_in_one_cell_with_blank_cells_behind_it_is_taken_apart(mark):
    inner = '"' + mark.join([R, "1", "b", "done", "2026-12-05 22:20", "CM", "", "", ""]) + '"' + mark * 8
    (part,) = parts((HEADER + f"{R},1,a,done,2026-12-05 22:10,CM,,,\n").replace(",", mark) + inner + "\n")
    assert [(entry.step, entry.by) for entry in part.entries] == [("a", "CM"), ("b", "CM")]


def test_a_list_of_two_records_is_not_one():
    with pytest.raises(Unreadable):
        from_json.part_of(json.dumps([record(), record()]).encode(), "f")


def test_the_key_of_each_line_is_its_revision_and_its_run(tmp_path):
    file = tmp_path / "records.jsonl"
    file.write_bytes(b"".join(json_bytes(PLAN, f"run {n}", ENTRIES, None) for n in range(3)))
    assert list(read_keys(RecordFile(file), 0)) == [(PLAN.revision, f"run {n}") for n in range(3)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("desktop", "desktop"), ("desktop administrator", "desktop"), ("postes de travail", "desktop"),
        ("réseau", "network"), ("Network", "network"), ("pilote", "pilote"),
    ],
)  # fmt: skip
def test_roles_by_their_names_on_pages(text, role):
    assert roles_in(text) == (role,)


def test_letters_that_nobody_misread_are_left_alone():
    (part,) = parts(HEADER + f"{R},1,a,done,2026-12-05 22:10,CM,,Ã©,\n")
    assert part.entries[0].value == "Ã©"


def test_each_header_of_joined_tables_begins_runs_of_its_own():
    first, second = (f"{R},{run},{step},done,2026-12-05 22:10,CM,,," for run, step in (("1", "a"), ("2", "c")))
    rest = ",,{},done,2026-12-05 22:20,CM,,,"
    joined = "\n".join([HEADER.strip(), first, rest.format("b"), HEADER.strip(), second, rest.format("d"), ""])
    assert [(part.run, [entry.step for entry in part.entries]) for part in parts(joined)] == [
        ("1", ["a", "b"]),
        ("2", ["c", "d"]),
    ]


def test_the_first_header_may_have_more_columns_of_others_than_of_a_record():
    others = ["room", "floor", "rack", "phone", "mail"]
    (part,) = parts(f"step,state,{','.join(others)}\na,done\nb,,,,12\n")
    assert [(entry.step, entry.state) for entry in part.entries] == [("a", "done"), ("b", "")]
    assert [str(dict(fault.args)["what"]) for fault in part.faults] == others


@pytest.mark.parametrize(
    "rule", ["|---|---|---|", "| :---: | --- | ---: |", "|---+---+---|", "+----+----+----+", "+====+====+====+", "```"]
)
def test_the_lines_of_a_table_in_plain_text_are_no_rows(rule, tmp_path):
    """As Markdown and its kin draw them, and the fence that a mail puts around them."""
    text = f"| revision | step | state |\n{rule}\n| {'a' * 64} | one | done |\n{rule}\n"
    path = tmp_path / "record.md"
    path.write_text(text, encoding="utf-8")
    (part,) = read_parts(RecordFile(path))
    assert [(entry.step, entry.state) for entry in part.entries] == [("one", "done")]
    assert (part.revision, part.faults) == ("a" * 64, ())


def test_a_row_of_strokes_beside_a_step_is_one(tmp_path):
    path = tmp_path / "record.md"
    path.write_text(f"| revision | step | state | note |\n|--|--|--|--|\n| {'a' * 64} | one | --- | --- |\n", "utf-8")
    (part,) = read_parts(RecordFile(path))
    assert [(entry.step, entry.note) for entry in part.entries] == [("one", "---")]


def as_json(value: str, steps: str = "a") -> str:
    """A record of JSON in which the values of the entries are written so."""
    entries = ", ".join(f'{{"step": "{step}", "state": "done", {value}}}' for step in steps)
    return f'{{"format": "runbook-record/1", "revision": "{R}", "run": "1", "entries": [{entries}]}}'


@pytest.mark.parametrize("key", ["value", "Value", "VALUE", "v\u0430lue", "val\u200bue", "value ", "valu\uff45"])
def test_a_key_that_looks_like_another_is_there_twice(key, tmp_path) -> None:
    path = tmp_path / "r.json"
    path.write_text(as_json(f'"{key}": "6.1.0", "value": "6.2.0"'))
    assert "DOC015" in [fault.code for part in read_parts(RecordFile(path)) for fault in part.faults]
    path.write_text(as_json(f'"{key}": "6.2.0", "value": "6.2.0"'))
    assert "DOC015" not in [fault.code for part in read_parts(RecordFile(path)) for fault in part.faults]


@pytest.mark.parametrize("between", ["", " ", "\n", "\n\n", "\r\n"])
def test_records_of_json_one_behind_the_other_are_all_read(between, tmp_path) -> None:
    path = tmp_path / "r.json"
    one, two = as_json('"value": ""', "ab"), as_json('"value": ""', "cd")
    path.write_text(f"{json.dumps(json.loads(one), indent=1)}{between}{json.dumps(json.loads(two), indent=1)}")
    found = list(read_parts(RecordFile(path)))
    assert [entry.step for part in found for entry in part.entries] == ["a", "b", "c", "d"]
    assert not any(part.faults for part in found)
