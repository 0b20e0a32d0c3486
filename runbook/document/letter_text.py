"""The mail of a pack as plain text."""

from __future__ import annotations

from textwrap import wrap

from runbook.document.letter import Letter

COLUMNS = 72


def as_text(one: Letter) -> str:
    """The letter as plain text, lines of COLUMNS at most where the words allow it."""

    def pair(name: str, value: str) -> str:
        return one.pair.format(name=name, value=value)

    blocks = [one.title.upper(), _wrapped(one.opening), _wrapped(one.corrects)]
    if one.changed:
        blocks.append("\n".join((one.changed_title.upper(), *(_wrapped(pair(*each), "- ") for each in one.changed))))
    blocks.append("\n".join(pair(*fact) for fact in one.facts))
    if one.windows:
        blocks.append(one.windows_title.upper())
        blocks += ["\n".join((pair(w.title, w.times), *(_wrapped(said, "  ") for said in w.said))) for w in one.windows]
    if one.cautions:
        blocks.append("\n".join((one.caution_title.upper(), *(_wrapped(text, "! ") for text in one.cautions))))
    blocks.append(_wrapped(one.figures_note))
    for title, rows in ((one.left_out_title, one.left_out), (one.calls_title, one.calls)):
        if rows:
            blocks.append("\n".join((title.upper(), *(_wrapped(pair(*each), "- ") for each in rows))))
    if one.enclosed:
        blocks.append("\n".join((one.enclosed_title.upper(), *(f"- {pair(*each)}" for each in one.enclosed))))
    blocks.append(_wrapped(one.asked))
    blocks.append(_wrapped(one.marking))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _wrapped(text: str, lead: str = "") -> str:
    indent = " " * len(lead)
    lines = wrap(text, COLUMNS, break_long_words=False, break_on_hyphens=False, initial_indent=lead,
                 subsequent_indent=indent)  # fmt: skip
    return "\n".join(lines)
