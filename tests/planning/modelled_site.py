"""A small model of a site: what the steps of a plan do to it, and what somebody who looks would truly write down.

Each step changes the state by its event; evidence is answered from the state, never from what the plan expects. So a
plan that asks for what cannot be seen gets an honest answer that it does not expect, and `Wrong` is raised for what
the vendor's guide forbids. Before the change, each thing that nobody knows is as `Unknown` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

from runbook.model.plan import Plan, PlanAppliance, PlanHop, PlanStep
from runbook.model.site import UNKNOWN, PackageKind

USUAL, LOWERED = "usual", "lowered"
LONG_AGO = "2026-11-01 10:00"  # before any change of the tests


class Wrong(AssertionError):
    """A step that does harm, or that cannot be done, as the site stands."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a plan does not know: the flags of both masters before, and what appliances do by themselves."""

    backup_operations: tuple[bool, bool] = (False, True)  # of A and of B, before the change
    takes_over: bool = False  # B becomes primary by itself once A is backup (X9)
    releases: bool = True  # the shared IP leaves A by itself (AF11)


UNKNOWNS = tuple(
    Unknown((a, b), takes_over, releases) for a, b, takes_over, releases in product((False, True), repeat=4)
)


@dataclass(slots=True)
class Machine:
    """An appliance. `role` is primary, backup, apart (of a pair that is broken), alone, or traffic."""

    id: str
    hostname: str
    ip: str
    base: str
    software: str
    role: str
    shared_ip: bool = False
    backup_operations: bool = False
    open: bool = True  # traffic nodes: as the primary master has it
    synchronised: bool = True
    clients: int = 5
    running: bool = True
    added: set[tuple[str, str]] = field(default_factory=set)  # licences and patches, by kind and name
    kept: tuple[str, str, frozenset[tuple[str, str]]] | None = None  # what a snapshot of it holds

    @property
    def takes_clients(self) -> bool:
        """Whether a client that reaches it is let in: a backup and an empty appliance let nobody in."""
        return self.running and bool(self.software) and self.role != "backup"


