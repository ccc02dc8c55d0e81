"""Whether a letter says one thing: by a finding, by words of its own, or in an enclosure that it names.

Words that take it back ("we will not give you the criteria"), that recite a law, stand in a quotation or in a form's
blank do not say it (`notice_telling`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from letters.reading.assertion import is_about_rights, is_hypothetical
from letters.reading.citations import clauses_in, criteria_in
from letters.reading.findings import Reading, Span
from letters.reading.layout import BLANK, Letter, Sentence
from letters.reading.notice_rules import Part
from letters.reading.notice_telling import is_elsewhere, is_told
from letters.reading.rules import Phrases, lowered

_FEWEST_WORDS: Final = 6
# "Policy: …", and a letter that speaks of itself ("this notice explains …").
_LABELLED: Final = re.compile(r"^[^.]{0,40}:|\bthis (?:letter|notice)\b", re.IGNORECASE)
_GAP: Final = re.compile(r"\n\s*\n")

State = Literal["told", "enclosed", "hinted", "missing"]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a part stands in a letter, with its passage. `open`: it is asked only if something holds, not known to."""

    part: Part
    state: State
    at: Span | None
    open: bool


class Evidence:
    """A letter and its findings, asked for one part after another."""

    def __init__(self, letter: Letter, reading: Reading) -> None:
        self._letter = letter
        self._reading = reading
        self._sentences: dict[int, list[Sentence]] = {}
        self._headings: dict[Sentence, str] = {}
        self._lower = tuple(lowered(view) for view in letter.views)
        for section, sentence in letter.sentences():
            self._sentences.setdefault(sentence.page, []).append(sentence)
            self._headings[sentence] = section.title
        for found in self._sentences.values():
            found.sort(key=_start)

    def answer(self, part: Part, verbatim: tuple[str, ...]) -> Answer:
        """How the letter stands to one part; `verbatim` are the law's own words, where it dictates them."""
        at = self._found(part.found) or self._said(part.says, unless=part.unless, near=part.near)
        if at is None and part.verbatim:
            at = self._repeated(verbatim)
        if at is not None:
            return Answer(part, "told", at, open=False)
        is_open = bool(part.provided) and not self.holds(part)
        if part.enclosed and (at := self._enclosed(part.enclosed)):
            return Answer(part, "enclosed", at, is_open)
        if at := self._said(part.hints) or self._found(part.hints_found):
            return Answer(part, "hinted", at, is_open)
        return Answer(part, "missing", None, is_open)

    def holds(self, part: Part) -> bool:
        """Whether the letter itself shows that what a part is asked for holds."""
        return bool(self._found(part.holds_found) or self.says(part.holds))

    def says(self, phrases: Phrases | None) -> bool:
        """Whether the letter speaks of any of the phrases, be it to withhold what they name."""
        return self._said(phrases, though_withheld=True) is not None

    def _said(
        self,
        phrases: Phrases | None,
        *,
        unless: Phrases | None = None,
        near: Phrases | None = None,
        though_withheld: bool = False,
    ) -> Span | None:
        """The first sentence that says a phrase and takes nothing back."""
        if phrases is None:
            return None
        for page, view in enumerate(self._letter.views, start=1):
            for match in phrases.in_lower(self._lower[page - 1]):
                sentence = self._sentence(page, match.start())
                if (
                    sentence is None
                    or _GAP.search(view, match.start(), match.end())
                    or BLANK in match.group()
                ):
                    continue
                if (unless and unless.search(sentence.text)) or (near and not self._is_near(sentence, near)):
                    continue
                if is_told(sentence.text, match.start() - sentence.start, though_withheld=though_withheld):
                    return self._letter.span(page, sentence.start, max(sentence.end, match.end()))
        return None

    def _is_near(self, sentence: Sentence, phrases: Phrases) -> bool:
        """Whether one of the phrases stands in the sentence, in one of the two before it, or in its heading."""
        around = self._sentences[sentence.page]
        at = around.index(sentence)
        texts = [self._headings[sentence], *(one.text for one in around[max(0, at - 2) : at + 1])]
        return any(phrases.search(text) for text in texts)

    def _sentence(self, page: int, position: int) -> Sentence | None:
        sentences = self._sentences.get(page, [])
        index = bisect_right(sentences, position, key=_start) - 1
        return sentences[index] if index >= 0 and position < sentences[index].end else None

    def _repeated(self, verbatim: tuple[str, ...]) -> Span | None:
        for words in verbatim:
            pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
            for page, view in enumerate(self._letter.views, start=1):
                if match := pattern.search(view):
                    return self._letter.span(page, *match.span())
        return None

    def _enclosed(self, names: Phrases) -> Span | None:
        return next(
            (self._letter.span_of(sentence) for sentence in self._elsewhere if names.search(sentence.text)),
            None,
        )

    @cached_property
    def _elsewhere(self) -> tuple[Sentence, ...]:
        """The sentences that send the reader to another paper."""
        return tuple(s for s, heading in self._headings.items() if is_elsewhere(s.text, heading))

    def _found(self, wanted: tuple[tuple[str, str], ...]) -> Span | None:
        return next((at for what, kind in wanted for at in self._findings(what, kind)), None)

    def _findings(self, what: str, kind: str) -> Iterator[Span]:
        """The passages of a finding, or of those of a kind."""
        reading = self._reading
        match what:
            case "grounds":
                yield from (ground.at for ground in reading.grounds)
            case "clauses":
                yield from (span for ground in reading.grounds for span in ground.clauses)
            case "criteria":
                yield from (span for ground in reading.grounds for span in ground.criteria)
            case "evidence_missing":
                yield from reading.evidence_missing
                yield from (span for ground in reading.grounds for span in ground.evidence_missing)
            case "reason_codes":
                yield from (code.at for code in reading.reason_codes)
            case "amounts":
                yield from (amount.at for amount in reading.amounts)
            case "credentials":
                yield from (person.at for person in reading.people if person.credentials)
            case "person":
                yield from (person.at for person in reading.people if person.role == kind)
            case "date":
                yield from (dated.at for dated in reading.dates if dated.kind == kind)
            case "decision" if reading.decision and reading.decision.value != "none":
                yield reading.decision.at
            case "reviewer" if reading.reviewer:
                yield reading.reviewer.at
            case "right" | "limit" | "day":
                yield from self._rights(what, kind)
            case "any_clause":
                yield from (at for sentence in self._own_words() for at in clauses_in(self._letter, sentence))
            case "any_criterion":
                yield from (
                    at for sentence in self._own_words() for at in criteria_in(self._letter, sentence)
                )
            case "narrative":
                yield from self._narrative()

    def _own_words(self) -> Iterator[Sentence]:
        """What the letter says besides the rights."""
        return (s for section, s in self._letter.sentences() if not is_about_rights(section, s))

    def _narrative(self) -> Iterator[Span]:
        """Statements that are neither the decision nor about the rights: there may be a reason in them."""
        decided = self._reading.decision
        for sentence in self._own_words():
            is_long = sentence.text.endswith(".") and len(sentence.text.split()) >= _FEWEST_WORDS
            is_long = is_long and not _LABELLED.search(sentence.text)
            is_decision = (
                decided is not None
                and sentence.page == decided.at.page
                and sentence.start <= decided.at.start < sentence.end
            )
            if is_long and not is_decision and not is_hypothetical(sentence):
                yield self._letter.span_of(sentence)

    def _rights(self, what: str, kind: str) -> Iterator[Span]:
        for right in self._reading.rights:
            has = what == "right" or right.stated_date or (what == "limit" and right.period)
            if right.kind == kind and has and is_told(right.at.quote, 0):
                yield right.at


def _start(sentence: Sentence) -> int:
    return sentence.start
