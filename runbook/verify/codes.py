"""Every code that the verifier can say, with its words. A code never changes its meaning; a new one gets a new number.

`{step}`, `{first}`, `{then}` are printed step numbers; times are shown as the site's clock showed them.
"""

from __future__ import annotations

from runbook.i18n import N_
from runbook.model.finding import Code, Severity

FAMILIES = {
    "DOC": N_("The document"),
    "STA": N_("What was done"),
    "TIM": N_("Times"),
    "ORD": N_("Order"),
    "GAP": N_("Waits"),
    "WIN": N_("Maintenance windows"),
    "ADJ": N_("At once, and held still"),
    "SGN": N_("Signatures"),
    "EVD": N_("Evidence"),
}

_ASK = N_("Ask whoever signed what happened, correct the entry and write the reason beside it; verify again.")
_WHO = N_(
    "Find out who signed. Correct initials that were miswritten, and write the reason beside them. "
    "A substitute has a row in the record whose step is “person”: "
    "initials under “by”, name under “value”, roles under “note”. "
    "A form has no such row: fill it in in record.csv, and give both files."
)
_COMPLETE = N_("Have the entry completed by whoever carried the step out; verify again.")
_TIME = N_("Write the date and time as 2026-12-05 22:10; verify again.")
_REPORT = N_("If the times are right, the change was not carried out as planned: report it, and check the site.")
_PAUSED = N_("If the times are right, write the reason beside the entry, and have the change manager decide.")


# What the checklist in the browser decides (templates/html/checklist/engine_*.js), as a differential test shows. All
# else is left to verify: it is about files, other plans, or times and words that the page does not write.
_PAGE = {
    "DOC": (5, 6, 7, 8),
    "STA": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 18, 19, 20, 21, 22, 24, 26),
    "TIM": (1, 2, 3, 4, 5, 6, 7, 9, 10, 13, 18),
    "ORD": (1, 2, 3, 4, 5, 6),
    "GAP": (1, 2, 3),
    "WIN": (1, 2, 3, 5),
    "ADJ": (1, 2),
    "SGN": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15),
    "EVD": (1, 2, 3, 4, 5, 6, 7, 8, 9),
}


def _code(code: str, severity: Severity, title: str, message: str, remedy: str) -> Code:
    page = int(code[3:]) in _PAGE[code[:3]]
    return Code(code=code, severity=severity, title=title, message=message, remedy=remedy, page=page)


