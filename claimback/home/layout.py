"""What each role sees on the home page, and what of it first: data. What a member may not read is left out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from claimback.tenancy.roles import ADJUSTER, ATTORNEY, BILLING, OWNER, STAFF, VIEWER


@dataclass(frozen=True, slots=True)
class Layout:
    """The numbers on top, the panels of the wide and of the narrow column, and the lists told row by row in `waits`.

    `tiles` and `waits` name worklists, `wide` and `narrow` panels.
    """

    tiles: tuple[str, ...]
    wide: tuple[str, ...]
    narrow: tuple[str, ...]
    waits: tuple[str, ...] = ()


_DATES: Final = ("overdue", "today", "week")
_RUNS: Final = Layout(
    tiles=("review", "proposals", "unconfirmed", *_DATES, "late", "stuck"),
    wide=("waits", "dates", "late", "deadlines_by_month", "cases_by_month"),
    narrow=("pipeline", "money"),
    waits=("review", "proposals", "readings", "conflicts", "stuck", "returned", "broken", "tasks"),
)
LAYOUTS: Final[Mapping[str, Layout]] = {
    OWNER: Layout(
        tiles=(*_DATES, "late", "unconfirmed", "stuck", "broken"),
        wide=("money", "recovery_by_month", "cases_by_month", "deadlines_by_month", "dates", "late"),
        narrow=("pipeline", "workload", "waits"),
        waits=("review", "proposals", "readings", "conflicts", "stuck", "returned", "broken", "tasks"),
    ),
    ATTORNEY: _RUNS,
    ADJUSTER: _RUNS,
    STAFF: Layout(
        tiles=("tasks_overdue", "tasks_week", "mail", "conflicts", *_DATES, "stuck"),
        wide=("waits", "dates", "late"),
        narrow=("pipeline",),
        waits=("tasks", "mail", "readings", "approved", "stuck", "returned", "promised", "broken"),
    ),
    BILLING: Layout(
        tiles=("statements", "liens", "costs", "unbilled", "overdue", "week"),
        wide=("money", "recovery_by_month", "waits", "dates"),
        narrow=("pipeline",),
        waits=("statements", "liens", "costs", "unbilled"),
    ),
    VIEWER: Layout(
        tiles=(*_DATES, "late", "promised", "broken"), wide=("dates", "late"), narrow=("pipeline",)
    ),
}
