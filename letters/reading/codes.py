"""Printed codes for reasons: adjustment codes (CARC), remark codes (RARC), and what they usually stand for.

The words of a letter decide; a code alone is weak evidence, and one that the words contradict is shown to a person.
"""

import re
from collections.abc import Iterator
from functools import cache

from letters.reading.assertion import is_about_rights
from letters.reading.data import data_of
from letters.reading.findings import ReasonCode, Span
from letters.reading.layout import Letter

_CARC = re.compile(
    r"\b(?:CO|PR|OA|PI|CARC|(?:claim )?adjustment (?:reason )?code|reason code|denial code)"
    r"(?:[ ]?[-:#][ ]?|[ ])(?:(?:CO|PR|OA|PI)[ -]?)?(?P<number>\d{1,3})\b(?![./-]\d)",
    re.IGNORECASE,
)
# A group code is two capitals: "co 50" in running text is nothing.
_GROUP = re.compile(r"^(?:CO|PR|OA|PI|CARC)\b|(?i:code)")
_RARC = re.compile(r"(?<![\w-])(?P<code>(?:MA|N)\d{2,3}|M\d{1,3})(?![\w-])")
_REMARK = re.compile(r"\b(?:remarks?|RARC|reason|codes?)\b", re.IGNORECASE)


def reason_codes(letter: Letter) -> tuple[ReasonCode, ...]:
    """Each printed code once, where it first stands. A remark code counts only in a line or table that says codes."""
    found: dict[tuple[str, str], ReasonCode] = {}
    for code in _codes(letter):
        found.setdefault((code.system, code.code), code)
    return tuple(sorted(found.values(), key=lambda code: (code.at.page, code.at.start)))


def _codes(letter: Letter) -> Iterator[ReasonCode]:
    for section, sentence in letter.sentences():
        if is_about_rights(section, sentence):
            continue
        for match in _CARC.finditer(sentence.text):
            if _GROUP.search(match.group()):
                start = sentence.start + match.start()
                at = letter.span(sentence.page, start, sentence.start + match.end())
                yield _code("carc", match["number"], at)
    for page, view in enumerate(letter.views, start=1):
        if not _REMARK.search(view):
            continue
        for start, end in letter.lines(page):
            line = view[start:end]
            if _REMARK.search(line) or _CARC.search(line):
                for match in _RARC.finditer(line):
                    at = letter.span(page, start + match.start(), start + match.end())
                    yield _code("rarc", match["code"], at)


def _code(system: str, code: str, at: Span) -> ReasonCode:
    return ReasonCode(system, code, at, _ground_of().get((system, code)))


@cache
def _ground_of() -> dict[tuple[str, str], str]:
    """By system and code."""
    return {
        (system, str(code)): ground
        for system, grounds in data_of("adjustment_codes").items()
        for ground, codes in grounds.items()
        for code in codes
    }