_DOC = (
    _code(
        "DOC001",
        "error",
        N_("No plan of this revision"),
        N_("The record is of revision {revision}, and {reason}."),
        N_(
            "Verify it with the plan that the pages were printed from, and no other. Where --plan names the folder of "
            "a change, every plan that was ever rendered there is looked at: if this one is not among them, the pages "
            "were made elsewhere, or are those of another change."
        ),
    ),
    _code(
        "DOC002",
        "error",
        N_("Another site or change"),
        N_("The record names {named}; the plan of its revision is for {planned}."),
        N_("Find out which change this record belongs to."),
    ),
    _code(
        "DOC003",
        "error",
        N_("Unknown step"),
        N_("The plan does not have this step. Entries: {count}; {step}."),
        N_("Compare the identifier with the blank record; a step that was added by hand belongs in a note."),
    ),
    _code(
        "DOC004",
        "note",
        N_("Filled in twice, alike"),
        N_("Filled in more than once, each time alike. Steps: {step}."),
        N_("No action is needed."),
    ),
    _code(
        "DOC005",
        "error",
        N_("Filled in twice, differently"),
        N_("Filled in more than once, differently: {fields}. Steps: {step}. Contradictions: {count}."),
        N_(
            "Find out which entry is right, and remove the other. A correction goes in the same file, "
            "below what it corrects, with its reason as a note."
        ),
    ),
    _code(
        "DOC006",
        "note",
        N_("Corrected"),
        N_("Step {step} was filled in again with a reason; this replaces {before}."),
        N_("Compare the two entries."),
    ),
    _code(
        "DOC007",
        "error",
        N_("A page is missing"),
        N_("Nothing is filled in from step {first} to step {last} ({phase})."),
        N_("Look for the page that did not come back, and verify it together with the others."),
    ),
    _code(
        "DOC008",
        "error",
        N_("Nothing is filled in"),
        N_("The record is empty."),
        N_("Check that the file was saved after it was filled in."),
    ),
    _code(
        "DOC009",
        "error",
        N_("A file that cannot be read"),
        N_("The file cannot be read: {reason}"),
        N_(
            "Check its name and place, or save it again as JSON, CSV, XLSX, ODS or the kit's own PDF; verify again "
            "with all the files."
        ),
    ),
    _code(
        "DOC010",
        "error",
        N_("A line that cannot be read"),
        N_("This line cannot be read: {reason}"),
        N_("Correct the line; verify again."),
    ),
    _code(
        "DOC011",
        "note",
        N_("Something that was not read"),
        N_("This is not part of a record and was not read: {what}"),
        N_("Check that it holds nothing that matters."),
    ),
    _code(
        "DOC012",
        "error",
        N_("Unknown state"),
        N_("“{state}” is not a state; the states are done, n/a (na), skipped and failed. Steps: {step}."),
        N_("Write one of the four; verify again."),
    ),
    _code(
        "DOC013",
        "error",
        N_("No revision"),
        N_("The record does not say which revision of the plan it belongs to."),
        N_("Copy the revision from the foot of the printed page, all its digits, into the record."),
    ),
    _code(
        "DOC014",
        "warning",
        N_("Hidden"),
        N_("This is hidden or crossed out and was not read, or a format hides it on a condition: {what}"),
        N_("Show it and verify again; ask whoever filled the record in why it is hidden."),
    ),
    _code(
        "DOC015",
        "warning",
        N_("What is shown is not what is stored"),
        N_("{what} is shown as “{shown}”, and stored as “{stored}”."),
        N_("Ask whoever filled it in which is right, and have it saved so that both agree; verify again."),
    ),
    _code(
        "DOC016",
        "note",
        N_("Written beside the record"),
        N_("This is written beside the record and was not read: {what}"),
        N_("Read it: what matters belongs in a note."),
    ),
    _code(
        "DOC017",
        "note",
        N_("A formula"),
        N_("This is a formula; what it showed when the file was saved was read: {what}"),
        N_("Check that these cells show what was written down."),
    ),
    _code(
        "DOC018",
        "error",
        N_("Pages of different records"),
        N_("The pages of this file are of different records: {what}"),
        N_("Look for the page that belongs there; verify the pages of each record as a file of their own."),
    ),
    _code(
        "DOC019",
        "error",
        N_("Files of an earlier plan are missing"),
        N_(
            "Nothing that was signed under the plans that this one carries on is among the files: "
            "{revisions}. Not found: {count} steps, {step}."
        ),
        N_(
            "Name the files of that revision too: what was signed on its pages belongs to this record. Where nothing "
            "was, these steps are not signed."
        ),
    ),
    _code(
        "DOC020",
        "warning",
        N_("Carried on by a later plan"),
        N_(
            "Revision {revisions} is among the plans and carries this one on, and nothing that was signed under it is "
            "among the files. Not looked for: {count} steps, {step}."
        ),
        N_("Verify it together with the files of that revision; as long as there are none, verify with --so-far."),
    ),
    _code(
        "DOC021",
        "warning",
        N_("Printed differently"),
        N_(
            "What is printed on this page is not what the kit printed there: “{text}” in the place of “{printed}”. "
            "Texts that differ: {count}."
        ),
        N_("Compare it with the checklist beside the plan: find out who changed it, and which text was worked by."),
    ),
    _code(
        "DOC022",
        "note",
        N_("The record of an earlier plan"),
        N_(
            "This is the record of an earlier plan, and was judged by that plan: revision {revision}. "
            "The plan.json in the folder is a different one, revision {latest}, and does not carry it "
            "on."
        ),
        N_(
            "If the change was carried out by the pages of the earlier plan, there is nothing to do; "
            "otherwise verify the record of the other one."
        ),
    ),
    _code(
        "DOC023",
        "warning",
        N_("No record"),
        N_("None of the records given is of this plan: revision {revision}, {since}."),
        N_("Verify again with the record; where the change did not take place, say so in the inventory."),
    ),
    _code(
        "DOC024",
        "note",
        N_("Signed against a warning"),
        N_("The checklist in the browser warned of {codes}, and it was signed all the same: {reason}. Steps: {step}."),
        N_("Read the reason given at the step, and have the change manager decide."),
    ),
    _code(
        "DOC025",
        "warning",
        N_("The log does not fit the entries"),
        N_("The log of the browser and the entries are not as the page wrote them: {reason}."),
        N_(
            "Ask for the file as the browser saved it, or have it saved again there; whoever changed this one says "
            "what, and why. The page takes corrections, with their reason."
        ),
    ),
    _code(
        "DOC026",
        "note",
        N_("Not written in the browser"),
        N_(
            "The browser loaded these with a file and did not write them; its log has no time for them: {count}. "
            "Steps: {step}."
        ),
        N_("Find out where that file came from."),
    ),
    _code(
        "DOC027",
        "error",
        N_("Several boxes ticked"),
        N_("Several boxes are ticked: {states}. Steps: {step}."),
        N_("Ask whoever signed which holds, untick the other and write the reason beside it; verify again."),
    ),
    _code(
        "DOC028",
        "note",
        N_("Steps by their numbers"),
        N_("In place of identifiers, these lines have the numbers printed beside the steps: {count}. Steps: {step}."),
        N_("There is nothing to do, if the numbers are those of the pages of this revision."),
    ),
)

