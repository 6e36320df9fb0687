"""The program of the child process: started by `confined`, never imported."""

import codecs
import json
import resource
import sys
from pathlib import Path


# Started with -I: nothing outside the installation is on the path.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from goldenthread.core.inspection import look
from goldenthread.core.inspection.types import Hostile


MEMORY = 1024 * 1024 * 1024
SECONDS = 45
OPEN_FILES = 3


def confine() -> None:
    """Input, output and error are open; from here on nothing more can be."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def main() -> None:
    confine()
    try:
        kind = look.inspect(sys.stdin.buffer, sys.argv[1])
        answer = {"kind": kind.code}
    except Hostile as refusal:
        answer = {"refused": refusal.code, "sentence": refusal.sentence}
    sys.stdout.write(json.dumps(answer))


# Codecs are files of their own: load the ones texts may need before the door shuts.
for codec in ("utf-8-sig", "utf-16", "cp1252", "cp437", "ascii"):
    codecs.lookup(codec)

if __name__ == "__main__":
    main()
