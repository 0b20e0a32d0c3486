"""The vendor's pages that a plan speaks of, with their QR codes."""

from __future__ import annotations

from runbook.document.parts import LinkView
from runbook.document.qr import png
from runbook.document.visible_text import visible
from runbook.i18n import Language
from runbook.model.plan import Plan


class Links:
    """Views of a plan's links; `images` holds the codes, by the key that the view names."""

    def __init__(self, plan: Plan, language: Language) -> None:
        views = {}
        images = {}
        for index, link in enumerate(plan.links, 1):
            key = f"link-{index}"
            views[link.id] = LinkView(
                title=language.text(link.title), url=visible(link.url), image=key, anchor=f"page-{index}"
            )
            images[key] = png(link.url)
        self._views = views
        self.images: dict[str, bytes] = images

    def view(self, link: str) -> LinkView:
        """The link with that id. Raises KeyError where the plan has none."""
        return self._views[link]

    def all(self) -> tuple[LinkView, ...]:
        """All links, in the plan's order."""
        return tuple(self._views.values())
