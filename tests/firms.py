"""The two firms that always exist in tests, with a member and a token for every role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from claimback.accounts.models import User
from claimback.kernel.clock import now
from claimback.tenancy.member import Member
from claimback.tenancy.roles import OWNER, ROLES, capabilities_of
from claimback.tenancy.scope import firm_scope

FIRMS = {
    "marlowe-law": ("Marlowe & Finch LLP", "law", "America/Chicago"),
    "summit-adjusters": ("Summit Public Adjusters", "adjusting", "America/New_York"),
}

LICENCES = {
    "owner": [("bar", "TX"), ("bar", "IL"), ("adjuster", "TX"), ("adjuster", "FL")],
    "attorney": [("bar", "TX"), ("bar", "IL")],
    "public_adjuster": [("adjuster", "TX"), ("adjuster", "FL")],
}
"""What the members of both firms may act under. Texas and Florida are where the tests' cases are."""


@dataclass(frozen=True)
class TestFirm:
    """One of the two firms: its members by role and their tokens."""

    __test__ = False

    id: UUID
    slug: str
    members: dict[str, Member]
    tokens: dict[str, str]

    @property
    def owner(self) -> Member:
        return self.members["owner"]

    @property
    def attorney(self) -> Member:
        return self.members["attorney"]

    @property
    def staff(self) -> Member:
        return self.members["case_staff"]

    @property
    def viewer(self) -> Member:
        return self.members["viewer"]

    @contextmanager
    def scope(self, member: Member | None = None) -> Iterator[None]:
        """The firm's scope, on behalf of its attorney unless another is named."""
        with firm_scope(self.id, member_id=(member or self.attorney).member_id, act="test"):
            yield


def seed_firms() -> dict[str, Any]:
    """Make both firms; return their ids and tokens as JSON."""
    from claimback.tenancy import services

    seeded = {}
    for slug, (name, kind, zone) in FIRMS.items():
        users = {
            role: User.objects.create_user(
                email=f"{role}@{slug}.example", name=f"{role.replace('_', ' ').title()}"
            )
            for role in ROLES
        }
        firm, owner = services.firm_open(
            slug=slug,
            name=name,
            kind=kind,
            owner=users[OWNER],
            docket_email=f"docket@{slug}.example",
            time_zone=zone,
            address="1 Test Street\nTestville, TX 75001",
            phone="+1 512 555 0100",
        )
        members = {OWNER: owner}
        tokens = {}
        with firm_scope(firm.id, member_id=owner.member_id, act="seed"):
            for role in ROLES:
                if role != OWNER:
                    row = services.member_add(actor=owner, user=users[role], role=role, title=role.title())
                    members[role] = services.member_of(row, firm)
                maker = Member(
                    firm.id,
                    members[role].member_id,
                    users[role].id,
                    role,
                    capabilities_of(role) | {"token.manage"},
                )
                for kind, state in LICENCES.get(role, ()):
                    services.licence_add(
                        actor=owner,
                        member_id=members[role].member_id,
                        kind=kind,
                        state=state,
                        number=f"{role}-{kind}-{state}",
                        issued_on=date(2015, 1, 5),
                    )
                issued = services.token_issue(
                    actor=maker,
                    name="tests",
                    expires_at=now() + timedelta(days=300),
                    capabilities=capabilities_of(role) | {"token.manage"},
                )
                tokens[role] = issued.secret
        seeded[slug] = {
            "id": str(firm.id),
            "name": name,
            "zone": zone,
            "members": {role: [str(m.member_id), str(m.user_id)] for role, m in members.items()},
            "tokens": tokens,
        }
    return seeded


def as_firm(slug: str, seeded: dict[str, Any]) -> TestFirm:
    """The firm from what `seed_firms` returned."""
    firm_id = UUID(seeded["id"])
    members = {
        role: Member(
            firm_id,
            UUID(member),
            UUID(user),
            role,
            capabilities_of(role),
            seeded["name"],
            slug,
            seeded["zone"],
        )
        for role, (member, user) in seeded["members"].items()
    }
    return TestFirm(firm_id, slug, members, seeded["tokens"])
