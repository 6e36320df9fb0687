"""Inspecting in a child process that can do nothing else (rule I1).

The child gets the open file as its input, no environment, and limits on memory and
time. Once its modules are loaded it may open nothing more: no file, no connection.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import IO

from goldenthread.core.inspection.types import BY_CODE, FileType, Hostile


CHILD = Path(__file__).with_name("child.py")
SECONDS = 60


def inspect(stream: IO[bytes], name: str, *, seconds: float = SECONDS) -> FileType:
    """The kind of an open file; a child that fails or never ends is a refusal."""
    stream.seek(0)
    try:
        # The interpreter and the script are ours; the name travels as data.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(CHILD), name],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise unchecked() from error
    return _answer(done.stdout)


def _answer(output: bytes) -> FileType:
    try:
        answer = json.loads(output)
    except ValueError as error:
        raise unchecked() from error
    if "refused" in answer:
        raise Hostile(answer["refused"], answer["sentence"])
    return BY_CODE[answer["kind"]]


def unchecked() -> Hostile:
    return Hostile(
        "unchecked",
        "The file could not be checked within the time and memory allowed. "
        "Save a simpler copy, for example as PDF, and try again.",
    )
