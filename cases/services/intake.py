"""Quick intake: client, insurer, policy, case and parties at once, each new or one that the firm has; all or nothing.

Who is probably known already is suggested, and is not added a second time unless the caller is sure.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cases.models import Case, Client, ConflictCheck, Insurer, Party, Policy
from cases.names import read_name
from cases.selectors import client_list, insurer_list, policy_list, referred
from cases.services.cases import case_begin
from cases.services.clients import client_add
from cases.services.conflicts import check_case
from cases.services.insurers import insurer_add
from cases.services.known_names import names_like
from cases.services.parties import party_put
from cases.services.policies import policy_add
from claimback.kernel.errors import Conflict, FieldProblem, Refusal, invalid
from claimback.tenancy.member import Member
from claimback.tenancy.scope import whole_firm
from claimback.vault.blind import indexes_of

PROBABLY: Final = 88
"""Of 100: from here on a name is taken for one that the firm has."""

PARTIES_LIMIT: Final = 30
SUGGESTED: Final = 10

_OF_CASE: Final = ("line_of_business", "plan_type", "jurisdiction")


@dataclass(frozen=True, slots=True)
class Intake:
    """What one call opened, and what its conflict check came to."""

    case: Case
    client: Client
    insurer: Insurer
    administrator: Insurer | None
    policy: Policy | None
    parties: list[Party]
    check: ConflictCheck


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A client or an insurer of the firm that is probably meant, and why."""

    id: UUID
    name: str
    score: int
    why: str


def intake_open(
    *,
    actor: Member,
    case: Mapping[str, Any],
    client_id: UUID | None = None,
    client: Mapping[str, Any] | None = None,
    insurer_id: UUID | None = None,
    insurer: Mapping[str, Any] | None = None,
    administrator_id: UUID | None = None,
    administrator: Mapping[str, Any] | None = None,
    policy_id: UUID | None = None,
    policy: Mapping[str, Any] | None = None,
    parties: Sequence[Mapping[str, Any]] = (),
) -> Intake:
    """Open a case with all that belongs to it, and check it for conflicts once, when everybody is on it.

    Of a client, insurer, administrator and policy either the id or the fields that its own service takes are given;
    `sure` among them says that it is another than the one that is probably the same. A policy without them takes the
    line of business, plan type and jurisdiction of the case.

    Raises Invalid that points into the part (`/client/name`), Conflict for somebody who is probably known, Forbidden.
    """
    actor.require("case.write", "client.write", "insurer.write", "policy.write")
    if len(parties) > PARTIES_LIMIT:
        raise invalid("parties", f"At most {PARTIES_LIMIT} at once. Add the others on the case.")
    with transaction.atomic():
        whose = _client(actor, client_id, client, policy)
        against = _insurer(actor, "insurer", insurer_id, insurer)
        by = (
            _insurer(actor, "administrator", administrator_id, administrator)
            if administrator or administrator_id
            else None
        )
        under = _policy(actor, policy_id, policy, case, whose, against, by)
        with _within("case"):
            made = case_begin(
                actor=actor,
                client_id=whose.id,
                insurer_id=against.id,
                policy_id=under.id if under else None,
                **case,
            )
        added = []
        for place, party in enumerate(parties):
            with _within(f"parties/{place}"):
                added.append(party_put(actor=actor, case=made, **party))
        check = check_case(actor, made, "opened")
    return Intake(made, whose, against, by, under, added, check)


def clients_like(*, actor: Member, name: str, policy: Mapping[str, Any] | None = None) -> list[Suggestion]:
    """Clients whom this name, or a number of this policy, probably means, the likeliest first. Raises Forbidden."""
    actor.require("client.read")
    found = {suggestion.id: suggestion for suggestion in _named("client", name)}
    for column in ("number", "member_number"):
        number = (policy or {}).get(column) or ""
        if not number.strip():
            continue
        held = policy_list().filter(Q(**{f"{column}_index__in": indexes_of(Policy, column, number)}))
        for id, said in held.order_by("client_id").values_list("client_id", "client__name")[:SUGGESTED]:
            found[id] = Suggestion(id, said, 100, f"They have a policy with this {column.replace('_', ' ')}.")
    return sorted(found.values(), key=lambda each: (-each.score, each.name, each.id))[:SUGGESTED]


