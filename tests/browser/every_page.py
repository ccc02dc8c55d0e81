"""Every kind of page that a member can come to, looked at by axe-core. A look, not a test: it takes minutes.

`python -m tests.browser.every_page http://127.0.0.1:8000/firms/SLUG/admin/ MAIL PASSWORD CODE [PAGES]` against a firm
that is served, such as the demo's, which says these at its start (the code by `manage.py demo_code SECRET`). Prints
what is serious, and where it was first seen.
"""

import re
import sys
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM
from tests.browser.access import DESK, findings

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.href)"


def main(root: str, mail: str, password: str, code: str, pages: str = "300") -> None:
    """Sign in, and follow the links of the firm's pages: of pages that differ only by an id, one is looked at."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_context(viewport=DESK).new_page()
        page.goto(root)
        page.fill("#id_login", mail)
        page.fill("#id_password", password)
        page.press("#id_password", "Enter")
        page.wait_for_url("**/accounts/2fa/authenticate/**")
        page.fill("#id_code", code)
        page.press("#id_code", "Enter")
        page.wait_for_url(root)
        known: set[str] = set()
        for place in _walk(page, root, int(pages)):
            for found in findings(page):
                kind = _ID.sub("*", found)
                if kind not in known:
                    known.add(kind)
                    sys.stdout.write(f"{place}\n  {kind}\n")
        sys.stdout.write(f"{len(known)} serious findings\n")
        browser.close()


def _walk(page: Any, root: str, most: int) -> Iterator[str]:
    """Open one page of each kind, those of one row before the lists. Yields its address, as it is open."""
    queue, seen = [root], {root}
    for _ in range(most):
        if not queue:
            return
        queue.sort(key=lambda address: _ID.search(address) is None)
        answer = page.goto(queue.pop(0))
        if answer.headers.get("content-type", "").startswith("text/html"):
            yield page.url
            for link in page.evaluate(_LINKS):
                kind = _ID.sub("*", re.sub(r"[?#].*", "", link))
                if link.startswith(root) and kind not in seen and not kind.endswith(("/picture/", "/file/")):
                    seen.add(kind)
                    queue.append(link)


if __name__ == "__main__":
    main(*sys.argv[1:])