_STA = (
    _code(
        "STA001",
        "error",
        N_("Not signed"),
        N_("Step {step} is required and is not signed."),
        N_(
            "If it was done, have the entry completed by whoever carried it out; verify again. "
            "If it was not, carry it out if it still can be; otherwise report the change as not carried out as planned."
        ),
    ),
    _code(
        "STA002",
        "error",
        N_("Skipped"),
        N_("Step {step} is required and was skipped."),
        N_("Carry it out if it still can be; otherwise report the change as not carried out as planned."),
    ),
    _code(
        "STA003",
        "error",
        N_("Failed"),
        N_("Step {step} failed, and nothing shows that it was put right. What the procedure asks for: {act}"),
        N_(
            "Do what the procedure asks for, then repeat the step and sign it. If the change ends there, take the way "
            "back that the phase names, and sign its steps."
        ),
    ),
    _code(
        "STA004",
        "error",
        N_("Went on after a failure"),
        N_("Step {step} failed, yet what must wait for it is signed: {then}. What the procedure asks for: {act}"),
        N_("Check the site at once; then report what was done after the failure."),
    ),
    _code(
        "STA005",
        "error",
        N_("Marked as not applicable, though it applies"),
        N_("Step {step} is marked as not applicable; in this change it applies."),
        N_("Carry it out if it still can be; otherwise report the change as not carried out as planned."),
    ),
    _code(
        "STA006",
        "error",
        N_("Without a reason"),
        N_("Step {step} was not carried out or failed, and no reason is given."),
        N_("Write the reason as a note; verify again."),
    ),
    _code(
        "STA007",
        "warning",
        N_("Signed, but no box ticked"),
        N_("There is a time, initials or evidence, but no box is ticked. Steps: {step}."),
        _COMPLETE,
    ),
    _code(
        "STA008",
        "warning",
        N_("State that cannot be read"),
        N_("Whether step {step} was done cannot be read."),
        _COMPLETE,
    ),
    _code(
        "STA009",
        "note",
        N_("Done after a failure"),
        N_("Step {step} failed and was done later, with a reason. What the procedure asks for: {act}"),
        N_("Compare the reason with what the procedure asks for."),
    ),
    _code(
        "STA010",
        "error",
        N_("Done after a failure, without a reason"),
        N_("Step {step} failed and was done later; what was done about it is not written down. Asked for: {act}"),
        N_("Write down what was done as a note; verify again."),
    ),
    _code(
        "STA011",
        "error",
        N_("Failed Base update, no Support case"),
        N_(
            "The Base update of step {step} failed; the note does not give the number of a Support case and "
            "what was done. What the procedure asks for: {act}"
        ),
        N_("Write the number of the Support case and what was done as a note; if Support was not called, report it."),
    ),
    _code(
        "STA012",
        "note",
        N_("An optional step failed"),
        N_("Step {step} need not be done, and failed: {reason}"),
        N_("Decide whether what it would have shown is still needed."),
    ),
    _code(
        "STA013",
        "warning",
        N_("A reason that cannot be read"),
        N_("Step {step} was not carried out or failed, and the reason cannot be read."),
        N_("Write the reason as a note; verify again."),
    ),
    _code(
        "STA014",
        "note",
        N_("No box ticked, and a note"),
        N_("No box is ticked, and none has to be; the note says: “{reason}”. Steps: {step}."),
        N_("If the note says that it was done, or why not, have the box ticked."),
    ),
    _code(
        "STA015",
        "error",
        N_("Reads differently since it was signed"),
        N_("Signed under revision {revision}; in the latest plan this reads differently: {why}. Steps: {step}."),
        N_("Compare the two plans, carry out what is new, and sign again under the latest plan; verify again."),
    ),
    _code(
        "STA016",
        "note",
        N_("Signed under an earlier plan, differently"),
        N_("Signed under revision {revision}: {why}. Steps: {step}."),
        N_("No action is needed."),
    ),
    _code(
        "STA017",
        "warning",
        N_("Came into the plan too late"),
        N_("This was added to the plan when its time was already past, and no pages had it. Not signed: {step}."),
        N_(
            "Find out whether it was done, or was not needed. Then add its row to the record of the latest plan, with "
            "the reason as a note, and verify again."
        ),
    ),
    _code(
        "STA018",
        "error",
        N_("No-go, without a reason"),
        N_("Step {step} says no-go, and no reason is given."),
        N_("Write the reason as a note; verify again."),
    ),
    _code(
        "STA019",
        "error",
        N_("Way back only half taken"),
        N_("The way back was begun in step {signed}, and was not completed ({way}). Not done: {step}."),
        N_(
            "Complete it, or have the entries completed by whoever did; what was not needed is n/a, "
            "with its reason. If nobody went back, find out why its steps are signed."
        ),
    ),
    _code(
        "STA020",
        "warning",
        N_("Stopped, and no way back taken"),
        N_("Stopped, and no way back taken: the site is neither as before nor as planned. Steps: {step}."),
        N_("Do what the runbook says about the way back from there, or call Support."),
    ),
    _code(
        "STA021",
        "warning",
        N_("Backed out, but not everything is as before"),
        N_("The way back was taken ({way}). It leaves the site safe, and not as before: {left}"),
        N_(
            "Have the rest of the change planned anew (docs/changes.md, also of a pair that is apart): where Support "
            "was called, once it has said what becomes of what is left."
        ),
    ),
    _code(
        "STA022",
        "note",
        N_("Failed, and not continued"),
        N_("Step {step} failed, and the change was stopped: {reason}"),
        N_("Settle the cause before the change is planned anew."),
    ),
    _code(
        "STA023",
        "warning",
        N_("Ticked as done, but the words say otherwise"),
        N_("This is ticked as done, but beside it is written “{reason}”. Steps: {step}."),
        N_(
            "Ask whoever signed which is right. If it was not done or failed, tick that; if it was done later, write "
            "when and how beside it. Verify again."
        ),
    ),
    _code(
        "STA024",
        "note",
        N_("No-go at the last hold point"),
        N_("The last hold point (step {gate}) says no-go: the rest of its chapter is not due ({phase})."),
        N_("Settle who looks after what stays, and until when; what comes later is another decision at the same step."),
    ),
    _code(
        "STA025",
        "warning",
        N_("Not applicable, but the words say otherwise"),
        N_("Step {step} is marked as not applicable, and the reason given is one for leaving it out: “{reason}”."),
        N_(
            "Ask whoever signed whether it applies. If it does, carry it out if it still can be; otherwise tick that "
            "it was skipped, and report it."
        ),
    ),
    _code(
        "STA026",
        "error",
        N_("The way back failed"),
        N_(
            "After going back, the site does not work as it should: step {step} of the way back failed ({way}). "
            "Written beside it: {reason}"
        ),
        N_(
            "Check at once whether the users can work; if they cannot, call Support. Once it is put right, repeat the "
            "step and sign it."
        ),
    ),
    _code(
        "STA027",
        "warning",
        N_("Not ticked as done, but the words say otherwise"),
        N_("This is not ticked as done, but beside it is written “{reason}”. Steps: {step}."),
        N_("Ask whoever signed which is right. If it was done, tick that, with time and initials. Verify again."),
    ),
)

