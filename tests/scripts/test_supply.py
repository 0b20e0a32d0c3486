import json

from packaging.utils import canonicalize_name

from scripts import supply


def test_each_dependency_says_why():
    asked = {canonicalize_name(requirement.name) for requirement in supply.direct("dask")}
    assert asked == supply.WHY.keys()


def test_the_page_is_current():
    assert supply.PAGE.read_text(encoding="utf-8") == supply.page(), "run: python scripts/supply.py"


def test_no_licence_is_unknown():
    assert [name for name, known in supply.needed(supply.direct()).items() if supply.licence(known) == "unknown"] == []


def test_the_sbom_lists_all_and_is_the_same_each_time():
    text = supply.sbom()
    assert text == supply.sbom()
    listed = {component["name"] for component in json.loads(text)["components"]}
    assert listed == supply.needed(supply.direct()).keys()
