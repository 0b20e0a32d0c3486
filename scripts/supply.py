"""What the kit is made of: without an option, writes docs/dependencies.md.

Everything is read from what is installed, so run it where the kit is.

Exit statuses of --audit:
  0  every locked package was looked up, and nothing is known against any
  1  vulnerabilities are known
  3  undetermined: not every package was looked up; the last line begins with SKIPPED and says why
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from runbook.cli.exit_status import Status

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "dependencies.md"
LOCK = ROOT / "requirements-dask.lock"  # all that a kit may consist of
WHY = {
    "babel": "dates, durations, numbers and plurals of each language (CLDR); reads the catalogues",
    "click": "the command line",
    "email-validator": "unusual mail addresses of an inventory, without asking the DNS",
    "fonttools": "which glyphs a font has: values that it lacks are reported before a page is set",
    "icalendar": "reads calendars of earlier packs, and checks those that are written",
    "idna": "mail addresses with letters beyond ASCII, in the form that mail servers accept",
    "jinja2": "documents to HTML, every value escaped",
    "markdown-it-py": "the procedures' Markdown, without HTML and links",
    "markupsafe": "marks HTML that is already escaped; imported by name",
    "msgspec": "JSON of plans and records, fast enough for ten thousand records",
    "pikepdf": "reads filled-in forms, prints from masters, finishes archived copies (qpdf inside)",
    "pydyf": "the library WeasyPrint writes PDF with: the kit finishes forms and tags with it; imported by name",
    "pyyaml": "inventories and procedures, with libyaml",
    "qrcode": "QR codes",
    "tzdata": "time zones, the same on every machine",
    "weasyprint": "sets the pages, tagged for PDF/UA",
    "xlsxwriter": "writes the blank record for Excel",
    "distributed": "the extra `dask`: rendering on many machines",
}  # fmt: skip


def main() -> int:
    """Write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sbom", type=Path, metavar="FILE", help="write a CycloneDX list there instead")
    parser.add_argument("--audit", action="store_true", help="ask the Python advisory database about what is locked")
    asked = parser.parse_args()
    if asked.audit:
        return audit()
    if asked.sbom:
        asked.sbom.write_text(sbom(), encoding="utf-8")
    else:
        PAGE.write_text(page(), encoding="utf-8")
    return 0


