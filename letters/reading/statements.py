"""What the insurer states about this claim, sentence by sentence, with what the rules and the small model take it for.

Rights, conditions, quoted law and what happens to others are no statements (`assertion`). What reasons the statements
add up to is `grounds`'; whether they decide against the claim is `weighing`'s.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from letters.reading.assertion import (
    begins_recital,
    ends_recital,
    is_about_rights,
    is_hypothetical,
    is_quoted,
    is_recital,
)
from letters.reading.layout import Letter, Section, Sentence
from letters.reading.model import NOTHING, model
from letters.reading.rules import matches

_CODE = re.compile(r"\b(?:CO|PR|OA|PI|CARC)[ -]?(?P<number>\d{1,3})\b")
_FEWEST_WORDS = 5
# A sentence of these words alone decides and gives no reason.
_BARE_DECISION = re.compile(
    r"\W*(?:(?:your|our|the|this|these|both|all|two|each|a|an|of|for|and|or|is|are|was|were|be|been|being|has|have|had|"
    r"we|you|it|must|can|cannot|not|will|do|does|did|now|therefore|hereby|thus|again|also|as|to|in|on|by|under|so|such|"
    r"above|claims?|lines?|requests?|appeals?|bills?|charges?|services?|benefits?|coverage|payment|decision|first|"
    r"determination|review|reviewed|denied|deny|denying|denial|declined?|refused?|covered|payable|paid|pay|approved?|"
    r"upheld|uphold|dismiss|dismissed|disallowed|rejected|policy|plan|loss|respectfully|full|whole|part|"
    r"final|response|answer|position|no|further|last|internal|letter|that|made|make)\W+)+",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*[A-Z][\w /&#'-]{1,40}:\s")


# The boxes of a form: what is not ticked is not said, and what is ticked is.
_UNTICKED = re.compile(r"\W*?(?:\[ ?\]|☐|❏|□|\( \)|__ )")
_TICKED = re.compile(r"\W*?(?:\[ ?[xX✓✔] ?\]|☒|☑|✓|✔|\([xX]\))")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the insurer's own about this claim."""

    section: Section
    sentence: Sentence
    # The rules that know it, with their confidence; and how likely the model takes it for each ground, or for nothing.
    fired: Mapping[str, float]
    likely: Mapping[str, float]
    # A whole sentence: no heading, label, line of a table or quotation.
    is_running: bool
    # Behind a printed code: its standard text, which the insurer's own words may contradict.
    is_gloss: bool
    # A condition, a definition, a law: no reason, and yet what the reason is about where nothing else tells it.
    is_general: bool

    @property
    def reason(self) -> float:
        """How likely it gives a reason at all, for the model."""
        return 1 - self.likely[NOTHING] if self.is_running and not self.is_general else 0.0


def statements(letter: Letter) -> tuple[Statement, ...]:
    """The letter's statements in reading order."""
    return tuple(_statements(letter))


def _statements(letter: Letter) -> Iterator[Statement]:
    recited = False
    for section, sentence in letter.sentences():
        recited = begins_recital(sentence) or (recited and not ends_recital(sentence))
        if is_about_rights(section, sentence):
            continue
        is_general = is_hypothetical(sentence) or is_recital(sentence) or recited
        if _UNTICKED.match(sentence.text):
            continue
        fired = {
            rule.code: rule.confidence
            for rule, match in matches("grounds", sentence.text)
            if not is_quoted(sentence.text, match.start())
        }
        said = sentence.text[label.end() :] if (label := _LABEL.match(sentence.text)) else sentence.text
        is_ticked = bool(_TICKED.match(sentence.text))
        is_running = sentence is not section.heading and (is_ticked or _is_running_text(said))
        if fired or is_running:
            likely = model("grounds").probabilities(said if is_running else sentence.text)
            is_gloss = _stands_behind_code(letter, sentence)
            yield Statement(section, sentence, fired, likely, is_running, is_gloss, is_general)


def _is_running_text(text: str) -> bool:
    words = text.split()
    return (
        len(words) >= _FEWEST_WORDS
        and text.rstrip().endswith((".", ";", ","))
        and (text.isupper() or sum(word[:1].islower() for word in words) >= _FEWEST_WORDS - 1)
        and not is_quoted(text, len(text) // 2)
        and not _BARE_DECISION.fullmatch(text)
    )


def _stands_behind_code(letter: Letter, sentence: Sentence) -> bool:
    view = letter.views[sentence.page - 1]
    return bool(_CODE.search(view, view.rfind("\n", 0, sentence.start) + 1, sentence.end))
