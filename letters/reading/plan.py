"""Which line of business and type of plan a letter is about, told by its own words."""

from collections.abc import Iterator

from letters.reading.findings import Finding
from letters.reading.layout import Letter
from letters.reading.rules import Rule, rules

_HEALTH_LIKE = frozenset({"health", "disability", "life"})
_PROPERTY_TYPES = frozenset({"nfip", "surplus_lines", "residual_market", "commercial", "personal"})
_CERTAIN_MENTIONS = 3


def line_of_business(letter: Letter) -> Finding | None:
    """The line whose words the letter uses most, the special lines before the general ones when they tie."""
    counted = [
        (len(list(_mentions(letter, rule))), rule) for rule in rules("plan") if rule.code.startswith("line:")
    ]
    most, rule = max(counted, key=lambda pair: pair[0])
    if not most:
        return None
    page, start, end = next(_mentions(letter, rule))
    confidence = 0.95 if most >= _CERTAIN_MENTIONS else 0.75
    return Finding(rule.code.removeprefix("line:"), letter.span(page, start, end), confidence)


def plan_type(letter: Letter, line: str | None) -> Finding | None:
    """The plan type the letter's words give away, or None: it is never guessed from the insurer's name."""
    for rule in rules("plan"):
        code = rule.code.removeprefix("plan:")
        if code == rule.code or (line in _HEALTH_LIKE) == (code in _PROPERTY_TYPES):
            continue
        for page, start, end in _mentions(letter, rule):
            return Finding(code, letter.span(page, start, end), rule.confidence)
    return None


def _mentions(letter: Letter, rule: Rule) -> Iterator[tuple[int, int, int]]:
    for _, sentence in letter.sentences():
        for match in rule.finditer(sentence.text):
            yield sentence.page, sentence.start + match.start(), sentence.start + match.end()
