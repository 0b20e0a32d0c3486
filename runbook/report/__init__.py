"""Findings -> what people and programs read: text, JSON, SARIF, a PDF report. Takes no decision.

In: Results (runbook.model.finding) with the plans they were verified by. Out: lines, or the bytes of a PDF.
"""
