"""Spreadsheets with a password, and those of the old kind: what their bytes say of themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runbook.i18n import N_

if TYPE_CHECKING:
    import zipfile

OLD = b"\xd0\xcf\x11\xe0"  # how a file begins that has files of its own: .xls, and XLSX with a password
PASSWORD = N_("this spreadsheet has a password")
OPEN_IT = N_("open it, save it as XLSX or ODS without a password, and name that file")  # the remedy
OLD_KIND = N_("this spreadsheet is in the old format (.xls)")
_ENCRYPTED, _BOOK = (name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook"))
_MANIFEST, _PACKAGE = "META-INF/manifest.xml", "encrypted-package"


def why_not(content: bytes) -> str:
    """What is said of a file that begins with `OLD`."""
    return PASSWORD if _ENCRYPTED in content else OLD_KIND


def is_old_book(content: bytes) -> bool:
    """Whether such a file is a spreadsheet, or has a password and may be one."""
    return _ENCRYPTED in content or _BOOK in content


def has_password(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is an ODS with a password: its members one by one, or all of them in a single one."""
    names = archive.namelist()
    return _PACKAGE in names or (_MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST))
