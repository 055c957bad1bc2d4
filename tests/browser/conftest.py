"""A real browser in front of a real server: Debian's Chromium, or playwright's own; skipped loudly where neither is."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread; no query runs in the loop

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            found = shutil.which("chromium")
            yield playwright.chromium.launch(executable_path=found, args=FLAGS)
        except Error as error:
            pytest.skip(
                f"NO BROWSER: install Debian's chromium to run the browser tests ({str(error).splitlines()[0]})"
            )


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page of its own cookies at the live server; any error in its console fails the test."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [one for one in complaints if "favicon" not in one] == []
