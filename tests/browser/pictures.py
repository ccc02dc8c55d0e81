"""The pictures of the README, taken of the demo's own case: `python -m tests.browser.pictures [FOLDER]`.

Starts the demo, signs its attorney in, and leaves a PNG of each page in `claimback/demo/pictures` or FOLDER.
"""

import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import urllib3
from PIL import Image
from playwright.sync_api import sync_playwright

from claimback.demo.script import ITEMS, OUTCOME
from tests.browser import ARGUMENTS, CHROMIUM

ROOT: Final = Path(__file__).resolve().parents[2]
SIZE: Final = {"width": 1280, "height": 860}
SHOWN: Final = {"matrix": "answered", "docket": "external review of the first denial"}
"""The words by which a picture's row is found on the page."""


def main(folder: str = str(ROOT / "claimback/demo/pictures")) -> None:
    """Take all of them."""
    with demo() as told, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_context(viewport=SIZE).new_page()
        page.set_default_timeout(90_000)
        root = told["firms"][0]["admin"]
        sign_in(page, root, next(m for m in told["firms"][0]["members"] if m["role"] == "attorney"))
        ids = {name: made for step in reversed(told["steps"]) for name, made in step["ids"].items()}
        case = f"cases/case/{ids['case']}/change/"
        for name, place, part in (
            ("home", "", ""),
            ("case", case, ""),
            ("matrix", f"{case}#grounds", "#grounds"),
            ("docket", case, "#docket"),
            ("reading", f"letters/reading/{ids['reading']}/change/", ""),
            ("editor", f"letters/letter/{draft(told, ids)}/edit/", ""),
        ):
            page.goto(root)
            page.goto(root + place)
            show(page, name, part)
            Path(folder, f"{name}.png").write_bytes(small(page.screenshot()))
        browser.close()


@contextmanager
def demo() -> Iterator[dict[str, Any]]:
    """What the demo says of itself, while it serves."""
    command = [sys.executable, "manage.py", "demo", "--fresh", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(json.loads(line) for line in process.stdout if line.startswith("{"))
        finally:
            process.send_signal(signal.SIGINT)


def sign_in(page: Any, root: str, member: dict[str, str]) -> None:
    """Password, then the code of the authenticator app."""
    page.goto(root)
    page.get_by_label("Email").fill(member["email"])
    page.get_by_label("Password").fill(member["password"])
    page.get_by_label("Password").press("Enter")
    command = [sys.executable, "manage.py", "demo_code", member["authenticator"]]
    code = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    page.get_by_label("Code").fill(code.strip())
    page.get_by_label("Code").press("Enter")
    page.wait_for_url(root)


def draft(told: dict[str, Any], ids: dict[str, str]) -> str:
    """The id of an appeal that is still being written: the demo's own has gone out."""
    firm = told["firms"][0]["admin"].removesuffix("admin/").replace("/firms/", "/api/v1/firms/")
    wanted = {"outcome_asked": OUTCOME, "items_requested": ITEMS}
    answer = urllib3.request(
        "POST",
        f"{firm}letters",
        json={"case_id": ids["case"], "denial_id": ids["denial"], "template": "internal_appeal", **wanted},
        headers={"Authorization": f"Bearer {told['token']}"},
    )
    assert answer.status == 201, answer.data
    return str(answer.json()["id"])


def show(page: Any, name: str, part: str) -> None:
    """Wait for what a page fetches, and unfold and bring into sight what the picture is of."""
    page.wait_for_load_state("networkidle")
    if name == "editor":
        page.get_by_text("Page 1 of").wait_for()
        page.wait_for_load_state("networkidle")
    if part:
        shown = page.locator(f"{part} article").filter(has_text=SHOWN[name]).first
        for working in shown.locator("summary").filter(has_text="Working").all():
            working.click()
        shown.evaluate("at => { at.scrollIntoView(); scrollBy(0, -80); }")


def small(picture: bytes) -> bytes:
    """The picture with as few colours as a page needs."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128).save(out, format="PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
