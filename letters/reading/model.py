"""A small model of how insurers word their reasons: it ranks where rules tie, and points to what no rule knows.

Weights for words and pairs of words, one set for each ground and one for "no ground", learnt from `sentences/` by
`training.py` and kept in `model.json`. It answers in probabilities; what is made of them is decided in `grounds`.
"""

import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import orjson

from letters.reading.rules import lowered

NOTHING = "nothing"
"""The class of sentences that give no reason."""

_TOKEN = re.compile(r"[a-z']+|\d[\d,./-]*|\$")
_ENDINGS = (
    ("ations", 4), ("ation", 4), ("ings", 4), ("ing", 4), ("ments", 4), ("ment", 5), ("ies", 3), ("ed", 4), ("es", 4),
    ("ly", 4), ("s", 3), ("e", 4),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """For each feature the weight of each class that it speaks for or against, by the class's place."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, tuple[tuple[int, float], ...]]

    def probabilities(self, text: str) -> dict[str, float]:
        """How likely a sentence gives each ground, or nothing; they sum to 1."""
        known = [weights for feature in features(text) if (weights := self.weights.get(feature))]
        scores = list(self.bias)
        scale = 1 / math.sqrt(len(known)) if known else 0.0
        for weights in known:
            for place, weight in weights:
                scores[place] += scale * weight
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers)
        return {code: power / total for code, power in zip(self.classes, powers, strict=True)}


def features(text: str) -> set[str]:
    """Words without their endings, pairs of neighbours, and pairs with one word between; every figure is `#`."""
    words = ["#" if word[0].isdigit() else _stem(word) for word in _TOKEN.findall(lowered(text))]
    return {
        *words,
        *(f"{one}_{other}" for one, other in pairwise(words)),
        *(f"{one}~{other}" for one, other in zip(words, words[2:], strict=False)),
    }


@cache
def model() -> Model:
    """The model that ships."""
    kept = orjson.loads(files("letters.reading").joinpath("model.json").read_bytes())
    return Model(
        tuple(kept["classes"]),
        tuple(kept["bias"]),
        {
            feature: tuple((int(place), weight) for place, weight in weights.items())
            for feature, weights in kept["weights"].items()
        },
    )


def _stem(word: str) -> str:
    for ending, shortest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word[: -len(ending)]
    return word