@dataclass(slots=True)
class ModelledSite:
    """The site of a plan. `do` carries a step out and says what is then truly written down."""

    plan: Plan
    unknown: Unknown = Unknown()
    machines: dict[str, Machine] = field(default_factory=dict)
    record: str = ""  # the appliance that the DNS record or the NAT rule leads to
    seen_record: str = ""  # the one that those who ask get
    hosts: str | None = None  # the appliance that the hosts files of the test computers lead to
    paired: bool = True
    force: bool = False
    saved: set[str] = field(default_factory=set)
    listed: bool = False  # the list of Jump Clients is saved
    levels_compared: bool = False
    installed: bool = True  # client software
    pushed: str | None = None  # the version of MSI installers that were pushed
    served_by: tuple[str, str] = ("", "")  # appliance and version that the clients have come to
    dated: str = ""  # when they did
    asked: bool = False  # Support has been asked what the patches do
    checked: set[str] = field(default_factory=set)  # the patches whose file was looked at
    limits: str = USUAL
    limited: Machine | None = None  # of a pair found apart: the appliance that they were lowered on
    noted: str = ""
    distributed: bool = False
    last_sync: str = ""
    unchanged: bool = False  # of a pair found apart: asked whether the one that served was changed
    now: str = ""
    before: str = ""  # when the step before was signed

    def __post_init__(self) -> None:
        letters = self.plan.passes[0].letters
        self.machines = {a.id: _machine(a) for a in self.plan.appliances}
        first = self.plan.passes[0].primary_start
        if self.plan.failover and self.plan.failover.state == "apart":
            self._found_apart()
        self.record = self.seen_record = first
        if self.plan.failover and self.plan.failover.switch == "shared-ip":
            self.machines[first].shared_ip = True
        if self.cluster and "B" in letters:
            flags = zip(("A", "B"), self.unknown.backup_operations, strict=True)
            for letter, flag in flags:
                self.machines[letters[letter]].backup_operations = flag
        self.served_by = (first, self.machines[first].software)

    def _found_apart(self) -> None:
        """Taken apart weeks ago; the clients have come to who serves. Where it is upgraded, the limits were lowered."""
        self.paired, self.dated = False, LONG_AGO
        for one in self.machines.values():
            one.role = "apart"
        if "serving-upgraded" in self.plan.options:
            self.limits, self.noted = LOWERED, USUAL

    # What there is to see.

    @property
    def cluster(self) -> bool:
        return any(m.role == "traffic" for m in self.machines.values())

    @property
    def nodes(self) -> list[Machine]:
        return [m for m in self.machines.values() if m.role == "traffic"]

    @property
    def primary(self) -> Machine | None:
        """The one that is primary, of a pair or cluster; the only master."""
        found = [m for m in self.machines.values() if m.role == "primary"]
        return found[0] if len(found) == 1 else None

    def reached(self, *, by_hosts: bool = False) -> Machine | None:
        """The appliance that the name of the site leads to; None where two answer, or none."""
        if by_hosts and self.hosts:
            return self.machines[self.hosts]
        if self.plan.failover and self.plan.failover.switch == "shared-ip":
            holders = [m for m in self.machines.values() if m.shared_ip]
            return holders[0] if len(holders) == 1 else None
        return self.machines[self.seen_record]

    def connects(self, *, by_hosts: bool = False) -> bool:
        """Whether a console that is started there gets in: to a cluster, through an open node of the same version."""
        reached = self.reached(by_hosts=by_hosts)
        if reached is None or not reached.takes_clients:
            return False
        if not self.cluster:
            return True
        return any(n.open and n.synchronised and n.software == reached.software for n in self.nodes)

    def hop(self, step: PlanStep) -> PlanHop:
        return next((p for p in self.plan.passes if p.hop == step.hop), self.plan.passes[-1])

    def by_letter(self, step: PlanStep, letter: str) -> Machine:
        return self.machines[self.hop(step).letters[letter]]

    def by_address(self, step: PlanStep, *labels: str) -> Machine:
        """The appliance whose address the step shows under one of these labels."""
        shown = [slot.value for slot in step.slots if slot.label in labels]
        (found,) = [m for m in self.machines.values() if m.ip in shown]
        return found

    def has_all(self, machine: Machine, hop: PlanHop) -> bool:
        """Whether everything that the hop installs is on the machine."""
        own = {("base", machine.base), ("software", machine.software), *machine.added}
        return all((package.kind, package.name) in own for package in hop.contents)

    # What is done.

    def do(self, step: PlanStep, now: str) -> str:
        """Carries a step out; what is then written down, where something is."""
        self.before, self.now = self.now or now, now
        name = re.sub(r"\.[0-9]+$", "", step.event or step.id.partition(":")[0])
        if change := _CHANGES.get(name):
            change(self, step)
        self._settle()
        if step.evidence is None:
            return ""
        answer = _ANSWERS.get((name, step.evidence.name)) or _ANSWERS.get((name, ""))
        if answer is not None:
            return answer(self, step)
        if step.evidence.expect and step.evidence.expect.equals is not None:
            raise Wrong(f"{step.id}: nothing in the model answers {step.evidence.name}")
        told = {"count": "3", "date": now[:10], "datetime": now, "yes-no": "yes", "go-no-go": "go"}
        return told.get(step.evidence.type, f"{name}, {now}")

    def _settle(self) -> None:
        """What happens by itself: clients come to whoever serves them; two holders of an address are an accident."""
        if sum(m.shared_ip for m in self.machines.values()) > 1:
            raise Wrong("the shared IP is enabled on both")
        reached = self.reached()
        if not (self.installed and reached and self.connects()):
            return
        if self.pushed and reached.software != self.pushed:
            return
        if self.served_by != (reached.id, reached.software):
            self.served_by, self.dated, self.pushed = (reached.id, reached.software), self.now, None


