"""A report as a table: for pages as words, for spreadsheets as numbers. No cell can be a formula."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from claimback.kernel.cells import as_csv
from claimback.kernel.spreadsheet import Cell as SheetCell
from claimback.kernel.spreadsheet import workbook
from claimback.reports.catalogue import COUNT, DAYS, GROUPS, MONEY, OUTCOMES, Report
from claimback.reports.reading import Group
from deadlines.scorecard.selectors import Days

_OF_DAYS: Final = {"n": "times", "median": "median days", "least": "shortest", "most": "longest"}
_SHARE: Final = ("Decided", "Share won", "At least, at 95 %", "At most, at 95 %")


def heading(report: Report, by: str) -> list[str]:
    """The columns of the exported table, in words."""
    labels = [column.label for column in report.columns.values()]
    if report.kind == DAYS:
        labels = [f"{label}: {said}" for label in labels for said in _OF_DAYS.values()]
    return [
        GROUPS[by],
        *(["Currency"] if report.kind == MONEY else []),
        *labels,
        *(_SHARE if report is OUTCOMES else ()),
    ]


def table_rows(report: Report, groups: Sequence[Group]) -> list[list[SheetCell]]:
    """The rows of the exported table: names as texts, all else as numbers."""
    return [_row(report, group) for group in groups]


def report_csv(report: Report, by: str, groups: Sequence[Group]) -> bytes:
    """RFC 4180 in UTF-8, with the mark by which spreadsheets know it."""
    return as_csv(heading(report, by), table_rows(report, groups)).encode("utf-8-sig")


def report_workbook(report: Report, by: str, groups: Sequence[Group]) -> bytes:
    """An Excel workbook of one sheet."""
    return workbook(report.title, [heading(report, by), *table_rows(report, groups)])


def _row(report: Report, group: Group) -> list[SheetCell]:
    row: list[SheetCell] = [group.name]
    if report.kind == MONEY:
        row.append(group.currency)
    for code in report.columns:
        row += _cells(group, code)
    if report is OUTCOMES:
        within = group.range
        row += [group.decided, _rounded(group.share)]
        row += [_rounded(within.low), _rounded(within.high)] if within else [None, None]
    return row


def _cells(group: Group, code: str) -> list[SheetCell]:
    cell = group.cells[code]
    if not isinstance(cell, Days):
        return [cell]
    return [cell.n, _rounded(cell.median), cell.least, cell.most]


def _rounded(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 4)))


def shown(report: Report, group: Group, code: str) -> str:
    """One number as a page shows it; "" for nothing."""
    cell = group.cells[code]
    if report.kind == COUNT:
        return str(cell)
    if isinstance(cell, Days):
        if not cell.n:
            return ""
        return f"{cell.median:g} days ({cell.least} to {cell.most}; n = {cell.n})"
    return f"{cell:,.2f} {group.currency}" if cell else ""


def share_of(group: Group) -> str:
    """The share won in words, with its range and of how many."""
    if group.share is None or group.range is None:
        return "none decided"
    low, high = (f"{100 * end:.0f}" for end in group.range)
    return f"{100 * group.share:.0f} % of {group.decided} ({low} to {high} %)"
