"""Plan and record -> findings and a verdict.

In: plans (plan_store) and records (runbook.records). Out: a Result for each record. session: files -> results ·
indexed_plan: a plan made ready · record_under_check: a record beside its plan · verdict: RULES, in which a family of
findings is one module, and what follows from them · rules: the list of them ·
fast_check: a quick look at records that are faultless, by the quick tests that stand beside each rule, of all entries
together and of each by itself · quick: what those tests stand on.
"""
