"""A large file from the sender to accepted, while others use the pages.

The product is served as it is in earnest: gunicorn and the worker as processes of their
own, the encrypted file, sealed pieces. A program sends the file through the interface
for other programs; meanwhile somebody opens a page again and again.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory


PROGRAM = [sys.executable, "-m", "goldenthread.config.cli"]
PIECE = 4 * 1024 * 1024
PATIENCE = 600
FIRST, LAST = date(2025, 4, 1), date(2025, 6, 30)
NAMES = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo")


@dataclass
class Measured:
    """Seconds of each step, memory of each process, and how others fared."""

    rows: int
    size: int
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, int] = field(default_factory=dict)
    pages: list[float] = field(default_factory=list)
    failed: int = 0


def measure(rows: int) -> Measured:
    with TemporaryDirectory(prefix="bench-upload-") as folder:
        home = Path(folder)
        os.environ |= {"GOLDENTHREAD_HOME": str(home), "DATABASE_URL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "goldenthread.config.settings"
        for words in ("keys", "prepare"):
            subprocess.run([*PROGRAM, words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        secret, supply = _set_up()
        body = content(rows)
        with _served() as (address, server):
            return _send(Asking(address, secret), supply, body, rows, server)


def content(rows: int) -> bytes:
    """So many rows of missing children, all sound, every name invented."""
    lines = [
        "Reference,Person ID,Forename,Surname,Date of birth,Sex,Missing since,Found"
    ]
    days = (LAST - FIRST).days
    for n in range(rows):
        day = FIRST + timedelta(days=n % days)
        born = f"{n % 28 + 1:02}/{n % 12 + 1:02}/{2008 + n % 9}"
        since = f"{day:%d/%m/%Y} {n % 24:02}:{n % 60:02}"
        found = f"{day + timedelta(days=1):%d/%m/%Y} 08:00"
        name = f"{NAMES[n % 10]},Example{n % 997}"
        lines.append(f"M{n},P{n % 300_000},{name},{born},{'FM'[n % 2]},{since},{found}")
    return "\n".join(lines).encode() + b"\n"


def _set_up() -> tuple[str, str]:
    """A partnership, a sender and a token in the new home."""
    import django

    django.setup()
    from django.utils import timezone

    from goldenthread.desk import services as desk
    from goldenthread.desk.rules import Scope
    from goldenthread.partnership.queries import viewer_for
    from goldenthread.partnership.states import Role
    from tests.dataset import factories as make
    from tests.partnership import factories as people

    here = make.partnership()
    police = people.agency(here, name="Example Police", kind="POLICE")
    supply = make.supply(here, police)
    account = people.account(here, Role.ANALYST)
    viewer = viewer_for(account.pk, timezone.localdate())
    assert viewer is not None  # noqa: S101 - made a line above
    issued = desk.make_program_token(
        by=viewer,
        at=timezone.now(),
        name="bench",
        scopes=list(Scope.values),
        expires_on=timezone.localdate() + timedelta(days=2),
    )
    return issued.secret, supply.key


@contextmanager
def _served() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*PROGRAM, "serve", "--port", str(port)])  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(PATIENCE):
            try:
                urllib.request.urlopen(f"{address}/api/v1/openapi.json").close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        yield address, server
    finally:
        server.terminate()
        server.wait()


@dataclass(frozen=True)
class Asking:
    """A program with its token."""

    address: str
    secret: str

    def __call__(
        self, path: str, body: bytes | None = None, method: str = "GET"
    ) -> dict:
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.address}/api/v1{path}", body, method=method
        )
        request.add_header("Authorization", f"Bearer {self.secret}")
        kind = "application/octet-stream" if method == "PUT" else "application/json"
        request.add_header("Content-Type", kind)
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)


def _send(
    ask: Asking,
    supply: str,
    body: bytes,
    rows: int,
    server: subprocess.Popen[bytes],
) -> Measured:
    found = Measured(rows, len(body))
    stop = threading.Event()
    other = threading.Thread(target=_look, args=(ask, found, stop))
    other.start()
    try:
        begun = time.monotonic()
        told = {
            "supply": supply,
            "starts_on": FIRST.isoformat(),
            "ends_on": LAST.isoformat(),
            "name": "missing.csv",
            "size": len(body),
        }
        key = ask("/submissions", json.dumps(told).encode(), "POST")["key"]
        for offset in range(0, len(body), PIECE):
            ask(
                f"/submissions/{key}/pieces?offset={offset}",
                body[offset : offset + PIECE],
                "PUT",
            )
        ask(f"/submissions/{key}/receive", b"{}", "POST")
        sent = time.monotonic()
        while ask(f"/submissions/{key}")["state"] in ("WAITING", "CHECKING"):
            time.sleep(0.2)
        checked = time.monotonic()
        _accept(key)
        done = time.monotonic()
        found.seconds = {
            "sent": sent - begun,
            "checked": checked - sent,
            "accepted": done - checked,
            "all of it": done - begun,
        }
        found.megabytes = _memory(server.pid)
    finally:
        stop.set()
        other.join()
    return found


def _accept(key: str) -> None:
    from django.utils import timezone

    from goldenthread.dataset import services
    from goldenthread.dataset.models import Submission
    from tests.dataset.factories import viewer

    one = Submission.objects.select_related("partnership").get(key=key)
    services.accept_submission(one, by=viewer(one.partnership), at=timezone.now())


def _look(ask: Asking, found: Measured, stop: threading.Event) -> None:
    """Somebody else opens a list, five times a second."""
    while not stop.is_set():
        begun = time.monotonic()
        try:
            ask("/releases")
            found.pages.append(time.monotonic() - begun)
        except (urllib.error.URLError, OSError):
            found.failed += 1
        # Below the number of questions an hour, however long it takes.
        stop.wait(0.2 if len(found.pages) < 800 else 5)


def _memory(parent: int) -> dict[str, int]:
    """The most memory each process of the server had, in megabytes."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            status = (path / "status").read_text()
        except OSError:
            continue
        facts = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        if int(path.name) != parent and int(facts["PPid"]) != parent:
            continue
        name = "worker" if "dataset work" in words else "pages"
        size = int(facts.get("VmHWM", "0 kB").split()[0]) // 1024
        found[name] = max(size, found.get(name, 0))
    return found


def table(found: Measured) -> str:
    """What was measured, as a table in Markdown."""
    lines = [
        f"{found.rows:,} rows, {found.size / 1e6:.0f} MB",
        "",
        "| Step | Seconds |",
        "|---|---|",
        *(f"| {name} | {seconds:.1f} |" for name, seconds in found.seconds.items()),
        "",
        "| Process | Most memory, MB |",
        "|---|---|",
        *(f"| {name} | {size:,} |" for name, size in found.megabytes.items()),
        "",
    ]
    if len(found.pages) > 20:
        late = quantiles(found.pages, n=20)[-1]
        lines.append(
            f"Meanwhile {len(found.pages)} other questions: median "
            f"{median(found.pages) * 1000:.0f} ms, 95 % under {late * 1000:.0f} ms, "
            f"{found.failed} failed."
        )
    return "\n".join(lines)
