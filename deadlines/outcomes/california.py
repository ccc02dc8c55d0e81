"""California's independent medical reviews, from the official file of the Department of Managed Health Care. Pure.

The file has one row a review. Its quirks are kept or undone by name: an age band that a spreadsheet spoilt (`11_20`),
blank ages, genders, diagnoses and treatments, several spellings of one outcome. Names of categories stay as they are
given, misspelt ones too: they are what the Department counts by. Newer exports have the reviewer's findings as well.
"""

import re
from dataclasses import dataclass
from typing import Final

from deadlines.outcomes.table import Row, plain_heading

OVERTURNED: Final = ("overturned", "overturned_in_part")

NAMES: Final = {
    "referenceid": "reference",
    "reportyear": "year",
    "diagnosiscategory": "diagnosis_category",
    "diagnosissubcategory": "diagnosis_sub",
    "treatmentcategory": "treatment_category",
    "treatmentsubcategory": "treatment_sub",
    "determination": "determination",
    "type": "type",
    "agerange": "age",
    "patientgender": "gender",
    "findings": "findings",
}
REQUIRED: Final = ("reference", "year", "determination", "type")

_SPELT: Final = {
    plain_heading(text): outcome
    for outcome, texts in {
        "upheld": (
            "Upheld Decision of Health Plan",
            "Uphold Decision of Health Plan",
            "Uphold Decision",
            "Upheld Decision",
            "Upheld",
        ),
        "overturned": ("Overturned Decision of Health Plan", "Overturned Decision", "Overturned"),
        "overturned_in_part": ("Overturned in Part", "Overturned (Modified)", "Partially Overturned"),
    }.items()
    for text in texts
}
_SPOILT_AGES: Final = {"nov-20": "11-20", "20-nov": "11-20", "11/20": "11-20"}
"""What spreadsheets make of the band 11-20: a day in November."""
_AGE: Final = re.compile(r"\d{1,3}-\d{1,3}|\d{1,3}\+")
_YEARS: Final = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Review:
    """One independent medical review. What the file leaves blank is ""."""

    reference: str
    year: int
    type: str
    diagnosis_category: str
    diagnosis_sub: str
    treatment_category: str
    treatment_sub: str
    determination: str
    outcome: str
    age: str
    gender: str
    findings: str

    @property
    def key(self) -> tuple[str, ...]:
        """What a corrected row has in common with the one that it corrects."""
        return (self.reference,)


def review_of(row: Row) -> Review:
    """The review that a row tells of. Raises FileProblem."""
    determination = row.text("determination", 100, required=True)
    outcome = _SPELT.get(plain_heading(determination))
    if outcome is None:
        raise row.wrong("determination", f"{determination!r} is no outcome that is known")
    year = row.text("year", 10, required=True)
    if not (year.isascii() and year.isdigit() and int(year) in _YEARS):
        raise row.wrong("year", f"{year!r} is no year")
    return Review(
        reference=row.text("reference", 40, required=True),
        year=int(year),
        type=row.text("type", 100, required=True),
        diagnosis_category=row.text("diagnosis_category", 200),
        diagnosis_sub=row.text("diagnosis_sub", 200),
        treatment_category=row.text("treatment_category", 200),
        treatment_sub=row.text("treatment_sub", 200),
        determination=determination,
        outcome=outcome,
        age=_age(row),
        gender=row.text("gender", 40),
        findings=row.text("findings", 200_000),
    )


def _age(row: Row) -> str:
    """The band as the Department writes it, such as 11-20 or 65+; "" where it is blank."""
    given = row.text("age", 20)
    band = _SPOILT_AGES.get(given.casefold()) or re.sub(r"\s*(?:_|–|-|to)\s*", "-", given.casefold())
    if band and not _AGE.fullmatch(band):
        raise row.wrong("age", f"{given!r} is no band of ages, such as 21-30 or 65+")
    return band
