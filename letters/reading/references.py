"""Numbers that identify the claim, the member, the policy: read only behind a label that says which they are."""

import re
from typing import Final

from letters.reading.findings import Reference
from letters.reading.layout import Letter

# Kind and label, the more telling first: where two could be read at one place, the earlier is.
_LABELS: Final = (
    ("appeal", r"(?:redetermination/)?appeals?(?: case)?"),
    ("authorization", r"(?:prior )?authorization(?: request)?|PA request|pre-?certification"),
    ("claim", r"claim"),
    ("case", r"case|complaint"),
    ("file", r"file"),
    ("group", r"group"),
    ("policy", r"policy|certificate|contract"),
    ("medicare_number", r"medicare(?: beneficiary)?|beneficiary HIC|MBI|HICN?"),
    ("member_id", r"member|subscriber|insured|enrollee|participant|beneficiary|patient|medicaid|rx member"),
    ("npi", r"NPI"),
    ("tin", r"TIN|tax(?:payer)?"),
    ("reference", r"ref(?:erence|\.)?(?: case)?|request|review|document control"),
    # An ID of nobody in particular stands beside the name of whom the letter is about.
    ("member_id", r"(?=ID(?:entification)?\b)"),
)
_WORD: Final = (
    r"(?:number|no\.?|num\.?|id(?:entification)?(?: number)?|#|reference(?: number)?|ref\.?|control number)"
)
# The end of a number that is written in groups: what follows is none of it.
_BEHIND: Final = r"(?=[ ]*(?:$|[|,;)]|[ ]{2}|[ ][A-Z(]))"
_VALUE: Final = (
    r"(?P<value>(?:(?-i:[A-Z]{2,4})[ ](?=\d))?[A-Z0-9](?:[A-Z0-9./-]*[A-Z0-9])?(?:(?:[ ]\d{1,6}){1,3}"
    + _BEHIND
    + r")?)"
    r"(?!\s+(?:calendar |business )?(?:days|weeks|months|hours)\b)"
)
_SIGN: Final = r"(?P<sign>\s*[:#]{1,2}\s*(?:[A-Z][a-z]+ Member )?#?|\s+#)|(?<=\d)\s+|\s+(?=[A-Z0-9/. -]*\d)"
_NUMBER: Final = re.compile(
    r"(?:(?<=^)|(?<=[\s(|,;·/]))(?:"
    + "|".join(f"(?P<label{place}>{label})" for place, (_, label) in enumerate(_LABELS))
    + rf")(?:\s*(?P<word>{_WORD}))?(?:{_SIGN})"
    rf"\s*{_VALUE}(?![\w])",
    re.IGNORECASE | re.MULTILINE,
)
# Kinds whose label needs neither "number" nor a colon behind it, whatever the value looks like.
_BARE: Final = frozenset({"npi", "tin", "medicare_number", "reference", "file", "group", "member_id"})
_FEWEST_DIGITS: Final = 3
# "claim 26-0419", but not "claim 2026" or "policy 12".
_FEWEST_OF_A_BARE_ONE: Final = 4
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
# "Medical Policy No." is a criterion, not the claimant's policy.
_CRITERION: Final = re.compile(r"\b(?:medical|clinical|coverage|payment|pharmacy|drug)\s+$", re.IGNORECASE)
_NOT_A_NUMBER: Final = re.compile(
    r"^(?:\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d|\(?\d{3}\)?[ -.]\d{3}-\d{4}|1-8\d\d-.*)$"
)


def reference_numbers(letter: Letter) -> tuple[Reference, ...]:
    """Each labelled number once, where it first stands. Placeholders, dates and telephone numbers are no numbers."""
    found: dict[tuple[str, str], Reference] = {}
    for page, view in enumerate(letter.views, start=1):
        for match in _NUMBER.finditer(view):
            kind, value = _kind(match), match["value"]
            if kind == "policy" and _CRITERION.search(view[max(0, match.start() - 20) : match.start()]):
                continue
            if _is_number(kind, value, said=bool(match["word"] or match["sign"])):
                found.setdefault((kind, value), Reference(kind, letter.span(page, *match.span("value"))))
    return tuple(sorted(found.values(), key=lambda reference: (reference.at.page, reference.at.start)))


def _kind(match: re.Match[str]) -> str:
    return next(kind for place, (kind, _) in enumerate(_LABELS) if match[f"label{place}"] is not None)


def _is_number(kind: str, value: str, *, said: bool) -> bool:
    """Whether the value behind a label identifies something; `said` is whether "number" or a sign stands between."""
    digits = sum(map(str.isdigit, value))
    if _NOT_A_NUMBER.match(value):
        return False
    if said or kind in _BARE:
        return digits >= _FEWEST_DIGITS
    return digits >= _FEWEST_OF_A_BARE_ONE and not _YEAR.fullmatch(value)
