"""What the law makes a letter say, held against the letter, as a table for people: what is lacking first."""

from collections.abc import Mapping
from typing import Any, Final

from claimback.tenancy.admin_show import NOTHING, Section, badge, items, prose

_TONES: Final = {"absent": "bad", "unclear": "warn", "present": "good"}
_CHECKED: Final = {
    "primary": "read in the law's own words",
    "secondary": "read second-hand",
    "unchecked": "not checked",
}


def notice_section(found: Mapping[str, Any]) -> Section:
    """Each requirement with its state, its source and how that was checked, what it may be worth, and the passage."""
    checks = sorted(found.get("notice_checks", ()), key=lambda check: list(_TONES).index(check["state"]))
    return Section(
        "What the law makes the notice say",
        ["Required", "In the letter", "By", "What it may be worth", "Passage"],
        [
            [
                check["requirement"],
                items([badge(check["state"], tone=_TONES[check["state"]]), check["why"]]),
                items([check["citation"], _CHECKED[check["checked"]]]),
                prose(check["effect"]),
                _passage(check["place"]),
            ]
            for check in checks
        ],
        "Nothing was checked: the type of plan, or the state, is not known, or the letter denies nothing.",
    )


def _passage(place: Mapping[str, Any] | None) -> Any:
    return items([prose(place["quote"]), f"page {place['page']}"]) if place else NOTHING
