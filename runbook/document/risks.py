"""The risks of a change in the words of an approval board, each with what limits it in this very plan.

A risk names ids of the catalogue. Whatever the plan has of the same ids limits it: rules, prohibitions, recoveries.
A risk that nothing of the plan speaks of is not this plan's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from runbook.i18n import N_
from runbook.model.plan import Plan

RULES_SHOWN = 2  # of the rules that limit a risk, the first ones; all prohibitions are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A risk, the catalogue ids that it goes with, and what is said where nothing but a recovery limits it."""

    text: str
    ids: frozenset[str]
    otherwise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """A risk of a plan. `limits` are texts of its rules and prohibitions, `recoveries` ids, `steps` printed numbers."""

    text: str
    limits: tuple[str, ...]
    recoveries: tuple[str, ...]
    steps: tuple[str, ...]
    sources: tuple[str, ...]


def _risk(text: str, ids: str, otherwise: str = "") -> Risk:
    return Risk(text=text, ids=frozenset(ids.split()), otherwise=otherwise)


RISKS = (
    _risk(N_("The new version does not work, and users are moved to it."), "N10 FA11 FA3 FS2 X13 X19 HW9 P13"),
    _risk(N_("The automatic update fails."), "SA3 R1", N_("FAQ 377 is read, then the packages are installed by hand.")),
    _risk(N_("A Base update goes wrong."), "N1 P14 R2"),
    _risk(N_("An appliance is left between a Base and its BeyondTrust package."), "N2 F07"),
    _risk(N_("Client software misses a version in between, and must be deployed again by hand."), "N3 P07 C12 P09 R6"),
    _risk(N_("A package is missing in the window."), "N4 SM6 R4 P06"),
    _risk(N_("Settings are lost."), "P01 F04 HW2"),
    _risk(N_("Clients do not trust the appliance any more, because a certificate is missing or wrong."), "P16 N11 HW4"),
    _risk(N_("The data of one appliance overwrites that of the other."), "N5 F05 N14 X16"),
    _risk(N_("Both appliances answer at the same address."), "N9 FA7"),
    _risk(N_("An appliance takes a role that it should not have."), "X5 AF12"),
    _risk(N_("A package goes on a node before the cluster has it."), "N7 AF3 AN1"),
    _risk(N_("Sessions are cut on a node that is not empty."), "N8 AF5 AN2 X11"),
    _risk(N_("A change of the configuration is wiped out by the first sync."), "N6 AF8 X17"),
    _risk(N_("The old appliance is gone before the new one is good."), "N12 HW10 HW11 X23"),
    _risk(N_("What the old appliance holds, such as recordings, is lost."), "X21 X20"),
    _risk(N_("Old installers are used after the upgrade."), "N13 C18"),
)


def risks_of(plan: Plan) -> tuple[Limited, ...]:
    """The risks of the plan, in the order of RISKS; a prohibition that goes with none of them is a risk of its own."""
    found = [limited for risk in RISKS if (limited := _limited(risk, plan))]
    told = {text for limited in found for text in limited.limits}
    return (*found, *(_own(n.text, n.sources, plan) for n in plan.never if n.text not in told))


def _limited(risk: Risk, plan: Plan) -> Limited | None:
    rules = _unique(r.text for r in plan.rules if risk.ids & set(r.sources))[:RULES_SHOWN]
    never = _unique(n.text for n in plan.never if risk.ids & set(n.sources))
    recoveries = _unique(r.id for r in plan.recoveries if r.id in risk.ids)
    if not (rules or never or recoveries):
        return None
    named = [*(r.sources for r in plan.rules), *(n.sources for n in plan.never), *(r.sources for r in plan.recoveries)]
    ids = risk.ids.intersection(*[{i for sources in named for i in sources}])
    return Limited(
        text=risk.text,
        limits=(*rules, *never) or ((risk.otherwise,) if risk.otherwise else ()),
        recoveries=recoveries,
        steps=_steps(plan, risk.ids),
        sources=tuple(sorted(ids)),
    )


def _own(text: str, sources: tuple[str, ...], plan: Plan) -> Limited:
    steps = _steps(plan, frozenset(sources))
    return Limited(text=text, limits=(text,), recoveries=(), steps=steps, sources=sources)


def _steps(plan: Plan, ids: frozenset[str]) -> tuple[str, ...]:
    """The printed numbers of the steps whose sources are among `ids`."""
    return tuple(s.number for s in plan.steps if ids & set(s.sources))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
