"""An organisation's own folder: what it adds to the kit's procedures, read, checked and merged with them.

In: a folder with house.yaml, steps/, rules/, paths/ and a logo; the kit's Procedures. Out: a House, and the
HouseProcedures that a plan is made from. Nothing outside the folder is read, and nothing is fetched.
"""
