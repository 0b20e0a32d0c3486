"""Findings for readers: text, JSON, SARIF. Takes no decision: it says what the verifier found."""
