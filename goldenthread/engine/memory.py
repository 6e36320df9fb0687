"""Bytes that Arrow's own threads may let go of at any time.

Arrow reads a file with threads of its own, and one of them may be the last to let go
of the file's bytes: after the answer was given, as the program ends. If the bytes are
Python's, that thread asks for Python's lock while Python closes, is ended for it, and
takes the whole program down with it: exit by SIGABRT after the work was done
(apache/arrow, issues 34314 and 45017). Arrow is handed bytes of its own instead.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa


def held(pieces: Iterable[bytes]) -> pa.Buffer:
    """A file's bytes, in order, copied to where Arrow may read them without Python."""
    kept = pa.BufferOutputStream()
    for piece in pieces:
        kept.write(piece)
    return kept.getvalue()
