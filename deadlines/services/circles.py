"""Who is reminded of a case's deadlines, who comes next where nobody answers, and when each one's day begins."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from cases.models import Case
from cases.selectors import may_look, task_list
from claimback.tenancy.models import Membership
from claimback.tenancy.roles import OWNER
from claimback.tenancy.selectors import colleagues, member_list
from deadlines.alerts import ESCALATION, Morning
from deadlines.selectors import recipients


class Circles:
    """The circles of one case, each read when it is first asked for; never anybody behind a wall of it."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def members(self, names: Iterable[str]) -> list[UUID]:
        """Who is in any of these circles, each once; whoever leads the case where nobody else is."""
        found = list(dict.fromkeys(member for name in names for member in self.of(name)))
        return found or self.owner

    def of(self, name: str) -> Sequence[UUID]:
        """One of `ESCALATION`."""
        circle: Sequence[UUID] = getattr(self, name)
        return circle

    def all(self) -> dict[str, Sequence[UUID]]:
        """Every circle by its name."""
        return {name: self.of(name) for name in ESCALATION}

    @cached_property
    def owner(self) -> list[UUID]:
        """Whoever leads the case, or stands for them."""
        return recipients(self.case)

    @cached_property
    def team(self) -> list[UUID]:
        """Whoever has something to do on it."""
        busy = task_list().filter(case_id=self.case.id, state="open").exclude(assigned=None)
        return _ids(self._may_look().filter(id__in=busy.values("assigned_id")))

    @cached_property
    def supervisor(self) -> list[UUID]:
        """Who is over whoever leads it."""
        above = member_list().filter(id__in=self.owner).exclude(supervisor=None).values("supervisor_id")
        return _ids(self._may_look().filter(id__in=above))

    @cached_property
    def owners(self) -> list[UUID]:
        """All owners of the firm."""
        return _ids(self._may_look().filter(role=OWNER))

    def _may_look(self) -> QuerySet[Membership]:
        return may_look(colleagues(), self.case.id)


def mornings(member_ids: Collection[UUID]) -> dict[UUID, Morning]:
    """When the day of each of these members begins."""
    rows = member_list().filter(id__in=member_ids)
    found = rows.values_list("id", "time_zone", "firm__time_zone", "digest_hour")
    return {id: Morning(own or firms, hour) for id, own, firms, hour in found}


def morning_of(member: Membership) -> Morning:
    """The same of one member, whose firm is at hand."""
    return Morning(member.time_zone or member.firm.time_zone, member.digest_hour)


def _ids(members: QuerySet[Membership]) -> list[UUID]:
    return list(members.order_by("created_at", "id").values_list("id", flat=True))
