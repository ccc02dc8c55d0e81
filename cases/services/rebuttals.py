"""Rebuttals: the answer to each ground, written, given, waived and taken up again."""

from collections.abc import Sequence
from uuid import UUID

from cases.models import Rebuttal
from cases.selectors import for_change, rebuttal_list, rebuttal_of
from cases.services.checks import change_fields
from cases.states import REBUTTAL_EDGES
from claimback.kernel.errors import Conflict, IllegalTransition, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member


def rebuttal_write(
    *,
    actor: Member,
    ground_id: UUID,
    argument: str | None = None,
    authorities: Sequence[str] | None = None,
    version: int | None = None,
) -> Rebuttal:
    """Write the argument, the authorities or both; what is left out stays. An answer already given is a draft again.

    Raises NotFound, PreconditionFailed, IllegalTransition for a waived ground, Invalid, Forbidden.
    """
    actor.require("denial.record")
    rebuttal = _locked(ground_id, version)
    if rebuttal.state == "waived":
        raise IllegalTransition("This ground is waived. Reopen it, then write.")
    state = REBUTTAL_EDGES.advance(rebuttal.state, "drafted")
    changes = {
        name: value
        for name, value in (("argument", argument), ("authorities", authorities))
        if value is not None
    }
    if "authorities" in changes:
        changes["authorities"] = list(dict.fromkeys(changes["authorities"]))
    change_fields(rebuttal, {**changes, "state": state})
    return rebuttal


def rebuttal_answer(*, actor: Member, ground_id: UUID, version: int | None = None) -> Rebuttal:
    """Call the answer finished. What it still lacks, the ground matrix goes on showing.

    Raises NotFound, PreconditionFailed, Conflict without an argument, IllegalTransition, Forbidden.
    """
    actor.require("denial.record")
    rebuttal = _locked(ground_id, version)
    if rebuttal.state == "waived":
        raise IllegalTransition("This ground is waived. Reopen it, then answer.")
    state = REBUTTAL_EDGES.advance(rebuttal.state, "answered")
    if not rebuttal.argument.strip():
        raise Conflict("There is no argument yet. Write it, then call the ground answered.")
    rebuttal.change(state=state)
    return rebuttal


def ground_waive(*, actor: Member, ground_id: UUID, reason: str, version: int | None = None) -> Rebuttal:
    """Leave a ground unanswered, in the name of the actor and with a reason.

    Raises NotFound, PreconditionFailed, Invalid without a reason, IllegalTransition, Forbidden.
    """
    actor.require("ground.waive")
    rebuttal = _locked(ground_id, version)
    if not reason.strip():
        raise invalid("reason", "Say why the ground is left unanswered: it stays on the record.")
    state = REBUTTAL_EDGES.advance(rebuttal.state, "waived")
    rebuttal.change(state=state, waived_reason=reason, waived_by_id=actor.member_id)
    return rebuttal


def rebuttal_reopen(*, actor: Member, ground_id: UUID, version: int | None = None) -> Rebuttal:
    """Take a waived or answered ground up again: a draft if there is an argument, else open.

    Undoing a waiver asks for what waiving asks for; the history keeps its reason.
    Raises NotFound, PreconditionFailed, IllegalTransition, Forbidden.
    """
    actor.require("denial.record")
    rebuttal = _locked(ground_id, version)
    if rebuttal.state == "waived":
        actor.require("ground.waive")
    state = REBUTTAL_EDGES.advance(rebuttal.state, "drafted" if rebuttal.argument.strip() else "open")
    rebuttal.change(state=state, waived_reason="", waived_by_id=None)
    return rebuttal


def _locked(ground_id: UUID, version: int | None) -> Rebuttal:
    rebuttal = rebuttal_of(for_change(rebuttal_list()), ground_id)
    check_version(rebuttal.version, version)
    return rebuttal
