"""Numbers that identify the claim, the member, the policy: read only behind a label that says which they are."""

import re

from letters.reading.findings import Reference
from letters.reading.layout import Letter

# Label → kind, longer labels first; a label's number is what stands behind it on its line or on the next one.
_LABELS = (
    ("appeal", r"(?:redetermination/)?appeals?(?: case)?"),
    ("authorization", r"(?:prior )?authorization|pre-?certification"),
    ("claim", r"(?:our )?claim"),
    ("case", r"case|complaint"),
    ("file", r"(?:our )?file"),
    ("group", r"group|employer group"),
    ("policy", r"policy|certificate|contract"),
    ("medicare_number", r"medicare(?: beneficiary)?|beneficiary HIC|MBI|HICN?"),
    ("member_id", r"member|subscriber|insured|enrollee|participant|beneficiary|patient|[a-z]+ member"),
    ("npi", r"(?:provider )?NPI"),
    ("tin", r"(?:provider )?TIN|tax(?:payer)?"),
    ("reference", r"(?:our |your )?ref(?:erence|\.)?(?: case)?|document control"),
)
_WORD = (
    r"(?:number|no\.?|num\.?|id(?:entification)?(?: number)?|#|reference(?: number)?|ref\.?|control number)"
)
# Kinds whose label needs no "number" behind it.
_BARE = frozenset({"npi", "tin", "medicare_number", "reference", "file", "group", "member_id"})
_VALUE = r"(?P<value>(?:[A-Z]{2,4}[ ](?=\d))?[A-Z0-9](?:[A-Z0-9./-]*[A-Z0-9])?)"
_PATTERNS = tuple(
    (
        kind,
        re.compile(
            rf"(?:(?<=^)|(?<=[\s(|,;·]))(?:{label})"
            + (rf"(?:\s*{_WORD})?" if kind in _BARE else rf"\s*{_WORD}")
            + (
                rf"(?:\s*:\s*(?:[A-Z][a-z]+ Member )?#?|\s+#|(?<=\d)\s+|"
                rf"\s+(?=[A-Z0-9-]*\d))\s*{_VALUE}(?![\w])"
            ),
            re.IGNORECASE | re.MULTILINE,
        ),
    )
    for kind, label in _LABELS
)
_FEWEST_DIGITS = 3
# "Medical Policy No." is a criterion, not the claimant's policy.
_CRITERION = re.compile(r"\b(?:medical|clinical|coverage|payment|pharmacy|drug)\s+$", re.IGNORECASE)
_NOT_A_NUMBER = re.compile(r"^(?:\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\(?\d{3}\)?[ -.]\d{3}-\d{4}|1-8\d\d-.*)$")


def reference_numbers(letter: Letter) -> tuple[Reference, ...]:
    """Each labelled number once, where it first stands. Placeholders, dates and telephone numbers are no numbers."""
    found: dict[tuple[str, str], Reference] = {}
    taken: set[tuple[int, int]] = set()
    for page, view in enumerate(letter.views, start=1):
        for kind, pattern in _PATTERNS:
            for match in pattern.finditer(view):
                start, end = match.span("value")
                value = view[start:end]
                digits = sum(map(str.isdigit, value))
                if digits < _FEWEST_DIGITS or _NOT_A_NUMBER.match(value) or (page, start) in taken:
                    continue
                if kind == "policy" and _CRITERION.search(view[: match.start()][-20:]):
                    continue
                taken.add((page, start))
                found.setdefault((kind, value), Reference(kind, letter.span(page, start, end)))
    return tuple(sorted(found.values(), key=lambda reference: (reference.at.page, reference.at.start)))
