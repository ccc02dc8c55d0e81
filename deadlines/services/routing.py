"""Where a reminder goes as things stand when it is sent: to whom, by which addresses, and never past a wall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from cases.models import Case
from cases.selectors import wall_list
from claimback.kernel.clock import today
from claimback.notify.selectors import refused_addresses
from claimback.tenancy.models import Firm, Membership
from claimback.tenancy.roles import OWNER
from claimback.tenancy.selectors import colleagues, is_away, present
from deadlines.models import Alert
from deadlines.selectors import addresses_of


@dataclass(frozen=True, slots=True)
class Way:
    """One address, whose it is (None for the firm's docketing address), and what is said there of the detour."""

    address: str
    member_id: UUID | None = None
    rerouted_from: str = ""
    stand_in_for: str = ""


Route = tuple[tuple[Way, ...], ...]
"""For each reader the addresses to try in their order. Reminders that go the same way can go in one mail."""


class Router:
    """The ways of the reminders of one member, whose user and firm are at hand; each is read once."""

    def __init__(self, member: Membership, cases: Iterable[Case]) -> None:
        self.member = member
        self.firm: Firm = member.firm
        self._refused = refused_addresses()
        self._there = present().filter(id=member.id).exists()
        walls = wall_list().filter(case_id__in={case.id for case in cases}, lifted_at=None)
        self._kept_out: dict[UUID, dict[UUID, str]] = {}
        for case_id, member_id, address in walls.values_list("case_id", "member_id", "member__user__email"):
            self._kept_out.setdefault(case_id, {})[member_id] = address.lower()

    def route(self, alert: Alert) -> Route:
        """A member who has left, or who is behind a wall by now, is not written to: the firm's docketing address is.

        It is the last way for everybody, after the next person up, who gets what the member's own address does not
        take. Of a member who is away today whoever stands in is a reader too.
        """
        case, user = alert.case, self.member.user
        docket = Way(self.firm.docket_email, rerouted_from=user.name)
        if not self._there or self.member.id in self._kept_out.get(case.id, {}):
            return (self._open_ways([docket], case),)
        own = [] if self._is_refused(user.email) else [Way(user.email, self.member.id)]
        readers = [self._open_ways([*own, *self._next_up(case), docket], case)]
        if is_away(self.member, today(self.firm.time_zone)):
            readers.append(self._stand_in(case))
        return tuple(readers)

    def _next_up(self, case: Case) -> list[Way]:
        """The first of those above the member who may look at the case and whose address takes mail."""
        walled = self._kept_out.get(case.id, {})
        for id, address in self._above:
            if id not in walled and not self._is_refused(address):
                return [Way(address, id, rerouted_from=self.member.user.name)]
        return []

    @cached_property
    def _above(self) -> list[tuple[UUID, str]]:
        """The member's supervisor, then the firm's owners."""
        over = Q(id=self.member.supervisor_id) | Q(role=OWNER)
        rows = colleagues().filter(over).exclude(id=self.member.id).order_by("created_at", "id")
        found = list(rows.values_list("id", "user__email"))
        return sorted(found, key=lambda each: each[0] != self.member.supervisor_id)

    def _stand_in(self, case: Case) -> tuple[Way, ...]:
        """How a reminder reaches whoever stands in; the docketing address, where they are away too.

        Chains of absence are not followed: the one who was named said yes to it, and nobody further on did.
        """
        away = self.member
        docket = Way(self.firm.docket_email, rerouted_from=f"whoever stands in for {away.user.name}")
        walled = self._kept_out.get(case.id, {})
        reachable = colleagues().exclude(id__in=walled).select_related("user")
        named = reachable.filter(id=away.stand_in_id).first() if away.stand_in_id else None
        if named is None or is_away(named, today(self.firm.time_zone)) or self._is_refused(named.user.email):
            return self._open_ways([docket], case)
        return self._open_ways([Way(named.user.email, named.id, stand_in_for=away.user.name), docket], case)

    def _open_ways(self, ways: Sequence[Way], case: Case) -> tuple[Way, ...]:
        """The ways that no member behind a wall of the case reads.

        Where the docketing address, the last of them, is read behind one or takes no mail, whoever is reminded now
        has its place; it is tried all the same where it is merely refused and nobody else is left.
        """
        kept_out = set(self._kept_out.get(case.id, {}).values())
        *before, docket = ways
        allowed = [way for way in before if way.address.lower() not in kept_out]
        walled = docket.address.lower() in kept_out
        if not walled and not self._is_refused(docket.address):
            return (*allowed, docket)
        for address in addresses_of(case):
            if address.lower() not in kept_out and not self._is_refused(address):
                allowed.append(Way(address, rerouted_from=docket.rerouted_from))
        return tuple(allowed) if allowed or walled else (docket,)

    def _is_refused(self, address: str) -> bool:
        return address.lower() in self._refused
