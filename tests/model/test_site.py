import pytest

from runbook.model.site import Hop, Package, topology_of, version_key


@pytest.mark.parametrize(("older", "newer"), [("6.1", "6.10"), ("6.1.0", "6.1.1"), ("22.9.9", "22.10"), ("6", "6.0.1")])
def test_versions_compare_by_their_numbers(older, newer):
    assert version_key(older) < version_key(newer)


def test_zeros_at_the_end_say_nothing():
    assert version_key("6.1.0") == version_key("6.1") == version_key("06.01.00")


@pytest.mark.parametrize(
    ("roles", "topology"),
    [
        (["standalone"], "single"),
        (["primary", "backup"], "failover"),
        (["primary", "traffic", "traffic"], "atlas-no-failover"),
        (["traffic", "backup", "primary", "traffic"], "atlas-failover"),
    ],
)
def test_topologies(roles, topology):
    assert topology_of(roles) == topology


def test_a_hop_has_the_same_packages_in_either_form() -> None:
    short = Hop(base="6.2.0", software="24.1.2")
    listed = Hop(packages=(Package(base="6.2.0"), Package(software="24.1.2")))
    assert [(p.kind, p.name) for p in short.contents] == [("base", "6.2.0"), ("software", "24.1.2")]
    assert short.contents == listed.contents
    patch = Hop(packages=(Package(patch="BT26-02"), Package(licence="5 users"), Package(patch="BT26-03")))
    assert patch.names("patch") == ("BT26-02", "BT26-03")
    assert (patch.version("base"), patch.version("software"), short.version("software")) == (None, None, "24.1.2")
