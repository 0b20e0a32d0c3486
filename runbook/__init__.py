"""Runbook Kit: printed runbooks, checklists, approval packs and verification for remote-support appliance changes."""

__version__ = "0.1.0"
