"""What the parts of a letter's pages are: running heads and feet, the signature, tables, the letter's own text.

Nothing is taken away by it: a region says what a passage is, and readers decide whether to read it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from claimback.pages.sheet import Region, Sheet, with_body

_HEAD: Final = 0.11
_FOOT: Final = 0.9
_LOWEST: Final = 0.94
"""Parts of a page's height: what stands below the last is a foot even on a page that is alone."""
_EDGE_LINES: Final = 3
_LETTERHEAD_LINES: Final = 2
_NUMBER = re.compile(
    r"\W*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*|.*\bpage\s+\d+\s+of\s+\d+\b.*", re.IGNORECASE
)
_CLOSING = re.compile(
    r"^[ \t]*(?:(?:very )?(?:sincerely|truly)(?: yours)?|yours (?:very )?(?:sincerely|truly|faithfully)|"
    r"respectfully(?: (?:yours|submitted))?|cordially|(?:kind |best |warm )?regards)[ \t]*,?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_AFTER = re.compile(r"(?:cc|bcc|enc(?:l|losures?|s)?|attachments?|p\.?\s?s|important|note)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"\b[a-z]{3,} (?:\S+ )*[a-z]{3,}\.$|:$")
_SIGNATURE_LINES: Final = 8
_SIGNATURE_WIDTH: Final = 70
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")

_Line = tuple[int, int, str, float | None]


def with_regions(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages of one letter, each with all of its regions, which cover its text from its beginning to its end."""
    edges = [_edges(sheet) for sheet in sheets]
    repeated = Counter(text for lines in edges for text in {line[2] for line in lines})
    return [
        replace(
            sheet,
            regions=with_body(
                [
                    *_running(lines, repeated, first=number == 0),
                    *_signature(sheet.text),
                    *sheet.regions,
                ],
                len(sheet.text),
            ),
        )
        for number, (sheet, lines) in enumerate(zip(sheets, edges, strict=True))
    ]


def _edges(sheet: Sheet) -> list[_Line]:
    """The lines at the top and the bottom of a page: start, end, text without figures, height on the page."""
    spans = [match.span() for match in _LINE.finditer(sheet.text)]
    edge = dict.fromkeys([*spans[:_EDGE_LINES], *spans[-_EDGE_LINES:]])
    lines = []
    for start, end in edge:
        text = re.sub(r"\d+", "#", " ".join(sheet.text[start:end].split()))
        top = sheet.places.top(start, end)
        lines.append((start, end, text, top / sheet.height if top is not None and sheet.height else None))
    return lines


def _running(lines: Sequence[_Line], repeated: Counter[str], *, first: bool) -> list[Region]:
    regions = []
    count = len(lines)
    for index, (start, end, text, height) in enumerate(lines):
        is_head = height < _HEAD if height is not None else index < min(_EDGE_LINES - 1, count // 2)
        is_foot = height > _FOOT if height is not None else index >= max(count - 2, count // 2)
        is_numbered = bool(_NUMBER.fullmatch(text.replace("#", "1")))
        if is_foot and (is_numbered or repeated[text] > 1 or (height or 0) > _LOWEST):
            regions.append(Region("footer", start, end))
        elif is_head and (is_numbered or (repeated[text] > 1 and not (first and index < _LETTERHEAD_LINES))):
            regions.append(Region("header", start, end))
    return regions


def _signature(text: str) -> list[Region]:
    """From the closing words to the last line of who signs."""
    regions = []
    for closing in _CLOSING.finditer(text):
        end = closing.end()
        for line in islice(_LINE.finditer(text, closing.end()), _SIGNATURE_LINES):
            said = line.group().strip()
            if _AFTER.match(said) or len(said) > _SIGNATURE_WIDTH or _SENTENCE.search(said):
                break
            end = line.end()
        regions.append(Region("signature", closing.start(), end))
    return regions
