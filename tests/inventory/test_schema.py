import json
import re
from pathlib import Path

import jsonschema
import pytest

from runbook.errors import InputError
from runbook.inventory.load import parse_inventory
from runbook.inventory.schema import PLACE, schema_text
from runbook.reading.yaml_text import compose

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "tests" / "examples" / "inventory"
SCHEMA = json.loads(schema_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
# What an editor sees in a bad example: shapes, and some of what relates several values.
SHAPES = ("choices", "empty-lists", "forms", "missing-keys", "numbers", "read-as-something-else", "unknown-keys")
RELATIONS = (
    "addresses", "failover", "languages", "method-and-order", "migrations", "roles", "upgrade-with-migration-keys",
)  # fmt: skip


def data(file: Path) -> object:
    root, _problems = compose(file.read_text(encoding="utf-8-sig"), str(file))
    return root.plain()


def test_the_schema_in_the_repository_is_current():
    assert (ROOT / PLACE).read_text(encoding="utf-8") == schema_text(), "run: python -m runbook.inventory.schema"


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_key_says_what_it_is():
    nouns = [SCHEMA, *SCHEMA["$defs"].values()]
    assert [noun["additionalProperties"] for noun in nouns] == [False] * len(nouns)
    keys = [(noun["title"], key, found) for noun in nouns for key, found in noun["properties"].items()]
    silent = [(title, key) for title, key, found in keys if "description" not in found and "$ref" not in str(found)]
    assert silent == []


@pytest.mark.parametrize(
    "file",
    [
        ROOT / "examples" / "inventory.yaml",
        ROOT / "templates" / "inventory.yaml",
        ROOT / "tests" / "data" / "twenty.yaml",
        *sorted((EXAMPLES / "good").glob("*.yaml")),
    ],
)
def test_the_schema_accepts_what_check_accepts(file):
    assert [error.message for error in VALIDATOR.iter_errors(data(file))] == []


@pytest.mark.parametrize("name", [*SHAPES, *RELATIONS])
def test_the_schema_refuses_bad_shapes(name):
    file = EXAMPLES / "bad" / f"{name}.yaml"
    found = list(VALIDATOR.iter_errors(data(file)))
    marks = len(re.findall("# error", file.read_text(encoding="utf-8")))
    assert len(found) >= min(marks, 2)


PAIR = """\
schema: 1
organization: Example SA
languages: [fr, en]
sites:
  - id: paris
    name: Paris
    hostname: support.example.com
    timezone: Europe/Paris
    failover: {switch: dns}
    appliances:
      - {id: a, role: primary, form: physical, hostname: a.example, ip: 192.0.2.11, base: "6.1.0", software: "22.2.1"}
      - {id: b, role: backup, form: physical, hostname: b.example, ip: 192.0.2.12, base: "6.1.0", software: "22.2.1"}
    clients: {extractable_msi: yes}
    staff: [{initials: CM, name: C. Martin, roles: [technician, network]}]
    changes:
      - id: C1
        kind: upgrade
        method: manual
        order: synchronous
        hops: [{software: "23.1.1"}]
        windows: [{start: 2026-12-05 22:00, end: 2026-12-06 02:00}, {start: 2026-12-07 22:00, end: 2026-12-08 02:00}]
"""
SINGLE = """\
schema: 1
organization: Example SA
languages: [fr]
sites:
  - id: lyon
    name: Lyon
    hostname: support.example.com
    timezone: Europe/Paris
    appliances:
      - {id: a, role: standalone, form: physical, hostname: a, ip: "2001:db8::11", base: "6.1.0", software: "22.2.1"}
    staff: [{initials: CM, name: C. Martin, roles: [technician]}]
    changes:
      - id: C1
        kind: migrate
        method: manual
        from: a
        to: {id: n, form: virtual, hostname: n.example.com, ip: 192.0.2.13}
        hops: [{software: "23.1.1"}]
        windows: [{start: 2026-12-05 22:00, end: 2026-12-06 02:00}]
"""
CLUSTER = PAIR.replace("        method: manual\n        order: synchronous\n", "").replace(
    "    clients:",
    """\
      - {id: t1, role: traffic, form: virtual, hostname: t1, ip: 192.0.2.21, base: "6.1.0", software: "22.2.1"}
      - {id: t2, role: traffic, form: virtual, hostname: t2, ip: 192.0.2.22, base: "6.1.0", software: "22.2.1"}
    clients:""",
)  # fmt: skip
CLUSTER = CLUSTER.replace(", {start: 2026-12-07 22:00, end: 2026-12-08 02:00}", "")


def judged(text: str) -> tuple[bool, bool]:
    """Whether `check` accepts an inventory, and whether the schema does."""
    try:
        parse_inventory(text, "inventory.yaml")
        accepted = True
    except InputError:
        accepted = False
    root, _problems = compose(text, "inventory.yaml")
    return accepted, VALIDATOR.is_valid(root.plain())


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (PAIR, "", ""),
        (SINGLE, "", ""),
        (CLUSTER, "", ""),
        (PAIR, "{switch: dns}", "{switch: shared-ip, shared_ip: 192.0.2.5}"),
        (PAIR, "{switch: dns}", "{switch: nat, shared_ip: null}"),
        (PAIR, "order: synchronous", "order: synchronous\n        from: null\n        to: null"),
        (PAIR, "extractable_msi: yes", "extractable_msi: off"),
        (SINGLE, "method: manual", "method: manual\n        order: null"),
        (CLUSTER, "kind: upgrade", "kind: upgrade\n        method: null"),
    ],
)
def test_the_schema_accepts_relations_that_check_accepts(text, old, new):
    assert old in text
    assert judged(text.replace(old, new)) == (True, True)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (PAIR, "languages: [fr, en]", "languages: [fr, fr]"),
        (PAIR, "timezone: Europe/Paris", "timezone: Europe/Paris\n    languages: [en, en]"),
        (PAIR, "[technician, network]", "[technician, network, technician]"),
        (PAIR, "[technician, network]", "[network]"),
        (PAIR, "extractable_msi: yes", 'extractable_msi: "yes"'),
        (PAIR, "extractable_msi: yes", "extractable_msi: 1"),
        (PAIR, "extractable_msi: yes", "extractable_msi: y"),
        (PAIR, "    failover: {switch: dns}\n", ""),
        (PAIR, "{switch: dns}", "{switch: shared-ip}"),
        (PAIR, "{switch: dns}", "{switch: shared-ip, shared_ip: null}"),
        (PAIR, "{switch: dns}", "{switch: dns, shared_ip: 192.0.2.5}"),
        (PAIR, "{switch: dns}", "{switch: shared-ip, shared_ip: 192.0.2.0/24}"),
        (PAIR, "        order: synchronous\n", ""),
        (PAIR, "        method: manual\n", ""),
        (PAIR, "order: synchronous", "order: synchronous\n        from: a"),
        (PAIR, "role: backup", "role: primary"),
        (PAIR, "role: backup", "role: standalone"),
        (PAIR, "role: backup", "role: traffic"),
        (PAIR, "role: primary", "role: backup"),
        (SINGLE, "role: standalone", "role: primary"),
        (SINGLE, "        from: a\n", ""),
        (SINGLE, "from: a", "from: null"),
        (SINGLE, "        to: {id: n, form: virtual, hostname: n.example.com, ip: 192.0.2.13}\n", ""),
        (SINGLE, "        method: manual\n", ""),
        (SINGLE, "method: manual", "method: manual\n        order: synchronous"),
        (SINGLE, "kind: migrate", "kind: upgrade"),
        (SINGLE, '[{software: "23.1.1"}]', '[{software: "23.1.1"}, {software: "24.1.1"}]'),
        (SINGLE, "timezone: Europe/Paris", "timezone: Europe/Paris\n    failover: {switch: dns}"),
        (CLUSTER, "kind: upgrade", "kind: upgrade\n        method: manual"),
        (CLUSTER, "kind: upgrade", "kind: upgrade\n        order: synchronous"),
        (CLUSTER, "kind: upgrade", "kind: migrate"),
    ],
)
def test_the_schema_refuses_relations_that_check_refuses(text, old, new):
    assert old in text
    assert judged(text.replace(old, new)) == (False, False)