def insurers_like(*, actor: Member, name: str) -> list[Suggestion]:
    """Insurers that this name probably means, the likeliest first. Raises Forbidden."""
    actor.require("insurer.read")
    return _named("insurer", name)[:SUGGESTED]


def _named(kind: str, name: str) -> list[Suggestion]:
    """Rows of a kind by names like this one, as far as the member may see them."""
    with whole_firm():
        found = [like for like in names_like([read_name(name)]) if like.known.kind == kind]
    rows = client_list() if kind == "client" else insurer_list()
    ids = {like.known.client_id or like.known.insurer_id: like.match for like in reversed(found)}
    seen = rows.filter(id__in=[id for id, match in ids.items() if match.score >= PROBABLY])
    told = [Suggestion(id, said, ids[id].score, ids[id].why) for id, said in seen.values_list("id", "name")]
    return sorted(told, key=lambda each: (-each.score, each.name, each.id))


def _client(
    actor: Member, id: UUID | None, new: Mapping[str, Any] | None, policy: Mapping[str, Any] | None
) -> Client:
    fields = _one_of("client", id, new)
    if fields is None:
        assert id is not None
        return referred(client_list(), id, "client_id")
    if not fields.pop("sure", False):
        _refuse_known("client", clients_like(actor=actor, name=fields.get("name", ""), policy=policy))
    with _within("client"):
        return client_add(actor=actor, **fields)


def _insurer(actor: Member, part: str, id: UUID | None, new: Mapping[str, Any] | None) -> Insurer:
    fields = _one_of(part, id, new)
    if fields is None:
        assert id is not None
        return referred(insurer_list(), id, f"{part}_id")
    if not fields.pop("sure", False):
        _refuse_known(part, insurers_like(actor=actor, name=fields.get("name", "")))
    with _within(part):
        return insurer_add(actor=actor, **fields)


def _policy(
    actor: Member,
    id: UUID | None,
    new: Mapping[str, Any] | None,
    case: Mapping[str, Any],
    client: Client,
    insurer: Insurer,
    administrator: Insurer | None,
) -> Policy | None:
    if id is None and new is None:
        return None
    fields = _one_of("policy", id, new)
    if fields is None:
        return referred(policy_list(), id, "policy_id")
    of_case = {name: case[name] for name in _OF_CASE if name in case}
    with _within("policy"):
        return policy_add(
            actor=actor,
            client_id=client.id,
            insurer_id=insurer.id,
            administrator_id=administrator.id if administrator else None,
            **of_case | fields,
        )


def _one_of(part: str, id: UUID | None, new: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The fields of what is new, or None for what there is. Raises Invalid for neither and for both."""
    if (id is None) == (new is None):
        raise invalid(part, f"Give either {part}_id, of one that there is, or {part} with its fields.")
    return dict(new) if new is not None else None


def _refuse_known(part: str, known: Sequence[Suggestion]) -> None:
    if not known:
        return
    one = known[0]
    detail = (
        f"“{one.name}” is probably the same: {one.why} Give {part}_id {one.id}, or say that you are sure that it is "
        "another."
    )
    raise Conflict(
        detail,
        code="probably_known",
        errors=[FieldProblem(f"/{part}/name", "probably_known", detail)],
    )


@contextmanager
def _within(part: str) -> Iterator[None]:
    """A refusal of what is done inside points into this part of the input."""
    try:
        yield
    except Refusal as refusal:
        refusal.errors = tuple(
            FieldProblem(f"/{part}{problem.pointer}", problem.code, problem.detail)
            for problem in refusal.errors
        )
        raise
