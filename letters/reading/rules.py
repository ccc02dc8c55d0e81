"""Rules as data: phrases that tell what a sentence says, kept in YAML beside examples that the tests run.

In a phrase a space stands for any white space, `…` for at most eighty characters of the same sentence, and `\\w+` for
a word, hyphens and apostrophes included; the rest is a regular expression. A phrase begins at a word's beginning, and
case does not count. Where a file has `words`, `<name>` in a phrase stands for any of the words of that name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from letters.reading.data import data_of

_ESCAPED_OR_CAPITAL = re.compile(r"\\.|[A-Z]")


class Phrases:
    """Any of some phrases, looked for in text of any case.

    Text and phrases are compared in lower case, and a phrase is looked for only where a word is that it needs: most
    sentences have none, and cost nothing.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.phrases = tuple(Phrase(_expression(text)) for text in texts)

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase in `text`; positions are those of `text`."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every phrase in `text`; positions are those of `text`."""
        return self.in_lower(lowered(text))

    def in_lower(self, lower: str) -> Iterator[re.Match[str]]:
        """Every phrase in a text that is `lowered` already."""
        return ordered([phrase for phrase in self.phrases if phrase.may_be_in(lower)], lower)

    def is_in(self, lower: str) -> bool:
        """Whether a `lowered` text has one."""
        return any(phrase.may_be_in(lower) and phrase.pattern.search(lower) for phrase in self.phrases)


class Expression:
    """A regular expression in which case does not count: only whether a text has it is asked.

    Its alternatives are looked for one by one, each only where the words are that it needs.
    """

    def __init__(self, expression: str) -> None:
        alternatives = _split(_in_lower_case(expression))
        self._finders = [
            (all_needed_words(each), finder.match if each.startswith("^") else finder.search)
            for each in alternatives
            for finder in [re.compile(each)]
        ]

    def is_in(self, text: str) -> bool:
        """Whether `text`, of any case, has it."""
        lower = lowered(text)
        return any(has_all(needed, lower) and find(lower) for needed, find in self._finders)


class Phrase:
    """One phrase: its pattern, and sets of words, the longest first, of each of which a text must have one."""

    def __init__(self, expression: str) -> None:
        self.pattern = re.compile(expression if expression.startswith("^") else rf"\b(?:{expression})")
        self.needed = tuple(map(tuple, all_needed_words(expression)))

    def may_be_in(self, lower: str) -> bool:
        """Whether a `lowered` text has the words that the phrase needs."""
        return has_all(self.needed, lower)


def has_all(needed: Iterable[Iterable[str]], lower: str) -> bool:
    """Whether a `lowered` text has a word of each set. Loops, for it is asked tens of thousands of times a letter."""
    for words in needed:
        for word in words:
            if word in lower:
                break
        else:
            return False
    return True


def ordered(phrases: Iterable[Phrase], lower: str) -> Iterator[re.Match[str]]:
    """Where the phrases are in a `lowered` text: from left to right, the longer first, none within another."""
    found = (match for phrase in phrases for match in phrase.pattern.finditer(lower))
    reached = -1
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        if match.start() >= reached:
            yield match
            reached = max(match.end(), match.start() + 1)


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
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every place where `text` says this; none if it takes it back."""
        lower = lowered(text)
        return self.among([phrase for phrase in self.says.phrases if phrase.may_be_in(lower)], lower)

    def among(self, phrases: Iterable[Phrase], lower: str) -> Iterator[re.Match[str]]:
        """Every place where a `lowered` text says one of these phrases of the rule; none if it takes it back."""
        for match in ordered(phrases, lower):
            if self.unless is not None and self.unless.is_in(lower):
                return
            yield match


@cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of `<name>.yaml` in their order. Raises KeyError when a rule lacks a field that it must have."""
    data = data_of(name)
    words = {f"<{word}>": _any_of(texts) for word, texts in data.get("words", {}).items()}
    return tuple(
        Rule(
            code=code,
            says=Phrases(_spelled_out(row["says"], words)),
            unless=Phrases(_spelled_out(row["unless"], words)) if row.get("unless") else None,
            confidence=float(row.get("confidence", 0.8)),
            examples=tuple(row["examples"]),
            counterexamples=tuple(row.get("counterexamples", ())),
            why=row.get("why", ""),
        )
        for code, row in data.items()
        if code != "words"
    )


def _any_of(texts: Iterable[str]) -> str:
    return f"(?:{'|'.join(texts)})".replace("| ", "|")  # where a line of the file was broken


def _spelled_out(phrases: Iterable[str], words: Mapping[str, str]) -> list[str]:
    return [
        re.sub(r"<\w+>", lambda word: words.get(word.group(), word.group()), phrase) for phrase in phrases
    ]


