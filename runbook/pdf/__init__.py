"""Neutral documents -> HTML -> PDF, closed: no network, no file but the kit's own, no font of the machine.

In: a document (runbook.document) and a Language. Out: PDF bytes. html: templates filled in · pages: a plan as one of
its printed documents · weasyprint: pages set, the one module that imports WeasyPrint · forms, tags: what it leaves open
· identity: what a PDF says of what it was made of · archive: PDF/A · prefill: pages set once for all sites of a shape.
"""
