"""Conflicts as a member sees them: what the firm knows of a name, and what a check found.

What a wall hides from the member is told as that alone, with whom to ask: not what, nor how much.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import Q

from cases.models import ConflictHit, KnownName
from cases.models.conflict import NAME_KINDS
from cases.names import read_name
from cases.selectors import case_list, conflict_hit_list, known_name_list, may_look
from cases.services.known_names import Like, names_like, whose
from claimback.kernel.clock import now
from claimback.tenancy.member import Member
from claimback.tenancy.roles import OWNER
from claimback.tenancy.scope import whole_firm
from claimback.tenancy.selectors import member_list

HIT_KINDS: Final = tuple(NAME_KINDS)

HITS_SHOWN: Final = 50
"""Of one name, the most alike."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A name of a row that the member may see. `role` is a party's; `score` is of 100."""

    kind: str
    id: UUID
    case_id: UUID | None
    name: str
    role: str
    score: int
    method: str
    why: str


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
    answers = [Answer(name) for name in dict.fromkeys(names)]
    with whole_firm():
        found = names_like([read_name(answer.name) for answer in answers])
        asks: dict[int, Ask | None] = {}
    seen = set(
        known_name_list().filter(id__in={like.known.id for like in found}).values_list("id", flat=True)
    )
    with whole_firm():
        for like in found:
            if like.known.id not in seen and like.place not in asks:
                asks[like.place] = _whom_to_ask(like.known)
    for like in found:
        answer = answers[like.place]
        if like.known.id in seen and len(answer.hits) < HITS_SHOWN:
            answer.hits.append(_hit(like))
    for place, ask in asks.items():
        answers[place].behind_wall, answers[place].ask = True, ask
    return answers


@dataclass(frozen=True, slots=True)
class Seen:
    """What a member sees of what a check found."""

    hits: list[ConflictHit]
    behind_wall: bool
    ask: Ask | None


def hits_seen(check_id: UUID) -> Seen:
    """What the check found, the most alike first, as far as whoever asks may see it."""
    rows = conflict_hit_list().filter(check_run_id=check_id).order_by("-score", "id")
    hits = list(rows.select_related("client", "party", "insurer", "document"))
    seen = {hit.id for hit in hits}
    with whole_firm():
        hidden = next((hit for hit in rows.all() if hit.id not in seen), None)
        return Seen(hits, hidden is not None, _whom_to_ask(hidden) if hidden else None)


def _hit(like: Like) -> Hit:
    known, match = like.known, like.match
    id = whose(known)
    assert id is not None
    return Hit(known.kind, id, known.case_id, known.name, known.role, match.score, match.method, match.why)


def _whom_to_ask(row: KnownName | ConflictHit) -> Ask | None:
    """The lead of the case, or else the first owner who may look at it."""
    case_id = row.found_case_id if isinstance(row, ConflictHit) else row.case_id
    cases = case_list().filter(Q(id=case_id) if case_id else Q(client_id=row.client_id))
    case = cases.order_by("created_at", "id").first()
    if case is None:
        return None
    at_work = Q(until=None) | Q(until__gt=now())
    may_know = Q(id=case.lead_id) | Q(role=OWNER, own_role=None)
    people = may_look(member_list().filter(at_work & may_know, ended_at=None), case.id)
    found = sorted(
        people.select_related("user"), key=lambda each: (each.id != case.lead_id, each.created_at, each.id)
    )
    return Ask(found[0].id, found[0].user.name) if found else None