_TIM = (
    _code(
        "TIM001", "error", N_("Not a time"), N_("This cannot be understood as a time: “{at}”. Steps: {step}."), _TIME
    ),
    _code(
        "TIM002",
        "warning",
        N_("A time that nobody can read"),
        N_("The time cannot be read. Steps: {step}. Rules that stay open: {count}."),
        N_("Ask whoever signed, or find the time in the appliance's own log; verify again."),
    ),
    _code(
        "TIM003",
        "warning",
        N_("In the hour that the clock repeats"),
        N_("{at} came twice that night. Rules that hold for one of the two only: {count}. Steps: {step}."),
        N_("Add the offset to the times of that hour, as in 2026-10-25 02:30+01:00 for the second; verify again."),
    ),
    _code(
        "TIM004",
        "error",
        N_("In the hour that the clock skips"),
        N_("{at} (step {step}) did not exist: the clock was put forward over it."),
        N_("Find the right time, or write it with its offset; verify again."),
    ),
    _code(
        "TIM005",
        "error",
        N_("In the future"),
        N_("This time has not come yet: {at}. Steps: {step}."),
        N_(
            "Check the date, and the clock of this machine. Nobody looked at the order and the waits of these steps: "
            "verify again once their times are right."
        ),
    ),
    _code(
        "TIM006",
        "error",
        N_("Long before the change"),
        N_("This time is more than a year before the first window: {at}. Steps: {step}."),
        N_(
            "Check the year. Nobody looked at the order and the waits of these steps: verify again once their times "
            "are right."
        ),
    ),
    _code("TIM007", "error", N_("No time"), N_("Ticked, and no time is written. Steps: {step}."), _COMPLETE),
    _code("TIM008", "error", N_("Half a time"), N_("{half}: “{at}”. Steps: {step}."), _TIME),
    _code(
        "TIM009",
        "warning",
        N_("Quicker than it can be"),
        N_(
            "The installation of step {then} is signed at {then_at}, {passed} after step {first} at "
            "{first_at}; it takes at least {asked}."
        ),
        N_("Compare both times with the appliance's own log, correct them or write down how it went; verify again."),
    ),
    _code(
        "TIM010",
        "warning",
        N_("Signed all at once"),
        N_(
            "All that is signed in window {window} ({count} steps) has times within {passed}; it takes "
            "at least {asked}. Steps: {step}."
        ),
        N_(
            "Ask when each step was done. A step is signed when it is done: times that were written down afterwards "
            "prove neither order nor waits."
        ),
    ),
    _code(
        "TIM011",
        "note",
        N_("Dates taken from the windows"),
        N_(
            "Times without a date, or with a day alone, each of which comes once in the window of its step: {count}. "
            "Steps: {step}."
        ),
        N_("There is nothing to do; with the date, nothing would have to be inferred."),
    ),
    _code(
        "TIM012",
        "error",
        N_("Day and month in the other order"),
        N_(
            "“{at}” is not a date with the {order}, as the plan has it for the site. Dates of this "
            "file that can be read either way are not believed. Steps: {step}."
        ),
        N_(
            "Write the dates as 2026-11-28, or give the spreadsheet itself if a program made this file of one; verify "
            "again. If the people of the site write dates that way, set its date_order in the inventory before the "
            "next change."
        ),
    ),
    _code(
        "TIM013",
        "error",
        N_("One time in all lines"),
        N_("“{at}” is in lines that cannot all have been signed in one minute: {count}. Steps: {step}."),
        N_("Write down when each step was signed, from paper or logs, or “?” where nobody knows; verify again."),
    ),
    _code(
        "TIM014",
        "warning",
        N_("A clock set back"),
        N_(
            "According to the browser's log, the clock of a device was set back by {passed} between "
            "two entries: it showed {first_at}, then {then_at}. Steps: {step}."
        ),
        N_("Compare the times with the appliance's own log: those of that device prove no order."),
    ),
    _code(
        "TIM015",
        "note",
        N_("Written down later"),
        N_(
            "According to the browser's log, these were written down after the times given, by up to {passed}: "
            "{count}. Steps: {step}."
        ),
        N_("Where an order or a wait hangs on one of these times, compare it with the appliance's own log."),
    ),
    _code(
        "TIM016",
        "warning",
        N_("The times of the plan"),
        N_("Signed at the very minute for which it is planned: {count} of {signed} steps in windows. Steps: {step}."),
        N_(
            "Ask when each step was done, or look it up in the appliance's own log, and write that down: times taken "
            "from the plan prove neither order nor waits. Verify again."
        ),
    ),
    _code(
        "TIM017",
        "warning",
        N_("Another weekday"),
        N_("The weekday in “{at}” is not that of its date, {day}. Steps: {step}."),
        N_("Find out which is right, correct the entry and write the reason beside it; verify again."),
    ),
    _code(
        "TIM018",
        "error",
        N_("Day and month exchanged"),
        N_(
            "Day and month look exchanged in the dates of this file: “{at}” is outside its window, {fits} in it. "
            "Not believed, as they may be exchanged: {count}. Steps: {step}."
        ),
        N_(
            "If a spreadsheet took the day for the month, give the file as it was before, or write these dates again "
            "as 2026-12-05; verify again. If they are right, the steps were not done in their windows: ask the change "
            "manager."
        ),
    ),
)

