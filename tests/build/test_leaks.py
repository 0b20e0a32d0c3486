"""No file of a site holds anything of another's: in text, metadata, attachments or names.

`make endure` looks at 200 sites with all of their documents; `make test` at fewer documents.
"""

import email
import email.policy
import io
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from runbook.build.task import make, tasks_of
from runbook.inventory.packed import load_fleet
from tests.build.fleets import marked_sites, write_fleet

LONG = bool(os.environ.get("LONG"))
SITES = 200
WITH_DOCUMENTS = SITES if LONG else 1
PACKED = 20 if LONG else 1
MARK = re.compile(r"q\d{4}[a-z]{5}q")


def shown(name: str, data: bytes) -> str:
    """All that a file says to anybody, its name too, without blanks: a mark may be broken over two lines."""
    return re.sub(r"\s+", "", name + _shown(name, data))


def _shown(name: str, data: bytes) -> str:
    if name.endswith(".pdf"):
        reader = pypdf.PdfReader(io.BytesIO(data))
        pages = "".join(page.extract_text() for page in reader.pages)
        attached = "".join(shown(key, part) for key, parts in reader.attachments.items() for part in parts)
        streams = b"".join(
            found.get_data()
            for number in range(1, len(reader.xref[0]) + 1 if 0 in reader.xref else 1)
            if isinstance(found := reader.get_object(number), pypdf.generic.StreamObject)
            and found.get("/Subtype") in (None, "/XML", "/Form")
        )
        return pages + attached + f"{reader.metadata}{reader.get_fields()}" + streams.decode("latin-1")
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return "".join(f"{part} {parts.read(part).decode()}" for part in parts.namelist())
    if name.endswith(".eml"):
        mail = email.message_from_bytes(data, policy=email.policy.default)
        said = str(dict(mail.items()))
        for part in mail.walk():
            content = part.get_payload(decode=True)
            name = str(part.get_filename())
            said += name + (_shown(name, content) if isinstance(content, bytes) else "")
        return said
    return data.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def fleet(tmp_path_factory) -> tuple[Path, list[str]]:
    """The inventories and the marks, the smallest site first: its documents are looked at in any case."""
    pairs = sorted(marked_sites(SITES, seed=7), key=lambda pair: len(str(pair[1])))
    return write_fleet(tmp_path_factory.mktemp("leaks"), [site for _mark, site in pairs]), [mark for mark, _ in pairs]


def test_no_file_holds_the_mark_of_another_site(fleet):
    inventory, marks = fleet
    seen = 0
    for number, task in enumerate(
        sorted(tasks_of(load_fleet(inventory), ("en",), "A4"), key=lambda task: len(task.site.content))
    ):
        quick = tuple(wanted for wanted in task.wanted if not wanted.name.endswith(".pdf"))
        outcome = make(task if number < WITH_DOCUMENTS else replace(task, wanted=quick))
        assert outcome.error is None
        mark = task.site.id.partition("-")[0]
        for product in outcome.products:
            assert product.data is not None
            found = set(MARK.findall(shown(str(task.folder / product.name), product.data)))
            assert found == {mark}, product.name
            seen += 1
    assert seen == 3 * len(marks) + 2 * WITH_DOCUMENTS


def test_no_pack_holds_the_mark_of_another_site(fleet, tmp_path):
    from runbook.cli import runbook

    inventory, marks = fleet
    words = [word for mark in marks[:PACKED] for word in ("--site", f"{mark}-site")]
    with pytest.raises(SystemExit) as ended:
        runbook.main(["pack", str(inventory), *words, "--lang", "en", "--out", str(tmp_path), "--jobs", "2",
                      "--to", "technician", "--from", "kit@example.org"])  # fmt: skip
    assert ended.value.code == 0
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} >= {".eml", ".ics", ".pdf"}
    for file in files:
        place = file.relative_to(tmp_path)
        found = set(MARK.findall(shown(str(place), file.read_bytes())))
        assert found == {place.parts[0].partition("-")[0]}, place
