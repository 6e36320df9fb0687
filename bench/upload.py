"""A large file from the sender's page to accepted, while others use the pages.

The product is served as it is in earnest: gunicorn and the worker as processes of their
own, the encrypted file, sealed pieces. An agency lead sends the file as the page's script
does, piece by piece; the analyst opens the page of what was sent and accepts. Meanwhile
somebody else opens lists again and again.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from bench import large, serving
from bench.drawing_up import table as drawn_up
from bench.serving import Browser


PATIENCE = 600
OFTEN = 0.1
FIRST, LAST = date(2025, 4, 1), date(2025, 6, 30)
NAMES = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida", "Jo")
OTHERS = ("/", "/dataset/submissions/", "/dataset/dashboard/")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Measured:
    """Seconds of each step, memory of each process, and how others fared."""

    rows: int
    size: int
    seconds: dict[str, float] = field(default_factory=dict)
    memory: str = ""
    pages: list[float] = field(default_factory=list)
    failed: int = 0


def measure(rows: int, workers: int) -> Measured:
    with TemporaryDirectory(prefix="bench-upload-") as folder:
        home = Path(folder)
        own = serving.around(home)
        for word in ("keys", "prepare"):
            words = [*serving.PROGRAM, word]
            subprocess.run(words, env=own, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        large.opened(home)
        people, supply = _set_up()
        body = content(rows)
        with serving.served(own, home / "bench.log", workers) as server:
            lead, analyst, other = (
                Browser(server.port, cookies=cookies) for cookies in people
            )
            found = Measured(rows, len(body))
            stop = threading.Event()
            looking = threading.Thread(target=_look, args=(other, found, stop))
            looking.start()
            try:
                _send(found, lead, analyst, supply, body)
            finally:
                stop.set()
                looking.join()
            found.memory = serving.memory_table(server)
            return found


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


def _set_up() -> tuple[list[Any], str]:
    """A partnership, a sender, an open contract; cookies of lead, analyst and another."""
    from goldenthread.partnership.states import Role
    from tests.dataset import factories as make
    from tests.partnership import factories as people

    here = people.partnership()
    police = people.agency(here, name="Example Police", kind="POLICE")
    supply = make.supply(here, police)
    roles = (Role.AGENCY_LEAD, Role.ANALYST, Role.EXECUTIVE)
    accounts = [
        people.account(here, role, agency_=police if role == "AGENCY_LEAD" else None)
        for role in roles
    ]
    return [_cookies(one) for one in accounts], supply.key


def _cookies(account: Any) -> Any:
    """Those of somebody who has signed in."""
    from django.test import Client

    one = Client()
    one.force_login(account, backend=BACKEND)
    return one.cookies


def _send(
    found: Measured, lead: Browser, analyst: Browser, supply: str, body: bytes
) -> None:
    begun = time.monotonic()
    _sound(lead.get(f"/dataset/supplies/{supply}/send/"))
    told = {"starts_on": f"{FIRST}", "ends_on": f"{LAST}"}
    told |= {"name": "missing.csv", "size": len(body)}
    told = _json(lead, "POST", f"/dataset/supplies/{supply}/begin/", _bytes(told))
    while told["held"] < told["size"]:
        at = told["held"]
        piece = body[at : at + told["piece"]]
        told = _json(lead, "PUT", f"{told['put']}?offset={at}", piece)
    sent = time.monotonic()
    page = told["page"]
    while not (
        ready := re.search(rb'href="([^"]*/accept_?[^"]*)"', _page(analyst, page))
    ):
        if time.monotonic() - sent > PATIENCE:
            raise SystemExit("It was not checked in time.")
        time.sleep(0.2)
    checked = time.monotonic()
    _accept(analyst, ready[1].decode())
    done = time.monotonic()
    found.seconds = {
        "sent": sent - begun,
        "checked": checked - sent,
        "accepted": done - checked,
        "all of it": done - begun,
    }


def _accept(analyst: Browser, address: str) -> None:
    form = _page(analyst, address)
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form.decode()))
    status, _ = analyst.post(address, fields)
    if status != 302:
        raise SystemExit("It was not accepted.")


def _bytes(given: dict[str, Any]) -> bytes:
    return json.dumps(given).encode()


def _json(one: Browser, way: str, path: str, body: bytes) -> dict[str, Any]:
    status, answer = one.ask(way, path, body, "application/octet-stream")
    if status not in (200, 201):
        raise SystemExit(f"{path} was answered by {status}.")
    found: dict[str, Any] = json.loads(answer)
    return found


def _page(one: Browser, path: str) -> bytes:
    return _sound(one.get(path))


def _sound(answer: tuple[int, bytes]) -> bytes:
    status, body = answer
    if status != 200:
        raise SystemExit(f"A page was answered by {status}.")
    return body


def _look(one: Browser, found: Measured, stop: threading.Event) -> None:
    """Somebody else opens one page after another, ten times a second."""
    while not stop.wait(OFTEN):
        path = OTHERS[len(found.pages) % len(OTHERS)]
        begun = time.monotonic()
        try:
            _page(one, path)
        except (OSError, SystemExit):
            found.failed += 1
            continue
        found.pages.append(time.monotonic() - begun)


def table(found: Measured) -> str:
    """What was measured, as a table in Markdown."""
    steps = [(name, f"{seconds:.1f}") for name, seconds in found.seconds.items()]
    lines = [
        f"{found.rows:,} rows, {found.size / 1e6:.0f} MB",
        "",
        drawn_up(("Step", "Seconds"), steps),
        "",
        found.memory,
        "",
    ]
    if len(found.pages) > 20:
        late = quantiles(found.pages, n=20)[-1]
        lines.append(
            f"Meanwhile {len(found.pages)} other pages: median "
            f"{median(found.pages) * 1000:.0f} ms, 95 % under {late * 1000:.0f} ms, "
            f"longest {max(found.pages) * 1000:.0f} ms, {found.failed} failed."
        )
    return "\n".join(lines)
