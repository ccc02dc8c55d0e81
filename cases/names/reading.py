"""What a name comes to: Latin letters without accents, its words without titles and company forms, and index keys.

Plain values in and out. What is written here of a name is for finding it again and is never shown in its place.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import jellyfish
from anyascii import anyascii

from cases.names.words import (
    ABBREVIATIONS,
    COMPANY_FORMS,
    COMPANY_WORDS,
    CONNECTORS,
    CREDENTIALS,
    FULL_FORMS,
    GENERATIONS,
    NOT_LEFT_OUT,
    PARTICLES,
    TITLES,
)

LONGEST: Final = 300
"""Characters of a name that count: what is longer is no name, and comparing it would cost a firm's time."""

_WORDS_COMPARED: Final = 8
_WORDS_INDEXED: Final = 6
_SYLLABLES: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_QUOTES: Final = re.compile("['’`]")
_OTHERS: Final = re.compile("[^a-z0-9]+")
_AFTER_NAMES: Final = frozenset({*GENERATIONS, *CREDENTIALS})
_SLASHED: Final = re.compile(r"\b([adfn])/([bk])/a\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared. `core` are the words that tell it from others; empty where nothing can be compared.

    `plain` is all of it in small Latin letters and digits; `latin` is false where it was written in another script.
    """

    raw: str
    plain: str
    core: tuple[str, ...]
    company_words: frozenset[str]
    generation: str
    organisation: bool
    latin: bool
    acronyms: frozenset[str]

    @property
    def general(self) -> bool:
        """Whether nothing but general words tells it from others."""
        return self.organisation and all(word in COMPANY_WORDS for word in self.core)

    @property
    def text(self) -> str:
        """The core as one text: what the trigram index holds."""
        return " ".join(self.core)


def read_name(raw: str) -> Name:
    """The name that `raw` is. Nothing is refused: what holds no letter or digit has no core and is like no other."""
    plain, latin = _plain(raw[:LONGEST])
    words = [ABBREVIATIONS.get(word, word) for word in plain.split()[: 4 * _WORDS_COMPARED]]
    rest, forms = _without_forms(words)
    organisation = bool(forms) or not COMPANY_WORDS.isdisjoint(rest)
    generation = ""
    if not organisation:
        rest, generation = _without_titles(rest)
    kept = [word for word in rest if word not in CONNECTORS] or rest
    core = kept or words
    if organisation:
        core = [word for word in kept if word not in COMPANY_WORDS or word in NOT_LEFT_OUT] or core
    left_out = frozenset(kept) - frozenset(core) if organisation else frozenset()
    return Name(
        raw=raw,
        plain=plain,
        core=tuple(_joined(core))[:_WORDS_COMPARED],
        company_words=left_out,
        generation=generation,
        organisation=organisation,
        latin=latin,
        acronyms=frozenset(_acronyms(kept, forms)) if organisation else frozenset(),
    )


def index_keys(name: Name) -> list[str]:
    """The keys under which a name is looked up: the sound of one word with the initial of another, and acronyms.

    Two names that `compare` takes for one share a key, or else most of their trigrams.
    """
    words = name.core[:_WORDS_INDEXED]
    heard = [sound(word) for word in words]
    begins = [initials(word) for word in words]
    keys = {
        f"{heard[place]}.{initial}"
        for place, word in enumerate(words)
        if len(word) > 1
        for other, letters in enumerate(begins)
        if other != place
        for initial in letters
    }
    if words and (len(words) == 1 or name.organisation):
        keys.add(heard[0])
    keys |= {f"={acronym}" for acronym in name.acronyms}
    if len(words) == 1 and may_be_acronym(words[0]):
        keys.add(f"={words[0]}")
    return sorted(keys)


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """How a word sounds, roughly: its metaphone without glides and doubled letters; digits stay as they are."""
    heard = jellyfish.metaphone(word) or word.upper()
    rest = heard[1:].replace("Y", "").replace("W", "")
    # By hand: an expression that puts back what it found costs more than all else that is done with a name.
    return heard[:1] + "".join([then for before, then in pairwise(heard[:1] + rest) if then != before])


@lru_cache(maxsize=20_000)
def initials(word: str) -> frozenset[str]:
    """The letters that may stand for a word: its own first, that of its sound, those of the full names it may mean."""
    if len(word) == 1:
        return frozenset(word)
    return frozenset((word[0], sound(word)[0].lower(), *[full[0] for full in FULL_FORMS.get(word, ())]))


def may_be_acronym(word: str) -> bool:
    """Whether a word is as long as acronyms are."""
    return 3 <= len(word) <= 6


def _plain(raw: str) -> tuple[str, bool]:
    """Small Latin letters, digits and single spaces; and whether it was written in Latin letters."""
    if raw.isascii():
        return _spaced(raw), True
    composed = unicodedata.normalize("NFKC", raw)
    # Cf: zero-width characters, soft hyphens, marks of direction. They part no words.
    seen = "".join(char for char in composed if unicodedata.category(char) != "Cf")
    latin = all(unicodedata.name(char, "LATIN").startswith("LATIN") for char in seen if char.isalpha())
    # Scripts without small letters come out as "WangWei", one capital a syllable.
    return _spaced(anyascii(seen) if latin else _SYLLABLES.sub(" ", anyascii(seen))), latin


def _spaced(text: str) -> str:
    text = text.lower()
    if "/" in text:
        text = _SLASHED.sub(r"\1\2a", text)
    text = _QUOTES.sub("", text).replace("&", " and ")
    return _OTHERS.sub(" ", text).strip()


def _without_forms(words: list[str]) -> tuple[list[str], list[str]]:
    """The words before the company forms at the end (LLC, also as L. L. C.), and those."""
    rest, forms = list(words), []
    while len(rest) > 1:
        if rest[-1] in COMPANY_FORMS:
            forms.append(rest.pop())
            continue
        if len(rest[-1]) > 1:
            break
        letters = _last_letters(rest)
        if not 1 < len(letters) < len(rest) or "".join(letters) not in COMPANY_FORMS:
            break
        forms.append("".join(letters))
        del rest[-len(letters) :]
    return rest, forms[::-1]


def _last_letters(words: Sequence[str]) -> list[str]:
    """The single letters that a name ends with."""
    letters: list[str] = []
    for word in reversed(words):
        if len(word) > 1:
            break
        letters.insert(0, word)
    return letters


def _without_titles(words: list[str]) -> tuple[list[str], str]:
    """A person's words without titles and degrees, and which of the name they are: jr, iii."""
    rest = list(words)
    while len(rest) > 1 and rest[0] in TITLES:
        rest.pop(0)
    if _AFTER_NAMES.isdisjoint(rest[1:]):
        return rest, ""
    generation = next((GENERATIONS[word] for word in rest[1:] if word in GENERATIONS), "")
    kept = [word for place, word in enumerate(rest) if not place or word not in _AFTER_NAMES]
    return kept, generation


def _joined(words: Sequence[str]) -> Iterator[str]:
    """The words, each with the particles before it."""
    before = ""
    for place, word in enumerate(words):
        if word in PARTICLES and place < len(words) - 1:
            before += word
            continue
        yield before + word
        before = ""


def _acronyms(words: Sequence[str], forms: Sequence[str]) -> Iterator[str]:
    """The first letters of an organisation's words, with and without its form."""
    for told in (words, [*words, *forms]):
        letters = "".join(word[0] for word in told)
        if may_be_acronym(letters):
            yield letters
