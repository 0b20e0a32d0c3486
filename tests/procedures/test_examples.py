"""Files of tests/examples/procedures/ are the tests: dropping one in adds one; changed.py says what is in them.

What a file of good/ makes of the kit's procedures is accepted, and makes plans. In what one of bad/ makes of them, a
comment `# error: part of the message` marks the line of each problem; `# error@7:` marks line 7 from anywhere in the
file. No other problem may be found.
"""

from collections import Counter
from pathlib import Path

import pytest

from runbook.cli.error_output import error_text
from runbook.errors import InputError
from runbook.i18n import Language
from runbook.planning.trial import try_out
from runbook.procedures.load import read_procedures
from tests.procedures.changed import changed_copy, examples, marks

pytestmark = pytest.mark.sampled(12)

ENGLISH = Language(tag="en")


@pytest.mark.long
@pytest.mark.parametrize("example", examples("good"), ids=lambda file: file.stem)
def test_nothing_is_wrong_with_the_files_of_good_procedures(example: Path, tmp_path: Path) -> None:
    assert read_procedures(changed_copy(example, tmp_path))[1] == ()


@pytest.mark.long
@pytest.mark.parametrize("example", examples("good"), ids=lambda file: file.stem)
def test_good_procedures_are_accepted(example: Path, tmp_path: Path) -> None:
    """With a plan of every kind of change, which `runbook procedures check` makes of the kit's own each time."""
    assert try_out(changed_copy(example, tmp_path)).files


@pytest.mark.sampled(168)
@pytest.mark.parametrize("example", examples("bad"), ids=lambda file: file.stem)
def test_bad_procedures_are_refused_with_every_problem_in_its_line(example: Path, tmp_path: Path) -> None:
    folder = changed_copy(example, tmp_path)
    wanted = marks(example, folder)
    assert wanted, "an example of bad/ marks what is wrong"
    with pytest.raises(InputError) as caught:
        try_out(folder)
    problems = caught.value.problems
    told = [(str(Path(p.file).relative_to(folder)), p.line, error_text(InputError((p,)), ENGLISH)) for p in problems]
    every = "\n".join(text for _file, _line, text in told)
    unmet = [w for w in wanted if not any(w[:2] == (file, line) and w[2] in text for file, line, text in told)]
    assert unmet == [], every
    assert Counter((file, line) for file, line, _ in told) == Counter((file, line) for file, line, _ in wanted), every
    assert all(text.isprintable() for _file, _line, text in told)
    assert all(problem.remedy for problem in problems)


def test_there_are_enough_of_them() -> None:
    assert len(examples("bad")) >= 60
