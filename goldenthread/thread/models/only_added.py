"""What is only ever added to: said, fixed beforehand or judged, it stays as it was.

SQLite drops triggers with a table it makes anew. A migration that alters one of these
tables therefore ends by installing them again; a test looks for them.
"""

from __future__ import annotations


TABLES = (
    "thread_grading",
    "thread_impacttest",
    "thread_merge",
    "thread_samelearning",
    "thread_update",
    "thread_verdict",
)
