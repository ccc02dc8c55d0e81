"""What each report counts: its columns, their definitions in words for whoever reads them, and the rows behind each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from django.db.models import Q

from cases.states import CASE_EDGES
from claimback.reports import sources
from claimback.reports.sources import Rows

Kind = Literal["count", "days", "money"]
COUNT: Final[Kind] = "count"
DAYS: Final[Kind] = "days"
MONEY: Final[Kind] = "money"

GROUPS: Final[Mapping[str, str]] = {
    "all": "All together",
    "ground": "Ground",
    "insurer": "Insurer",
    "member": "Member who leads the case",
    "line_of_business": "Line of business",
    "month": "Month",
    "quarter": "Quarter",
    "year": "Year",
}
"""By what a report can be split."""
PERIODS: Final = ("month", "quarter", "year")
_CASES: Final = ("all", "insurer", "member", "line_of_business", *PERIODS)


@dataclass(frozen=True, slots=True)
class Source:
    """Rows: `day` is the column of their day, `path` leads to their case, `where` says which of them are meant."""

    rows: Callable[[], Rows]
    day: str
    path: str = "case__"
    where: Q = field(default_factory=Q)


@dataclass(frozen=True, slots=True)
class Column:
    """One number of a report, what it means, and the rows that make it."""

    label: str
    means: str
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `shows` are the capabilities that it asks for, the report's own first."""

    name: str
    title: str
    explain: str
    kind: Kind
    by: Sequence[str]
    columns: Mapping[str, Column]
    shows: Sequence[str]
    chart: Sequence[str] = ()

    def column(self, code: str, by: str) -> Column:
        """One column; split by ground it is the grounds that are counted, and not the denials. Raises KeyError."""
        found = self.columns[code]
        if by != "ground":
            return found
        return Column(found.label, found.means, [_of_grounds(source) for source in found.sources])


def _of_grounds(source: Source) -> Source:
    return Source(sources.grounds, "denial__letter_date", source.path, source.where)


def _fate(label: str, means: str, *fates: str) -> Column:
    where = Q(fate__in=fates) if fates else Q()
    return Column(label, means, [Source(sources.denials, "letter_date", where=where)])


OUTCOMES: Final = Report(
    name="outcomes",
    title="Win rate",
    explain="The insurers' denials dated in the period, and what became of each; by ground, each ground of a denial "
    "is counted. The share won is of those decided, with the range in which it lies at 95 % (Wilson 1927). Small "
    "numbers are shown as they are.",
    kind=COUNT,
    by=("ground", *_CASES),
    columns={
        "n": _fate("Denials", "All that the insurers decided adversely in the period."),
        "won": _fate("Won", "The claim was accepted or the appeal granted later.", "overturned"),
        "lost": _fate("Lost", "Another adverse decision followed instead.", "upheld", "in_part"),
        "in_part": _fate(
            "Of those in part", "The decision that followed was adverse in part only.", "in_part"
        ),
        "undecided": _fate("Undecided", "Nothing further is recorded.", "undecided"),
    },
    shows=("report.read", "denial.read", "case.read"),
    chart=("won", "lost", "undecided"),
)

CYCLE_TIMES: Final = Report(
    name="cycle-times",
    title="Cycle times",
    explain="Calendar days that each step took, of those steps that came to their end in the period. What is still "
    "under way is not counted.",
    kind=DAYS,
    by=_CASES,
    columns={
        "intake_to_open": Column(
            "Intake to work",
            "From the day the case came in to that on which it left intake for work.",
            [Source(sources.intakes, "until", path="")],
        ),
        "denial_to_appeal": Column(
            "Denial to appeal",
            "From receipt of a denial, or else its date, to the first appeal sent.",
            [Source(sources.appeals_sent, "until")],
        ),
        "appeal_to_decision": Column(
            "Appeal to decision",
            "From receipt of an appeal by the insurer to the decision that followed.",
            [Source(sources.appeals_decided, "until")],
        ),
        "offer_to_payment": Column(
            "Offer to payment",
            "From the day an accepted offer was put to the first payment after it was accepted.",
            [Source(sources.offers_paid, "until")],
        ),
    },
    shows=("report.read", "case.read", "denial.read", "money.read"),
    chart=("intake_to_open", "denial_to_appeal", "appeal_to_decision", "offer_to_payment"),
)

_STATUSES: Final = [status for status in CASE_EDGES.states if status != "deleted"]


def _status(status: str) -> Column:
    label = status.replace("_", " ").capitalize()
    where = Q(status=status)
    return Column(label, "Cases in this status now.", [Source(sources.cases, "opened_on", "", where)])


PIPELINE: Final = Report(
    name="pipeline",
    title="Pipeline",
    explain="Cases by the status in which they stand now, of those that came in during the period.",
    kind=COUNT,
    by=_CASES,
    columns={
        "n": Column("Cases", "All that came in during the period.", [Source(sources.cases, "opened_on", "")]),
        **{status: _status(status) for status in _STATUSES},
    },
    shows=("report.read", "case.read"),
    chart=_STATUSES,
)

RECOVERY: Final = Report(
    name="recovery",
    title="Recovery",
    explain="Each amount counts on its own day: what is claimed on the day the case came in, the others on the day "
    "they were put, agreed or received. Currencies are never added up.",
    kind=MONEY,
    by=_CASES,
    columns={
        "claimed": Column(
            "Claimed",
            "The damages that stand, or else what the case says was claimed.",
            [Source(sources.claimed, "opened_on", "")],
        ),
        "offered": Column(
            "Offered", "The insurer's last offer in each case.", [Source(sources.offered, "made_on")]
        ),
        "agreed": Column(
            "Agreed", "What was agreed, and was not set aside.", [Source(sources.agreed, "agreed_on")]
        ),
        "received": Column(
            "Received",
            "Payments and interest on the ledger less what was given back; before the ledger has any, the payments "
            "recorded.",
            [Source(sources.received, "on"), Source(sources.payments_told, "on")],
        ),
    },
    shows=("report.money", "case.read", "money.read"),
    chart=("claimed", "offered", "agreed", "received"),
)

FEES: Final = Report(
    name="fees",
    title="Fees",
    explain="Fees asked of clients on the day of the invoice, and fees taken out of trust on the day they were. "
    "Currencies are never added up.",
    kind=MONEY,
    by=_CASES,
    columns={
        "invoiced": Column(
            "Invoiced", "Invoices issued, void ones left out.", [Source(sources.invoiced, "issued_on")]
        ),
        "paid": Column(
            "Paid", "Fees posted to the ledger, reversed ones left out.", [Source(sources.fees_paid, "on")]
        ),
    },
    shows=("report.money", "case.read", "money.read"),
    chart=("invoiced", "paid"),
)

REPORTS: Final[Mapping[str, Report]] = {
    report.name: report for report in (OUTCOMES, CYCLE_TIMES, PIPELINE, RECOVERY, FEES)
}
