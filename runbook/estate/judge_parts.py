"""What each process that judges records needs first: modules, and the words that people fill in, in every language.

It is made once, by the process that all of them are forked from.
"""

from __future__ import annotations

import gc
from contextlib import suppress


def _make() -> None:
    import runbook.estate.judged
    import runbook.estate.survey
    import runbook.records.from_json  # noqa: F401
    from runbook.records.column_heads import answers_by_word, columns_by_head, go_by_word, states_by_word

    for words in (answers_by_word, columns_by_head, go_by_word, states_by_word):
        words()


with suppress(Exception):  # the first record that needs it says what is wrong
    _make()
gc.collect()
gc.freeze()  # all of it stays: no worker looks through it again
