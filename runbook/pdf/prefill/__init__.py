"""Pages of one shape are set once; each site's values are then written into them.

marks: what of a plan is the site's own · shape: all else · make, cut: a master · words, fill: a site's pages of it ·
setting: how values stand in their slots · codes: the codes of checklist pages.
"""

from runbook.pdf.prefill.prefiller import Press

__all__ = ["Press"]
