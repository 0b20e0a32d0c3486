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
            ended = language.datetime(back.ended)
            yield language.text(N_("{number}, {title}: taken from {begun} to {ended} by {by}."), **words, ended=ended)
    if result.verdict == "backed-out":
        yield language.text(N_("The site is as before.") if result.back else NO_WAY)
