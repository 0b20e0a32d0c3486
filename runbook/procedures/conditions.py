"""What conditions say together: whether they can hold at all, and whether one holds wherever another does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from runbook.procedures.facts import FACTS, OF_PACKAGES, PACKAGE_FACTS, PASSING
from runbook.procedures.sorts import Alternatives, sorts


class Where(NamedTuple):
    """A condition: all of `when` hold, and none of `unless`.

    `unsure`: it is wrong in itself, so nothing is said against it, nor against what it is a part of.
    """

    when: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    unsure: bool = False

    def plus(self, when: Iterable[str] = (), unless: Iterable[str] = ()) -> Where:
        """This condition and another one together."""
        return Where(self.when.union(when), self.unless.union(unless), self.unsure)

    def both(self, other: Where) -> Where:
        """This condition and another one together."""
        return Where(self.when | other.when, self.unless | other.unless, self.unsure or other.unsure)

    def of_any_hop(self) -> Where:
        """What it says of the change, whatever the hop and the appliance."""
        return Where(self.when - PASSING, self.unless - PASSING, self.unsure)

    def of_its_hop(self) -> Where:
        """What it says of the change and the hop, whichever package of it is meant."""
        passing = {*PACKAGE_FACTS}
        hops = {OF_PACKAGES[fact] for fact in self.when if fact in OF_PACKAGES}
        return Where((self.when - passing) | hops, self.unless - passing, self.unsure)

    @property
    def can_hold(self) -> bool:
        """Whether there is a change for which it holds."""
        return self.unsure or _can_hold(self.when, self.unless)

    def surely(self, *others: Where) -> bool:
        """Whether wherever this holds one of `others` does."""
        return self.outside(*others) is None

    def outside(self, *others: Where) -> Where | None:
        """A condition that can hold, under which this holds and none of `others` does; None where there is none."""
        if self.unsure or any(other.unsure for other in others):
            return None
        mentioned = self.when.union(self.unless, *(one.when | one.unless for one in others))
        for facts in self._ways(mentioned):
            if not any(other.when <= facts and other.unless.isdisjoint(facts) for other in others):
                return Where(facts, mentioned - facts)
        return None

    def _ways(self, mentioned: frozenset[str]) -> Iterator[frozenset[str]]:
        """Which of the facts `mentioned` can be together those that hold, where this does."""
        for sort, (groups, known) in enumerate(zip(_sorts(), _known(), strict=True)):
            if not self.when & FACTS.keys() <= known:
                continue
            choices = []
            for number, (_group, universe) in enumerate(groups):
                if asked := mentioned & universe:
                    wanted = self.when & universe
                    ways = _ways_of(sort, number, asked)
                    choices.append([w for w in ways if wanted <= w and self.unless.isdisjoint(w)])
            yield from (frozenset().union(*chosen) for chosen in product(*choices))


def where(when: Iterable[str] = (), unless: Iterable[str] = ()) -> Where:
    """The condition with these facts."""
    return Where(frozenset(when), frozenset(unless))


def stated(when: Iterable[str], unless: Iterable[str] = ()) -> Where:
    """The condition with these facts as somebody wrote it: unsure where it names unknown ones, or can never hold."""
    found = where(when, unless)
    known = FACTS.keys() >= found.when | found.unless
    return found if known and found.can_hold else found._replace(unsure=True)


def clash(when: Iterable[str]) -> tuple[str, str] | None:
    """Two of these facts that exclude each other."""
    facts = list(dict.fromkeys(when))
    pairs = ((one, other) for number, one in enumerate(facts) for other in facts[number + 1 :])
    return next((pair for pair in pairs if not where(pair).can_hold), None)


Groups = tuple[tuple[Alternatives, frozenset[str]], ...]


@cache
def _sorts() -> tuple[Groups, ...]:
    """The groups of each sort of change, each with all the facts of it."""
    return tuple(tuple((group, frozenset().union(*group)) for group in groups) for groups in sorts())


@cache
def _known() -> tuple[frozenset[str], ...]:
    """All the facts of each sort of change."""
    return tuple(frozenset().union(*(universe for _group, universe in groups)) for groups in _sorts())


@lru_cache(maxsize=10_000)
def _ways_of(sort: int, number: int, asked: frozenset[str]) -> Alternatives:
    """What of the facts `asked` can hold together in a group of a sort: groups are long, and asked the same again."""
    group, _universe = _sorts()[sort][number]
    return tuple(dict.fromkeys(one & asked for one in group))


@lru_cache(maxsize=100_000)
def _can_hold(when: frozenset[str], unless: frozenset[str]) -> bool:
    return when.isdisjoint(unless) and any(_fits(groups, when, unless) for groups in _sorts())


def _fits(groups: Groups, when: frozenset[str], unless: frozenset[str]) -> bool:
    """Whether a change of this sort can be so."""
    known = set[str]()
    for group, universe in groups:
        wanted, refused = when & universe, unless & universe
        known |= universe
        if (wanted or refused) and not any(wanted <= one and refused.isdisjoint(one) for one in group):
            return False
    return when & FACTS.keys() <= known  # names that are no facts are told elsewhere


# Which appliances there are by the kind of change: the condition under which a name of `at` is one, in alternatives.
_PAIR, _CLUSTER, _MOVE = where({"pair"}), where({"cluster"}), where({"migration"})
_TWO_MASTERS = where({"cluster-pair"})
PLACES: dict[str, tuple[Where, ...]] = {
    "A": (where({"single"}), _PAIR, _TWO_MASTERS),
    "B": (_PAIR, _TWO_MASTERS),
    "M": (where({"cluster-alone"}),),
    "old": (_MOVE,),
    "new": (_MOVE,),
    "pair": (_PAIR, _TWO_MASTERS),
    "first-half": (_CLUSTER,),
    "second-half": (_CLUSTER,),
    "all": (where(),),
}
# What can stand in braces in the name of a path: its values, with the facts that give them; which changes have one.
NAME_PLACES: dict[str, tuple[dict[str, tuple[str, ...]], tuple[Where, ...]]] = {
    "method": ({fact: (fact,) for fact in ("automatic", "manual")}, (where({"single"}), _PAIR, _MOVE)),
    "switch": ({fact: (fact,) for fact in ("shared-ip", "dns", "nat")}, (_PAIR, _TWO_MASTERS)),
    "forms": (
        {
            f"{old}-{new}": (f"old-{old}", f"new-{new}")
            for old, new in (("physical", "physical"), ("physical", "virtual"), ("virtual", "physical"))
        },
        (_MOVE,),
    ),
}
LETTERS = ("A", "B", "M", "old", "new")
HALVES = ("first-half", "second-half")
SEVERAL = ("pair", "all", *HALVES)  # names of more than one appliance
IT = "it"  # in a block: the appliance that the block is done on


def each_of(at: str | None) -> tuple[str | None, ...]:
    """The appliances, by letter or half, that a name of `at` stands for; (None,) for none."""
    if at == "all":
        return (*LETTERS, *HALVES)
    return ("A", "B") if at == "pair" else (at,)


def letter_fact(one: str) -> str:
    """The fact that holds for a step on the appliance with that letter or of that half."""
    return "on-node" if one in HALVES else f"on-{one}"
