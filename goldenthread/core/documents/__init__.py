"""Documents: one tree of plain values, written out as web page, tagged PDF and Word.

`nodes` is the tree; `reading` its words; `web`, `pdf` and `word` are its faces. Any room
makes a `Document` and chooses a face; nothing here knows what the document is about.
"""
