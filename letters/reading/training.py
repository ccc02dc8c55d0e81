"""How the models are made: `python -m letters.reading.training`, a development tool that needs numpy.

Softmax regression over the features of `model.py`, on the sentences of `sentences/` (which ground they give) and
`acts/` (what they do) and the examples of the rules: no letter of the test set is among them. The same sentences give
the same model; their digest is kept in it.
"""

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import orjson

from claimback.kernel.strict_yaml import load_yaml
from letters.reading.model import NOTHING, features
from letters.reading.rules import matches, rules

FEWEST_SENTENCES: Final = 3
"""A feature of fewer sentences is chance."""
ROUNDS: Final = 150
STEP: Final = 0.3
DECAY: Final = 1e-5
SMALLEST_WEIGHT: Final = 0.2
"""Weights nearer to nothing are left out."""

PRIOR: Final = 1.0
"""What is added to the score of NOTHING: of a letter's sentences far more give no reason than of those learnt from."""

REASON: Final = "reason"
"""The act of a sentence that gives a reason, and does not say what it leads to."""


def sentences() -> list[tuple[str, str]]:
    """Every sentence to learn grounds from with its class, in a fixed order.

    Raises ValueError for one in two classes.
    """
    found = _of_folder("sentences")
    for rule in rules("grounds"):
        for text in rule.examples:
            found.setdefault(text, rule.code)
        for text in rule.counterexamples:
            found.setdefault(text, NOTHING)
    return sorted(found.items())


def acts() -> list[tuple[str, str]]:
    """Every sentence to learn from what a sentence does, in a fixed order. Raises ValueError for one in two classes.

    Sentences that give a ground, and do not decide, are reasons; those that give none do nothing.
    """
    found = _of_folder("acts")
    for rule in rules("decision"):
        for text in rule.examples:
            found.setdefault(text, rule.code)
    for text, code in sentences():
        if not any(True for _ in matches("decision", text)):
            found.setdefault(text, NOTHING if code == NOTHING else REASON)
    return sorted(found.items())


LEARNT: Final = {"grounds": sentences, "acts": acts}
"""The models that ship, with what each learns from."""


def _of_folder(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    folder = files("letters.reading").joinpath(name)
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        for code, texts in load_yaml(file.read_text(encoding="utf-8")).items():
            for text in texts:
                if found.setdefault(text, code) != code:
                    raise ValueError(f"{file.name}: “{text}” stands under {found[text]} and {code}")
    return found


def digest(learnt: Sequence[tuple[str, str]]) -> str:
    """Of sentences with their classes: what tells that a model is theirs."""
    return hashlib.sha256(orjson.dumps(learnt)).hexdigest()


def train(learnt: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The model of sentences with their classes, as it is kept."""
    import numpy as np

    classes = sorted({code for _, code in learnt})
    found = [features(text) for text, _ in learnt]
    counts = Counter(feature for kept in found for feature in kept)
    names = sorted(feature for feature, count in counts.items() if count >= FEWEST_SENTENCES)
    place = {name: number for number, name in enumerate(names)}
    kept = [sorted(place[name] for name in row if name in place) for row in found]
    sizes = np.array([len(row) + 1 for row in kept])
    rows = np.repeat(np.arange(len(kept)), sizes)
    columns = np.concatenate([[*row, len(names)] for row in kept])
    values = np.concatenate([[1 / np.sqrt(max(len(row), 1))] * len(row) + [1] for row in kept])[:, None]
    by_row = np.cumsum(sizes) - sizes
    order = np.argsort(columns, kind="stable")
    by_column = np.searchsorted(columns[order], np.arange(len(names) + 1))
    targets = np.zeros((len(learnt), len(classes)))
    targets[np.arange(len(learnt)), [classes.index(code) for _, code in learnt]] = 1
    shares = (targets / np.sqrt(targets.sum(axis=0))).sum(axis=1, keepdims=True)
    shares /= shares.sum()
    weights = np.zeros((len(names) + 1, len(classes)))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, ROUNDS + 1):
        scores = np.add.reduceat(values * weights[columns], by_row)
        scores -= scores.max(axis=1, keepdims=True)
        likely = np.exp(scores)
        likely /= likely.sum(axis=1, keepdims=True)
        error = (likely - targets) * shares
        slope = np.add.reduceat(values[order] * error[rows[order]], by_column) + DECAY * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights -= STEP * (first / (1 - 0.9**turn)) / (np.sqrt(second / (1 - 0.999**turn)) + 1e-8)
    return {
        "sentences": digest(learnt),
        "classes": classes,
        "bias": [
            round(float(weight) + PRIOR * (code == NOTHING), 2)
            for code, weight in zip(classes, weights[-1], strict=True)
        ],
        "weights": {
            name: kept_weights for name, row in place.items() if (kept_weights := _kept(weights[row]))
        },
    }


def _kept(weights: Iterable[float]) -> list[float]:
    """Place and weight in turn, of the weights that matter."""
    return [
        part
        for column, weight in enumerate(weights)
        if abs(weight) >= SMALLEST_WEIGHT
        for part in (column, round(float(weight), 1))
    ]


def main() -> None:
    """Write each model anew beside this file."""
    for name, learn in LEARNT.items():
        learnt = learn()
        kept = train(learnt)
        Path(__file__).with_name(f"{name}_model.json").write_bytes(
            orjson.dumps(kept, option=orjson.OPT_SORT_KEYS) + b"\n"
        )
        sys.stdout.write(
            f"{name}: {len(learnt)} sentences, {len(kept['classes'])} classes, {len(kept['weights'])} features\n"
        )


if __name__ == "__main__":
    main()
