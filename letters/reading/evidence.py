"""What the insurer says that it looked at: items of a list under such a heading, or sentences that say so."""

from letters.reading.findings import Span
from letters.reading.layout import Letter
from letters.reading.rules import Expression

_HEADING = Expression(
    r"\b(?:what we (?:reviewed|considered|looked at|relied on)|(?:records?|documents?|information|"
    r"evidence|materials?)"
    r"(?:\s+\w+){0,3}\s+(?:reviewed|considered|relied on|used))\b"
)
_LEAD = Expression(
    r"\b(?:(?:records?|documents?|information|evidence|materials?)(?:\s+\w+){0,4}\s+(?:were|"
    r"was)\s+(?:reviewed|considered|used|relied on)"
    r"|(?:we|our reviewer|our medical director|the reviewer)(?:\s+\w+){0,2}\s+(?:reviewed|considered|"
    r"relied (?:up)?on)\b"
    r"|(?:in making|to make|in reaching)(?:\s+\w+){1,3}\s+(?:decision|determination)"
    r"|our (?:decision|determination) (?:is|was) based on (?:the|your|a review))"
)
_NOT_EVIDENCE = Expression(
    r"\b(?:if you|you may|you can|your appeal|will (?:be )?(?:review|consider)|would|not (?:receive|"
    r"review)|reviewed by|"
    r"(?:was|were) (?:performed|made) by|medically necessary|on appeal by)\b"
)


def evidence_relied_on(letter: Letter) -> tuple[Span, ...]:
    """Each thing the insurer says it considered: a list's items, else the sentence."""
    found: list[Span] = []
    for section in letter.sections:
        listing = _HEADING.is_in(section.title)
        for sentence in section.sentences:
            leads = _LEAD.is_in(sentence.text) and not _NOT_EVIDENCE.is_in(sentence.text)
            if sentence.item and listing:
                found.append(letter.span_of_item(sentence))
            elif leads and sentence.text.rstrip().endswith(":"):
                listing = True
            elif leads:
                found.append(letter.span_of(sentence))
            elif not sentence.item and listing and not _HEADING.is_in(section.title):
                listing = False
    return tuple(found)
