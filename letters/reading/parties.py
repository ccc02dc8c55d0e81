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
# A label begins its line, or stands behind a gap or a stroke on it.
_BEGINS = r"(?:^|(?<=[ ]{2})|(?<=[/|]))[ ]*"
_FIRM = r"[A-Z][\w&'.-]*(?:[ ](?:[A-Z][\w&'.-]*|of|and|&)){0,6}(?:,?[ ](?:Inc|LLC|L\.L\.C|LLP|Corp|Co|Ltd|LP)\b\.?)"
_PERSON = rf"{NAME}|[A-Z][\w'-]+,[ ][A-Z][\w'-]+(?:[ ][A-Z]\.?)?"
_CLAIMANT_LABEL = re.compile(
    rf"{_BEGINS}(?i:(?:re|subject|in re)[ ]*:[ ]*)?(?i:(?:our |your |the )?(?:member|patient|insured|claimant|"
    r"enrollee|subscriber|policyholder|participant|named insured|insured person|covered person|employee|beneficiary|"
    r"client|appellant|applicant|recipient|veteran|injured (?:person|party|worker)|deceased|decedent|customer|"
    r"policy ?owner|owner)(?:\(s\)|'s)?(?:[ ]name)?|name|notice for|my client|"
    r"name of (?:member|insured|patient|claimant|beneficiary|enrollee))[ ]*"
    rf"(?::|\||[ ]{{2}}|(?=[ ][A-Z]{{2,}}[ ][A-Z]{{2,}}))[ ]*(?P<name>{_FIRM}|{_PERSON})[ ]*(?=$|[/,;(|]|[ ]{{2,}})",
    re.MULTILINE,
)
_OF_THE_INSURER = re.compile(r"\bour (?:insured|policy ?holder|customer|client)\b", re.IGNORECASE)
_TO = re.compile(rf"^[ ]*(?i:to)[ ]*:[ ]*(?P<name>{NAME})[ ]*$", re.MULTILINE)
_HEIR = re.compile(r"\b(?:beneficiary|claimant)\b", re.IGNORECASE)
_DEAD = re.compile(
    r"\b(?:deceased|decedent|death (?:benefit|claim)|life insurance|beneficiary|(?:he|she|husband|wife|son|daughter|"
    r"father|mother) died)\b",
    re.IGNORECASE,
)
_COUPLE = rf"(?:{TITLES}[ ]+(?:and|&)[ ]+)?{TITLES}"
_PATIENT = re.compile(r"\bpatient\b", re.IGNORECASE)
_DEAR = re.compile(
    rf"^[ ]*(?i:dear|hello|hi)[ ]+(?:{_COUPLE}[ ]+)?(?P<name>[A-Z][\w'-]*(?:[ ][A-Z][\w.'-]*)*)[ ]*[:,]"
    # A letter without a salutation begins with whom it is to.
    rf"|^[ ]*{TITLES}[ ]+(?P<addressed>{NAME})[ ]*[:,]?[ ]*$",
    re.MULTILINE,
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
    Where the insured has died, it is the beneficiary's claim.
    """
    view = letter.views[0]
    dear = _DEAR.search(view)
    greeted = (dear["name"] or dear["addressed"]) if dear else ""
    surname = greeted.split()[-1] if greeted and not _is_nobody(greeted) else None
    labelled = [
        (page, match)
        for page, text in enumerate(letter.views, start=1)
        for match in _CLAIMANT_LABEL.finditer(text)
        if _is_claimant(match, surname)
    ]
    is_dead = any(_DEAD.search(text) for text in letter.views)
    if is_dead and surname and dear and (heir := _addressee(letter, surname, dear.start())):
        return heir
    if is_dead:
        labelled.sort(key=lambda each: not _HEIR.search(each[1].group()))
    if labelled:
        # A patient may be insured by another's policy, whose name stands beside theirs.
        page, match = next((each for each in labelled if _PATIENT.search(each[1].group())), labelled[0])
        at = letter.span(page, *match.span("name"))
        return Finding(at.quote, at, 0.9)
    if dear is None or surname is None:
        return _to_whom(letter)
    return (
        _addressee(letter, surname, dear.start()) or _full_name(letter, surname) or _as_greeted(letter, dear)
    )


def _to_whom(letter: Letter) -> Finding | None:
    """Whom a letter without a salutation is to: "To: …"."""
    match = _TO.search(letter.views[0])
    if match is None or _is_nobody(match["name"]) or _COMPANY.search(match["name"]):
        return None
    at = letter.span(1, *match.span("name"))
    return Finding(at.quote, at, 0.6)


def _is_claimant(label: re.Match[str], surname: str | None) -> bool:
    name = label["name"]
    if _is_nobody(name) or any(map(str.isdigit, name)):
        return False
    return not (_OF_THE_INSURER.search(label.group()) and surname and surname not in name.split())


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


def _full_name(letter: Letter, surname: str) -> Finding | None:
    """The name of whom the salutation greets by the surname, where the first page has all of it."""
    whole = re.compile(
        rf"(?<![\w'-])(?!{TITLES}[ ])[A-Z][\w'-]+[ ](?:[A-Z]\.[ ]|[A-Z][\w'-]+[ ])?{re.escape(surname)}\b"
    )
    for match in whole.finditer(letter.views[0]):
        if not _is_nobody(match.group()) and not _NOT_A_COMPANY.search(match.group()):
            at = letter.span(1, *match.span())
            return Finding(at.quote, at, 0.8)
    return None


def _as_greeted(letter: Letter, dear: re.Match[str]) -> Finding | None:
    """The name in the salutation; a doctor's is the claimant's only where no patient is spoken of."""
    if re.search(r"\bDr\.?\s", dear.group()) and any(_PATIENT.search(view) for view in letter.views):
        return None
    at = letter.span(1, *dear.span("name" if dear["name"] else "addressed"))
    return Finding(at.quote, at, 0.6 if dear["name"] else 0.75)


def _is_nobody(name: str) -> bool:
    return any(word in _NOBODY for word in name.lower().split()) or (name.isupper() and "NAME" in name)
