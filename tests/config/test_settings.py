"""What is settled before any library behind the rooms is loaded."""

import subprocess
import sys


def test_numbers_are_compared_by_one_thread_and_numpy_is_loaded_later():
    code = (
        "import os, sys;"
        "os.environ.pop('OPENBLAS_NUM_THREADS', None);"
        "import tests.settings;"
        "sys.exit('numpy' in sys.modules or os.environ['OPENBLAS_NUM_THREADS'] != '1')"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
