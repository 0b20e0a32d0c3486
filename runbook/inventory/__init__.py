"""The inventory: text -> sites and changes, or every problem of it at once.

In: a file, a folder of files or standard input. Out: an Inventory (runbook.model.site), or the packed sites of a fleet.
files, load: which files, reading and checking · checks: what relates several values · choose: which changes are meant ·
schema, relations: the JSON Schema for editors · packed: sites that travel by themselves · example: what `runbook init`
writes.
"""