def _machine(appliance: PlanAppliance) -> Machine:
    role = {"standalone": "alone"}.get(appliance.role, appliance.role)
    return Machine(
        id=appliance.id,
        hostname=appliance.hostname,
        ip=appliance.ip,
        base="6.1.0" if appliance.base == UNKNOWN else appliance.base,
        software="22.2.1" if appliance.software == UNKNOWN else appliance.software,
        role=role,
    )


def _its(site: ModelledSite, step: PlanStep) -> Machine:
    assert step.appliance is not None
    return site.machines[step.appliance]


def _wrong_where(holds: bool, step: PlanStep, why: str) -> None:
    if holds:
        raise Wrong(f"{step.id}: {why}")


def _status_before(site: ModelledSite, step: PlanStep) -> None:
    it = _its(site, step)
    shown = {slot.label: slot.value for slot in step.slots}
    _wrong_where(shown["Base before"] not in (it.base, UNKNOWN), step, f"the page shows Base {it.base}")
    _wrong_where(shown["Software before"] not in (it.software, UNKNOWN), step, f"the page shows {it.software}")


def _saved(site: ModelledSite, step: PlanStep) -> None:
    site.saved.add(_its(site, step).id)


def _listed(site: ModelledSite, _step: PlanStep) -> None:
    site.listed = True


def _levels(site: ModelledSite, _step: PlanStep) -> None:
    site.levels_compared = True


def _limits(site: ModelledSite, step: PlanStep) -> None:
    site.noted, site.limits = site.limits, LOWERED
    if not site.paired and "asynchronous" in site.plan.options:
        site.limited = site.by_letter(step, "B")


def _limits_back(site: ModelledSite, _step: PlanStep) -> None:
    site.limits = site.noted or site.limits


def _push(site: ModelledSite, step: PlanStep) -> None:
    _wrong_where(not site.installed, step, "the clients are removed")
    target = next(hop.software for hop in site.plan.passes if hop.software)
    _wrong_where(target == site.served_by[1], step, "there is no new version to push")
    moves = site.plan.kind == "migrate"
    _wrong_where(moves and not site.levels_compared, step, "the levels are not compared yet")
    site.pushed = target


def _remove(site: ModelledSite, step: PlanStep) -> None:
    _wrong_where(site.pushed is not None, step, "new clients were pushed that are now removed")
    _wrong_where(not site.saved, step, "the settings are not saved yet")
    _wrong_where(bool(site.plan.clients.jump_clients) and not site.listed, step, "nobody knows where the clients were")
    site.installed = False


def _redeploy(site: ModelledSite, step: PlanStep) -> None:
    _wrong_where(site.installed, step, "the clients are there")
    reached = site.reached()
    assert reached is not None
    site.installed, site.served_by = True, (reached.id, reached.software)
    site.dated = site.before  # the first comes online when the work begins, which is signed when the last one has


def _consoles(site: ModelledSite, step: PlanStep) -> None:
    _wrong_where(not site.installed, step, "all consoles are removed, and deployed anew")


def _of_old_site(site: ModelledSite, step: PlanStep) -> None:
    reached = site.reached()
    installed = [p.software for p in site.plan.passes if p.software and p.hop <= (step.hop or p.hop)]
    _wrong_where(reached is None or [reached.software] != installed[-1:], step, "the site has the old version")


def _distribute(site: ModelledSite, _step: PlanStep) -> None:
    site.distributed = True


def _installable(site: ModelledSite, step: PlanStep) -> Machine:
    it, plan = _its(site, step), site.plan
    _wrong_where(site.cluster and not site.distributed, step, "the package is not distributed")
    _wrong_where(it.role == "traffic" and bool(it.clients), step, "the node has clients")
    _wrong_where(it.role == "backup" and not site.cluster, step, "the pair is not broken")
    serves = site.reached() is it and plan.kind == "upgrade" and site.connects()
    _wrong_where(serves and not step.effects, step, "users are cut off, and the plan does not say so")
    return it


