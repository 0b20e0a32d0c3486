"""A pack's mail to a mail server, and what the server took for whom.

In: pack.<lang>.eml and the address of a server. Out: sent mail, and sent.json, which says to whom it went.
"""
