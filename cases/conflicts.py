"""The conflict check: whether a name is known to the firm, as a client or on a case, before it takes one on.

Names are held against each other without case, accents and punctuation. What a wall hides from the member is told as
that alone, with whom to ask: PostgreSQL's `cases_conflict_behind_wall` answers nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import connection

from claimback.tenancy.member import Member
from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.selectors import member_list

HIT_KINDS: Final = ("client", "party")

HITS_SHOWN: Final = 50
"""Of one name."""

_VISIBLE: Final = """
WITH asked AS (SELECT name, cases_plain_name(name) AS plain FROM unnest(%(names)s::text[]) AS name),
found AS (
    SELECT 'client' AS kind, id, NULL::uuid AS case_id, name, '' AS role, cases_plain_name(name) AS plain
    FROM cases_client WHERE firm_id = %(firm)s
    UNION ALL
    SELECT 'party', p.id, p.case_id, said, p.role, cases_plain_name(said)
    FROM cases_party p CROSS JOIN LATERAL unnest(ARRAY[p.name, p.organisation]) AS said
    WHERE p.firm_id = %(firm)s AND said <> ''
)
SELECT name, kind, id, case_id, said, role FROM (
    SELECT a.name, f.kind, f.id, f.case_id, f.name AS said, f.role,
           row_number() OVER (PARTITION BY a.name ORDER BY f.kind, f.id) AS place
    FROM asked a JOIN found f USING (plain)) hit
WHERE place <= %(limit)s ORDER BY name, place
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A client or a party of this name that the member may see. `role` is a party's."""

    kind: str
    id: UUID
    case_id: UUID | None
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Ask:
    """The member who may see what is behind a wall."""

    member_id: UUID
    name: str


@dataclass(slots=True)
class Answer:
    """What is known of one name. Behind a wall there is at least one hit, or none: how many is not told."""

    name: str
    hits: list[Hit] = field(default_factory=list)
    behind_wall: bool = False
    ask: Ask | None = None


def conflict_check(*, actor: Member, names: Sequence[str]) -> list[Answer]:
    """What the firm knows of each name, in their order, each once. Raises Forbidden."""
    actor.require("case.write", "client.read", "case.read")
    answers = {name: Answer(name) for name in names}
    with connection.cursor() as cursor:
        cursor.execute(_VISIBLE, {"names": list(answers), "firm": current_firm_id(), "limit": HITS_SHOWN})
        for name, *hit in cursor.fetchall():
            answers[name].hits.append(Hit(*hit))
        cursor.execute("SELECT name, ask FROM cases_conflict_behind_wall(%s)", [list(answers)])
        hidden: dict[str, UUID | None] = dict(cursor.fetchall())
    if hidden:
        asked = member_list().filter(id__in=[id for id in hidden.values() if id])
        people = {id: Ask(id, name) for id, name in asked.values_list("id", "user__name")}
        for name, member_id in hidden.items():
            answers[name].behind_wall = True
            answers[name].ask = people.get(member_id) if member_id else None
    return list(answers.values())
