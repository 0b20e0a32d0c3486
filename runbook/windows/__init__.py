"""Windows of many sites beside each other: sites and a house in; what conflicts, and all windows at a glance, out.

The calendar is made of the inventory alone. What `check` warns of in windows is asked here, too.
"""
