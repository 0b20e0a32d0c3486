"""An inventory with values that would be code where they are taken for it, and with conflicts."""

from __future__ import annotations

from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "inventory.yaml"
HOSTILE_NAME = "</script><img src=x onerror=alert(1)> \"'"
FORMULA = "=cmd()|' /C calc'!A0"
TICKET = "@SUM(1+1)"
_SITE = r"""
  - id: evil
    name: "</script><img src=x onerror=alert(1)> \"'"
    hostname: evil.example.com
    timezone: Europe/Paris
    appliances:
      - {id: ev-1, role: standalone, form: physical, hostname: ev-1.example.com, ip: 198.51.100.9, base: "6.1.0",
         software: "23.1.1"}
    staff:
      - {initials: CM, name: C. Martin, email: cm@example.com, roles: [technician, network, desktop]}
      - {initials: TL, name: "=cmd()|' /C calc'!A0", roles: [representative, witness]}
      - {initials: BI, name: "B\u202etfel\u202c", roles: [approver, witness]}
    changes:
      - id: CHG0666
        ticket: "@SUM(1+1)"
        reason: "<!--<script>"
        kind: upgrade
        method: automatic
        major: true
        hops: [{base: "6.2.0", software: "24.1.2"}]
        windows: [{start: 2026-12-03 22:00, end: 2026-12-04 04:00}]
"""


def hostile_inventory(folder: Path) -> Path:
    """The example, and a site behind it at which C. Martin is wanted in the window of Lyon."""
    file = folder / "inventory.yaml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").rstrip() + _SITE, encoding="utf-8")
    return file
