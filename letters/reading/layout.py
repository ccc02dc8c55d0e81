"""A letter as a reader sees it: sections with headings, sentences, list items, running heads set aside.

All rules search a page's *view*, which has the page's length, so that a span of the one is a span of the other:
typographic quotes, dashes and spaces are plain there, and placeholders (`<DATE>`, `[INSERT …]`) are blanked out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from letters.reading.findings import Span
from letters.reading.pages import Page

# One character for one: the view must keep every position.
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\t": " "}
)
BLANK = "\x00"
_PLACEHOLDER = re.compile(
    r"<[A-Za-z][^<>]{0,12000}>|\[(?:insert|enter|date|name|amount|claim|member|"
    r"address)\b[^\]\[]{0,300}\]|\{[^{}]{2,600}\}|_{4,}",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Ms|Mrs|St|No|Nos|Inc|Co|Corp|Ltd|Sec|Art|vs|v|Jr|Sr|Dept|Ave|Rd|Blvd|Ste|Ext|Tel|Fig|Vol|"
    r"approx|e\.g|i\.e|U\.S|P\.O|a\.m|p\.m|M\.D|D\.O|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|"
    r"\b[A-Z])\.$"
)
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9(])")
_ITEM = re.compile(r"^\s*(?:[•·●▪*◦☐]|-\s|\(?\d{1,2}[.)]\s|\(?[a-zA-Z][.)]\s)")
_MARKER = re.compile(r"\s*(?:[•·●▪*◦☐-]|\(?\w{1,2}[.)])\s*")
_LABEL = re.compile(r"^\s*[A-Z][\w /&#.()'-]{1,38}:(?=\s|$)")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$|\bpage\s+\d+\s+of\s+\d+\b", re.IGNORECASE
)
_SALUTATION = re.compile(r"^\s*(?:dear\s+\S|to whom it may concern)", re.IGNORECASE | re.MULTILINE)
# A line longer than print allows is a paragraph on one line; it is no measure for the others.
_WIDEST_LINE = 110
_RUNNING_HEAD = re.compile(r"\b(?:claim|member|policy|page|case|re)\b.*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item or line of a table: its place, and its text in the view."""

    page: int
    start: int
    end: int
    text: str
    item: bool = False
    # What `assertion` found out about it: several finders ask the same.
    answers: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)


@dataclass(slots=True)
class Section:
    """A heading, if there is one, and what stands under it, across page breaks."""

    heading: Sentence | None = None
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The heading's text in the view, or an empty string."""
        return self.heading.text if self.heading else ""


