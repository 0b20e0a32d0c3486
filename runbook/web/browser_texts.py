"""What the script of the checklist in a browser says: every text of it, in the language of the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from runbook.document.words import staff_roles
from runbook.i18n import N_, Language
from runbook.model.plan import Plan

SUNDAY = date(2026, 1, 4)
_YEAR, _DAY = 2026, 9  # of the dates from which the form of a date is taken
# The words of the checklist on paper.
STATE_TEXTS = {"done": N_("done"), "na": N_("n/a"), "skipped": N_("left out"), "failed": N_("failed")}
_CHOICES = {
    "yes-no": (("yes", N_("yes")), ("no", N_("no"))),
    "go-no-go": (("go", N_("GO")), ("no-go", N_("NO-GO"))),
}
# What the page warns of before a step is signed, by the code that verify would find; what has none here is no mistake
# that is about to be made.
FINDING_TEXTS = {
    "DOC005": N_("This contradicts what is signed already: {steps}. Say why in the note."),
    "STA002": N_("This step has to be done: {steps}."),
    "STA004": N_("What has to wait for this step is signed already: {then}."),
    "STA005": N_("This step applies in this change: {steps}."),
    "STA006": N_("The note gives no reason: {steps}."),
    "STA010": N_("This step failed before. The note does not say what was done about it: {steps}."),
    "STA011": N_(
        "Call Support about a Base update that failed: the note needs the number of the case, and what was done."
    ),
    "STA018": N_("A no-go needs its reason in the note: {steps}."),
    "STA013": N_("The reason cannot be read: {steps}."),
    "TIM001": N_("This is not a time: {at}."),
    "TIM003": N_("The clock showed this time twice that night: {steps}."),
    "TIM004": N_("The clock was put forward over this time: {steps}."),
    "TIM005": N_("This time has not come yet: {steps}."),
    "TIM006": N_("This time is more than a year before the first window: {steps}."),
    "TIM008": N_("Write both date and time: {at}."),
    "TIM009": N_("Sooner than the installation can be over: {then}, begun after {first}. Check whether it has ended."),
    "TIM010": N_(
        "Quicker than it can be: what is signed in this window ({count} steps) has times within {passed}; it takes at "
        "least {asked}. Type the time at which each was really done."
    ),
    "TIM013": N_(
        "One time for everything: it stands in {count} lines, which cannot all have been done in one minute. Type the "
        "time at which each was really done."
    ),
    "TIM018": N_(
        "Day and month look exchanged: {at} is outside its window, and in it the other way round; so do others "
        "({count} may). Type these dates again."
    ),
    "ORD001": N_("Wrong order. To be signed before {then}: {first}."),
    "ORD003": N_(
        "The time for the way back is over, and nobody has signed, at that time or shortly before it, that the change "
        "goes on: {steps}."
    ),
    "ORD004": N_("A no-go was given, or a roll call failed: nothing after it may be done. {steps}."),
    "ORD005": N_("The way back was begun: the change may not go on. {steps}."),
    "ORD006": N_("This way back does not lead back from where the change stands: {steps}."),
    "GAP001": N_("Too soon: {asked} have to pass between {first} and {then}; it has been {passed} so far."),
    "GAP002": N_(
        "Too soon, by one of the kit’s own rules: {asked} pass between {first} and {then}; it has been {passed} so far."
    ),
    "GAP003": N_(
        "Late, by one of the kit’s own rules: at most {asked} pass between {first} and {then}; it has been {passed}."
    ),
    "WIN001": N_("Its maintenance window has not opened: {steps}."),
    "WIN002": N_("Its maintenance window is over: {steps}."),
    "WIN003": N_("This is a maintenance window other than its own: {steps}."),
    "WIN005": N_("This way back had to be begun earlier: {steps}."),
    "ADJ001": N_("Nothing may come between {first} and {then}: this step would."),
    "ADJ002": N_("From {first} to {then} nothing may be changed on the site: do not do this step."),
    "SGN001": N_("No initials are written."),
    "SGN002": N_("Nobody in the plan has these initials: {steps}."),
    "SGN003": N_("Your role may not sign this step. {steps}."),
    "SGN004": N_("This step needs a witness, who sees it done: {steps}."),
    "SGN005": N_("Nobody can witness their own step: {steps}."),
    "SGN006": N_("Nobody in the plan has the initials of the witness: {steps}."),
    "SGN009": N_("This witness may not witness the step: {steps}."),
    "SGN010": N_("This substitute has no role that may sign: {steps}."),
    "SGN011": N_("Whoever releases the change may not carry it out: {steps}."),
    "SGN012": N_("Somebody who does not carry out the change could release it: {steps}."),
    "SGN013": N_("These approvals have to be given by different people: {steps}."),
    "EVD001": N_("What is asked for is not written down: {steps}."),
    "EVD002": N_("What is written down is not of the kind that is asked for: {steps}."),
    "EVD003": N_("What is written down is not what it must be: the step did not succeed, or it is a slip. {steps}."),
    "EVD004": N_("What was seen is older than what it is meant to prove: {steps}."),
    "EVD005": N_("What is written down cannot be read: {steps}."),
    "EVD006": N_("The clock showed the time that is written down twice that night: {steps}."),
    "EVD007": N_("What is written down is later than its signature: {steps}."),
    "EVD008": N_("What is written down does not say what is asked for: {steps}."),
    "EVD009": N_("This person may not release the change: {steps}."),
}
_TEXTS = {
    "days": N_("{days} d {hours} h"),
    "hours": N_("{hours} h {minutes} min"),
    "minutes": N_("{minutes} min"),
    "dayTime": N_("{weekday} {time}"),
    "dateTime": N_("{weekday} {date}, {time}"),
    "doneNow": N_("done now"),
    "noTime": N_("Write the day, and the time as 22:10."),
    "noWitness": N_("no witness yet"),
    "withWitness": N_("{by}, witness {witness}"),
    "signedText": N_("Step {step}: {stand}"),
    "signedOf": N_("Signed: {signed} of {all}"),
    "wentOn": N_("Signed anyway: {codes}"),
    "waitOver": N_("Wait: over on {at}, in {length}."),
    "notYet": N_("Not yet: something else comes before, or its window is not open."),
    "notYetFirst": N_("Not yet. Before it: {first}."),
    "windowOpens": N_("Window {number} opens {at}, in {length}"),
    "windowCloses": N_("Window {number} closes {at}, in {length}"),
    "windowsOver": N_("All windows are over"),
    "clockSetBack": N_(
        "The clock of this device was set back by {length}. Set it right: times signed now prove no order."
    ),
    "notKept": N_("This browser did not store it: save the record now."),
    "phaseOver": N_("{phase} is done: save the record as a file."),
    "phaseStopped": N_("{phase} was stopped by a no-go: save the record as a file."),
    "wayOver": N_("{way}: done, the site is as before. Save the record as a file."),
    "waySafe": N_("{way}: done, the site is safe, but not as before. Save the record as a file."),
    "closeNight": N_("Still to be signed: {steps}."),
    "allSigned": N_("All that was still to be signed is signed: save the record as a file."),
    "savedText": N_("Saved: {file}"),
    "loadedText": N_("Loaded. Entries added: {count}."),
    "eraseAsk": N_("Is the saved file where you can find it ({file})? If so, what this browser keeps will be erased."),
    "erasedText": N_("Erased from this browser."),
    "notErased": N_("This browser did not erase it: try again."),
    "noRecord": N_("This is not a record saved from this page."),
    "otherRevision": N_("This file is a record of another revision of the plan."),
    "otherRun": N_("This file is from another run: save the record first."),
    "tooMuch": N_("This file holds more than a record of this plan can: it was not loaded."),
    "erasedElsewhere": N_("Nothing was signed: first say whether this browser is to store the record again."),
    "otherTab": N_("This step was signed in another window meanwhile: look at it before you sign."),
    "firstTime": N_("the first time ({offset})"),
    "secondTime": N_("the second time ({offset})"),
    "reasonNeeded": N_("Write the reason first."),
    "reasonForCorrection": N_("Something is written down already: write in the note why it changes."),
    "whoAreYou": N_("Who are you?"),
    "runText": N_("run {run}"),
    "whoNeeded": N_("Choose who you are; somebody who is not in the plan needs initials, a name and a role."),
    "initialsShort": N_(
        "Write initials of 1 to 6 letters or digits, such as CM; the name in full goes into the field below."
    ),
    "inThePlan": N_("{name} is in the plan, as {initials}: choose that above."),
    "severalPeople": N_(
        "Several people in one box: one person signs, another one is the witness, each with their own initials."
    ),
    "initialsTaken": N_("Somebody else has these initials."),
    "somebodyElse": N_("Somebody who is not in the plan"),
    "otherFinding": N_("{code}: {steps}."),
}


def browser_texts(plan: Plan, language: Language) -> dict[str, Any]:
    """All texts by their names; places in braces are filled in by the script."""
    roles = {role for person in plan.staff for role in person.roles} | {
        role for step in plan.steps for role in step.roles
    }
    return {
        **{name: language.text(text) for name, text in _TEXTS.items()},
        "states": {state: language.text(text) for state, text in STATE_TEXTS.items()},
        "findings": {code: language.text(text) for code, text in FINDING_TEXTS.items()},
        "choices": {
            kind: [[value, language.text(text)] for value, text in choices] for kind, choices in _CHOICES.items()
        },
        "roles": {role: staff_roles((role,), language) for role in sorted(roles)},
        "weekdays": [language.weekday(SUNDAY + timedelta(days=number)) for number in range(7)],
        "dates": [_date_form(month, language) for month in range(1, 13)],
    }


def _date_form(month: int, language: Language) -> str:
    """A date in that month, as the language writes it, with a place for the day."""
    return language.short_date(date(_YEAR, month, _DAY)).replace(str(_DAY), "{day}", 1)
