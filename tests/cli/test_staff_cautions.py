"""`check` says of a site that nobody can be asked for an approval."""

from __future__ import annotations

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


def test_approvers_may_be_the_houses() -> None:
    assert "approver" not in checked(EXAMPLES / "with-house" / "inventory.yaml").stderr
    assert "approver" not in checked(EXAMPLE).stderr