def direct(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    texts = [*project["dependencies"], *(text for extra in extras for text in project["optional-dependencies"][extra])]
    return [Requirement(text) for text in texts]


def needed(requirements: list[Requirement]) -> dict[str, Distribution]:
    """What is installed for these, and for what they need in turn, by name."""
    found: dict[str, Distribution] = {}
    left = [(requirement, "") for requirement in requirements]
    while left:
        requirement, extra = left.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        try:
            known = distribution(name)
        except PackageNotFoundError:
            continue
        inner = [Requirement(text) for text in known.requires or ()]
        if name not in found:
            left += [(each, "") for each in inner]
        left += [
            (each, more) for more in requirement.extras for each in inner if each.marker and more in str(each.marker)
        ]
        found[name] = known
    return dict(sorted(found.items()))


def licence(known: Distribution) -> str:
    """What a package says its licence is: an SPDX expression, else a classifier, else its own words."""
    meta = dict(known.metadata.items())  # type: ignore[attr-defined]  # a message, in typeshed a protocol
    expression = meta.get("License-Expression")
    classifiers = known.metadata.get_all("Classifier") or []
    classified = [c.split(" :: ")[-1] for c in classifiers if c.startswith("License ::")]
    said = (meta.get("License") or "").strip().splitlines()
    return str(
        expression or ", ".join(c for c in classified if c != "OSI Approved") or (said[0] if said else "unknown")
    )


def page() -> str:
    """docs/dependencies.md; without versions, so that it does not change with every lock."""
    runtime, whole = direct(), direct("dask")
    own = {canonicalize_name(r.name): r for r in whole}
    rows = [f"| {name} | `{r.specifier}` | {WHY[name]} | {_licence(name)} |" for name, r in sorted(own.items())]
    always, all_ = needed(runtime).keys(), needed(whole).keys()
    rest = [f"| {name} | {', '.join(_wanting(name, runtime))} | {_licence(name)} |" for name in always - own.keys()]
    more = [
        f"| {name} | {', '.join(other for other in all_ if name in _asked(other))} | {_licence(name)} |"
        for name in all_ - always - own.keys()
    ]
    return PAGE_TEXT.format(rows="\n".join(rows), rest="\n".join(sorted(rest)), more="\n".join(sorted(more)))


def _licence(name: str) -> str:
    try:
        return licence(distribution(name))
    except PackageNotFoundError:
        return "–"


def _wanting(name: str, runtime: list[Requirement]) -> list[str]:
    """Which of the direct dependencies bring `name` along."""
    return sorted(canonicalize_name(r.name) for r in runtime if name in needed([r]))


def _asked(name: str) -> list[str]:
    """What a package itself asks for, of what is installed for it."""
    inner = needed([Requirement(name)])
    asked = {canonicalize_name(Requirement(text).name) for text in inner[name].requires or ()}
    return sorted(asked & inner.keys() - {name})


def sbom() -> str:
    """A CycloneDX 1.6 list of what an installed kit consists of, without a time or a number that would differ.

    What the extra alone brings along is optional in it; where the extra is not installed it is not there.
    """
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentScope, ComponentType
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion
    from packageurl import PackageURL

    licences = LicenseFactory()
    always, whole = needed(direct()), needed(direct("dask"))

    def component(known: Distribution, kind: ComponentType = ComponentType.LIBRARY) -> Component:
        name, version = canonicalize_name(known.metadata["Name"]), known.version
        return Component(
            name=name, version=version, type=kind, bom_ref=f"{name}@{version}",
            purl=PackageURL("pypi", None, name, version),
            scope=ComponentScope.OPTIONAL if name in whole.keys() - always.keys() else None,
            licenses=[licences.make_from_string(licence(known))],
        )  # fmt: skip

    kit = component(distribution("runbook-kit"), ComponentType.APPLICATION)
    parts = {name: component(known) for name, known in whole.items()}
    bom = Bom(components=parts.values())
    bom.metadata.component = kit
    bom.register_dependency(kit, [parts[name] for r in direct("dask") if (name := canonicalize_name(r.name)) in parts])
    for needing, part in parts.items():
        bom.register_dependency(part, [parts[each] for each in _asked(needing)])
    listed = json.loads(make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string())
    del listed["serialNumber"], listed["metadata"]["timestamp"]
    return json.dumps(listed, indent=1, sort_keys=True) + "\n"


def audit() -> int:
    """Ask the advisory database about what is locked, the extra too. What was not looked up is told last: no pass."""
    program = [sys.executable, "-m", "pip_audit", "--disable-pip", "--requirement", str(LOCK)]
    run = subprocess.run([*program, "--format", "json", "--progress-spinner", "off"], capture_output=True, text=True)
    try:
        packages = json.loads(run.stdout)["dependencies"]
    except ValueError:
        return _skipped(f"the database cannot be asked: {(run.stderr.strip() or 'no word').splitlines()[-1]}")
    found = [(each, known) for each in packages for known in each.get("vulns", ())]
    for each, known in found:
        mended = ", ".join(known["fix_versions"]) or "no version"
        print(f"{each['name']} {each['version']}: {known['id']}, mended in {mended}")
    missed = [each["name"] for each in packages if "skip_reason" in each]
    print(f"{len(packages) - len(missed)} packages looked up, known vulnerabilities: {len(found)}")
    if missed:
        unknown = ", ".join(missed) if len(missed) < len(packages) else f"any of the {len(packages)} packages"
        skipped = _skipped(f"the database does not know {unknown}")
    return Status.FAIL if found else skipped if missed else Status.DONE


def _skipped(why: str) -> int:
    """Say so where nobody misses it: behind all else, on a line of its own."""
    sys.stdout.flush()
    print(f"\nSKIPPED: known vulnerabilities were not looked for: {why}", file=sys.stderr)
    return Status.UNDETERMINED


PAGE_TEXT = """\
# What the kit depends on

Written by `python scripts/supply.py`. What is not needed cannot break: each dependency is listed with its reason.

## Asked for by the kit

| package | versions | why | licence |
|---|---|---|---|
{rows}

## Brought along by these

| package | by | licence |
|---|---|---|
{rest}

## Brought along by the extra `dask` alone

| package | by | licence |
|---|---|---|
{more}

Nothing here is under a licence that would restrict what is printed, or that forbids use in an organisation. Fonts are
in `templates/fonts/` with their licences. System libraries (Pango, HarfBuzz, fontconfig) are named by `runbook doctor`.

- `requirements.lock` has what the kit is tested with, by version and hash; `requirements-dask.lock` has the extra too.
- `make sbom` writes `sbom.json` (CycloneDX 1.6) of an installed kit; what the extra alone brings along is optional.
- `make audit` asks the Python advisory database about every locked package. What could not be looked up is listed in a
  last line that begins with SKIPPED; the status of `scripts/supply.py --audit` is then 3 (undetermined), not a pass.
"""

if __name__ == "__main__":
    sys.exit(main())