_ORD_GAP_WIN_ADJ = (
    _code(
        "ORD001",
        "error",
        N_("Wrong order"),
        N_("Step {then} is signed at {then_at}, before step {first} at {first_at}."),
        _REPORT,
    ),
    _code(
        "ORD002",
        "note",
        N_("Two watches"),
        N_(
            "Signed a little before what it follows, by somebody else's watch ({count}): {texts}. So "
            "small a difference breaks no rule. Steps: {step}."
        ),
        N_("There is nothing to do; those who sign in one window should set their watches together."),
    ),
    _code(
        "ORD003",
        "error",
        N_("Gone on past the decision time"),
        N_(
            "Step {first} is signed at {at}. The way back of “{phase}” could be begun until {until}; before "
            "that step was signed, nobody had signed that the change goes on all the same. Signed without that: {step}."
        ),
        N_(
            "If the times are right, report it; have whoever decides write down what was decided, and when. A go that "
            "was signed long before that time decides nothing."
        ),
    ),
    _code(
        "ORD004",
        "error",
        N_("Went on after a no-go"),
        N_("Step {gate} says no-go, yet what comes after it is signed ({count}): {step}."),
        N_("Ask who went on, and who allowed it; check the site, and report it."),
    ),
    _code(
        "ORD005",
        "error",
        N_("Way back and change mixed"),
        N_(
            "The way back was begun at {begun} ({way}), yet a step of the change is signed at {at}: {first}. Signed "
            "after that: {step}."
        ),
        N_("If the times are right, nobody knows what state the site is in: check it, and report it."),
    ),
    _code(
        "ORD006",
        "error",
        N_("Another way back"),
        N_(
            "The way back that was taken ({way}) does not lead back from where the change stood: “{phase}”, step "
            "{last}. Steps: {step}."
        ),
        N_("Find out which way was taken, and whether the site is as before; if it is not, report it."),
    ),
    _code(
        "GAP001",
        "error",
        N_("Too soon"),
        N_("Step {then} is signed at {then_at}, {passed} after step {first} at {first_at}; {asked} must pass."),
        _REPORT,
    ),
    _code(
        "GAP002",
        "warning",
        N_("Pass begun before the wait was over"),
        N_(
            "Step {then} is signed at {then_at}, {passed} after step {first} at {first_at}. By one of "
            "the kit's own rules, {asked} pass before the next pass begins."
        ),
        _PAUSED,
    ),
    _code(
        "GAP003",
        "warning",
        N_("A long time after its Base update"),
        N_(
            "Step {then} is signed at {then_at}, {passed} after its Base update (step {first}, {first_at}). By "
            "the kit's own rule, at most {asked} may pass: the package follows its Base update at once."
        ),
        _PAUSED,
    ),
    _code(
        "WIN001",
        "error",
        N_("Before its window"),
        N_("Signed at {at}, before window {window} opens at {start}. Steps: {step}."),
        _REPORT,
    ),
    _code(
        "WIN002",
        "error",
        N_("After its window"),
        N_("Signed at {at}, after window {window} closed at {end}. Steps: {step}."),
        N_("If the time is right, the window was overrun: report it."),
    ),
    _code(
        "WIN003",
        "error",
        N_("In another window"),
        N_("Signed at {at}, in a window other than its own ({window}: {start} to {end}). Steps: {step}."),
        _REPORT,
    ),
    _code(
        "WIN004",
        "error",
        N_("Outside the window of the plan that it was signed under"),
        N_(
            "Signed at {at} under revision {revision}, outside the window that it plans ({window}: {start} to {end}). "
            "Steps: {step}."
        ),
        N_(
            "If the times are right, and are in a window of the latest plan, have the steps signed "
            "again under that plan, with the reason as a note; otherwise report it, and check the site."
        ),
    ),
    _code(
        "WIN005",
        "warning",
        N_("Way back begun late"),
        N_("The way back was begun at {at} ({way}); it could be begun until {until}. Steps: {step}."),
        N_("If the times are right, check whether it was done by the end of the window, and report it if it was not."),
    ),
    _code(
        "ADJ001",
        "error",
        N_("Something came between"),
        N_("Between step {first} ({first_at}) and step {then} ({then_at}), at {at}, this was signed: step {between}."),
        _REPORT,
    ),
    _code(
        "ADJ002",
        "error",
        N_("Done while it was forbidden"),
        N_(
            "From step {first} ({first_at}) to step {then} ({then_at}), this must not be done; "
            "signed at {at}: step {between}."
        ),
        _REPORT,
    ),
)