def _base(site: ModelledSite, step: PlanStep) -> None:
    it = _installable(site, step)
    it.base = site.hop(step).base or it.base


def _asks(site: ModelledSite, _step: PlanStep) -> None:
    site.asked = True


def _shown(step: PlanStep, label: str) -> str:
    return next(slot.value for slot in step.slots if slot.label == label)


def _looks_at_file(site: ModelledSite, step: PlanStep) -> None:
    named = next(p for hop in site.plan.passes for p in hop.contents if p.file == _shown(step, "File"))
    site.checked.add(named.name)


def _adds(kind: PackageKind, label: str) -> Callable[[ModelledSite, PlanStep], None]:
    def change(site: ModelledSite, step: PlanStep) -> None:
        it, name, contents = _installable(site, step), _shown(step, label), site.hop(step).contents
        place = [(package.kind, package.name) for package in contents].index((kind, name))
        own = {("base", it.base), ("software", it.software), *it.added}
        _wrong_where(any((p.kind, p.name) not in own for p in contents[:place]), step, "another package comes first")
        _wrong_where(any((p.kind, p.name) in own for p in contents[place:]), step, "a later package is installed")
        _wrong_where(kind == "patch" and not site.asked, step, "nobody knows what the patch does")
        _wrong_where(bool(contents[place].sha256) and name not in site.checked, step, "the file is not checked")
        it.added.add((kind, name))

    return change


def _software(site: ModelledSite, step: PlanStep) -> None:
    it = _installable(site, step)
    it.software = site.hop(step).software or it.software
    masters = [m for m in site.machines.values() if m.role != "traffic"]
    if it.role == "traffic":
        it.synchronised = False
    elif site.cluster and it.role == "primary" and sum(m.software == it.software for m in masters) == 1:
        _close_all(site)  # the only master marks them as closed (AN4); a backup one, for when it is primary (AF7)


def _close_all(site: ModelledSite) -> None:
    for node in site.nodes:
        node.open = False
        node.clients = 0


def _closes(site: ModelledSite, step: PlanStep) -> None:
    _on_the_master(site, step)
    _its(site, step).open = False


def _drained(site: ModelledSite, step: PlanStep) -> None:
    it = _its(site, step)
    if any("untick it there first" in note.text for note in step.notes):
        it.open = False
    if not it.open:
        it.clients = 0


def _opens(site: ModelledSite, step: PlanStep) -> None:
    _on_the_master(site, step)
    it, primary = _its(site, step), site.primary
    alike = primary is not None and (it.base, it.software, it.added) == (primary.base, primary.software, primary.added)
    _wrong_where(not alike, step, "node and master differ in what is installed")
    it.open, it.clients = True, 5


def _on_the_master(site: ModelledSite, step: PlanStep) -> None:
    primary = site.primary
    _wrong_where(primary is None or step.place != primary.id, step, f"done on {step.place}, and {primary} is primary")


def _synchronises(site: ModelledSite, step: PlanStep) -> None:
    _wrong_where(site.primary is not _its(site, step), step, "it is not the primary")
    for node in site.nodes:
        node.synchronised = node.open or node.synchronised


def _forces(site: ModelledSite, _step: PlanStep) -> None:
    site.force = True


def _becomes_backup(site: ModelledSite, step: PlanStep) -> None:
    _wrong_where(not site.force, step, "the peer cannot be contacted, and it is not allowed to do without")
    it, other = _its(site, step), site.by_letter(step, "B")
    it.role, site.force = "backup", False
    if it.shared_ip and site.unknown.releases:
        it.shared_ip = False
    _close_all(site)  # as B has them, which was upgraded first
    if site.unknown.takes_over:
        _is_primary(site, other)


def _becomes_primary(site: ModelledSite, step: PlanStep) -> None:
    if _its(site, step).role == "backup":
        _is_primary(site, _its(site, step))


