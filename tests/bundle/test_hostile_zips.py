"""ZIPs that are no bundles: refused with a reason, in little time and memory, and nothing is written elsewhere."""

from __future__ import annotations

import io
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runbook.bundle import unpack as unpacking
from runbook.bundle.check_bundle import check_bundle
from runbook.bundle.unpack import unpack
from runbook.bundle.zip_bytes import zip_bytes
from runbook.errors import RunbookError
from tests.bundle.changes import run
from tests.measure import PEAK


def packed(*members: tuple[zipfile.ZipInfo | str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def overlapping() -> bytes:
    """Two names for the same bytes of the file."""
    data = bytearray(packed(("a/b/one", b"x" * 100), ("a/b/two", b"x" * 100)))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(packed(("a/b/c", b"x")))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def hidden(place: int) -> bytes:
    """A whole file before another, or behind it, that the directory of the ZIP does not name."""
    name, kept, data = "a/b/hidden", b"x" * 100, packed(("a/b/kept", b"y" * 100))
    local = packed((name, kept))[: 30 + len(name) + len(kept)]
    directory = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    moved = bytearray(data[directory:])
    moved[42:46] = struct.pack("<I", len(local) if place == 0 else 0)
    moved[end - directory + 16 : end - directory + 20] = struct.pack("<I", directory + len(local))
    return (local + data[:directory] if place == 0 else data[:directory] + local) + bytes(moved)


def remark(*, on_all: bool) -> bytes:
    """A text in a place that programs do not show."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("a/b/c")
        info.comment = b"" if on_all else b"remark"
        archive.writestr(info, b"x")
        archive.comment = b"remark" if on_all else b""
    return stream.getvalue()


def written_over(at: int, value: bytes, data: bytes = b"", start: bytes = b"PK\x03\x04") -> bytes:
    """A ZIP in which what stands before its file, or its entry in the directory, says something else."""
    content = bytearray(data or packed(("a/b/c", b"x" * 99)))
    place = content.find(start) + at
    content[place : place + len(value)] = value
    return bytes(content)


def noted(kind: int, content: bytes) -> bytes:
    """A ZIP in which something follows the name of its file."""
    info = zipfile.ZipInfo("a/b/c")
    info.extra = struct.pack("<HH", kind, len(content)) + content
    return packed((info, b"x"))


OTHER_NAME = b"\x01" + struct.pack("<I", zlib.crc32(b"a/b/c")) + b"a/b/d"  # for programs that know of it
DAMAGED = "is not a ZIP file, or is damaged: name the ZIP that `runbook bundle` wrote; or get it again from where it is"
TWICE = pytest.mark.filterwarnings("ignore:Duplicate name")
HOSTILE = {
    "up": (packed(("../up", b"x")), "leads to another folder"),
    "up-inside": (packed(("a/../../up", b"x")), "leads to another folder"),
    "absolute": (packed(("/etc/up", b"x")), "leads to another folder"),
    "backslashes": (packed(("a\\..\\up", b"x")), "is not a file name"),
    "drive": (packed(("c:/up", b"x")), "is not a file name"),
    "control": (packed(("a/\x1b[2J", b"x")), "is not a file name"),
    "long": (packed(("a/" + "n" * 4000, b"x")), "is not a file name"),
    "deep": (packed(("a/" * 30 + "b", b"x")), "is not a file name"),
    "link": (packed((link("a/b/link"), b"/etc/passwd")), "is a link or a device"),
    "alike": (packed(("a/b/C", b"x"), ("a/B/c", b"y")), "is in it twice"),
    "file-and-folder": (packed(("a", b"x"), ("a/b", b"y")), "is in it twice"),
    "password": (encrypted(), "has a password"),
    "other-packing": (
        packed(("a/b/c", b"x" * 99), packing=zipfile.ZIP_LZMA),
        "is compressed in a way that bundles never are",
    ),
    "overlapping": (overlapping(), "files in it overlap"),
    "something-before": (b"MZ" + packed(("a/b/c", b"x")), DAMAGED),
    "something-behind": (packed(("a/b/c", b"x")) + b"more", DAMAGED),
    "hidden-before": (hidden(0), "it contains something besides its files"),
    "hidden-behind": (hidden(1), "it contains something besides its files"),
    "remark": (remark(on_all=True), "it contains something besides its files"),
    "remark-on-a-file": (remark(on_all=False), "it contains something besides its files"),
    "folder-with-content": (packed(("a/b/c", b"x"), ("a/d/", b"y")), "it contains something besides its files"),
    "locally-packed": (written_over(8, b"\x08\x00"), DAMAGED),
    "locally-shorter": (written_over(18, b"\x01"), DAMAGED),
    "locally-of-another-size": (written_over(22, b"\x01"), DAMAGED),
    "locally-another-content": (written_over(14, b"\x01\x02\x03\x04"), DAMAGED),
    "locally-with-a-password": (written_over(6, b"\x01"), DAMAGED),
    "locally-of-unknown-size": (written_over(6, b"\x08"), DAMAGED),
    "another-name-beside-it": (noted(0x7075, OTHER_NAME), DAMAGED),
    "a-text-behind-the-name": (noted(0x4242, b"h" * 60_000), "it contains something besides its files"),
    "cut": (packed(("a/b/c", b"x" * 5000))[:3000], DAMAGED),
    "no-zip": (b"%PDF-1.7", DAMAGED),
    "empty-file": (b"", DAMAGED),
    "no-manifest": (packed(("a/b/c", b"x")), "it has no manifest.json"),
    "manifest-damaged": (zip_bytes({"manifest.json": b"{}"}).replace(b"{}", b"[]"), "its manifest.json cannot be read"),
    "manifest-of-nothing": (packed(("manifest.json", b"[" * 100_000)), "its manifest.json cannot be read"),
    "another-format": (
        packed(("manifest.json", b'{"format":"x/9","kit":"1","as_of":null,"changes":[],"files":[]}')),
        "is not a bundle that this version of the kit knows",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_its_reason(name, tmp_path):
    content, reason = HOSTILE[name]
    file, folder = tmp_path / "in" / "x.zip", tmp_path / "in" / "folder"
    folder.mkdir(parents=True)
    file.write_bytes(content)
    if "manifest" in name or name == "another-format":
        with pytest.raises(RunbookError) as error:
            check_bundle(file, datetime(2027, 1, 1, tzinfo=UTC))
    else:
        with pytest.raises(RunbookError) as error:
            unpack(file, folder)
    assert reason in str(error.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
    assert not (tmp_path / "in" / "up").exists()


def test_what_another_program_packed_from_start_to_end_is_read(tmp_path):
    """Written to where nobody can go back: the sizes follow each file."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data):
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("a")
        archive.writestr("a/b/c", b"x" * 100)
        archive.writestr("a/b/d", b"y" * 100)
    (tmp_path / "x.zip").write_bytes(bytes(pipe.written))
    assert [(one.name, one.size) for one in unpack(tmp_path / "x.zip", tmp_path / "folder").values()] == [
        ("a/b/c", 100),
        ("a/b/d", 100),
    ]


@TWICE
def test_a_name_twice_is_refused(tmp_path):
    (tmp_path / "x.zip").write_bytes(packed(("a/b/c", b"x"), ("a/b/c", b"y")))
    with pytest.raises(RunbookError, match="is in it twice"):
        unpack(tmp_path / "x.zip", tmp_path)


def test_the_command_says_so_with_status_2(tmp_path):
    (tmp_path / "x.zip").write_bytes(HOSTILE["up"][0])
    done = run("bundle", "--check", "x.zip", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "x.zip is refused: “../up” leads to another folder" in done.stderr
    assert run("bundle", "--check", "none.zip", cwd=tmp_path).returncode == 2


def test_what_unpacks_to_more_than_it_says_is_stopped(tmp_path, monkeypatch):
    """A member that says that it holds a byte and holds a megabyte."""
    monkeypatch.setattr(unpacking, "LARGEST", 10_000)
    data = bytearray(packed(("a/b/c", bytes(2**20)), packing=zipfile.ZIP_DEFLATED))
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(RunbookError, match="more than a bundle can need"):
        unpack(tmp_path / "x.zip", tmp_path / "folder")


@pytest.mark.long
def test_a_bomb_takes_neither_memory_nor_time(tmp_path: Path):
    """Sixteen members of 64 MB of nothing each: a gigabyte in a megabyte."""
    members = [(f"a/b/{number}", bytes(64 * 2**20)) for number in range(16)]
    (tmp_path / "bomb.zip").write_bytes(packed(*members, packing=zipfile.ZIP_DEFLATED))
    program = (
        "import sys\nfrom pathlib import Path\nfrom runbook.bundle.unpack import unpack\n"
        "from runbook.errors import RunbookError\n"
        "try:\n    unpack(Path(sys.argv[1]), Path(sys.argv[2]))\nexcept RunbookError as error:\n    print(error)\n"
        f"print({PEAK})"
    )
    words = [sys.executable, "-c", program, str(tmp_path / "bomb.zip"), str(tmp_path / "to")]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    told, peak = done.stdout.splitlines()
    assert "more than a bundle can need" in told
    assert float(peak) < 120
    assert not list((tmp_path).glob("to/**/*")), "what it says of itself is enough to refuse it"


def test_more_files_than_a_bundle_can_need(tmp_path):
    (tmp_path / "x.zip").write_bytes(packed(*((f"a/b/{number}", b"") for number in range(unpacking.MOST + 1))))
    with pytest.raises(RunbookError, match="more than a bundle can need"):
        unpack(tmp_path / "x.zip", tmp_path / "to")
