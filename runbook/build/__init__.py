"""Plans -> files below an output folder: what is current stays, the rest is made on many cores or machines.

In: packed sites (runbook.inventory.packed), languages, paper, what a pack is to be. Out: the files of each change, put
into their places, and an account of each. documents: the bytes of one file · task: the files of one change · workers,
dask_workers: where tasks are done · engine: one run over a work list · manifest, file_stamps: what is current ·
existing: what becomes of what lies there · left_over: what a killed run left · answers, no_unpickling: what
workers on other machines send is data · forgetting: what is held of a person.
"""
