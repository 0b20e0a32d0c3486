"""Signs that somebody typed out: faces, and boxes, the one that is meant ticked: `☑ GO ☐ NO-GO`, `[ ] yes [x] no`,
`fait ☒ n/a ☐`.

The page reads answers in the same way (`engine_boxes.js`).
"""

from __future__ import annotations

import re

SHORTEST, LONGEST = 5, 60
_TICKED, _EMPTY = r"[☑☒✅✔✓]|\[ ?[x✓✔v] ?\]|\( ?[x✓✔v] ?\)", r"[☐□▢]|\[ ?\]|\( ?\)"
_BOX = re.compile(rf"(?P<ticked>{_TICKED})|(?:{_EMPTY})", re.IGNORECASE)
_AROUND = " ,;/|\t\ufe0f"
_SAD = re.compile(r"(?<!\S)[:;=]['’]?-?[(\[/\\|](?!\S)")


def ticked_in(text: str) -> str:
    """What stands beside the only box that is ticked, of several that all have something beside them, each before it or
    each behind it; the text itself where it is no such row."""
    if not SHORTEST <= len(text) <= LONGEST or text.isalnum() or len(boxes := list(_BOX.finditer(text))) < 2:
        return text
    ends = [0, *(end for box in boxes for end in box.span()), len(text)]
    between = [text[start:end].strip(_AROUND) for start, end in zip(ends[::2], ends[1::2], strict=True)]
    labels = between[1:] if not between[0] else between[:-1] if not between[-1] else []
    ticked = [label for box, label in zip(boxes, labels, strict=False) if box["ticked"]]
    return ticked[0] if len(ticked) == 1 and all(labels) and len(labels) == len(boxes) else text


def with_faces(text: str) -> str:
    """A text in which `:(` is ☹, and no colon with a bracket: beside an answer, it takes something back."""
    return text if text.isalnum() else _SAD.sub("☹", text)
