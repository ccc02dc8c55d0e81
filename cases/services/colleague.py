"""Who can be given work on a case: a colleague who may see it."""

from uuid import UUID

from cases.selectors import may_look
from claimback.kernel.errors import Invalid, invalid
from claimback.tenancy.models import Membership
from claimback.tenancy.rows import referred
from claimback.tenancy.selectors import colleagues


def colleague_on(case_id: UUID, member_id: UUID, field: str) -> Membership:
    """The colleague whom the field `field` of an input names. Whoever asks sees the case: who else may is no secret.

    Raises Invalid that names the field, for a member who is not there and for one who is kept from the case.
    """
    try:
        return referred(may_look(colleagues(), case_id), member_id, field)
    except Invalid:
        if not colleagues().filter(id=member_id).exists():
            raise
    told = "This member may not see the case. Choose another member."
    raise invalid(field, told, code="unknown_reference")
