"""Whose law a letter is under, as far as the letter itself gives it away: the state."""

import re
from collections.abc import Iterator
from typing import Final

from cases.vocabulary import JURISDICTIONS, UNITED_STATES
from letters.reading.findings import Finding
from letters.reading.layout import Letter
from letters.reading.rules import lowered

_STATES: Final = {
    name.lower(): code for code, name in JURISDICTIONS.items() if code in UNITED_STATES and code != "US"
}
_NAME: Final = "|".join(
    re.escape(name).replace(r"\ ", r"\s+") for name in sorted(_STATES, key=len, reverse=True)
)
_CODES: Final = "|".join(sorted(set(_STATES.values())))
# The state's own regulator or its own law, by name: no insurer names another state's in a letter to one person, but for
# lists, which name several.
_REGULATOR_OR_LAW: Final = re.compile(
    r"\b(?:department|division|bureau|office|commissioner)\s+of\s+(?:insurance|financial\s+"
    r"(?:services|institutions|regulation)|banking|commerce|managed\s+health\s+care)\b|"
    r"\binsurance\s+(?:code|law|department|division|commissioner|regulations?)\b"
)
_BEFORE: Final = re.compile(rf"\b(?P<name>{_NAME})(?:\s+state)?\s+$")
_AFTER: Final = re.compile(rf"\s+(?:of|for)\s+(?:the\s+state\s+of\s+)?(?P<name>{_NAME})\b")
_LONGEST_NAME: Final = 40
_CITED: Final = re.compile(
    r"\b(?P<CA>10\s+CCR|Cal\.\s+(?:Ins\.|Code))|\b(?P<TX>Tex\.\s+Ins\.|28\s+TAC)|\b(?P<FL>Fla\.\s+(?:Stat|Admin)\.)|"
    r"\b(?P<NY>1[01]\s+NYCRR)|\b(?P<IL>215\s+ILCS|50\s+Ill\.)|\b(?P<WA>WAC\s+284)|\b(?P<MD>COMAR\s+31)|"
    r"\b(?P<VA>14\s?VAC\s?5)|\b(?P<PA>31\s+Pa\.\s+Code)|\b(?P<NJ>N\.J\.A\.C\.)|\b(?P<OR>OAR\s+836)"
)
_CITY_LINE: Final = re.compile(rf"^.*,[ ]+(?P<code>{_CODES})[ ]+\d{{5}}(?:-\d{{4}})?[ ]*$", re.MULTILINE)
_ADDRESS_LINES: Final = 4


def jurisdiction_of(letter: Letter, claimant: Finding | None) -> Finding | None:
    """The state whose regulator or law the letter names, else of the claimant's address; None where it names several.

    The address is the one that the claimant's name stands over: a letterhead tells nothing, as an insurer may sit
    anywhere.
    """
    named = list(_named(letter))
    if named:
        return named[0] if len({finding.value for finding in named}) == 1 else None
    for match in _CITY_LINE.finditer(letter.views[0]):
        above = letter.views[0][: match.start()].rstrip("\n").split("\n")[-_ADDRESS_LINES:]
        block = "\n".join(above).split("\n\n")[-1]
        if claimant and claimant.value.lower() in block.lower():
            return Finding(match["code"], letter.span(1, *match.span()), 0.7, "the claimant's address")
    return None


def _named(letter: Letter) -> Iterator[Finding]:
    for page, view in enumerate(letter.views, start=1):
        lower = lowered(view)
        for match in _REGULATOR_OR_LAW.finditer(lower):
            before = lower[max(0, match.start() - _LONGEST_NAME) : match.start()]
            if state := _BEFORE.search(before) or _AFTER.match(lower, match.end()):
                yield _by_name(letter, page, match, _STATES[" ".join(state["name"].split())])
        for match in _CITED.finditer(view):
            yield _by_name(letter, page, match, str(match.lastgroup))


def _by_name(letter: Letter, page: int, match: re.Match[str], code: str) -> Finding:
    return Finding(code, letter.span(page, *match.span()), 0.9, "its regulator or law is named")
