"""A small model of how insurers word their reasons: it ranks where rules tie, and points to what no rule knows.

Weights for words, pieces of words and pairs of words, one set for each ground and one for "no ground", learnt from
`sentences/` by `training.py` and kept in `model.json`. It answers in probabilities; what is made of them is decided
in `grounds`.
"""

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import orjson
from numpy.typing import NDArray

from letters.reading.rules import lowered

Numbers: TypeAlias = NDArray[np.float64]

NOTHING = "nothing"
"""The class of sentences that give no reason."""

_TOKEN = re.compile(r"[a-z']+|\d[\d,./-]*|\$")
_PIECES = (4, 5)
_ENDINGS = (
    ("ations", 4), ("ation", 4), ("ings", 4), ("ing", 4), ("ments", 4), ("ment", 5), ("ies", 3), ("ed", 4), ("es", 4),
    ("ly", 4), ("s", 3), ("e", 4),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """For each feature the weight of each class that it speaks for or against: the columns of its row."""

    classes: tuple[str, ...]
    bias: Numbers
    rows: dict[str, int]
    weights: Numbers

    def probabilities(self, text: str) -> dict[str, float]:
        """How likely a sentence gives each ground, or nothing; they sum to 1."""
        known = [row for feature in features(text) if (row := self.rows.get(feature)) is not None]
        scale = 1 / math.sqrt(len(known)) if known else 0.0
        scores = self.bias + scale * self.weights[known].sum(axis=0)
        powers = np.exp(scores - scores.max())
        return dict(zip(self.classes, (powers / powers.sum()).tolist(), strict=True))


@lru_cache(maxsize=1024)  # both models ask about the same sentence
def features(text: str) -> frozenset[str]:
    """Words without their endings and their pieces, pairs of neighbours, and pairs with one word between.

    Every figure is `#`; a piece is four or five characters of a word, its edges marked.
    """
    words = ["#" if word[0].isdigit() else word for word in _TOKEN.findall(lowered(text))]
    stems = [_stem(word) for word in words]
    pairs = {
        *(f"{one}_{other}" for one, other in pairwise(stems)),
        *(f"{one}~{other}" for one, other in zip(stems, stems[2:], strict=False)),
    }
    return frozenset(stems) | pairs | {piece for word in words for piece in _pieces(word)}


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    whole = f"<{word}>"
    return tuple(
        "." + whole[at : at + length] for length in _PIECES for at in range(max(1, len(whole) - length + 1))
    )


@cache
def model(name: str) -> Model:
    """A model that ships: `grounds`, or `acts`. Raises FileNotFoundError for any other."""
    kept = orjson.loads(files("letters.reading").joinpath(f"{name}_model.json").read_bytes())
    weights = np.zeros((len(kept["weights"]), len(kept["classes"])))
    for row, pairs in enumerate(kept["weights"].values()):
        weights[row, pairs[::2]] = pairs[1::2]
    rows = {feature: row for row, feature in enumerate(kept["weights"])}
    return Model(tuple(kept["classes"]), np.array(kept["bias"]), rows, weights)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    for ending, shortest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            return word[: -len(ending)]
    return word
