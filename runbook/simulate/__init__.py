"""Plan -> records of executions that did not take place: faultless ones, and ones with known mistakes.

In: an indexed plan and a seed. Out: entries, as JSON or CSV. play: a faultless team · random_order: the freedom that a
plan leaves · mistakes: what is planted · told: whether verify says it · write: the file.
"""