ADDRESSES = """
192.0.2.11 0.0.0.1 10.0.0.0 9.99.249.255 255.255.255.254 240.0.0.1 126.1.1.1 223.1.1.1 1270.0.0.1 256.1.1.1 1.2.3
1.2.3.4.5 01.2.3.4 1.2.3.04 192.0.2.0/24 192.0.2.11:443 0.0.0.0 127.0.0.1 127.9.9.9 224.0.0.1 239.1.1.1
255.255.255.255 2001:db8::1 2001:DB8:0::1 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 1::8 1::7:8 1:2::4:5:6:7:8
1::3:4:5:6:7:8 1:2:3:4:5:6::8 1:2:3:4:5::7:8 1:2:3:4::6:7:8 1:2:3::5:6:7:8 1::2:3:4:5:6:7:8 1:2:3:4:5:6:7:8:9
1:2:3:4:5:6:7 1:::2 1::2::3 :1:2:3:4:5:6:7 12345::1 g::1 2001:db8::1/64 fe80::1 fe80::1%eth0 64:ff9b::192.0.2.1
1:2:3:4:5:6:192.0.2.1 1:2:3:4:5:6:7:192.0.2.1 64:ff9b::192.0.2.256 1::5:6:192.0.2.1 1:2:3:4:5::192.0.2.1 ::2 ::10 ::
::1 0::1 0:0:0:0:0:0:0:1 0:0:0:0:0:0:0:0 ::0001 0::0 ff02::1 FF02::1 ff::1 fff::1 1::1 10:: 0:1:: ::1:0 ::0:1
example.com 1 : a fe80:: FEBF::1 fec0::1 fe7f::1 fe8::1 169.254.1.1 169.253.1.1 ::ffff:192.0.2.1 ::FFFF:c000:201
::ffff:1 0:0:0:0:0:ffff:192.0.2.1 0:0:0:0:0:ffff:c000:201 0::ffff:192.0.2.1 0000:0:0::0:ffff:1:2 0:0:0:0:0:ffff::
0:0:0:0:0:ffff::1 0:0:0:0:ffff::1 ::ffff:1:2:3 ::ffff:0:192.0.2.1 ffff::192.0.2.1 1::ffff:192.0.2.1 ::ffff:
0:0:0:0:ffff:: 64:ff9b::ffff:1:2
"""


def test_the_schema_knows_addresses_as_check_does():
    judgements = {one: judged(SINGLE.replace("ip: 192.0.2.13", f'ip: "{one}"')) for one in ADDRESSES.split()}
    assert {one: found for one, found in judgements.items() if found[0] is not found[1]} == {}
    assert len(set(judgements.values())) == 2
