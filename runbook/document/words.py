"""The kit's own words for what a plan holds as codes: roles, letters, window times, durations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from runbook.document.parts import Badge, BadgeShape
from runbook.i18n import N_, Language
from runbook.model.plan import OWN_ROLE, Duration, Grade, Phase, Plan, PlanAppliance, PlanWarning
from runbook.model.site import PackageKind

STAFF_ROLES = {
    "technician": N_("technician"),
    "network": N_("network"),
    "desktop": N_("desktop"),
    "representative": N_("representative"),
    "witness": N_("witness"),
    "approver": N_("approver"),
    "manager": N_("change manager"),
}
ROLES = {
    "standalone": N_("the only appliance"),
    "primary": N_("primary appliance"),
    "backup": N_("backup appliance"),
    "traffic": N_("traffic node"),
}
LETTERS = {
    "M": N_("master node"),
    "old": N_("the old appliance"),
    "new": N_("the new appliance"),
}
SERVES = N_("serves the users now")
IDLE = N_("serves nobody now")
HALVES = {"first": N_("traffic node, first half"), "second": N_("traffic node, second half")}
FORMS = {"physical": N_("physical"), "virtual": N_("virtual")}
GRADES: dict[Grade, str] = {"low": N_("low"), "medium": N_("medium"), "high": N_("high")}  # of risks
PACKAGES: dict[PackageKind, str] = {
    "base": N_("Base"),
    "software": N_("BeyondTrust"),
    "licence": N_("Licence"),
    "patch": N_("Patch"),
}
BADGES: dict[str, tuple[str, BadgeShape]] = {
    "A": ("", "square"),  # the texts speak of A, B and M: the same letters in every language
    "B": ("", "circle"),
    "M": ("", "hexagon"),
    "node": (N_("N"), "diamond"),
    "old": (N_("OLD"), "dashed"),
    "new": (N_("NEW"), "double"),
}


def badge(letter: str | None, language: Language) -> Badge | None:
    """The badge of what the texts call an appliance; None where they give it no letter."""
    if letter is None or letter not in BADGES:
        return None
    label, shape = BADGES[letter]
    return Badge(letter=language.text(label) or letter, shape=shape)


def role_now(appliance: PlanAppliance, letter: str | None, serves: str | None, language: Language) -> str:
    """What the appliance is, in words; of two that take turns, whether it is the one that `serves` the users now."""
    if appliance.half:
        return language.text(HALVES[appliance.half])
    if appliance.role == "standalone" and not appliance.side:
        return language.text(ROLES["standalone"])
    turned = {"A": "primary", "B": "backup"}.get(letter or "", appliance.role)  # two passes change the roles of a pair
    role = language.text(LETTERS.get(letter or "", ROLES[turned]))
    if serves is None or letter == "M":
        return role
    now = language.text(SERVES if appliance.id == serves else IDLE)
    return f"{role}, {now}" if letter in LETTERS else now


def letter_of(plan: Plan, appliance: str, hop: int | None) -> str | None:
    """What the texts call an appliance in a hop (in the first one outside the hops)."""
    if not plan.passes:
        return None
    current = next((p for p in plan.passes if p.hop == hop), plan.passes[0])
    letter = next((letter for letter, id_ in current.letters.items() if id_ == appliance), None)
    node = next((a for a in plan.appliances if a.id == appliance and a.role == "traffic"), None)
    return "node" if node else letter


def role_message(role: str) -> str:
    """What stands for a role in a plan: the kit's word, or the house's, which is never taken for one of the kit's."""
    return STAFF_ROLES.get(role) or OWN_ROLE + role


def staff_roles(roles: Iterable[str], language: Language) -> str:
    """`technician, network`."""
    return ", ".join(language.text(role_message(role)) for role in roles)


def window_text(plan: Plan, phase: Phase, language: Language) -> str:
    """`Window 2 of 4`; of a phase that stands between two windows, between which; "" before the first and after the
    last."""
    if phase.window is not None:
        return counted(N_("Window {n} of {total}"), phase.window, len(plan.windows), language)
    done = [number for number, window in enumerate(plan.windows, 1) if window.done]
    before = max(
        (p.window for p in plan.phases if p.window and p.number < phase.number), default=max(done, default=None)
    )
    after = min((p.window for p in plan.phases if p.window and p.number > phase.number), default=None)
    if before is None or after is None:
        return ""
    return language.text(N_("Between windows {n} and {next}"), n=before, next=after)


def warning_texts(plan: Plan, language: Language) -> tuple[str, ...]:
    """What the planner warns of, in words."""
    return tuple(warning_text(warning, language) for warning in plan.warnings)


def warning_text(warning: PlanWarning, language: Language) -> str:
    """A warning of the planner, its times and lengths as the language writes them."""
    return language.text(warning.text, **{name: language.stored(value) for name, value in warning.args.items()})


def duration(planned: Duration, language: Language) -> str:
    """`15–60 min`; one figure where both are the same."""
    if planned.low == planned.high:
        return language.minutes(planned.low)
    if planned.high < 60 or planned.high % 60:
        return language.text(N_("{low}–{high} min"), low=planned.low, high=planned.high)
    return language.text(N_("{low} to {high}"), low=language.minutes(planned.low), high=language.minutes(planned.high))


def anchor(phase: Phase) -> str:
    """The name by which a page refers to a phase."""
    return f"phase-{phase.number}"


def counted(message: str, n: int | None, total: int, language: Language) -> str:
    """`Window 2 of 4`; nothing where there is no n."""
    return "" if n is None else language.text(message, n=n, total=total)


def moment(at: datetime, language: Language) -> str:
    """Day and time in one slot: `Sat, 5 Dec 2026 22:00`."""
    return f"{language.date(at)} {language.time(at)}"
