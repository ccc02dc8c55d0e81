"""The only writers of firms, members, roles, licences and tokens. Each module holds one of them."""

from claimback.tenancy.services.firms import firm_open
from claimback.tenancy.services.licences import licence_add
from claimback.tenancy.services.members import member_add, member_of
from claimback.tenancy.services.tokens import IssuedToken, token_issue, token_revoke

__all__ = [
    "IssuedToken",
    "firm_open",
    "licence_add",
    "member_add",
    "member_of",
    "token_issue",
    "token_revoke",
]
