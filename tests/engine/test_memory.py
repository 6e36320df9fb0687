"""What Arrow reads is Arrow's own, so that the end of a program is a clean one."""

import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldenthread.engine import memory


SOURCES = Path(__file__).parents[2] / "goldenthread"
# Opens a file of many small parts and ends while Arrow's threads still hold them.
READS = """
import sys
from pathlib import Path
import pyarrow as pa
import pyarrow.parquet as pq
from goldenthread.engine import memory
pq.read_table(pa.BufferReader(memory.held([Path(sys.argv[1]).read_bytes()])))
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "many-parts.parquet"
    rows = pa.table({f"column {n}": list(range(2_000)) for n in range(12)})
    pq.write_table(rows, path, row_group_size=100)
    return path


def test_bytes_are_copied_in_order_and_python_s_are_let_go():
    pieces = [b"first " * 200, b"", b"then"]
    before = [sys.getrefcount(one) for one in pieces]
    kept = memory.held(pieces)
    assert kept.to_pybytes() == b"first " * 200 + b"then"
    assert [sys.getrefcount(one) for one in pieces] == before


def test_a_program_that_read_a_file_ends_as_it_should(file):
    # From Python's own bytes, some four of ten such programs were aborted.
    ended = [
        subprocess.run([sys.executable, "-c", READS, file], capture_output=True)
        for _ in range(10)
    ]
    assert [(one.returncode, one.stderr) for one in ended] == [(0, b"")] * 10


def test_no_file_of_python_s_is_handed_to_arrow():
    given = re.compile(r"pyarrow|\bpq\.")
    readers = [
        str(path.relative_to(SOURCES))
        for path in sorted(SOURCES.rglob("*.py"))
        if given.search(text := path.read_text(encoding="utf-8"))
        and re.search(r"BytesIO\([^)]", text)
    ]
    assert readers == []
