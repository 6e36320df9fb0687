"""An invented county: its areas, its children, what happened to them, six agencies' files.

Nobody in it lives. Names are put together from syllables, codes begin where no real code
begins, the county lies in the sea; only the figures are real, and each says its source.
"""
