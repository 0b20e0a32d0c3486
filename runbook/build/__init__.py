"""Plans -> files below an output folder: what is current stays, the rest is made on many cores or machines.

In: packed sites (runbook.inventory.packed), languages, paper. Out: the files of each change, put into their places, and
an account of each. documents: the bytes of one file · task: the files of one change · workers, dask_workers: where
tasks are done · run: one run · manifest, file_stamps: what lies there already.
"""
