"""docs/findings.md, written from the table of codes: `python -m runbook.report.findings_page > docs/findings.md`."""

from __future__ import annotations

import sys
from itertools import groupby

from runbook.verify.codes import CODES, FAMILIES

_HEAD = """# Findings

Written from the table of codes in `runbook/verify/codes.py`; a test keeps it current. Codes never change their meaning.

An **error** is something proved wrong: the verdict is fail. A **warning** cannot be decided from what was written
down, or breaks a rule that is only the kit's own: the verdict is undetermined. A **note** is worth knowing, and changes
no verdict. One finding is one cause: what follows from it is not reported again. Names in braces are filled in when the
finding is shown.

Codes that the checklist in the browser also decides, before an entry counts, are marked **in the browser**: there the
same record gives the same codes at the same steps. Everything else is left to `verify`; where that says TIM016 of the
times of the plan, it leaves out what follows from them, and the page, which does not compare them with the plan, may
say TIM009 or TIM010.
"""


def code_page() -> str:
    """The page, as Markdown."""
    parts = [_HEAD]
    for family, codes in groupby(CODES.values(), key=lambda code: code.family):
        parts.append(f"\n## {family} · {FAMILIES[family]}\n")
        for code in codes:
            where = " · in the browser" if code.page else ""
            parts.append(
                f"\n### {code.code} {code.title}\n\n*{code.severity}*{where} · {code.message}\n\n{code.remedy}\n"
            )
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(code_page())
