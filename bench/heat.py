"""The heat map: how long its making takes, how soon it is painted, how large it is."""

from __future__ import annotations

import gzip
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from goldenthread.config import environment


PROGRAM = [sys.executable, "-m", "goldenthread.config.cli"]
CHROMIUM = "/usr/bin/chromium"
VIEWS = {
    "divisions by year": "what=referrals&level=division&every=year",
    "wards by month": "what=contacts&level=ward&every=month",
    "small areas by year": "what=contacts&level=lsoa&every=year",
}
PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
ANSWER = "performance.getEntriesByType('navigation')[0].responseEnd"


def run(home: Path | None, runs: int) -> None:
    """Make the example in a home of its own, if it is not there, and print a table."""
    place = home or environment.ROOT / "var" / "bench" / "map"
    place.mkdir(parents=True, exist_ok=True)
    own = {**os.environ, "GOLDENTHREAD_HOME": str(place), "GOLDENTHREAD_EXAMPLE": "1"}
    if not (place / "engine").is_dir():
        for words in ("keys", "prepare", "demo"):
            subprocess.run([*PROGRAM, words], env=own, check=True)  # noqa: S603
    os.environ |= own
    _making()
    with _served(own) as address:
        _painting(address, runs)


def _making() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "goldenthread.config.settings"
    import django  # late: settings read the variables above

    django.setup()
    from goldenthread.dataset import mapping, shelf
    from goldenthread.dataset.models import Release

    release = Release.objects.get(state="PUBLISHED")
    sent = release.submissions.select_related("supply")
    covered: dict[str, list[tuple]] = {}
    for one in sent:
        days = (one.starts_on, one.ends_on)
        covered.setdefault(one.supply.contract, []).append(days)
    with TemporaryDirectory(prefix="bench-map-") as folder:
        copy = shelf.Shelf(Path(folder) / "shelf")
        shutil.copytree(shelf.of(release.partnership_id).folder, copy.folder)
        began = time.process_time()
        mapping.make(copy, release.name, covered=covered)
        took = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"making every map: {took:.1f} s of processor, {peak:,.0f} MB at most")


def _painting(address: str, runs: int) -> None:
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page(base_url=address)
        page.goto("/example/sign-in/")
        page.locator("#executive button").first.click()
        page.wait_for_load_state()
        print(
            "| Map | Places | Answer, ms | First paint, ms | Page, kB | Gzipped, kB |"
        )
        print("|---|---|---|---|---|---|")
        for name, query in VIEWS.items():
            times: list[tuple[float, float]] = []
            for _ in range(runs):
                page.goto(f"/dataset/map/?{query}")
                while not page.evaluate(PAINTED):
                    page.wait_for_timeout(20)
                times.append((page.evaluate(ANSWER), page.evaluate(PAINT)))
            places = page.locator(".map-area").count()
            body = page.request.get(f"/dataset/map/?{query}").body()
            answer, paint = (median(each) for each in zip(*times, strict=True))
            print(
                f"| {name} | {places} | {answer:.0f} | {paint:.0f} "
                f"| {len(body) / 1000:.0f} | {len(gzip.compress(body)) / 1000:.0f} |"
            )
        browser.close()


@contextmanager
def _served(own: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(  # noqa: S603
        [*PROGRAM, "serve", "--port", str(port)],
        env=own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            if _answers(address):
                break
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
