"""The product served as in earnest, people signed in to it, and what it takes in memory."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path

from bench.drawing_up import table


PROGRAM = [sys.executable, "-m", "goldenthread.config.cli"]
HOST = "127.0.0.1"
PATIENCE = 600
SIGN_IN = "/example/sign-in/"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


def around(home: Path) -> dict[str, str]:
    """The environment of a home of the bench, with the example in it."""
    own = {"GOLDENTHREAD_HOME": str(home), "GOLDENTHREAD_EXAMPLE": "1"}
    return {**os.environ, **own, "DATABASE_URL": ""}


def load(home: Path) -> None:
    """The example in a home of its own, unless it lies there already."""
    if (home / "loaded").exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    for word in ("keys", "prepare", "demo"):
        subprocess.run([*PROGRAM, word], env=around(home), check=True)  # noqa: S603
    (home / "loaded").touch()


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"


@contextmanager
def served(own: dict[str, str], log: Path, workers: int) -> Iterator[Server]:
    """gunicorn with so many processes, and the worker beside them, until the end."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    words = [*PROGRAM, "serve", "--port", str(port), "--workers", str(workers)]
    with log.open("w") as out:
        process = subprocess.Popen(words, env=own, stdout=out, stderr=out)  # noqa: S603
        try:
            _wait(port, process)
            yield Server(port, process)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it listens: nothing is asked of it, so that its first answer is its first."""
    for _ in range(PATIENCE):
        with socket.socket() as one:
            if one.connect_ex((HOST, port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


@dataclass
class Browser:
    """One person's cookies and open connection."""

    port: int
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    line: HTTPConnection | None = None
    token: str = ""

    def hang_up(self) -> None:
        """Close the connection; the next question opens another."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def get(self, path: str) -> tuple[int, bytes]:
        return self.ask("GET", path)

    def post(self, path: str, values: dict[str, str]) -> tuple[int, bytes]:
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, urllib.parse.urlencode(values).encode(), kind)

    def ask(
        self, way: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> tuple[int, bytes]:
        """The status and what came; `token` is that of the last form opened."""
        names = {"Cookie": "; ".join(f"{k}={m.value}" for k, m in self.cookies.items())}
        if body is not None:
            names["Content-Type"] = kind
            names["Referer"] = f"http://{HOST}:{self.port}{path}"
            names["X-CSRFToken"] = self.token
        answer, found = self._answer(way, path, body, names)
        for each in answer.headers.get_all("Set-Cookie", ()):
            self.cookies.load(each)
        if token := TOKEN.search(found):
            self.token = token[1].decode()
        return answer.status, found

    def _answer(
        self, way: str, path: str, body: bytes | None, names: dict[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        """As a browser: over the open connection, or a new one where it was closed."""
        for again in (True, False):
            line = self.line or HTTPConnection(HOST, self.port, timeout=60)
            self.line = line
            try:
                line.request(way, path, body, names)
                answer = line.getresponse()
                return answer, answer.read()
            except (ConnectionError, OSError):
                line.close()
                self.line = None
                if not again:
                    raise
        raise AssertionError


def signed_in(port: int, number: int = 0, role: str = "executive") -> Browser:
    """Somebody of the example in one role, by the page on which one chooses a person."""
    one = Browser(port)
    _, page = one.get(SIGN_IN)
    part = page.decode().split(f'id="{role}"')[1].split("</section>")[0]
    forms = re.findall(r"<form.*?</form>", part, re.DOTALL)
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', forms[number % len(forms)])
    one.post(SIGN_IN, dict(fields))
    return one


# --- Processor and memory ----------------------------------------------------------


def busy(server: Server) -> float:
    """Seconds of processor that the processes that answer pages have had."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            facts = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(facts[1]) == server.process.pid:
            ticks += int(facts[11]) + int(facts[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(server: Server) -> dict[str, int]:
    """The most memory each process of a server ever had, in megabytes (VmHWM)."""
    pages, found = 0, {}
    for path in sorted(Path("/proc").glob("[0-9]*"), key=lambda one: int(one.name)):
        try:
            words = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            status = (path / "status").read_text()
        except OSError:
            continue
        facts = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        size = int(facts.get("VmHWM", "0 kB").split()[0]) // 1024
        if int(path.name) == server.process.pid:
            found["looks after them"] = size
        elif int(facts["PPid"]) == server.process.pid:
            pages += 1
            found[f"pages, {pages}"] = size
        elif f"--beside {server.process.pid} " in f"{words} ":
            found["worker"] = size
    return found


def memory_table(server: Server) -> str:
    rows = [(name, f"{size:,}") for name, size in memory(server).items()]
    return table(("Process of the server", "Most memory, MB"), rows)
