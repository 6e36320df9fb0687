"""The dashboard of twelve charts: first, again, and for fifty people at once.

It loads the example into a home of its own, serves it with gunicorn as in production,
and prints how long answers took and how large each process of the server became.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles


PROGRAM = [sys.executable, "-m", "goldenthread.config.cli"]
PAGE = "/dataset/dashboard/"


def measure(home: Path, people: int, rounds: int) -> None:
    """Print the table."""
    _load(home)
    with _served(home) as (address, server):
        one = _signed_in(address)
        first = _timed(one, address + PAGE)
        again = [_timed(one, address + PAGE) for _ in range(11)]
        print(f"first answer   {first * 1000:7.0f} ms")
        print(f"again, median  {median(again) * 1000:7.0f} ms")
        everybody = [_signed_in(address) for _ in range(people)]
        with ThreadPoolExecutor(people) as pool:
            begun = time.perf_counter()
            jobs = [
                pool.submit(_timed, person, address + PAGE)
                for _ in range(rounds)
                for person in everybody
            ]
            took = [job.result() for job in jobs]
            all_in = time.perf_counter() - begun
        late = quantiles(took, n=20)[-1]
        print(f"{people} at once     median {median(took) * 1000:.0f} ms, ", end="")
        print(f"95 % under {late * 1000:.0f} ms, {len(took) / all_in:.0f} a second")
        for name, size in _memory(server.pid):
            print(f"memory         {name} {size / 1024:.0f} MB")


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "GOLDENTHREAD_HOME": str(home), "GOLDENTHREAD_EXAMPLE": "1"}


def _load(home: Path) -> None:
    if (home / "goldenthread.sqlite3").exists() or (home / "loaded").exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    for words in (["keys"], ["prepare"], ["demo"]):
        words = [*PROGRAM, *words]
        subprocess.run(words, env=_environment(home), check=True)  # noqa: S603
    (home / "loaded").touch()


@contextmanager
def _served(home: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [*PROGRAM, "serve", "--port", str(port)]
    around = _environment(home)
    with (home / "bench.log").open("w") as log:
        server = subprocess.Popen(words, env=around, stdout=log, stderr=log)  # noqa: S603
        try:
            _wait(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except OSError as why:
            if isinstance(why, urllib.error.HTTPError):
                return
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


def _signed_in(address: str) -> urllib.request.OpenerDirector:
    """A browser's worth of cookies of an executive of the example."""
    jar = http.cookiejar.CookieJar()
    person = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = person.open(f"{address}/example/sign-in/").read().decode()
    executives = page.split('id="executive"')[1]
    form = re.search(r"<form.*?</form>", executives, re.DOTALL)
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form.group() if form else "")
    data = urllib.parse.urlencode(fields).encode()
    where = f"{address}/example/sign-in/"
    request = urllib.request.Request(where, data, {"Referer": where})  # noqa: S310
    person.open(request).close()
    return person


def _timed(person: urllib.request.OpenerDirector, address: str) -> float:
    begun = time.perf_counter()
    with person.open(address, timeout=60) as answer:
        body = answer.read()
        if answer.status != 200 or body.count(b'class="gt-panel"') != 12:
            raise SystemExit("That was not the dashboard.")
    return time.perf_counter() - begun


def _memory(server: int) -> Iterator[tuple[str, int]]:
    """Of the server and of each of its processes: how much lies in memory, in kB."""
    words = ["ps", "-eo", "pid,ppid,rss"]
    listed = subprocess.run(  # noqa: S603
        words, capture_output=True, text=True, check=True
    ).stdout.splitlines()[1:]
    rows = [tuple(map(int, line.split())) for line in listed]
    mine = {server}
    for pid, parent, _ in sorted(rows):
        if parent in mine:
            mine.add(pid)
    for pid, _, size in rows:
        if pid in mine:
            yield f"process {pid}", size
