"""A pack's mail to a mail server, and what the server took for whom."""
