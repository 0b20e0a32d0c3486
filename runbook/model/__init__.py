"""The nouns: site, procedure, plan (and its revision), record, finding. Frozen, without input or output.

In: nothing but what the other rooms put into them. Out: dataclasses whose annotations say the bounds of their values.
"""
