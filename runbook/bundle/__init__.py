"""The auditor's ZIP: all files of changes with their verdicts, made the same from the same; and read on another
machine, where nothing of it is believed. Folders of changes go in, bytes come out; a ZIP goes in, and what is not as it
was made comes out.
"""
