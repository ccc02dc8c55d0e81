"""The language that a letter is in: one of those in `languages.yaml`, by its frequent words or by its script.

A sheet of lines in fifteen languages, which offer help in each, makes no letter foreign: what counts is in which
language whole pages are.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from claimback.kernel.strict_yaml import load_yaml

READ: Final = "en"
"""The language that letters are read in."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_FEWEST: Final = 20
"""Words: fewer tell no language."""
_LEAST: Final = 0.12
"""The share of a page's words that must be frequent ones of a language."""
_ENGLISH_ENOUGH: Final = 25
"""Frequent English words on a page that is mostly English: there is a letter to read, whatever else there is."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its ISO 639-1 code and its English name."""

    code: str
    name: str

    @property
    def is_read(self) -> bool:
        """Whether letters in it are read here."""
        return self.code == READ


@dataclass(frozen=True, slots=True)
class _Known:
    names: dict[str, str]
    words: dict[str, tuple[str, ...]]
    scripts: dict[str, re.Pattern[str]]


def language_of(texts: Sequence[str]) -> Language | None:
    """The language of a letter's pages; None where they have too few words to tell, or it is not known here."""
    weights: Counter[str] = Counter()
    for text in texts:
        code, weight = _of_page(text)
        if code == READ and weight >= _ENGLISH_ENOUGH:
            return Language(READ, _known().names[READ])
        if code:
            weights[code] += weight
    if not weights:
        return None
    code = max(weights, key=lambda code: weights[code])
    return Language(code, _known().names[code])


def _of_page(text: str) -> tuple[str, int]:
    """The code of the language that most of a page is in, and how many of its words or signs say so."""
    known = _known()
    latin = len(_LATIN.findall(text)) if not text.isascii() else len(text)
    if not text.isascii():
        signs = {code: len(script.findall(text)) for code, script in known.scripts.items()}
        # Japanese is told by its own signs, among which there are many Chinese ones.
        most = "ja" if signs["ja"] > 0.1 * signs["zh"] > 0 else max(signs, key=lambda code: signs[code])
        if signs[most] >= _FEWEST and sum(signs.values()) > latin:
            return most, signs[most]
    words = _WORD.findall(text.lower())
    if len(words) < _FEWEST:
        return "", 0
    hits: Counter[str] = Counter()
    for word in words:
        for code in known.words.get(word, ()):
            hits[code] += 1
    if not hits:
        return "", 0
    code = max(hits, key=lambda code: (hits[code], code == READ))
    return (code, hits[code]) if hits[code] >= _LEAST * len(words) else ("", 0)


@cache
def _known() -> _Known:
    data = load_yaml(Path(__file__).with_name("languages.yaml").read_text(encoding="utf-8"))
    of_word: dict[str, tuple[str, ...]] = {}
    for code, language in data["latin"].items():
        for word in set(language["words"].split()):
            of_word[word] = (*of_word.get(word, ()), code)
    return _Known(
        {code: language["name"] for kind in data.values() for code, language in kind.items()},
        of_word,
        {code: re.compile(f"[{script['from']}-{script['to']}]") for code, script in data["scripts"].items()},
    )