def _is_primary(site: ModelledSite, it: Machine) -> None:
    it.role = "primary"
    by_address = site.plan.failover is not None and site.plan.failover.switch == "shared-ip"
    it.shared_ip = by_address and not any(m.shared_ip for m in site.machines.values())


def _looks_for_shared_ip(site: ModelledSite, step: PlanStep) -> None:
    """The step says what to do where A still has it: off on A, then on on B."""
    if site.by_letter(step, "A").shared_ip:
        site.by_letter(step, "A").shared_ip, site.by_letter(step, "B").shared_ip = False, True


def _operations(flag: bool) -> Callable[[ModelledSite, PlanStep], None]:
    def change(site: ModelledSite, step: PlanStep) -> None:
        _its(site, step).backup_operations = flag

    return change


def _pair_syncs(site: ModelledSite, step: PlanStep) -> None:
    _wrong_where(not site.paired, step, "there is no pair")
    site.last_sync = site.now


def _breaks(site: ModelledSite, step: PlanStep) -> None:
    _wrong_where(not site.last_sync, step, "not synchronised")
    site.paired, site.last_sync = False, ""
    for one in site.machines.values():
        one.role = "apart"


def _asked_about_settings(site: ModelledSite, _step: PlanStep) -> None:
    site.unchanged = True


def _pairs_back(site: ModelledSite, step: PlanStep) -> None:
    """From the one that has served all the time: nothing that counts was set on the other one."""
    site.unchanged = True
    _pairs(site, step)


def _pairs(site: ModelledSite, step: PlanStep) -> None:
    it = _its(site, step)
    (other,) = (m for m in site.machines.values() if m is not it)
    same = (it.base, it.software, it.added) == (other.base, other.software, other.added)
    _wrong_where(not same, step, "what is installed differs")
    _wrong_where(site.reached() is not it, step, "the data of the one that serves is overwritten")
    apart = site.plan.failover is not None and site.plan.failover.state == "apart"
    moved = apart and site.plan.passes[0].primary_start != it.id
    _wrong_where(moved and not site.unchanged, step, "nobody knows whether what was set since the break is lost")
    if site.limited is other:  # it takes over the settings of the primary
        site.limits = site.noted
    site.paired, it.role, other.role = True, "primary", "backup"


def _leads_back(event: str, site: ModelledSite, step: PlanStep) -> bool:
    """Whether there is anything that a step of a way back takes back: where there is not, n/a is signed."""
    there: dict[str, Callable[[], bool]] = {
        "back.power-on": lambda: not _its(site, step).running,
        "back.shared-ip-off": lambda: _its(site, step).shared_ip,
        "back.shared-ip-on": lambda: not _its(site, step).shared_ip,
        "back.dns": lambda: site.record != site.by_address(step, "Address").id,
        "back.nat": lambda: site.record != site.by_address(step, "Address").id,
        "back.establish": lambda: not site.paired,
        "back.resync": lambda: not site.last_sync,
        "back.node-open": lambda: not _its(site, step).open,
        "back.snapshot-remove": lambda: _its(site, step).kept is not None,
        "back.clients": lambda: not site.installed,
        "back.msi": lambda: site.pushed is not None,
    }
    return there.get(event, lambda: True)()


def go_back(site: ModelledSite, steps: tuple[PlanStep, ...], now: str) -> list[tuple[str, str, str]]:
    """Carries a way back out; where what is then written down is not what is expected."""
    found = []
    for step in steps:
        if step.na_allowed and not _leads_back(step.event or "", site, step):
            continue
        value, expected = site.do(step, now), step.evidence.expect if step.evidence else None
        if expected and expected.equals is not None and value != expected.equals:
            found.append((step.id, expected.equals, value))
    return found


def _old_clients(site: ModelledSite, _step: PlanStep) -> None:
    reached = site.reached()
    assert reached is not None
    site.pushed, site.served_by = None, (reached.id, reached.software)


