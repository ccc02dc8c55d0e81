"""Complaints to the Texas Department of Insurance, from its official file. Pure.

The file has one row for a complaint and a company: a number comes twice where two companies answer. Several values
stand in one cell, joined by `; `, and days as 6/26/2013. No consumer is named.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from deadlines.outcomes.table import Row

DENIAL: Final = "Denial Of Claim"
"""The reason that names a denied claim."""
COMPANY_UPHELD: Final = "Company Position Upheld"
MONEY_OUTCOMES: Final = ("Additional Payment Expected", "Additional Monies Received", "Claim Settled")
"""How a complaint was resolved when money came of it."""

NAMES: Final = {
    "complaintnumber": "number",
    "complaintfiledagainst": "insurer",
    "complaintfiledby": "filed_by",
    "reasoncomplaintfiled": "reasons",
    "confirmedcomplaint": "confirmed",
    "howresolved": "resolutions",
    "receiveddate": "received_on",
    "closeddate": "closed_on",
    "complainttype": "complaint_type",
    "coveragetype": "coverage_type",
    "coveragelevel": "coverage_level",
    "respondentid": "respondent_code",
    "respondentrole": "respondent_role",
    "keywords": "keywords",
}
REQUIRED: Final = ("number", "insurer", "reasons", "resolutions", "received_on", "coverage_type")

_AMERICAN_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 12:00:00 AM)?")
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T00:00:00(?:\.0+)?)?")
_SAID: Final = {"yes": True, "no": False, "": None}
_MOST_VALUES: Final = 60


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint against one company. `confirmed` is None where the file does not say."""

    number: str
    respondent_code: str
    insurer: str
    respondent_role: str
    filed_by: str
    reasons: Sequence[str]
    resolutions: Sequence[str]
    keywords: Sequence[str]
    confirmed: bool | None
    received_on: date
    closed_on: date | None
    complaint_type: str
    coverage_type: str
    coverage_level: str
    categories: str
    """All words that it is filed under, as one text to look in."""

    @property
    def key(self) -> tuple[str, ...]:
        """What a corrected row has in common with the one that it corrects."""
        return self.number, self.respondent_code


def complaint_of(row: Row) -> Complaint:
    """The complaint that a row tells of. Raises FileProblem."""
    received = _day(row, "received_on")
    if received is None:
        raise row.wrong("received_on", "is empty")
    said = row.text("confirmed", 10)
    if said.casefold() not in _SAID:
        raise row.wrong("confirmed", f"{said!r} is neither Yes nor No")
    reasons, keywords = _values(row, "reasons"), _values(row, "keywords")
    coverage = [row.text("coverage_type", 100), row.text("coverage_level", 100)]
    return Complaint(
        number=row.text("number", 40, required=True),
        respondent_code=row.text("respondent_code", 40),
        insurer=row.text("insurer", 200, required=True),
        respondent_role=row.text("respondent_role", 100),
        filed_by=row.text("filed_by", 100),
        reasons=reasons,
        resolutions=_values(row, "resolutions"),
        keywords=keywords,
        confirmed=_SAID[said.casefold()],
        received_on=received,
        closed_on=_day(row, "closed_on"),
        complaint_type=row.text("complaint_type", 100),
        coverage_type=coverage[0],
        coverage_level=coverage[1],
        categories="; ".join(filter(None, [*reasons, *keywords, *coverage])),
    )


def _values(row: Row, name: str) -> list[str]:
    """The values of a cell, each once, in their order."""
    parts = [part.strip() for part in row.text(name, 5000).split(";")]
    found = list(dict.fromkeys(part for part in parts if part))
    if len(found) > _MOST_VALUES or any(len(part) > 100 for part in found):
        raise row.wrong(name, f"has more than {_MOST_VALUES} values, or one of more than 100 characters")
    return found


def _day(row: Row, name: str) -> date | None:
    text = row.text(name, 40)
    if not text:
        return None
    try:
        if found := _AMERICAN_DAY.fullmatch(text):
            month, day, year = map(int, found.groups())
            return date(year, month, day)
        if found := _ISO_DAY.fullmatch(text):
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise row.wrong(name, f"{text!r} is no day, such as 6/26/2013")