def matches(name: str, text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Each rule of `<name>.yaml` that `text` says, with the first place, in the rules' order."""
    lower = lowered(text)
    for rule, phrases in possible(name, lower):
        for match in rule.among(phrases, lower):
            yield rule, match
            break


def said(name: str, text: str) -> frozenset[str]:
    """The codes of the rules of `<name>.yaml` that `text` says; where it says so is not asked."""
    lower = lowered(text)
    return frozenset(
        rule.code
        for rule, phrases in possible(name, lower)
        if any(phrase.pattern.search(lower) for phrase in phrases)
        and not (rule.unless is not None and rule.unless.is_in(lower))
    )


def possible(name: str, lower: str) -> Iterator[tuple[Rule, list[Phrase]]]:
    """The rules of `<name>.yaml` that a `lowered` text has a word of, each with those phrases, in their order."""
    everything = rules(name)
    index = _index(name)
    wanted = set(index.always)
    for beginning in index.beginnings & beginnings_in(lower):
        for word, places in index.by_beginning[beginning]:
            if word in lower:
                wanted.update(places)
    by_rule: dict[int, list[Phrase]] = {}
    for rule, place in sorted(wanted):
        phrase = everything[rule].says.phrases[place]
        if phrase.may_be_in(lower):
            by_rule.setdefault(rule, []).append(phrase)
    return ((everything[rule], phrases) for rule, phrases in by_rule.items())


_Place = tuple[int, int]
_SHORTEST_NEEDED = 3


@dataclass(frozen=True, slots=True)
class _Index:
    """The words that rules' phrases need, by how they begin, each with the rules and phrases that need it.

    A text holds few of the beginnings, and they are found at once; the words would be looked for one by one.
    """

    by_beginning: Mapping[str, Sequence[tuple[str, Sequence[_Place]]]]
    beginnings: frozenset[str]
    always: frozenset[_Place]


@cache
def _index(name: str) -> _Index:
    found: dict[str, list[_Place]] = {}
    always: list[_Place] = []
    for rule_place, rule in enumerate(rules(name)):
        for phrase_place, phrase in enumerate(rule.says.phrases):
            for word in phrase.needed[0] if phrase.needed else ():
                found.setdefault(word, []).append((rule_place, phrase_place))
            if not phrase.needed:
                always.append((rule_place, phrase_place))
    by_beginning: dict[str, list[tuple[str, list[_Place]]]] = {}
    for word, places in found.items():
        by_beginning.setdefault(word[:_SHORTEST_NEEDED], []).append((word, places))
    return _Index(by_beginning, frozenset(by_beginning), frozenset(always))


@lru_cache(1024)
def beginnings_in(lower: str) -> frozenset[str]:
    """Every three letters of a text that stand side by side. The same sentence is asked about many times."""
    return frozenset(map("".join, zip(lower, lower[1:], lower[2:], strict=False)))


def needed_words(expression: str) -> frozenset[str]:
    """Words of which one must be in any text that the expression matches; none if no such word can be told.

    Of words that stand side by side the longest is enough; of alternatives in brackets each must bring its own.
    """
    return next(iter(all_needed_words(expression)), frozenset())


def all_needed_words(expression: str) -> Sequence[frozenset[str]]:
    """Sets of words, the one with the longest first; any text that the expression matches has a word of each."""
    alternatives = [_needed_by_one(alternative) for alternative in _split(expression)]
    if len(alternatives) == 1:
        return alternatives[0]
    if not alternatives or not all(alternatives):
        return ()
    return (frozenset().union(*(sets[0] for sets in alternatives)),)


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


def _needed_by_one(sequence: str) -> Sequence[frozenset[str]]:
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
                candidates.extend(all_needed_words(inner.removeprefix("?:")))
        elif piece.group().replace("'", "").isalpha():
            # A letter that may be absent ends the word before it.
            optional = sequence[end : end + 1] in ("?", "*", "{")
            word = piece.group()[:-1] if optional else piece.group()
            if len(word) >= _SHORTEST_NEEDED:
                candidates.append(frozenset((word,)))
        position = end
    return sorted(dict.fromkeys(candidates), key=lambda words: min(map(len, words)), reverse=True)


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


def _in_lower_case(expression: str) -> str:
    return _ESCAPED_OR_CAPITAL.sub(
        lambda match: match.group() if match.group().startswith("\\") else match.group().lower(), expression
    )


def _expression(phrase: str) -> str:
    phrase = _in_lower_case(phrase)
    phrase = phrase.replace(r" \w+", r" [\w'-]+")
    return (
        phrase.replace(" … ", r"\b[^.;]{0,80}?\b")
        .replace("…", r"[^.;]{0,80}?")
        .replace(" ?", r"\s*")
        .replace(" ", r"\s+")
    )
