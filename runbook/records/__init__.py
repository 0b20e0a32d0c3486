"""Filled-in records -> Record; and the blank ones that are handed out.

In: JSON, CSV, XLSX, ODS, the kit's PDF form. Out: Records (runbook.model.record) whose text is not believed yet.
record_file: which reader · from_csv, from_json, from_pdf, from_xlsx: the readers, of one face · kit_lines: lines that
the kit wrote, of which much is known already · table: rows of cells · people: who is not in the plan · asides: what is
said of the rest · collect: files of one record together · blank, blank_book: the tables to type into · column_heads:
what columns and states are called in every language.
"""
