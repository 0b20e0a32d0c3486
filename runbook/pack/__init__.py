"""The approval pack: a mail with its papers, and the windows as a calendar; and, in `send`, handing it to a server.

In: a Plan, its recipients, and the pages that were rendered. Out: pack.<lang>.eml, windows.ics.
"""
