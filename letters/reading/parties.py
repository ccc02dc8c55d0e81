"""Who wrote the letter, for whom, and about whom."""

import itertools
import re

from letters.reading.findings import Finding
from letters.reading.layout import BLANK, Letter
from letters.reading.people import CLOSING, NAME, TITLES

_COMPANY = re.compile(
    r"\b(?:insurance|assurance|indemnity|mutual|casualty|underwriters|insurers|health ?care|"
    r"healthcare|health|"
    r"benefits?|administrators?|administrative services|life|fidelity|plans?|medicare|medicaid|"
    r"claims (?:services|"
    r"management)|adjusting|company|group|inc|corp|llc|ltd)\b\.?",
    re.IGNORECASE,
)
_NOT_A_COMPANY = re.compile(
    r"\b(?:dear|re|subject|from|to|date|page|notice|determination|denial|decision|model|claim number|"
    r"claims? department|"
    r"appeals?|member|group number|form|explanation|rights|important)\b\s*:?",
    re.IGNORECASE,
)
_CAPITALISED = r"(?P<company>[A-Z][\w&'.-]*(?:,?\s+(?:[A-Z][\w&'.-]*|of|and|&|the)){0,8})"
_INSURED_BY = re.compile(
    r"(?i:\b(?:underwritten|insured|issued|provided) by|\binsurer\s*:|"
    r"\b(?:insurance|insuring|underwriting) company\s*:|\bcarrier\s*:|\bunderwriter\s*:|\bon behalf of)\s+(?i:the\s+)?"
    + _CAPITALISED
)
_ADMINISTERED_BY = re.compile(
    r"(?i:\badministered by|\b(?:claims?|third[- ]party|plan|benefits?) administrator\s*(?::|,|\bis\b)|"
    r"\bclaims? (?:handled|managed|processed) by)\s+(?i:the\s+)?" + _CAPITALISED
)
_ADMINISTRATOR_NAME = re.compile(
    r"\b(?:administrat(?:ors?|ive)|TPA|adjusting|adjusters|claims? (?:services?|management|solutions)|"
    r"benefits? (?:services|management|solutions)|review services)\b",
    re.IGNORECASE,
)
_SALUTATION = re.compile(r"^[ ]*dear\b", re.IGNORECASE | re.MULTILINE)
_LETTERHEAD_LINES = 6
_CLAIMANT_LABEL = re.compile(
    r"^[ ]*(?i:(?:re|subject|in re)[ ]*:[ ]*)?(?i:(?:our |your )?(?:member|patient|insured|claimant|enrollee|"
    r"subscriber|"
    r"policyholder|participant|named insured|insured person|covered person|employee|beneficiary|client|appellant|"
    r"deceased|decedent|customer|policy ?owner)(?:\(s\)|'s)?(?:[ ]name)?|"
    r"name of (?:member|insured|patient|claimant|beneficiary))[ ]*(?::|\|)[ ]*"
    rf"(?P<name>{NAME}|[A-Z][\w'-]+,[ ][A-Z][\w'-]+(?:[ ][A-Z]\.?)?)[ ]*(?=$|[,;(|]|[ ]{{2,}})",
    re.MULTILINE,
)
_OF_THE_INSURER = re.compile(r"\bour (?:insured|policy ?holder|customer|client)\b", re.IGNORECASE)
_DEAR = re.compile(
    rf"^[ ]*(?i:dear)[ ]+(?:{TITLES}[ ]+)?(?P<name>[A-Z][\w'-]*(?:[ ][A-Z][\w.'-]*)*)[ ]*[:,]", re.MULTILINE
)
_NOBODY = frozenset(
    [
        "provider",
        "member",
        "insured",
        "policyholder",
        "customer",
        "sir",
        "madam",
        "claimant",
        "appellant",
        "doctor",
        "patient",
        "subscriber",
        "counsel",
        "attorney",
        "name",
        "colleague",
    ]
)
_STREET = re.compile(r"^[ ]*(?:\d+[ ]|P\.?O\.? Box|c/o)", re.IGNORECASE)


def insurer(letter: Letter) -> Finding | None:
    """Who decided: the company that the letter says insures or acts, else the letterhead's, else the signature's."""
    named = _behind(letter, _INSURED_BY)
    head = _letterhead(letter)
    return named if named and (head is None or _ADMINISTRATOR_NAME.search(head.value)) else head or named


