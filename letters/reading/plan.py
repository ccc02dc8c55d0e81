"""Which line of business and type of plan a letter is about, told by its own words, and what they are taken as."""

from collections import Counter

from letters.reading.findings import Finding, Span
from letters.reading.layout import Letter
from letters.reading.rules import Rule, lowered, possible, rules

_HEALTH_LIKE = frozenset({"health", "disability", "life"})
_PROPERTY_TYPES = frozenset({"nfip", "surplus_lines", "residual_market", "commercial", "personal"})
# Plans of one line only: their names weigh more than a word that several lines use.
_LINE_OF_PLAN = {
    "medicare_original": "health",
    "medicare_advantage": "health",
    "medicare_part_d": "health",
    "medicaid_managed_care": "health",
    "medicaid_ffs": "health",
    "fehb": "health",
    "tricare": "health",
    "nfip": "flood",
}
_CERTAIN_MENTIONS = 3


class Mentions:
    """Where the letter uses the words of each line of business and plan type (`plan.yaml`), and how often."""

    def __init__(self, letter: Letter) -> None:
        self._count: Counter[str] = Counter()
        self._first: dict[str, Span] = {}
        for _, sentence in letter.sentences():
            lower = lowered(sentence.text)
            for rule, phrases in possible("plan", lower):
                for match in rule.among(phrases, lower):
                    self._count[rule.code] += 1
                    if rule.code not in self._first:
                        start, end = (sentence.start + position for position in match.span())
                        self._first[rule.code] = letter.span(sentence.page, start, end)

    def line_of_business(self) -> Finding | None:
        """The line whose words the letter uses most, the special lines before the general ones when they tie."""
        lines = [rule for rule in rules("plan") if rule.code.startswith("line:")]
        most = max(lines, key=lambda rule: self._count[rule.code])
        if not self._count[most.code]:
            return None
        confidence = 0.95 if self._count[most.code] >= _CERTAIN_MENTIONS else 0.75
        return self._finding(
            most, confidence, f"The letter uses words of this line {self._count[most.code]} times."
        )

    def plan_type(self, line: str | None) -> Finding | None:
        """The plan type the letter's words give away, or None: it is never guessed from the insurer's name."""
        for rule in rules("plan"):
            kind, code = rule.code.split(":")
            fits = kind == "plan" and (line in _HEALTH_LIKE) != (code in _PROPERTY_TYPES)
            if fits and self._count[rule.code]:
                return self._finding(rule, rule.confidence, rule.why)
        return None

    def _finding(self, rule: Rule, confidence: float, why: str) -> Finding:
        return Finding(rule.code.partition(":")[2], self._first[rule.code], confidence, why)
