"""Debian's chromium, driven by Playwright, on pages that lie on the disk."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
SCREENSHOTS = Path(__file__).parents[1] / "build" / "screenshots"
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)")


@dataclass
class Browser:
    """One window, with what went wrong in it."""

    context: Any
    errors: list[str] = field(default_factory=list)  # of scripts and the console, dialogs among them
    requests: list[str] = field(default_factory=list)  # that would leave the disk

    def open(self, file: Path, anchor: str = "") -> Any:
        """A new page on the file, as it is when its scripts have run."""
        page = self.context.new_page()
        page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else self.requests.append(r.url))
        page.goto(file.as_uri() + anchor)
        return page

    def keep(self, page: Any, name: str) -> None:
        """A picture of the whole page among the output of the tests."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@contextmanager
def browser(language: str = "en-US") -> Iterator[Browser]:
    """A browser of a reader who has this language."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield Browser(chromium.new_context(locale=language, viewport={"width": 1400, "height": 1000}))
        chromium.close()
