"""The two public records: who keeps them, what a row of them is, and what their counts are not. Pure data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from deadlines.outcomes import california, texas
from deadlines.outcomes.california import Review
from deadlines.outcomes.table import Row
from deadlines.outcomes.texas import Complaint
from deadlines.vocabulary import CALIFORNIA, RECORDS, TEXAS


@dataclass(frozen=True, slots=True)
class Source:
    """One public record: how its file is read, and what must be said with every number from it."""

    label: str
    place: str
    publisher: str
    licence: str
    counted: str
    """What a row is, in the plural."""
    is_not: str
    names: Mapping[str, str]
    required: Sequence[str]
    read: Callable[[Row], Review | Complaint]


SOURCES: Final = {
    CALIFORNIA: Source(
        label=RECORDS[CALIFORNIA],
        place="CA",
        publisher="California Department of Managed Health Care, data.chhs.ca.gov",
        licence="Public record, under the terms of use of the California Health and Human Services Open Data Portal",
        counted="independent medical reviews",
        is_not=(
            "Reviews of plans that California regulates, in the years given: other states, plans that pay for "
            "themselves and later years may differ. Only patients who asked for a review are counted, and categories "
            "are the Department's. It is a count of the past, and no probability for any case."
        ),
        names=california.NAMES,
        required=california.REQUIRED,
        read=california.review_of,
    ),
    TEXAS: Source(
        label=RECORDS[TEXAS],
        place="TX",
        publisher="Texas Department of Insurance, data.texas.gov",
        licence="Public record of Texas, data.texas.gov",
        counted="complaints",
        is_not=(
            "Complaints in one state, of people who complained, against the companies in the loaded file alone (it "
            "may be one group's). A money outcome is how the Department closed a complaint, not that a claim was "
            "owed. It is a count of the past, no rate of success and no probability for any case."
        ),
        names=texas.NAMES,
        required=texas.REQUIRED,
        read=texas.complaint_of,
    ),
}
