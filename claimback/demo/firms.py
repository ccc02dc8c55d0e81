"""The demo's two firms, with a member of every role and passwords that are made anew at each start."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from claimback.accounts.models import User
from claimback.accounts.services import authenticator_ensure, email_prove
from claimback.kernel.clock import now
from claimback.tenancy.member import Member
from claimback.tenancy.models import Firm
from claimback.tenancy.roles import OWNER
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get, firms_of, member_list
from claimback.tenancy.services import firm_open, licence_add, member_add, member_of, token_issue


@dataclass(frozen=True, slots=True)
class Plan:
    """What a demo firm is made from."""

    slug: str
    name: str
    kind: str
    time_zone: str
    address: str
    phone: str


LAW: Final = Plan(
    "marlowe-finch",
    "Marlowe & Finch LLP",
    "law",
    "America/New_York",
    "410 Granary Row, Suite 900\nFort Dunmore, OH 43999",
    "(614) 555-0170",
)
ADJUSTERS: Final = Plan(
    "summit-adjusters",
    "Summit Public Adjusters",
    "adjusting",
    "America/Chicago",
    "77 Levee Street\nPort Halden, TX 77999",
    "(409) 555-0118",
)

_NAMES: Final = {
    "owner": ("Imogen Marlowe", "Managing partner"),
    "attorney": ("Theodore Finch", "Attorney at law"),
    "public_adjuster": ("Ramona Castellane", "Licensed public adjuster"),
    "case_staff": ("Quentin Abara", "Paralegal"),
    "billing": ("Odile Prewitt", "Billing"),
    "viewer": ("Lazlo Brandt", "Of counsel"),
}

_LICENCES: Final = {
    "attorney": [("bar", "0099417")],
    "public_adjuster": [("adjuster", "PA-20417")],
}
"""Invented numbers. The demonstration's cases are in Ohio."""


@dataclass(frozen=True, slots=True)
class DemoFirm:
    """A firm with its members by role; the passwords of this start and the authenticators' secrets, by e-mail address.

    A secret stays as it is from start to start, so that an authenticator app goes on showing the right code.
    """

    firm: Firm
    members: dict[str, Member]
    passwords: dict[str, str]
    authenticators: dict[str, str]

    def members_in_order(self) -> list[str]:
        """The role of each entry of `passwords`, in its order."""
        return list(_NAMES)


def firm_ready(plan: Plan) -> DemoFirm:
    """The firm of `plan`, made if it is not there, with fresh passwords."""
    users, passwords, authenticators = {}, {}, {}
    for role in _NAMES:
        email = f"{role.replace('_', '.')}@{plan.slug}.example"
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, _NAMES[role][0])
        passwords[email] = secrets.token_urlsafe(9)
        user.set_password(passwords[email])
        user.save(update_fields=["password"])
        email_prove(user=user)
        authenticators[email] = authenticator_ensure(user=user)
        users[role] = user
    known = {slug: firm_id for firm_id, slug, _ in firms_of(users[OWNER].id)}
    if plan.slug not in known:
        _, owner = firm_open(
            slug=plan.slug,
            name=plan.name,
            kind=plan.kind,
            owner=users[OWNER],
            docket_email=f"docket@{plan.slug}.example",
            time_zone=plan.time_zone,
            address=plan.address,
            phone=plan.phone,
        )
        with firm_scope(owner.firm_id, member_id=owner.member_id, act="demo"):
            for role in _NAMES:
                if role != OWNER:
                    row = member_add(actor=owner, user=users[role], role=role, title=_NAMES[role][1])
                    for kind, number in _LICENCES.get(role, ()):
                        licence_add(
                            actor=owner,
                            member_id=row.id,
                            kind=kind,
                            state="OH",
                            number=number,
                            issued_on=date(2014, 11, 3),
                        )
        known[plan.slug] = owner.firm_id
    with firm_scope(known[plan.slug], act="demo"):
        firm = firm_get()
        members = {row.role: member_of(row, firm) for row in member_list()}
    return DemoFirm(firm, members, passwords, authenticators)


def day_token(member: Member) -> str:
    """A token of this member's that lives for a day."""
    with firm_scope(member.firm_id, member_id=member.member_id, act="demo"):
        return token_issue(actor=member, name="demo", expires_at=now() + timedelta(days=1)).secret
