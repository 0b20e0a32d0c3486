"""Pages of one shape are set once, as a master; each site's values are then written into them.

In: a Plan and a Language. Out: the same PDF as runbook.pdf.weasyprint sets, without setting it. fields: what of a plan
is the site's own · split_plan: its values, and the shape, which is all else · marked_plan, marks, shown_values: what
stands in for values · make_master, extract_*, static_file: a master · slot_face, slot_texts: how values stand in their
slots · page_codes: the codes of checklist pages · fill_in, site_part: a site's pages · prefiller: all of it, with its
cache.
"""
