"""The people a letter names: who signed, who reviewed, whom to call, who treated; with what it says of each."""

import re
from collections.abc import Iterator

from letters.reading.findings import Finding, Person, Span
from letters.reading.layout import BLANK, Letter

TITLES = r"(?:Mr|Ms|Mrs|Mx|Miss|Dr)\.?"
NAME = (
    r"[A-Z][\w'-]*(?:[ ](?:[A-Z]\.|[A-Z][\w'-]*|de|van|von|la|del|di|y|and|"
    r"&))*[ ][A-Z][\w'-]+(?:,?[ ](?:Jr|Sr|II|III)\.?)?"
)
_CREDENTIAL = (
    r"(?:M\.?D\.?|D\.?O\.?|R\.?N\.?|L\.?P\.?N\.?|B\.?S\.?N\.?|Ph\.?D\.?|Psy\.?D\.?|D\.?D\.?S\.?|D\.?M\.?D\.?|"
    r"D\.?P\.?M\.?|D\.?C\.?|D\.?P\.?T\.?|Pharm\.?D\.?|R\.?Ph\.?|LCSW|LMFT|FAAP|FACP|FACS|N\.?P\.?|P\.?T\.?|"
    r"O\.?T\.?R?|MPH|MSW|P\.?A\.?-?C?|P\.?E\.?|CPA|CPCU|AIC|SCLA|J\.?D\.?|Esq\.?)"
)
_CREDENTIALS = rf"{_CREDENTIAL}(?:,?\s*{_CREDENTIAL})*(?![\w])"
_REVIEWER = re.compile(
    r"(?i:\b(?:review(?:ed)?|determination|decision|evaluation|evaluated|denied|decided|recommended|upheld)"
    r"(?:\s+(?:on appeal|was|were|has|been|performed|conducted|completed|made|done|decided|reviewed|for us)){0,5}"
    r"\s+by|\breviewer(?:\s+(?:was|is)|\s*:)|\bmedical director(?:\s+(?:was|is)|,|\s*:))\s+"
    r"(?:(?i:our|the|a|an)\s+[\w -]{3,50}?,\s+)?"
    rf"(?P<reviewer>(?P<name>(?:{TITLES}\s+)?[A-Z][\w'-]*(?:\s+(?:[A-Z]\.|[A-Z][\w'-]+))+),\s*"
    rf"(?P<credentials>{_CREDENTIALS})(?P<rest>(?:,\s*[^.;,]{{2,80}}){{0,4}}))"
)
_NAMELESS_REVIEWER = re.compile(
    r"\b(?:reviewed|made|conducted|performed|evaluated|decided)\s+by\s+"
    r"(?P<reviewer>(?:a|an|our|one of our)\s+(?:(?:independent|external|licensed|board[- ]certified|practicing|"
    r"outside|qualified|clinical|consulting|staff)[\s,]+){0,4}"
    r"(?:physician|medical director|doctor|pharmacist|nurse|psychiatrist|psychologist|dentist|clinician|peer reviewer|"
    r"[a-z]+(?:ologist|iatrist|surgeon|iatrician))(?:\s+reviewer)?"
    r"(?:[\s,]+(?:who\s+is\s+)?(?:board[- ]certified|certified|speciali[sz]ing|licensed|trained)\s+in\s+"
    r"[A-Za-z][A-Za-z &-]{3,60}?)?)(?=[.,;]|\s+(?:who|and|on|for|with)\b)",
    re.IGNORECASE,
)
_SPECIALTY = re.compile(
    r"(?:board[- ]certified (?:in|by the american board of)|speciali[sz](?:es|ing) in|a specialist in|"
    r"certified in|licensed in)\s+"
    r"(?P<specialty>[A-Za-z][A-Za-z /&-]+?)(?=$|[,.;]|\s+(?:who|and (?:licensed|was|is))\b)|"
    r"(?:board[- ]certified|a|an|independent|licensed)\s+"
    r"(?P<noun>[a-z]+(?:ologist|iatrist|surgeon|iatrician|pist)s?)\b",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^[ ]*(?:(?:very )?(?:sincerely|truly|respectfully)(?: yours)?|yours (?:truly|sincerely|faithfully)|"
    r"(?:best |kind |warm )?regards|cordially|thank you|respectfully submitted)[ ]*,?[ ]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNED = re.compile(
    rf"^[ ]*(?:/s/[ ]*|by:[ ]*)?(?P<name>(?:{TITLES}[ ]+)?{NAME})(?:,[ ]*(?P<credentials>{_CREDENTIALS}))?"
    r"(?:,[ ]*(?P<title>[^\n]{3,80}))?[ ]*$"
)
_JOB = re.compile(
    r"\b(?:director|manager|specialist|examiner|adjuster|analyst|representative|coordinator|officer|reviewer|nurse|"
    r"supervisor|president|counsel|administrator|consultant|associate|unit|department|team|claims|appeals|services|"
    r"physician|pharmacist|investigator)\b",
    re.IGNORECASE,
)
_SIGNATURE_LINES = 6
_CONTACT = re.compile(
    r"(?i:\b(?:contact|call|telephone|ask for|speak (?:to|with)|assigned to|adjuster|examiner|representative|"
    r"case manager)(?:\s+(?:is|will be|me|your|our|the|claims?|adjuster|examiner|specialist|representative|"
    r"case manager))*\s*[:,]?)"
    rf"\s+(?P<name>(?:{TITLES}[ ]+)?[A-Z][\w'-]+(?:[ ][A-Z]\.)?[ ][A-Z][\w'-]+)"
    rf"(?:,[ ]*(?P<credentials>{_CREDENTIALS}))?(?=[ ,.]+(?i:at|on|by|toll|\(?\d{{3}}|or)\b|[ ]*$)",
    re.MULTILINE,
)
_PROVIDER = re.compile(
    r"^[ ]*(?i:(?:(?:treating|requesting|ordering|rendering|attending|referring|servicing|billing)[ ]+)?"
    r"(?:provider|physician|doctor|practitioner|surgeon|prescriber)(?:[ ]name)?|provider of service|facility)[ ]*:[ ]*"
    rf"(?P<name>(?:{TITLES}[ ]+)?[A-Z][^\n|;,]{{2,60}}?)(?:,[ ]*(?P<credentials>{_CREDENTIALS}))?[ ]*(?=$|[|;,])",
    re.MULTILINE,
)


def reviewer(letter: Letter) -> Finding | None:
    """Who reviewed the claim, with credentials, title and specialty as far as one sentence gives them.

    A reviewer whom the letter describes and does not name ("a board-certified neurologist") is given as described.
    """
    nameless: Finding | None = None
    for _, sentence in letter.sentences():
        match = _REVIEWER.search(sentence.text)
        if match is not None:
            value = re.split(r",\s+(?:who|which|and)\b", " ".join(match["reviewer"].split()))[0]
            return Finding(value, letter.span_of(sentence), 0.9 if specialty_of(value) else 0.8)
        if nameless is None and (match := _NAMELESS_REVIEWER.search(sentence.text)):
            start, end = (sentence.start + position for position in match.span("reviewer"))
            at = letter.span(sentence.page, start, end)
            nameless = Finding(" ".join(at.quote.split()), letter.span_of(sentence), 0.6)
    return nameless


def specialty_of(reviewer: str) -> str | None:
    """The specialty that a reviewer's description names, such as "Physical Medicine and Rehabilitation"."""
    match = _SPECIALTY.search(reviewer)
    return (match["specialty"] or match["noun"]) if match else None


def people(letter: Letter) -> tuple[Person, ...]:
    """Everyone whom the letter names in a part it plays, once for each part, in reading order."""
    found: dict[tuple[str, str], Person] = {}
    for person in (*_reviewers(letter), *_signatories(letter), *_labelled(letter)):
        found.setdefault((person.role, person.name), person)
    return tuple(sorted(found.values(), key=lambda person: (person.at.page, person.at.start)))


def _reviewers(letter: Letter) -> Iterator[Person]:
    for _, sentence in letter.sentences():
        for match in _REVIEWER.finditer(sentence.text):
            at = letter.span(
                sentence.page, *(sentence.start + position for position in match.span("reviewer"))
            )
            yield Person(
                " ".join(match["name"].split()),
                "reviewer",
                at,
                title=_title(match["rest"]),
                credentials=" ".join(match["credentials"].split()),
                specialty=specialty_of(" ".join(match["rest"].split())) or "",
            )


def _title(rest: str) -> str:
    parts = (" ".join(part.split()) for part in rest.split(","))
    return next((part for part in parts if _JOB.search(part) and specialty_of(part) is None), "")


def _signatories(letter: Letter) -> Iterator[Person]:
    """Who stands under the closing words: the first line that is a name, and the title on the line below it."""
    for page, view in enumerate(letter.views, start=1):
        for closing in CLOSING.finditer(view):
            lines = [line for line in letter.lines(page) if line[0] > closing.end()][:_SIGNATURE_LINES]
            for position, (start, end) in enumerate(lines):
                signed = _SIGNED.match(view[start:end])
                if signed is None or BLANK in signed.group() or _JOB.search(signed["name"]):
                    continue
                title, last = (signed["title"] or "").strip(), end
                if not title and position + 1 < len(lines):
                    below, below_end = lines[position + 1]
                    line = view[below:below_end].strip()
                    if len(line) <= 80 and _JOB.search(line) and not any(map(str.isdigit, line)):
                        title, last = line, below_end
                at = letter.span(page, start, last)
                credentials = " ".join((signed["credentials"] or "").split())
                yield Person(" ".join(signed["name"].split()), "signatory", at, title, credentials)
                break


def _labelled(letter: Letter) -> Iterator[Person]:
    for page, view in enumerate(letter.views, start=1):
        for role, pattern in (("contact", _CONTACT), ("provider", _PROVIDER)):
            for match in pattern.finditer(view):
                if BLANK in match["name"]:
                    continue
                at = _passage(letter, page, match)
                credentials = " ".join((match["credentials"] or "").split())
                yield Person(" ".join(match["name"].split()), role, at, credentials=credentials)


def _passage(letter: Letter, page: int, match: re.Match[str]) -> Span:
    end = match.end("credentials") if match["credentials"] else match.end("name")
    return letter.span(page, match.start("name"), end)
