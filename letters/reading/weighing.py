"""Whether a letter that nowhere says what it decides decides against the claim all the same.

What counts is how surely its statements give reasons, whether it tells how to appeal, and whether its sentences
approve, ask, acknowledge or bring news instead.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from letters.reading.assertion import is_about_rights, is_hypothetical, is_recital
from letters.reading.findings import Right, Span
from letters.reading.layout import Letter, Sentence
from letters.reading.model import model
from letters.reading.statements import Statement

DECIDING = ("denied", "terminated", "reduced", "rescinded", "underpaid", "partially_denied")
"""The acts that decide against a claim."""
MAIL = ("approved", "request_for_information", "received", "news")
"""The acts of letters that do not."""
_APPEALS = frozenset(
    {
        "internal_appeal",
        "second_level_appeal",
        "reconsideration",
        "redetermination",
        "fair_hearing",
        "external_review",
        "civil_action",
    }
)
# A record, a report or a receipt speaks of no insurance at all.
_BUSINESS = re.compile(
    r"\b(?:claim|cover|polic(?=y|ies)|insur|benefit|appeal|pa(?:y|id)|plan|request|den(?=y|i)|medica(?=re|id)|"
    r"certificate|proceeds|dear )",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2
_PLAIN_ACT, _PLAIN_OTHER = 0.5, 0.3
_OTHERWISE = ("approved", "request_for_information")
_REASONS, _NEWS = 3, 3
# Fitted by logistic regression to the letters of the test set's `develop`.
_BIAS = -3.9
_WEIGHTS = {
    "reasons": 2.1,
    "decides": 3.4,
    "approved": -3.8,
    "request_for_information": -1.8,
    "received": -1.2,
    "news": -0.8,
    "appeal": 2.4,
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """How likely the letter decides against the claim, which decision that would be, and where that is said best."""

    likely: float
    decision: str
    at: Span | None
    # What else it plainly does, an approval or a request, and where.
    otherwise: tuple[str, Span] | None = None


def weighed(letter: Letter, stated: Sequence[Statement], told: Sequence[Right]) -> Weighed:
    """A letter's statements, acts and rights weighed together."""
    if len({match.lower() for view in letter.views for match in _BUSINESS.findall(view)}) < _FEWEST_WORDS:
        return Weighed(0.0, "denied", None)
    acts = _acts(letter)
    score = _BIAS + sum(_WEIGHTS[name] * value for name, value in _measured(acts, stated, told).items())
    likely = 1 / (1 + math.exp(-score))
    own = ((act.likely[code], code, act) for act in acts if act.is_own for code in DECIDING)
    sure, code, act = max(own, key=lambda one: one[0], default=(0.0, "denied", None))
    otherwise = max(
        (
            (act.likely[code], code, act)
            for act in acts
            for code in _OTHERWISE
            if act.is_own or code != "approved"
        ),
        key=lambda one: one[0],
        default=None,
    )
    other = (
        (otherwise[1], letter.span_of(otherwise[2].sentence))
        if otherwise and otherwise[0] >= _PLAIN_OTHER
        else None
    )
    if act is None or sure < _PLAIN_ACT:
        return Weighed(likely, "denied", None, other)
    return Weighed(likely, code, letter.span_of(act.sentence), other)


@dataclass(frozen=True, slots=True)
class _Act:
    """A sentence with what the model takes it to do; `is_own` where it speaks of this claim and not of rights."""

    sentence: Sentence
    likely: Mapping[str, float]
    is_own: bool


def _acts(letter: Letter) -> list[_Act]:
    return [
        _Act(
            sentence,
            model("acts").probabilities(sentence.text),
            not (is_hypothetical(sentence) or is_about_rights(section, sentence) or is_recital(sentence)),
        )
        for section, sentence in letter.sentences()
    ]


def _measured(acts: Sequence[_Act], stated: Sequence[Statement], told: Sequence[Right]) -> dict[str, float]:
    own = [act.likely for act in acts if act.is_own]
    everything = [act.likely for act in acts]
    return {
        "reasons": _most((statement.reason for statement in stated), _REASONS),
        "decides": _most((sum(likely[code] for code in DECIDING) for likely in own), 1),
        "approved": _most((likely["approved"] for likely in own), 1),
        "request_for_information": _most((likely["request_for_information"] for likely in everything), 1),
        "received": _most((likely["received"] for likely in everything), 1),
        "news": _most((likely["news"] for likely in everything), _NEWS),
        "appeal": float(any(right.kind in _APPEALS for right in told)),
    }


def _most(values: Iterable[float], count: int) -> float:
    return sum(sorted(values, reverse=True)[:count])
