"""A real browser on the real product: the example, served as `./start` serves it.

The server is a process of its own with gunicorn, gathered static files and the
full content policy, because that is what people meet. It is made once a run.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.walking import follow


ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "goldenthread.config.cli"]
CHROMIUM = "/usr/bin/chromium"
SLOWEST_START = 60
# The rules of the Web Content Accessibility Guidelines and good practice.
AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            # In one process, so that the example is loaded once a run.
            item.add_marker(pytest.mark.xdist_group("browser"))


def _environment(home: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GOLDENTHREAD_", "DATABASE_", "DJANGO_"))
    }
    return {**kept, "GOLDENTHREAD_HOME": str(home), "GOLDENTHREAD_EXAMPLE": "1"}


def run(words: str, home: Path) -> None:
    """One command of the console program on a home; the test fails if it does."""
    command = [*PROGRAM, *words.split()]
    environment = _environment(home)
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"goldenthread {words} failed:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, server: subprocess.Popen) -> None:
    patience = time.monotonic() + SLOWEST_START
    while time.monotonic() < patience and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers; what it answers is for the tests
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The server at {address} did not start.")


@pytest.fixture(scope="session")
def loaded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with its own keys and the example partnership, which nobody touches."""
    home = tmp_path_factory.mktemp("loaded")
    for words in ("keys", "prepare", "demo"):
        run(words, home)
    return home


@pytest.fixture(scope="session")
def example_home(loaded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example that the tests share."""
    return copied(loaded_home, tmp_path_factory.mktemp("example"))


def copied(loaded: Path, home: Path) -> Path:
    """An example of its own, for a test that changes much: a copy, not a loading."""
    return shutil.copytree(loaded, home, dirs_exist_ok=True)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of a home’s server, which stops with the block."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    log = (home / "server.log").open("w")
    server = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port)],
        env=_environment(home),
        stdout=log,
        stderr=log,
    )
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


@pytest.fixture(scope="session")
def site(example_home: Path) -> Iterator[str]:
    """The address of the served example."""
    with served(example_home) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Root may only run Chromium without its sandbox; pages here are our own.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


class Complaints:
    """What the browser complained of while a test walked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.heard: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that says "not found" on purpose is logged by Chromium too.
        refused = message.text.startswith("Failed to load resource") and (
            message.location.get("url") == message.page.url if message.page else False
        )
        if message.type in {"error", "warning"} and not refused:
            self.heard.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.heard.append(f"foreign host: {request.url}")


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh window; the test fails if the browser complained of anything."""
    context = browser.new_context(base_url=site, locale="en-GB", timezone_id="UTC")
    context.set_default_timeout(15_000)
    complaints = Complaints(site)
    opened = context.new_page()
    complaints.watch(opened)
    yield opened
    context.close()
    assert complaints.heard == []


SIGN_IN = "/example/sign-in/"


@pytest.fixture
def signed_in(page: Page) -> Callable[[str], Page]:
    """Sign in as the first invented person with a role, as a visitor would.

    The role is named by its words in the address: "business-unit", "agency-lead".
    """

    def sign_in(role: str) -> Page:
        page.goto(SIGN_IN)
        follow(page.locator(f"#{role} button").first)
        return page

    return sign_in


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    """A window as narrow as a small phone."""
    context = browser.new_context(
        base_url=site, viewport={"width": 360, "height": 740}, is_mobile=True
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def page_without_scripts(browser: Browser, site: str) -> Iterator[Page]:
    """A window in which no JavaScript runs."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Asserts that the open page has no accessibility violation."""

    def check(page: Page) -> None:
        found = Axe().run(page, options=AXE_RULES).response["violations"]
        faults = [
            {
                "rule": fault["id"],
                "help": fault["help"],
                "where": [node["html"][:200] for node in fault["nodes"][:5]],
            }
            for fault in found
        ]
        assert faults == [], f"{page.url}\n{json.dumps(faults, indent=2)}"

    return check
