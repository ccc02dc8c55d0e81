"""Whether a sentence tells the reader something, takes it back, or sends the reader to another paper for it."""

import re
from typing import Final

from letters.reading.assertion import is_quoted
from letters.reading.rules import Expression

_WITHHELD: Final = re.compile(
    r"\b(?:(?<!you )(?:(?:will|do|does|can|could|may|shall|are|is|have|has|need) not|cannot|can't|won't|don't|doesn't|"
    r"isn't|aren't|never)\s+(?:be\s+|been\s+|have to\s+|required to\s+)?(?:tell|told|disclos\w+|provid\w+|shar\w+|"
    r"releas\w+|available|give|given|offer\w*|send|sent|furnish\w*|suppl\w+|explain\w*|state|stated|appealed|"
    r"appealable|subject to (?:appeal|review)|entitled|eligible for)|"
    r"(?:refuses?|declines?|unwilling|unable) to (?:tell|disclose|provide|share|release|give|send|explain|help|assist)|"
    r"you (?:are not (?:entitled to|eligible for)|(?:cannot|can not|can't|may not) (?:have|get|obtain|see|receive))|"
    r"you (?:may not|can ?not|can't|do not have (?:a|the|any)|have no|have lost (?:the|your)|no longer have (?:a|the))"
    r"\s+(?:right|appeal|request|ask|bring|sue|file|cop\w+|review|access|internal|external|further)|"
    r"\bno (?:further |additional |internal |external )*(?:rights?|appeals?|review|copies)(?: \w+){0,3} "
    r"(?:available|allowed|permitted|provided|offered))",
    re.IGNORECASE,
)
# "Coverage is not provided" denies the claim, and keeps nothing from its reader.
_COVERAGE: Final = Expression(r"\b(?:coverage|benefits?|payments?|reimbursement)\b")
_NEAR: Final = 25
_LAW_SAYS: Final = Expression(
    r"\b(?:laws?|regulations?|statutes?|rules?|code|c\.?f\.?r\.?|u\.?s\.?c\.?|act|erisa|department of labor)\b"
    r"[^:]{0,120}?\b(?:requires?|provides?|states?|says?|reads?|obliges?|mandates?|"
    r"must (?:be (?:told|given|provided|sent|informed|notified)|tell|give|provide|state|include|describe|inform|notify)"
    r")\b"
)
_TO_THE_READER: Final = Expression(r"\b(?:we|us|our|you|your)\b")
# What doctors and hospitals may do is no right of the claimant's.
_TO_PROVIDERS: Final = Expression(
    r"^\W*(?:(?:participating|contracted|contracting|network|the|billing|rendering)\s+)*providers?\s+"
    r"(?:may|can|must|should|who|has|have)\b"
)
_ENCLOSED: Final = Expression(
    r"\b(?:see|in|on|read|review|refer to|consult)\s+(?:the|our|your|an?)?\s*(?:[\w-]+\s+){0,3}?"
    r"(?:enclosed|attached|accompanying|enclosures?|attachments?|insert|reverse side)\b|"
    r"\b(?:is|are|have|has|find|been|we)\s+(?:also\s+)?(?:enclosed?|attach(?:ed)?|included with this)\b|"
    r"\b(?:enclosed|attached)\s+(?:is|are|you will find|please find)\b|"
    r"^\W*(?:enclosures?|attachments?|encl?\.?)\s*(?:\(\d+\))?\s*:|"
    r"\b(?:enclosed|attached|accompanying)\s+(?:[\w'-]+\s+){0,4}?(?:notice|document|form|sheet|pages?|insert|leaflet|"
    r"brochure|booklet|statement|rights|explanation|description|list|information|procedures?|instructions)\b|"
    r"\b(?:sent|mailed|provided|given)(?: to you)? (?:separately|under separate cover)\b|"
    r"\b(?:see|refer to|consult|read|(?:found|described|explained|set out|listed|stated) (?:in|on))(?: \w+){0,3} "
    r"(?:handbook|summary plan description|spd|evidence of coverage|certificate|booklet|brochure|plan document|"
    r"web ?site|page \d+)\b"
)
_READERS_OWN: Final = Expression(
    r"\byou (?:have )?(?:enclosed|attached|included)\b|\b(?:with|to) your (?:appeal|request|claim)\b"
)
_ENCLOSURE_HEADING: Final = Expression(r"^\W*(?:enclosures?|attachments?|encl)\b")


def is_told(text: str, position: int, *, though_withheld: bool = False) -> bool:
    """Whether a sentence tells the reader what it says at `position`.

    Not words in a quotation, of a law that is recited, or to providers alone; nor what the sentence takes back, unless
    that counts `though_withheld`.
    """
    if is_quoted(text, position) or _TO_PROVIDERS.is_in(text):
        return False
    if _LAW_SAYS.is_in(text) and not _TO_THE_READER.is_in(text):
        return False
    return though_withheld or not any(map(_withholds, _WITHHELD.finditer(text)))


def is_elsewhere(text: str, heading: str) -> bool:
    """Whether a sentence sends the reader to an enclosure or another paper of the insurer's."""
    named = _ENCLOSED.is_in(text) or _ENCLOSURE_HEADING.is_in(heading)
    return bool(named) and not _READERS_OWN.is_in(text)


def _withholds(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()][-_NEAR:], match.string[match.end() :][:_NEAR]
    return not _COVERAGE.is_in(before) and not _COVERAGE.is_in(after)
