"""Under which licence a letter is approved, and what the check should say of it. Which one it is, cases know."""

from datetime import date

from cases.models import Case
from cases.services.licensed import acting_licence
from claimback.tenancy.member import Member
from claimback.tenancy.models import Licence
from letters.writing.findings import Finding, warns


def approval_licence(*, actor: Member, case: Case, on: date) -> tuple[Licence, tuple[Finding, ...]]:
    """The actor's licence to approve a letter of this case on that day, and what the check should say of it.

    Raises LicenceRequired, which names the kind, the state and the remedy.
    """
    held, state = acting_licence(actor=actor, case=case, on=on)
    if not state:
        return held, ()
    message = (
        f"The case is in {state}, and you approve as a member of the bar of {held.state}. The plan's appeals go by "
        f"federal law. See that you may act in {state}, or let a member of its bar approve."
    )
    return held, (warns("licence_of_another_state", message),)
