"""Which ways back were taken, by whom and when, in words."""

from __future__ import annotations

from collections.abc import Iterator

from runbook.i18n import N_, Language, shown
from runbook.verify.session import Verified

NO_WAY = N_("No-go before anything was begun: the site is as before.")


def back_lines(verified: Verified, language: Language) -> Iterator[str]:
    """A sentence for each way back that was begun, and one that says whether the site is as before."""
    result, plan = verified.result, verified.plan
    phases = {phase.id: phase for phase in plan.phases} if plan else {}
    for back in result.back:
        phase = phases[back.phase]
        words = {
            "number": str(phase.number),
            "title": language.markdown_text(phase.title),
            "by": language.list(map(shown, back.by)) or "–",
            "begun": language.datetime(back.begun) if back.begun else "–",
        }
        if back.ended is None:
            yield language.text(N_("{number}, {title}: begun {begun} by {by}."), **words)
        else:
            words["ended"] = language.datetime(back.ended)
            at_once = words["begun"] == words["ended"]
            text = N_("{number}, {title}: taken from {begun} to {ended} by {by}.")
            yield language.text(N_("{number}, {title}: taken at {ended} by {by}.") if at_once else text, **words)
    if result.verdict == "backed-out":
        yield language.text(N_("The site is as before.") if result.back else NO_WAY)
