"""`runbook procedures`: check tells what is wrong with a folder, show where a part is used."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from runbook.house.anchors import phases_of
from runbook.planning.trial import try_out
from runbook.procedures.checks.texts import check_translations
from runbook.procedures.load import load_procedures, read_procedures
from tests.house.folders import written

pytestmark = pytest.mark.sampled(4)

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "templates" / "procedures"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runbook", "procedures", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_nothing_is_wrong_with_the_kits_own_procedures():
    """Files, names, conditions, paths, rules, texts, translations; their plans are those of other tests."""
    draft, problems = read_procedures(OWN)
    assert (problems, [fault.problem() for fault in check_translations(draft)]) == ((), [])


@pytest.mark.long
def test_the_kits_own_procedures_make_plans_of_all_sites_and_are_counted():
    done = run("check", "--lang", "en", "--quiet")  # a slow machine would show how far it is
    assert (done.returncode, done.stderr) == (0, "")
    counts = r"templates/procedures: no problems\. Steps: [0-9]{3}, rules: [0-9]{3}, paths: 9\.\n"
    assert re.fullmatch(counts, done.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = Path(shutil.copytree(OWN, tmp_path / "ours"))
    never = copy / "never.yaml"
    right, wrong = "when: [wait-24h, software-in-hop, software-later]", "when: [wait24h]\n  wehn: [pair]"
    never.write_text(never.read_text().replace(right, wrong))
    return copy


@pytest.mark.long
def test_problems_are_a_line_each_on_stderr(folder: Path):
    done = run("check", "--lang", "en", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{folder}/never.yaml:19: N3.when[0]: there is no condition wait24h, write wait-24h if you mean it",
        f"{folder}/never.yaml:20: N3.wehn: there is no key wehn here, write when if you mean it, or remove it",
    ]


@pytest.mark.long
def test_problems_are_told_in_french(folder: Path):
    (first, _second) = run("check", "--lang", "fr", folder).stderr.splitlines()
    assert first.endswith(
        "/never.yaml:19: N3.when[0]: la condition wait24h n’existe pas, "
        "écrivez wait-24h si c’est ce que vous voulez dire"
    )


@pytest.mark.long
def test_texts_without_a_translation_are_those_of_the_kits_own_folder_alone(tmp_path: Path, monkeypatch):
    """Of another folder they are none; its plans are those of other tests."""
    copy = Path(shutil.copytree(OWN, tmp_path / "ours"))
    never = copy / "never.yaml"
    never.write_text(never.read_text().replace("Never upgrade a node that", "Do not upgrade a node that"))
    monkeypatch.setattr("runbook.planning.trial.failing_paths", lambda _procedures: ())
    assert try_out(copy).files
    kit = tmp_path / "kit"
    for name in ("runbook", "templates", "locales"):
        shutil.copytree(ROOT / name, kit / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", kit)
    shutil.copy(never, kit / "templates" / "procedures" / "never.yaml")
    command = [sys.executable, "-m", "runbook", "procedures", "check", "--lang", "en"]
    done = subprocess.run(command, cwd=kit, capture_output=True, text=True, check=False)
    assert done.stderr == (
        "templates/procedures/never.yaml:53: N8.text: this text has no translation: fr, run `make messages`, "
        "and translate it in locales/fr/LC_MESSAGES/runbook.po\n"
    )


@pytest.mark.parametrize("name", ["check", "show"])
def test_help_is_in_the_users_language(name: str):
    done = subprocess.run(
        [sys.executable, "-m", "runbook", "procedures", name, "--help"],
        cwd=ROOT,
        env={"LC_ALL": "fr_FR.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert {"check": "Vérifie des procédures", "show": "Montre un élément des procédures"}[name] in done.stdout
    assert "Langue des messages" in done.stdout


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "prep-msi",
            [
                "step prep-msi",
                "  templates/procedures/steps/preparation.yaml:",
                "  event prep.msi · done once for the change · 30 to 120 minutes",
                "  may be signed by: technician, desktop",
                "    old_msi, of type text: Old MSI kept at",
                "    extractable-msi: the site has extractable MSI installers",
                "    not automatic: the appliance gets its packages itself",
                "in the block preparation  templates/procedures/blocks.yaml:",
                "    C04        New MSI installers are pushed before the appliance is upgraded.",
                "    C04   71, 282, 415",
                "      en     Push the new MSI installers",
                "      fr     Déployez les nouveaux installateurs MSI",
                "    notes[2].text  when: several-hops  sources: C05, P07",
            ],
        ),
        ("failover.establish", ["event failover.establish", "  step failover-establish-a  ", "at: B ", "F08 "]),
        (
            "F07",
            [
                "rule F07",
                "  kind: adjacent  hop: same",
                "  first: update.base",
                "  steps: backup.between",
                "    failover-synchronous-{method}  ",
                "  Synchronous upgrade of a failover pair",
                "      fr     Entre ",
            ],
        ),
        (
            "atlas-failover-dns",
            [
                "path atlas-failover-{switch}",
                "    cluster-pair: a cluster with two masters in failover is upgraded",
                "  clients: Let the clients catch up  each: hop  when: software-in-hop  unless: remove-clients",
                "    step: node-close-pair  at: first-half",
                "    AF3        Nothing is installed before it is distributed to the cluster.",
                "    AF1   487",
                "    reasons[0]",
            ],
        ),
        (
            "snapshot-taken",
            [
                "night snapshot-taken",
                "  The snapshot is taken in window {before} ",
                "  first: snapshot-take\n  then: packages",
                "    single-{method}  ",
                "    B35   https://",
                "      fr     L’instantané est pris dans la fenêtre {before} ",
            ],
        ),
        (
            "people.tell-gate",
            [
                "  What is better done in one night\n    hold-point-announced\n               first  templates/",
                "procedures/nights.yaml:",
            ],
        ),
        ("window", ["place window", "  where the work", "    single-{method} ", "each: hop  window: first"]),
        ("packages", ["place packages", "  every step that", "    update.software  hw-software ", "migration.yaml:"]),
        ("save", ["phase save", "    single-{method} ", "save: Record and save "]),
        ("migration", ["path migrate-{forms}-{method}"]),
        ("verify-aside", ["block verify-aside", "    use: verify  at: it", "at: B  ", "failover-synchronous.yaml:"]),
    ],
)
def test_a_part_is_shown_with_its_use(name: str, shown: list[str]):
    done = run("show", "--lang", "en", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in shown if line not in done.stdout] == [], done.stdout


@pytest.mark.long
def test_a_part_is_shown_in_french():
    done = run("show", "--lang", "fr", "prep-msi")
    for line in ("étape prep-msi", "  Déployez les nouveaux installateurs MSI", "  Où elle est utilisée", "Règles"):
        assert line in done.stdout
    assert "extractable-msi\u00a0: le site a des installateurs MSI extractibles" in done.stdout


@pytest.mark.long
def test_an_unknown_name_is_told_with_the_nearest():
    done = run("show", "--lang", "en", "verify-consol")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("nothing in the procedures is called verify-consol; did you mean verify-console?\n")
    assert "`runbook procedures show` lists all names" in run("show", "--lang", "en", "qqqqqqqq").stderr


def test_without_a_name_all_that_can_be_named_is_listed(tmp_path: Path):
    done = run("show", "--lang", "en", "--house", written(tmp_path / "h"))
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines()]
    kit = load_procedures()
    missing = [
        name
        for name in (*kit.steps, *kit.rules, *kit.nights, *phases_of(kit), "house.off", "window", "packages")
        if all(name not in row for row in rows)
    ]
    assert missing == []
    assert ["update.software", "update-software", "Install", "the", "BeyondTrust", "package"] in rows
    assert next(row[1] for row in rows if row[:1] == ["G1"]) == "kit"


@pytest.mark.long
def test_nothing_is_shown_of_procedures_with_problems(folder: Path):
    done = run("show", "N3", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "wait24h" in done.stderr


@pytest.mark.parametrize("command", [["check"], ["show", "noc-called"]])
def test_a_house_in_the_place_of_procedures_is_told_in_one_line(command) -> None:
    done = run(*command, "examples/with-house/house", "--lang", "en")
    (line,) = done.stderr.splitlines()
    assert (done.returncode, line.endswith("write --house examples/with-house/house")) == (2, True)


@pytest.mark.parametrize("words", [("check",), ("show", "hold-point")])
def test_a_folder_that_is_not_there_is_called_that(words):
    done = run(*words, "procedurse", "--lang", "en")
    told = "procedurse: there is no such folder, check its name; without one, the kit's own are meant\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)
