"""Pages for a browser: values and a language in, one HTML file out, with its style and script inside.

Such a file opens by double click and fetches nothing: its own policy (CSP) forbids all but what stands in it.
"""
