"""What technicians do, as data: templates/procedures/ -> Procedures, and all words that the YAML may use.

In: the YAML files. Out: Procedures (runbook.model.procedure). load: reading · facts: conditions of `when` and `unless`
· values: what slots may show · sources, catalogue: ids of the vendor's guide.
"""
