"""The sections of the vendor's guide, by the lines of its text at which they begin: what a line number stands in.

Headings alone, in the order of the guide. In French they are the vendor's own words.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from runbook.i18n import N_

SECTIONS: tuple[tuple[int, str], ...] = (
    (35, N_("Upgrading the BeyondTrust software")),
    (41, N_("Preparing the upgrade")),
    (59, N_("Client upgrades")),
    (92, N_("Upgrading a single appliance by automatic updates")),
    (123, N_("Upgrading a single appliance by manual updates")),
    (151, N_("Upgrading two appliances in a failover configuration")),
    (159, N_("Synchronous upgrade of two appliances in a failover relationship")),
    (167, N_("Asynchronous upgrade of two appliances in a failover relationship")),
    (175, N_("Remarks")),
    (182, N_("Synchronous upgrade of two appliances in a failover relationship")),
    (190, N_("Backup and synchronisation")),
    (236, N_("Updating appliance A")),
    (242, N_("Automatic")),
    (258, N_("Manual updates")),
    (276, N_("Verification and test")),
    (284, N_("Updating appliance B")),
    (288, N_("Restoring a failover relationship")),
    (309, N_("Asynchronous upgrade of two appliances in a failover relationship")),
    (317, N_("Backup and synchronisation")),
    (363, N_("Updating appliance B")),
    (369, N_("Automatic")),
    (385, N_("Manual updates")),
    (405, N_("Verification and test")),
    (417, N_("Making appliance B the primary")),
    (425, N_("Changing the shared IP address")),
    (440, N_("Changing the DNS entry")),
    (445, N_("Changing the NAT entry")),
    (449, N_("Updating appliance A")),
    (458, N_("Restoring a failover relationship")),
    (481, N_("Upgrading several appliances in an Atlas cluster")),
    (485, N_("With failover configured")),
    (493, N_("Preparation")),
    (509, N_("Upgrading the backup")),
    (526, N_("Putting the new primary into production")),
    (545, N_("Bringing the upgraded traffic nodes back online")),
    (551, N_("Upgrading the rest of the deployment")),
    (558, N_("Upgrading appliance A")),
    (563, N_("Restoring the configuration of the cluster")),
    (570, N_("Without failover configured")),
    (572, N_("Preparation")),
    (588, N_("Upgrading the offline nodes")),
    (597, N_("Upgrading the master node")),
    (602, N_("Bringing the upgraded traffic nodes back online")),
    (608, N_("Upgrading the rest of the deployment")),
    (613, N_("Restoring the configuration of the cluster")),
    (619, N_("Upgrading BeyondTrust hardware")),
    (670, N_("Disclaimer, licence limits and technical support")),
    (672, N_("Disclaimer")),
    (678, N_("Licence limits")),
    (682, N_("Technical support")),
)
_FIRST_LINE = re.compile(r"(?:^|,)\s*(\d+)")
_STARTS = [line for line, _ in SECTIONS]


def section_titles(lines: str) -> tuple[str, ...]:
    """The titles (message ids) of the sections in which lines such as `305, 477-479` begin, each once, in their order.

    What begins before the first heading stands in none.
    """
    places = (bisect_right(_STARTS, int(line)) for line in _FIRST_LINE.findall(lines))
    return tuple(dict.fromkeys(SECTIONS[place - 1][1] for place in places if place))
