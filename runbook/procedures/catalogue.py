"""Where each catalogue id stands in the vendor's guide."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from runbook.resources import templates


@cache
def guide_lines() -> MappingProxyType[str, str]:
    """Line numbers of the guide's text by catalogue id: `{"F05": "220-222, 347-349", …}`."""
    import yaml

    text = (templates() / "procedures" / "catalogue.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return MappingProxyType(found)
