"""Site and procedures -> the frozen plan of one change.

In: a checked Site and Change (runbook.model.site) and the Procedures. Out: a Plan. pipeline: the visible list of steps
· paths: which path · appliance_roles: who is who · expand: steps · effects: what they mean for the users
· resolve_rules: rules between them · schedule: clock times · reference, risks: what the plan carries along for readers.
trial, invented: procedures as a whole, tried on sites that nobody has.
"""
