"""Whether two names may be those of one person or organisation, how sure that is, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import jellyfish

from cases.names.reading import Name, initials, sound
from cases.names.words import FAMILY_WORDS, FULL_FORMS

METHODS: Final = {
    "same": "The same name",
    "transliteration": "The same name in another script",
    "order": "The same words in another order",
    "company_words": "The same but for general words of companies",
    "generation": "The same but for Jr., Sr., III",
    "nickname": "A short form of the first name",
    "initials": "An initial in place of a name",
    "part": "One name holds the other: a middle, maiden or second family name",
    "acronym": "The first letters of the other",
    "phonetic": "They sound alike",
    "spelling": "A letter or two apart",
    "trigram": "They are written much alike",
    "in_text": "The name stands in the text of a document",
}

LEAST: Final = 70
"""Of 100: what is less alike is not told."""

_ALIKE_IN_WRITING: Final = 0.6
_ALIKE_IN_SOUND: Final = 0.7
_LEFT_OVER: Final = 6
_EACH_MORE: Final = {"same": 0, "nickname": 2, "phonetic": 6, "spelling": 16, "initials": 6}
"""What a second word that is only alike takes away."""


@dataclass(frozen=True, slots=True)
class Match:
    """How alike two names are, of 100; by which of `METHODS`; and why, for a person."""

    score: int
    method: str
    why: str


def compare(ours: Name, theirs: Name) -> Match | None:
    """How alike two names are, or None. It is the same whichever comes first, but for the words of `why`."""
    if not ours.core or not theirs.core:
        return None
    found = _same(ours, theirs) or _acronym(ours, theirs) or _aligned(ours, theirs) or _written(ours, theirs)
    return found if found is not None and found.score >= LEAST else None


def _same(ours: Name, theirs: Name) -> Match | None:
    """Nothing but order, script, general words or the generation between them."""
    if sorted(ours.core) != sorted(theirs.core):
        return None
    if ours.generation != theirs.generation:
        told = ", ".join(name.generation or "none" for name in (ours, theirs))
        both = bool(ours.generation and theirs.generation)
        return Match(78 if both else 90, "generation", f"The same name, and generation: {told}.")
    if ours.company_words != theirs.company_words:
        either = ours.company_words ^ theirs.company_words
        nested = ours.company_words <= theirs.company_words or theirs.company_words <= ours.company_words
        return Match(92 if nested else 76, "company_words", f"The same but for: {', '.join(sorted(either))}.")
    if ours.latin != theirs.latin:
        return Match(96, "transliteration", f"In Latin letters both are “{ours.text}”.")
    if ours.core != theirs.core:
        return Match(97, "order", "The same words in another order.")
    return Match(100, "same", "The same name, but for case, accents, punctuation, titles and company forms.")


def _acronym(ours: Name, theirs: Name) -> Match | None:
    for short, long in ((ours, theirs), (theirs, ours)):
        if len(short.core) == 1 and short.core[0] in long.acronyms:
            return Match(
                76, "acronym", f"{short.core[0].upper()} are the first letters of “{long.raw.strip()}”."
            )
    return None


def _aligned(ours: Name, theirs: Name) -> Match | None:
    """Each word of the shorter name has its like in the longer."""
    short, long = sorted((ours, theirs), key=lambda name: len(name.core))
    left = len(long.core) - len(short.core)
    if left and (_is_one_of_many(short, long) or short.general or long.general):
        return None
    pairs = _pairs(short.core, long.core)
    if pairs is None or all(method == "initials" for *_, method in pairs):
        return None
    weak = sorted((pair for pair in pairs if pair[3] != "same"), key=lambda pair: pair[2])
    score = sum(pair[2] for pair in pairs) / len(pairs)
    more = [_EACH_MORE[method] for *_, method in weak]
    score -= sum(more) - min(more, default=0) + _LEFT_OVER * min(left, 3)
    if left and len(short.core) == 1:
        score -= 12 if short.company_words <= long.company_words | FAMILY_WORDS else 20
    if ours.generation != theirs.generation:
        score -= 4
    reasons = [_WHY[method].format(one, other) for one, other, _, method in weak]
    if left:
        reasons.append(f"“{long.raw.strip()}” holds “{short.raw.strip()}”.")
    return Match(round(score), weak[0][3] if weak else "part", " ".join(reasons))


def _is_one_of_many(short: Name, long: Name) -> bool:
    """A single word against a person's name of several: a family name alone says nothing."""
    return len(short.core) == 1 and not long.organisation


