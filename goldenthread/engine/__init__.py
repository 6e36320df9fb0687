"""Analytics in plain Python: no Django, no settings, no clock, no tables.

Numbers in, frozen answers out. What a number means, who may see it and how it is
shown are decided in the rooms above.
"""