def administrator(letter: Letter, insurer: Finding | None) -> Finding | None:
    """Who handles the claim for another: named as such, or the letterhead's company where another insures."""
    named = _behind(letter, _ADMINISTERED_BY)
    if named is not None:
        return named
    head = _letterhead(letter)
    if head is None or insurer is None:
        return None
    other = " ".join(head.value.split()).casefold() != " ".join(insurer.value.split()).casefold()
    return head if other or _ADMINISTRATOR_NAME.search(head.value) else None


def _letterhead(letter: Letter) -> Finding | None:
    view = letter.views[0]
    salutation = _SALUTATION.search(view)
    head = [line for line in letter.lines(1) if line[1] <= (salutation.start() if salutation else len(view))]
    named = _company(letter, 1, head[:_LETTERHEAD_LINES])
    if named:
        return named
    for page in range(len(letter.pages), 0, -1):
        closing = CLOSING.search(letter.views[page - 1])
        if closing:
            return _company(
                letter, page, [line for line in letter.lines(page) if line[0] > closing.start()][:8]
            )
    return None


def _behind(letter: Letter, words: re.Pattern[str]) -> Finding | None:
    """The company named behind such words, in the first sentence that has them."""
    for _, sentence in letter.sentences():
        for match in words.finditer(sentence.text):
            company = match["company"].strip(" ,.")
            if _COMPANY.search(company) and BLANK not in company:
                start = sentence.start + match.start("company")
                at = letter.span(sentence.page, start, start + len(match["company"].rstrip(" ,.")))
                return Finding(" ".join(at.quote.split()), at, 0.85)
    return None


def _company(letter: Letter, page: int, lines: list[tuple[int, int]]) -> Finding | None:
    view = letter.views[page - 1]
    for position, (start, end) in enumerate(lines):
        text = view[start:end].strip()
        letters_only = text.replace(" ", "")
        if BLANK in text or len(text) > 80 or ":" in text or not any(map(str.isalpha, letters_only)):
            continue
        if _COMPANY.search(text) and not _NOT_A_COMPANY.search(text) and not any(map(str.isdigit, text)):
            at = letter.span(page, start, end)
            return Finding(at.quote, at, 0.9 if position < 2 else 0.75)
    return None


def claimant(letter: Letter) -> Finding | None:
    """The person whose claim it is: labelled, or the addressee whom the salutation names.

    "Our insured" is the claimant only where the letter is to them: to anybody else it is who the claim is against.
    """
    view = letter.views[0]
    dear = _DEAR.search(view)
    surname = dear["name"].split()[-1] if dear and not _is_nobody(dear["name"]) else None
    for page, text in enumerate(letter.views, start=1):
        for match in _CLAIMANT_LABEL.finditer(text):
            is_other = (
                _OF_THE_INSURER.search(match.group()) and surname and surname not in match["name"].split()
            )
            if not is_other and not _is_nobody(match["name"]):
                at = letter.span(page, *match.span("name"))
                return Finding(at.quote, at, 0.9)
    if dear is None or surname is None or re.search(r"\bDr\.?\s", dear.group()):
        return None
    return _addressee(letter, surname, dear.start()) or _named_in_salutation(letter, dear)


def _addressee(letter: Letter, surname: str, before: int) -> Finding | None:
    view = letter.views[0]
    lines = [line for line in letter.lines(1) if line[1] <= before]
    for (start, end), (following, following_end) in itertools.pairwise(lines):
        name = view[start:end].strip()
        if (
            _STREET.match(view[following:following_end])
            and surname in name.replace(",", " ").split()
            and re.fullmatch(rf"(?:{TITLES}[ ]+)?{NAME}", name)
        ):
            at = letter.span(1, start, end)
            return Finding(at.quote, at, 0.9)
    return None


def _named_in_salutation(letter: Letter, dear: re.Match[str]) -> Finding:
    at = letter.span(1, *dear.span("name"))
    return Finding(at.quote, at, 0.6)


def _is_nobody(name: str) -> bool:
    return any(word in _NOBODY for word in name.lower().split()) or (name.isupper() and "NAME" in name)