_SGN = (
    _code("SGN001", "error", N_("Not initialled"), N_("No initials are written. Steps: {step}."), _COMPLETE),
    _code(
        "SGN002",
        "error",
        N_("Unknown initials"),
        N_("“{who}” signed, and nobody in the plan has these initials. Steps: {step}."),
        _WHO,
    ),
    _code(
        "SGN003",
        "error",
        N_("Not allowed to sign"),
        N_("{who} ({has}) signed what is for: {roles}. Steps: {step}."),
        N_("Have the step looked at by somebody whom the plan allows; report it."),
    ),
    _code("SGN004", "error", N_("No witness"), N_("A witness is needed, and none is written. Steps: {step}."), _ASK),
    _code(
        "SGN005",
        "error",
        N_("One person as signer and witness"),
        N_("{who} both signed and witnessed step {step}."),
        N_("Ask who else saw it; if nobody did, report it."),
    ),
    _code(
        "SGN006",
        "error",
        N_("Unknown witness"),
        N_("“{who}” is given as a witness, and nobody in the plan has these initials. Steps: {step}."),
        _WHO,
    ),
    _code(
        "SGN007",
        "warning",
        N_("Initials that cannot be read"),
        N_("The initials or the witness cannot be read. Steps: {step}."),
        _COMPLETE,
    ),
    _code(
        "SGN008",
        "note",
        N_("Not in the plan"),
        N_("{name} ({who}) is not in the plan; the record names this person as a substitute: {has}. Steps: {step}."),
        N_("Let the change manager confirm that this person stood in."),
    ),
    _code(
        "SGN009",
        "error",
        N_("Not allowed to witness"),
        N_("{who} ({has}) witnessed what only others may witness. Steps: {step}."),
        N_("Ask who else saw it: those whom the plan names as witnesses. If none of them did, report it."),
    ),
    _code(
        "SGN010",
        "error",
        N_("A substitute who is not described"),
        N_("“{who}” signed as a substitute, and {reason}. Steps: {step}."),
        N_("Write the substitute's own initials, name and roles into the record; verify again."),
    ),
    _code(
        "SGN011",
        "error",
        N_("Released by somebody who carries it out"),
        N_("{who} released the change in step {step}, and carried out ({count}): {done}. That is not allowed here."),
        N_("Have somebody else who may release it look at the change; report it."),
    ),
    _code(
        "SGN012",
        "warning",
        N_("Released by somebody who took part"),
        N_(
            "{who} released the change in step {step}, and carried out ({count}): {done}. Somebody else could have "
            "released it."
        ),
        N_("Have the change manager decide whether that is accepted."),
    ),
    _code(
        "SGN013",
        "error",
        N_("Two approvals by one person"),
        N_("{who} gave more than one of the approvals that different people have to give. Steps: {step}."),
        N_("Find out who else approved; if nobody did, report it."),
    ),
    _code(
        "SGN014",
        "warning",
        N_("Several people in one box"),
        N_("Several people are in one box (“{who}”); it is not clear who signed and who witnessed. Steps: {step}."),
        N_(
            "Ask them who carried the step out and who saw it: the one goes under the signature, the other under the "
            "witness, with a note. Verify again."
        ),
    ),
    _code(
        "SGN015",
        "note",
        N_("Approved on copies of one line"),
        N_("{who} gave their approval on the same line, each on a copy of their own: that counts for {step}."),
        N_("No action is needed."),
    ),
    _code(
        "SGN016",
        "note",
        N_("Signed by several people"),
        N_("Several people signed together (“{who}”), and each of them may sign. Steps: {step}."),
        N_("No action is needed."),
    ),
    _code(
        "SGN017",
        "note",
        N_("Signed for somebody else"),
        N_("“{who}”: the one who wrote this is taken for the one who signed, and nobody else. Steps: {step}."),
        N_("No action is needed, if whoever carried the step out signed it."),
    ),
)

