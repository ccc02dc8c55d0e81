"""Whether a sentence is the insurer's own statement about this claim, and not a right, a condition or a quotation."""

import re

from letters.reading.layout import Section, Sentence

_RIGHTS_HEADING = re.compile(
    r"\b(?:appeals?|your (?:further )?rights?|rights|external review|independent review|civil action|"
    r"grievance|"
    r"how to|what to (?:do|include|send)|what you can|important information|help|language|resources|"
    r"reconsideration|"
    r"hearing|complaint|if you disagree|questions)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"^\W*(?:appeal (?:rights|instructions|deadline)|include|important|notes?|action required|"
    r"please note)\s*:|"
    r"\b(?:you (?:may|(?:can|could)(?!\s+(?:still\s+)?(?:perform|work|do)\b)|"
    r"have the right|have a right|are entitled|should|must)|"
    r"right to (?:appeal|request|bring)|"
    r"to appeal|your (?:written )?appeal (?:must|should|will)|please (?:send|submit|include|call|see|"
    r"refer|contact|provide))\b",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"^\W*(?:\d+\W+)?(?:if|when|whenever|should|unless|in the event|in order to|for example|where)\b|"
    r"\b(?:services|treatments?|care|items|drugs|losses|claims)\s+(?:that|which)\s+(?:are|is)\b|"
    r"\b(?:will not affect|in general|generally|usually|any person who)\b",
    re.IGNORECASE,
)
_LAW_OR_CONTRACT = re.compile(
    r"^\W*(?:[\w.§()' -]{0,60}\b(?:policy|plan|certificate|contract|statute|law|code|regulation|act|"
    r"section|document|"
    r"provision|C\.?F\.?R\.?)\b[^.:]{0,60}\b(?:states?|provides?|reads?|says?|defines?|means|"
    r"require[sd]?)\b)",
    re.IGNORECASE,
)
_APPLIED = re.compile(
    r"\b(?:because|therefore|accordingly|since|we|our|your claim|this claim|denied|was not|were not|"
    r"did not|has not|have not)\b",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r'"[^"]{2,1200}"')
# A title in quotation marks ("Experimental Services") is short; a passage of law or contract is not.
_SHORTEST_PASSAGE = 40


def is_about_rights(section: Section, sentence: Sentence) -> bool:
    """Whether the sentence tells what the claimant may do."""
    in_rights = bool(_RIGHTS_HEADING.search(section.title)) and not re.search(
        r"\b(?:reason|denial of|denied|determination|decision)\b", section.title, re.IGNORECASE
    )
    return in_rights or bool(_RIGHTS.search(sentence.text))


def is_hypothetical(sentence: Sentence) -> bool:
    """Whether the sentence speaks of what would be, or of claims in general."""
    return bool(_HYPOTHETICAL.search(sentence.text))


def is_recital(sentence: Sentence) -> bool:
    """Whether the sentence only recites a law or the contract, without applying it to this claim."""
    return bool(_LAW_OR_CONTRACT.search(sentence.text)) and not _APPLIED.search(_unquoted(sentence.text))


def is_quoted(text: str, position: int) -> bool:
    """Whether a position lies in a passage between quotation marks (titles are short, and are not passages)."""
    if '"' not in text:
        return False
    return any(
        match.start() < position < match.end() and len(match.group()) >= _SHORTEST_PASSAGE
        for match in _QUOTATION.finditer(text)
    )


def _unquoted(text: str) -> str:
    return _QUOTATION.sub(" ", text)
