"""The letter beside its proposals: pictures of its pages with what was found on them, or their text with it marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from claimback.pages.places import Box
from claimback.tenancy.admin_forms import named
from letters.models import Reading
from letters.reading.marks import KINDS, NOTICE, Mark, pages_to_see
from letters.services.reading_pages import MarkedPage, marked_pages

_ROOM: Final = 1.5
"""How far a box stands off the words, in the unit of the page: points, for a PDF."""


@dataclass(frozen=True, slots=True)
class ShownBox:
    """A rectangle as SVG has it."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ShownMark:
    """What is drawn for one passage: its boxes, and its name over the first."""

    mark: Mark
    boxes: list[ShownBox]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as the template shows it: `picture` is the address of its picture, empty without one."""

    number: int
    text: SafeString
    picture: str
    width: float
    height: float
    marks: list[ShownMark]
    drawn: str


def pane(reading: Reading) -> dict[str, Any]:
    """What the template of the left pane shows: pages, kinds of mark, and how many pages are left out."""
    count = len(reading.pages or [])
    numbers = pages_to_see(reading.told, count)
    pages = [_shown(reading, page) for page in marked_pages(reading, numbers)] if count else []
    return {
        "pages": pages,
        "kinds": [(kind, words) for kind, words in named(KINDS) if kind != NOTICE],
        "left_out": count - len(pages),
        "has_pictures": any(page.picture for page in pages),
    }


def _shown(reading: Reading, page: MarkedPage) -> ShownPage:
    picture = ""
    if page.drawn == "made" and page.width:
        picture = reverse("admin:letters_reading_picture", args=[reading.pk, page.number])
    return ShownPage(
        page.number,
        marked_text(page.text, [mark for mark, _ in page.marks if mark.kind != NOTICE]),
        picture,
        page.width,
        page.height,
        [ShownMark(mark, [_box(box) for box in boxes]) for mark, boxes in page.marks if boxes],
        page.drawn,
    )


def _box(box: Box) -> ShownBox:
    return ShownBox(
        round(box.left - _ROOM, 1),
        round(box.top - _ROOM, 1),
        round(box.right - box.left + 2 * _ROOM, 1),
        round(box.bottom - box.top + 2 * _ROOM, 1),
    )


def marked_text(text: str, passages: Sequence[Mark]) -> SafeString:
    """A page's text with its passages marked; of two that overlap, the earlier."""
    parts, reached = [], 0
    for mark in passages:
        if mark.start < reached:
            continue
        parts.append(escape(text[reached : mark.start]))
        parts.append(
            format_html(
                '<mark class="cb-mark cb-{}" title="{}" data-mark="{}">{}</mark>',
                mark.kind,
                mark.label,
                mark.finding,
                text[mark.start : mark.end],
            )
        )
        reached = mark.end
    parts.append(escape(text[reached:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above
