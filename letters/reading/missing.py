"""What the insurer says that it did not have: items of a list under such words, or the sentence that says so."""

import re

from letters.reading.assertion import is_about_rights, is_hypothetical
from letters.reading.findings import Span
from letters.reading.layout import Letter, Sentence
from letters.reading.rules import Expression, lowered

_THINGS = (
    r"(?:information|documents?|documentation|records?|notes?|reports?|forms?|receipts?|statements?|proof|evidence|"
    r"results?|studies|study|imaging|x-?rays?|photographs?|photos?|estimates?|invoices?|inventory|bills?|history|charts?|"
    r"tests?|findings|certification|referral|authorization|application|questionnaire|examination|measurements?)"
)
_NOT_HAD = Expression(
    rf"\b{_THINGS}\b(?:\s+\S+){{0,12}}?\s+(?:(?:was|were|has|have|had)\s+(?:not|never)\s+(?:been\s+)?"
    r"(?:received|provided|submitted|sent|furnished|returned|supplied|included|produced|given|documented)|"
    r"(?:is|are|was|were)\s+(?:missing|absent|not (?:present|in (?:the|our|your) file|on file|available|included)))\b|"
    r"\b(?:did|do|does|have|has|had)\s+not\s+(?:\w+\s+)?(?:receive|received|provide|provided|submit|submitted|send|sent|"
    r"furnish|furnished|return|returned|supply|supplied|include|included|contain|contained|produce|produced|document|"
    rf"documented|show|identify)\b(?:\s+\S+){{0,12}}?\s+{_THINGS}\b|"
    rf"\b(?:no|without|lack(?:s|ed|ing)?|absence of|missing|insufficient|inadequate)\s+(?:\w+\s+){{0,4}}{_THINGS}\b"
    r"(?:\s+\S+){0,8}?\s+(?:of|for|from|to|that|showing|documenting|describing|was|were|on file|in)\b|"
    r"\b(?:records?|documentation|chart|notes?|file|submission|request|claim|information)\b(?:\s+\S+){0,6}?\s+"
    r"(?:does|do|did)\s+not\s+(?:\w+\s+)?(?:include|contain|document|show|demonstrate|reflect|mention|provide|describe|"
    r"establish|indicate|identify)\b|"
    rf"\bfail(?:s|ed|ure)?\s+to\s+(?:provide|submit|furnish|return|supply|send|include|document|produce)\b"
)
# Words of which one is in every sentence that says so: most sentences have none.
_DENYING = (
    "not",
    "never",
    "missing",
    "absen",
    "no ",
    "without",
    "lack",
    "insufficient",
    "inadequate",
    "fail",
)
_LEAD = re.compile(
    r"(?:\b(?:following|missing|these|needed|outstanding|additional)\b.{0,80}\b(?:not|never|missing|outstanding|"
    r"required|needed|absent)\b|\b(?:not|never)\s+(?:been\s+)?(?:received|provided|submitted|sent|include\w*|contain\w*)\b"
    r".{0,80}|\b(?:missing|outstanding)\s+(?:items?|documents?|information|records?))\s*:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_HEADING = Expression(
    r"\b(?:missing|outstanding)\s+(?:items?|documents?|documentation|information|records?)\b|"
    r"\b(?:items?|documents?|information|records?|what)\s+(?:we\s+)?(?:(?:did|have) not|still need|not)\s+"
    r"(?:receive|received|provided|submitted)\b"
)
_NOT_MISSING = Expression(
    r"\bno (?:additional|further|more|other) (?:information|documents?|documentation|records?)\b|"
    r"\b(?:does|do|did) not (?:include|contain) (?:a )?(?:guarantee|promise|coverage|benefit|drug|exclusion)|"
    r"\b(?:policy|plan|coverage|booklet|certificate|endorsement)\s+(?:does|do|did)\s+not\b|\bpremium\b"
)


def evidence_missing(letter: Letter) -> tuple[Span, ...]:
    """Each thing the insurer says it did not have or did not find in the file, in reading order."""
    found: list[Span] = []
    for section in letter.sections:
        is_list = bool(_HEADING.is_in(section.title) or _LEAD.search(section.title))
        listing = is_list
        for sentence in section.sentences:
            if sentence.item and listing:
                found.append(letter.span_of_item(sentence))
            elif is_hypothetical(sentence) or is_about_rights(section, sentence):
                listing = listing and sentence.item
            elif _LEAD.search(sentence.text):
                listing = True
            else:
                listing = listing and (sentence.item or is_list)
                if says_missing(sentence):
                    found.append(letter.span_of(sentence))
    return tuple(found)


def says_missing(sentence: Sentence) -> bool:
    """Whether a sentence says that something was not there to be looked at."""
    lower = lowered(sentence.text)
    if not any(word in lower for word in _DENYING):
        return False
    return _NOT_HAD.is_in(sentence.text) and not _NOT_MISSING.is_in(sentence.text)