def _forgets_unused(site: ModelledSite, step: PlanStep) -> None:
    _its(site, step).kept = None


def _shared_ip(flag: bool) -> Callable[[ModelledSite, PlanStep], None]:
    def change(site: ModelledSite, step: PlanStep) -> None:
        _its(site, step).shared_ip = flag

    return change


def _moves_record(site: ModelledSite, step: PlanStep) -> None:
    site.record = site.by_address(step, "New address", "Address").id


def _moves_rule(site: ModelledSite, step: PlanStep) -> None:
    site.record = site.seen_record = site.by_address(step, "New address", "Address").id


def _record_seen(site: ModelledSite, _step: PlanStep) -> None:
    site.seen_record = site.record


def _hosts(site: ModelledSite, step: PlanStep) -> None:
    site.hosts = site.by_address(step, "Address").id


def _no_hosts(site: ModelledSite, _step: PlanStep) -> None:
    site.hosts = None


def _parts(site: ModelledSite, step: PlanStep) -> None:
    it = _its(site, step)
    _wrong_where(site.reached() is it, step, "users are on it")
    it.running = False


def _powers_on(site: ModelledSite, step: PlanStep) -> None:
    _its(site, step).running = True


def _keeps(site: ModelledSite, step: PlanStep) -> None:
    it = _its(site, step)
    _wrong_where(it.kept is not None, step, "there is a snapshot already")
    it.kept = (it.base, it.software, frozenset(it.added))


def _forgets(site: ModelledSite, step: PlanStep) -> None:
    it = _its(site, step)
    _wrong_where(it.kept == (it.base, it.software, frozenset(it.added)), step, "nothing was changed since")
    it.kept = None


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _console_version(site: ModelledSite, step: PlanStep) -> str:
    reached = site.reached(by_hosts=True)
    return reached.software if reached and _tests(site, step) else "no connection"


def _tests(site: ModelledSite, step: PlanStep) -> bool:
    """Whether a console on the computer that the step means gets in, and to the appliance that the step is about."""
    reached = site.reached(by_hosts=True)
    return site.connects(by_hosts=True) and reached is not None and reached.id == step.appliance


def _in_service(site: ModelledSite, step: PlanStep) -> bool:
    reached = site.reached()
    return site.connects() and reached is not None and site.has_all(reached, site.hop(step))


def _name_answers(site: ModelledSite, _step: PlanStep) -> str:
    reached = site.reached(by_hosts=True)
    return reached.hostname if reached else "two answer"


def _works(site: ModelledSite, step: PlanStep) -> bool:
    """Whether users get in, and to the appliance that the step is about."""
    return site.connects() and (site.primary if site.cluster else site.reached()) is _its(site, step)


def _pair_again(site: ModelledSite, step: PlanStep) -> str:
    assert step.evidence is not None
    primary = site.primary
    right = primary is not None and primary.id == step.appliance
    return _yes(right) if step.evidence.type == "yes-no" else primary.id if primary else "none"


