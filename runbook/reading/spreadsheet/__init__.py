"""Spreadsheets, XLSX and ODS, read as somebody sees them who opens them: bytes in, sheets with rows of texts out.

Whoever reads records or inventories makes of the rows what they mean; nothing here knows either.
"""
