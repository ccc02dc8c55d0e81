"""Which parts of a text are what was looked for: text as pieces, each a hit or not. No database.

PostgreSQL marks words in prose, with two characters that stand in no text; names are marked here, by the beginnings
of their words.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

START: Final = "\ue000"
STOP: Final = "\ue001"
"""Around a hit in what PostgreSQL marked. They are taken out of the text before it is marked."""

_WORD: Final = re.compile(r"\w+")
_MARKED: Final = re.compile(f"{START}([^{STOP}]*){STOP}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, in its order."""

    text: str
    hit: bool


def pieces_of_marked(text: str) -> list[Piece]:
    """The pieces of a text in which hits stand between START and STOP."""
    return _pieces(text, [(found.start(), found.end(), found[1]) for found in _MARKED.finditer(text)])


def pieces_of_name(text: str, said: str) -> list[Piece]:
    """The pieces of a name: words that begin as a word of `said` does, whatever their case and accents."""
    begins = tuple(plain(word) for word in _WORD.findall(said))
    hits = [found for found in _WORD.finditer(text) if begins and plain(found[0]).startswith(begins)]
    return _pieces(text, [(found.start(), found.end(), found[0]) for found in hits])


def plain(text: str) -> str:
    """The text without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in parts if not unicodedata.combining(character))


def _pieces(text: str, hits: list[tuple[int, int, str]]) -> list[Piece]:
    """The text cut at its hits, each given by where it stands and by what is shown."""
    pieces, done = [], 0
    for start, end, shown in hits:
        pieces += [Piece(text[done:start], False), Piece(shown, True)]
        done = end
    return [piece for piece in [*pieces, Piece(text[done:], False)] if piece.text]
