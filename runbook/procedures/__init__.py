"""What technicians do, as data: templates/procedures/ -> Procedures, or every problem of them at once.

In: the YAML files. Out: Procedures (runbook.model.procedure), or an InputError. files, draft, wording: which files, and
what stands in them · load: reading and checking · checks: what relates several values · occurrences: where on the paths
a step is done · facts, conditions: what `when` and `unless` may ask, and what can hold together · values: what slots
show · texts: what is translated · sources, catalogue: ids of the vendor's guide · schema: the JSON Schema for editors.
"""
