"""Serve the pages with gunicorn."""

import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from goldenthread.config.checks import refuse_unsafe


# For each thread: one that is answered, and one that waits for it.
CONNECTIONS = 2


class Command(BaseCommand):
    help = "Serve the pages to browsers."
    group = "run"
    examples = (
        "goldenthread serve",
        "goldenthread serve --host 0.0.0.0 --port 8080 --workers 4",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--workers", type=int, default=1, help="server processes")
        parser.add_argument(
            "--threads", type=int, default=8, help="threads in each process"
        )
        parser.add_argument(
            "--no-worker",
            dest="worker",
            action="store_false",
            help="leave the checking of agencies' files to a “dataset work” elsewhere",
        )

    def handle(self, **options: Any) -> None:
        refuse_taken(options["host"], options["port"])
        refuse_unsafe()
        if options["worker"]:
            start_worker()
        os.execv(sys.executable, [sys.executable, *gunicorn(**options)])  # noqa: S606


def start_worker() -> None:
    """Check agencies' files and build releases beside the pages, while they are served.

    It is a process of its own, at a lower priority, and ends when the server does. The
    server takes this process's place and looks after its children, so the worker must
    not be one of them: the process between the two ends at once.
    """
    served = os.getpid()
    between = os.fork()
    if between:
        os.waitpid(between, 0)
        return
    if os.fork():
        os._exit(0)
    os.nice(5)
    words = ["dataset", "work", "--beside", str(served)]
    program = [sys.executable, "-m", "goldenthread.config.cli", *words]
    os.execv(sys.executable, program)  # noqa: S606


def refuse_taken(host: str, port: int) -> None:
    """Say plainly that the port is taken, instead of gunicorn's five retries."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {host} port {port}: {error.strerror}. "
                "Stop what uses it, or give another with --port."
            ) from None


def gunicorn(
    *, host: str, port: int, workers: int, threads: int, **_: Any
) -> list[str]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        "-m",
        "gunicorn",
        "goldenthread.config.wsgi:application",
        f"--bind={address}",
        "--worker-class=gthread",
        f"--workers={workers}",
        f"--threads={threads}",
        # Nobody waits at a busy process while another is idle. A process takes no more
        # than it can soon answer, and keeps no connection after it: kept open, the
        # process that wakes first held nearly all (44 of 50 were seen).
        f"--worker-connections={CONNECTIONS * threads}",
        "--keep-alive=0",
        # The socket would let any local user steer the server.
        "--no-control-socket",
        # Heartbeats in memory: a slow disk must not look like a dead worker.
        *(["--worker-tmp-dir=/dev/shm"] if os.access("/dev/shm", os.W_OK) else []),  # noqa: S108
        "--timeout=60",
        "--graceful-timeout=20",
        "--log-level=warning",
    ]
