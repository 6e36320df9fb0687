"""The heat map: how long its making takes, how soon it is painted, how large it is."""

from __future__ import annotations

import gzip
import os
import resource
import shutil
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import large, serving
from bench.drawing_up import table


CHROMIUM = "/usr/bin/chromium"
VIEWS = {
    "divisions by year": "what=referrals&level=division&every=year",
    "wards by month": "what=contacts&level=ward&every=month",
    "small areas by year": "what=contacts&level=lsoa&every=year",
}
PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
ANSWER = "performance.getEntriesByType('navigation')[0].responseEnd"


def run(home: Path, runs: int, workers: int) -> None:
    """Print what making every map takes, and how soon the maps of a home are painted."""
    large.opened(home)
    _making()
    with serving.served(serving.around(home), home / "bench.log", workers) as server:
        _painting(server.address, runs)
        print()
        print(serving.memory_table(server))


def _making() -> None:
    from goldenthread.dataset import mapping, shelf
    from goldenthread.dataset.models import Release

    release = Release.objects.get(state="PUBLISHED")
    covered = large.covered(release)
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
        rows = [_painted(page, name, query, runs) for name, query in VIEWS.items()]
        browser.close()
    names = ("Map", "Places", "First answer, ms", "Its paint, ms", "Answer, ms")
    print(table((*names, "First paint, ms", "Page, kB", "Gzipped, kB"), rows))


def _painted(page: Any, name: str, query: str, runs: int) -> tuple[str, ...]:
    """The first time it is asked for in a server, and the middle of some more."""
    times: list[tuple[float, float]] = []
    for _ in range(runs + 1):
        page.goto(f"/dataset/map/?{query}")
        while not page.evaluate(PAINTED):
            page.wait_for_timeout(20)
        times.append((page.evaluate(ANSWER), page.evaluate(PAINT)))
    places = page.locator(".map-area").count()
    body = page.request.get(f"/dataset/map/?{query}").body()
    answer, paint = (median(each) for each in zip(*times[1:], strict=True))
    sizes = (len(body) / 1000, len(gzip.compress(body)) / 1000)
    found = (*times[0], answer, paint, *sizes)
    return (name, str(places), *(f"{one:.0f}" for one in found))