class Letter:
    """Pages of a letter with their views and structure."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = tuple(pages)
        self.views = tuple(_view(page.text) for page in pages)
        self._furniture = _furniture(self.views)
        self.sections: tuple[Section, ...] = tuple(self._sectioned())

    def span(self, page: int, start: int, end: int) -> Span:
        """The passage of a page, without the white space around it."""
        text = self.pages[page - 1].text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Span(text[start:end], page, start, end)

    def span_of(self, sentence: Sentence) -> Span:
        """The passage of a sentence."""
        return self.span(sentence.page, sentence.start, sentence.end)

    def span_of_item(self, item: Sentence) -> Span:
        """The passage of a list's item without its bullet or number."""
        marker = _MARKER.match(item.text)
        return self.span(item.page, item.start + (marker.end() if marker else 0), item.end)

    def line_of(self, span: Span) -> Span:
        """The whole line, or lines, in which a passage stands."""
        view = self.views[span.page - 1]
        end = view.find("\n", span.end)
        return self.span(span.page, view.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(view))

    def sentences(self) -> Iterator[tuple[Section, Sentence]]:
        """Every sentence with its section, headings first, in reading order."""
        for section in self.sections:
            if section.heading:
                yield section, section.heading
            for sentence in section.sentences:
                yield section, sentence

    @property
    def greets(self) -> bool:
        """Whether it has a salutation."""
        return any(_SALUTATION.search(view) for view in self.views)

    def lines(self, page: int) -> Iterator[tuple[int, int]]:
        """The spans of a page's lines that are neither blank nor a running head or foot."""
        for start, end in _line_spans(self.views[page - 1]):
            if (page, start) not in self._furniture:
                yield start, end

    def _sectioned(self) -> Iterator[Section]:
        section = Section()
        for page in range(1, len(self.pages) + 1):
            for block in self._blocks(page):
                if self._is_heading(page, block):
                    if section.heading or section.sentences:
                        yield section
                    section = Section(self._sentence(page, block[0][0], block[-1][1]))
                else:
                    if section.heading and self._greets(
                        page, block
                    ):  # a letterhead is no heading of the letter
                        yield section
                        section = Section()
                    section.sentences.extend(self._sentences_of(page, block))
        yield section

    def _blocks(self, page: int) -> Iterator[list[tuple[int, int]]]:
        """Runs of lines without a blank line between them."""
        view, block = self.views[page - 1], list[tuple[int, int]]()
        for start, end in self.lines(page):
            if block and view.count("\n", block[-1][1], start) > 1:
                yield block
                block = []
            block.append((start, end))
        if block:
            yield block

    def _is_heading(self, page: int, block: list[tuple[int, int]]) -> bool:
        """A line or two alone, short, without a full stop, a value behind a label, or a figure in front."""
        start, end = block[0][0], block[-1][1]
        text = self.views[page - 1][start:end].strip()
        if len(block) > 2 or len(text) > 110 or not text[:1].isupper() or text[-1] in ".,;":
            return False
        if _ITEM.match(text) and not re.match(r"[A-Z]\.\s", text):
            return False
        if text.lower().startswith(("dear ", "sincerely", "re:")) or BLANK in text:
            return False
        label = _LABEL.match(text)
        if label and label.end() < len(text):
            return bool(re.match(r"(?:reason|ground)\b", text, re.IGNORECASE)) and "$" not in text
        return not (page > 1 and start == self._first(page) and _RUNNING_HEAD.search(text))

    def _greets(self, page: int, block: list[tuple[int, int]]) -> bool:
        return bool(_SALUTATION.search(self.views[page - 1], block[0][0], block[-1][1]))

    def _first(self, page: int) -> int:
        return next((start for start, _ in self.lines(page)), -1)

    def _sentences_of(self, page: int, block: list[tuple[int, int]]) -> Iterator[Sentence]:
        view = self.views[page - 1]
        widest = min(_WIDEST_LINE, max(end - start for start, end in _line_spans(view)))
        unit_start: int | None = None
        unit_end = 0
        for start, end in block:
            line = view[start:end]
            short_before = unit_start is not None and unit_end - view.rfind("\n", 0, unit_end) < widest * 0.6
            if unit_start is not None and (short_before or _ITEM.match(line) or _LABEL.match(line)):
                yield from self._split(page, unit_start, unit_end)
                unit_start = None
            if unit_start is None:
                unit_start = start
            unit_end = end
        if unit_start is not None:
            yield from self._split(page, unit_start, unit_end)

    def _split(self, page: int, start: int, end: int) -> Iterator[Sentence]:
        view = self.views[page - 1]
        item = bool(_ITEM.match(view[start:end]))
        for stop in _SENTENCE_END.finditer(view, start, end):
            if not _ABBREVIATION.search(view[max(start, stop.start() - 12) : stop.start() + 1]):
                yield self._sentence(page, start, stop.end(), item=item)
                start, item = stop.end(), False
        if view[start:end].strip():
            yield self._sentence(page, start, end, item=item)

    def _sentence(self, page: int, start: int, end: int, *, item: bool = False) -> Sentence:
        span = self.span(page, start, end)
        return Sentence(page, span.start, span.end, self.views[page - 1][span.start : span.end], item)


def _view(text: str) -> str:
    view, blanks = text.translate(PLAIN), 1
    while blanks:  # placeholders stand within placeholders: the inner ones go first
        view, blanks = _PLACEHOLDER.subn(lambda match: re.sub(r"[^\n]", BLANK, match.group()), view)
    return view


_LINE = re.compile(r"[^\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


@lru_cache(64)  # every finder asks for the lines of its page
def _line_spans(view: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _LINE.finditer(view) if match.group().strip())


def _furniture(views: Sequence[str]) -> frozenset[tuple[int, int]]:
    """The (page, start) of lines at a page's edge that repeat on another page, or that number the page.

    What stands at the top of the first page is the letterhead, even when later pages repeat it.
    """
    letterhead = {(1, start) for start, _ in _line_spans(views[0])[:2]}
    edges: list[tuple[int, int, str]] = []
    for page, view in enumerate(views, start=1):
        lines = _line_spans(view)
        for start, end in {*lines[:2], *lines[-2:]}:
            edges.append((page, start, re.sub(r"\d+", "#", view[start:end].strip())))
    counts = Counter(text for _, _, text in edges)
    return frozenset(
        (page, start)
        for page, start, text in edges
        if ((page, start) not in letterhead and counts[text] > 1)
        or _PAGE_NUMBER.search(text.replace("#", "1"))
    )