_EVD = (
    _code("EVD001", "error", N_("No evidence"), N_("Nothing is written down for “{label}”. Steps: {step}."), _COMPLETE),
    _code(
        "EVD002",
        "error",
        N_("Evidence of another kind"),
        N_("“{label}”: “{value}” is not {kind}. Steps: {step}."),
        N_("Correct the value (a spreadsheet may have turned it into a date or a number); verify again."),
    ),
    _code(
        "EVD003",
        "error",
        N_("Not the expected value"),
        N_("Step {step}, “{label}”: {value} is written down; it must be {expected}."),
        N_(
            "Correct the entry if it is a slip of the pen, and write the reason beside it. If the value is right, "
            "the step did not succeed: have it marked as failed, with the reason, and act as the runbook says at this "
            "step."
        ),
    ),
    _code(
        "EVD004",
        "error",
        N_("Earlier than possible"),
        N_("Step {step}, “{label}”: {at} is too early. Step {first} cannot have begun by then: {bound}."),
        N_("Repeat the check that the step asks for: what was seen is older than what it is meant to prove."),
    ),
    _code(
        "EVD005",
        "warning",
        N_("Evidence that cannot be read"),
        N_("What is written down for “{label}” cannot be read: “{value}”. Steps: {step}."),
        _COMPLETE,
    ),
    _code(
        "EVD006",
        "warning",
        N_("Evidence in the hour that the clock repeats"),
        N_("Step {step}, “{label}”: {at} happened twice; the first is before step {first} can have begun: {bound}."),
        N_("Add the offset to the time; verify again."),
    ),
    _code(
        "EVD007",
        "error",
        N_("Later than possible"),
        N_("Step {step}, “{label}”: {at} is written down, and {bound}."),
        N_("Compare the time with what the screen shows, and correct it; verify again."),
    ),
    _code(
        "EVD008",
        "warning",
        N_("A word in place of evidence"),
        N_("“{value}” does not say what is asked for: “{label}”. Steps: {step}."),
        N_("Write down what is asked for, or say in the note where it is; verify again."),
    ),
    _code(
        "EVD009",
        "error",
        N_("Not somebody who may release it"),
        N_("Step {step} names {value} for the oral release. The change may be released by: {names}."),
        N_(
            "Write the name of the approver who released it; a substitute has a row of their own in the "
            "record. If whoever released it may not, report it."
        ),
    ),
    _code(
        "EVD010",
        "warning",
        N_("A time other than the one signed"),
        N_("Step {step}, “{label}”: {at} is written down; in this record step {first} was signed at {bound}."),
        N_("Find out which time is right, correct the other and write the reason beside it; verify again."),
    ),
    _code(
        "EVD011",
        "warning",
        N_("Evidence of another appliance"),
        N_("Step {step}, “{label}”: “{value}” names {other}, and the step is about {own}."),
        N_("Find out of which appliance it is. Correct the entry and write the reason beside it; verify again."),
    ),
)

CODES: dict[str, Code] = {
    code.code: code for group in (_DOC, _STA, _TIM, _ORD_GAP_WIN_ADJ, _SGN, _EVD) for code in group
}
