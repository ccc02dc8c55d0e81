"""Rules as data: phrases that tell what a sentence says, kept in YAML beside examples that the tests run.

In a phrase a space stands for any white space, and `…` for at most eighty characters of the same sentence; the rest
is a regular expression, and case does not count.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Rule:
    """One code, the phrases that say it, the phrases that take it back, and examples of both."""

    code: str
    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    confidence: float
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        """Where `text` says this, or None if it does not or takes it back."""
        match = self.says.search(text)
        if match is None or (self.unless is not None and self.unless.search(text)):
            return None
        return match


@cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of `<name>.yaml` in their order. Raises KeyError when a rule lacks a field that it must have."""
    source = files("letters.reading").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            code=code,
            says=phrases(row["says"]),
            unless=phrases(row["unless"]) if row.get("unless") else None,
            confidence=float(row.get("confidence", 0.8)),
            examples=tuple(row["examples"]),
            counterexamples=tuple(row.get("counterexamples", ())),
        )
        for code, row in yaml.safe_load(source).items()
    )


def phrases(texts: list[str]) -> re.Pattern[str]:
    """One pattern that finds any of the phrases."""
    return re.compile("|".join(f"(?:{_expression(text)})" for text in texts), re.IGNORECASE)


def _expression(phrase: str) -> str:
    # A word of a phrase may have an apostrophe or a hyphen in it: "plan's", "long-term".
    phrase = phrase.replace(r" \w+", r" [\w'-]+")
    return phrase.replace(" … ", r"\b[^.;]{0,80}?\b").replace("…", r"[^.;]{0,80}?").replace(" ", r"\s+")
