"""Which records of several agencies are one child, with the reasons.

Takes IDENTITIES, gives a child's number for each token; no name leaves it.
"""