_CHANGES: dict[str, Callable[[ModelledSite, PlanStep], None]] = {
    "status.before": _status_before,
    "backup.settings": _saved,
    "clients-list": _listed,
    "hw-same-level": _levels,
    "prep-patch": _asks,
    "check-patch": _looks_at_file,
    "update.licence": _adds("licence", "Licence"),
    "update.patch": _adds("patch", "Patch"),
    "prep.client-limits": _limits,
    "client-limits-back": _limits_back,
    "prep.msi": _push,
    "clients.remove": _remove,
    "clients.redeploy": _redeploy,
    "after.msi-consoles": _consoles,
    "after.installers": _of_old_site,
    "after.integration-client": _of_old_site,
    "cluster.distribute": _distribute,
    "update.base": _base,
    "update.software": _software,
    "node.close": _closes,
    "node.drained": _drained,
    "node.open": _opens,
    "cluster.sync-first": _synchronises,
    "cluster.sync-final": _synchronises,
    "cluster.force": _forces,
    "cluster.become-backup": _becomes_backup,
    "cluster.become-primary": _becomes_primary,
    "cluster-check-shared-ip": _looks_for_shared_ip,
    "apart-shared-ip": _looks_for_shared_ip,
    "cluster.backup-ops-off": _operations(False),
    "cluster.backup-ops-on": _operations(True),
    "failover.sync": _pair_syncs,
    "failover.resync": _pair_syncs,
    "failover.break": _breaks,
    "failover.establish": _pairs,
    "apart-settings": _asked_about_settings,
    "client-limits-earlier": _limits_back,
    "switch.shared-ip-off": _shared_ip(False),
    "switch.shared-ip-on": _shared_ip(True),
    "switch.dns": _moves_record,
    "switch.dns-propagated": _record_seen,
    "switch.nat": _moves_rule,
    "test.hosts-add": _hosts,
    "aim-test-computer": _hosts,
    "test.hosts-remove": _no_hosts,
    "release-test-computer": _no_hosts,
    "hw.reset": _parts,
    "hw.power-off": _parts,
    "snapshot-take": _keeps,
    "snapshot-remove": _forgets,
    "back.power-on": _powers_on,
    "back.shared-ip-off": _shared_ip(False),
    "back.shared-ip-on": _shared_ip(True),
    "back.dns": _moves_record,
    "back.dns-propagated": _record_seen,
    "back.nat": _moves_rule,
    "back.hosts-remove": _no_hosts,
    "back.establish": _pairs_back,
    "back.resync": _pair_syncs,
    "back.node-open": _opens,
    "back.snapshot-remove": _forgets_unused,
    "back.clients": _redeploy,
    "back.msi": _old_clients,
    "back.clients-upgraded": _old_clients,
    "back.client-limits": _limits_back,
}


def _pulls(site: ModelledSite, step: PlanStep, label: str) -> bool:
    """Whether an Integration Client gets data at the address that the step shows: the shared IP leads where it is
    enabled."""
    shared = any(slot.label == "Shared IP" for slot in step.slots)
    found = site.reached() if shared else site.by_address(step, label)
    return found is not None and found.takes_clients


