"""What waits for a person, row by row: some of each list, read in one statement."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, F, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Concat

from claimback.home.worklists import WORKLISTS
from claimback.kernel.counts import UpTo
from claimback.tenancy.admin_show import address_of, badge, day

EACH: Final = 4
"""Rows shown of each list; its number leads to all."""


def waits(
    whose: list[UUID], on: date, names: Sequence[str], numbers: dict[str, UpTo]
) -> list[dict[str, Any]]:
    """The lists that have rows, each with its number and its first rows; tasks are those of `whose`."""
    some = [name for name in names if numbers.get(name)]
    if not some:
        return []
    first, *others = [_first(whose, on, name) for name in some]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in some}
    for name, id, title, case, state, waited in first.union(*others, all=True) if others else first:
        rows[name].append(
            {
                "title": title or str(WORKLISTS[name].model._meta.verbose_name),
                "page": address_of(WORKLISTS[name].model, id),
                "case": case,
                "state": badge(state),
                "day": day(waited),
            }
        )
    return [{"list": WORKLISTS[name], "n": numbers[name], "rows": rows[name]} for name in some]


def _first(whose: list[UUID], on: date, name: str) -> QuerySet[Any, Any]:
    told = WORKLISTS[name].told
    if told is None:
        raise TypeError(f"{name} is told by no row")
    rows = WORKLISTS[name].rows(whose, on).order_by(*_ORDER.get(name, ("created_at", "id")))
    first: QuerySet[Any, Any] = rows.annotate(
        of_list=Value(name, CharField()),
        of_id=Cast("id", UUIDField()),
        of_title=Cast(told.title, CharField()),
        of_case=Concat(F("case__number"), Value(" "), F("case__title"), output_field=CharField()),
        of_state=Cast(told.state, CharField()),
        of_day=told.day,
    ).values_list("of_list", "of_id", "of_title", "of_case", "of_state", "of_day")[:EACH]
    return first


_ORDER: Final = {
    "readings": ("updated_at", "id"),
    "review": ("updated_at", "id"),
    "approved": ("updated_at", "id"),
    "returned": ("updated_at", "id"),
    "promised": ("due_on", "id"),
    "broken": ("due_on", "id"),
    "tasks": ("due_on", "id"),
    "mail": ("due_on", "id"),
    "conflicts": ("due_on", "id"),
    "liens": ("asserted_on", "id"),
    "costs": ("incurred_on", "id"),
    "unbilled": ("on", "id"),
}
"""What has waited longest or is due first comes first, in the order of the list's own index."""