_WHY: Final = {
    "nickname": "{} and {} may be one first name.",
    "phonetic": "{} and {} sound alike.",
    "spelling": "{} and {} are a letter or two apart.",
    "initials": "{} may stand for {}.",
}
_Pair = tuple[str, str, int, str]


def _pairs(short: Sequence[str], long: Sequence[str]) -> list[_Pair] | None:
    """Each word of `short` with its best like in `long`, none used twice; None where one has none."""
    graded = sorted(
        (
            (grade[0], -abs(i - j), i, j, grade[1])
            for i, one in enumerate(short)
            for j, other in enumerate(long)
            if (grade := _like(*sorted((one, other)))) is not None
        ),
        reverse=True,
    )
    taken: dict[int, tuple[int, int, str]] = {}
    used: set[int] = set()
    for score, _, i, j, method in graded:
        if i not in taken and j not in used:
            taken[i] = (j, score, method)
            used.add(j)
    if len(taken) < len(short):
        return None
    return [
        (min(short[i], long[j], key=len), max(long[j], short[i], key=len), score, method)
        for i, (j, score, method) in taken.items()
    ]


@lru_cache(maxsize=50_000)
def _like(one: str, other: str) -> tuple[int, str] | None:
    """How alike two words are, and how."""
    if one == other:
        return 100, "same"
    if FULL_FORMS.get(one, frozenset()) & FULL_FORMS.get(other, frozenset()):
        return 92, "nickname"
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return (80, "initials") if len(long) > 1 and short in initials(long) else None
    if one.isdigit() or other.isdigit():
        return None
    near = jellyfish.jaro_winkler_similarity(one, other)
    if len(short) > 2 and near >= _ALIKE_IN_SOUND and _sound_alike(one, other):
        return 86, "phonetic"
    allowed = 2 if len(short) >= 8 else 1 if len(short) >= 4 else 0
    if allowed and jellyfish.damerau_levenshtein_distance(one, other) <= allowed:
        return 84, "spelling"
    return None


def _sound_alike(one: str, other: str) -> bool:
    """By metaphone; or by match rating, where they begin alike."""
    if sound(one) == sound(other):
        return True
    alike_in_length = min(len(one), len(other)) > 4 and abs(len(one) - len(other)) <= 1
    return alike_in_length and one[0] == other[0] and bool(jellyfish.match_rating_comparison(one, other))


def _written(ours: Name, theirs: Name) -> Match | None:
    """By the trigrams that they share, counted as PostgreSQL's pg_trgm counts them."""
    short, long = sorted((ours, theirs), key=lambda name: len(name.core))
    if len(short.core) == 1 < len(long.core) or ours.general or theirs.general:
        return None
    if _numbers(ours) != _numbers(theirs):
        return None
    one, other = _trigrams(ours.text), _trigrams(theirs.text)
    alike = len(one & other) / len(one | other)
    if alike < _ALIKE_IN_WRITING:
        return None
    return Match(
        max(LEAST, min(89, round(100 * alike))), "trigram", f"They share {alike:.0%} of their letters."
    )


def _numbers(name: Name) -> set[str]:
    return {word for word in name.core if word.isdigit()}


@lru_cache(maxsize=20_000)
def _trigrams(text: str) -> frozenset[str]:
    return frozenset(
        f"  {word} "[place : place + 3] for word in text.split() for place in range(len(word) + 1)
    )
