"""A server over a database in which commits are real, and Debian's Chromium to look at it with."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections

from claimback.accounts.models import User
from claimback.accounts.services import authenticator_ensure
from tests.admin.story import Story, tell
from tests.browser import ARGUMENTS, CHROMIUM
from tests.firms import TestFirm
from tests.live import live_server
from tests.signing_in import PASSWORD, code, ready


@dataclass
class Window:
    """A page of the browser with what went wrong on it."""

    page: Any
    root: str
    problems: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page of the firm's admin."""
        self.page.goto(self.root + path)

    def watch(self, *hosts: str) -> None:
        """Note errors on the console, failed answers, and requests to any other hosts."""

        def note(wrong: bool, what: str) -> None:
            if wrong:
                self.problems.append(what)

        def left(url: str) -> bool:
            return url.startswith(("http:", "https:")) and not url.startswith(hosts)

        self.page.on("console", lambda m: note(m.type == "error", f"console: {m.text}"))
        self.page.on("pageerror", lambda error: note(True, f"error: {error}"))
        self.page.on("response", lambda r: note(r.status >= 400, f"{r.status}: {r.url}"))
        self.page.on("request", lambda r: note(left(r.url), f"left the house: {r.url}"))


def stored(firm: TestFirm, ask: Callable[[], Any]) -> Any:
    """What the database holds, asked in a thread of its own: Playwright keeps an event loop in this one."""

    def asked() -> Any:
        try:
            with firm.scope():
                return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asked).result()


def sign_in(page: Any, address: str, firm: TestFirm) -> None:
    """Sign the attorney in from `address` on: password, then the code of the authenticator app."""

    def secret() -> str:
        return authenticator_ensure(user=User.objects.get(id=firm.attorney.user_id))

    page.goto(address)
    page.fill("#id_login", f"attorney@{firm.slug}.example")
    page.fill("#id_password", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.fill("#id_code", code(stored(firm, secret)))
    page.click("main form button[type=submit]")


@pytest.fixture
def told(committed_db: str, law: TestFirm) -> Story:
    """The law firm in the middle of its day, committed, with an attorney who can sign in."""
    ready(User.objects.get(id=law.attorney.user_id))
    with law.scope():
        return tell(law)


@pytest.fixture
def address(told: Story) -> Iterator[str]:
    """The address of a server over the story."""
    with live_server() as found:
        yield found


@pytest.fixture
def window(address: str, law: TestFirm) -> Iterator[Window]:
    """A browser in which the attorney is signed in, at the firm's home page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        opened = Window(page, f"{address}/firms/{law.slug}/admin/")
        opened.watch(address)
        sign_in(page, f"{address}/admin/login/?next=/admin/", law)
        page.wait_for_url(opened.root)
        yield opened
        browser.close()
