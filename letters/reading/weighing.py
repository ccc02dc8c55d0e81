"""Whether a letter that nowhere says what it decides decides against the claim all the same.

What counts is how surely its statements give reasons, whether it tells how to appeal, and whether its sentences
approve, ask, acknowledge or bring news instead.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from letters.reading.assertion import is_about_rights, is_hypothetical, is_recital
from letters.reading.findings import Right, Span
from letters.reading.layout import Letter
from letters.reading.model import model
from letters.reading.statements import Statement

DECIDING = ("denied", "terminated", "reduced", "rescinded", "underpaid", "partially_denied")
"""The acts that decide against a claim."""
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
_PLAIN_ACT = 0.5
_REASONS, _NEWS = 3, 3
# Fitted by logistic regression to the letters of the test set's `develop`.
_BIAS = -2.4
_WEIGHTS = {"reasons": 1.6, "decides": 1.0, "approved": -4.0, "request_for_information": -2.5, "received": -3.0,
            "news": -1.2, "appeal": 1.6}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weighed:
    """How likely the letter decides against the claim, which decision that would be, and where that is said best."""

    likely: float
    decision: str
    at: Span | None


def weighed(letter: Letter, stated: Sequence[Statement], told: Sequence[Right]) -> Weighed:
    """A letter's statements, acts and rights weighed together."""
    everything = [(section, sentence) for section, sentence in letter.sentences()]
    acts = [model("acts").probabilities(sentence.text) for _, sentence in everything]
    own = [
        (sentence, act)
        for (section, sentence), act in zip(everything, acts, strict=True)
        if not (is_hypothetical(sentence) or is_about_rights(section, sentence) or is_recital(sentence))
    ]
    deciding = max(own, key=lambda one: sum(one[1][code] for code in DECIDING), default=None)
    measured = {
        "reasons": _most((statement.reason for statement in stated), _REASONS),
        "decides": sum(deciding[1][code] for code in DECIDING) if deciding else 0.0,
        "approved": max((act["approved"] for _, act in own), default=0.0),
        "request_for_information": max((act["request_for_information"] for act in acts), default=0.0),
        "received": max((act["received"] for act in acts), default=0.0),
        "news": _most((act["news"] for act in acts), _NEWS),
        "appeal": float(any(right.kind in _APPEALS for right in told)),
    }
    score = _BIAS + sum(_WEIGHTS[name] * value for name, value in measured.items())
    likely = 1 / (1 + math.exp(-score))
    code, sentence, act = max(
        ((code, sentence, act[code]) for sentence, act in own for code in DECIDING),
        key=lambda one: one[2],
        default=("denied", None, 0.0),
    )
    if sentence is None or act < _PLAIN_ACT:
        return Weighed(likely, "denied", None)
    return Weighed(likely, code, letter.span_of(sentence))


def _most(values: Iterable[float], count: int) -> float:
    return sum(sorted(values, reverse=True)[:count])
