"""What is written on the pages of a form beside its fields: texts, stamps, drawings and remarks of viewers."""

from __future__ import annotations

from typing import Any

from runbook.model.finding import Args
from runbook.records.form_widgets import Widgets, clipped

NO_WRITING = frozenset({"/Widget", "/Link", "/Popup", "/PrinterMark", "/TrapNet"})
TYPED = frozenset({"/FreeText", "/Ink", "/Stamp"})  # with these, people fill in pages that are no form
_MANY = 20  # that one finding names


def has_scripts(pdf: Any) -> bool:
    """Whether the file has a script, or another form behind its own: both can change what is seen."""
    import pikepdf

    form, action = pdf.Root.get("/AcroForm") or {}, pdf.Root.get("/OpenAction")
    opens = not isinstance(action, pikepdf.Array) and action is not None and action.get("/S") == "/JavaScript"
    return opens or "/XFA" in form or "/AA" in pdf.Root or "/JavaScript" in (pdf.Root.get("/Names") or {})


def beside(annotations: list[Any], widgets: Widgets) -> Args:
    """Names what stands on a page, in one finding."""
    named = [_named(one, widgets) for one in annotations[:_MANY]]
    more = len(annotations) - len(named)
    return (("what", ", ".join(named) + (f", + {more}" if more else "")),)


def _named(annotation: Any, widgets: Widgets) -> str:
    import pikepdf

    kind = str(annotation.get("/Subtype", "/?"))[1:40]
    content = annotation.get("/Contents")
    text = clipped(widgets.string(content)) if isinstance(content, pikepdf.String) else ""
    return f"{kind} “{text}”" if text else kind
