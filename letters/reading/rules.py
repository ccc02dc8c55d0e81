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

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase in `text`; positions are those of `text`."""
        return self._pattern.search(lowered(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every phrase in `text`; positions are those of `text`."""
        return self._pattern.finditer(lowered(text))


@dataclass(frozen=True, slots=True)
class Rule:
    """One code, the phrases that say it, the phrases that take it back, and examples of both."""

    code: str
    says: Phrases
    unless: Phrases | None
    confidence: float
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        """Where `text` says this, or None if it does not or takes it back."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every place where `text` says this; none if it takes it back."""
        for match in self.says.finditer(text):
            if self.unless is not None and self.unless.search(text):
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
        )
        for code, row in load_yaml(source).items()
    )


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
    return phrase.replace(" … ", r"\b[^.;]{0,80}?\b").replace("…", r"[^.;]{0,80}?").replace(" ", r"\s+")
