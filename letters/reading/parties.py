"""Who wrote the letter, about whom, and who reviewed the claim."""

import itertools
import re

from letters.reading.findings import Finding
from letters.reading.layout import BLANK, Letter

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
_SALUTATION = re.compile(r"^[ ]*dear\b", re.IGNORECASE | re.MULTILINE)
_CLOSING = re.compile(
    r"^[ ]*(?:sincerely|respectfully|very truly yours|yours truly|regards)\b", re.IGNORECASE | re.MULTILINE
)
_LETTERHEAD_LINES = 6
_TITLES = r"(?:Mr|Ms|Mrs|Mx|Miss|Dr)\.?"
_NAME = (
    r"[A-Z][\w'-]*(?:[ ](?:[A-Z]\.|[A-Z][\w'-]*|de|van|von|la|del|di|y|and|"
    r"&))*[ ][A-Z][\w'-]+(?:,?[ ](?:Jr|Sr|II|III)\.?)?"
)
_CLAIMANT_LABEL = re.compile(
    r"^[ ]*(?i:(?:member|patient|insured|claimant|enrollee|subscriber|policyholder|participant|named insured|"
    rf"employee|beneficiary)(?:'s)?(?: name)?|name of (?:member|insured|"
    rf"patient))[ ]*:[ ]*(?P<name>{_NAME})[ ]*(?=$|[,;(|])",
    re.MULTILINE,
)
_DEAR = re.compile(
    rf"^[ ]*(?i:dear)[ ]+(?:{_TITLES}[ ]+)?(?P<name>[A-Z][\w'-]*(?:[ ][A-Z][\w.'-]*)*)[ ]*[:,]", re.MULTILINE
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
_CREDENTIAL = (
    r"(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|Ph\.?D\.?|Psy\.?D\.?|D\.?D\.?S\.?|D\.?P\.?M\.?|D\.?C\.?|Pharm\.?D\.?|"
    r"LCSW|NP|PT|MPH)"
)
_REVIEWER = re.compile(
    r"(?i:\b(?:review(?:ed)?|determination|decision|evaluation|evaluated|denied|decided)"
    r"(?:\s+(?:on appeal|was|were|has|been|performed|conducted|completed|made|done|decided|reviewed)){0,5}\s+by|"
    r"\breviewer(?:\s+(?:was|is)|\s*:))\s+(?:(?i:our|the|a|an)\s+[\w -]{3,50}?,\s+)?"
    rf"(?P<reviewer>(?:{_TITLES}\s+)?[A-Z][\w'-]*(?:\s+(?:[A-Z]\.|[A-Z][\w'-]+))+,\s*{_CREDENTIAL}"
    r"(?P<rest>(?:,\s*[^.;,]{2,80}){0,4}))",
)
_SPECIALTY = re.compile(
    r"(?:board[- ]certified (?:in|by the american board of)|speciali[sz](?:es|ing) in|a specialist in|"
    r"certified in)\s+"
    r"(?P<specialty>[A-Za-z][A-Za-z /&-]+?)(?=$|[,.;]|\s+(?:who|and (?:licensed|was|is))\b)|"
    r"(?:board[- ]certified|a|an)\s+(?P<noun>[a-z]+(?:ologist|iatrist|surgeon|ician|pist)s?)\b",
    re.IGNORECASE,
)


def insurer(letter: Letter) -> Finding | None:
    """Who the letter is from, insurer or administrator: the letterhead's first company, else the signature's."""
    view = letter.views[0]
    salutation = _SALUTATION.search(view)
    head = [line for line in letter.lines(1) if line[1] <= (salutation.start() if salutation else len(view))]
    named = _company(letter, 1, head[:_LETTERHEAD_LINES])
    if named:
        return named
    for page in range(len(letter.pages), 0, -1):
        closing = _CLOSING.search(letter.views[page - 1])
        if closing:
            return _company(
                letter, page, [line for line in letter.lines(page) if line[0] > closing.start()][:8]
            )
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
    """The person whose claim it is: labelled, or the addressee whom the salutation names."""
    for page, view in enumerate(letter.views, start=1):
        for match in _CLAIMANT_LABEL.finditer(view):
            if not _is_nobody(match["name"]):
                at = letter.span(page, *match.span("name"))
                return Finding(at.quote, at, 0.9)
    view = letter.views[0]
    dear = _DEAR.search(view)
    if dear is None or _is_nobody(dear["name"]) or re.search(r"\bDr\.?\s", dear.group()):
        return None
    return _addressee(letter, dear["name"].split()[-1], dear.start()) or _named_in_salutation(letter, dear)


def _addressee(letter: Letter, surname: str, before: int) -> Finding | None:
    view = letter.views[0]
    lines = [line for line in letter.lines(1) if line[1] <= before]
    for (start, end), (following, following_end) in itertools.pairwise(lines):
        name = view[start:end].strip()
        if (
            _STREET.match(view[following:following_end])
            and surname in name.replace(",", " ").split()
            and re.fullmatch(rf"(?:{_TITLES}[ ]+)?{_NAME}", name)
        ):
            at = letter.span(1, start, end)
            return Finding(at.quote, at, 0.9)
    return None


def _named_in_salutation(letter: Letter, dear: re.Match[str]) -> Finding:
    at = letter.span(1, *dear.span("name"))
    return Finding(at.quote, at, 0.6)


def _is_nobody(name: str) -> bool:
    return any(word in _NOBODY for word in name.lower().split()) or (name.isupper() and "NAME" in name)


def reviewer(letter: Letter) -> Finding | None:
    """Who reviewed the claim, with credentials, title and specialty as far as one sentence gives them."""
    for _, sentence in letter.sentences():
        match = _REVIEWER.search(sentence.text)
        if match is None:
            continue
        start, end = (sentence.start + position for position in match.span("reviewer"))
        at = letter.span(sentence.page, start, end)
        value = re.split(r",\s+(?:who|which|and)\b", " ".join(at.quote.split()))[0]
        return Finding(value, letter.span_of(sentence), 0.9 if specialty_of(value) else 0.8)
    return None


def specialty_of(reviewer: str) -> str | None:
    """The specialty that a reviewer's description names, such as "Physical Medicine and Rehabilitation"."""
    match = _SPECIALTY.search(reviewer)
    return (match["specialty"] or match["noun"]) if match else None
