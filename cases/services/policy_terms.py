"""The terms of policies: added, corrected, and removed with a reason. A duty that changes sets the clocks again."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from cases.events import CaseChanged
from cases.models import Coverage, Deductible, Endorsement, Limit, PolicyDuty
from cases.models.policy_terms import PolicyTerm
from cases.selectors import (
    case_list,
    coverage_list,
    deductible_list,
    document_list,
    endorsement_list,
    for_change,
    limit_list,
    locked,
    policy_duty_list,
    policy_list,
    provision_list,
    referred,
)
from cases.services.checks import check_fields
from cases.vocabulary import LONGEST_PERIODS, POLICY_DUTIES
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.member import Member

Term = TypeVar("Term", bound=PolicyTerm)

_WITHOUT_NUMBER: Final = frozenset({"immediate", "reasonable"})
_OF_POLICY: Final[Mapping[str, Callable[[], QuerySet[Any]]]] = {
    "coverage_id": coverage_list,
    "percent_of_id": limit_list,
    "provision_id": provision_list,
    "endorsement_id": endorsement_list,
}
"""Fields that name a row of the same policy, and the door to it."""


def coverage_add(*, actor: Member, policy_id: UUID, **values: Any) -> Coverage:
    """A coverage part of a policy. Raises Invalid that names the field, Forbidden."""
    return _add(actor, Coverage, policy_id, values)


def limit_add(*, actor: Member, policy_id: UUID, **values: Any) -> Limit:
    """A limit of a policy or of one of its coverages. Raises Invalid that names the field, Forbidden."""
    return _add(actor, Limit, policy_id, values)


def deductible_add(*, actor: Member, policy_id: UUID, **values: Any) -> Deductible:
    """A deductible: an amount, or a percentage of a limit. Raises Invalid that names the field, Forbidden."""
    return _add(actor, Deductible, policy_id, values)


def endorsement_add(*, actor: Member, policy_id: UUID, **values: Any) -> Endorsement:
    """An endorsement of a policy. Raises Invalid that names the field, Forbidden."""
    return _add(actor, Endorsement, policy_id, values)


def policy_duty_add(*, actor: Member, policy_id: UUID, **values: Any) -> PolicyDuty:
    """A duty that a provision of the policy sets. The clocks of the policy's cases are set by it.

    Publishes CaseChanged for each of them. Raises Invalid that names the field, Forbidden.
    """
    return _add(actor, PolicyDuty, policy_id, values)


def coverage_change(*, actor: Member, coverage_id: UUID, version: int | None, **changes: Any) -> Coverage:
    """Correct a coverage part read at `version`. Raises NotFound, PreconditionFailed, Invalid, Forbidden."""
    return _change(actor, coverage_list(), coverage_id, version, changes)


def limit_change(*, actor: Member, limit_id: UUID, version: int | None, **changes: Any) -> Limit:
    """Correct a limit read at `version`. Raises NotFound, PreconditionFailed, Invalid, Forbidden."""
    return _change(actor, limit_list(), limit_id, version, changes)


def deductible_change(
    *, actor: Member, deductible_id: UUID, version: int | None, **changes: Any
) -> Deductible:
    """Correct a deductible read at `version`. Raises NotFound, PreconditionFailed, Invalid, Forbidden."""
    return _change(actor, deductible_list(), deductible_id, version, changes)


def endorsement_change(
    *, actor: Member, endorsement_id: UUID, version: int | None, **changes: Any
) -> Endorsement:
    """Correct an endorsement read at `version`. Raises NotFound, PreconditionFailed, Invalid, Forbidden."""
    return _change(actor, endorsement_list(), endorsement_id, version, changes)


def policy_duty_change(*, actor: Member, duty_id: UUID, version: int | None, **changes: Any) -> PolicyDuty:
    """Correct a duty read at `version`, and with it the clocks.

    Raises NotFound, PreconditionFailed, Invalid, Forbidden.
    """
    return _change(actor, policy_duty_list(), duty_id, version, changes)


def coverage_remove(*, actor: Member, coverage_id: UUID, version: int | None, reason: str) -> Coverage:
    """Take a coverage part out, with the reason. Raises as a correction does, Conflict if it is out already."""
    return _remove(actor, coverage_list(), coverage_id, version, reason)


def limit_remove(*, actor: Member, limit_id: UUID, version: int | None, reason: str) -> Limit:
    """Take a limit out, with the reason. Raises as a correction does, Conflict if it is out already."""
    return _remove(actor, limit_list(), limit_id, version, reason)


def deductible_remove(*, actor: Member, deductible_id: UUID, version: int | None, reason: str) -> Deductible:
    """Take a deductible out, with the reason. Raises as a correction does, Conflict if it is out already."""
    return _remove(actor, deductible_list(), deductible_id, version, reason)


def endorsement_remove(
    *, actor: Member, endorsement_id: UUID, version: int | None, reason: str
) -> Endorsement:
    """Take an endorsement out, with the reason. Raises as a correction does, Conflict if it is out already."""
    return _remove(actor, endorsement_list(), endorsement_id, version, reason)


def policy_duty_remove(*, actor: Member, duty_id: UUID, version: int | None, reason: str) -> PolicyDuty:
    """Take a duty out, with the reason; its deadlines are superseded. Raises as a correction does, Conflict."""
    return _remove(actor, policy_duty_list(), duty_id, version, reason)


def _add(actor: Member, model: type[Term], policy_id: UUID, values: Mapping[str, Any]) -> Term:
    actor.require("policy.write")
    policy = referred(for_change(policy_list()), policy_id, "policy_id")
    term = model(policy=policy, **values)
    _check(term, values)
    term.save(force_insert=True)
    _tell(term)
    return term


def _change(
    actor: Member, rows: QuerySet[Term], id: UUID, version: int | None, changes: Mapping[str, Any]
) -> Term:
    actor.require("policy.write")
    term = locked(rows, id)
    check_version(term.version, version)
    for name, value in changes.items():
        setattr(term, name, value)
    _check(term, changes)
    term.change(**changes)
    _tell(term)
    return term


def _remove(actor: Member, rows: QuerySet[Term], id: UUID, version: int | None, reason: str) -> Term:
    actor.require("policy.write")
    term = locked(rows, id)
    check_version(term.version, version)
    if term.removed_at is not None:
        raise Conflict("This term was taken out already.")
    if not reason.strip():
        raise invalid("reason", "Say why the policy does not have this term.", code="required")
    term.change(removed_at=now(), removed_reason=reason.strip())
    _tell(term)
    return term


def _tell(term: PolicyTerm) -> None:
    """Let the clocks of the policy's cases follow, where they read the term."""
    if isinstance(term, PolicyDuty):
        removed = " It was taken out." if term.removed_at else ""
        what = f"{POLICY_DUTIES[term.kind]}: {term.n or ''} {term.unit.replace('_', ' ')} by the policy.{removed}"
        of_policy = case_list().filter(policy_id=term.policy_id).order_by("id")
        for case_id in of_policy.values_list("id", flat=True):
            publish(CaseChanged(case_id, "policy", what))


