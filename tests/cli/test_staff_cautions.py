"""`check` says of a site that nobody can be asked for an approval."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from runbook.cli import runbook

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE = EXAMPLES / "inventory.yaml"


def checked(file: Path, *words: str) -> Result:
    return CliRunner().invoke(runbook, ["check", str(file), *words], env={"LC_ALL": "C.UTF-8"})


def test_a_site_without_an_approver_is_told_where_its_staff_stands(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    paris = text[text.index("  - id: paris") : text.index("  - id: geneva")]
    assert ", approver]" in paris
    file = tmp_path / "inventory.yaml"
    file.write_text(text.replace(paris, paris.replace(", approver]", "]")), encoding="utf-8")
    found = checked(file)
    (warning,) = [line for line in found.stderr.splitlines() if "approver" in line]
    assert (found.exit_code, "sites[1].staff: warning: nobody of paris has the role approver" in warning) == (0, True)
    assert "technicians release the change and decide go or no-go themselves" in warning
    assert "à paris, personne n’a le rôle approver" in checked(file, "--lang", "fr").stderr
    done = file.read_text(encoding="utf-8").replace("id: CHG0041\n", "id: CHG0041\n        state: done\n")
    file.write_text(done, encoding="utf-8")
    assert "approver" not in checked(file, "--now", "2027-02-01T00:00").stderr


def test_a_role_that_nobody_has_is_told_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "inventory.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    alone = text.replace(
        "email: gt@example.com, roles: [technician, network]", "email: gt@example.com, roles: [technician]"
    )
    assert alone != text
    file.write_text(alone, encoding="utf-8")
    assert "has the role network" not in checked(EXAMPLE).stderr
    (warning,) = [line for line in checked(file).stderr.splitlines() if "role network" in line]
    assert "sites[3].staff: warning: nobody has the role network, which steps of CHG0043 ask for" in warning
    assert warning.endswith("give the role to whoever is to sign them, or leave them to the technicians")
    assert "donnez le rôle à qui doit les viser" in checked(file, "--lang", "fr").stderr


def test_approvers_may_be_the_houses() -> None:
    assert "approver" not in checked(EXAMPLES / "with-house" / "inventory.yaml").stderr
    assert "approver" not in checked(EXAMPLE).stderr


def test_a_language_at_one_site_and_none_at_another_is_told(tmp_path: Path) -> None:
    file = tmp_path / "inventory.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    spoken = "- {initials: CM, name: C. Martin, email: c.martin@example.com, roles: [technician], language: en}"
    other = spoken.replace(", language: en", "").replace("c.martin@", "C.Martin@")
    first, second, *rest = text.split("    staff:\n")
    for one, two, told in (
        (spoken, other, "staff[0]: warning: C. Martin has no language here, and en at "),
        (other, spoken, "staff[0]: warning: C. Martin has the language en here, and none at "),
        (spoken, spoken.replace("language: en", "language: fr"), "has the language fr here, and en at "),
    ):
        parts = (first, f"      {one.replace('CM', 'X1')}\n{second}", f"      {two.replace('CM', 'X2')}\n{rest[0]}")
        file.write_text("    staff:\n".join([*parts, *rest[1:]]), encoding="utf-8")
        assert told in checked(file).stderr
    file.write_text(
        "    staff:\n".join([first, f"      {spoken.replace('CM', 'X1')}\n{second}", *rest]), encoding="utf-8"
    )
    assert "language" not in checked(file).stderr
    assert "language" not in checked(EXAMPLES / "with-house" / "inventory.yaml").stderr


def test_initials_that_are_a_word_of_records_are_told(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert "is also a word" not in checked(EXAMPLE).stderr
    file = tmp_path / "inventory.yaml"
    file.write_text(text.replace("{initials: GT,", "{initials: GO,"), encoding="utf-8")
    (warning,) = [line for line in checked(file).stderr.splitlines() if "is also a word" in line]
    assert "staff[" in warning
    assert ".initials: warning: GO is also a word that people write into records" in warning
    assert "est aussi un mot" in checked(file, "--lang", "fr").stderr


def test_initials_of_the_house_that_are_a_word_are_told_once_and_there(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "with-house", tmp_path, dirs_exist_ok=True)
    for file in (tmp_path / "inventory.yaml", *(tmp_path / "house").rglob("*.yaml")):
        file.write_text(re.sub(r"\bTL\b", "OK", file.read_text(encoding="utf-8")), encoding="utf-8")
    found = checked(tmp_path / "inventory.yaml")
    (warning,) = [line for line in found.stderr.splitlines() if "is also a word" in line]
    assert found.exit_code == 0
    assert warning.startswith(f"{tmp_path / 'house' / 'house.yaml'}:")
    assert ".OK: warning: OK is also a word that people write into records" in warning
