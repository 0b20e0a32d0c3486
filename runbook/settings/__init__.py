"""`runbook.toml`: defaults of the command line, found upwards from an inventory or from where one is.

In: the name of an inventory, or none. Out: the file's values, each with its line, its places made out; and the files
that were passed over, because somebody else may have written them.
"""
