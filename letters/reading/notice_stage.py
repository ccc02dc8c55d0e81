"""Which of the letters of a claim this one is, as far as the law asks different things of each."""

import re
from typing import Final

from deadlines.law.notices import Stage
from letters.reading.assertion import is_hypothetical
from letters.reading.decision import ADVERSE
from letters.reading.layout import Letter

_OPENING: Final = 2_500
"""Characters of the first page in which a letter says what it is."""

_FINAL: Final = re.compile(
    r"\bfinal(?:\s+\w+){0,2}\s+adverse\b|\bfinal response\b|"
    r"\b(?:decision|determination) on (?:your )?(?:appeal|review|(?:request for )?reconsideration)\b|"
    r"\b(?:reconsideration|appeal) (?:decision|determination)\b|"
    r"\b(?:upheld?|upholding|affirm(?:ed|ing)?) (?:the|our|its)(?: \w+){0,2} (?:denial|decision|determination)\b|"
    r"\bwe have reconsidered\b|\basked us to (?:reconsider|review again)\b|"
    r"\breview of your (?:\w+[ -]){0,2}appeal\b|"
    r"\b(?:denied|reviewed|considered|reconsidered|decided|completed) (?:\w+ ){0,4}your (?:\w+[ -]){0,2}"
    r"(?:appeal|grievance|request for reconsideration)\b|"
    r"\b(?:your|the) (?:\w+[ -]){0,2}appeal (?:is|was|has been) (?:denied|upheld|unsuccessful|not approved)\b",
    re.IGNORECASE,
)
# "You may appeal; the decision on your appeal will …" tells of a later letter.
_LATER_LETTER: Final = re.compile(
    r"\b(?:you (?:may|will|receive)|after you receive|if)\b[^.]{0,120}$", re.IGNORECASE
)
_READERS_CHOICE: Final = re.compile(r"\byou (?:may|can|have the right)\b", re.IGNORECASE)
_EXTENSION: Final = re.compile(
    r"\b(?:(?:notice of|an?|this|one-time) extension\b|extend(?:ed|ing)? (?:the|our|this)(?:\s+\w+){0,4} "
    r"(?:time|period|deadline|review)|"
    r"(?:need|needs|require|requires|taking|take)(?:\s+\w+){0,3} (?:additional|more|further) time|"
    r"(?:additional|more|further) time (?:is|will be|to)\b|"
    r"(?:need|require|take)s?(?:\s+\w+){0,3} (?:more|additional|further) days|"
    r"(?:additional|extra) (?:\w+|\(?\d+\)?)(?: \(\d+\))? (?:calendar )?days to (?:decide|complete|make|review|finish)|"
    r"not (?:yet )?(?:been )?(?:able to )?(?:settled?|resolved?|decided?|accept or (?:reject|deny)|make a decision)|"
    r"(?:cannot|unable to|not able to) (?:decide|make a decision|reach a decision)(?:\s+\w+){0,4} within|"
    r"(?:unable|not able) to (?:complete|finish|conclude)(?:\s+\w+){0,4} (?:investigation|review|evaluation)|"
    r"(?:investigation|review|evaluation)(?:\s+\w+){0,4} (?:not(?: yet)? (?:complete|finished)|continu))",
    re.IGNORECASE,
)
_REVIEWER: Final = re.compile(
    r"\b(?:we are (?:an|the) (?:assigned )?independent review organization|"
    r"(?:notice of )?(?:final )?external review (?:decision|determination)|"
    r"independent review organi[sz]ation(?:'s)? (?:final )?(?:decision|determination))\b",
    re.IGNORECASE,
)
_PRELIMINARY: Final = re.compile(
    r"\b(?:preliminary review of (?:your|the) request for external review|"
    r"request for (?:an )?external review (?:is|was) (?:not eligible|ineligible|incomplete|not complete))\b",
    re.IGNORECASE,
)


def stage_of(letter: Letter, decision: str) -> Stage | None:
    """The letter's place in a claim, by its decision and its opening; None where the law asks nothing that is read."""
    if _says(letter, _PRELIMINARY):
        return "preliminary_review"
    if decision in ADVERSE | {"approved"} and _says(letter, _REVIEWER):
        return "review_decision"
    if decision in ADVERSE:
        return "final_denial" if is_final(letter) else "denial"
    if decision in ("request_for_information", "none") and _says(letter, _EXTENSION):
        return "extension"
    return "information_request" if decision == "request_for_information" else None


def is_final(letter: Letter) -> bool:
    """Whether the letter is the plan's last internal word: a decision on appeal, by its title or opening."""
    opening = letter.views[0][:_OPENING]
    return any(not _LATER_LETTER.search(opening[: match.start()]) for match in _FINAL.finditer(opening))


def _says(letter: Letter, what: re.Pattern[str]) -> bool:
    """Whether a sentence of the opening says so of this letter, and not of what may come."""
    return bool(what.search(letter.views[0], 0, _OPENING)) and any(
        what.search(sentence.text)
        and not is_hypothetical(sentence)
        and not _READERS_CHOICE.search(sentence.text)
        for _, sentence in letter.sentences()
        if sentence.page == 1 and sentence.start < _OPENING
    )
