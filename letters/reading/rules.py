"""Rules as data: phrases that tell what a sentence says, kept in YAML beside examples that the tests run.

In a phrase a space stands for any white space, `…` for at most eighty characters of the same sentence, and `\\w+` for
a word, hyphens and apostrophes included; the rest is a regular expression. A phrase begins at a word's beginning, and
case does not count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from claimback.kernel.strict_yaml import load_yaml

_ESCAPED_OR_CAPITAL = re.compile(r"\\.|[A-Z]")


class Phrases:
    """Any of some phrases, looked for in text of any case.

    Text and phrases are compared in lower case: over three times as fast as a pattern that ignores case.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        expressions = [_expression(text) for text in texts]
        anchored = [expression for expression in expressions if expression.startswith("^")]
        worded = [expression for expression in expressions if not expression.startswith("^")]
        self._pattern = re.compile("|".join([*anchored, *([rf"\b(?:{'|'.join(worded)})"] if worded else [])]))
        needed = [needed_words(expression) for expression in expressions]
        # Where some phrase needs no word, every text must be searched.
        self._needed = tuple({word for words in needed for word in words}) if all(needed) else ()

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase in `text`; positions are those of `text`."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every phrase in `text`; positions are those of `text`."""
        return self.in_lower(lowered(text))

    def in_lower(self, lower: str) -> Iterator[re.Match[str]]:
        """Every phrase in a text that is `lowered` already."""
        if not self._needed:
            return self._pattern.finditer(lower)
        for word in self._needed:
            if word in lower:
                return self._pattern.finditer(lower)
        return iter(())


@dataclass(frozen=True, slots=True)
class Rule:
    """One code, the phrases that say it, the phrases that take it back, and examples of both."""

    code: str
    says: Phrases
    unless: Phrases | None
    confidence: float
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    # What the words are taken as, where that needs saying.
    why: str

    def search(self, text: str) -> re.Match[str] | None:
        """Where `text` says this, or None if it does not or takes it back."""
        return next(self.in_lower(lowered(text)), None)

    def in_lower(self, lower: str) -> Iterator[re.Match[str]]:
        """Every place where a `lowered` text says this; none if it takes it back."""
        for match in self.says.in_lower(lower):
            if self.unless is not None and any(True for _ in self.unless.in_lower(lower)):
                return
            yield match


@cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of `<name>.yaml` in their order. Raises KeyError when a rule lacks a field that it must have."""
    source = files("letters.reading").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            code=code,
            says=Phrases(row["says"]),
            unless=Phrases(row["unless"]) if row.get("unless") else None,
            confidence=float(row.get("confidence", 0.8)),
            examples=tuple(row["examples"]),
            counterexamples=tuple(row.get("counterexamples", ())),
            why=row.get("why", ""),
        )
        for code, row in load_yaml(source).items()
    )


def matches(name: str, text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Each rule of `<name>.yaml` that `text` says, with the first place, in the rules' order."""
    lower = lowered(text)
    for rule in rules(name):
        for match in rule.in_lower(lower):
            yield rule, match
            break


def needed_words(expression: str) -> frozenset[str]:
    """Words of which one must be in any text that the expression matches; none if no such word can be told.

    Of words that stand side by side the longest is enough; of alternatives in brackets each must bring its own.
    """
    best: frozenset[str] = frozenset()
    for alternative in (whole := list(_split(expression))):
        words = _needed_by_all_parts(alternative)
        if not words:
            return frozenset()
        best |= words
    return best if whole else frozenset()


def _split(expression: str) -> Iterator[str]:
    """The alternatives of an expression, those within brackets left whole."""
    depth, start, position = 0, 0, 0
    while position < len(expression):
        character = expression[position]
        if character == "\\":
            position += 1
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "|" and depth == 0:
            yield expression[start:position]
            start = position + 1
        position += 1
    yield expression[start:]


_PIECE = re.compile(r"\\.|\[[^\]]*\]|[a-z']+|.", re.DOTALL)
_SHORTEST_NEEDED = 3


def _needed_by_all_parts(sequence: str) -> frozenset[str]:
    candidates: list[frozenset[str]] = []
    position = 0
    while position < len(sequence):
        piece = _PIECE.match(sequence, position)
        if piece is None:
            break
        end = piece.end()
        if piece.group() == "(":
            end = _closing(sequence, position)
            inner = sequence[position + 1 : end - 1]
            is_plain = not inner.startswith("?") or inner.startswith("?:")
            if is_plain and sequence[end : end + 1] not in ("?", "*", "{"):
                candidates.append(needed_words(inner.removeprefix("?:")))
        elif piece.group().isalpha() or "'" in piece.group():
            # A letter that may be absent ends the word before it.
            optional = sequence[end : end + 1] in ("?", "*", "{")
            word = piece.group()[:-1] if optional else piece.group()
            if len(word) >= _SHORTEST_NEEDED:
                candidates.append(frozenset((word,)))
        position = end
    return max(candidates, key=lambda words: min(map(len, words), default=0), default=frozenset())


def _closing(sequence: str, opening: int) -> int:
    """The position behind the bracket that closes the one at `opening`."""
    depth, position = 0, opening
    while position < len(sequence):
        character = sequence[position]
        if character == "\\":
            position += 1
        elif character == "[":
            position = sequence.index("]", position)
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return position + 1
        position += 1
    return len(sequence)


def lowered(text: str) -> str:
    """The text in lower case, at its own length: a letter that would become two (as İ does) stays as it is."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(character.lower() if len(character.lower()) == 1 else character for character in text)


def _expression(phrase: str) -> str:
    phrase = _ESCAPED_OR_CAPITAL.sub(
        lambda match: match.group() if match.group().startswith("\\") else match.group().lower(), phrase
    )
    phrase = phrase.replace(r" \w+", r" [\w'-]+")
    return (
        phrase.replace(" … ", r"\b[^.;]{0,80}?\b")
        .replace("…", r"[^.;]{0,80}?")
        .replace(" ?", r"\s*")
        .replace(" ", r"\s+")
    )
