"""What axe-core finds on a page that a browser shows: in light and dark, at a desk's width and a phone's.

`axe.min.js` beside this is axe-core 4.14.1 as npm packs it (MPL-2.0, its notice within), to test with and not to ship.
Axe finds what can be computed; the test of the keyboard is beside it in test_access.py.
"""

from pathlib import Path
from typing import Any

AXE = Path(__file__).with_name("axe.min.js")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN = """async (asked) => {
  if (asked.theme) document.documentElement.classList.toggle("dark", asked.theme === "dark");
  document.getAnimations().forEach((animation) => animation.finish());
  const said = await axe.run(document, {runOnly: asked.rules, resultTypes: ["violations"]});
  return said.violations.flatMap(({id, impact, nodes}) => nodes.map((node) => [impact, id, node.html.slice(0, 160)]));
}"""
_UNFOLD = """() => {
  document.querySelectorAll(".cb-panel").forEach((panel) => panel.removeAttribute("hidden"));
  document.querySelectorAll("details:not(.cb-menu)").forEach((folded) => { folded.open = true; });
}"""
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def findings(page: Any) -> list[str]:
    """What is serious or critical on the page that is open, by looks, with its tabs and folds open.

    Menus stay folded: they cover the page.
    """
    page.evaluate(AXE.read_text())  # not by a tag: the page's own policy forbids it
    page.evaluate(_UNFOLD)
    before = page.viewport_size
    found = _said(page, "light", _LEVELS, "light")
    page.emulate_media(color_scheme="dark")
    found += _said(page, "dark", ["color-contrast", "link-in-text-block"], "dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    found += _said(page, "phone", ["target-size", "scrollable-region-focusable"], "light")
    over = page.evaluate(_SIDEWAYS)
    page.set_viewport_size(before)
    return found + ([f"phone: the page is {over} pixels too wide"] if over > 0 else [])


def _said(page: Any, look: str, rules: list[str], theme: str) -> list[str]:
    said = page.evaluate(_RUN, {"rules": rules, "theme": theme})
    return [f"{look}: {rule}: {html}" for impact, rule, html in said if impact in {"serious", "critical"}]
