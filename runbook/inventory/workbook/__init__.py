"""A workbook, or a folder of CSV of the same sheets, as an inventory; and an inventory as either.

In: the bytes of files. Out: the nodes that YAML would give, which the same checks then read, or the bytes of files.
columns: the sheets and what stands in them · heads: what columns are called in every language · cells: a cell -> a
value, and back · places: cells as lines · book: bytes -> sheets · row_nodes, book_nodes: sheets -> sites · book_words:
problems and cautions with their cells · sheet_names: which spreadsheets of a folder are one · sheet_rows: sites ->
rows · written, xlsx_file: rows -> files · columns_page: docs/workbook.md.
"""
