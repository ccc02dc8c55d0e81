"""The panels that are made of what was counted: where cases stand, who works on how many, money, and trends.

Every number has the address of the list that makes it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from cases.models import Case, Event
from cases.states import CASE_EDGES
from claimback.home.charts import Series, columns_by_month
from claimback.home.counting import KEPT, MONEY, WORKED_ON
from claimback.home.figures import Figures, month_after, months_until
from claimback.tenancy.admin_show import list_of, words
from claimback.tenancy.selectors import member_list
from deadlines.models import Deadline
from deadlines.scorecard.selectors import WON

MONTHS: Final = 12
_WIDE: Final = 100
"""How wide the bar beside the greatest number of a panel is."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What was counted, and the day on which somebody looks at it."""

    figures: Figures
    on: date


def pipeline(whole: Whole) -> dict[str, Any]:
    """How many cases stand where, in the order of the table of edges."""
    told = [
        (words(status).capitalize(), whole.figures.count("status", status), f"status__exact={status}")
        for status in CASE_EDGES.states
    ]
    return {"title": _("Cases by status"), "all": list_of(Case), "rows": _bars(told)}


def workload(whole: Whole) -> dict[str, Any]:
    """How many cases that are worked on each member leads, the most first."""
    led = whole.figures.by_key("lead")
    names = {
        str(member.id): str(member)
        for member in member_list().filter(id__in=[key for key in led if key]).select_related("user")
    }
    told = [
        (
            names.get(key, "–") if key else _("Nobody leads"),
            n,
            urlencode(
                {
                    **({"lead__id__exact": key} if key else {"lead__isnull": "True"}),
                    "status__in": ",".join(WORKED_ON),
                }
            ),
        )
        for key, n in sorted(led.items(), key=lambda item: -item[1])
    ]
    return {"title": _("Open cases by lead"), "all": list_of(Case), "rows": _bars(told)}


def money(whole: Whole) -> dict[str, Any]:
    """What was claimed, offered, agreed and received, and fees, in each currency."""
    names = {
        "claimed": _("Claimed"),
        "offered": _("Offered"),
        "agreed": _("Agreed"),
        "received": _("Recovered"),
        "invoiced": _("Fees asked"),
        "paid": _("Fees taken"),
    }
    sums = {measure: whole.figures.amounts(measure) for measure in MONEY}
    currencies = sorted({currency for amounts in sums.values() for currency in amounts})
    told = []
    for currency in currencies:
        greatest = max(amounts.get(currency, Decimal(0)) for amounts in sums.values())
        rows = []
        for measure, name in names.items():
            amount = sums[measure].get(currency, Decimal(0))
            address = _report(measure, "all", currency) if amount else ""
            rows.append((name, f"{amount:,.2f}", address, _wide(amount, greatest)))
        told.append((currency, rows))
    return {"title": _("Money"), "currencies": told}


def cases_by_month(whole: Whole) -> dict[str, Any]:
    """Cases that came in, were closed and were won, month by month."""

    def opened(first: date, after: date) -> str:
        return list_of(Case, _between("opened_on", first, after, status__in=",".join(KEPT)))

    def closed(first: date, after: date) -> str:
        return list_of(Case, _between("closed_on", first, after, status__exact="closed"))

    def won(first: date, after: date) -> str:
        return list_of(Event, _between("on", first, after, kind__in=",".join(WON), withdrawn__exact="0"))

    lines = {
        "opened": (_("Opened"), 4, opened),
        "closed": (_("Closed"), 3, closed),
        "won": (_("Won"), 1, won),
    }
    return _counts(_("Cases, month by month"), whole, lines)


def deadlines_by_month(whole: Whole) -> dict[str, Any]:
    """Our deadlines that were met in time and those that were not, by the month of their date."""

    def kept(word: str) -> Callable[[date, date], str]:
        return lambda first, after: list_of(
            Deadline, _between("sort_on", first, after, whose="ours", kept=word)
        )

    lines = {
        "in_time": (_("Met in time"), 1, kept("in_time")),
        "too_late": (_("Missed or too late"), 5, kept("too_late")),
    }
    return _counts(_("Our deadlines, month by month"), whole, lines)


def recovery_by_month(whole: Whole) -> dict[str, Any]:
    """What insurers paid, month by month, a chart for each currency."""
    months = months_until(whole.on, MONTHS)
    charts = []
    for currency in sorted(whole.figures.amounts("received")):
        amounts = [whole.figures.amount("received", str(month), currency) for month in months]
        rows = [
            (month, [(f"{amount:,.2f}", _report("received", "month", currency, month) if amount else "")])
            for month, amount in zip(months, amounts, strict=True)
        ]
        name = _("Recovered in %(currency)s") % {"currency": currency}
        charts.append(_chart(months, [Series(name, 1, amounts)], rows))
    return {"title": _("Recovered, month by month"), "charts": charts}


_Line = tuple[str, int, Callable[[date, date], str]]


def _counts(title: str, whole: Whole, lines: Mapping[str, _Line]) -> dict[str, Any]:
    months = months_until(whole.on, MONTHS)
    counts = {name: [whole.figures.count(name, str(month)) for month in months] for name in lines}
    series = [
        Series(name, tone, [Decimal(n) for n in counts[code]]) for code, (name, tone, __) in lines.items()
    ]
    rows = [
        (
            month,
            [
                (f"{counts[code][at]:,}", address(month, month_after(month)) if counts[code][at] else "")
                for code, (*__, address) in lines.items()
            ],
        )
        for at, month in enumerate(months)
    ]
    return {"title": title, "charts": [_chart(months, series, rows)]}


def _chart(
    months: Sequence[date], series: Sequence[Series], rows: Sequence[tuple[date, list[tuple[str, str]]]]
) -> dict[str, Any]:
    """A picture with its legend and, the newest month first, its numbers in words and as links."""
    newest = [(date_format(month, "M Y"), cells) for month, cells in reversed(rows)]
    return {"picture": columns_by_month(months, series), "series": series, "rows": newest}


def _bars(told: Sequence[tuple[str, int, str]]) -> list[tuple[str, str, str, int]]:
    greatest = max((n for _, n, _ in told), default=0)
    return [
        (name, f"{n:,}", list_of(Case, query), _wide(Decimal(n), Decimal(greatest)))
        for name, n, query in told
    ]


def _wide(number: Decimal, greatest: Decimal) -> int:
    return max(round(_WIDE * number / greatest), 1) if number > 0 and greatest > 0 else 0


def _between(column: str, first: date, after: date, **more: str) -> str:
    return urlencode({f"{column}__gte": first, f"{column}__lt": after, **more})


def _report(measure: str, by: str, currency: str, month: date | None = None) -> str:
    """The page of the rows that make an amount."""
    report, code = MONEY[measure]
    asked = {"by": by, "show": code, "currency": currency, **({"key": month} if month else {})}
    return f"{reverse(f'admin:reports_{report.name}')}?{urlencode(asked)}"
