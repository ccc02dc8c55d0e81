"""Policies and plans, and the passages of them that matter: adding and changing them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from cases.events import CaseChanged
from cases.governing_law import jurisdiction_problem, plan_type_problem
from cases.models import Policy, Provision
from cases.selectors import (
    case_list,
    client_list,
    document_list,
    endorsement_list,
    insurer_list,
    locked,
    one,
    policy_duty_list,
    policy_list,
    provision_list,
    referred,
)
from cases.services.checks import change_fields, check_fields, check_span, what_changed
from cases.services.quotes import page_text, quote_check
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.tenancy.member import Member
from claimback.vault.kinds import Value
from claimback.vault.services.reveals import sealed_reveal

# What clocks read of a policy: the levels of appeal that it requires, and from when it holds.
_CLOCKS_READ: Final = frozenset({"appeal_levels", "effective_from"})
APPEAL_LEVELS: Final = (1, 2)
"""29 CFR 2560.503-1(c)(2), which 45 CFR 147.136(b)(2)(i) takes over: a group health plan may require two at most."""


def policy_add(
    *,
    actor: Member,
    client_id: UUID,
    insurer_id: UUID,
    line_of_business: str,
    jurisdiction: str,
    plan_type: str = "",
    administrator_id: UUID | None = None,
    **details: Any,
) -> Policy:
    """A new policy or plan of a client. Raises Invalid that names the field, Forbidden."""
    actor.require("policy.write")
    policy = Policy(
        client=referred(client_list(), client_id, "client_id"),
        insurer=referred(insurer_list(), insurer_id, "insurer_id"),
        administrator=referred(insurer_list(), administrator_id, "administrator_id"),
        line_of_business=line_of_business,
        plan_type=plan_type,
        jurisdiction=jurisdiction,
        **details,
    )
    check_fields(policy)
    _check(policy)
    policy.save(force_insert=True)
    return policy


def policy_change(*, actor: Member, policy_id: UUID, version: int | None, **changes: Any) -> Policy:
    """Change fields of a policy read at `version`; whose policy it is stays.

    Publishes CaseChanged for each of its cases where their clocks read what was changed.
    Raises NotFound, PreconditionFailed, Invalid, Forbidden.
    """
    actor.require("policy.write")
    policy = locked(policy_list(), policy_id)
    check_version(policy.version, version)
    referred(insurer_list(), changes.get("insurer_id"), "insurer_id")
    referred(insurer_list(), changes.get("administrator_id"), "administrator_id")
    concerned = what_changed(policy, {name: changes[name] for name in sorted(_CLOCKS_READ & changes.keys())})
    for name, value in changes.items():
        setattr(policy, name, value)
    _check(policy)
    change_fields(policy, changes)
    if concerned:
        _clocks_follow(policy_id, concerned)
    return policy


def policy_reveal(
    *, actor: Member, policy_id: UUID, fields: Sequence[str], reason: str
) -> dict[str, Value | None]:
    """Sealed numbers of a policy in full. Raises NotFound, Invalid, Forbidden; the trace is `vault.models.Reveal`."""
    actor.require("policy.read")
    return sealed_reveal(actor=actor, row=one(policy_list(), policy_id), fields=fields, reason=reason)


def provision_add(
    *, actor: Member, policy_id: UUID, label: str, kind: str, quote: str, **place: Any
) -> Provision:
    """One passage of a policy, word for word; `place` is its page, and its document with the span there.

    Where the page's text was found, the quote is checked against it, and the passage says how it stands.
    Raises Invalid that names the field, Forbidden.
    """
    actor.require("policy.write")
    policy = referred(policy_list(), policy_id, "policy_id")
    provision = Provision(policy=policy, label=label, kind=kind, quote=quote, **place)
    check_fields(provision)
    _check_place(provision, place)
    provision.save(force_insert=True)
    return provision


def provision_change(*, actor: Member, provision_id: UUID, version: int | None, **changes: Any) -> Provision:
    """Change a passage read at `version`, and check its quote again; the clocks that cite it follow.

    Raises NotFound, PreconditionFailed, Invalid, Forbidden.
    """
    actor.require("policy.write")
    provision = locked(provision_list(), provision_id)
    check_version(provision.version, version)
    for name, value in changes.items():
        setattr(provision, name, value)
    _check_place(provision, changes)
    change_fields(provision, {**changes, "quote_check": provision.quote_check})
    if policy_duty_list().filter(provision_id=provision_id, removed_at=None).exists():
        _clocks_follow(provision.policy_id, f"Provision {provision.label}: it was corrected.")
    return provision


def provision_verify(*, actor: Member, provision_id: UUID, version: int | None) -> Provision:
    """Check the quote of a passage read at `version` against its page once more, such as when its text came later.

    Raises NotFound, PreconditionFailed, Forbidden.
    """
    return provision_change(actor=actor, provision_id=provision_id, version=version)


def _check(policy: Policy) -> None:
    check_fields(policy, ["line_of_business"])
    if problem := jurisdiction_problem(policy.jurisdiction):
        raise invalid("jurisdiction", problem)
    if problem := plan_type_problem(policy.line_of_business, policy.plan_type):
        raise invalid("plan_type", problem)
    if policy.appeal_levels is not None and policy.appeal_levels not in APPEAL_LEVELS:
        raise invalid("appeal_levels", "A plan requires 1 or 2 levels of appeal. Leave it out if unknown.")
    if (policy.effective_to or date.max) < (policy.effective_from or date.min):
        raise invalid("effective_to", "A policy can't end before it begins. Correct one of the two dates.")


def _clocks_follow(policy_id: UUID, what: str) -> None:
    for case_id in case_list().filter(policy_id=policy_id).order_by("id").values_list("id", flat=True):
        publish(CaseChanged(case_id, "policy", what))


def _check_place(provision: Provision, given: Mapping[str, Any]) -> None:
    """Refuse a place that can't be, and set how the quote stands to the text there."""
    if "document_id" in given:
        of_client = document_list().filter(case__client_id=provision.policy.client_id)
        referred(of_client, given["document_id"], "document_id")
    if "endorsement_id" in given:
        own = endorsement_list().filter(policy_id=provision.policy_id)
        referred(own, given["endorsement_id"], "endorsement_id")
    check_span(provision)
    text = None
    if provision.document_id is not None:
        stands_in = document_list().filter(id=provision.document_id)
        text = page_text(stands_in.values_list("file_id", flat=True).first(), provision.page)
    provision.quote_check = quote_check(provision.quote, text, provision.start, provision.end)
