"""A headless Chromium over its debugging pipe: no driver, no extra package."""

import base64
import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = """
--headless=new --no-sandbox --disable-gpu --remote-debugging-pipe --no-first-run --disable-extensions --mute-audio
--disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars
--force-color-profile=srgb --window-size=400,300 --disable-smooth-scrolling
"""
FLAGS = _FLAGS.split()


def find_chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One running browser; every call waits for its answer."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to = to_browser
        self._from = from_browser
        self._number = 0
        self._rest = b""
        self._events: list[dict[str, Any]] = []

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """One command of the DevTools protocol and its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._events.append(answer)

    def wait_for(self, event: str, session: str) -> None:
        """Wait until the browser has reported the event in this session."""
        while True:
            for seen in self._events:
                if seen.get("method") == event and seen.get("sessionId") == session:
                    self._events.remove(seen)
                    return
            self._events.append(self._read())

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            chunk = os.read(self._from, 65536)
            if not chunk:
                raise RuntimeError("the browser has gone")
            self._rest += chunk
        message, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


class Tab:
    """One page of the browser."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.target = target
        browser.call("Page.enable", self.session)

    def open(self, url: str) -> None:
        """Go to an address and wait until the page has loaded and has been drawn twice."""
        self.browser.call("Page.navigate", self.session, url=url)
        self.browser.wait_for("Page.loadEventFired", self.session)
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")

    def evaluate(self, script: str) -> Any:
        """The value of a script."""
        result = self.browser.call(
            "Runtime.evaluate", self.session, expression=script, awaitPromise=True, returnByValue=True
        )
        return result["result"].get("value")

    def picture(self) -> bytes:
        """What is shown now, as PNG."""
        return base64.b64decode(self.browser.call("Page.captureScreenshot", self.session, format="png")["data"])

    def close(self) -> None:
        """Close the page."""
        self.browser.call("Target.closeTarget", targetId=self.target)


def high_pipe() -> tuple[int, int]:
    """A pipe whose ends are not 3 or 4, where the browser wants its own."""
    low = os.pipe()
    reads, writes = (fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in low)
    for end in low:
        os.close(end)
    return reads, writes


@contextlib.contextmanager
def running(path: str) -> Iterator[Browser]:
    """A browser with an empty profile that ends with the block."""
    browser_reads, to_browser = high_pipe()
    from_browser, browser_writes = high_pipe()
    with tempfile.TemporaryDirectory() as profile:

        def place_pipe() -> None:
            os.dup2(browser_reads, 3)
            os.dup2(browser_writes, 4)

        process = subprocess.Popen(
            [path, *FLAGS, f"--user-data-dir={Path(profile) / 'p'}", "about:blank"],
            preexec_fn=place_pipe,  # noqa: PLW1509 - nothing but dup2 runs in the child
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(browser_reads)
        os.close(browser_writes)
        try:
            yield Browser(to_browser, from_browser)
        finally:
            os.close(to_browser)
            os.close(from_browser)
            process.terminate()
            process.wait(timeout=20)