def _check(term: PolicyTerm, given: Mapping[str, Any]) -> None:
    for name, rows in _OF_POLICY.items():
        if name in given:
            referred(rows().filter(policy_id=term.policy_id), given[name], name)
    check_fields(term)
    if isinstance(term, Endorsement):
        of_client = document_list().filter(case__client_id=term.policy.client_id)
        referred(of_client, given.get("document_id"), "document_id")
        if (term.effective_to or date.max) < (term.effective_from or date.min):
            raise invalid(
                "effective_to", "An endorsement can't end before it begins. Correct one of the two."
            )
    if isinstance(term, Limit | Deductible) and not _is_currency(term.currency):
        raise invalid("currency", "Give the three capital letters of ISO 4217, such as USD.")
    if isinstance(term, Deductible):
        _check_deductible(term)
    if isinstance(term, PolicyDuty):
        _check_period(term)


def _check_deductible(term: Deductible) -> None:
    if (term.amount is None) == (term.percent is None):
        raise invalid(
            "amount", "Give the amount, or the percentage and the limit that it is of: one of the two."
        )
    if (term.percent is None) != (term.percent_of_id is None):
        raise invalid("percent_of_id", "A percentage is of a limit: name it, and only then.")


def _check_period(term: PolicyDuty) -> None:
    if term.unit in _WITHOUT_NUMBER and term.n is not None:
        raise invalid("n", f"A time that is {term.unit} has no number. Leave it out, or give another unit.")
    if term.unit not in _WITHOUT_NUMBER and not term.n:
        raise invalid("n", "Give the number, from 1; for “promptly” choose the unit reasonable.")
    most = LONGEST_PERIODS.get(term.unit)
    if term.n and most and term.n > most:
        raise invalid("n", f"{term.n} {term.unit} is longer than any policy's time. Give at most {most}.")


def _is_currency(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isupper()
