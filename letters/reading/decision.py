"""What the letter decides: one of cases.vocabulary.DECISIONS."""

from letters.reading.assertion import is_about_rights, is_hypothetical, is_quoted
from letters.reading.findings import Doubt, Finding, Span
from letters.reading.layout import Letter
from letters.reading.rules import matches

ADVERSE = frozenset(
    {"denied", "partially_denied", "terminated", "reduced", "rescinded", "reservation_of_rights", "underpaid"}
)
# The decisions a plain denial gives way to; a denial beside an approval is a partial one.
_SPECIAL = ("rescinded", "reservation_of_rights", "terminated", "reduced", "partially_denied")


def decision(letter: Letter) -> tuple[Finding, list[Doubt]]:
    """The decision and its sentence. `none`, on the letter's first line, when it decides nothing."""
    said = _said(letter)
    if "denied" in said and "approved" in said and "partially_denied" not in said:
        at, confidence = said["denied"]
        doubt = Doubt(
            "decision", "The letter denies and approves: check which part is which.", said["approved"][0]
        )
        if not said.keys() & {"rescinded", "reservation_of_rights", "terminated", "reduced"}:
            return Finding("partially_denied", at, min(confidence, 0.75)), [doubt]
    for code in (*_SPECIAL, "denied", "underpaid", "request_for_information", "approved"):
        if code in said:
            at, confidence = said[code]
            return Finding(code, at, confidence), []
    start, end = next((span for page in range(len(letter.pages)) for span in letter.lines(page + 1)), (0, 0))
    page = next((p for p in range(1, len(letter.pages) + 1) if any(True for _ in letter.lines(p))), 1)
    return Finding("none", letter.span(page, start, end), 0.6), [
        Doubt("decision", "The letter does not say that anything was decided.")
    ]


def _said(letter: Letter) -> dict[str, tuple[Span, float]]:
    """Each decision that some sentence states, with the first such sentence, or else title."""
    said: dict[str, tuple[Span, float]] = {}
    in_titles: dict[str, tuple[Span, float]] = {}
    for section, sentence in letter.sentences():
        where = said if sentence.text.endswith(".") else in_titles
        if is_hypothetical(sentence):
            continue
        about_rights = is_about_rights(section, sentence)
        for rule, match in matches("decision", sentence.text):
            # A request for information may be put as a plea; every other decision is never told among the rights.
            if rule.code in where or (about_rights and rule.code != "request_for_information"):
                continue
            if not is_quoted(sentence.text, match.start()):
                where[rule.code] = (letter.span_of(sentence), rule.confidence)
    return {**in_titles, **said}
