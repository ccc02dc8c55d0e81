"""What the insurer says that it looked at, and what it says that it did not have, each in the letter's own words.

Either stands in a list, under a heading or behind a colon, or in a sentence that says so. The phrases are
`evidence.yaml`'s.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from letters.reading.assertion import is_about_rights, is_hypothetical, is_recital, stands_under_rights
from letters.reading.findings import Span
from letters.reading.layout import Letter, Section, Sentence
from letters.reading.rules import said

# What asks for one's papers, though it stands among the rights: "What to include in your request".
_ASKS_FOR_PAPERS = re.compile(r"\bwhat (?:to|you should) (?:include|send)\b|\bwould help\b", re.IGNORECASE)
_COLUMNS = re.compile(r"\S {3,}\S")
_TABLE_HEAD = re.compile(
    r"(?:\s*(?:dates?|of|service|records?|documents?|from|source|provider|type|description|author|received|"
    r"pages|item|no\.?)\b)+\s*",
    re.IGNORECASE,
)
_LONGEST_ENTRY = 160
_AROUND = 2


def evidence_relied_on(letter: Letter) -> tuple[Span, ...]:
    """Each thing the insurer says it considered, or takes a fact from: a list's items, else the sentence."""
    return tuple(_passages(letter, "list relied on", _relies))


def evidence_missing(letter: Letter) -> tuple[Span, ...]:
    """Each thing the insurer says it asked for, did not have or did not find in the file, in reading order."""
    return tuple(_passages(letter, "list missing", _lacks))


def says_missing(sentence: Sentence) -> bool:
    """Whether a sentence says that something was not there to be looked at."""
    return _says("missing", sentence)


def _passages(letter: Letter, opening: str, is_said: Callable[[Section, int], bool]) -> Iterator[Span]:
    for section in letter.sections:
        is_list = section.heading is not None and _says(opening, section.heading)
        asks = opening == "list missing" and bool(_ASKS_FOR_PAPERS.search(section.title))
        listing = is_list
        for at, sentence in enumerate(section.sentences):
            if listing and _COLUMNS.search(sentence.text):
                yield from _rows(letter, sentence)
            elif listing and _is_entry(sentence):
                yield letter.span_of_item(sentence)
            elif asks and sentence.item:
                if _says("names a paper", sentence):
                    yield letter.span_of_item(sentence)
            elif sentence.text.endswith(":") and _says(opening, sentence):
                listing = True
            else:
                listing = is_list or (listing and _items_follow(section.sentences, at))
                if is_said(section, at):
                    yield letter.span_of(sentence)


def _rows(letter: Letter, table: Sentence) -> Iterator[Span]:
    """The lines of a table, without its head."""
    for line in re.finditer(r"[^\n]*\S[^\n]*", table.text):
        if not _TABLE_HEAD.fullmatch(line.group()):
            yield letter.span(table.page, table.start + line.start(), table.start + line.end())


def _is_entry(sentence: Sentence) -> bool:
    """Whether it is one of a list: it has a bullet or a number, or is a line that is no sentence."""
    text = sentence.text.rstrip()
    return sentence.item or (len(text) <= _LONGEST_ENTRY and text[-1:] not in (".", ":", "?", "!"))


def _items_follow(sentences: Sequence[Sentence], at: int) -> bool:
    return any(sentence.item for sentence in sentences[at + 1 : at + 2])


def _relies(section: Section, at: int) -> bool:
    sentence = section.sentences[at]
    if not _says("relied on", sentence) and not (
        _says("goes on to tell", sentence) and _is_named(section, at)
    ):
        return False
    return not (is_hypothetical(sentence) or is_about_rights(section, sentence) or is_recital(sentence))


def _lacks(section: Section, at: int) -> bool:
    sentence = section.sentences[at]
    if _says("to be sent", sentence) and _ASKS_FOR_PAPERS.search(section.title):
        return True
    if is_hypothetical(sentence) or is_recital(sentence):
        return False
    if _says("to be sent", sentence):
        return not stands_under_rights(section)
    if is_about_rights(section, sentence):
        return False
    if _says("goes on to lack", sentence) and (_is_named(section, at) or _says("names evidence", sentence)):
        return True
    return _says("missing", sentence) or (_says("asked for", sentence) and _did_not_come(section, at))


def _is_named(section: Section, at: int) -> bool:
    """Whether the sentence before names what this one speaks of as it or they."""
    return at > 0 and _says("names evidence", section.sentences[at - 1])


def _did_not_come(section: Section, at: int) -> bool:
    """Whether the sentences around say that what was asked for did not come."""
    around = section.sentences[max(0, at - _AROUND) : at + _AROUND + 1]
    return any(_says("nothing came", sentence) or _says("missing", sentence) for sentence in around)


def _says(code: str, sentence: Sentence) -> bool:
    """Whether a rule of `evidence.yaml` knows the sentence; all of them are asked at once, and once."""
    if "evidence" not in sentence.answers:
        sentence.answers["evidence"] = True
        sentence.answers.update((f"evidence: {each}", True) for each in said("evidence", sentence.text))
    return sentence.answers.get(f"evidence: {code}", False)