# By event (or step) and name of the evidence; "" for whatever it is called.
_ANSWERS: dict[tuple[str, str], Callable[[ModelledSite, PlanStep], str]] = {
    ("prep.certificate-stores", ""): lambda _site, _step: "no",
    ("people.roll-call", ""): lambda _site, _step: "yes",  # all who are named stand by
    ("prep-shared-ip", ""): lambda site, step: _yes(
        site.machines[site.plan.passes[0].letters["A"]].shared_ip and site.reached() is not None
    ),
    ("check-patch", ""): lambda _site, step: _shown(step, "SHA-256").lower()[-8:],
    ("update.licence", ""): lambda site, step: _yes(("licence", _shown(step, "Licence")) in _its(site, step).added),
    ("update.patch", ""): lambda site, step: next(
        name for kind, name in _its(site, step).added if kind == "patch" and name == _shown(step, "Patch")
    ),
    ("update.base", ""): lambda site, step: _its(site, step).base,
    ("update.software", ""): lambda site, step: _its(site, step).software,
    ("node.drained", ""): lambda site, step: str(_its(site, step).clients),
    ("verify.console", ""): _console_version,
    ("verify.session", ""): lambda site, step: _yes(_tests(site, step)),
    ("hw-live-test", ""): lambda site, step: _yes(_in_service(site, step)),
    ("verify.clients", ""): lambda site, _step: site.dated or "never",
    ("test.hosts-add", "name_gives"): lambda site, _step: site.machines[site.hosts or ""].ip,
    ("aim-test-computer", "name_gives"): lambda site, _step: site.machines[site.hosts or ""].ip,
    ("test.hosts-remove", "answered_by"): _name_answers,
    ("release-test-computer", "answered_by"): _name_answers,
    ("switch.shared-ip-off", ""): lambda site, step: _yes(_its(site, step).shared_ip),
    ("switch.shared-ip-on", ""): lambda site, step: _yes(_its(site, step).shared_ip),
    ("switch.dns-propagated", ""): lambda site, step: _yes(
        site.reached() is site.by_address(step, "New address", "Address")
    ),
    ("switch.nat", ""): lambda site, step: _yes(site.reached() is site.by_address(step, "New address", "Address")),
    ("switch.integration", ""): lambda site, step: _yes(_pulls(site, step, "Address of B")),
    ("switch.confirm", ""): lambda site, step: _yes(_in_service(site, step)),
    ("hw.confirm", ""): lambda site, step: _yes(_in_service(site, step)),
    ("snapshot-remove", ""): lambda site, step: _yes(_its(site, step).kept is None),
    ("compare-builds", ""): lambda site, step: _yes(
        site.by_letter(step, "A").software == site.by_letter(step, "B").software
    ),
    ("apart-look", ""): lambda site, _step: _yes(all(m.role == "apart" for m in site.machines.values())),
    ("apart-serves", ""): lambda site, _step: reached.hostname if (reached := site.reached()) else "two answer",
    ("apart-settings", ""): lambda _site, _step: "no",
    ("wait-looked-up", ""): lambda _site, _step: "yes",
    ("client-limits-earlier", ""): lambda site, _step: _yes(site.limits == USUAL),
    ("failover.keys", ""): lambda _site, _step: "yes",
    ("back.power-on", ""): lambda site, step: _yes(_its(site, step).running),
    ("back.shared-ip-off", ""): lambda site, step: _yes(_its(site, step).shared_ip),
    ("back.shared-ip-on", ""): lambda site, step: _yes(_its(site, step).shared_ip),
    ("back.dns-propagated", ""): lambda site, step: _yes(site.reached() is site.by_address(step, "Address")),
    ("back.nat", ""): lambda site, step: _yes(site.reached() is site.by_address(step, "Address")),
    ("back.integration", ""): lambda site, step: _yes(_pulls(site, step, "Address")),
    ("back.snapshot-remove", ""): lambda site, step: _yes(_its(site, step).kept is None),
    ("back.builds", ""): lambda site, step: _yes(
        site.by_letter(step, "A").software == site.by_letter(step, "B").software
    ),
    ("back.keys", ""): lambda _site, _step: "yes",
    ("back.establish", ""): _pair_again,
    ("back.client-limits", ""): lambda site, step: _yes(site.limits == USUAL),
    ("back.check", ""): lambda site, step: _yes(_works(site, step)),
    ("back.as-before", ""): lambda site, step: _yes(_works(site, step)),
    ("failover.establish", ""): _pair_again,
    ("cluster.become-primary", ""): lambda site, step: _yes(site.primary is _its(site, step)),
    ("cluster-check-shared-ip", ""): lambda site, step: _yes(site.reached() is site.by_letter(step, "B")),
    ("apart-shared-ip", ""): lambda site, step: _yes(site.reached() is site.by_letter(step, "B")),
    ("cluster-check-backup-ops", "by_role"): lambda site, step: _yes(
        [m.backup_operations for m in (site.by_letter(step, "A"), site.by_letter(step, "B"))] == [True, False]
    ),
    ("cluster-check-backup-ops", "as_before"): lambda site, step: _yes(
        [m.backup_operations for m in (site.by_letter(step, "A"), site.by_letter(step, "B"))]
        == list(site.unknown.backup_operations)
    ),
    ("client-limits-back", ""): lambda site, _step: _yes(site.limits == USUAL),
    ("cert.warnings", ""): lambda _site, _step: "no",
    ("cert.assign-ip", ""): lambda _site, _step: "yes",
    ("hw.reset", ""): lambda site, step: _yes(not _its(site, step).running),
}
