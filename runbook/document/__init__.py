"""Plan and language -> a neutral document: what stands on the pages, before anybody says how it looks.

In: a Plan (runbook.model.plan) and a Language. Out: frozen structs (parts; approval and letter have dataclasses of
their own) whose site values stand in slots. No HTML, no PDF.
"""
